"""The grid of the budget matrix: typing, locks, sums, in the look of the other grids."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.ui.budget.figures import ATTAINMENT, GAP, TARGET, Figures
from salesdesk.ui.formats import formats
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.edit_table import PlainHeader
from salesdesk.ui.kit.labels import paint_avatar
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

Index = QModelIndex | QPersistentModelIndex
NAME, FIRST = 0, 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Typed = Callable[[int, int, Decimal], None]


class MatrixModel(QAbstractTableModel):
    """Name, one column for each period, and the year."""

    def __init__(self, figures: Figures, typed: Typed) -> None:
        super().__init__()
        self.figures = figures
        self.show_as = TARGET
        self.editable = True
        self._typed = typed

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.figures.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.figures.periods) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int((_LEFT if section == NAME else _RIGHT).value)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == NAME:
            return _("Region, seller")
        periods = self.figures.periods
        return periods[section - 1].name if section <= len(periods) else _("Year")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        if column == NAME:
            return self.figures.rows[row].name
        value = self.figures.value(row, column - 1, self.show_as)
        if self.show_as == ATTAINMENT:
            return formats().percent(value, 0)
        exact = role == Qt.ItemDataRole.EditRole
        return self._amount(value, exact=exact)

    def _amount(self, value: Decimal | None, *, exact: bool) -> str:
        """Whole amounts without digits after the point, unless one of them has cents."""
        cents = exact or self.figures.has_cents
        if value is None or cents or value != value.to_integral_value():
            return formats().amount(value, self.figures.draft.currency)
        return formats().whole(value)

    def _spoken(self, row: int, column: int) -> str:
        name = self.figures.rows[row].name
        if column == NAME:
            return name
        heading = self.headerData(column, Qt.Orientation.Horizontal)
        cell = self.figures.cell(row, column - 1)
        locked = _(", locked") if cell is not None and cell.is_locked else ""
        return f"{name}, {heading}: {self.data(self.index(row, column))}{locked}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        cell = self.figures.cell(index.row(), index.column() - 1) if index.column() else None
        if self.editable and self.show_as == TARGET and cell is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Read what was typed; what is no amount stays in the cell's editor."""
        try:
            amount = formats().read_decimal(str(value))
        except (InvalidInput, ValueError):
            amount = None
        if role != Qt.ItemDataRole.EditRole or amount is None or amount < 0:
            return False
        self._typed(index.row(), index.column() - 1, amount)
        return True

    def refresh(self) -> None:
        """The figures follow another draft; the cursor stays."""
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)


class MatrixDelegate(QStyledItemDelegate):
    """Sums on canvas in strong ink, locked cells with a padlock, gaps in red."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, MatrixModel)
        line, look = model.figures.rows[index.row()], theme()
        box = QRectF(option.rect)
        is_sum = line.is_sum or index.column() > len(model.figures.periods)
        ground = Role.CANVAS if line.is_sum else Role.SURFACE
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, look.colour(Role.TINT if selected else ground))
        painter.setPen(look.pen(Role.LINE))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        if index.column() == NAME:
            self._paint_name(painter, box, line.name, line.level, strong=line.is_sum)
        else:
            self._paint_value(painter, box, index, strong=is_sum)
        if option.state & QStyle.StateFlag.State_HasFocus:
            frame = box.adjusted(1, 1, -1, -1)
            rounded(painter, frame, 2, None, look.pen(Role.ACCENT, 2))

    def _paint_name(
        self, painter: QPainter, box: QRectF, name: str, level: int, *, strong: bool
    ) -> None:
        left = 10 + level * 16
        if level:
            paint_avatar(painter, QRectF(box.left() + left, box.center().y() - 9, 18, 18), name)
            left += 26
        painter.setFont(theme().font(Text.STRONG if strong else Text.BODY))
        painter.setPen(theme().colour(Role.TEXT))
        room = box.adjusted(left, 0, -6, 0)
        text = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, int(_LEFT.value), text)

    def _paint_value(self, painter: QPainter, box: QRectF, index: Index, *, strong: bool) -> None:
        model, look = index.model(), theme()
        assert isinstance(model, MatrixModel)
        cell = model.figures.cell(index.row(), index.column() - 1)
        if cell is not None and cell.is_locked and model.show_as == TARGET:
            at = QPointF(box.left() + 6, box.center().y() - 7)
            paint_icon(painter, "lock", at, Role.TEXT2, 14)
        value = model.figures.value(index.row(), index.column() - 1, model.show_as)
        is_short = model.show_as == GAP and value is not None and value < 0
        painter.setFont(look.number_font(Text.STRONG if strong else Text.BODY))
        painter.setPen(look.colour(Role.RED if is_short else Role.TEXT))
        words = str(model.data(index))
        painter.drawText(box.adjusted(4, 0, -10, 0), int(_RIGHT.value), words)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setFont(theme().number_font())
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        return editor


class MatrixView(QTableView):
    """Types like a spreadsheet: Enter goes down, Tab right, Ctrl+Shift+L locks."""

    def __init__(self, model: MatrixModel, lock: Callable[[], None]) -> None:
        super().__init__()
        self._lock = lock
        self.setModel(model)
        self.setItemDelegate(MatrixDelegate(self))
        self.setAccessibleName(_("Budget matrix"))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().height("grid_row"))
        head = PlainHeader(self)
        self.setHorizontalHeader(head)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(NAME, 190)
        triggers = QTableView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed
        )

    def fit(self) -> None:
        """Columns as wide as their widest sum: a number is never cut."""
        model, metrics = self.model(), QFontMetrics(theme().number_font(Text.STRONG))
        for column in range(FIRST, model.columnCount()):
            words = (str(model.index(r, column).data()) for r in range(model.rowCount()))
            widest = max((metrics.horizontalAdvance(w) for w in words), default=0)
            self.setColumnWidth(column, max(widest + 34, 78))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_L and event.modifiers() == ctrl_shift:
            self._lock()
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QTableView.State.EditingState:
            down = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            index = self.currentIndex()
            below = index.siblingAtRow(index.row() + down)
            put_cursor(self, below if below.isValid() else index)
            return
        super().keyPressEvent(event)
