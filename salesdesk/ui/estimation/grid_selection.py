"""Blocks of cells: stretched with Shift, jumped through with Ctrl, read by filling and copying."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex

from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.grid_cursor import GridCursor
from salesdesk.ui.estimation.sheet import GridColumn

Cells = list[tuple[Node, GridColumn]]
Place = tuple[int, int]
_FLAG = QItemSelectionModel.SelectionFlag


class GridSelection(GridCursor):
    """A block stands between the cell where it began and the cursor, as in a spreadsheet."""

    _anchor: tuple[Node, int] | None = None
    _is_stretching = False

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        if not self._is_stretching and self.state() != self.State.DragSelectingState:
            visible = self._model.visible
            is_there = 0 <= index.row() < len(visible)
            self._anchor = (visible[index.row()], index.column()) if is_there else None
        super()._moved(index, before)

    def stretch(self, row: int, column: int) -> None:
        """Select from where the block began to this cell."""
        if not self._model.rowCount():
            return
        index = self._model.index(max(0, min(row, self._model.rowCount() - 1)), column)
        start = index
        if self._anchor is not None and (at := self._model.row_of(self._anchor[0])) >= 0:
            start = self._model.index(at, self._anchor[1])
        self._is_stretching = True
        self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self._is_stretching = False
        rows = sorted((start.row(), index.row()))
        self._choose(rows[0], rows[1], self._between(start.column(), column))

    def _between(self, first: int, last: int) -> list[int]:
        """The columns from one to another in the order they stand in."""
        columns = self.shown_columns()
        if first not in columns or last not in columns:
            return [last]
        at, end = sorted((columns.index(first), columns.index(last)))
        return columns[at : end + 1]

    def _choose(self, first: int, last: int, columns: list[int]) -> None:
        """Make these the selected cells; neighbouring columns are one range."""
        block, model = QItemSelection(), self._model
        begin = 0
        for at in range(1, len(columns) + 1):
            if at == len(columns) or columns[at] != columns[at - 1] + 1:
                block.select(model.index(first, columns[begin]), model.index(last, columns[at - 1]))
                begin = at
        self.selectionModel().select(block, _FLAG.ClearAndSelect)
        self.viewport().update()

    def select_block(self, row: int, rows: int, column: int, columns: int) -> None:
        """Select a block by its first cell and its size, in the columns shown."""
        shown = self.shown_columns()
        at = shown.index(column)
        last = min(row + rows, self._model.rowCount()) - 1
        self._choose(row, last, shown[at : at + columns])

    def select_row(self) -> None:
        self._widen(_FLAG.Rows)

    def select_column(self) -> None:
        self._widen(_FLAG.Columns)

    def _widen(self, how: QItemSelectionModel.SelectionFlag) -> None:
        chosen = self.selectionModel()
        chosen.select(chosen.selection(), _FLAG.ClearAndSelect | how)
        self.viewport().update()

    # -- where a key leads

    def cell_above(self) -> Place:
        return self.current_row - 1, self.current_column

    def cell_below(self) -> Place:
        return self.current_row + 1, self.current_column

    def cell_left(self) -> Place:
        return self._beside(-1)

    def cell_right(self) -> Place:
        return self._beside(1)

    def _beside(self, by: int) -> Place:
        columns = self.shown_columns()
        at = columns.index(self.current_column) + by if self.current_column in columns else 0
        return self.current_row, columns[max(0, min(at, len(columns) - 1))]

    def page_above(self) -> Place:
        return self.current_row - self._page(), self.current_column

    def page_below(self) -> Place:
        return self.current_row + self._page(), self.current_column

    def _page(self) -> int:
        return max(1, self.viewport().height() // max(1, self.rowHeight(0)) - 1)

    def first_column(self) -> Place:
        return self.current_row, self.shown_columns()[0]

    def last_column(self) -> Place:
        return self.current_row, self.shown_columns()[-1]

    def first_cell(self) -> Place:
        return 0, self.shown_columns()[0]

    def last_cell(self) -> Place:
        return self._model.rowCount() - 1, self.shown_columns()[-1]

    def edge_up(self) -> Place:
        return self._edge(-1, 0)

    def edge_down(self) -> Place:
        return self._edge(1, 0)

    def edge_left(self) -> Place:
        return self._edge(0, -1)

    def edge_right(self) -> Place:
        return self._edge(0, 1)

    def _edge(self, down: int, right: int) -> Place:
        """The end of the run of filled cells, or the next filled one, or the end of the grid."""
        columns, model = self.shown_columns(), self._model
        rows, count = model.rowCount(), len(columns)
        row = self.current_row
        at = columns.index(self.current_column) if self.current_column in columns else 0

        def is_filled(row: int, at: int) -> bool | None:
            if not (0 <= row < rows and 0 <= at < count):
                return None
            return model.is_filled(row, columns[at])

        here, following = is_filled(row, at), is_filled(row + down, at + right)
        if following is None:
            return row, columns[at]
        is_run = bool(here and following)
        row, at = row + down, at + right
        while is_filled(row + down, at + right) if is_run else is_filled(row, at) is False:
            if is_filled(row + down, at + right) is None:
                break
            row, at = row + down, at + right
        return row, columns[at]

    # -- what is selected

    def selected_nodes(self) -> list[Node]:
        rows, _columns = self.block()
        if not rows and self.node is not None:
            return [self.node]
        return [self._model.visible[row] for row in rows]

    def selected_cells(self) -> Cells:
        visible, columns = self._model.visible, self._model.columns
        rows, places = self.block()
        return [(visible[row], columns[place]) for row in rows for place in places]

    def block(self) -> tuple[list[int], list[int]]:
        """Rows and columns of the selected block, in the order shown."""
        ranges = self.selectionModel().selection()
        rows: set[int] = set()
        chosen: set[int] = set()
        for at in range(ranges.count()):
            found = ranges.at(at)
            rows.update(range(found.top(), found.bottom() + 1))
            chosen.update(range(found.left(), found.right() + 1))
        return sorted(rows), [column for column in self.shown_columns() if column in chosen]
