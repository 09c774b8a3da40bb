"""100,000 contacts in: checks, duplicates, indexes, search and audit against bare loading."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import Figure, median_ms, timed_ms

COUNT = 100_000
KEPT = ("contact", "email_address", "phone_number", "address", "audit_entry")
"""The tables that an imported contact has rows in."""


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
    from salesdesk.services.sqlite_driver import driver

    connection = driver().connect(str(target))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (a, b, c, d, e, f, g, h, i, j)")
    with source.open(newline="", encoding="utf-8") as file:
        connection.executemany("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?,?)", csv.reader(file))
    connection.commit()
    connection.close()


def _kept(path: Path) -> dict[str, list[Any]]:
    """Every row that the import left, by table."""
    from salesdesk.services.sqlite_driver import driver

    connection = driver().connect(str(path))
    rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in KEPT}
    connection.close()
    return rows


def _bare_of_all(rows: dict[str, list[Any]], target: Path) -> None:
    """The same rows again, into tables without keys, indexes or triggers."""
    from salesdesk.services.sqlite_driver import driver

    connection = driver().connect(str(target))
    connection.execute("PRAGMA journal_mode=WAL")
    for table, those in rows.items():
        width = len(those[0])
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'c{n}' for n in range(width))})")
        marks = ", ".join("?" * width)
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", those)
    connection.commit()
    connection.close()


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "people.csv"
        _file(source)
        yield from _on_sqlite(source, Path(folder))
        yield from _on_postgresql(source)


def _on_sqlite(source: Path, folder: Path) -> Iterator[Figure]:
    from salesdesk.services.desk import Desk
    from salesdesk.services.imports.contacts import import_contacts

    targets = iter([folder / f"bare{n}.db" for n in range(3)])
    bare = median_ms(lambda: _bare(source, next(targets)), runs=3)
    desk = Desk.open(str(folder / "ours.salesdesk"))
    ours = timed_ms(lambda: import_contacts(desk.database, source))
    again = timed_ms(lambda: import_contacts(desk.database, source))
    desk.close()
    rows = _kept(folder / "ours.salesdesk")
    count = sum(len(those) for those in rows.values())
    all_bare = timed_ms(lambda: _bare_of_all(rows, folder / "all.db"))
    what = f"import of {COUNT:,} contacts, audited"
    yield Figure(what, ours, "ms", "bare executemany", ours / bare, "≤ 4")
    against = f"bare executemany of the {count:,} rows it keeps"
    yield Figure("the same", ours, "ms", against, ours / all_bare, "—")
    yield Figure("the same file again", again, "ms", "the first time", again / ours, "≤ 1.0")


def _on_postgresql(source: Path) -> Iterator[Figure]:
    import psycopg

    from salesdesk.services.imports.contacts import import_contacts
    from salesdesk.services.schema import open_database
    from salesdesk.services.users import sign_in
    from tests.postgresql import programs, running_server

    if programs() is None:
        print("PostgreSQL is not installed: its import was not measured", flush=True)
        return
    with running_server() as url:
        database = open_database(url)
        sign_in(database)
        ours = timed_ms(lambda: import_contacts(database, source))
        database.close()
        with psycopg.connect(url) as connection:
            rows = {table: _copied_out(connection, table) for table in KEPT}
            bare = timed_ms(lambda: _copy(connection, rows))
    what = f"PostgreSQL: import of {COUNT:,} contacts, audited"
    yield Figure(what, ours, "ms", "bare COPY of the rows it keeps", ours / bare, "≤ 1.3")


def _copied_out(connection: Any, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def _copy(connection: Any, rows: dict[str, bytes]) -> None:
    """Into tables of the same columns without keys, indexes or triggers."""
    for table, those in rows.items():
        connection.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} LIMIT 0")
        with connection.cursor().copy(f"COPY bare_{table} FROM STDIN") as copy:
            copy.write(those)
    connection.commit()
