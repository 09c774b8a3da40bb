"""Draws the cells of the estimation grid, and makes the field that edits one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan import ItemKind
from salesdesk.ui.controls import rounded
from salesdesk.ui.estimation.columns import NAME, GridColumn
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.theme import Role, Text, Tone, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.grid_view import GridView

PAD = 8
INDENT = 16
_CELL = QModelIndex | QPersistentModelIndex
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_CACHE = 20_000


class GridDelegate(QStyledItemDelegate):
    """One for the view: texts come from the model's cache, fonts and colours from the theme's."""

    def __init__(self, model: GridModel, view: GridView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._elided: dict[tuple[str, int, bool], str] = {}
        self.dress()
        theme().changed.connect(self.dress)

    def dress(self) -> None:
        """Fonts once per theme."""
        look = theme()
        self._font, self._strong = look.font(), look.font(Text.STRONG)
        self._numbers, self._sums = look.number_font(), look.number_font(Text.STRONG)
        self._code = look.number_font(Text.SMALL)
        self._metrics = {False: QFontMetrics(self._font), True: QFontMetrics(self._strong)}
        self._number_metrics = QFontMetrics(self._sums)
        self._elided.clear()

    # -- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _CELL) -> None:
        row, at = index.row(), index.column()
        node, column = self._model.visible[row], self._model.columns[at]
        box: QRect = option.rect
        text = self._model.texts(row)[at]
        self._ground(
            painter, box, node, row, selected=bool(option.state & QStyle.StateFlag.State_Selected)
        )
        wrong = self._model.problem(row, at) if self._model.workbench.problems else None
        if wrong is not None:
            text = wrong[0]
        if column.key == NAME:
            self._name(painter, box, node, text)
        elif column.is_number:
            self._number(painter, box, node, column, text)
        else:
            self._words(painter, box, node, column, text)
        if at == 0 and row == self._view.current_row:
            painter.fillRect(QRect(box.x(), box.y(), 3, box.height()), theme().colour(Role.ACCENT))
        if wrong is not None:
            rounded(painter, QRectF(box).adjusted(0, 0, -1, -1), 2, None, theme().pen(Role.RED, 2))
        elif row == self._view.current_row and at == self._view.current_column:
            rounded(
                painter, QRectF(box).adjusted(0, 0, -1, -1), 2, None, theme().pen(Role.ACCENT, 2)
            )

    def _ground(
        self, painter: QPainter, box: QRect, node: Node, row: int, *, selected: bool
    ) -> None:
        look = theme()
        if selected or row == self._view.current_row:
            role = Role.TINT
        elif node.children and node.item.level == 0:
            role = Role.CANVAS
        else:
            role = Role.SURFACE
        painter.fillRect(box, look.colour(role))
        line = look.colour(Role.LINE)
        painter.fillRect(QRect(box.x(), box.bottom(), box.width(), 1), line)
        painter.fillRect(QRect(box.right(), box.y(), 1, box.height()), line)

    def _name(self, painter: QPainter, box: QRect, node: Node, text: str) -> None:
        look, item = theme(), node.item
        left = box.x() + PAD + item.level * INDENT
        middle = box.center().y() + 0.5
        if node.children:
            name = "chevron-right" if self._model.is_folded(node) else "chevron-down"
            paint_icon(painter, name, QPointF(left - 4, middle - 7), Role.TEXT2, 14)
        left += 13
        if item.is_plugged:
            rounded(painter, QRectF(left, middle - 4, 8, 8), 4, look.tone(Tone.AMBER).solid)
        elif item.kind is ItemKind.MILESTONE:
            paint_icon(painter, "diamond", QPointF(left - 2, middle - 6), Role.AMBER, 12)
        left += 13 if item.is_plugged or item.kind is ItemKind.MILESTONE else 0
        strong = node.is_branch
        width = box.right() - left - 2
        painter.setFont(self._strong if strong else self._font)
        faint = item.is_optional or not text
        painter.setPen(look.colour(Role.TEXT3 if faint else Role.TEXT))
        painter.drawText(
            QRect(left, box.y(), width, box.height()), _LEFT, self._elide(text, width, strong)
        )

    def _number(
        self, painter: QPainter, box: QRect, node: Node, column: GridColumn, text: str
    ) -> None:
        if not text:
            return
        look = theme()
        inner = box.adjusted(PAD, 0, -PAD, 0)
        inherited = column.inherited(node)
        if node.item.is_plugged and column.key == "cost_rate":
            colours = look.tone(Tone.AMBER)
            rounded(painter, QRectF(box).adjusted(4, 4, -5, -5), 3, colours.tint)
            painter.setPen(colours.ink)
        else:
            painter.setPen(look.colour(Role.TEXT2 if inherited else Role.TEXT))
        if inherited and column.key == "pricing":
            at = QPointF(box.x() + 4, box.center().y() - 6)
            paint_icon(painter, "corner-down-right", at, Role.TEXT3, 14)
        painter.setFont(self._sums if node.is_branch else self._numbers)
        fits = self._number_metrics.horizontalAdvance(text) <= inner.width() + 8
        painter.drawText(inner, _RIGHT, text if fits else "#")

    def _words(
        self, painter: QPainter, box: QRect, node: Node, column: GridColumn, text: str
    ) -> None:
        if not text:
            return
        look = theme()
        is_code = column.key in ("code", "after")
        top = column.key == "code" and node.children and node.item.level == 0
        painter.setFont(self._code if is_code and not top else self._strong if top else self._font)
        quiet = column.key == "code" and not top
        painter.setPen(look.colour(Role.TEXT3 if quiet else Role.TEXT))
        inner = box.adjusted(PAD, 0, -4, 0)
        painter.drawText(inner, _LEFT, self._elide(text, inner.width(), strong=False))

    def _elide(self, text: str, width: int, strong: bool) -> str:
        key = (text, width, strong)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > _CACHE:
                self._elided.clear()
            metrics = self._metrics[strong]
            found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = found
        return found

    # -- editing

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _CELL
    ) -> QLineEdit:
        field = QLineEdit(parent)
        column = self._model.columns[index.column()]
        field.setFont(self._numbers if column.is_number else self._font)
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
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                if control:
                    self._view.fill_selection()
                else:
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
