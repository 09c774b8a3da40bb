"""The field that edits a cell of the estimation grid, and the keys inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.grid_painter import INDENT
from salesdesk.ui.theme import theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.grid_view import GridView

_CELL = QModelIndex | QPersistentModelIndex


class GridDelegate(QStyledItemDelegate):
    """Editing only; ``GridPainter`` draws the cells."""

    def __init__(self, model: GridModel, view: GridView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    # -- editing

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _CELL
    ) -> QLineEdit:
        field = QLineEdit(parent)
        column = self._model.columns[index.column()]
        look = theme()
        field.setFont(look.number_font() if column.is_number else look.font())
        field.setAlignment(
            Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        )
        field.setAccessibleName(self._model.headerData(index.column(), Qt.Orientation.Horizontal))
        wrong = self._model.problem(index.row(), index.column())
        if wrong is not None:
            field.setProperty("problem", True)
            field.setToolTip(wrong[1])
        return field

    def setEditorData(self, editor: QWidget, index: _CELL) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(self._model.edit_text(index.row(), index.column()))
        editor.selectAll()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _CELL
    ) -> None:
        box: QRect = option.rect
        if self._model.columns[index.column()].key == NAME:
            node = self._model.visible[index.row()]
            box = box.adjusted(node.item.level * INDENT + 13, 0, 0, 0)
        editor.setGeometry(box)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter goes down and Tab right, committing what was typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None and isinstance(editor, QWidget):
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                down, right = move
                control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                if control:
                    text = editor.text() if isinstance(editor, QLineEdit) else ""
                    self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                    self._view.enter_selected(text)
                else:
                    self.commitData.emit(editor)
                    self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                    sign = -1 if shift else 1
                    self._view.step(down * sign, right * sign, typed=True)
                return True
        return super().eventFilter(editor, event)


_MOVES = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, 1),
}
