"""Constraints: where each puts a task, what it leaves of its slack, and when it is missed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from salesdesk.models.values.calendar import OFFICE, WorkingCalendar
from salesdesk.models.values.duration import Duration, parse
from salesdesk.models.values.limits import late_by, moment_of
from salesdesk.models.values.plan_schedule import PlanSchedule, slack_days
from salesdesk.models.values.schedule import Limit, Placed
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan

START = date(2027, 1, 4)  # a Monday
ELSEWHERE = WorkingCalendar(OFFICE.week, {date(2027, 1, 25).toordinal(): ()})


def laid_out(limit: str, day: int | None, kind: ItemKind, *, own: bool) -> tuple[WorkItem, Placed]:
    """One task of two days after one of a day, beside one of eight that ends the plan."""
    first = WorkItem("first", duration=parse("1d"))
    at = None if day is None else moment_of(Limit(limit), date(2027, 1, day), OFFICE)
    task = WorkItem(
        "task", kind, duration=parse("2d"), after=(Dependency(first.id),),
        constraint=limit, constraint_at=at, role="own" if own else "",
    )  # fmt: skip
    after = WorkItem("after", duration=parse("1d"), after=(Dependency(task.id),))
    plan = WorkPlan([first, task, after, WorkItem("long", duration=parse("8d"))])
    schedule = PlanSchedule(plan, OFFICE, START, {"own": ELSEWHERE})
    placed = schedule[task.id]
    assert placed is not None
    return task, placed


TASK, POINT = ItemKind.TASK, ItemKind.MILESTONE
CASES = [
    ("", None, TASK, "05 09", "06 17", 4, False),
    ("must_start", 7, TASK, "07 09", "08 17", 0, False),
    ("must_start", 4, TASK, "05 09", "06 17", -1, True),
    ("must_finish", 11, TASK, "08 09", "11 17", 0, False),
    ("must_finish", 5, TASK, "05 09", "06 17", -1, True),
    ("start_by", 6, TASK, "05 09", "06 17", 1, False),
    ("start_by", 4, TASK, "05 09", "06 17", -1, True),
    ("finish_by", 7, TASK, "05 09", "06 17", 1, False),
    ("finish_by", 29, TASK, "05 09", "06 17", 4, False),
    ("finish_by", 5, TASK, "05 09", "06 17", -1, True),
    ("finish_after", 11, TASK, "08 09", "11 17", 1, False),
    ("finish_after", 5, TASK, "05 09", "06 17", 4, False),
    ("late", None, TASK, "05 09", "06 17", 4, False),
    ("must_start", 7, POINT, "07 09", "07 09", 4, False),
    ("must_finish", 7, POINT, "07 17", "07 17", 3, False),
    ("finish_by", 4, POINT, "04 17", "04 17", 0, False),
]


@pytest.mark.parametrize("own", [False, True], ids=["the plan's calendar", "a calendar of its own"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def test_where_a_constraint_puts_a_task(
    case: tuple[str, int | None, ItemKind, str, str, int, bool], own: bool
) -> None:
    limit, day, kind, start, finish, slack, is_late = case
    if kind is POINT and limit == "must_start":
        slack = 0
    if kind is POINT and limit == "must_finish":
        slack = 0
    task, placed = laid_out(limit, day, kind, own=own)
    found = (f"{placed.start:%d %H}", f"{placed.finish:%d %H}", slack_days(placed, OFFICE))
    assert found == (start, finish, slack)
    assert bool(late_by(task, placed)) is is_late


def test_as_late_as_possible_moves_nothing_else() -> None:
    """It stands right before what waits for it, or at the end of the plan."""
    early = WorkItem("early", duration=parse("1d"), constraint="late")
    alone = WorkItem("alone", duration=parse("2d"), constraint="late")
    half = WorkItem("half", duration=Duration(Decimal(12), "h", elapsed=True), constraint="late")
    fixed = WorkItem(
        "fixed", duration=parse("1d"), after=(Dependency(early.id),), not_before=date(2027, 1, 7)
    )
    plan = WorkPlan([early, alone, half, fixed, WorkItem("long", duration=parse("8d"))])
    schedule = PlanSchedule(plan, OFFICE, START)
    places = {item.name: schedule[item.id] for item in plan}
    starts = {name: f"{placed.start:%d %H}" for name, placed in places.items() if placed}
    assert starts == {
        "early": "06 09", "alone": "12 09", "half": "13 05", "fixed": "07 09", "long": "04 09",
    }  # fmt: skip
    assert places["alone"] is not None
    assert places["alone"].slack == 0


@pytest.mark.parametrize(
    ("limit", "day", "expected"),
    [
        (Limit.START_BY, 4, "2027-01-04 09:00"),
        (Limit.FINISH_BY, 4, "2027-01-04 17:00"),
        (Limit.FINISH_BY, 9, "2027-01-09 23:59"),
        (Limit.MUST_START, 9, "2027-01-09 00:00"),
    ],
)
def test_what_a_day_means(limit: Limit, day: int, expected: str) -> None:
    assert moment_of(limit, date(2027, 1, day), OFFICE) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("limit", [Limit.MUST_FINISH, Limit.FINISH_AFTER])
def test_when_a_phase_is_to_end_holds_nothing_in_it_back(limit: Limit) -> None:
    day = datetime(2027, 1, 20, 17)  # noqa: DTZ001 a plan's time
    phase = WorkItem("Phase", ItemKind.PHASE, constraint=limit, constraint_at=day)
    plan = WorkPlan([phase, WorkItem("Work", level=1, effort=Decimal(8))])
    found = PlanSchedule(plan, OFFICE, date(2027, 1, 4))[plan[1].id]
    assert found is not None
    assert found.start == datetime(2027, 1, 4, 9)  # noqa: DTZ001
