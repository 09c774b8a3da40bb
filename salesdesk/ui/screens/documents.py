"""Files kept with a record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QFileDialog

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.panels import Panel, column, row
from salesdesk.ui.theme import Role

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class DocumentsPanel(Panel):
    """Attach a file; Enter saves one elsewhere to look at it."""

    def __init__(self, context: Context, about: str, record: UUID) -> None:
        super().__init__(Role.SURFACE)
        self._context, self._about, self._record = context, about, record
        self._documents: Sequence[Any] = ()
        columns = (
            EditColumn("title", N_("File"), TextEditor, width=320),
            EditColumn("when", N_("Added"), TextEditor, width=160),
            EditColumn("who", N_("By"), TextEditor, width=160),
        )
        self.table = EditTable(columns, _("Documents"))
        self.table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.table.activated.connect(lambda _index: self._save_as())
        attach = Button(_("Attach…"), "paperclip", pressed=self._attach)
        keep = Button(_("Save as…"), "download", pressed=self._save_as)
        self.setLayout(column(row(attach, keep, None), self.table, margins=(20, 14, 20, 14)))
        self.refresh()

    def refresh(self) -> None:
        desk, record = self._context.desk, self._record
        self._context.jobs.read(lambda: desk.activities.timeline(record, 1000), self._show)

    def _show(self, entries: Any) -> None:
        self._documents = [entry for entry in entries if entry.kind == "document"]
        self.table.show_rows(
            [
                EditRow({"title": d.title, "when": formats().instant(d.at), "who": d.who}, d.id)
                for d in self._documents
            ]
        )

    def _attach(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Attach"))
        if name:
            self.attach(Path(name))

    def attach(self, path: Path) -> None:
        """Keep a file with the record."""
        desk, about, record = self._context.desk, self._about, self._record
        self._context.jobs.read(
            lambda: desk.activities.attach(about, record, path.name, path.read_bytes()),
            lambda _key: self.refresh(), self._context.fail,
        )  # fmt: skip

    def _save_as(self) -> None:
        at = self.table.currentIndex().row()
        if not 0 <= at < len(self._documents):
            return
        document, desk = self._documents[at], self._context.desk
        name, _kind = QFileDialog.getSaveFileName(self, _("Save as"), document.title)
        if name:
            self._context.jobs.read(
                lambda: Path(name).write_bytes(desk.activities.content(document.id)[1]),
                lambda _size: self._context.toast(_("{file} saved").format(file=document.title)),
                self._context.fail,
            )  # fmt: skip
