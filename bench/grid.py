"""The estimation grid with 10,000 items: an edit to its pixels, a full repaint beside a naive one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from bench.measure import Figure, p95

ITEMS = 10_000
MANY = 100_000

_OURS = """
import os, sys, time, json, random
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from dataclasses import replace
from decimal import Decimal
from salesdesk.app import prepare
app = prepare()
from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.pricing import RoleRate, RoleRates
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.kit.memory import ForgetfulMemory
from salesdesk.ui.style import dress
dress(app)
rates = RoleRates([RoleRate("Developer", Decimal("41.50"))])
items = [WorkItem(f"Row {n}", level=n % 5, role="Developer", effort=Decimal(n % 40)) for n in range(int(sys.argv[1]))]
draft = replace(EstimationDraft(), plan=WorkPlan(items), rates=rates, calendar=OFFICE)
panel = EditorPanel(Workbench(draft), ForgetfulMemory(), may_cost=True)
panel.resize(1384, 780); panel.show(); app.processEvents()
panel.workbench.lay_out(); app.processEvents()  # dates and bars follow each edit too
view, bench = panel.view, panel.workbench
leaves = [node for node in bench.figures.rows if node.item.level == 4]
draw, edits, undos, repaints, work_done = random.Random(5), [], [], [], []
def timed(into, work):
    start, began = time.perf_counter(), time.process_time(); work(); app.processEvents()
    into.append((time.perf_counter() - start) * 1000)
    work_done.append((time.process_time() - began) * 1000)
for _ in range(100):
    view.go_to(draw.choice(leaves), "effort"); app.processEvents()
    node, column = view.node, view.column
    timed(edits, lambda: bench.enter(node, column, str(draw.randrange(1, 90))))
    timed(undos, bench.document.stack.undo)
    timed(undos, bench.document.stack.redo)
for _ in range(60):
    start = time.perf_counter(); view.viewport().repaint()
    repaints.append((time.perf_counter() - start) * 1000)
print(json.dumps({"edits": edits, "work": work_done, "undos": undos, "repaints": repaints,
    "columns": sum(not view.isColumnHidden(at) for at in range(panel.model.columnCount())),
    "size": [view.viewport().width(), view.viewport().height(), view.rowHeight(0)]}))
os._exit(0)
"""

_NAIVE = """
import os, sys, time, json
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QTableView
app = QApplication([])
count, columns, width, height, row = map(int, sys.argv[1:])
class Naive(QAbstractTableModel):
    def __init__(self):
        super().__init__()
        self.rows = [[n * 1.5 + c for c in range(columns)] for n in range(count)]
    def rowCount(self, parent=QModelIndex()): return len(self.rows)
    def columnCount(self, parent=QModelIndex()): return columns
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            value = self.rows[index.row()][index.column()]
            return f"Row {value:,.0f}" if index.column() == 1 else f"{value:,.2f}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            font = QFont("Inter"); font.setPixelSize(13); font.setBold(index.row() % 5 == 0)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor("#1b1f23")
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor("#f5f5f2") if index.row() % 5 == 0 else None
        return None
model = Naive()
view = QTableView(); view.setModel(model); view.resize(width, height)
view.verticalHeader().setVisible(False); view.verticalHeader().setDefaultSectionSize(row)
for column in range(columns): view.setColumnWidth(column, width // columns)
view.show(); app.processEvents()
taken = []
for _ in range(60):
    start = time.perf_counter(); view.viewport().repaint()
    taken.append((time.perf_counter() - start) * 1000)
print(json.dumps(taken))
os._exit(0)
"""


def figures() -> Iterator[Figure]:
    ours = json.loads(_run(_OURS, str(ITEMS)))
    naive = json.loads(_run(_NAIVE, str(ITEMS), str(ours["columns"]), *map(str, ours["size"])))
    for name, key in (("edit", "edits"), ("undo or redo", "undos")):
        taken = p95(ours[key])
        yield Figure(f"10,000 items, {name} to pixels p95", taken, "ms", "4 ms", taken / 4, "≤ 1.0")
    repaint, other = median(ours["repaints"]), median(naive)
    yield Figure(
        "10,000 items, full repaint", repaint, "ms", "a naive model", repaint / other, "≤ 0.5"
    )
    yield _at_length(ours)


def _at_length(small: dict[str, list[float]]) -> Figure:
    """Ten times the items: an edit must not notice. Measured in turns, by the processor's time."""
    large = json.loads(_run(_OURS, str(MANY)))
    again = json.loads(_run(_OURS, str(ITEMS)))
    edits = median([*small["work"], *again["work"]])
    taken = median(large["work"])
    return Figure(
        "100,000 items, edit, undo or redo to pixels", taken, "ms", "10,000 items", taken / edits,
        "≤ 1.2",
    )  # fmt: skip


def _run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]
