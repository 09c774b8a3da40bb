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
from PySide6.QtWidgets import QApplication, QTableView
from PySide6.QtCore import QItemSelectionModel
import psutil
app = QApplication([])
way, path = sys.argv[1], sys.argv[2]
view = QTableView(); view.resize(1400, 900)
bare = QTableView(); bare.show(); app.processEvents()
before = psutil.Process().memory_info().rss
def settle(done):
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        app.processEvents()
if way == "qt":
    from PySide6.QtSql import QSqlDatabase, QSqlQueryModel
    db = QSqlDatabase.addDatabase("QSQLITE"); db.setDatabaseName(path); db.open()
    start = time.perf_counter()
    model = QSqlQueryModel()
    model.setQuery("SELECT o.name, a.name, u.name, s.name, o.probability, o.expected_amount, o.expected_close"
        " FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN account a ON a.id = o.account_id"
        " LEFT JOIN app_user u ON u.id = o.owner_id WHERE o.archived_at IS NULL"
        " ORDER BY o.expected_amount DESC, o.id DESC")
    view.setModel(model); view.show(); app.processEvents(); view.viewport().repaint()
    first = (time.perf_counter() - start) * 1000
    jumps = []
else:
    from salesdesk.services.desk import Desk
    from salesdesk.ui.kit.background import Background
    from salesdesk.ui.kit.table_model import TableModel
    from salesdesk.models.values.listing import ListQuery
    desk = Desk.open(path)
    source = desk.opportunities.listing
    source.first_page(ListQuery())
    jobs = Background(lambda failure: None)
    start = time.perf_counter()
    model = TableModel(source, jobs); model.ask(ListQuery())
    view.setModel(model)
    settle(lambda: model.rowCount() > 0)
    view.show(); app.processEvents(); view.viewport().repaint()
    first = (time.perf_counter() - start) * 1000
    settle(lambda: model.count_is_known and jobs.is_idle)
    draw, jumps = random.Random(3), []
    for _ in range(60):
        row = draw.randrange(model.rowCount())
        start = time.perf_counter()
        view.scrollTo(model.index(row, 0)); view.viewport().repaint(); app.processEvents()
        jumps.append((time.perf_counter() - start) * 1000)
        settle(lambda: jobs.is_idle)
memory = (psutil.Process().memory_info().rss - before) / 1048576
print(json.dumps({"first": first, "jumps": jumps, "mb": memory}))
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
    jump = p95(ours["jumps"])
    yield Figure("1,000,000 rows, jump p95", jump, "ms", "a 16 ms frame", jump / 16, "≤ 1.0")
    memory = float(ours["mb"])  # type: ignore[arg-type] # one number
    yield Figure(
        "1,000,000 rows, memory over the empty window", memory, "MB", "60 MB", memory / 60, "≤ 1.0"
    )


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
