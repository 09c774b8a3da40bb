"""Keeping a branch as a template, and putting one in: which, from when, at which rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import DateEditor, LongTextEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.plan_templates import TemplateRow
    from salesdesk.ui.context import Context

COLUMNS = (
    EditColumn("name", N_("Template"), TextEditor, width=240),
    EditColumn("rows", N_("Rows"), TextEditor, width=60, right=True),
    EditColumn("note", N_("Note"), TextEditor, width=300),
)


class SaveTemplate(Sheet):
    """A name and what it is for."""

    def __init__(
        self, parent: QWidget, name: str, rows: int, given: Callable[[str, str], object]
    ) -> None:
        why = _("{count} rows with their efforts, rates, links and notes; links that lead out "
                "of the branch are left behind.")  # fmt: skip
        super().__init__(parent, _("Save branch as template"), why.format(count=rows))
        self._given = given
        self.name = QLineEdit(name)
        self.name.setAccessibleName(_("Name"))
        self.note = LongTextEditor(3)
        self.note.name_field(_("Note"))
        for words, widget in ((_("Name"), self.name), (_("Note"), self.note)):
            self.body.addWidget(Label(words, Text.SMALL, Role.TEXT2))
            self.body.addWidget(widget)
        self.add_way_back()
        deed = self.add_deed(_("Save template"), self._yes, primary=True)
        deed.setEnabled(bool(name.strip()))
        self.name.textChanged.connect(lambda text: deed.setEnabled(bool(text.strip())))
        self.name.setFocus()
        self.name.selectAll()

    def _yes(self) -> None:
        self.accept()
        self._given(self.name.text().strip(), str(self.note.read() or "").strip())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be put in."""

    key: UUID
    start: date
    todays_rates: bool


class _Templates(EditTable):
    def __init__(self) -> None:
        super().__init__(COLUMNS, _("Templates"))
        self.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Insert, keys.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)


class InsertTemplate(Sheet):
    """A list, the day on which the rows begin, and whether they take today's rates."""

    def __init__(
        self, parent: QWidget, context: Context, start: date, take: Callable[[Wanted], object]
    ) -> None:
        super().__init__(
            parent, _("Insert template"),
            _("The rows come in below the cursor; every date moves with the start."), width=680,
        )  # fmt: skip
        self._take = take
        self.table = _Templates()
        self.table.setFixedHeight(250)
        self.start = DateEditor()
        self.start.name_field(_("The rows start on"))
        self.start.write(start)
        self.rates = QCheckBox(_("Today's rates instead of those of the template"))
        self.rates.setChecked(True)
        self._said = Label("", Text.SMALL, Role.RED, wrap=True)
        self.body.addWidget(self.table)
        begins = Label(_("The rows start on"), Text.SMALL, Role.TEXT2)
        self.body.addWidget(holder(row(begins, self.start, None)))
        self.body.addWidget(self.rates)
        self.body.addWidget(self._said)
        self.add_way_back()
        self._deed = self.add_deed(_("Insert"), self._yes, primary=True)
        self._deed.setEnabled(False)
        database = context.desk.database

        def read() -> Sequence[TemplateRow]:
            from salesdesk.services.plan_templates import templates

            return templates(database)

        context.jobs.read(read, self._show, context.fail)
        self.table.setFocus()

    def _show(self, rows: Sequence[TemplateRow]) -> None:
        write = formats()
        self.table.show_rows(
            [
                EditRow({"name": r.name, "rows": write.whole(r.rows), "note": r.note}, key=r.id)
                for r in rows
            ]
        )
        self._deed.setEnabled(bool(rows))
        if rows:
            put_cursor(self.table, self.table.rows.index(0, 0))
        else:
            self._said.set_role(Role.TEXT2)
            self._said.setText(_("There is no template yet. Save a branch as one first."))

    def _yes(self) -> None:
        at = self.table.currentIndex().row()
        if at < 0:
            return
        try:
            start: Any = self.start.read()
        except InvalidInput as wrong:
            self._said.setText(wrong.message)
            return
        if start is None:
            self._said.setText(_("Say on which day the rows start."))
            return
        key = self.table.rows.rows[at].key
        self.accept()
        self._take(Wanted(key, start, self.rates.isChecked()))
