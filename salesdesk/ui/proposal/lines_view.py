"""The grid of lines: typing replaces, Enter goes down, Tab right; keys make and move rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.i18n import N_, _
from salesdesk.models.values.line_groups import COMMENT, HEADING, PERCENT, RUNNING, SUBTOTAL
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.table_model import Index
from salesdesk.ui.proposal.lines_head import LEFT, PAD, LinesHead
from salesdesk.ui.proposal.lines_model import (
    AT,
    COLUMNS,
    CUTS,
    DESCRIPTION,
    INCLUDED,
    MARGIN,
    NET,
    QUANTITY,
    TAX,
    LinesModel,
)
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import LineDraft

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


NEW = {
    HEADING: N_("New heading"),
    COMMENT: N_("New comment"),
    SUBTOTAL: N_("Subtotal"),
    RUNNING: N_("Running subtotal"),
    PERCENT: N_("Percentage"),
}
"""What a new line of a kind is called; none of them begins with a tax of its own."""


class _Delegate(QStyledItemDelegate):
    """Draws a cell; a plain field or a choice lies over it while it is edited."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box, model = theme(), option.rect, self._view.lines
        key, line = COLUMNS[index.column()].key, model.lines[index.row()]
        current = self._view.currentIndex()
        if index.row() == current.row() and self._view.hasFocus():
            painter.fillRect(box, look.colour(Role.TINT2))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.colour(Role.LINE))
        if key == INCLUDED:
            self._tick(painter, box, line)
        else:
            self._words(painter, box, index, key, line)
        frame = QRectF(box).adjusted(1, 1, -1, -2)
        if (line.id, key) in model.problems:
            rounded(painter, frame, 4, None, look.pen(Role.RED, 2))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            rounded(painter, frame, 3, None, look.pen(Role.ACCENT, 2))

    def _tick(self, painter: QPainter, box: QRect, line: LineDraft) -> None:
        if line.is_text:
            return
        look = theme()
        mark = QRectF(box.center().x() - 8, box.center().y() - 8, 16, 16)
        painter.save()
        if not self._view.lines.bench.editable:
            painter.setOpacity(0.45)
        corner = 8 if line.option_group else 4  # one of several is round
        if line.choice == "optional":
            rounded(painter, mark, corner, look.colour(Role.EDIT), look.pen(Role.CONTROL, 1.4))
        else:
            rounded(painter, mark, corner, look.colour(Role.ACCENT))
            paint_icon(painter, "check", mark.topLeft() + QPointF(2, 2), Role.ON_ACCENT, 12)
        painter.restore()

    def _words(
        self, painter: QPainter, box: QRect, index: Index, key: str, line: LineDraft
    ) -> None:
        look = theme()
        style = Text.NAME if key in (DESCRIPTION, NET) else Text.BODY
        if key == TAX or (key == QUANTITY and line.is_lump_sum):
            style = Text.SMALL
        if line.is_text:
            style = Text.SMALL if line.kind == COMMENT else Text.STRONG
        painter.setFont(look.font(style) if key in LEFT else look.number_font(style))
        painter.setPen(look.colour(self._ink(index, key, line)))
        side = Qt.AlignmentFlag.AlignLeft if key in LEFT else Qt.AlignmentFlag.AlignRight
        inner = box.adjusted(PAD, 0, -PAD, 0)
        text = str(index.data())
        if line.kind in (COMMENT, HEADING):  # its words have the whole row, a cell shows its part
            text, side = line.description, Qt.AlignmentFlag.AlignLeft
            inner = self._view.words_of_row(box).adjusted(PAD, 0, -PAD, 0)
            painter.setFont(look.font(style))
            painter.setClipRect(box)
        if key in LEFT or line.kind in (COMMENT, HEADING):
            end = Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(text, end, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setClipping(False)

    def _ink(self, index: Index, key: str, line: LineDraft) -> Role:
        if line.is_text:
            return Role.TEXT2 if line.kind == COMMENT else Role.TEXT
        if key == MARGIN:
            return Role.RED if self._view.lines.is_thin(index.row()) else Role.TEXT2
        if line.choice == "optional" or (key == QUANTITY and line.is_lump_sum):
            return Role.TEXT3
        return Role.TEXT2 if key == TAX else Role.TEXT

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, theme().height("grid_row"))

    # -- editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        model, key = self._view.lines, COLUMNS[index.column()].key
        name = f"{model.lines[index.row()].description}, {model.title(index.column())}"
        if key == TAX:
            box = QComboBox(parent)
            for tax, words in model.taxes.items():
                box.addItem(words, tax)
            box.setAccessibleName(name)
            box.activated.connect(lambda _at: self._chosen(box))
            return box
        field = QLineEdit(parent)
        if key not in LEFT:
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setFont(theme().number_font())
        field.setAccessibleName(name)
        return field

    def _chosen(self, box: QComboBox) -> None:
        """A choice counts at once; nobody looks for an Enter after it."""
        self.commitData.emit(box)
        self.closeEditor.emit(box, QAbstractItemDelegate.EndEditHint.NoHint)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        wide = max(option.rect.width(), 120 if isinstance(editor, QComboBox) else 0)
        editor.setGeometry(QRect(option.rect.topLeft(), QSize(wide, option.rect.height() - 1)))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(self._view.lines.lines[index.row()].tax_code_id))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, _model: Any, index: Index) -> None:
        if isinstance(editor, QComboBox):
            self._view.lines.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit) and (
            editor.text() != str(index.data(Qt.ItemDataRole.EditRole))
        ):
            self._view.lines.setData(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and isinstance(watched, QWidget):
                down, right = step
                if event.modifiers() & SHIFT:
                    down = -down
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                self._view.go(down, right)
                return True
        return super().eventFilter(watched, event)


_STEPS: dict[Qt.Key, tuple[int, int]] = {
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1),
}  # fmt: skip


class LinesView(QTableView):
    """One stop of the Tab key; arrows walk inside."""

    details_asked = Signal()

    def __init__(self, lines: LinesModel, add: Callable[[], object]) -> None:
        super().__init__()
        self.lines = lines
        self._add = add
        self.setModel(lines)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Lines"))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.verticalHeader().setVisible(False)
        self.setHorizontalHeader(LinesHead(self))
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)
        lines.modelReset.connect(self._dress)
        lines.bench.priced.connect(self._dress)
        theme().changed.connect(self._dress)
        self._dress()

    def words_of_row(self, cell: QRect) -> QRect:
        """From the description to the end: where a row of nothing but words has room."""
        whole = QRect(cell)
        whole.setLeft(self.columnViewportPosition(AT[DESCRIPTION]))
        whole.setRight(self.viewport().width())
        return whole

    def _dress(self) -> None:
        """All rows are shown: the page scrolls, not the grid."""
        self.verticalHeader().setDefaultSectionSize(theme().height("grid_row") + 1)
        shown = self.lines.bench.shows_margin
        if self.isColumnHidden(AT[MARGIN]) == shown:
            self.setColumnHidden(AT[MARGIN], not shown)
        rows = max(self.lines.rowCount(), 1)
        height = self.horizontalHeader().height() + rows * (theme().height("grid_row") + 1) + 2
        if height != self.height():
            self.setFixedHeight(height)
        self._fit()

    def _fit(self) -> None:
        taken = sum(c.width for at, c in enumerate(COLUMNS) if not self.isColumnHidden(at))
        for at, column in enumerate(COLUMNS):
            left = max(84, self.viewport().width() - taken)
            self.setColumnWidth(at, column.width or left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- walking

    def go(self, down: int, right: int) -> None:
        """To the next cell that can be typed into."""
        at = self.currentIndex()
        row = max(0, min(at.row() + down, self.lines.rowCount() - 1))
        column = at.column()
        while right and 0 <= column + right < len(COLUMNS):
            column += right
            if self.lines.is_typed(row, COLUMNS[column].key):
                break
        put_cursor(self, self.lines.index(row, column))
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed = self._deed(Qt.Key(event.key()), event.modifiers())
        if deed is not None:
            deed()
            return
        index = self.currentIndex()
        key = COLUMNS[index.column()].key if index.isValid() else ""
        if key == TAX and event.text().strip() and not event.modifiers() & (CTRL | ALT):
            self.edit(index)
        elif key != INCLUDED or event.key() in _ARROWS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _deed(self, key: Qt.Key, held: Qt.KeyboardModifier) -> Callable[[], object] | None:
        held = held & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and not held and self._on(INCLUDED):
            return self.toggle
        if key == Qt.Key.Key_Delete and not held:
            return self.clear_cell
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held == ALT:
            return self.details_asked.emit
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return lambda: self.go(-1 if held & SHIFT else 1, 0)
        return {
            (Qt.Key.Key_Insert, Qt.KeyboardModifier.NoModifier): self._add,
            (Qt.Key.Key_Plus, CTRL): self._add,
            (Qt.Key.Key_Minus, CTRL): self.remove,
            (Qt.Key.Key_D, CTRL | SHIFT): self.duplicate,
            (Qt.Key.Key_Up, ALT): lambda: self.move_line(-1),
            (Qt.Key.Key_Down, ALT): lambda: self.move_line(1),
        }.get((key, held))

    def _on(self, key: str) -> bool:
        index = self.currentIndex()
        return index.isValid() and COLUMNS[index.column()].key == key

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and COLUMNS[index.column()].key == INCLUDED:
            self.toggle()

    # -- the rows

    def _at(self) -> int:
        return self.currentIndex().row()

    def add(self, kind: str = "service") -> None:
        """A new line below the current one, its name open for typing."""
        from salesdesk.services.proposal_drafts import LineDraft

        before = self.lines.bench.draft.lines[: self._below()]
        taxed = (line.tax_code_id for line in reversed(before) if line.tax_code_id)
        tax = None if kind in NEW else next(taxed, self.lines.usual_tax)
        name = _(NEW.get(kind, N_("New line")))
        if self.put(LineDraft(kind=kind, description=name, tax_code_id=tax), _("add a line")):
            self.edit(self.currentIndex())

    def put(self, fresh: LineDraft, label: str) -> bool:
        """A line below the current one; whether it came to stand there."""
        bench, at = self.lines.bench, self._below()
        before = bench.draft.lines
        bench.edit(replace(bench.draft, lines=(*before[:at], fresh, *before[at:])), label)
        if has_come := len(self.lines.lines) > len(before):
            self._stand(at, DESCRIPTION)
        return has_come

    def _below(self) -> int:
        return self._at() + 1 or len(self.lines.lines)

    def _stand(self, row: int, key: str = "") -> None:
        column = AT[key] if key else max(self.currentIndex().column(), AT[DESCRIPTION])
        put_cursor(self, self.lines.index(min(row, len(self.lines.lines) - 1), column))
        self.setFocus()

    def remove(self) -> None:
        at, bench = self._at(), self.lines.bench
        if at >= 0:
            lines, column = bench.draft.lines, self.currentIndex().column()
            label = _("delete {line}").format(line=lines[at].description)
            bench.edit(replace(bench.draft, lines=(*lines[:at], *lines[at + 1 :])), label)
            self._stand(at, COLUMNS[column].key)

    def duplicate(self) -> None:
        from salesdesk.models.values.identity import new_id

        at = self._at()
        if at >= 0:
            line = self.lines.bench.draft.lines[at]
            copy = replace(line, id=new_id(), work_item_id=None)
            self.put(copy, _("duplicate {line}").format(line=copy.description))

    def move_line(self, by: int) -> None:
        at, bench = self._at(), self.lines.bench
        lines = list(bench.draft.lines)
        if at < 0 or not 0 <= at + by < len(lines) or not bench.editable:
            return
        key = COLUMNS[self.currentIndex().column()].key
        lines[at], lines[at + by] = lines[at + by], lines[at]
        label = _("move {line}").format(line=lines[at + by].description)
        bench.edit(replace(bench.draft, lines=tuple(lines)), label)
        self._stand(at + by, key)

    def toggle(self) -> None:
        """Include the line, or offer it as an option."""
        at = self._at()
        if at >= 0:
            index = self.lines.index(at, AT[INCLUDED])
            if not self.lines.lines[at].is_text:
                self.lines.setData(index, self.lines.lines[at].choice == "optional")

    def clear_cell(self) -> None:
        if self._on(CUTS):
            self.lines.setData(self.currentIndex(), "")


_ARROWS = frozenset({
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
})  # fmt: skip
