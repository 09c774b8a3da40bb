"""The database: reading, and changing in one transaction that is audited and announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from salesdesk.errors import SalesDeskError, StaleRecord
from salesdesk.i18n import _
from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import now
from salesdesk.services.actor import SYSTEM, Actor
from salesdesk.services.refusals import refused_by_database, unanswered
from salesdesk.services.sqlite import WRITE, sqlite_engine
from salesdesk.services.storable import require_storable

Listener = Callable[[frozenset[str]], None]


class Database:
    """One open database, in the name of one person.

    ``changing()`` is a transaction: it commits when the block ends, rolls back when it raises,
    and then tells the listeners which tables changed.
    """

    def __init__(self, url: str, actor: Actor = SYSTEM) -> None:
        self.url = url
        self.actor = actor
        self.engine = engine_for(url)
        self._writing = self.engine.execution_options(**{WRITE: True})
        self._listeners: list[Listener] = []

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def on_change(self, listener: Listener) -> None:
        """Call ``listener(tables)`` after each commit, on the committing thread."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking; nothing it does is kept."""
        with Session(self.engine) as session:
            try:
                yield session
            except OperationalError as problem:
                raise unanswered(problem) from problem

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """A session whose block is one transaction; nested calls are not allowed."""
        changed: set[str] = set()
        with Session(self._writing, autoflush=True) as session:
            session.info.update(actor=self.actor, changed=changed)
            try:
                self._name_the_actor(session)
                yield session
                session.flush()
                self._forget_the_actor(session)
                session.commit()
            except StaleDataError as problem:
                raise StaleRecord(
                    _("Somebody saved this record a moment ago. Nothing of yours is lost.")
                ) from problem
            except (IntegrityError, DataError) as problem:
                session.rollback()
                raise refused_by_database(problem, self.engine) from problem
            except OperationalError as problem:
                raise unanswered(problem) from problem
            except StatementError as problem:
                if isinstance(problem.orig, SalesDeskError):
                    raise problem.orig from problem
                raise
        for listener in tuple(self._listeners):
            listener(frozenset(changed))

    def _name_the_actor(self, session: Session) -> None:
        who = {"who": self.actor.username}
        if self.dialect == "sqlite":
            session.execute(text("INSERT INTO audit_context (id, actor) VALUES (1, :who)"), who)
        else:
            session.execute(text("SELECT set_config('salesdesk.actor', :who, true)"), who)

    def _forget_the_actor(self, session: Session) -> None:
        if self.dialect == "sqlite":
            session.execute(text("DELETE FROM audit_context"))

    def close(self) -> None:
        self.engine.dispose()


def engine_for(url: str) -> Engine:
    """An engine for a SQLite path or a ``postgresql://`` address."""
    if not url.startswith("postgres"):
        return sqlite_engine(Path(url.removeprefix("sqlite:///")))
    address = "postgresql+psycopg://" + url.split("://", 1)[1]
    return create_engine(
        address,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "tcp_user_timeout": 8000,
            "keepalives_idle": 15,
            "options": "-c timezone=UTC -c idle_in_transaction_session_timeout=60s",
        },
    )


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    """Keep search texts, the roots' versions and the change notice in step with what is written."""
    if "changed" not in session.info:
        return
    for record in [*session.new, *session.dirty]:
        if isinstance(record, Searchable):
            record.refresh_search()
        require_storable(record)
    touched = [*session.new, *session.deleted]
    touched += [record for record in session.dirty if session.is_modified(record)]
    for record in touched:
        session.info["changed"].add(record.__tablename__)
        _touch_root(session, record)


def _touch_root(session: Session, record: Any) -> None:
    who = session.info["actor"].username
    root = record if isinstance(record, Aggregate) else _root(session, record)
    if root is None or root in session.deleted or inspect(root).deleted:
        return
    if inspect(root).transient or inspect(root).pending:
        root.created_by = root.created_by or who
    root.updated_at = now()
    root.updated_by = who


def _root(session: Session, record: Record) -> Aggregate | None:
    for column, table in record.aggregate:
        key = getattr(record, column)
        if key is not None:
            found = session.get(_class_of(table), key)
            return found if isinstance(found, Aggregate) else None
    return None


def _class_of(table: str) -> type[Record]:
    return next(
        mapper.class_
        for mapper in Record.registry.mappers
        if mapper.local_table is Record.metadata.tables[table]
    )
