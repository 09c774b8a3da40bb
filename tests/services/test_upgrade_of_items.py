"""Work items of an older database are found after the upgrade, as nobody's change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command

from salesdesk.services.database import engine_for
from salesdesk.services.estimate_memory import remembered
from salesdesk.services.schema import alembic_config, open_database
from salesdesk.services.sqlite import APPLICATION_ID
from salesdesk.services.users import sign_in

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def filled(table: sa.Table, **values: Any) -> dict[str, Any]:
    """A row of a table as it was: something in every column that may not be empty."""
    plain: dict[type, Any] = {int: 0, str: "", bool: True, datetime: MOMENT, date: MOMENT.date()}
    row: dict[str, Any] = {}
    for column in table.columns:
        if not column.nullable and column.server_default is None:
            kind = column.type.python_type
            row[column.name] = plain.get(kind, uuid4())
    return row | values


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_items_of_before_are_found(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = str(tmp_path / "old.salesdesk")
    if kind == "postgresql":
        url = request.getfixturevalue("bare_postgresql_url")
    engine = engine_for(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0004")
        if kind == "postgresql":  # SQLite's would speak of a column that is not there yet
            install_triggers_of(connection)
    key = uuid4()
    with engine.begin() as connection:
        known = sa.MetaData()
        head = sa.Table("estimation", known, autoload_with=connection)
        item = sa.Table("work_item", known, autoload_with=connection)
        connection.execute(head.insert(), filled(head, id=_as(kind, key), number="EST-1",
            name="Portal", status="worksheet", currency="EUR", family_id=_as(kind, key),
            rounding="rate_first"))  # fmt: skip
        connection.execute(item.insert(), filled(item, id=_as(kind, uuid4()),
            estimation_id=_as(kind, key), name="Émigré service", kind="task", role="Developer",
            effort=8_000_000))  # fmt: skip
        if kind == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    engine.dispose()
    database = open_database(url)
    sign_in(database)
    (hit,) = remembered(database, "emig dev").hits
    assert (hit.item.name, hit.item.effort) == ("Émigré service", 8)
    with database.engine.connect() as connection:
        said = connection.exec_driver_sql(
            "SELECT count(*) FROM audit_entry WHERE action = 'update' AND table_name = 'work_item'"
        )
        assert said.scalar() == 0
    database.close()


def install_triggers_of(connection: sa.Connection) -> None:
    """The watchmen of then: those of now, without those over what is not there yet."""
    from salesdesk.models.records import Record
    from salesdesk.models.triggers import statements

    there = set(sa.inspect(connection).get_table_names())
    later = {*(set(Record.metadata.tables) - there), "find_work_item"}
    for statement in statements(connection.dialect.name):
        if not any(name in statement for name in later):
            connection.exec_driver_sql(statement)


def _as(kind: str, key: Any) -> Any:
    return key.hex if kind == "sqlite" else key
