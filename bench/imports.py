"""100,000 contacts in: checks, duplicates, indexes, search and audit against a bare executemany."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, timed_ms

COUNT = 100_000


def _file(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["First Name", "Last Name", "Company", "Job Title", "Email", "Phone", "City",
                         "Country", "Notes", "Lead Source"])  # fmt: skip
        writer.writerows(
            [f"Ana{n}", f"Silva{n % 9973}", f"Firm {n % 5000}", "Buyer", f"ana{n}@firm.example",
             f"+351 9{n:08}", "Porto", "Portugal", "met at the fair", "Fair"]
            for n in range(COUNT)
        )  # fmt: skip


def _bare(source: Path, target: Path) -> None:
    from salesdesk.services.sqlite import driver

    connection = driver().connect(str(target))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (a, b, c, d, e, f, g, h, i, j)")
    with source.open(newline="", encoding="utf-8") as file:
        connection.executemany("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?,?)", csv.reader(file))
    connection.commit()
    connection.close()


def figures() -> Iterator[Figure]:
    from salesdesk.services.desk import Desk
    from salesdesk.services.imports.contacts import import_contacts

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "people.csv"
        _file(source)
        rival = timed_ms(lambda: _bare(source, Path(folder) / "bare.db"))
        desk = Desk.open(str(Path(folder) / "ours.salesdesk"))
        ours = timed_ms(lambda: import_contacts(desk.database, source))
        desk.close()
    yield Figure(
        f"import of {COUNT:,} contacts, audited",
        ours,
        "ms",
        "bare executemany",
        ours / rival,
        "≤ 4",
    )
