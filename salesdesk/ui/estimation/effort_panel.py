"""Effort by role and month beside the grid: a histogram over its table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QTableView, QVBoxLayout

from salesdesk.i18n import _
from salesdesk.models.values.effort_by_month import EffortByMonth, Known, effort_by_month
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.ui.estimation.effort_chart import EffortChart, table_of
from salesdesk.ui.estimation.open_plan import OpenPlan
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.theme import Role, Text, theme

RESTS = 200
_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class EffortTable(QAbstractTableModel):
    """Texts: a role a row, a month a column, sums at the end of both."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, ...]] = [()]

    def show_rows(self, rows: list[tuple[str, ...]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.rows) - 1

    def columnCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.rows[0])

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_sum = index.row() == self.rowCount() - 1 or index.column() == self.columnCount() - 1
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row() + 1][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and is_sum:
            return theme().font(Text.STRONG)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.rows[0][section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class EffortView(QTableView):
    """The table; Ctrl+C copies what is selected, or all of it."""

    def __init__(self, table: EffortTable) -> None:
        super().__init__()
        self._table = table
        self.setModel(table)
        self.setAccessibleName(_("Effort by role and month"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.setShowGrid(False)
        self.horizontalHeader().setFixedHeight(30)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def copy(self) -> None:
        """The selected block, else the whole table, as tab-separated text with its head."""
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in chosen}) or range(self._table.rowCount())
        columns = sorted({index.column() for index in chosen})
        if len(chosen) < 2:
            rows, columns = range(self._table.rowCount()), []
        columns = columns or list(range(self._table.columnCount()))
        picked = [0, *(at + 1 for at in rows)]
        lines = ("\t".join(self._table.rows[at][one] for one in columns) for at in picked)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


class EffortPanel(Panel):
    """Worked out anew a moment after the last edit, while it is looked at."""

    def __init__(self, bench: OpenPlan) -> None:
        super().__init__(Role.SURFACE, "l")
        self._bench = bench
        self.chart = EffortChart()
        self._table = EffortTable()
        self.view = EffortView(self._table)
        self.copying = Button(_("Copy"), "copy", pressed=self.view.copy)
        self._known: Known = {}
        self._divided_by: PlanSchedule | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self.work_out)
        head = row(Label(_("Effort by role and month"), Text.STRONG), None, self.copying,
                   margins=(14, 8, 10, 4))  # fmt: skip
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.chart, 3)
        box.addWidget(self.view, 2)
        self.setMinimumWidth(160)
        for signal in (bench.followed, bench.repriced, bench.laid_out):
            signal.connect(self._later)
        theme().changed.connect(self.update)

    def _later(self, *_what: object) -> None:
        if self.isVisible():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.work_out()

    def work_out(self) -> None:
        """Divide the effort of the plan as it is."""
        schedule = self._bench.schedule
        if schedule is not self._divided_by:  # calendars may be others
            self._known.clear()
            self._divided_by = schedule
        plan = self._bench.plan
        effort = effort_by_month(plan, schedule, self._known) if schedule else EffortByMonth()
        self.chart.show_effort(effort)
        self._table.show_rows(table_of(effort))
        self.view.resizeColumnsToContents()
        for at in range(self._table.columnCount()):
            least = 84 if at else 150
            self.view.setColumnWidth(at, max(least, self.view.columnWidth(at) + 16))
