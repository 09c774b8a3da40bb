"""A record's history out of the audit trail: who changed what, from what, to what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Uuid, select
from sqlalchemy.orm import Session

from salesdesk.i18n import N_
from salesdesk.models.audit import AuditEntry
from salesdesk.models.base import Record, table_of
from salesdesk.models.columns import Scaled, UtcDateTime
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, SortKey
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.listings import Listing
from salesdesk.services.trail_columns import may_bank, told_columns

_BOOKKEEPING = frozenset({
    "version", "created_at", "created_by", "updated_at", "updated_by", "id", "sort_name",
    "snapshot", "approved_rules",
})  # fmt: skip
STEPS = ("estimation_step", "proposal_step")
"""The tables of workflow steps, with who took them and why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one entry, as it was and as it became."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One write: when, who, what kind of row, and the fields that changed."""

    at: datetime
    actor: str
    action: str
    table: str
    changes: tuple[Change, ...]


SPEC = ListSpec(
    "audit",
    (
        ListColumn("at", N_("When"), ColumnKind.INSTANT, width=150),
        ListColumn("user", N_("Who"), width=140),
        ListColumn("action", N_("Did"), width=80),
        ListColumn("table", N_("In"), width=140),
        ListColumn("record", N_("Record"), width=240),
        ListColumn("old", N_("Before"), width=260),
        ListColumn("new", N_("After"), width=260),
    ),
    (SortKey("at", descending=True),),
)


class History:
    """Reads the audit trail; nothing writes it but the database itself."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(
        self, record_id: UUID, limit: int = 200, *, named: bool = False
    ) -> tuple[HistoryRow, ...]:
        """What happened to a record and its parts, the newest first.

        ``named`` tells other records by their names instead of their keys. Costs, margins and
        bank details only for those who may see them in the record itself.
        """
        old, new = told_columns(self.database)
        of_record = select(
            AuditEntry.seq, AuditEntry.at, AuditEntry.actor, AuditEntry.action,
            AuditEntry.table_name, old.label("old"), new.label("new"),
        ).where(AuditEntry.root_id == record_id)  # fmt: skip
        newest = of_record.order_by(AuditEntry.seq.desc())
        with self.database.reading() as session:
            found = {entry.seq: entry for entry in session.execute(newest.limit(limit))}
            if len(found) == limit:  # steps stay in view, however many rows were written since
                steps = newest.where(AuditEntry.table_name.in_(STEPS)).limit(limit)
                found |= {entry.seq: entry for entry in session.execute(steps)}
            rows = [history_row(found[seq]) for seq in sorted(found, reverse=True)]
            rows = _named(session, rows, record_id) if named else rows
        bank = may_bank(self.database.actor)
        return tuple(row for row in rows if row.changes and (bank or row.table != "bank_account"))

    def entries(self, limit: int | None = None) -> Sequence[AuditEntry]:
        """The raw trail in order, costs and all, for those who may read both."""
        self.database.actor.require(Right.AUDIT)
        self.database.actor.require(Right.COST)
        with self.database.reading() as session:
            statement = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
            return session.scalars(statement).all()


def _named(session: Session, rows: Sequence[HistoryRow], own: UUID) -> list[HistoryRow]:
    """The rows with the names of the records that they refer to, where these are still here.

    The record itself is not named: the history is shown with it.
    """
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        for change in row.changes:
            if (target := _target(row.table, change.field)) is not None:
                keys = {UUID(value) for value in (change.old, change.new) if value}
                wanted.setdefault(target, set()).update(keys - {own})
    names: dict[str, str] = {}
    for target, keys in wanted.items():
        table = Record.metadata.tables[target]
        label = next((table.c[name] for name in _LABELS if name in table.c), None)
        if label is not None and keys:
            found = session.execute(select(table.c.id, label).where(table.c.id.in_(keys)))
            names |= {str(key): str(name) for key, name in found}

    def told(change: Change) -> Change:
        old, new = (names.get(value, value) for value in (change.old, change.new))
        return Change(change.field, old, new)

    return [replace(row, changes=tuple(map(told, row.changes))) for row in rows]


_LABELS = ("name", "description")


def _target(table: str, field: str) -> str | None:
    """The table that a field of a table refers to."""
    known = Record.metadata.tables.get(table)
    if known is None or field not in known.c:
        return None
    return next((key.column.table.name for key in known.c[field].foreign_keys), None)


def history_row(entry: Any) -> HistoryRow:
    """An entry with its numbers as people write them."""
    old, new = json.loads(entry.old), json.loads(entry.new)
    found = Record.metadata.tables.get(entry.table_name)
    places = {} if found is None else {c.name: at for at, c in enumerate(found.columns)}
    names = sorted(
        (name for name in {**old, **new} if name not in _BOOKKEEPING),
        key=lambda name: (places.get(name, len(places)), name),
    )
    changes = (
        Change(n, shown(entry.table_name, n, old.get(n)), shown(entry.table_name, n, new.get(n)))
        for n in names
    )
    kept = tuple(c for c in changes if c.old != c.new)
    return HistoryRow(entry.at, entry.actor, entry.action, entry.table_name, kept)


def shown(table: str, column: str, value: object) -> str:
    """A stored value as text, the same from either database; unknown is nothing."""
    if value is None:
        return ""
    known = Record.metadata.tables.get(table)
    kind = known.c[column].type if known is not None and column in known.c else None
    if isinstance(kind, Scaled) and isinstance(value, int):
        plain = Decimal(value).scaleb(-kind.digits)
        return f"{plain.normalize():f}" if plain else "0"
    return _told(kind, value)


def _told(kind: Any, value: object) -> str:
    text = str(value)
    if isinstance(kind, Uuid):
        return str(UUID(text))
    if isinstance(kind, Boolean):
        return "true" if text in ("1", "True", "true") else "false"
    if isinstance(kind, UtcDateTime):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    return text


def audit_listing(database: Database) -> Listing:
    """The trail as a list, one row an entry, with what the reader may see of it."""
    table = table_of(AuditEntry)
    old, new = told_columns(database)
    columns = {
        "at": table.c.at,
        "user": table.c.actor,
        "action": table.c.action,
        "table": table.c.table_name,
        "record": table.c.record_id,
        "old": old,
        "new": new,
    }
    return Listing(database, SPEC, table, table, columns, {"at": table.c.seq})
