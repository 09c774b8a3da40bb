"""The grid: typed into like a spreadsheet, outlined like a work plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip

from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_blocks import GridBlocks
from salesdesk.ui.estimation.grid_delegate import GridDelegate
from salesdesk.ui.estimation.grid_drag import RowDrag
from salesdesk.ui.estimation.grid_fill import FillHandle
from salesdesk.ui.estimation.grid_header import PAD
from salesdesk.ui.estimation.grid_keys import KEYS, place_of, pressed
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.grid_painter import INDENT, GridPainter
from salesdesk.ui.estimation.grid_selection import Place
from salesdesk.ui.theme import theme

MOST_PARTS = 12


class GridView(GridBlocks):
    """Every key of the grid's table does its deed here; the mouse has the same through menus."""

    why_asked = Signal()
    typing = Signal(str)
    deeds = Signal(QMenu)

    def __init__(self, model: GridModel) -> None:
        super().__init__(model)
        self.delegate = GridDelegate(model, self)
        self.setItemDelegate(self.delegate)
        self._painter = GridPainter(model, self)
        self.drag = RowDrag(self)
        self.fill = FillHandle(self)
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        self._painter.dress()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The region by its parts: a call for each cell costs more than its pixels."""
        painter = QPainter(self.viewport())
        parts = list(cast("Iterable[QRect]", event.region()))
        self._painter.paint(painter, parts if len(parts) <= MOST_PARTS else [event.rect()])
        self.fill.paint(painter, event.region())
        self.drag.paint(painter)

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Keys that the window would take are the grid's while it has the cursor."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = pressed(event)
            taken = key in KEYS or place_of(key)[0] is not None
            event.setAccepted(taken)
            return taken or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = pressed(event)
        if event.key() == Qt.Key.Key_Escape and self.workbench.beside.cancel():
            return
        name = KEYS.get(key)
        if name is not None:
            deed: Callable[[], None] = getattr(self, name)
            deed()
            return
        place, stretches = place_of(key)
        if place is not None:
            self._tab_column = None
            to: Callable[[], Place] = getattr(self, place)
            (self.stretch if stretches else self.go)(*to())
            return
        if not self._is_typing(event):
            self._tab_column = None
        elif not self.workbench.plan and not event.modifiers():
            self.insert_below()
        super().keyPressEvent(event)

    @staticmethod
    def _is_typing(event: QKeyEvent) -> bool:
        return bool(event.text()) and event.text().isprintable()

    def commit_down(self) -> None:
        self.step(1, 0)

    def commit_up(self) -> None:
        self.step(-1, 0)

    def commit_right(self) -> None:
        self.step(0, 1)

    def commit_left(self) -> None:
        self.step(0, -1)

    def edit_cell(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.edit(index)

    def why(self) -> None:
        self.why_asked.emit()

    # -- rows

    def insert_above(self) -> None:
        self._insert(0, below=False)

    def insert_below(self) -> None:
        self._insert(-1, below=True)

    def _insert(self, at: int, *, below: bool) -> None:
        """As many rows as are selected, above the first or below the last of them."""
        chosen = self.selected_nodes()
        near = chosen[at] if chosen else None
        self._show_fresh(self.workbench.insert(near, below=below, count=max(1, len(chosen))))

    def _show_fresh(self, node: Node | None) -> None:
        if node is not None:
            self.go_to(node, NAME)

    def delete_rows(self) -> None:
        row, column = self.current_row, self.current_column
        self.workbench.delete(self.selected_nodes())
        self.go(row, column)

    def duplicate(self) -> None:
        self.workbench.duplicate(self.selected_nodes())

    def indent(self) -> None:
        self.workbench.indent(self.selected_nodes(), 1)

    def outdent(self) -> None:
        self.workbench.indent(self.selected_nodes(), -1)

    def move_up(self) -> None:
        self._carry(-1)

    def move_down(self) -> None:
        self._carry(1)

    def _carry(self, by: int) -> None:
        """Move rows; the cursor goes with its own."""
        node = self.node
        if node is None:
            return
        key, column = node.item.id, self.current_column
        self.workbench.move(self.selected_nodes(), by)
        moved = self.workbench.node_of(key)
        if moved is not None:
            self.go(self._model.row_of(moved), column)

    def link_rows(self) -> None:
        self.workbench.link(self.selected_nodes())

    def fold(self) -> None:
        self._fold(folded=True)

    def unfold(self) -> None:
        self._fold(folded=False)

    def _fold(self, *, folded: bool) -> None:
        node = self.node
        if node is None:
            return
        if folded and not node.children and node.parent and node.parent.parent:
            node = node.parent
            self.go_to(node)
        self._model.fold(node, folded=folded)

    def next_problem(self) -> None:
        self._to_problem(1)

    def previous_problem(self) -> None:
        self._to_problem(-1)

    def _to_problem(self, way: int) -> None:
        places = sorted(
            (self.workbench.row_of(node), key)
            for (item, key) in self.workbench.problems
            if (node := self.workbench.node_of(item)) is not None
        )
        if not places:
            return
        node = self.node
        here = (self.workbench.row_of(node) if node else -1, self.column.key)
        after = [place for place in places if (place > here if way > 0 else place < here)]
        row, key = (after[0] if way > 0 else after[-1]) if after else places[0 if way > 0 else -1]
        self.go_to(self.workbench.figures.rows[row], key)

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tab_column = None
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and self._on_chevron(index, at):
            node = self._model.visible[index.row()]
            self._model.fold(node, folded=not self._model.is_folded(node))
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if index.isValid() and shift and event.button() == Qt.MouseButton.LeftButton:
            self.stretch(index.row(), index.column())
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging stretches the block, past the edge too."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        box, at = self.viewport().rect(), event.position().toPoint()
        inside = QPoint(
            max(box.left(), min(at.x(), box.right())), max(box.top(), min(at.y(), box.bottom()))
        )
        index = self.indexAt(inside)
        if index.isValid():
            past = (at.y() > box.bottom()) - (at.y() < box.top())
            self.stretch(index.row() + past, index.column())

    def _on_chevron(self, index: QModelIndex, at: QPoint) -> bool:
        node = self._model.visible[index.row()]
        if not node.children or self._model.columns[index.column()].key != NAME:
            return False
        left = self.place_of(index.column()) + PAD + node.item.level * INDENT
        return left - 8 <= at.x() <= left + 13

    def viewportEvent(self, event: QEvent) -> bool:
        """What is wrong with the cell below the mouse, or all of a text that is cut short."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            words = self._model.hint(index.row(), index.column()) if index.isValid() else ""
            QToolTip.showText(event.globalPos(), words, self.viewport(), self.visualRect(index))
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.deeds.emit(menu)
        menu.popup(event.globalPos())

    def keep_shown(self, keys: Sequence[str]) -> None:
        """Show these columns and no others."""
        for at, column in enumerate(self._model.columns):
            self.setColumnHidden(at, column.key not in keys)
