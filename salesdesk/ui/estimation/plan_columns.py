"""The columns of the grid about the plan: units, task type, constraint and slack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.models.values import cell_entry
from salesdesk.models.values.limits import (
    LIMITS,
    is_about_start,
    late_by,
    limit_of,
    moment_of,
)
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import slack_days
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.schedule import Limit
from salesdesk.models.values.work_triangle import FIXED_UNITS, TASK_TYPES, units_of
from salesdesk.ui.estimation.sheet import Fields, GridColumn, Sheet, localized


def _is_worked(node: Node) -> bool:
    return not node.children and node.item.is_priced and not node.item.is_counted


def _units(sheet: Sheet, node: Node) -> str:
    return sheet.formats.percent(units_of(node.item)) if _is_worked(node) else ""


def _units_raw(sheet: Sheet, node: Node) -> str:
    return localized(sheet, node.item.units)


def _enter_units(sheet: Sheet, _node: Node, text: str) -> Fields:
    return {"units": cell_entry.units(text, sheet.signs)}


def _word(words: Mapping[str, str], text: str) -> str | None:
    """The key of a word that was typed whole, or begun so that only one is meant."""
    typed = text.strip().casefold()
    for key, word in words.items():
        if typed in (key, _(word).casefold()):
            return key
    begun = [key for key, word in words.items() if _(word).casefold().startswith(typed)]
    return begun[0] if len(begun) == 1 else None


def _refused(text: str, words: Mapping[str, str]) -> InvalidInput:
    known = ", ".join(_(word) for word in words.values())
    return InvalidInput(_("“{text}” is not known here; choose {known}.").format(
        text=text, known=known
    ))  # fmt: skip


def _task_type(_sheet: Sheet, node: Node) -> str:
    return (
        _(TASK_TYPES.get(node.item.task_type, TASK_TYPES[FIXED_UNITS])) if _is_worked(node) else ""
    )


def _enter_task_type(_sheet: Sheet, _node: Node, text: str) -> Fields:
    if not text.strip():
        return {"task_type": ""}
    found = _word(TASK_TYPES, text)
    if found is None:
        raise _refused(text, TASK_TYPES)
    return {"task_type": "" if found == FIXED_UNITS else found}


_SOON = N_("As soon as possible")
_NAMES: Mapping[str, str] = {"": _SOON} | {limit.value: word for limit, word in LIMITS.items()}


def _constraint(_sheet: Sheet, node: Node) -> str:
    limit = limit_of(node.item)
    return "" if limit is None else _(LIMITS[limit])


def _enter_constraint(sheet: Sheet, node: Node, text: str) -> Fields:
    """A constraint without a date gets the one that the item has now."""
    found = _word(_NAMES, text) if text.strip() else ""
    if found is None:
        raise _refused(text, _NAMES)
    if not found or found == Limit.LATE:
        return {"constraint": found, "constraint_at": None}
    limit = Limit(found)
    placed = sheet.schedule[node.item.id] if sheet.schedule else None
    day = node.item.constraint_at
    if day is None and placed is not None:
        day = placed.start if is_about_start(limit) else placed.finish
    at = None if day is None else moment_of(limit, day.date(), sheet.calendar)
    return {"constraint": found, "constraint_at": at}


def _constraint_day(sheet: Sheet, node: Node) -> str:
    at = node.item.constraint_at
    return "" if at is None else sheet.formats.day(at.date())


def _enter_constraint_day(sheet: Sheet, node: Node, text: str) -> Fields:
    """A date alone is a deadline."""
    day = sheet.formats.read_day(text, date.today())  # noqa: DTZ011 the user's own day
    limit = limit_of(node.item)
    if limit is Limit.LATE and day is not None:
        raise InvalidInput(_("“As late as possible” takes no date. Choose another constraint."))
    if day is None:
        return {"constraint": "", "constraint_at": None}
    limit = limit or Limit.FINISH_BY
    return {"constraint": limit.value, "constraint_at": moment_of(limit, day, sheet.calendar)}


def constraint_doubt(sheet: Sheet, node: Node) -> str:
    """Which constraint the plan doesn't keep, and by how much."""
    item = node.item
    if not item.constraint:
        return ""
    limit = limit_of(item)
    placed = sheet.schedule[item.id] if sheet.schedule else None
    if limit is None or placed is None or item.constraint_at is None or not late_by(item, placed):
        return ""
    reached = placed.start if is_about_start(limit) else placed.finish
    text = (
        _("{constraint} {day} can't be kept: it starts on {reached}.")
        if is_about_start(limit)
        else _("{constraint} {day} can't be kept: it finishes on {reached}.")
    )
    return text.format(
        constraint=_(LIMITS[limit]),
        day=sheet.formats.day(item.constraint_at.date()),
        reached=sheet.formats.day(reached.date()),
    )


def _slack(sheet: Sheet, node: Node) -> str:
    placed = sheet.schedule[node.item.id] if sheet.schedule else None
    if placed is None:
        return ""
    days = half_up(slack_days(placed, sheet.calendar))
    return f"{sheet.formats.plain(days.normalize() + 0)} d"


PLAN: tuple[GridColumn, ...] = (
    GridColumn(
        "units", N_("Units"), 72, _units, _enter_units, _units_raw, shown=False,
        inherited=lambda node: node.item.units is None, empty=lambda _node: {"units": None},
    ),
    GridColumn(
        "task_type", N_("Task type"), 104, _task_type, _enter_task_type, is_number=False,
        shown=False, inherited=lambda node: not node.item.task_type,
        empty=lambda _node: {"task_type": ""},
        choices=lambda _sheet: [_(word) for word in TASK_TYPES.values()],
    ),
    GridColumn(
        "constraint", N_("Constraint"), 140, _constraint, _enter_constraint, is_number=False,
        shown=False, on_branch=True, doubt=constraint_doubt,
        empty=lambda _node: {"constraint": "", "constraint_at": None},
        choices=lambda _sheet: [_(word) for word in _NAMES.values()],
    ),
    GridColumn(
        "constraint_day", N_("Constraint date"), 96, _constraint_day, _enter_constraint_day,
        shown=False, on_branch=True, doubt=constraint_doubt,
        empty=lambda _node: {"constraint": "", "constraint_at": None},
    ),
    GridColumn("slack", N_("Slack"), 66, _slack, shown=False),
)  # fmt: skip
