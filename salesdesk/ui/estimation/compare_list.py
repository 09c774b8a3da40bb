"""The list of a comparison: a line a row that differs, its tick, its marks and its effects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.i18n import N_, _
from salesdesk.models.values.plan_compare import Comparison, Effect, Mark, RowChange
from salesdesk.ui.estimation.compare_words import Words
from salesdesk.ui.formats import formats
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.edit_table import PlainHeader
from salesdesk.ui.kit.table_model import Index
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

PAD = 10
BOX = 15
STEP = 14
DEEPEST = 6
NARROW = 74
ICONS = {
    Mark.ADDED: ("plus", Role.GREEN),
    Mark.REMOVED: ("minus", Role.RED),
    Mark.MOVED: ("move", Role.BLUE),
    Mark.REPRICED: ("refresh-cw", Role.AMBER),
    Mark.CHANGED: ("pencil", Role.ACCENT),
}


@dataclass(frozen=True)
class Column:
    """A column: what it says, and how much of the room it takes."""

    key: str
    title: str
    width: int
    stretch: int = 0
    effect: Callable[[Effect], Decimal] | None = None


TICK = Column("tick", N_("Take"), 46)
CODE, NAME = Column("code", N_("#"), 58), Column("name", N_("Item"), 200, 3)
CHANGE = Column("change", N_("What differs"), 240, 4)
EFFECTS = (
    Column("cost", N_("Cost"), 92, 0, lambda effect: effect.cost),
    Column("loaded", N_("Loaded cost"), 98, 0, lambda effect: effect.loaded),
    Column("sell", N_("Sell"), 92, 0, lambda effect: effect.sell),
    Column("profit", N_("Profit"), 92, 0, lambda effect: effect.profit),
)


class CompareModel(QAbstractTableModel):
    """The rows that differ; ``chosen`` are ticked."""

    ticked = Signal()

    def __init__(self, found: Comparison, words: Words, *, may_tick: bool, may_cost: bool) -> None:
        super().__init__()
        self.found, self.words, self.may_tick = found, words, may_tick
        self.chosen: set[UUID] = set()
        effects = EFFECTS if may_cost else tuple(c for c in EFFECTS if c.key == "sell")
        tick = (TICK,) if may_tick else ()
        self.columns: Sequence[Column] = (*tick, CODE, NAME, CHANGE, *effects)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.found.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def may_take(self, row: RowChange) -> bool:
        """Whether the row itself says something else; a price alone comes from elsewhere."""
        return self.may_tick and row.marks != (Mark.REPRICED,)

    def text(self, row: RowChange, column: Column) -> str:
        if column.effect is not None:
            value = column.effect(row.effect)
            return signed(value, self.found.after.terms.currency) if value else ""
        if column.key == "tick":
            if not self.may_take(row):
                return ""
            return _("yes") if row.key in self.chosen else _("no")
        if column.key == "code":
            return row.code or row.old_code
        return row.item.name if column.key == "name" else self.words.line(row)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.found.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self.text(row, column)
            return f"{self.words.marks(row)}: {text}" if column is NAME else text
        if role == Qt.ItemDataRole.ToolTipRole and column in (NAME, CHANGE):
            return f"{self.words.marks(row)}: {self.text(row, column)}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
            return int(((right if column.effect else left) | Qt.AlignmentFlag.AlignVCenter).value)
        return None

    def show_chosen(self, chosen: set[UUID]) -> None:
        self.chosen = chosen
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.ticked.emit()


def signed(value: Decimal, currency: str) -> str:
    """An effect with its sign."""
    text = formats().amount(value, currency)
    return f"+{text}" if value > 0 else text


class _Delegate(QStyledItemDelegate):
    """Paints a cell of the comparison."""

    def __init__(self, model: CompareModel, view: QTableView) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box = theme(), option.rect
        row, column = self._model.found.rows[index.row()], self._model.columns[index.column()]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour(Role.TINT))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.colour(Role.LINE))
        if column is TICK:
            self._tick(painter, box, row)
        elif column is NAME:
            self._name(painter, box, row)
        else:
            self._words(painter, box, row, column)

    def _tick(self, painter: QPainter, cell: QRect, row: RowChange) -> None:
        if not self._model.may_take(row):
            return
        look = theme()
        box = QRectF(0, 0, BOX, BOX)
        box.moveCenter(QRectF(cell).center())
        on = row.key in self._model.chosen
        fill = look.colour(Role.ACCENT if on else Role.WELL)
        rounded(painter, box, 3, fill, None if on else look.pen(Role.CONTROL))
        if on:
            paint_icon(painter, "check", box.topLeft() + QPointF(1.5, 1.5), Role.ON_ACCENT, 12)

    def _name(self, painter: QPainter, cell: QRect, row: RowChange) -> None:
        left = cell.left() + PAD + min(row.item.level, DEEPEST) * STEP
        for mark in row.marks:
            icon, role = ICONS[mark]
            paint_icon(painter, icon, QPointF(left, cell.center().y() - 6), role, 13)
            left += 17
        place = cell.adjusted(left - cell.left() + 3, 0, -PAD, 0)
        gone = Mark.REMOVED in row.marks
        painter.setFont(theme().font(Text.NAME))
        self._draw(painter, place, row.item.name, Role.TEXT2 if gone else Role.TEXT)

    def _words(self, painter: QPainter, cell: QRect, row: RowChange, column: Column) -> None:
        look, text = theme(), self._model.text(row, column)
        role, side = Role.TEXT2, Qt.AlignmentFlag.AlignLeft
        if column.effect is not None:
            value = column.effect(row.effect)
            side = Qt.AlignmentFlag.AlignRight
            good = value < 0 if column.key in ("cost", "loaded") else value > 0
            role = Role.GREEN if good else Role.RED
        number = column.effect is not None or column is CODE
        painter.setFont(look.number_font() if number else look.font(Text.BODY))
        self._draw(painter, cell.adjusted(PAD, 0, -PAD, 0), text, role, side)

    def _draw(
        self, painter: QPainter, place: QRect, text: str, role: Role,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:  # fmt: skip
        painter.setPen(theme().colour(role))
        cut = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, cut, place.width())
        painter.drawText(place, int((side | Qt.AlignmentFlag.AlignVCenter).value), shown)


class CompareList(QTableView):
    """Space ticks, Ctrl+A ticks all, Ctrl+Shift+A none; Enter belongs to the sheet."""

    toggled = Signal(object)
    all_asked = Signal(bool)

    def __init__(self, model: CompareModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        model.setParent(self)
        self.setItemDelegate(_Delegate(model, self))
        self.setAccessibleName(_("Differences"))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(theme().height("row"))
        self.setHorizontalHeader(PlainHeader(self))
        self.setFixedHeight(self._wanted_height())
        if model.rowCount():
            put_cursor(self, model.index(0, 0))

    def _wanted_height(self) -> int:
        rows = min(max(self._model.rowCount(), 3), 11)
        return theme().height("head") + rows * theme().height("row") + 2

    @property
    def row(self) -> RowChange | None:
        at = self.currentIndex().row()
        return self._model.found.rows[at] if at >= 0 else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fixed = sum(column.width for column in self._model.columns if not column.stretch)
        parts = sum(column.stretch for column in self._model.columns)
        rest = self.viewport().width() - fixed
        for at, column in enumerate(self._model.columns):
            wanted = rest * column.stretch // parts if column.stretch else column.width
            self.setColumnWidth(at, wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row
        if event.key() == Qt.Key.Key_Space and row is not None:
            self.toggled.emit(row)
        elif (
            event.key() == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.all_asked.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.columns[index.column()] is TICK:
            self.toggled.emit(self._model.found.rows[index.row()])
