"""The work plan that came from an estimation, as the proposal prints it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, row
from salesdesk.ui.kit.table_model import Index
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text, theme

HOURS, DAYS = 3, (4, 5)
COLUMNS = (N_("Code"), N_("Work"), N_("Role"), N_("Hours"), N_("Start"), N_("Finish"))


class _Rows(QAbstractTableModel):
    """The rows of the plan; they are changed in their estimation."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        bench.shown.connect(self._again)

    def _again(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.bench.draft.plan)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.bench.draft.plan[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            hours = "" if line.effort is None else formats().number(line.effort)
            return (line.code, "    " * line.level + line.name, line.role, hours,
                    formats().day(line.starts_on), formats().day(line.finishes_on),
                    )[index.column()]  # fmt: skip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(Text.NAME if line.level == 0 else Text.BODY)
        return None


class _Delegate(QStyledItemDelegate):
    """Hairlines and air; phases stand out by their weight."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box = theme(), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour(Role.TINT2))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.colour(Role.LINE))
        number = index.column() in (HOURS, *DAYS)
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(look.number_font() if number else font)
        painter.setPen(look.colour(Role.TEXT3 if index.column() == 0 else Role.TEXT))
        inner = box.adjusted(8, 0, -8, 0)
        end = Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(str(index.data()), end, inner.width())
        painter.drawText(inner, _side(index.column()), words)


class _Head(QHeaderView):
    """Headings that stand as their cells do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(theme().height("head"))
        self.setAccessibleName(_("Column headings"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        painter.fillRect(rect, look.colour(Role.SURFACE))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.colour(Role.LINE2))
        painter.setFont(look.font(Text.LABEL))
        painter.setPen(look.colour(Role.TEXT3))
        painter.drawText(rect.adjusted(8, 0, -8, 0), _side(section), _(COLUMNS[section]))


def _side(section: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if section == HOURS else Qt.AlignmentFlag.AlignLeft
    return int((side | Qt.AlignmentFlag.AlignVCenter).value)


class PlanSection(QWidget):
    """What was imported, and the deed that imports it anew."""

    def __init__(self, bench: Bench, import_plan: Callable[[], object]) -> None:
        super().__init__()
        self.bench = bench
        self._said = Label("", Text.BODY, Role.TEXT2, wrap=True)
        self._button = Button(_("Import work plan…"), "upload", pressed=import_plan)
        self.table = QTableView()
        self.table.setModel(_Rows(bench))
        self.table.model().setParent(self.table)
        self.table.setAccessibleName(_("Work plan"))
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().setVisible(False)
        self.table.verticalHeader().setDefaultSectionSize(theme().height("grid_row"))
        self.table.setItemDelegate(_Delegate(self.table))
        head = _Head(self.table)
        self.table.setHorizontalHeader(head)
        head.setHighlightSections(False)
        for section, width in ((0, 60), (2, 110), (3, 74), (4, 104), (5, 104)):
            self.table.setColumnWidth(section, width)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setLayout(column(row(self._said, self._button), self.table, spacing=10))
        bench.shown.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        draft = self.bench.draft
        self._button.setVisible(self.bench.editable)
        self.table.setVisible(bool(draft.plan))
        if draft.plan:
            words = _("Work starts on {day}. Hours and dates are changed in the estimation.")
            self._said.setText(words.format(day=formats().long_day(draft.starts_on)))
        else:
            self._said.setText(
                _("No work plan yet. Import one from an estimation: lines and dates come along.")
            )
