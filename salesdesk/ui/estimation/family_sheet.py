"""Which estimation to compare with or to open: the revisions first, then any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.states import state_words
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from salesdesk.services.estimation_family import Revision
    from salesdesk.ui.context import Context

RESTS = 150
COLUMNS = (
    EditColumn("tick", "", TextEditor, width=34, is_flag=True),
    EditColumn("number", N_("Number"), TextEditor, width=130),
    EditColumn("name", N_("Name"), TextEditor, width=170),
    EditColumn("state", N_("Status"), TextEditor, width=100),
    EditColumn("at", N_("Changed"), TextEditor, width=152),
    EditColumn("by", N_("By"), TextEditor, width=95),
    EditColumn("sell", N_("Total"), TextEditor, width=125, right=True),
    EditColumn("margin", N_("Margin"), TextEditor, width=80, right=True),
)


class FamilyTable(EditTable):
    """Nothing is typed here; Enter belongs to the sheet."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, _("Revisions"))
        self.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # all fit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Insert, keys.Key_Delete):
            event.ignore()
        elif event.key() == keys.Key_Space and self.currentIndex().isValid():
            index = self.rows.index(self.currentIndex().row(), 0)
            self.rows.setData(index, not index.data(Qt.ItemDataRole.EditRole))
        else:
            super().keyPressEvent(event)


class FamilySheet(Sheet):
    """Enter compares the row with what is open; two ticked rows are compared with each other."""

    def __init__(
        self, parent: QWidget, context: Context, key: UUID,
        compare: Callable[[UUID, UUID | None], object], open_one: Callable[[UUID], object],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Compare with…"),
            _("Enter compares with the estimation that is open; Space ticks two to compare "
              "with each other."), width=1000,
        )  # fmt: skip
        self._context, self._key, self._turn = context, key, 0
        self._compare, self._open = compare, open_one
        self._found: Sequence[Revision] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find any other estimation by its name or number"))
        self.field.setAccessibleName(_("Find an estimation"))
        self.field.setClearButtonEnabled(True)
        self.table = FamilyTable()
        self.table.setFixedHeight(300)
        self._said = Label("", Text.SMALL, Role.TEXT2)
        for widget in (self.field, self.table, self._said):
            self.body.addWidget(widget)
        self.add_way_back()
        self.add_deed(_("Open"), self._open_row, key="Ctrl+O")
        self.add_deed(_("Compare"), self._take, primary=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self._read)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self._read()
        self.table.setFocus()

    def _read(self) -> None:
        self._turn += 1
        turn, text, key = self._turn, self.field.text(), self._key
        database = self._context.desk.database

        def work() -> Sequence[Revision]:
            from salesdesk.services.estimation_family import family, others

            if text.strip():
                return others(database, text, key)
            own = [row for row in family(database, key) if row.id != key]
            known = {row.id for row in own}
            return [*own, *(row for row in others(database, "", key) if row.id not in known)]

        def shown(rows: Sequence[Revision]) -> None:
            if turn == self._turn:
                self._show(rows)

        self._context.jobs.read(work, shown, self._context.fail)

    def _show(self, rows: Sequence[Revision]) -> None:
        self._found = rows
        known = {row.id: row for row in rows}
        self.table.show_rows([EditRow(_cells(row, known), key=row.id) for row in rows])
        self._said.setText("" if rows else _("There is no other estimation like this."))
        if rows:
            put_cursor(self.table, self.table.rows.index(0, 1))

    def _current(self) -> Any:
        at = self.table.currentIndex().row()
        return self.table.rows.rows[at].key if 0 <= at < len(self._found) else None

    def _take(self) -> None:
        ticked = [row.key for row in self.table.rows.rows if row.values.get("tick")]
        first, second = self._current(), None
        if len(ticked) == 2:
            second, first = ticked  # the later revision stands first
        if first is None:
            return
        self.accept()
        self._compare(first, second)

    def _open_row(self) -> None:
        key = self._current()
        if key is not None:
            self.accept()
            self._open(key)


def _cells(row: Revision, known: Mapping[UUID, Revision]) -> dict[str, Any]:
    write = formats()
    parent = known.get(row.parent) if row.parent else None
    descent = f" ← R{parent.revision}" if parent else ""
    return {
        "tick": False,
        "number": row.full_number + descent,
        "name": row.name,
        "state": state_words(row.status),
        "at": write.instant(row.at),
        "by": row.by or row.owner,
        "sell": write.money(row.sell, row.currency),
        "margin": "" if row.margin is None else write.percent(row.margin),
    }
