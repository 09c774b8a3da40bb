"""The SQLite engine: durable settings that are read back, and one writer at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection

from salesdesk.errors import DatabaseUnusable
from salesdesk.i18n import _
from salesdesk.services.sqlite_driver import driver

APPLICATION_ID = 0x5A1E5DE5
"""Marks the file as SalesDesk's in its header (``PRAGMA application_id``)."""
_WAL_IS_SAFE_FROM = (3, 51, 3)
WRITE = "salesdesk_write"


def sqlite_engine(path: Path) -> Engine:
    """An engine on one local file."""
    module = driver()
    engine = create_engine(f"sqlite:///{path}", module=module, connect_args={"timeout": 10})
    # Below 3.51.3 the write-ahead log can corrupt a file that two connections write.
    journal = "WAL" if module.sqlite_version_info >= _WAL_IS_SAFE_FROM else "TRUNCATE"

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _apply_settings(connection, journal)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _apply_settings(connection: Any, journal: str) -> None:
    for setting in ("foreign_keys=ON", "busy_timeout=10000", f"journal_mode={journal}"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("PRAGMA synchronous=FULL")
    found = connection.execute("PRAGMA journal_mode").fetchone()[0].upper()
    full = connection.execute("PRAGMA synchronous").fetchone()[0]
    if found not in (journal, "MEMORY") or full != 2:
        raise DatabaseUnusable(
            _("This place can't keep a database safely (journal {found}).").format(found=found)
        )


def application_id(engine: Engine) -> int:
    """The mark in the file's header; 0 for a new or foreign file."""
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
