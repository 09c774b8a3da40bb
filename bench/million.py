"""One million opportunities: the list, its search and the first screen's sums, on SQLite."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, median_ms, p95

COUNT = 1_000_000
_INDEXED = "ix_opportunity_pipeline"


def build(path: Path, count: int = COUNT) -> None:
    """The sample company with so many more deals, by one INSERT … SELECT and no audit."""
    from salesdesk.models.summary import recount
    from salesdesk.services.demo import fill_with_sample
    from salesdesk.services.desk import Desk

    desk = Desk.open(str(path))
    fill_with_sample(desk)
    engine = desk.database.engine
    with engine.begin() as connection:
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'opportunity'"
        ).fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        columns = [c[1] for c in connection.exec_driver_sql("PRAGMA table_info(opportunity)")]
        changed = {
            "id": "lower(hex(randomblob(16)))",
            "number": "'X' || (o.rowid * 1000 + n.value)",
            "external_id": "NULL",
            "expected_amount": "o.expected_amount + n.value * 10000",
        }
        listed = ", ".join(columns)
        values = ", ".join(changed.get(c, f"o.{c}") for c in columns)
        connection.exec_driver_sql(
            f"WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT "
            f"{count // 5156 + 1}) INSERT INTO opportunity ({listed}) SELECT {values} "
            f"FROM opportunity o, n LIMIT {count - 5156}"
        )
        connection.exec_driver_sql(
            "INSERT INTO find_opportunity(find_opportunity) VALUES ('rebuild')"
        )
        connection.exec_driver_sql("DELETE FROM pipeline_sum")
        connection.exec_driver_sql(f"INSERT INTO pipeline_sum {recount('sqlite')}")
        connection.exec_driver_sql("ANALYZE")
    desk.close()


_LIST = """
import os, sys, time, json, random
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QTableView
import psutil
app = QApplication([])
way, path = sys.argv[1], sys.argv[2]
bare = QTableView(); bare.show(); app.processEvents()
before = psutil.Process().memory_info().rss
memory = lambda: (psutil.Process().memory_info().rss - before) / 1048576
def until(signal, begin):
    loop = QEventLoop(); signal.connect(loop.quit); begin(); loop.exec(); signal.disconnect(loop.quit)
if way == "qt":
    from PySide6.QtSql import QSqlDatabase, QSqlQueryModel
    db = QSqlDatabase.addDatabase("QSQLITE"); db.setDatabaseName(path); db.open()
    view = QTableView(); view.resize(1400, 900)
    start = time.perf_counter()
    model = QSqlQueryModel()
    model.setQuery("SELECT o.name, a.name, u.name, s.name, o.probability, o.expected_amount, o.expected_close"
        " FROM opportunity o LEFT JOIN stage s ON s.id = o.stage_id LEFT JOIN account a ON a.id = o.account_id"
        " LEFT JOIN app_user u ON u.id = o.owner_id WHERE o.archived_at IS NULL"
        " ORDER BY o.expected_amount DESC, o.id DESC")
    view.setModel(model); view.show(); app.processEvents(); view.viewport().repaint()
    print(json.dumps({"first": (time.perf_counter() - start) * 1000}))
    os._exit(0)
from salesdesk.services.desk import Desk
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.table_model import TableModel
from salesdesk.ui.kit.table_view import ListView
from salesdesk.models.values.listing import ListQuery, PAGE_SIZE
desk = Desk.open(path)
source = desk.opportunities.listing
jobs = Background(lambda failure: None)
small = TableModel(source, jobs)  # the program and its list are there, as when a list is opened
warm = ListView(small); warm.resize(1400, 900); warm.show()
until(small.first_shown, lambda: small.ask(ListQuery("konex x4737")))
app.processEvents(); warm.viewport().repaint(); warm.hide()
empty = memory()
start = time.perf_counter()
model = TableModel(source, jobs)
view = ListView(model); view.resize(1400, 900)
until(model.first_shown, lambda: model.ask(ListQuery()))
view.show(); app.processEvents(); view.viewport().repaint()
first = (time.perf_counter() - start) * 1000
if not model.count_is_known:
    until(model.counted, lambda: None)
app.processEvents()
whole = (time.perf_counter() - start) * 1000
draw, jumps = random.Random(3), []
for _ in range(200):
    row = draw.randrange(model.rowCount())
    start = time.perf_counter()
    view.scrollTo(model.index(row, 0)); view.viewport().repaint()
    while any(model.shown(at) is None for at in (row, view.rowAt(0))):
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    app.processEvents()
    jumps.append((time.perf_counter() - start) * 1000)
scrolls = []
bar = view.verticalScrollBar()
for _ in range(200):
    start = time.perf_counter()
    bar.setValue(bar.value() + 3 * bar.singleStep()); view.viewport().repaint(); app.processEvents()
    scrolls.append((time.perf_counter() - start) * 1000)
print(json.dumps({"first": first, "whole": whole, "jumps": jumps, "scrolls": scrolls, "mb": memory(), "empty": empty}))
os._exit(0)
"""


def _list(way: str, path: Path) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, "-c", _LIST, way, str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, list[float]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.salesdesk"
        build(path)
        yield from _listed(path)
        yield from _searched(path)
        yield from _summed(path)


def _listed(path: Path) -> Iterator[Figure]:
    ours, rival = _list("ours", path), _list("qt", path)
    first, other = float(ours["first"]), float(rival["first"])  # type: ignore[arg-type] # one number each
    yield Figure(
        "1,000,000 rows, first paint", first, "ms", "QSqlQueryModel", first / other, "≤ 1.3"
    )
    for name, key in (("jump to its rows p95", "jumps"), ("scroll p95", "scrolls")):
        taken = p95(ours[key])
        yield Figure(f"1,000,000 rows, {name}", taken, "ms", "a 16 ms frame", taken / 16, "≤ 1.0")
    memory, empty = float(ours["mb"]), float(ours["empty"])  # type: ignore[arg-type] # one number each
    yield Figure(
        "1,000,000 rows, memory over the empty window", memory, "MB", "60 MB", memory / 60, "≤ 1.0"
    )
    yield Figure(
        "the same over our window with a list of a few rows",
        memory - empty, "MB", "60 MB", (memory - empty) / 60, "—",
    )  # fmt: skip


def _searched(path: Path) -> Iterator[Figure]:
    from salesdesk.models.values.listing import ListQuery
    from salesdesk.services.desk import Desk

    desk = Desk.open(str(path))
    source = desk.opportunities.listing
    query = ListQuery("konex x4737")
    ours = median_ms(lambda: source.first_page(query))

    def scan() -> None:
        with desk.database.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT id FROM opportunity WHERE name LIKE '%konex%' OR account_name LIKE '%none%'"
            ).fetchall()

    rival = median_ms(scan, 3)
    yield Figure(
        "search of 1,000,000 rows, two words", ours, "ms", "LIKE scan", ours / rival, "≤ 0.04"
    )
    desk.close()


def _summed(path: Path) -> Iterator[Figure]:
    from salesdesk.services.desk import Desk

    desk = Desk.open(str(path))
    ours = median_ms(lambda: desk.home.pipeline(mine=False), 15)

    def covering() -> None:
        with desk.database.engine.connect() as connection:
            connection.exec_driver_sql(
                f"SELECT stage_id, currency, count(*), sum(expected_amount) FROM opportunity "
                f"INDEXED BY {_INDEXED} GROUP BY stage_id, currency"
            ).fetchall()

    rival = median_ms(covering, 3)
    yield Figure(
        "home figures of 1,000,000 deals",
        ours,
        "ms",
        "covering-index query",
        ours / rival,
        "≤ 0.02",
    )
    desk.close()
