"""What was estimated before for words like these: how often, how long, at what price, and won."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from salesdesk.models.base import table_of
from salesdesk.models.estimation import Estimation, WorkItemRow
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.pipeline import Stage
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.workplan import ItemKind, WorkItem
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.estimation_draft import read_draft
from salesdesk.services.listings import found_by

MOST_HITS = 300
MOST_PRICED = 25
"""For how many estimations the prices of their rows are reckoned anew."""
WON, LOST, OPEN = "won", "lost", ""
_WORK = (ItemKind.TASK.value, ItemKind.DELIVERABLE.value)
_PIECES = (ItemKind.PRODUCT.value, ItemKind.EXPENSE.value, ItemKind.SUBCONTRACT.value)
_ACCEPTED, _DECLINED = ("accepted", "handed_over"), ("declined",)


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of an estimation; ``price`` is what an hour of it, or a piece, sold for."""

    item: WorkItem
    estimation: UUID
    number: str
    estimation_name: str
    on: date
    currency: str
    outcome: str
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """The hits, the latest first, and what they say together.

    ``is_cut`` where there are more hits than these, and ``priced`` counts the estimations whose
    prices were reckoned, where those are not all.
    """

    hits: tuple[Hit, ...] = ()
    estimations: int = 0
    effort: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    prices: tuple[tuple[str, Decimal], ...] = ()
    piece_prices: tuple[tuple[str, Decimal], ...] = ()
    won: int = 0
    lost: int = 0
    is_cut: bool = False
    priced: int | None = None


def remembered(database: Database, text: str, but: UUID | None = None) -> Memory:
    """Past rows whose words begin with those of a text, and what an hour or a piece sold for."""
    database.actor.require(Right.READ)
    if not text.strip():
        return Memory()
    with database.reading() as session:
        found = session.execute(_hits(text, database.dialect, but)).all()
        outcomes = _outcomes(session, {row.estimation_id for row in found})
        hits = [_hit(row, outcomes) for row in found[:MOST_HITS]]
        if not database.actor.may(Right.COST):
            hits = [replace(hit, item=replace(hit.item, cost_rate=None)) for hit in hits]
        hits = _priced(session, hits)
    memory = replace(summed(hits), is_cut=len(found) > MOST_HITS)
    return replace(memory, priced=MOST_PRICED) if memory.estimations > MOST_PRICED else memory


def _hits(text: str, dialect: str, but: UUID | None) -> Select[Any]:
    row, head = table_of(WorkItemRow), table_of(Estimation)
    wanted = (
        select(
            *(row.c[name] for name in _COLUMNS), row.c.estimation_id, head.c.number,
            head.c.name.label("estimation_name"), head.c.starts_on, head.c.currency,
        )
        .join(head, head.c.id == row.c.estimation_id)
        .where(
            found_by(row, text, dialect), head.c.is_current, head.c.archived_at.is_(None),
            head.c.status != "cancelled", _says_something(row),
        )
        .order_by(head.c.starts_on.desc(), row.c.position)
        .limit(MOST_HITS + 1)
    )  # fmt: skip
    return wanted.where(head.c.id != but) if but is not None else wanted


def _says_something(row: Table) -> ColumnElement[bool]:
    """Work with an effort, and pieces with a count or a price."""
    figures = (row.c.quantity, row.c.cost_rate, row.c.method_value)
    return or_(
        and_(row.c.kind.in_(_WORK), row.c.effort.is_not(None)),
        and_(row.c.kind.in_(_PIECES), or_(*(figure.is_not(None) for figure in figures))),
    )


_COLUMNS = ("id", "name", "kind", "role", "effort", "low", "high", "quantity", "cost_rate",
            "unit", "description", "client_note", "assumptions", "exclusions", "risks")  # fmt: skip


def _hit(row: Any, outcomes: Mapping[UUID, str]) -> Hit:
    values = {name: getattr(row, name) for name in _COLUMNS if name != "kind"}
    item = WorkItem(kind=ItemKind(row.kind), **values)
    return Hit(
        item, row.estimation_id, row.number, row.estimation_name, row.starts_on, row.currency,
        outcomes.get(row.estimation_id, OPEN),
    )  # fmt: skip


def _outcomes(session: Session, keys: set[UUID]) -> dict[UUID, str]:
    """Won or lost, as the deal's stage says, else as a proposal of it ended."""
    head, deal, stage, offer = (
        table_of(record) for record in (Estimation, Opportunity, Stage, Proposal)
    )
    joined = (
        head.outerjoin(deal, deal.c.id == head.c.opportunity_id)
        .outerjoin(stage, stage.c.id == deal.c.stage_id)
        .outerjoin(offer, and_(offer.c.estimation_id == head.c.id,
                               or_(offer.c.status.in_(_ACCEPTED), offer.c.status.in_(_DECLINED))))
    )  # fmt: skip
    wanted = select(head.c.id, stage.c.kind, func.max(offer.c.status)).select_from(joined)
    found: dict[UUID, str] = {}
    for chunk in _chunks(sorted(keys)):
        statement = wanted.where(head.c.id.in_(chunk)).group_by(head.c.id, stage.c.kind)
        for key, kind, status in session.execute(statement):
            if kind in (WON, LOST):
                found[key] = kind
            elif status in _ACCEPTED:
                found[key] = WON
            elif status in _DECLINED:
                found[key] = LOST
    return found


def _chunks(keys: Sequence[UUID], size: int = 200) -> Sequence[Sequence[UUID]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _priced(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """With what an hour or a piece sold for, by the calculator, in the latest estimations."""
    prices: dict[UUID, Decimal] = {}
    for key in list(dict.fromkeys(hit.estimation for hit in hits))[:MOST_PRICED]:
        record = session.get(Estimation, key)
        if record is None:
            continue
        for node in read_draft(session, record).figures().rows:
            amount = node.item.amount
            if node.priced is not None and not node.children and amount:
                prices[node.item.id] = half_up(node.priced.sell / amount)
    return [replace(hit, price=prices.get(hit.item.id)) for hit in hits]


def summed(hits: Sequence[Hit]) -> Memory:
    """What the hits say together: medians, the middle half, and how their estimations ended."""
    efforts = sorted(hit.item.mean_effort for hit in hits if not hit.item.is_counted)
    ended = {hit.estimation: hit.outcome for hit in hits}
    low = high = None
    if len(efforts) > 1:
        low, _middle, high = quantiles(efforts, n=4, method="inclusive")
    return Memory(
        tuple(hits), len(ended), median(efforts) if efforts else None, low, high,
        _medians(hit for hit in hits if not hit.item.is_counted),
        _medians(hit for hit in hits if hit.item.is_counted),
        sum(1 for outcome in ended.values() if outcome == WON),
        sum(1 for outcome in ended.values() if outcome == LOST),
    )  # fmt: skip


def _medians(hits: Iterable[Hit]) -> tuple[tuple[str, Decimal], ...]:
    """The middle of what these sold for, by currency."""
    prices: dict[str, list[Decimal]] = {}
    for hit in hits:
        if hit.price:
            prices.setdefault(hit.currency, []).append(hit.price)
    return tuple((currency, half_up(median(found))) for currency, found in sorted(prices.items()))
