"""A list of things to tick: by Space, Enter, or a click on the first column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent

from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import FlagEditor

TICK = "ticked"


class TickTable(EditTable):
    """Only its ticks change; its rows are what was given."""

    def __init__(self, columns: Sequence[EditColumn], name: str) -> None:
        super().__init__((EditColumn(TICK, "", FlagEditor, width=34, is_flag=True), *columns), name)
        self.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._clicked)

    @property
    def ticked(self) -> list[Any]:
        """The keys of the ticked rows."""
        return [row.key for row in self.rows.rows if row.values[TICK]]

    def show_things(self, things: Sequence[tuple[Any, dict[str, Any]]], *, ticked: bool) -> None:
        """Keys and values, all ticked or none."""
        self.show_rows([EditRow({TICK: ticked, **values}, key=key) for key, values in things])

    def tick(self, keys: Sequence[Any]) -> None:
        """Tick these rows, and no others."""
        for at, row in enumerate(self.rows.rows):
            self.rows.setData(self.rows.index(at, 0), row.key in keys)

    def _toggle(self, index: QModelIndex) -> None:
        tick = index.siblingAtColumn(0)
        self.rows.setData(tick, not tick.data(Qt.ItemDataRole.EditRole))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() == keys.Key_Space and self.currentIndex().isValid():
            self._toggle(self.currentIndex())
        elif event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Insert, keys.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)
