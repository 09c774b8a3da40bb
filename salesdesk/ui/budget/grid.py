"""The grid of the budget matrix: typing, locks, sums, in the look of the other grids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
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
from salesdesk.ui.budget.band_header import BandHeader
from salesdesk.ui.budget.figures import ATTAINMENT, GAP, TARGET, Figures
from salesdesk.ui.formats import formats
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.labels import paint_avatar
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

Index = QModelIndex | QPersistentModelIndex
NAME, FIRST = 0, 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
Typed = Callable[[int, int, Decimal], None]


class MatrixModel(QAbstractTableModel):
    """Name, one column for each period, and the year."""

    refused = Signal(str)

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
        return len(self.figures.periods) + 2 + len(self.figures.bands)

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
        if section <= len(periods):
            return periods[section - 1].name
        beyond = section - len(periods) - 2
        return _("Year") if beyond < 0 else self.figures.bands[beyond].name

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
        if self.show_as == ATTAINMENT:
            target, actual = self.figures.parts(row, column - 1)
            of = _("{actual} of {target}").format(
                actual=self._amount(actual, exact=False), target=self._amount(target, exact=False)
            )
            return f"{name}, {heading}: {self.data(self.index(row, column))}, {of}"
        locked = _(", locked") if cell is not None and cell.is_locked else ""
        return f"{name}, {heading}: {self.data(self.index(row, column))}{locked}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        cell = self.figures.cell(index.row(), index.column() - 1) if index.column() else None
        if self.editable and self.show_as == TARGET and cell is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @property
    def band_sums(self) -> list[str]:
        """What the last row says of each band."""
        last = self.rowCount() - 1
        return [str(self.index(last, band.section).data()) for band in self.figures.bands]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Read what was typed; what is no amount is told, and the cell stays as it was."""
        try:
            amount = formats().read_decimal(str(value))
        except InvalidInput as wrong:
            self.refused.emit(wrong.message)
            return False
        if amount is not None and amount < 0:
            self.refused.emit(_("A target can't be negative. Write 0 or more."))
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
        line_ink = look.colour(Role.LINE)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), line_ink)
        painter.fillRect(QRectF(box.right() - 1, box.top(), 1, box.height()), line_ink)
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
        bar = model.show_as == ATTAINMENT
        room = box.adjusted(4, 0, -10, -7 if bar else 0)
        painter.drawText(room, int(_RIGHT.value), words)
        if bar:
            foot = QRectF(box.left() + 10, box.bottom() - 8, box.width() - 20, 3)
            paint_attainment(painter, foot, *model.figures.parts(index.row(), index.column() - 1))

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setFont(theme().number_font())
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        return editor


def paint_attainment(painter: QPainter, box: QRectF, target: Decimal, actual: Decimal) -> None:
    """What was sold as a thin bar on the target's; a tick says where a target was passed."""
    whole = max(target, actual)
    if whole <= 0:
        return
    look = theme()
    done = box.width() * float(max(actual, Decimal(0)) / whole)
    aim = box.width() * float(target / whole)
    rounded(painter, box, 1.5, look.colour(Role.LINE2))
    reached = actual >= target
    if done >= 1:
        bar = QRectF(box.left(), box.top(), done, box.height())
        rounded(painter, bar, 1.5, look.colour(Role.GREEN if reached else Role.ACCENT))
    if actual > target:
        tick = QRectF(box.left() + aim - 1, box.top() - 2, 2, box.height() + 4)
        painter.fillRect(tick, look.colour(Role.TEXT))


class MatrixView(QTableView):
    """Types like a spreadsheet: Enter goes down, Tab right, Ctrl+Shift+L locks.

    Ctrl+D and Ctrl+R copy down and right; ``fill`` gets whether it is to the right.
    """

    folded = Signal()

    def __init__(
        self, model: MatrixModel, lock: Callable[[], None], fill: Callable[[bool], None]
    ) -> None:
        super().__init__()
        self._lock, self._fill = lock, fill
        self._matrix = model
        self._folded: set[str] = set()
        self.setModel(model)
        self.setItemDelegate(MatrixDelegate(self))
        self.setAccessibleName(_("Budget matrix"))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().height("grid_row"))
        head = self.head = BandHeader(self)
        self.setHorizontalHeader(head)
        head.asked.connect(self.toggle_band)
        model.dataChanged.connect(lambda *_args: head.show_sums(model.band_sums))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(NAME, 190)
        triggers = QTableView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed
        )

    def widen(self) -> None:
        """Cents may have come: no column is too narrow for its numbers, none gets narrower."""
        before = [self.columnWidth(column) for column in range(self.model().columnCount())]
        self.fit()
        for column, width in enumerate(before):
            if not self.isColumnHidden(column) and width > self.columnWidth(column):
                self.setColumnWidth(column, width)

    def fit(self) -> None:
        """Columns as wide as their widest sum: a number is never cut."""
        model, metrics = self.model(), QFontMetrics(theme().number_font(Text.STRONG))
        for column in range(FIRST, model.columnCount()):
            words = (str(model.index(r, column).data()) for r in range(model.rowCount()))
            widest = max((metrics.horizontalAdvance(w) for w in words), default=0)
            self.setColumnWidth(column, max(widest + 34, 78))
        self._arrange()

    # -- bands

    def _arrange(self) -> None:
        """The sums of a band stand behind its months, in its place when they are folded."""
        bands, head = self._matrix.figures.bands, self.head
        head.show_bands(bands)
        head.show_sums(self._matrix.band_sums)
        for band in bands:
            behind = head.visualIndex(band.sections[-2]) + 1
            if head.visualIndex(band.section) > behind:
                head.moveSection(head.visualIndex(band.section), behind)
        for number, band in enumerate(bands):
            self._show_band(number, folded=band.name in self._folded)

    @property
    def folded_bands(self) -> set[str]:
        """The names of the bands whose months are hidden."""
        return set(self._folded)

    def fold_bands(self, names: Iterable[str]) -> None:
        """Fold these bands and no others."""
        self._folded = set(names)
        self._arrange()
        self.folded.emit()

    def toggle_band(self, number: int) -> None:
        name = self._matrix.figures.bands[number].name
        self.fold_bands(self._folded ^ {name})

    def fold_current(self, *, folded: bool) -> None:
        """Fold or unfold the band in which the cursor is."""
        at = self.currentIndex().column()
        name = next((b.name for b in self._matrix.figures.bands if at in b.sections), None)
        if name is not None:
            self.fold_bands(self._folded | {name} if folded else self._folded - {name})

    def _show_band(self, number: int, *, folded: bool) -> None:
        band, at = self._matrix.figures.bands[number], self.currentIndex()
        for section in band.sections[:-1]:
            self.setColumnHidden(section, folded)
        self.setColumnHidden(band.section, not folded)
        if self.isColumnHidden(at.column()):
            put_cursor(self, at.siblingAtColumn(band.section if folded else band.sections[0]))

    def selected_places(self) -> list[tuple[int, int]]:
        """Row and period of each selected cell that is shown."""
        return [
            (index.row(), index.column() - 1)
            for index in self.selectedIndexes()
            if not self.isColumnHidden(index.column())
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_L and event.modifiers() == ctrl_shift:
            self._lock()
            return
        deeds: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {
            (Qt.Key.Key_D, _CTRL): lambda: self._fill(False),
            (Qt.Key.Key_R, _CTRL): lambda: self._fill(True),
            (Qt.Key.Key_Minus, _ALT_SHIFT): lambda: self.fold_current(folded=True),
            (Qt.Key.Key_Underscore, _ALT_SHIFT): lambda: self.fold_current(folded=True),
            (Qt.Key.Key_Plus, _ALT_SHIFT): lambda: self.fold_current(folded=False),
        }
        deed = deeds.get((event.key(), event.modifiers()))
        if deed is not None:
            deed()
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QTableView.State.EditingState:
            down = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            index = self.currentIndex()
            below = index.siblingAtRow(index.row() + down)
            put_cursor(self, below if below.isValid() else index)
            return
        super().keyPressEvent(event)
