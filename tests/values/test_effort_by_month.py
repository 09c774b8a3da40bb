"""Effort by role and month: whose hours fall where, and that none is lost."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.models.values.calendar import OFFICE, WorkingCalendar
from salesdesk.models.values.duration import parse
from salesdesk.models.values.effort_by_month import EffortByMonth, Known, effort_by_month
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft

WEEKENDS = WorkingCalendar(((),) * 5 + (((0, 86_400),),) * 2)
JANUARY, FEBRUARY, MARCH = (date(2027, month, 1) for month in (1, 2, 3))


def shared_out(*items: WorkItem) -> EffortByMonth:
    plan = WorkPlan(items)
    return effort_by_month(plan, PlanSchedule(plan, OFFICE, date(2027, 1, 28), {"nurse": WEEKENDS}))


def test_hours_fall_on_the_days_that_are_worked() -> None:
    """Thursday and Friday are the last days of January 2027 that are worked."""
    first = WorkItem("a", role="cook", effort=Decimal(40))
    after = WorkItem("b", role="cook", effort=Decimal(8), after=(Dependency(first.id),))
    guard = WorkItem("c", role="nurse", effort=Decimal(30), duration=parse("2d"))
    found = shared_out(first, after, guard)
    assert found.roles == ("cook", "nurse")
    assert found.months == (JANUARY, FEBRUARY)
    assert (found.at("cook", JANUARY), found.at("cook", FEBRUARY)) == (16, 32)
    assert (found.at("nurse", JANUARY), found.of_role("nurse")) == (30, 30)
    assert (found.of_month(JANUARY), found.total) == (46, 78)


def test_months_between_are_not_left_out() -> None:
    one = WorkItem("a", effort=Decimal(8))
    later = WorkItem("b", effort=Decimal(8), not_before=date(2027, 3, 1))
    found = shared_out(one, later)
    assert found.months == (JANUARY, FEBRUARY, MARCH)
    assert found.of_month(FEBRUARY) == 0


def test_what_takes_no_working_time_falls_in_its_month() -> None:
    night = WorkItem("a", effort=Decimal(3), duration=parse("1eh"), not_before=date(2027, 2, 6))
    assert shared_out(night).hours == {("", FEBRUARY): 3}


def test_optional_rows_and_products_have_no_hours() -> None:
    found = shared_out(
        WorkItem("p", ItemKind.PHASE, is_optional=True),
        WorkItem("a", level=1, effort=Decimal(8)),
        WorkItem("b", kind=ItemKind.PRODUCT, effort=Decimal(8)),
        WorkItem("c", effort=Decimal(5)),
    )
    assert found.total == 5
    assert shared_out().months == ()


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_the_sums_are_exactly_the_effort_of_the_plan(seed: int) -> None:
    draw = random.Random(seed)
    rows: list[WorkItem] = []
    for _at in range(draw.randrange(1, 12)):
        points = sorted(Decimal(draw.randrange(1, 10_000)) / 7 for _n in range(3))
        low, likely, high = (point.quantize(Decimal("0.01")) for point in points)
        rows.append(
            WorkItem(
                "x", level=draw.randrange(3), effort=likely, low=low, high=high,
                role=draw.choice(["", "cook", "nurse"]), is_optional=draw.random() < 0.1,
                units=draw.choice([None, Decimal(33)]), duration=draw.choice([None, parse("3w")]),
            )
        )  # fmt: skip
    plan = WorkPlan(rows)
    schedule = PlanSchedule(plan, OFFICE, date(2027, 1, 28), {"nurse": WEEKENDS})
    found = effort_by_month(plan, schedule)
    whole = PlanFigures(plan, EstimationDraft().terms).totals().effort
    assert found.total == whole
    assert sum(map(found.of_role, found.roles)) == sum(map(found.of_month, found.months)) == whole


def test_what_is_known_is_divided_anew_only_where_it_changed() -> None:
    rows = [WorkItem(str(at), role="cook", effort=Decimal(40 + at)) for at in range(5)]
    rows.append(WorkItem("last", effort=Decimal(9), after=(Dependency(rows[4].id),)))
    plan, known = WorkPlan(rows), Known()
    schedule = PlanSchedule(plan, OFFICE, date(2027, 1, 28))
    effort_by_month(plan, schedule, known)
    before = dict(known)
    after = plan.with_rows({4: replace(rows[4], effort=Decimal(400))})
    assert schedule.follow(after, after.change_from(plan))
    found = effort_by_month(after, schedule, known)
    assert found == effort_by_month(after, PlanSchedule(after, OFFICE, date(2027, 1, 28)))
    assert [known[row.id] is before[row.id] for row in after] == [True] * 4 + [False] * 2
