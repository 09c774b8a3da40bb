"""The grid: typed into like a spreadsheet, outlined like a work plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu

from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.clipboard import block_of, text_of
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_cursor import GridCursor
from salesdesk.ui.estimation.grid_delegate import GridDelegate
from salesdesk.ui.estimation.grid_header import PAD
from salesdesk.ui.estimation.grid_keys import KEYS, pressed
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.grid_painter import INDENT, GridPainter
from salesdesk.ui.theme import theme


class GridView(GridCursor):
    """Every key of the grid's table does its deed here; the mouse has the same through menus."""

    why_asked = Signal()
    deeds = Signal(QMenu)

    def __init__(self, model: GridModel) -> None:
        super().__init__(model)
        self.delegate = GridDelegate(model, self)
        self.setItemDelegate(self.delegate)
        self._painter = GridPainter(model, self)
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        self._painter.dress()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole region at once: a call for each cell costs more than its pixels."""
        painter = QPainter(self.viewport())
        self._painter.paint(painter, event.rect())

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Keys that the window would take are the grid's while it has the cursor."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            taken = pressed(event) in KEYS
            event.setAccepted(taken)
            return taken or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = pressed(event)
        name = KEYS.get(key)
        if name is not None:
            deed: Callable[[], None] = getattr(self, name)
            deed()
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

    def clear_cells(self) -> None:
        self.workbench.clear(self.selected_cells())

    def why(self) -> None:
        self.why_asked.emit()

    def _jump(self, row: int, column: int) -> None:
        self.go(row, column)

    def first_column(self) -> None:
        self._jump(self.current_row, self.shown_columns()[0])

    def last_column(self) -> None:
        self._jump(self.current_row, self.shown_columns()[-1])

    def first_cell(self) -> None:
        self._jump(0, self.shown_columns()[0])

    def last_cell(self) -> None:
        self._jump(self._model.rowCount() - 1, self.shown_columns()[-1])

    def edge_up(self) -> None:
        self._jump(0, self.current_column)

    def edge_down(self) -> None:
        self._jump(self._model.rowCount() - 1, self.current_column)

    def select_row(self) -> None:
        self._select(QItemSelectionModel.SelectionFlag.Rows)

    def select_column(self) -> None:
        self._select(QItemSelectionModel.SelectionFlag.Columns)

    def _select(self, how: QItemSelectionModel.SelectionFlag) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | how
        self.selectionModel().select(self.currentIndex(), flags)

    # -- filling, copying, pasting

    def fill_down(self) -> None:
        rows, columns = self._block()
        if len(rows) == 1 and rows[0] > 0:
            rows = [rows[0] - 1, rows[0]]
        cells = [
            (self._model.visible[row], self._model.columns[column])
            for row in rows[1:]
            for column in columns
        ]
        if cells:
            self.workbench.fill(cells, self._model.visible[rows[0]])

    def fill_right(self) -> None:
        rows, columns = self._block()
        if len(columns) < 2:
            return
        sheet, source = self.workbench.sheet, self._model.columns[columns[0]]
        cells = [
            (node, self._model.columns[column], source.edit_text(sheet, node))
            for node in (self._model.visible[row] for row in rows)
            for column in columns[1:]
        ]
        self.workbench.set_cells(cells)

    def fill_selection(self) -> None:
        """What stands at the cursor into every selected cell of its column."""
        node, column = self.node, self.column
        if node is None:
            return
        same = [(one, col) for one, col in self.selected_cells() if col is column]
        self.workbench.fill([cell for cell in same if cell[0] is not node], node)

    def copy(self) -> None:
        rows, columns = self._block()
        block = [[self._model.edit_text(row, column) or self._model.texts(row)[column]
                  for column in columns] for row in rows]  # fmt: skip
        QGuiApplication.clipboard().setText(text_of(block))

    def cut(self) -> None:
        self.copy()
        self.clear_cells()

    def paste(self) -> None:
        block = block_of(QGuiApplication.clipboard().text())
        if not block or self.workbench.is_read_only:
            return
        if len(block) == 1 and len(block[0]) == 1 and len(self.selected_cells()) > 1:
            block = [block[0] for _row in self._block()[0]]
        columns = self.shown_columns()
        name = columns.index(self._model.column_of(NAME))
        at = columns.index(self.current_column) if self.current_column in columns else name
        places = [self._model.columns[column] for column in columns[at:]]
        if places[0].key == "code":
            places = places[1:]
            block = [row[1:] for row in block]
        self.workbench.paste(self.node, places, block)

    # -- rows

    def insert_above(self) -> None:
        self._show_fresh(self.workbench.insert(self.node, below=False))

    def insert_below(self) -> None:
        self._show_fresh(self.workbench.insert(self.node, below=True))

    def _show_fresh(self, node: Node | None) -> None:
        if node is not None:
            self.go_to(node, NAME)

    def delete_rows(self) -> None:
        row, column = self.current_row, self.current_column
        self.workbench.delete(self.selected_nodes())
        self.go(row, column)

    def duplicate(self) -> None:
        node = self.node
        if node is not None:
            self.workbench.duplicate(node)

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
        super().mousePressEvent(event)

    def _on_chevron(self, index: QModelIndex, at: QPoint) -> bool:
        node = self._model.visible[index.row()]
        if not node.children or self._model.columns[index.column()].key != NAME:
            return False
        left = self.columnViewportPosition(index.column()) + PAD + node.item.level * INDENT
        return left - 8 <= at.x() <= left + 13

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.deeds.emit(menu)
        menu.popup(event.globalPos())

    def keep_shown(self, keys: Sequence[str]) -> None:
        """Show these columns and no others."""
        for at, column in enumerate(self._model.columns):
            self.setColumnHidden(at, column.key not in keys)
