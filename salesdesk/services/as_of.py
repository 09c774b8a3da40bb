"""A proposal as it stood before, out of the audit trail: every write since is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Table, Uuid, inspect, select
from sqlalchemy.orm import Session

from salesdesk.models.audit import AuditEntry
from salesdesk.models.base import Record, table_of
from salesdesk.models.columns import Scaled, UtcDateTime
from salesdesk.models.proposal import Proposal, ProposalStep
from salesdesk.services.drafting import read
from salesdesk.services.proposal_drafts import ProposalDraft

Values = dict[str, Any]
Rows = dict[UUID, Values]
DECIDED = ("return", "approve")
_LISTS = ("lines", "taxes", "instalments", "plan")


def when_decided(session: Session, proposal: Proposal) -> tuple[ProposalDraft, date] | None:
    """The proposal as an approver last returned or approved it, and the day; None if none has."""
    decided = [step for step in proposal.steps if step.step in DECIDED]
    if not decided:
        return None
    last = max(decided, key=lambda step: step.at)
    mark = session.execute(
        select(AuditEntry.seq).where(
            AuditEntry.root_id == proposal.id, AuditEntry.record_id == last.id,
            AuditEntry.table_name == table_of(ProposalStep).name, AuditEntry.action == "insert",
        )
    ).scalar()  # fmt: skip
    return None if mark is None else (as_of(session, proposal, mark), last.at.date())


def as_of(session: Session, proposal: Proposal, mark: int) -> ProposalDraft:
    """The proposal right after the entry ``mark`` of the trail was written."""
    kinds = _kinds()
    now: dict[str, Rows] = {name: {} for name in kinds}
    now[Proposal.__tablename__][proposal.id] = _values(proposal)
    for name in _LISTS:
        for part in getattr(proposal, name):
            now[type(part).__tablename__][part.id] = _values(part)
    later = select(AuditEntry).where(AuditEntry.root_id == proposal.id, AuditEntry.seq > mark)
    for entry in session.scalars(later.order_by(AuditEntry.seq.desc())):
        if entry.table_name in kinds:
            _take_back(now[entry.table_name], entry)
    parts = {
        name: [_part(name)(**row) for row in now[_part(name).__tablename__].values()]
        for name in _LISTS
    }
    return read(ProposalDraft, Proposal(**now[Proposal.__tablename__][proposal.id], **parts))


def _part(name: str) -> type[Record]:
    kind: type[Record] = inspect(Proposal).relationships[name].mapper.class_
    return kind


def _kinds() -> dict[str, type[Record]]:
    kinds: list[type[Record]] = [Proposal, *map(_part, _LISTS)]
    return {kind.__tablename__: kind for kind in kinds}


def _values(record: Record) -> Values:
    """What a record says; large contents that are read only when asked for stay unread."""
    return {
        column.key: getattr(record, column.key)
        for column in inspect(type(record)).column_attrs
        if not column.deferred
    }


def _take_back(rows: Rows, entry: AuditEntry) -> None:
    table = Record.metadata.tables[entry.table_name]
    if entry.action == "insert":
        rows.pop(entry.record_id, None)
        return
    before = rows.setdefault(entry.record_id, {c.name: None for c in table.columns})
    before.update(_read(table, json.loads(entry.old)))


def _read(table: Table, stored: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The values of an entry as the records have them."""
    for name, value in stored.items():
        if name in table.c:
            yield name, value if value is None else _value(table.c[name].type, value)


def _value(kind: Any, value: Any) -> Any:
    if isinstance(kind, Scaled):
        return Decimal(value).scaleb(-kind.digits)
    if isinstance(kind, Uuid):
        return UUID(str(value))
    if isinstance(kind, Boolean):
        return value in (1, True, "true")
    if isinstance(kind, UtcDateTime):
        moment = datetime.fromisoformat(str(value))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return date.fromisoformat(str(value)) if isinstance(kind, Date) else value
