"""The cursor of the grid: where it is, what is selected, where Enter and Tab lead."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from salesdesk.i18n import _
from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.frozen_table import FrozenTable
from salesdesk.ui.estimation.grid_header import PAD, GridHeader
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.theme import Density, Text, theme

MOST_FOR_CODES = 110


def row_height() -> int:
    """Compact is the grid's own measure, whatever the lists use."""
    heights = {Density.COMFORTABLE: 26, Density.COMPACT: 26}
    return round(heights[theme().density] * max(1.0, theme().text_scale))


class GridCursor(FrozenTable):
    """A table whose cursor stays on its row whatever happens around it."""

    current_changed = Signal()

    def __init__(self, model: GridModel) -> None:
        super().__init__()
        self._model = model
        self.workbench: Workbench = model.workbench
        self.current_row = self.current_column = -1
        self._tab_column: int | None = None
        self._shown: list[int] = []
        self._column_places: tuple[int, list[tuple[int, int, int]]] | None = None
        self._noted: tuple[Node | None, int, int] = (None, -1, -1)
        self.setModel(model)
        head = GridHeader(model, self)
        self.setHorizontalHeader(head)
        head.sectionResized.connect(lambda *_args: self._columns_moved())
        head.sectionMoved.connect(lambda *_args: self._columns_moved())
        self.head = head
        self._prepare()
        for at, column in enumerate(model.columns):
            self.setColumnWidth(at, self.natural_width(at))
            self.setColumnHidden(at, not column.shown)
        self.selectionModel().currentChanged.connect(self._moved)
        model.rowsInserted.connect(self._recall_current)
        model.rowsRemoved.connect(self._recall_current)
        model.reshaping.connect(self._note_row)
        model.reshaped.connect(self._back_to_row)
        self.go(0, 1)

    def _prepare(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.setAccessibleName(_("Work plan"))
        vertical = self.verticalHeader()
        vertical.setVisible(False)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(20)
        vertical.setDefaultSectionSize(row_height())
        self.verticalScrollBar().setSingleStep(row_height())

    @property
    def grid_model(self) -> GridModel:
        return self._model

    def natural_width(self, column: int) -> int:
        """As wide as a column comes, its head whole."""
        least = max(self._model.columns[column].width, self.head.room_for(column))
        return max(least, self._room_for_codes()) if column == 0 else least

    def _room_for_codes(self) -> int:
        """As wide as the longest code is, up to a limit; codes of leaves follow their branches'."""
        digits = 0
        for node in self.workbench.figures.rows:
            if node.children:
                digits = max(digits, len(node.code) + 1 + len(str(len(node.children))))
        one = QFontMetrics(theme().number_font(Text.SMALL)).horizontalAdvance("0")
        return min(digits * one + PAD + 8, MOST_FOR_CODES)

    # -- where I am

    @property
    def node(self) -> Node | None:
        """The row of the cursor."""
        rows = self._model.visible
        return rows[self.current_row] if 0 <= self.current_row < len(rows) else None

    @property
    def column(self) -> GridColumn:
        return self._model.columns[max(0, self.current_column)]

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        if self._model.rowCount():
            row = max(0, min(row, self._model.rowCount() - 1))
            put_cursor(self, self._model.index(row, column))

    def go_to(self, node: Node, column: str = "") -> None:
        """Put the cursor on a row, opening the branches above it."""
        self._model.reveal(node)
        at = self._model.column_of(column) if column else max(1, self.current_column)
        self.go(self._model.row_of(node), at)

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        self.current_row, self.current_column = index.row(), index.column()
        for row in {before.row(), index.row()} - {-1}:
            self._repaint_row(row)
        self.current_changed.emit()

    def _recall_current(self) -> None:
        index = self.currentIndex()
        self.current_row, self.current_column = index.row(), index.column()
        self.current_changed.emit()

    def _note_row(self) -> None:
        """Rows are about to be folded or filtered away, or to come back."""
        self._noted = (self.node, self.current_row, self.current_column)

    def _back_to_row(self) -> None:
        """The same row if it is still shown, else the branch it is in, else its neighbour."""
        node, row, column = self._noted
        while node is not None and node.parent is not None:
            at = self._model.row_of(node)
            if at >= 0:
                row = at
                break
            node = node.parent
        if row >= 0 and (row, column) != (self.current_row, self.current_column):
            self.go(row, column)

    def _repaint_row(self, row: int) -> None:
        top = self.rowViewportPosition(row)
        self.viewport().update(0, top, self.viewport().width(), self.rowHeight(row))

    def shown_columns(self) -> list[int]:
        """The columns in the order they stand in."""
        if not self._shown:
            places = (self.head.logicalIndex(at) for at in range(self.head.count()))
            self._shown = [place for place in places if not self.isColumnHidden(place)]
        return self._shown

    def column_places(self) -> list[tuple[int, int, int]]:
        """Column, left and width of each column shown; counted when something about them moved."""
        offset = self.horizontalScrollBar().value()
        if not self._column_places or self._column_places[0] != offset:
            found = [(at, self.place_of(at), self.columnWidth(at)) for at in self.shown_columns()]
            self._column_places = (offset, found)
        return self._column_places[1]

    def _columns_moved(self) -> None:
        self._shown, self._column_places = [], None

    def setColumnHidden(self, column: int, hide: bool) -> None:  # noqa: N802 Qt's own
        super().setColumnHidden(column, hide)
        self._columns_moved()

    def step(self, down: int, right: int, *, typed: bool = False) -> None:
        """Enter and Tab: on by one, a new row after the last, back to where Tab began."""
        columns = self.shown_columns()
        column = self.current_column
        at = columns.index(column) if column in columns else 0
        if right:
            if self._tab_column is None:
                self._tab_column = column
            self.go(self.current_row, columns[max(0, min(at + right, len(columns) - 1))])
            return
        typed = typed or self._tab_column is not None
        target = column if self._tab_column is None else self._tab_column
        self._tab_column = None
        row = self.current_row + down
        if typed and row == self._model.rowCount() and not self.workbench.is_read_only:
            fresh = self.workbench.insert(self.node, below=True)
            if fresh is not None and target == self._model.column_of(NAME):
                self.go(self._model.row_of(fresh), target)
                return
        self.go(row, target)
