"""The small square at the corner of the selection: dragged down or right, it fills cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QRegion

from salesdesk.ui.estimation.cell_reading import Typed
from salesdesk.ui.estimation.frozen_table import FROZEN
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
        self._rows, self._columns = self._view.block()
        return True

    def _stretch(self, at: QPoint) -> None:
        """Further down or further right, whichever the mouse has gone more."""
        view, corner = self._view, self._corner()
        down, right = at.y() - corner.bottom(), at.x() - corner.right()
        row = view.rowAt(min(max(at.y(), 0), view.viewport().height() - 1))
        row = len(view.grid_model.visible) - 1 if row < 0 else row
        shown = view.shown_columns()
        column = view.column_at(min(at.x(), view.viewport().width() - 1))
        place = shown.index(column) if column in shown else len(shown) - 1
        is_down = down >= right
        self._more_rows = max(0, row - self._rows[-1]) if is_down else 0
        self._more_columns = 0 if is_down else max(0, place - shown.index(self._columns[-1]))
        view.viewport().update()

    def _corner(self) -> QRect:
        model = self._view.grid_model
        return self._view.visualRect(model.index(self._rows[-1], self._columns[-1]))

    def _fill(self) -> None:
        """The block again and again over what was added to it."""
        view, rows, columns = self._view, self._rows, self._columns
        more_rows, more_columns = self._more_rows, self._more_columns
        self._end()
        sheet, model, shown = view.workbench.sheet, view.grid_model, view.shown_columns()
        cells: list[Typed] = []
        for at in range(more_rows):
            source = model.visible[rows[at % len(rows)]]
            target = model.visible[rows[-1] + 1 + at]
            found = [model.columns[column] for column in columns]
            cells += [(target, column, column.edit_text(sheet, source)) for column in found]
        last = shown.index(columns[-1])
        for at in range(more_columns):
            source_column = model.columns[columns[at % len(columns)]]
            column = model.columns[shown[last + 1 + at]]
            nodes = [model.visible[row] for row in rows]
            cells += [(node, column, source_column.edit_text(sheet, node)) for node in nodes]
        if cells:
            view.workbench.set_cells(cells, len(cells), filling)
            view.select_block(
                rows[0], len(rows) + more_rows, columns[0], len(columns) + more_columns
            )

    def _end(self) -> None:
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
        first = view.visualRect(view.grid_model.index(self._rows[0], self._columns[0]))
        row = self._rows[-1] + self._more_rows
        column = shown[shown.index(self._columns[-1]) + self._more_columns]
        frame = first.united(view.visualRect(view.grid_model.index(row, column)))
        pen = QPen(look.colour(Role.ACCENT), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(0, 0, -1, -1))
