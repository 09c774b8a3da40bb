"""An estimation as the command line shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from salesdesk.models.estimation import Estimation
from salesdesk.models.values import cell_entry
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import seconds_of
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import PlanSchedule, duration_of
from salesdesk.models.values.plan_totals import Totals
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import WorkItem
from salesdesk.services.estimation_draft import EstimationDraft

_TEXTS = ("description", "assumptions", "exclusions", "risks")
_COST_FIELDS = frozenset(
    {
        "cost_rate",
        "own_cost_rate",
        "cost",
        "loaded_cost",
        "margin",
        "markup",
        "multiplier",
        "profit",
        "pricing",
        "contingency",
    }
)


def number(value: Decimal | None) -> str | None:
    """A decimal as the command line writes it."""
    return None if value is None else f"{value:f}"


def rate(value: Decimal | None) -> str | None:
    """A rate with two decimals, or as many as it has."""
    if value is None:
        return None
    plain = durations.plain(value)
    return plain if len(plain.partition(".")[2]) > 2 else f"{value:.2f}"


def document(draft: EstimationDraft, record: Estimation, *, may_cost: bool) -> dict[str, Any]:
    """The whole estimation; costs and margins are absent for who may not see them."""
    figures, laid_out = draft.figures(), draft.schedule()
    totals = figures.totals()
    shown = {
        **_header(draft),
        "finish": _instant(laid_out.finish),
        **_totals(totals),
        "categories": _categories(totals, may_cost=may_cost),
        "items": _items(figures, laid_out, may_cost=may_cost),
        "history": _history(record),
    }
    if may_cost:
        shown |= _prices(draft)
    return _visible(shown, may_cost=may_cost)


def _header(draft: EstimationDraft) -> dict[str, Any]:
    return {
        "number": draft.number,
        "revision": draft.revision,
        "name": draft.name,
        "status": draft.status,
        "account": draft.account_name,
        "currency": draft.currency,
        "starts_on": draft.starts_on.isoformat(),
        "price_date": draft.price_date.isoformat() if draft.price_date else None,
        "rounding": draft.rounding,
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "effort_hours": durations.plain(totals.effort),
        "cost": number(totals.cost),
        "loaded_cost": number(totals.loaded),
        "sell": number(totals.sell),
        "profit": number(totals.profit),
        "margin": number(totals.margin),
        "markup": number(totals.markup),
        "multiplier": number(totals.multiplier),
    }


def _categories(totals: Totals, *, may_cost: bool) -> dict[str, Any]:
    return {
        category.value: _visible(
            {
                "cost": number(each.cost),
                "loaded_cost": number(each.loaded),
                "sell": number(each.sell),
            },
            may_cost=may_cost,
        )
        for category, each in totals.by_category.items()
    }


def _history(record: Estimation) -> list[dict[str, Any]]:
    return [
        {
            "at": step.at.isoformat(),
            "user": step.actor,
            "step": step.step,
            "status": step.status,
            "reason": step.reason,
        }
        for step in record.steps
    ]


def _visible(shown: dict[str, Any], *, may_cost: bool) -> dict[str, Any]:
    return {k: v for k, v in shown.items() if may_cost or k not in _COST_FIELDS}


def _prices(draft: EstimationDraft) -> dict[str, Any]:
    rules = {
        rule.category or "all": cell_entry.rule_text(
            PriceRule(Method(rule.method), rule.value), cell_entry.PLAIN, lambda _key: None
        )
        for rule in sorted(draft.rules, key=lambda rule: rule.category)
    }
    contingency = {
        "service": durations.plain(draft.service_contingency),
        "product": durations.plain(draft.product_contingency),
        "expense": durations.plain(draft.expense_contingency),
    }
    return {"rules": rules, "contingency": contingency}


def _items(figures: PlanFigures, laid_out: PlanSchedule, *, may_cost: bool) -> list[dict[str, Any]]:
    codes = {node.item.id: node.code for node in figures.rows}
    return [
        _visible(_item(node, figures, laid_out, codes), may_cost=may_cost) for node in figures.rows
    ]


def _item(
    node: Node, figures: PlanFigures, laid_out: PlanSchedule, codes: Mapping[UUID, str]
) -> dict[str, Any]:
    item = node.item
    return {
        "wbs": node.code,
        "level": item.level,
        "name": item.name,
        "kind": item.kind.value,
        "role": item.role,
        "resource": item.resource,
        "effort_hours": durations.plain(node.effort),
        "points": _points(item),
        "quantity": None if item.quantity is None else durations.plain(item.quantity),
        **_prices_of(node, figures, codes),
        **_place(node, laid_out),
        "after": cell_entry.predecessors_text(item.after, codes.get),
        "not_before": item.not_before.isoformat() if item.not_before else None,
        "fixed": [_instant(end) for end in item.fixed] if item.fixed else None,
        "contingency": number(item.contingency),
        "optional": item.is_optional,
        "billable": item.is_billable,
        "lump_sum": item.is_lump_sum,
        "plugged": item.is_plugged,
        "client_note": item.client_note,
        "internal_note": item.internal_note,
        **{name: getattr(item, name) for name in _TEXTS},
        "unit": item.unit,
        "units": number(item.units),
        "task_type": item.task_type,
        "constraint": item.constraint,
        "constraint_at": _instant(item.constraint_at) if item.constraint_at else None,
        "plug_owner": item.plug_owner,
        "plug_due": item.plug_due.isoformat() if item.plug_due else None,
        "tax_code": item.tax_code,
    }


def _prices_of(node: Node, figures: PlanFigures, codes: Mapping[UUID, str]) -> dict[str, Any]:
    item, priced = node.item, node.priced
    return {
        "cost_rate": rate(priced.cost_rate) if priced else None,
        "own_cost_rate": rate(item.cost_rate),
        "cost": number(figures.amount(node.sums[COST])),
        "loaded_cost": number(figures.amount(node.sums[LOADED])),
        "pricing": cell_entry.rule_text(item.rule, cell_entry.PLAIN, codes.get),
        "sell_rate": number(priced.unit) if priced else None,
        "sell": number(figures.amount(node.sums[SELL])),
    }


def _place(node: Node, laid_out: PlanSchedule) -> dict[str, Any]:
    """Dates and slack; a branch lasts from its first child's start to its last one's finish."""
    placed, calendar = laid_out[node.item.id], laid_out.calendar
    duration = None if node.children else duration_of(node.item)
    if node.children and placed:
        seconds = calendar.between(seconds_of(placed.start), seconds_of(placed.finish))
        duration = durations.of_seconds(seconds, calendar)
    return {
        "start": _instant(placed.start) if placed else None,
        "finish": _instant(placed.finish) if placed else None,
        "duration": str(duration) if duration else None,
        "critical": bool(placed and placed.critical),
        "slack": str(durations.of_seconds(placed.slack, calendar)) if placed else None,
    }


def _points(item: WorkItem) -> list[str | None] | None:
    if item.low is None or item.high is None:
        return None
    return [number(item.low), number(item.effort), number(item.high)]


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds" if instant.second else "minutes")
