"""Templates of work plans: a branch under a name, inserted with other dates and rates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.base import table_of
from salesdesk.models.reference import Product
from salesdesk.models.template import PlanTemplate
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.typed_money import brought
from salesdesk.models.values.workplan import WorkItem, WorkPlan, copied
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.jobs import Progress
from salesdesk.services.plan_json import item_json, item_of


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in the list to choose from."""

    id: UUID
    name: str
    note: str
    rows: int


def templates(database: Database) -> Sequence[TemplateRow]:
    """Those in use, by name."""
    database.actor.require(Right.READ)
    table = table_of(PlanTemplate)
    wanted = (
        select(table.c.id, table.c.name, table.c.note, table.c.rows)
        .where(table.c.archived_at.is_(None), table.c.is_active)
        .order_by(table.c.name)
    )
    with database.reading() as session:
        return [TemplateRow(*row) for row in session.execute(wanted)]


def save_template(
    database: Database, name: str, draft: EstimationDraft, first: UUID, note: str = "",
    progress: Progress | None = None,
) -> UUID:  # fmt: skip
    """Keep the branch of a row; raises InvalidInput where the name is taken."""
    database.actor.require(Right.ESTIMATION)
    branch = branch_of(draft.plan, first)
    steps = (progress or Progress()).each(branch, len(branch))
    body = {
        "start": _start_of(draft, branch).isoformat(),
        "currency": draft.currency,
        "items": [item_json(item) for item in steps],
    }
    table = table_of(PlanTemplate)
    with database.changing() as session:
        taken = session.scalar(select(table.c.id).where(table.c.name == name.strip()))
        if taken is not None:
            said = _("There is a template named {name}. Choose another name.").format(name=name)
            raise InvalidInput(said, [Problem(said, "name", value=name)])
        record = PlanTemplate(
            id=new_id(), name=name.strip(), note=note, rows=len(branch),
            body=json.dumps(body, ensure_ascii=False),
        )  # fmt: skip
        session.add(record)
        return record.id


def branch_of(plan: WorkPlan, first: UUID) -> tuple[WorkItem, ...]:
    """A row with what is below it, as a plan of its own: nothing points out of it."""
    at = plan.index_of(first)
    rows = plan[at : plan.end_of(at)]
    keys = {item.id for item in rows}
    level = rows[0].level
    return tuple(
        replace(
            item,
            level=item.level - level,
            origin=None,
            after=tuple(link for link in item.after if link.before in keys),
            rule=None if item.rule and item.rule.of and item.rule.of not in keys else item.rule,
        )
        for item in rows
    )


def _start_of(draft: EstimationDraft, branch: Sequence[WorkItem]) -> date:
    """The day on which the branch begins; the estimation's own where it has none."""
    laid_out: PlanSchedule = draft.schedule()
    placed = [found.start for item in branch if (found := laid_out[item.id])]
    return min(placed).date() if placed else draft.starts_on


@dataclass(frozen=True, slots=True)
class Template:
    """A template's rows, the day they began on, and what its products cost now.

    ``lost`` counts the rows whose typed amounts were left out, being of another ``currency``.
    """

    name: str
    start: date
    items: tuple[WorkItem, ...]
    costs: Mapping[UUID, Decimal]
    currency: str = ""
    lost: int = 0


def template(database: Database, key: UUID, currency: str) -> Template:
    """Read a template for an estimation in a currency.

    Raises InvalidInput when its rows can't be read.
    """
    database.actor.require(Right.READ)
    products = table_of(Product)
    with database.reading() as session:
        record = session.get_one(PlanTemplate, key)
        name, text = record.name, record.body
        wanted = select(products.c.id, products.c.cost).where(products.c.currency == currency)
        costs = {row.id: row.cost for row in session.execute(wanted) if row.cost is not None}
        known = set(session.scalars(select(products.c.id)))
    try:
        body: Any = json.loads(text or '{"start": "2000-01-01", "items": []}')
        items = tuple(item_of(row) for row in body["items"])
        start = date.fromisoformat(body["start"])
        typed_in = str(body.get("currency", ""))
    except (ValueError, KeyError, TypeError) as problem:
        said = _("The template {name} can't be read. Save it anew.").format(name=name)
        raise InvalidInput(said, [Problem(said, "name", value=name)]) from problem
    kept = (item if item.product in known else replace(item, product=None) for item in items)
    rows, lost = brought(kept, typed_in, currency)
    if lost:  # a product's cost in this currency is known all the same
        rows = tuple(_at_cost(row, costs) for row in rows)
    return Template(name, start, rows, costs, typed_in, lost)


def _at_cost(item: WorkItem, costs: Mapping[UUID, Decimal]) -> WorkItem:
    if item.product is None or item.product not in costs:
        return item
    return replace(item, cost_rate=costs[item.product])


def applied(
    found: Template, draft: EstimationDraft, start: date, *, todays_rates: bool
) -> tuple[WorkItem, ...]:
    """The rows as new ones, every date moved as the start is."""
    by = start - found.start
    rows = (_moved(item, by) for item in copied(found.items))
    return tuple(_rated(item, found, draft) for item in rows) if todays_rates else tuple(rows)


def _moved(item: WorkItem, by: timedelta) -> WorkItem:
    if not by:
        return item
    fixed = item.fixed
    return replace(
        item,
        not_before=_day(item.not_before, by),
        fixed=(fixed[0] + by, fixed[1] + by) if fixed else None,
        constraint_at=item.constraint_at + by if item.constraint_at else None,
        plug_due=item.plug_due + by if item.plug_due else None,
    )


def _day(value: date | datetime | None, by: timedelta) -> date | datetime | None:
    return value + by if value is not None else None


def _rated(item: WorkItem, found: Template, draft: EstimationDraft) -> WorkItem:
    """Without a rate that the role or the product has of its own."""
    day = draft.price_date or draft.starts_on
    if item.product is not None and item.product in found.costs:
        return _at_cost(item, found.costs)
    if item.cost_rate is not None and item.role and draft.rates.on(item.role, day) is not None:
        return replace(item, cost_rate=None)
    return item
