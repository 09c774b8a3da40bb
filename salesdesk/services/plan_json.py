"""An imported plan as JSON and back: what the reading process answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from salesdesk.errors import Problem
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.mspdi import ImportedPlan

_DECIMALS = ("effort", "low", "high", "quantity", "cost_rate", "contingency", "units")
_USUAL = WorkItem()


def plan_json(found: ImportedPlan) -> dict[str, Any]:
    """The plan as plain values."""
    calendar = found.calendar
    return {
        "name": found.name,
        "start": found.start.isoformat(),
        "currency": found.currency,
        "calendar": {
            "week": calendar.week,
            "days": {str(day): hours for day, hours in calendar.exceptions.items()},
        },
        "rows": [item_json(item) for item in found.plan],
        "problems": [asdict(problem) for problem in found.problems],
        "uids": found.uids,
        "is_dated": found.is_dated,
    }


def plan_of(answer: Mapping[str, Any]) -> ImportedPlan:
    """What ``plan_json`` wrote; raises ValueError, KeyError or TypeError for anything else."""
    calendar = answer["calendar"]
    days = {int(day): _hours(hours) for day, hours in calendar["days"].items()}
    return ImportedPlan(
        answer["name"],
        datetime.fromisoformat(answer["start"]),
        answer["currency"],
        WorkingCalendar(tuple(_hours(hours) for hours in calendar["week"]), days),
        WorkPlan(item_of(row) for row in answer["rows"]),
        tuple(Problem(**problem) for problem in answer["problems"]),
        tuple(answer["uids"]),
        bool(answer["is_dated"]),
    )


def _hours(found: Any) -> tuple[tuple[int, int], ...]:
    return tuple((int(low), int(high)) for low, high in found)


def item_json(item: WorkItem) -> dict[str, Any]:
    """A row; what is as usual is left out."""
    row: dict[str, Any] = {"id": str(item.id)}
    for name in WorkItem.__dataclass_fields__:
        value = getattr(item, name)
        if name != "id" and value != getattr(_USUAL, name):
            row[name] = _plain(value)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Dependency):
        return [str(value.before), value.type.value, str(value.lag)]
    if isinstance(value, PriceRule):
        return [value.method.value, str(value.value), str(value.of or "")]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (bool, int)) else str(value)


def item_of(row: Mapping[str, Any]) -> WorkItem:
    """What ``item_json`` wrote."""
    return WorkItem(**{name: _value(name, value) for name, value in row.items()})


def _value(name: str, value: Any) -> Any:
    if name in _DECIMALS:
        return Decimal(value)
    if name in ("id", "product", "origin"):
        return UUID(value)
    if name in ("not_before", "constraint_at"):
        whole = "T" in value
        return datetime.fromisoformat(value) if whole else date.fromisoformat(value)
    return _READERS[name](value) if name in _READERS else value


def _link(part: Any) -> Dependency:
    before, kind, lag = part
    return Dependency(UUID(before), LinkType(kind), durations.parse(lag))


_READERS: Mapping[str, Any] = {
    "kind": ItemKind,
    "duration": durations.parse,
    "after": lambda value: tuple(_link(part) for part in value),
    "rule": lambda value: PriceRule(
        Method(value[0]), Decimal(value[1]), UUID(value[2]) if value[2] else None
    ),
    "fixed": lambda value: tuple(datetime.fromisoformat(end) for end in value),
    "plug_due": date.fromisoformat,
}
