"""Effort, duration and units: whoever types one of them, one of the others gives way.

As in Microsoft Project, effort = duration × units, and the task's type says which stays: with
fixed units (the usual) or fixed work, duration follows an effort or units that were typed; a typed
duration changes the effort where units are fixed, and the units where the work is. With a fixed
duration, effort and units follow each other. A row without effort is nobody's work: its duration
is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from salesdesk.i18n import N_
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.cell_entry import MOST_UNITS
from salesdesk.models.values.duration import Duration, of_seconds
from salesdesk.models.values.plan_schedule import duration_of
from salesdesk.models.values.workplan import WorkItem, WorkPlan

FIXED_UNITS, FIXED_WORK, FIXED_DURATION = "units", "work", "duration"
TASK_TYPES = {
    FIXED_UNITS: N_("Fixed units"),
    FIXED_WORK: N_("Fixed work"),
    FIXED_DURATION: N_("Fixed duration"),
}
WHOLE = Decimal(100)
_CENT = Decimal("0.01")
_PARTS: tuple[str, ...] = ("effort", "duration", "units")
_EFFORT = {"effort", "low", "high"}


def units_of(item: WorkItem) -> Decimal:
    """How much of one person works on a row, in points."""
    return item.units or WHOLE


def balanced(item: WorkItem, typed: Mapping[str, Any], calendar: WorkingCalendar) -> dict[str, Any]:
    """What was typed into a row, with what follows from it."""
    fields = dict(typed)
    parts: set[str] = {
        name for name in _PARTS if name in fields or (name == "effort" and fields.keys() & _EFFORT)
    }
    if not parts:
        return fields
    after = item.altered(fields)
    if after.is_counted or not after.is_priced or not after.mean_effort:
        return fields
    return fields | _follows(item, after, parts, calendar)


def with_units(plan: WorkPlan, calendar: WorkingCalendar) -> WorkPlan:
    """Rows of a file that say effort and duration get the units at which the two agree."""
    found: dict[int, WorkItem] = {}
    for at, item in enumerate(plan):
        if item.duration is None or item.units is not None or item.effort is None:
            continue
        said = {"effort": item.effort, "duration": item.duration}
        units = balanced(item, said, calendar).get("units")
        if units is not None and units <= MOST_UNITS:
            found[at] = item.altered({"units": units})
    return plan.with_rows(found) if found else plan


def _follows(
    before: WorkItem, after: WorkItem, parts: set[str], calendar: WorkingCalendar
) -> dict[str, Any]:
    duration = after.duration if "duration" in parts else duration_of(before)
    if after.duration is not None and (after.duration.elapsed or not after.duration.amount):
        return {}
    moving = _moving(after.task_type or FIXED_UNITS, parts)
    if moving == "duration" or duration is None:
        return {"duration": None, "fixed": None} if after.duration or after.fixed else {}
    if before.duration is None and "duration" not in parts:
        duration = of_seconds(duration.seconds(calendar), calendar)
    kept = {"duration": duration}
    if moving == "units":
        return kept | {"units": _units(after, duration, calendar)}
    return kept | _effort(after, duration, calendar)


def _moving(task_type: str, parts: set[str]) -> str:
    """Which of the three gives way."""
    if len(parts) > 1:
        return next(iter(set(_PARTS) - parts), "units")
    edited = next(iter(parts))
    if task_type == FIXED_DURATION:
        return {"effort": "units", "units": "effort", "duration": "effort"}[edited]
    if edited != "duration":
        return "duration"
    return "units" if task_type == FIXED_WORK else "effort"


def _units(item: WorkItem, duration: Duration, calendar: WorkingCalendar) -> Decimal | None:
    hours = duration.hours(calendar)
    if not hours:
        return item.units
    found = (item.mean_effort * 100 / hours).quantize(_CENT, ROUND_HALF_UP)
    return None if found == WHOLE else max(found, _CENT)


def _effort(item: WorkItem, duration: Duration, calendar: WorkingCalendar) -> dict[str, Any]:
    """The effort that fills a duration; three points stay in proportion."""
    wanted = (duration.hours(calendar) * units_of(item) / 100).quantize(_CENT, ROUND_HALF_UP)
    if item.low is None or item.high is None or item.effort is None:
        return {"effort": wanted}
    factor = wanted / item.mean_effort
    return {
        name: (value * factor).quantize(_CENT, ROUND_HALF_UP)
        for name, value in (("effort", item.effort), ("low", item.low), ("high", item.high))
    }
