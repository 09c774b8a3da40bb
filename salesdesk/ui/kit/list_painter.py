"""Paints a list row by row: one look at the model a row, no style options, no roles.

``QTableView`` makes an index and a style option for each cell, which alone costs more than the
text does; a list's rows are all alike, so the view draws them itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from salesdesk.ui.theme import Role, theme

if TYPE_CHECKING:
    from salesdesk.ui.kit.table_view import ListView

Place = tuple[int, int, int]
"""A column on the screen: its number, where it begins, how wide it is."""
MARK = 3


class ListPainter:
    """The rows that an area of the view shows."""

    def __init__(self, view: ListView) -> None:
        self._view = view
        self._chosen: frozenset[int] = frozenset()

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Rows first, then the standing column over them, then where the cursor is."""
        view = self._view
        width = view.viewport().width()
        self._chosen = self._selected(area)
        self._rows(painter, area, self._places(area), width)
        if view.head.offset() > 0:
            self._standing(painter, area)
        self._marks(painter)
        if view.hasFocus() and view.currentIndex().isValid():
            top = view.rowViewportPosition(view.currentIndex().row())
            painter.setPen(theme().pen(Role.ACCENT_LINE))
            painter.drawRect(0, top, width - 1, theme().height("row") - 2)

    def _places(self, area: QRect) -> list[Place]:
        head = self._view.head
        order = (head.logicalIndex(at) for at in range(head.count()))
        found = (
            (n, self._view.columnViewportPosition(n), self._view.columnWidth(n))
            for n in order
            if not head.isSectionHidden(n)
        )
        return [(n, x, wide) for n, x, wide in found if x <= area.right() and x + wide > area.x()]

    def _numbers(self, area: QRect) -> range:
        first = max(0, self._view.rowAt(max(0, area.y())))
        last = self._view.rowAt(area.bottom())
        end = self._view.model().rowCount() if last < 0 else last + 1
        return range(first, end)

    def _rows(self, painter: QPainter, area: QRect, places: Sequence[Place], width: int) -> None:
        view, delegate, look = self._view, self._view.delegate, theme()
        tint, hover, line = (look.colour(r) for r in (Role.TINT, Role.TINT2, Role.LINE))
        for row in self._numbers(area):
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            if row in self._chosen:
                painter.fillRect(0, top, width, height, tint)
            elif row == delegate.hovered:
                painter.fillRect(0, top, width, height, hover)
            painter.fillRect(0, top + height - 1, width, 1, line)
            shown = view.list_model.shown(row)
            for number, x, wide in places:
                delegate.draw(painter, QRect(x, top, wide, height), number, shown)

    def _standing(self, painter: QPainter, area: QRect) -> None:
        """The first column stands still when the others scroll sideways."""
        number = self._view.first_column()
        width = self._view.columnWidth(number)
        painter.fillRect(0, area.y(), width, area.height(), theme().colour(Role.SURFACE))
        self._rows(painter, area, [(number, 0, width)], width)
        painter.fillRect(width - 1, area.y(), 1, area.height(), theme().colour(Role.LINE2))

    def _selected(self, area: QRect) -> frozenset[int]:
        selection = self._view.selectionModel()
        if not selection.hasSelection():
            return frozenset()
        return frozenset(row for row in self._numbers(area) if selection.isRowSelected(row))

    def _marks(self, painter: QPainter) -> None:
        accent, view = theme().colour(Role.ACCENT), self._view
        for row in self._chosen:
            painter.fillRect(
                0, view.rowViewportPosition(row), MARK, view.rowHeight(row) - 1, accent
            )
