"""An estimation at today's rates, row by row: what each row would cost and sell for now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.reference import Product
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.database import Database
from salesdesk.services.estimation_draft import EstimationDraft, with_settings

ZERO = Decimal(0)


@dataclass(frozen=True)
class Recalculation:
    """Both ends under today's price date: ``kept`` has the prices that it had, typed into its rows.

    So a row may be taken without the others, which then keep what they were.
    """

    kept: EstimationDraft
    fresh: EstimationDraft


def recalculated(
    database: Database, draft: EstimationDraft, today: date | None = None
) -> Recalculation:
    """The draft with rates typed by hand dropped for the roles' own, products at today's cost.

    A price date is moved to today; without one, each rate is that of the days of the work anyway.
    """
    day = today or now().date()
    with database.reading() as session:
        draft = with_settings(session, draft)
        table = table_of(Product)
        statement = select(table.c.id, table.c.cost).where(table.c.currency == draft.currency)
        costs = {row.id: row.cost for row in session.execute(statement) if row.cost is not None}
    dated = replace(draft, price_date=day) if draft.price_date else draft
    kept = replace(dated, plan=_pinned(draft.figures(), dated.figures()))
    fresh = WorkPlan(_fresh(item, draft, day, costs) for item in draft.plan)
    return Recalculation(kept, replace(dated, plan=fresh))


def _fresh(
    item: WorkItem, draft: EstimationDraft, day: date, costs: Mapping[UUID, Decimal]
) -> WorkItem:
    rate = item.cost_rate
    if item.product is not None and item.product in costs:
        rate = costs[item.product]
    elif rate is not None and item.role and draft.rates.on(item.role, day) is not None:
        rate = None
    return item if rate == item.cost_rate else replace(item, cost_rate=rate)


def _pinned(was: PlanFigures, now_is: PlanFigures) -> WorkPlan:
    pairs = zip(was.rows, now_is.rows, strict=True)
    return WorkPlan(_with_prices_of(old, new) for old, new in pairs)


def _with_prices_of(old: Node, new: Node) -> WorkItem:
    """The row with the rates that it had, where it would have others now."""
    item, before, after = old.item, old.priced, new.priced
    if before is None or after is None or old.children:
        return item
    if before.cost_rate != after.cost_rate:
        item = replace(item, cost_rate=before.cost_rate or ZERO)
    if before.rule.method is Method.ROLE and before.unit_exact != after.unit_exact:
        item = replace(item, rule=PriceRule(Method.RATE, before.unit_exact or ZERO))
    return item
