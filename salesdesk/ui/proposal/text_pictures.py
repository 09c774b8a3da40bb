"""The pictures of a text below its editor: seen, described, made wider or narrower, taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.picture_marks import (
    NARROWEST,
    WIDEST,
    PictureMark,
    pictures_in,
    with_mark,
)
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import NumberEditor, TextEditor
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.kit.thumbnail import Thumbnail
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context
    from salesdesk.ui.proposal.text_section import TextSection

_SMALL, _LARGE = QSize(64, 46), QSize(412, 200)


class PictureSheet(Sheet):
    """What a picture shows, for those who can't see it, and how much of the column it takes."""

    def __init__(
        self, parent: QWidget, mark: PictureMark, content: bytes | None,
        given: Callable[[PictureMark], object], take_out: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, _("Picture"))
        self._mark, self._given = mark, given
        shown = Thumbnail(_LARGE, mark.words or _("Picture"))
        shown.show_picture(QImage.fromData(content) if content else None)
        self.words = TextEditor()
        self.words.name_field(_("What it shows"))
        self.words.write(mark.words)
        self.share = NumberEditor(unit="%", whole=True)
        self.share.name_field(_("Width in the column"))
        self.share.setFixedWidth(90)
        self.share.write(mark.percent)
        why = _("Read aloud to those who can't see the picture.")
        self.body.addWidget(shown)
        self.body.addWidget(Label(_("What it shows"), Text.SMALL, Role.TEXT2))
        self.body.addWidget(self.words)
        self.body.addWidget(Label(why, Text.SMALL, Role.TEXT3))
        self.body.addLayout(row(Label(_("Width in the column"), Text.BODY, Role.TEXT2), self.share,
                                None))  # fmt: skip
        if take_out is not None:
            self.add_left(Button(_("Take out"), pressed=lambda: self._taken_out(take_out)))
        self.add_way_back()
        self.add_deed(_("Put into the text") if take_out is None else _("Change"), self._yes,
                      primary=True)  # fmt: skip
        self.words.setFocus()

    def _taken_out(self, deed: Callable[[], object]) -> None:
        self.accept()
        deed()

    def _yes(self) -> None:
        try:
            percent = int(self.share.read() or WIDEST)
        except InvalidInput:
            self.share.setFocus()
            return
        words = str(self.words.read() or "").strip()
        self.accept()
        self._given(replace(self._mark, words=words,
                            percent=min(max(percent, NARROWEST), WIDEST)))  # fmt: skip


class TextPictures(QWidget):
    """One line a picture; nothing at all where the text has none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._section: TextSection | None = None
        self._shown: tuple[PictureMark, ...] = ()
        self._known: dict[str, bytes | None] = {}
        self._lines = column(spacing=6)
        self.setLayout(self._lines)
        self.hide()

    def serve(self, section: TextSection) -> None:
        """The section whose pictures are shown."""
        self._section = section
        section.editor.edited.connect(self.look)

    def look(self) -> None:
        """Look which pictures the text has now, and read those that were not seen yet."""
        if self._section is None:
            return
        found = tuple(pictures_in(str(self._section.editor.read())))
        if found == self._shown:
            return
        self._shown = found
        unread = {mark.key for mark in found} - self._known.keys()
        database = self._context.desk.database

        def read() -> Mapping[str, bytes | None]:
            from salesdesk.services.text_pictures import picture

            return {key: picture(database, key) for key in unread}

        if unread:
            self._context.jobs.read(read, self._learn, self._context.fail)
        else:
            self._show()

    def _learn(self, read: Mapping[str, bytes | None]) -> None:
        self._known.update(read)
        self._show()

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, mark in enumerate(self._shown):
            self._lines.addWidget(self._line(at, mark))
        self.setVisible(bool(self._shown))

    def _line(self, at: int, mark: PictureMark) -> QWidget:
        content = self._known.get(mark.key)
        thumbnail = Thumbnail(_SMALL, mark.words or _("Picture"))
        thumbnail.show_picture(QImage.fromData(content) if content else None)
        words = mark.words or _("Say what it shows")
        name = ElidedLabel(words, Text.NAME, Role.TEXT if mark.words else Role.AMBER)
        if content is None:
            name = ElidedLabel(_("This picture is gone."), Text.NAME, Role.RED)
        change = Button(_("Change…"), pressed=lambda: self.ask(at),
                        name=_("Change the picture: {name}").format(name=words))  # fmt: skip
        change.setEnabled(self._section is not None and self._section.bench.editable)
        line = row(thumbnail, name, Label(f"{mark.percent} %", Text.SMALL, Role.TEXT2), change,
                   spacing=12)  # fmt: skip
        line.setStretch(1, 1)
        return holder(line)

    def ask(self, at: int) -> None:
        """Ask what is to become of a picture."""
        mark = self._shown[at]
        PictureSheet(self.window(), mark, self._known.get(mark.key),
                     lambda fresh: self._change(at, fresh),
                     lambda: self._change(at, None)).open()  # fmt: skip

    def _change(self, at: int, mark: PictureMark | None) -> None:
        section: Any = self._section
        if section is not None:
            section.rewrite(with_mark(str(section.editor.read()), at, mark))
            self.look()
