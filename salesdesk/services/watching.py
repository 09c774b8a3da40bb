"""Noticing that somebody else, in another process, has written to the database that is open."""

from __future__ import annotations

from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.models.audit import AuditEntry, audited_tables
from salesdesk.services.database import Database

_LATE = 1000
"""PostgreSQL hands out numbers before the commit, so an older number may appear later."""


class Watch:
    """Looks at the audit trail now and then; one question when nothing has happened.

    SQLite tells by ``PRAGMA data_version`` on a connection that is kept for it; PostgreSQL by the
    trail's last number. What this process has written itself is announced by the database, so
    it is left out here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: Any = None
        self._stamp: object = None
        self._last = -1
        self._seen: set[int] = set()
        self._own: set[str] = set()
        self._lock = Lock()
        database.on_change(self._wrote)

    def _wrote(self, tables: frozenset[str]) -> None:
        with self._lock:
            self._own |= tables

    def look(self) -> frozenset[str]:
        """The tables that others have written since the last look; the first look only begins."""
        with self._lock:
            own, self._own = self._own, set()
        stamp = self._version()
        if stamp == self._stamp:
            return frozenset()
        self._stamp = stamp
        return self._news(own)

    def _version(self) -> object:
        """SQLite's own count of the commits of all other connections; else the trail's end."""
        if self._database.dialect != "sqlite":
            newest = select(func.max(AuditEntry.seq), func.count())
            with self._database.reading() as session:
                late = AuditEntry.seq > self._last - _LATE
                return self._last, tuple(session.execute(newest.where(late)).one())
        if self._kept is None:
            self._kept = self._database.engine.raw_connection()
        return self._kept.cursor().execute("PRAGMA data_version").fetchone()[0]

    def _news(self, own: set[str]) -> frozenset[str]:
        with self._database.reading() as session:
            if self._last < 0:
                self._last = session.scalar(select(func.max(AuditEntry.seq))) or 0
                self._seen = set(session.scalars(self._numbers()))
                return frozenset()
            return self._told(session, own)

    def _numbers(self) -> Any:
        return select(AuditEntry.seq).where(AuditEntry.seq > self._last - _LATE)

    def _told(self, session: Session, own: set[str]) -> frozenset[str]:
        numbers = set(session.scalars(self._numbers()))
        if not numbers and self._last:  # the trail is another one: a backup was restored
            self._last, self._seen = -1, set()
            return frozenset(table.name for table in audited_tables())
        new = numbers - self._seen
        if not new:
            return frozenset()
        rows = session.execute(
            select(AuditEntry.table_name, AuditEntry.root_table, AuditEntry.actor)
            .where(AuditEntry.seq >= min(new))
            .distinct()
        ).all()
        self._last = max(self._last, *new)
        self._seen = {number for number in numbers if number > self._last - _LATE}
        me = self._database.actor.username
        return frozenset(
            name
            for table, root, who in rows
            if who != me or table not in own
            for name in (table, root)
        )

    def close(self) -> None:
        """Give the kept connection back."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
