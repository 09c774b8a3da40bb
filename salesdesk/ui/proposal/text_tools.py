"""What helps to write a section: texts of the library, placeholders, pictures, and keeping."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from salesdesk.i18n import _
from salesdesk.ui.context import Context
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.panels import row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.text_pictures import PictureSheet, TextPictures

if TYPE_CHECKING:
    from salesdesk.models.values.picture_marks import PictureMark
    from salesdesk.services.text_library import LibraryText, TextLibrary
    from salesdesk.ui.proposal.text_section import TextSection


class TextTools(QWidget):
    """Four buttons above a text; ``kind`` is the section whose texts are offered.

    ``is_second`` says that the text is in the second language.
    """

    def __init__(
        self, bench: Bench, context: Context, kind: str, *, is_second: bool = False
    ) -> None:
        super().__init__()
        self.bench, self.context, self._kind = bench, context, kind
        self._is_second = is_second
        self._section: TextSection | None = None
        self.insert = Button(_("Insert text"), "file-text", pressed=self.ask_texts)
        self.placeholder = Button(_("Placeholder"), "hash", pressed=self.show_placeholders)
        self.picture = Button(_("Picture…"), "paperclip", pressed=self.ask_picture)
        self.keep = Button(_("Keep in the library…"), "save", pressed=self.ask_name)
        self.pictures = TextPictures(context)
        self.setLayout(row(self.insert, self.placeholder, self.picture, None, self.keep))

    def serve(self, section: TextSection) -> None:
        """The section that these tools write into."""
        self._section = section
        self.pictures.serve(section)

    @property
    def _language(self) -> str:
        draft = self.bench.draft
        return draft.second_language if self._is_second else draft.language

    @property
    def _library(self) -> TextLibrary:
        from salesdesk.services.text_library import TextLibrary

        return TextLibrary(self.context.desk.database)

    def ask_texts(self) -> None:
        """Read the library, then offer what it has for this section."""
        language, library = self._language, self._library
        self.context.jobs.read(
            lambda: library.texts(self._kind, language), self._offer, self.context.fail
        )

    def _offer(self, texts: tuple[LibraryText, ...]) -> None:
        if not texts:
            self.context.toast(_("The library has no text for this section yet."))
            return
        menu = QMenu(self)
        for text in texts:
            same = text.language == self._language
            words = text.name if same else f"{text.name} ({text.language})"
            menu.addAction(words).triggered.connect(
                lambda _on=False, body=text.body: self._write(body)
            )
        menu.popup(self.insert.mapToGlobal(self.insert.rect().bottomLeft()))

    def show_placeholders(self) -> None:
        """What can stand for a value of the proposal."""
        from salesdesk.services.proposal_words import PLACEHOLDERS

        menu = QMenu(self)
        for name, (words, _value) in PLACEHOLDERS.items():
            menu.addAction(_(words)).triggered.connect(
                lambda _on=False, name=name: self._write(f"{{{{{name}}}}}")
            )
        menu.popup(self.placeholder.mapToGlobal(self.placeholder.rect().bottomLeft()))

    def ask_picture(self) -> None:
        """Which picture goes into the text."""
        kinds = _("Pictures (*.png *.jpg *.jpeg *.webp *.gif)")
        name, _kind = QFileDialog.getOpenFileName(self.window(), _("Picture"), "", kinds)
        if name:
            self.add_picture(Path(name))

    def add_picture(self, path: Path) -> None:
        """Keep it in the background, then ask what it shows and how wide it is."""
        database = self.context.desk.database

        def keep() -> tuple[PictureMark, bytes | None]:
            from salesdesk.services.text_pictures import keep_picture, picture

            mark = keep_picture(database, path)
            return mark, picture(database, mark.key)

        self.context.jobs.read(keep, self._ask_width, self.context.fail)

    def _ask_width(self, kept: tuple[PictureMark, bytes | None]) -> None:
        def put(mark: PictureMark) -> None:
            if self._section is not None:
                self._section.insert_line(str(mark))

        PictureSheet(self.window(), *kept, put).open()

    def _write(self, text: str) -> None:
        if self._section is not None:
            self._section.insert(text)

    def ask_name(self) -> None:
        """Under which name the text is kept."""
        AskText(
            self.window(), _("Keep in the library"), _("Name"), _("Keep text"), self._keep
        ).open()

    def _keep(self, name: str) -> None:
        if self._section is None:
            return
        body, language = str(self._section.editor.read()), self._language
        library = self._library

        def kept(_answer: object) -> None:
            self.context.toast(_("“{name}” is in the library now.").format(name=name))

        self.context.jobs.read(
            lambda: library.keep(self._kind, name, language, body), kept, self.context.fail
        )
