"""Which columns the grid shows: a card of ticks that stays open while columns are chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.estimation.frozen_table import FROZEN
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.popover import Popover
from salesdesk.ui.theme import Role, Text

ACROSS = 3


class ColumnChooser(Popover):
    """Code and name always show; every other column has its tick."""

    def __init__(self, opener: QWidget, view: GridView, changed: Callable[[], None]) -> None:
        super().__init__(opener, 560)
        self._view, self._changed = view, changed
        self.ticks: dict[str, QCheckBox] = {}
        self.body.addWidget(Label(_("Columns"), Text.NAME))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        self.body.addLayout(grid)
        columns = view.grid_model.columns[FROZEN:]
        tall = -(-len(columns) // ACROSS)
        for at, column in enumerate(columns):
            tick = QCheckBox(_(column.title))
            tick.setChecked(not view.isColumnHidden(at + FROZEN))
            tick.toggled.connect(lambda on, at=at + FROZEN: self._show(at, on=on))
            self.ticks[column.key] = tick
            grid.addWidget(tick, at % tall, at // tall)
        self.body.addWidget(
            Label(_("Drag the heads to put them in another order."), Text.SMALL, Role.TEXT3)
        )
        self.body.addWidget(
            Link(_("As delivered"), pressed=self._reset), 0, Qt.AlignmentFlag.AlignLeft
        )

    def _show(self, at: int, *, on: bool) -> None:
        self._view.setColumnHidden(at, not on)
        self._changed()

    def _reset(self) -> None:
        head = self._view.horizontalHeader()
        for at, column in enumerate(self._view.grid_model.columns):
            head.moveSection(head.visualIndex(at), at)
            if column.key in self.ticks:
                self.ticks[column.key].setChecked(column.shown)
            self._view.setColumnWidth(at, self._view.natural_width(at))
        self._changed()
