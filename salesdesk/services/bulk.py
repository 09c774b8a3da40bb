"""Rows into the database by the thousand, past the mapped records but not past the trail."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Connection, Table, Text, func, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from salesdesk.models.base import Record, table_of
from salesdesk.models.triggers import on_insert

_CACHE = 128 * 1024
"""Kibibytes of SQLite's pages at hand while a batch is written, as much as it dirties."""
_USUAL_CACHE = 2000


class Bulk:
    """Writes rows as the driver keeps them: keys as 32 digits, dates and moments as ISO texts.

    PostgreSQL takes them by COPY, SQLite by its driver's executemany. What they owe to the audit
    trail and the search index is written by the database's triggers, for many rows at a time.
    """

    def __init__(self, session: Session, kinds: Sequence[type[Record]]) -> None:
        self.session = session
        self.is_sqlite = self.connection.dialect.name == "sqlite"
        self.tables = [table_of(kind) for kind in kinds]

    @property
    def connection(self) -> Connection:
        return self.session.connection()

    def owe(self) -> None:
        """From now on, the trail and the search index owe what these tables are given."""
        for table in self.tables if self.is_sqlite else ():
            self.connection.exec_driver_sql(
                "INSERT INTO audit_batch (table_name, after_row) "  # noqa: S608 our own tables
                f"SELECT '{table.name}', coalesce(max(rowid), 0) FROM {table.name}"
            )

    def pay(self) -> None:
        """Have the database write down what is owed."""
        if self.is_sqlite:
            self.connection.exec_driver_sql("DELETE FROM audit_batch")

    def insert(
        self,
        kind: type[Record],
        columns: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        same: Mapping[str, Any] | None = None,
    ) -> None:
        """Insert rows of these columns; ``same`` is what all of them have in common.

        Columns that are not named get their default.
        """
        if not rows:
            return
        table = table_of(kind)
        constants = {name: _stored(value) for name, value in (same or {}).items()}
        constants = _defaults(table, {*columns, *constants}) | constants
        names = (*columns, *constants)
        if self.is_sqlite:
            marks = ", ".join(["?"] * len(columns) + [_literal(v) for v in constants.values()])
            statement = f"INSERT INTO {table.name} ({_quoted(names)}) VALUES ({marks})"  # noqa: S608
            self.connection.exec_driver_sql(statement, list(rows))
        else:
            self._copy(table, names, rows, tuple(constants.values()))
        self.session.info["changed"].add(table.name)

    def _copy(
        self,
        table: Table,
        names: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        tail: tuple[Any, ...],
    ) -> None:
        """One COPY; what is empty is null only in columns that may be null."""
        always = _quoted([name for name in names if not table.c[name].nullable])
        statement = (
            f"COPY {table.name} ({_quoted(names)}) FROM STDIN "
            f"WITH (FORMAT csv, FORCE_NOT_NULL ({always}))"
        )
        lines = io.StringIO()
        csv.writer(lines).writerows(row + tail for row in rows)
        dialect = self.connection.dialect
        driver, raw = dialect.loaded_dbapi, self.connection.connection.driver_connection
        assert raw is not None
        try:
            with raw.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(lines.getvalue())
        except driver.Error as problem:
            raise DBAPIError.instance(
                statement, None, problem, driver.Error, dialect=dialect
            ) from problem


@contextmanager
def bulk_into(session: Session, *kinds: type[Record]) -> Iterator[Bulk]:
    """A bulk load into these tables, in the session's transaction.

    On SQLite the triggers that see each new row rest meanwhile, for starting one costs more than
    the insert; what they would write is owed until the block ends, also for rows that other code
    inserts, and a transaction that fails brings them back.
    """
    bulk = Bulk(session, kinds)
    if bulk.is_sqlite:
        yield from _on_sqlite(bulk)
    else:
        yield bulk


def _on_sqlite(bulk: Bulk) -> Iterator[Bulk]:
    raw = bulk.connection.connection.driver_connection
    assert raw is not None
    resting = on_insert(bulk.tables)
    raw.execute(f"PRAGMA cache_size = -{_CACHE}")
    try:
        bulk.owe()
        for name in resting:
            bulk.connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        yield bulk
        bulk.pay()
        for name, statement in resting.items():
            bulk.connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            bulk.connection.exec_driver_sql(statement)
    finally:
        raw.execute(f"PRAGMA cache_size = -{_USUAL_CACHE}")


def _defaults(table: Table, given: set[str]) -> dict[str, Any]:
    """The program's own defaults of the columns that nobody gave."""
    return {
        column.name: _stored(column.default.arg)
        for column in table.columns
        if column.name not in given and isinstance(column.default, ScalarElementColumnDefault)
    }


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def among(session: Session, column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """One of these texts, however many they are, in one parameter."""
    if session.connection().dialect.name == "sqlite":
        listed = func.json_each(json.dumps(values)).table_valued("value")
        return cast("ColumnElement[bool]", column.in_(select(listed.c.value)))
    return cast("ColumnElement[bool]", column == func.any(literal(values, ARRAY(Text))))
