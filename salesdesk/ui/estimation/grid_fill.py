"""The small square at the corner of the selection: dragged any way, it fills cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QRegion

from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.cell_reading import Typed
from salesdesk.ui.estimation.frozen_table import FROZEN
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import filling
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.grid_view import GridView

SIZE, NEAR = 7, 3


class FillHandle(QObject):
    """From the press on the square to the release; Esc gives it up."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._more_rows = self._more_columns = 0
        self._shown = QRect()
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)
        view.selectionModel().selectionChanged.connect(self._follow)
        for moved in (view.grid_model.rowsInserted, view.grid_model.rowsRemoved):
            moved.connect(lambda *_how: self._end())  # what was taken hold of stands elsewhere

    @property
    def is_dragging(self) -> bool:
        return bool(self._rows)

    def box(self) -> QRect:
        """Where the square is; empty where nothing can be filled from."""
        view = self._view
        ranges = view.selectionModel().selection()
        if view.workbench.is_read_only or not ranges.count():
            return QRect()
        row = max(ranges.at(at).bottom() for at in range(ranges.count()))
        last = max(ranges.at(at).right() for at in range(ranges.count()))
        column = next((at for at in reversed(view.shown_columns()) if at <= last), -1)
        cell = view.visualRect(view.grid_model.index(row, column))
        is_below = column >= FROZEN and cell.right() - SIZE < view.frozen_width()
        if not column or cell.isEmpty() or is_below:
            return QRect()  # codes are no cells to fill, and whole rows begin with them
        return QRect(cell.right() - SIZE + 1, cell.bottom() - SIZE + 1, SIZE, SIZE)

    def _follow(self, _came: QItemSelection, _went: QItemSelection) -> None:
        before, self._shown = self._shown, self.box()
        for box in (before, self._shown):
            self._view.viewport().update(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return watched is self._view.viewport() and self._mouse(event)
        if self.is_dragging and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._end()
            return True
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        at = event.position().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress:
            return event.button() == Qt.MouseButton.LeftButton and self._press(at)
        if event.type() == QEvent.Type.MouseMove and self.is_dragging:
            self._stretch(at)
            return True
        if event.type() == QEvent.Type.MouseMove and not event.buttons():
            self._point(at)
        if event.type() == QEvent.Type.MouseButtonRelease and self.is_dragging:
            self._fill()
            return True
        return False

    def _is_on(self, at: QPoint) -> bool:
        return self.box().adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(at)

    def _point(self, at: QPoint) -> None:
        port = self._view.viewport()
        if self._is_on(at):
            port.setCursor(Qt.CursorShape.CrossCursor)
        elif port.cursor().shape() == Qt.CursorShape.CrossCursor:
            port.unsetCursor()

    def _press(self, at: QPoint) -> bool:
        if not self._is_on(at):
            return False
        rows, columns = self._view.block()
        shown = set(self._view.shown_columns())  # the cursor stays in a column that was hidden
        self._columns = [column for column in columns if column in shown]
        self._rows = rows if self._columns else []
        return self.is_dragging

    def _stretch(self, at: QPoint) -> None:
        """Further down, up, right or left, whichever the mouse has gone more."""
        down, right = self._beyond(at)
        self._more_rows = self._rows_to(at) if abs(down) >= abs(right) else 0
        self._more_columns = self._columns_to(at) if abs(right) > abs(down) else 0
        self._view.viewport().update()

    def _beyond(self, at: QPoint) -> tuple[int, int]:
        """How far outside the block a point is: below and right of it, or less than zero."""
        first, last = self._cell(0, 0), self._cell(-1, -1)
        down = max(0, at.y() - last.bottom()) + min(0, at.y() - first.top())
        return down, max(0, at.x() - last.right()) + min(0, at.x() - first.left())

    def _cell(self, row: int, column: int) -> QRect:
        view = self._view
        return view.visualRect(view.grid_model.index(self._rows[row], self._columns[column]))

    def _rows_to(self, at: QPoint) -> int:
        """Rows below the block, or less than zero above it."""
        view = self._view
        row = view.rowAt(min(max(at.y(), 0), view.viewport().height() - 1))
        row = len(view.grid_model.visible) - 1 if row < 0 else row
        return max(0, row - self._rows[-1]) + min(0, row - self._rows[0])

    def _columns_to(self, at: QPoint) -> int:
        """Columns right of the block, or less than zero left of it; the codes are none to fill."""
        view, shown = self._view, self._view.shown_columns()
        column = view.column_at(min(max(at.x(), 0), view.viewport().width() - 1))
        place = max(1, shown.index(column)) if column in shown else len(shown) - 1
        first, last = shown.index(self._columns[0]), shown.index(self._columns[-1])
        return max(0, place - last) + min(0, place - first)

    def _fill(self) -> None:
        """The block again and again over what was added to it, from its nearest side on."""
        view, rows, columns = self._view, self._rows, self._columns
        more_rows, more_columns = self._more_rows, self._more_columns
        self._end()
        if not more_rows and not more_columns:
            return
        model, shown = view.grid_model, view.shown_columns()
        places = [shown.index(column) for column in columns]
        copied = [(model.visible[row], model.visible[to]) for row, to in _repeated(rows, more_rows)]
        beside = [(model.columns[shown[one]], model.columns[shown[to]])
                  for one, to in _repeated(places, more_columns)]  # fmt: skip
        nodes = [model.visible[row] for row in rows]
        found = [model.columns[column] for column in columns]
        count = len(copied) * len(found) + len(beside) * len(nodes)
        cells = self._cells(copied, found, beside, nodes)
        view.workbench.set_cells(cells, count, filling)
        view.select_block(
            rows[0] + min(0, more_rows), len(rows) + abs(more_rows),
            shown[places[0] + min(0, more_columns)], len(columns) + abs(more_columns),
        )  # fmt: skip

    def _cells(
        self, copied: Sequence[tuple[Node, Node]], columns: Sequence[GridColumn],
        beside: Sequence[tuple[GridColumn, GridColumn]], nodes: Sequence[Node],
    ) -> Iterator[Typed]:  # fmt: skip
        sheet = self._view.workbench.sheet
        for source, target in copied:
            for column in columns:
                yield target, column, column.edit_text(sheet, source)
        for before, column in beside:
            for node in nodes:
                yield node, column, before.edit_text(sheet, node)

    def _end(self) -> None:
        if not self.is_dragging:
            return
        self._rows, self._columns = [], []
        self._more_rows = self._more_columns = 0
        self._view.viewport().update()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """The square, and while it is dragged the frame of what would be filled."""
        box, look = self.box(), theme()
        if not box.isEmpty() and region.intersects(box):
            rounded(painter, QRectF(box), 2, look.colour(Role.ACCENT), QPen(
                look.colour(Role.SURFACE), 1
            ))  # fmt: skip
        if not self._more_rows and not self._more_columns:
            return
        view, shown = self._view, self._view.shown_columns()
        row = self._rows[-1 if self._more_rows > 0 else 0] + self._more_rows
        beside = shown.index(self._columns[-1 if self._more_columns > 0 else 0])
        column = shown[beside + self._more_columns]
        block = self._cell(0, 0).united(self._cell(-1, -1))
        frame = block.united(view.visualRect(view.grid_model.index(row, column)))
        pen = QPen(look.colour(Role.ACCENT), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(0, 0, -1, -1))


def _repeated(block: Sequence[int], more: int) -> Iterator[tuple[int, int]]:
    """Which place of a block each further one takes: after it, or before it below zero."""
    for at in range(abs(more)):
        if more > 0:
            yield block[at % len(block)], block[-1] + 1 + at
        else:
            yield block[-1 - at % len(block)], block[0] - 1 - at
