"""Dragging rows by their code: a line shows where the branch would stand, and how deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan_edits import Carry
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_header import PAD
from salesdesk.ui.estimation.grid_painter import INDENT
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.grid_view import GridView

CODE = 0


class RowDrag(QObject):
    """From the press on a code to the drop; Esc gives it up."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._from: QPoint | None = None
        self._nodes: list[Node] = []
        self._target: tuple[int, int] | None = None
        view.viewport().installEventFilter(self)

    @property
    def is_dragging(self) -> bool:
        return bool(self._nodes)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                self._press(event)
            elif event.type() == QEvent.Type.MouseMove and self._from is not None:
                return self._move(event.position().toPoint())
            elif event.type() == QEvent.Type.MouseButtonRelease and self._from is not None:
                return self._drop()
        elif self.is_dragging and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._end()
            return True
        return False

    def _press(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        on_code = self._view.column_at(at.x()) == CODE and self._view.rowAt(at.y()) >= 0
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        may = on_code and plain and not self._view.workbench.is_read_only
        self._from = at if may else None

    def _move(self, at: QPoint) -> bool:
        """Past a few pixels it is a drag; nearer it is still a click."""
        assert self._from is not None
        if not self._nodes:
            if (at - self._from).manhattanLength() < QApplication.startDragDistance():
                return True
            self._nodes = self._dragged(self._view.rowAt(self._from.y()))
            self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._target = self._place(at)
        self._view.viewport().update()
        return True

    def _dragged(self, row: int) -> list[Node]:
        """All selected rows when one of them is taken, else the one."""
        node = self._view.grid_model.visible[row]
        chosen = self._view.selected_nodes()
        return chosen if node in chosen else [node]

    def _place(self, at: QPoint) -> tuple[int, int] | None:
        """The plan's row before which the branch would stand, and its level there."""
        view, bench = self._view, self._view.workbench
        visible = view.grid_model.visible
        row = view.rowAt(at.y())
        if row < 0:
            below = len(visible) if at.y() > 0 else 0
        else:
            middle = view.rowViewportPosition(row) + view.rowHeight(row) / 2
            below = row + int(at.y() > middle)
        to = bench.row_of(visible[below]) if below < len(visible) else len(bench.plan)
        tops = bench.tops(self._nodes)
        if tops[0] < to < bench.plan.end_of(tops[-1]):
            return None
        levels = Carry.levels(bench.plan, tops[0], tops[-1], to)
        left = view.place_of(view.grid_model.column_of(NAME)) + PAD
        wanted = (at.x() - left) // INDENT if at.x() > left else bench.plan[tops[0]].level
        return to, max(levels.start, min(wanted, levels.stop - 1))

    def _drop(self) -> bool:
        nodes, target, key = self._nodes, self._target, None
        self._end()
        if not nodes:
            return False
        if target is not None:
            key = nodes[0].item.id
            self._view.workbench.carry(nodes, *target)
            moved = self._view.workbench.node_of(key)
            if moved is not None:
                self._view.go_to(moved)
        return True

    def _end(self) -> None:
        self._from, self._nodes, self._target = None, [], None
        self._view.viewport().unsetCursor()
        self._view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """The drop line, from the depth at which the branch would stand."""
        if self._target is None:
            return
        view, (to, level) = self._view, self._target
        visible, rows = view.grid_model.visible, view.workbench.figures.rows
        row = view.grid_model.row_of(rows[to]) if to < len(rows) else len(visible)
        last = len(visible) - 1
        y = (
            view.rowViewportPosition(row)
            if row <= last
            else view.rowViewportPosition(last) + view.rowHeight(last)
        )
        left = view.place_of(view.grid_model.column_of(NAME)) + PAD + level * INDENT
        accent = theme().colour(Role.ACCENT)
        painter.fillRect(left, y - 1, view.viewport().width() - left, 2, accent)
        dot = QRectF(QPointF(left - 6, y - 4), QPointF(left + 2, y + 4))
        rounded(painter, dot, 4, theme().colour(Role.SURFACE), theme().pen(Role.ACCENT, 2))
