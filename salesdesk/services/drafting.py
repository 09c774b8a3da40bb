"""Frozen drafts: what a form holds while somebody types, and how it returns to its record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from salesdesk.errors import NotFound
from salesdesk.i18n import _
from salesdesk.models.base import Aggregate, Record
from salesdesk.models.values.identity import new_id

_KEPT_BY_THE_RECORD = frozenset({"id", "version", "number"})
_KEPT_BY_THE_PART = frozenset({"id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What every draft carries: its record's key and the version read (0: a new record)."""

    id: UUID = field(default_factory=new_id)
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDraft:
    """A row inside a draft: an e-mail address, a line, a period."""

    id: UUID = field(default_factory=new_id)


D = TypeVar("D", bound=Draft | PartDraft)
A = TypeVar("A", bound=Aggregate)


def parts_of(kind: type[PartDraft]) -> Any:
    """A draft's field that holds a tuple of parts."""
    return field(default=(), metadata={"part": kind})


def read(kind: type[D], record: Record, without: frozenset[str] = frozenset()) -> D:
    """The draft of a record: each field by its own name, parts in the order they were made.

    Fields named in ``without``, of parts too, are not even looked at.
    """
    return kind(
        **{
            f.name: _value(f, record, without)
            for f in fields(kind)
            if not f.metadata.get("derived") and f.name not in without
        }
    )


def _value(a_field: Field[Any], record: Record, without: frozenset[str]) -> Any:
    value = getattr(record, a_field.name)
    part = a_field.metadata.get("part")
    if part is None:
        return value
    return tuple(read(part, row, without) for row in sorted(value, key=_order))


def _order(row: Record) -> tuple[int, UUID]:
    return (getattr(row, "position", 0), row.id)


def write(draft: Draft | PartDraft, record: Record, kept: Iterable[str] = ()) -> None:
    """Bring the record to the draft, touching only what differs.

    ``kept`` names fields that the service decides, never the form.
    """
    own = _KEPT_BY_THE_RECORD if isinstance(draft, Draft) else _KEPT_BY_THE_PART
    left_alone = own | set(kept)
    for a_field in fields(draft):
        if a_field.name in left_alone or a_field.metadata.get("derived"):
            continue
        value = getattr(draft, a_field.name)
        if a_field.metadata.get("part"):
            _write_parts(value, record, a_field.name)
        elif getattr(record, a_field.name) != value:
            setattr(record, a_field.name, value)


def _write_parts(drafts: Iterable[PartDraft], record: Record, name: str) -> None:
    rows = getattr(record, name)
    kind = inspect(type(record)).relationships[name].mapper.class_
    known = {row.id: row for row in rows}
    wanted = tuple(drafts)
    for row in [row for row in rows if row.id not in {d.id for d in wanted}]:
        rows.remove(row)
    for position, part in enumerate(wanted):
        row = known.get(part.id) or kind(id=part.id)
        write(part, row)
        if hasattr(kind, "position") and row.position != position:
            row.position = position
        if part.id not in known:
            rows.append(row)


def found(session: Session, kind: type[A], key: UUID, what: str) -> A:
    """The record, or the sentence that it is gone."""
    record = session.get(kind, key)
    if record is None:
        raise NotFound(
            _("This {what} is no longer here; somebody deleted it.").format(what=_(what))
        )
    return record


def check_version(record: Aggregate, draft: D, base: D | None) -> None:
    """Refuse a stale draft, with mine, theirs and base of each field that differs."""
    theirs = read(type(draft), record)  # type: ignore[arg-type] # an aggregate root is a record
    record.require_version(getattr(draft, "version", 0), differences(base, draft, theirs))


def differences(base: D | None, mine: D, theirs: D) -> list[tuple[str, object, object, object]]:
    """(field, base, mine, theirs) of each field on which the two versions disagree."""
    return [
        (f.name, getattr(base, f.name, None), getattr(mine, f.name), getattr(theirs, f.name))
        for f in fields(mine)
        if f.name != "version" and getattr(mine, f.name) != getattr(theirs, f.name)
    ]
