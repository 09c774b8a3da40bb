"""The field that edits a cell of the estimation grid, and the keys inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.grid_painter import INDENT
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.grid_view import GridView

_CELL = QModelIndex | QPersistentModelIndex
LONG = QSize(340, 116)


class GridDelegate(QStyledItemDelegate):
    """Editing only; ``GridPainter`` draws the cells."""

    def __init__(self, model: GridModel, view: GridView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    # -- editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _CELL) -> QWidget:
        column = self._model.columns[index.column()]
        field = LongField(parent) if column.is_long else self._field(parent, column)
        field.setAccessibleName(self._model.headerData(index.column(), Qt.Orientation.Horizontal))
        wrong = self._model.problem(index.row(), index.column())
        if wrong is not None:
            field.setProperty("problem", True)
            field.setToolTip(wrong[1])
        return field

    def _field(self, parent: QWidget, column: GridColumn) -> QLineEdit:
        field, look = QLineEdit(parent), theme()
        field.setFont(look.number_font() if column.is_number else look.font())
        field.setAlignment(
            Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        )
        field.textEdited.connect(self._view.typing.emit)
        if column.choices is not None:
            completer = QCompleter(list(column.choices(self._model.workbench.sheet)), field)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            field.setCompleter(completer)
        return field

    def setEditorData(self, editor: QWidget, index: _CELL) -> None:
        text = self._model.edit_text(index.row(), index.column())
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _CELL) -> None:
        model.setData(index, typed_in(editor))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _CELL
    ) -> None:
        box: QRect = option.rect
        if self._model.columns[index.column()].key == NAME:
            node = self._model.visible[index.row()]
            box = box.adjusted(node.item.level * INDENT + 13, 0, 0, 0)
        if isinstance(editor, QPlainTextEdit):
            box = self._long_box(box)
        editor.setGeometry(box)

    def _long_box(self, cell: QRect) -> QRect:
        """Over the neighbours, and inside what is seen."""
        seen = self._view.viewport().rect()
        box = QRect(cell.topLeft(), LONG)
        box.moveLeft(max(0, min(box.left(), seen.right() - box.width())))
        box.moveTop(max(0, min(box.top(), seen.bottom() - box.height())))
        return box

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter goes down and Tab right, committing what was typed; Alt+Enter is a new line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None and isinstance(editor, QWidget):
                if isinstance(editor, QPlainTextEdit) and event.modifiers() & _ALT:
                    editor.insertPlainText("\n")
                else:
                    self._leave(editor, event, move)
                return True
        return super().eventFilter(editor, event)

    def _leave(self, editor: QWidget, event: QKeyEvent, move: tuple[int, int]) -> None:
        """Commit what was typed: into this cell, or with Ctrl into every selected one."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            text = typed_in(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._view.enter_selected(text)
            return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        sign = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._view.step(move[0] * sign, abs(move[1]) * sign, typed=True)


class LongField(QPlainTextEdit):
    """Several lines over the neighbours of their cell, in the frame of what is being typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme().font())
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(3, 3, 3, 3)
        self.setAutoFillBackground(True)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            look = theme()
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            rounded(QPainter(self), box, 3, look.colour(Role.EDIT), look.pen(Role.ACCENT, 2))
        return done


def typed_in(editor: QWidget) -> str:
    """What stands in the field."""
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    return editor.text() if isinstance(editor, QLineEdit) else ""


_ALT = Qt.KeyboardModifier.AltModifier
_MOVES = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, 1),
}
