"""What helps to write a section: texts of the library, placeholders, and keeping what is good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.i18n import _
from salesdesk.ui.context import Context
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.panels import row
from salesdesk.ui.proposal.bench import Bench

if TYPE_CHECKING:
    from salesdesk.services.text_library import LibraryText, TextLibrary
    from salesdesk.ui.proposal.text_section import TextSection


class TextTools(QWidget):
    """Three buttons above a text; ``kind`` is the section whose texts are offered."""

    def __init__(self, bench: Bench, context: Context, kind: str) -> None:
        super().__init__()
        self.bench, self.context, self._kind = bench, context, kind
        self._section: TextSection | None = None
        self.insert = Button(_("Insert text"), "file-text", pressed=self.ask_texts)
        self.placeholder = Button(_("Placeholder"), "hash", pressed=self.show_placeholders)
        self.keep = Button(_("Keep in the library…"), "save", pressed=self.ask_name)
        self.setLayout(row(self.insert, self.placeholder, None, self.keep))

    def serve(self, section: TextSection) -> None:
        """The section that these tools write into."""
        self._section = section

    @property
    def _library(self) -> TextLibrary:
        from salesdesk.services.text_library import TextLibrary

        return TextLibrary(self.context.desk.database)

    def ask_texts(self) -> None:
        """Read the library, then offer what it has for this section."""
        language, library = self.bench.draft.language, self._library
        self.context.jobs.read(
            lambda: library.texts(self._kind, language), self._offer, self.context.fail
        )

    def _offer(self, texts: tuple[LibraryText, ...]) -> None:
        if not texts:
            self.context.toast(_("The library has no text for this section yet."))
            return
        menu = QMenu(self)
        for text in texts:
            same = text.language == self.bench.draft.language
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
        body, language = str(self._section.editor.read()), self.bench.draft.language
        library = self._library

        def kept(_answer: object) -> None:
            self.context.toast(_("“{name}” is in the library now.").format(name=name))

        self.context.jobs.read(
            lambda: library.keep(self._kind, name, language, body), kept, self.context.fail
        )
