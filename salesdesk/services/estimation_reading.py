"""A new estimation from the shape that ``show`` answers; what is wrong is named by its key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.values import cell_entry
from salesdesk.models.values import duration as durations
from salesdesk.models.values.pricing import Category
from salesdesk.models.values.workplan import (
    CONSTRAINTS,
    TASK_TYPES,
    ItemKind,
    WorkItem,
    WorkPlan,
)
from salesdesk.services.actor import Actor
from salesdesk.services.estimation_draft import AMOUNT_FIRST, EstimationDraft, RuleDraft

_T = TypeVar("_T")


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


def _without_zone(text: str) -> datetime:
    """An instant of a plan, which has no time zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None:
        raise ValueError(text)
    return found


_TEXTS = (
    "description", "client_note", "internal_note", "assumptions", "exclusions", "risks",
    "unit", "tax_code", "plug_owner",
)  # fmt: skip


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
        if abs(value) > cell_entry.MOST:
            raise self.refuse(f"{path}.{key}", _("This is larger than any plan holds."), found)
        return value

    def flag(self, given: Mapping[str, Any], key: str, path: str, *, default: bool) -> bool:
        found = given.get(key)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self.refuse(f"{path}.{key}", _("Write true or false here."), found)
        return found

    def cell(self, read: Callable[[str], _T], text: str, path: str) -> _T:
        """What a cell of the grid would read, its refusal under this key."""
        try:
            return read(text)
        except InvalidInput as problem:
            raise self.refuse(path, problem.message, text) from None

    def day(self, given: Mapping[str, Any], key: str) -> date | None:
        found = given.get(key)
        try:
            return date.fromisoformat(str(found)[:10]) if found else None
        except ValueError:
            raise self.refuse(key, _("A date such as 2026-03-02 is needed here."), found) from None

    def rule(self, category: str, text: Any) -> RuleDraft:
        if category not in {"all", *Category}:
            raise self.refuse("rules", _("Rules are for all, service, product, expense."), category)
        rule = self.cell(cell_entry.rule, str(text), f"rules.{category}")
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
        for at, (item, entry) in enumerate(zip(rows, items, strict=True)):
            path = f"items[{at}].after"
            text = self.text(entry, "after", path)
            after = self.cell(partial(cell_entry.predecessors, item_at=keys), text, path)
            price = partial(cell_entry.rule, item_at=keys)
            pricing = self.text(entry, "pricing", f"items[{at}].pricing")
            rule = self.cell(price, pricing, f"items[{at}].pricing")
            linked.append(replace(item, after=after, rule=rule))
        return WorkPlan(linked)

    def item(self, entry: Any, path: str) -> WorkItem:
        if not isinstance(entry, Mapping):
            raise self.refuse(path, _("An object is needed here."), entry)
        kind = str(entry.get("kind") or "task")
        if kind not in set(ItemKind):
            raise self.refuse(
                f"{path}.kind", _("One of {kinds}.").format(kinds=", ".join(ItemKind)), kind
            )
        low, effort, high = self.points(entry, path)
        branch = kind in (ItemKind.PHASE, ItemKind.MILESTONE, ItemKind.TEXT)
        rate = "own_cost_rate" if "own_cost_rate" in entry else "cost_rate"
        duration = self.text(entry, "duration", f"{path}.duration")
        share = "" if entry.get("units") is None else str(entry["units"])
        texts: dict[str, Any] = {name: self.text(entry, name, f"{path}.{name}") for name in _TEXTS}
        lasts = self.cell(durations.parse, duration, f"{path}.duration") if duration else None
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
            contingency=self.decimal(entry, "contingency", path),
            is_lump_sum=self.flag(entry, "lump_sum", path, default=False),
            is_billable=self.flag(entry, "billable", path, default=True),
            is_optional=self.flag(entry, "optional", path, default=False),
            is_plugged=self.flag(entry, "plugged", path, default=False),
            duration=None if branch else lasts,
            not_before=self.instant(entry, path),
            fixed=self.fixed(entry, path),
            units=self.cell(cell_entry.units, share, f"{path}.units"),
            task_type=self.one_of(TASK_TYPES, entry, "task_type", path),
            constraint=self.one_of(CONSTRAINTS, entry, "constraint", path),
            constraint_at=self.instant(entry, path, "constraint_at"),
            plug_due=self.day(entry, "plug_due"),
            **texts,
        )

    def one_of(self, known: Collection[str], entry: Mapping[str, Any], key: str, path: str) -> str:
        found = self.text(entry, key, f"{path}.{key}")
        if found and found not in known:
            choice = ", ".join(known)
            raise self.refuse(f"{path}.{key}", _("One of {kinds}.").format(kinds=choice), found)
        return found

    def points(self, entry: Mapping[str, Any], path: str) -> list[Decimal | None]:
        """Three points of effort, or the one that is given as hours."""
        points = entry.get("points")
        if not points:
            return [None, self.hours(entry, "effort_hours", path), None]
        if not isinstance(points, list) or len(points) != 3:
            raise self.refuse(f"{path}.points", _("Write three numbers here."), points)
        return [self.hours({"points": each}, "points", path) for each in points]

    def hours(self, given: Mapping[str, Any], key: str, path: str) -> Decimal | None:
        found = self.decimal(given, key, path)
        if found is not None and found < 0:
            raise self.refuse(f"{path}.{key}", _("Hours can't be below 0."), found)
        return found

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
            start, finish = (_without_zone(str(end)) for end in found)
        except (ValueError, TypeError):
            raise self.refuse(f"{path}.fixed", _("Two instants are needed here."), found) from None
        return start, finish

    def instant(self, entry: Mapping[str, Any], path: str, key: str = "not_before") -> Any:
        """A day, or an instant without a zone."""
        found = self.text(entry, key, f"{path}.{key}")
        try:
            if not found:
                return None
            if len(found) <= 10 and key == "not_before":
                return date.fromisoformat(found)
            return _without_zone(found)
        except ValueError:
            raise self.refuse(f"{path}.{key}", _("A date is needed here."), found) from None
