"""The revisions of an estimation and the other estimations it may be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from salesdesk.models.base import table_of
from salesdesk.models.estimation import Estimation
from salesdesk.models.user import User
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.listings import found_by

MOST = 30


@dataclass(frozen=True, slots=True)
class Revision:
    """One estimation in the list: which it is, when and by whom it was last written, its total."""

    id: UUID
    number: str
    revision: int
    name: str
    status: str
    at: datetime
    by: str
    owner: str
    currency: str
    sell: Decimal
    margin: Decimal | None
    is_current: bool
    parent: UUID | None
    family: UUID

    @property
    def full_number(self) -> str:
        return f"{self.number}/R{self.revision}" if self.revision else self.number


def family(database: Database, key: UUID) -> Sequence[Revision]:
    """Every revision of the same estimation, the last one first."""
    table = table_of(Estimation)
    same = select(table.c.family_id).where(table.c.id == key).scalar_subquery()
    wanted = _rows().where(table.c.family_id == same).order_by(table.c.revision.desc())
    return _read(database, wanted)


def others(database: Database, text: str, but: UUID) -> Sequence[Revision]:
    """Estimations by the beginnings of their words, the latest first; all where none is typed."""
    table = table_of(Estimation)
    wanted = _rows().where(table.c.id != but, table.c.archived_at.is_(None))
    if text.strip():
        wanted = wanted.where(found_by(table, text, database.dialect))
    return _read(database, wanted.order_by(table.c.updated_at.desc()).limit(MOST))


def last_before(database: Database, key: UUID) -> UUID | None:
    """The revision that this one follows, else the latest other one of its family."""
    rows = family(database, key)
    own = next((row for row in rows if row.id == key), None)
    if own is not None and own.parent is not None:
        return own.parent
    return next((row.id for row in rows if row.id != key), None)


def _rows() -> Select[Any]:
    table, owner = table_of(Estimation), table_of(User)
    found = (
        table.c.id, table.c.number, table.c.revision, table.c.name, table.c.status,
        table.c.updated_at, table.c.updated_by, owner.c.name.label("owner"), table.c.currency,
        table.c.sell, table.c.margin, table.c.is_current, table.c.parent_id, table.c.family_id,
    )  # fmt: skip
    return select(*found).select_from(table.outerjoin(owner, owner.c.id == table.c.owner_id))


def _read(database: Database, statement: Select[Any]) -> Sequence[Revision]:
    database.actor.require(Right.READ)
    may_cost = database.actor.may(Right.COST)
    with database.reading() as session:
        rows = [Revision(*row) for row in session.execute(statement)]
    return rows if may_cost else [replace(row, margin=None) for row in rows]
