"""Files kept with a record: attached, looked at with the system's programs, saved elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, column, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

SAVE = "Ctrl+Return"
_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024


@cache
def _opened() -> TemporaryDirectory[str]:
    """Where copies to look at are kept until the program ends; nobody else may read there."""
    return TemporaryDirectory(prefix="salesdesk-", ignore_cleanup_errors=True)


class DocumentsPanel(Panel):
    """Attach a file; Enter opens one, Ctrl+Enter saves it elsewhere."""

    def __init__(self, context: Context, about: str, record: UUID) -> None:
        super().__init__(Role.SURFACE)
        self._context, self._about, self._record = context, about, record
        self._documents: Sequence[Any] = ()
        columns = (
            EditColumn("title", N_("File"), TextEditor, width=320),
            EditColumn("size", N_("Size"), TextEditor, width=100, right=True),
            EditColumn("when", N_("Added"), TextEditor, width=160),
            EditColumn("who", N_("By"), TextEditor, width=160),
        )
        self.table = EditTable(columns, _("Documents"))
        self.table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.table.activated.connect(lambda _index: self.open_chosen())
        for key in (SAVE, "Ctrl+Enter"):
            saves = QShortcut(QKeySequence(key), self.table, self._save_as)
            saves.setContext(Qt.ShortcutContext.WidgetShortcut)
        attach = Button(_("Attach…"), "paperclip", pressed=self._attach)
        attach.setEnabled(self._context.may_note)
        self._open = Button(_("Open"), "external-link", key="Enter", pressed=self.open_chosen)
        self._save = Button(_("Save as…"), "download", key=SAVE, pressed=self._save_as)
        self._none = Label(_("No documents yet. Attach offers, contracts or drawings."),
                           Text.BODY, Role.TEXT2)  # fmt: skip
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._none.hide()
        box = column(row(attach, self._open, self._save, None), self._none, self.table,
                     margins=(20, 14, 20, 14))  # fmt: skip
        self.setLayout(box)
        self._show(())
        self.refresh()

    def refresh(self) -> None:
        desk, record = self._context.desk, self._record
        self._context.jobs.read(
            lambda: desk.attachments.documents(record), self._read, self._context.fail
        )

    def _read(self, found: Any) -> None:
        self._show(found)
        self._none.setVisible(not found)
        self.table.setVisible(bool(found))

    def _show(self, found: Sequence[Any]) -> None:
        self._documents = found
        self.table.show_rows(
            [
                EditRow({"title": d.name, "size": size_words(d.size),
                         "when": formats().instant(d.at), "who": d.who}, d.id)
                for d in found
            ]
        )  # fmt: skip
        if found:
            self.table.setCurrentIndex(self.table.rows.index(0, 0))
        for button in (self._open, self._save):
            button.setEnabled(bool(found))

    @property
    def _chosen(self) -> Any:
        at = self.table.currentIndex().row()
        return self._documents[at] if 0 <= at < len(self._documents) else None

    def _attach(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Attach"))
        if name:
            self.attach(Path(name))

    def attach(self, path: Path) -> None:
        """Keep a file with the record."""
        desk, about, record = self._context.desk, self._about, self._record

        def attached(_key: UUID) -> None:
            self._context.toast(_("{file} attached").format(file=path.name))
            self.refresh()

        self._context.jobs.read(
            lambda: desk.attachments.attach_file(about, record, path), attached, self._context.fail
        )

    def open_chosen(self) -> None:
        """Show the document with the program that the system has for it."""
        document, desk = self._chosen, self._context.desk
        if document is not None:
            self._context.jobs.read(
                lambda: desk.attachments.copy_to_open(document.id, Path(_opened().name)),
                self._show_file, self._context.fail,
            )  # fmt: skip

    def _show_file(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            said = _("No program here opens {file}. Save it elsewhere instead.")
            self._context.fail(InvalidInput(said.format(file=path.name)))

    def _save_as(self) -> None:
        document, desk = self._chosen, self._context.desk
        if document is None:
            return
        name, _kind = QFileDialog.getSaveFileName(self, _("Save as"), document.name)
        if name:
            self._context.jobs.read(
                lambda: desk.attachments.save_as(document.id, Path(name)),
                lambda _size: self._context.toast(_("{file} saved").format(file=Path(name).name)),
                self._context.fail,
            )  # fmt: skip


def size_words(size: int) -> str:
    """A size as people say it; never 0 of a unit for what is there."""
    if size < _KILOBYTE:
        return _("{count} bytes").format(count=formats().whole(size))
    if size < _MEGABYTE:
        return f"{formats().whole(round(size / _KILOBYTE))} kB"
    return f"{formats().plain(Decimal(size * 10 // _MEGABYTE) / 10)} MB"
