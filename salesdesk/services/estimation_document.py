"""An estimation as the command line shows it, and a new one from the same shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.estimation import Estimation
from salesdesk.models.values import cell_entry
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import seconds_of
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import PlanSchedule, duration_of
from salesdesk.models.values.pricing import Category, Method, PriceRule
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.services.actor import Actor
from salesdesk.services.estimation_draft import AMOUNT_FIRST, EstimationDraft, RuleDraft

_LETTERS = {Method.MARGIN: "m", Method.MARKUP: "k", Method.RATE: "r", Method.FIXED: "f"}
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


def rule_text(rule: PriceRule | None) -> str:
    """``m35``, ``k18``: what a cell would read back."""
    if rule is None:
        return ""
    if rule.method is Method.ROLE:
        return "role"
    return f"{_LETTERS[rule.method]}{durations.plain(rule.value)}"


def document(draft: EstimationDraft, record: Estimation, *, may_cost: bool) -> dict[str, Any]:
    """The whole estimation; costs and margins are absent for who may not see them."""
    figures, laid_out = draft.figures(), draft.schedule()
    totals = figures.totals()
    shown: dict[str, Any] = {
        "number": draft.number,
        "revision": draft.revision,
        "name": draft.name,
        "status": draft.status,
        "account": draft.account_name,
        "currency": draft.currency,
        "starts_on": draft.starts_on.isoformat(),
        "finish": _instant(laid_out.finish),
        "price_date": draft.price_date.isoformat() if draft.price_date else None,
        "rounding": draft.rounding,
        "effort_hours": durations.plain(totals.effort),
        "cost": number(totals.cost),
        "loaded_cost": number(totals.loaded),
        "sell": number(totals.sell),
        "profit": number(totals.profit),
        "margin": number(totals.margin),
        "markup": number(totals.markup),
        "multiplier": number(totals.multiplier),
        "categories": {
            category.value: _visible(
                {
                    "cost": number(each.cost),
                    "loaded_cost": number(each.loaded),
                    "sell": number(each.sell),
                },
                may_cost=may_cost,
            )
            for category, each in totals.by_category.items()
        },
        "items": _items(figures, laid_out, may_cost=may_cost),
        "history": [
            {
                "at": s.at.isoformat(),
                "user": s.actor,
                "step": s.step,
                "status": s.status,
                "reason": s.reason,
            }
            for s in record.steps
        ],
    }
    if may_cost:
        shown |= _prices(draft)
    return _visible(shown, may_cost=may_cost)


def _visible(shown: dict[str, Any], *, may_cost: bool) -> dict[str, Any]:
    return {k: v for k, v in shown.items() if may_cost or k not in _COST_FIELDS}


def _prices(draft: EstimationDraft) -> dict[str, Any]:
    rules = {
        rule.category or "all": rule_text(PriceRule(Method(rule.method), rule.value))
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
    item, placed, priced = node.item, laid_out[node.item.id], node.priced
    duration = None if node.children else duration_of(item)
    if node.children and placed:
        calendar = laid_out.calendar
        seconds = calendar.between(seconds_of(placed.start), seconds_of(placed.finish))
        duration = durations.of_seconds(seconds, calendar)
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
        "cost_rate": rate(priced.cost_rate) if priced else None,
        "own_cost_rate": rate(item.cost_rate),
        "cost": number(figures.amount(node.sums[COST])),
        "loaded_cost": number(figures.amount(node.sums[LOADED])),
        "pricing": rule_text(item.rule),
        "sell_rate": number(priced.unit) if priced else None,
        "sell": number(figures.amount(node.sums[SELL])),
        "start": _instant(placed.start) if placed else None,
        "finish": _instant(placed.finish) if placed else None,
        "duration": str(duration) if duration else None,
        "after": cell_entry.predecessors_text(item.after, codes.get),
        "not_before": item.not_before.isoformat() if item.not_before else None,
        "fixed": [_instant(end) for end in item.fixed] if item.fixed else None,
        "critical": bool(placed and placed.critical),
        "slack": str(durations.of_seconds(placed.slack, laid_out.calendar)) if placed else None,
        "contingency": number(item.contingency),
        "optional": item.is_optional,
        "billable": item.is_billable,
        "lump_sum": item.is_lump_sum,
        "plugged": item.is_plugged,
        "client_note": item.client_note,
        "internal_note": item.internal_note,
    }


def _points(item: WorkItem) -> list[str | None] | None:
    if item.low is None or item.high is None:
        return None
    return [number(item.low), number(item.effort), number(item.high)]


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds" if instant.second else "minutes")


def draft_of(session: Session, given: Mapping[str, Any], actor: Actor) -> EstimationDraft:
    """A new worksheet from the shape above; what the calculator makes is not read.

    Raises InvalidInput naming the key that can't be read.
    """
    reading = _Reading()
    rules = reading.mapping(given, "rules")
    contingency = reading.mapping(given, "contingency")
    draft = EstimationDraft(
        name=reading.text(given, "name", "name"),
        owner_id=actor.id,
        account_id=_account(session, given.get("account")),
        currency=str(given.get("currency") or "EUR").upper(),
        price_date=reading.day(given, "price_date"),
        rounding=AMOUNT_FIRST if given.get("rounding") == AMOUNT_FIRST else "rate_first",
        service_contingency=reading.decimal(contingency, "service", "contingency") or Decimal(0),
        product_contingency=reading.decimal(contingency, "product", "contingency") or Decimal(0),
        expense_contingency=reading.decimal(contingency, "expense", "contingency") or Decimal(0),
        rules=tuple(reading.rule(name, text) for name, text in rules.items()),
        plan=reading.plan(given.get("items") or ()),
    )
    starts_on = reading.day(given, "starts_on")
    return replace(draft, starts_on=starts_on) if starts_on else draft


def _account(session: Session, name: Any) -> UUID | None:
    if not name:
        return None
    found = session.scalars(select(Account.id).where(Account.name == str(name))).first()
    if found is None:
        text = _("There is no account named {name}. Add it first.").format(name=name)
        raise InvalidInput(text, [Problem(text, "account", value=str(name))])
    return found


class _Reading:
    """Reads a document field by field; a refusal names the key."""

    def refuse(self, key: str, message: str, value: Any) -> InvalidInput:
        text = f"{key}: {message}"
        return InvalidInput(text, [Problem(text, key, value=str(value))])

    def mapping(self, given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        found = given.get(key) or {}
        if not isinstance(found, Mapping):
            raise self.refuse(key, _("An object is needed here."), found)
        return found

    def text(self, given: Mapping[str, Any], key: str, path: str) -> str:
        found = given.get(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise self.refuse(path, _("A text is needed here."), found)
        return found

    def decimal(self, given: Mapping[str, Any], key: str, path: str) -> Decimal | None:
        found = given.get(key)
        if found is None or found == "":
            return None
        try:
            value = Decimal(str(found))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.refuse(f"{path}.{key}", _("A number is needed here."), found)
        return value

    def day(self, given: Mapping[str, Any], key: str) -> date | None:
        found = given.get(key)
        try:
            return date.fromisoformat(str(found)[:10]) if found else None
        except ValueError:
            raise self.refuse(key, _("A date such as 2026-03-02 is needed here."), found) from None

    def rule(self, category: str, text: Any) -> RuleDraft:
        if category not in {"all", *Category}:
            raise self.refuse("rules", _("Rules are for all, service, product, expense."), category)
        rule = cell_entry.rule(str(text))
        if rule is None:
            raise self.refuse(f"rules.{category}", _("A rule such as m35 is needed here."), text)
        return RuleDraft(
            category="" if category == "all" else category, method=rule.method, value=rule.value
        )

    def plan(self, items: Any) -> WorkPlan:
        if not isinstance(items, Sequence) or isinstance(items, str):
            raise self.refuse("items", _("A list is needed here."), items)
        rows = [self.item(entry, f"items[{at}]") for at, entry in enumerate(items)]
        plan = WorkPlan(rows)
        keys = dict(zip(plan.codes(), (item.id for item in rows), strict=True))
        linked = []
        for item, entry in zip(rows, items, strict=True):
            text = self.text(entry, "after", "items.after")
            linked.append(replace(item, after=cell_entry.predecessors(text, keys)))
        return WorkPlan(linked)

    def item(self, entry: Any, path: str) -> WorkItem:
        if not isinstance(entry, Mapping):
            raise self.refuse(path, _("An object is needed here."), entry)
        kind = str(entry.get("kind") or "task")
        if kind not in set(ItemKind):
            raise self.refuse(
                f"{path}.kind", _("One of {kinds}.").format(kinds=", ".join(ItemKind)), kind
            )
        points = entry.get("points") or (None, entry.get("effort_hours"), None)
        low, effort, high = (self.decimal({"points": p}, "points", path) for p in points)
        branch = kind in (ItemKind.PHASE, ItemKind.MILESTONE, ItemKind.TEXT)
        rate = "own_cost_rate" if "own_cost_rate" in entry else "cost_rate"
        duration = self.text(entry, "duration", f"{path}.duration")
        return WorkItem(
            self.text(entry, "name", f"{path}.name"),
            ItemKind(kind),
            self.level(entry, path),
            role=self.text(entry, "role", f"{path}.role"),
            resource=self.text(entry, "resource", f"{path}.resource"),
            effort=None if branch or effort == 0 else effort,
            low=low,
            high=high,
            quantity=self.decimal(entry, "quantity", path),
            cost_rate=self.decimal(entry, rate, path),
            rule=cell_entry.rule(self.text(entry, "pricing", f"{path}.pricing")),
            contingency=self.decimal(entry, "contingency", path),
            is_lump_sum=bool(entry.get("lump_sum")),
            is_billable=entry.get("billable") is not False,
            is_optional=bool(entry.get("optional")),
            is_plugged=bool(entry.get("plugged")),
            duration=durations.parse(duration) if duration and not branch else None,
            not_before=self.instant(entry, path),
            fixed=self.fixed(entry, path),
            client_note=self.text(entry, "client_note", path),
            internal_note=self.text(entry, "internal_note", path),
        )

    def level(self, entry: Mapping[str, Any], path: str) -> int:
        """The level given, else as deep as the code says."""
        found = entry.get("level")
        if found is None:
            return self.text(entry, "wbs", f"{path}.wbs").count(".")
        if not isinstance(found, int) or not 0 <= found <= 50:
            raise self.refuse(f"{path}.level", _("A level from 0 to 50 is needed here."), found)
        return found

    def fixed(self, entry: Mapping[str, Any], path: str) -> tuple[datetime, datetime] | None:
        found = entry.get("fixed")
        if not found:
            return None
        try:
            start, finish = (datetime.fromisoformat(str(end)) for end in found)
        except (ValueError, TypeError):
            raise self.refuse(f"{path}.fixed", _("Two instants are needed here."), found) from None
        return start, finish

    def instant(self, entry: Mapping[str, Any], path: str) -> date | datetime | None:
        found = self.text(entry, "not_before", path)
        try:
            if not found:
                return None
            return date.fromisoformat(found) if len(found) <= 10 else datetime.fromisoformat(found)
        except ValueError:
            raise self.refuse(f"{path}.not_before", _("A date is needed here."), found) from None
