"""Effort, duration and units: which gives way, by the type of the task."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.duration import Duration, parse
from salesdesk.models.values.plan_schedule import duration_of
from salesdesk.models.values.work_triangle import balanced, units_of, with_units
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan


def row(task_type: str = "", **fields: Any) -> WorkItem:
    """40 h by half a person: ten days."""
    half = WorkItem("x", effort=Decimal(40), units=Decimal(50), task_type=task_type)
    return replace(half, **fields)


def state(item: WorkItem, typed: dict[str, Any]) -> tuple[str, str, str]:
    """Effort, duration in days and units after typing."""
    after = replace(item, **balanced(item, typed, OFFICE))
    duration = duration_of(after) or Duration(Decimal(0))
    days = Decimal(duration.seconds(OFFICE)) / OFFICE.day_seconds
    return (f"{after.effort}", f"{days.normalize():f}", f"{units_of(after):f}")


EFFORT, LONGER, UNITS = {"effort": Decimal(20)}, {"duration": parse("20d")}, {"units": Decimal(100)}
CASES = [
    ("units", EFFORT, ("20", "5", "50")),
    ("units", LONGER, ("80.00", "20", "50")),
    ("units", UNITS, ("40", "5", "100")),
    ("work", EFFORT, ("20", "5", "50")),
    ("work", LONGER, ("40", "20", "25.00")),
    ("work", UNITS, ("40", "5", "100")),
    ("duration", EFFORT, ("20", "10", "25.00")),
    ("duration", LONGER, ("80.00", "20", "50")),
    ("duration", UNITS, ("80.00", "10", "100")),
    ("", LONGER, ("80.00", "20", "50")),
]


@pytest.mark.parametrize(("task_type", "typed", "expected"), CASES)
@pytest.mark.parametrize("duration", [None, parse("10d")])
def test_one_of_the_others_gives_way(
    task_type: str, typed: dict[str, Any], expected: tuple[str, ...], duration: Duration | None
) -> None:
    assert state(row(task_type, duration=duration), typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (EFFORT | LONGER, ("20", "20", "12.50")),
        (EFFORT | UNITS, ("20", "2.5", "100")),
        (LONGER | UNITS, ("160.00", "20", "100")),
    ],
)
def test_of_two_that_are_typed_together_the_third_gives_way(
    typed: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert state(row(), typed) == expected


def test_three_points_stay_in_proportion() -> None:
    item = row("units", low=Decimal(20), effort=Decimal(30), high=Decimal(100))
    after = balanced(item, {"duration": parse("20d")}, OFFICE)
    assert [after[name] for name in ("low", "effort", "high")] == [40, 60, 200]


@pytest.mark.parametrize(
    "item",
    [row(effort=None), row(kind=ItemKind.PRODUCT), row(kind=ItemKind.MILESTONE)],
    ids=["no effort", "a product", "a milestone"],
)
def test_nobodys_work_has_a_free_duration(item: WorkItem) -> None:
    assert balanced(item, LONGER, OFFICE) == LONGER


@pytest.mark.parametrize("text", ["3ed", "0d"])
def test_a_duration_of_the_clock_changes_no_effort(text: str) -> None:
    assert balanced(row(), {"duration": parse(text)}, OFFICE) == {"duration": parse(text)}


def test_what_is_not_of_the_three_passes() -> None:
    assert balanced(row(), {"name": "y"}, OFFICE) == {"name": "y"}


def test_dates_that_were_fixed_give_way_to_an_effort() -> None:
    days = (datetime(2027, 1, 4, 9), datetime(2027, 1, 5, 17))  # noqa: DTZ001 a plan's time
    assert balanced(row(fixed=days), EFFORT, OFFICE)["fixed"] is None


@pytest.mark.parametrize(
    ("item", "units"),
    [
        (row(units=None, duration=parse("10d")), "50.00"),
        (row(units=None, duration=parse("5d")), None),
        (row(units=Decimal(80), duration=parse("10d")), "80"),
        (row(units=None, duration=parse("2ed")), None),
        (row(units=None), None),
        (row(units=None, kind=ItemKind.PRODUCT, duration=parse("10d")), None),
    ],
    ids=["half", "one person", "said", "of the clock", "no duration", "a product"],
)
def test_rows_of_a_file_get_the_units_that_agree(item: WorkItem, units: str | None) -> None:
    (found,) = with_units(WorkPlan([item]), OFFICE)
    assert found == replace(item, units=Decimal(units) if units else None)
