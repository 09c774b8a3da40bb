"""A table whose first columns stay when the others scroll sideways."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

FROZEN = 2
_HINT = QAbstractItemView.ScrollHint.EnsureVisible
Index = QModelIndex | QPersistentModelIndex


class FrozenTable(QTableView):
    """One viewport: the frozen columns are painted over the scrolled ones, and clicked first."""

    @property
    def is_scrolled(self) -> bool:
        """Whether columns stand elsewhere than the table itself believes."""
        return self.horizontalScrollBar().value() > 0

    def frozen_columns(self) -> list[int]:
        return [at for at in range(FROZEN) if not self.isColumnHidden(at)]

    def frozen_width(self) -> int:
        return sum(self.columnWidth(at) for at in self.frozen_columns())

    def place_of(self, column: int) -> int:
        """Where a column begins in the viewport."""
        if column < FROZEN and self.is_scrolled:
            return sum(self.columnWidth(at) for at in self.frozen_columns() if at < column)
        return self.columnViewportPosition(column)

    def column_at(self, x: int) -> int:
        """The column seen at this place; -1 beside the last."""
        if self.is_scrolled and x < self.frozen_width():
            for at in self.frozen_columns():
                if x < self.place_of(at) + self.columnWidth(at):
                    return at
        return self.columnAt(x)

    def visualRect(self, index: Index) -> QRect:
        box = super().visualRect(index)
        if index.column() < FROZEN and self.is_scrolled:
            box.moveLeft(self.place_of(index.column()))
        return box

    def indexAt(self, at: QPoint) -> QModelIndex:
        row, column = self.rowAt(at.y()), self.column_at(at.x())
        return self.model().index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    def setSelection(  # noqa: N802 Qt calls it
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """A click in a frozen column means what is seen there."""
        if not self.is_scrolled:
            super().setSelection(rect, command)
            return
        index = self.indexAt(rect.bottomRight())
        if index.isValid():
            self.selectionModel().select(index, command)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _HINT) -> None:
        """Bring a cell into the part that scrolls; a frozen one is always there."""
        self.executeDelayedItemsLayout()
        bar = self.horizontalScrollBar()
        if not bar.maximum():
            super().scrollTo(index, hint)
            return
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < FROZEN:
            bar.setValue(before)
            return
        bar.setValue(before)
        left, frozen = self.columnViewportPosition(index.column()), self.frozen_width()
        width, room = self.columnWidth(index.column()), self.viewport().width()
        if left < frozen:
            bar.setValue(before + left - frozen)
        elif left + width > room:
            bar.setValue(before + min(left + width - room, left - frozen))

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 Qt calls it
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
