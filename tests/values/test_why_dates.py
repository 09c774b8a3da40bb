"""Why a row starts, ends, lasts and may wait: the scheduler's own reasons."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.calendar import OFFICE, seconds_of
from salesdesk.models.values.duration import parse
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.plan_why_dates import why_placed
from salesdesk.models.values.pricing import Terms
from salesdesk.models.values.schedule import Limit
from salesdesk.models.values.why import Why
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from tests.values.test_schedule_follows import START, edited, random_item

D = Decimal
FRIDAY_NIGHT = datetime(2027, 1, 8, 17)  # noqa: DTZ001 a plan's time
MONDAY = datetime(2027, 1, 11, 9)  # noqa: DTZ001
EPIPHANY = OFFICE.with_holidays([date(2027, 1, 6)])

PHASE = WorkItem("Build", ItemKind.PHASE)
CODE = WorkItem("Code", level=1, effort=D(32), units=D(100))
TEST = WorkItem("Test", level=1, effort=D(8), after=(Dependency(CODE.id),))
SIDE = WorkItem("Docs", effort=D(8))
AFTER = WorkItem("Go live", effort=D(8), after=(Dependency(PHASE.id, lag=parse("1d")),))
PLAN = WorkPlan([PHASE, CODE, TEST, SIDE, AFTER])


def asked(plan: WorkPlan, row: int, column: str) -> Why | None:
    schedule = PlanSchedule(plan, EPIPHANY, date(2027, 1, 4))
    figures = PlanFigures(plan, Terms("EUR", date(2027, 1, 4)))
    nodes: dict[object, Node] = {node.item.id: node for node in figures.rows}
    return why_placed(schedule, figures.rows[row], column, nodes.get)


def said(plan: WorkPlan, row: int, column: str) -> list[tuple[str, object, str]]:
    found = asked(plan, row, column)
    assert found is not None
    return [(step.label, step.value, step.source) for step in found.steps or (found,)]


def test_a_start_names_what_it_waits_for_and_what_decided() -> None:
    lines = said(PLAN, 2, "start")
    assert lines == [
        ("Start of the plan", date(2027, 1, 4), ""),
        ("After the end of 1.1 Code", FRIDAY_NIGHT, ""),
        ("Start", MONDAY, "2 days without work between"),
    ]


def test_a_link_to_a_branch_says_its_lag() -> None:
    link = said(PLAN, 4, "start")[1]
    assert link == ("After the end of 1 Build, + 1 d", datetime(2027, 1, 12, 17), "")  # noqa: DTZ001


def test_a_link_of_a_branch_is_asked_of_what_stands_below_it() -> None:
    plan = PLAN.with_rows({0: replace(PHASE, after=(Dependency(SIDE.id),))})
    assert said(plan, 1, "start")[1][2] == "asked of the branch 1 Build"


def test_a_finish_names_the_holiday_in_it() -> None:
    lines = said(PLAN, 1, "finish")
    assert lines[1] == ("Duration, h", D(32), "from its effort and units")
    days = "1 day without work between, of them off by the calendar: 2027-01-06"
    assert lines[-1] == ("Finish", FRIDAY_NIGHT, days)


def test_a_branch_names_the_rows_at_its_ends() -> None:
    assert [line[0] for line in said(PLAN, 0, "start")] == ["1.1 Code", "Start"]
    assert [line[0] for line in said(PLAN, 0, "finish")] == ["1.2 Test", "Finish"]


def test_slack_names_what_would_be_pushed() -> None:
    assert "later, it would push 1.2 Test" in [line[2] for line in said(PLAN, 1, "slack")]
    lines = said(PLAN, 3, "slack")
    assert lines[1] == (
        "Latest start",
        datetime(2027, 1, 13, 9),  # noqa: DTZ001
        "later, it would push the end of the plan",
    )
    assert lines[-1][1] == D("6.00")


def test_a_constraint_is_said_by_its_name() -> None:
    at = datetime(2027, 1, 7, 9)  # noqa: DTZ001
    held = replace(SIDE, constraint=Limit.MUST_START, constraint_at=at)
    lines = said(PLAN.with_rows({3: held}), 3, "start")
    assert lines[1:] == [("Must start on", at, ""), ("Start", at, "the latest of these")]


@pytest.mark.parametrize(
    ("fields", "column", "lines"),
    [
        ({"effort": D(20), "units": D(50)}, "duration",
         [("Effort, hours", D(20), ""), ("Units, %", D(50), "typed here"),
          ("Duration, h", D(40), "effort ÷ units")]),
        ({"duration": parse("3d")}, "duration", [("Duration, d", D(3), "typed here")]),
        ({"duration": parse("2d"), "units": D(50)}, "units",
         [("Effort, hours", D(8), ""), ("Duration, hours", D(16), ""),
          ("Units, %", D(50), "typed here")]),
        ({}, "units", [("Units, %", D(100), "one person, unless said")]),
    ],
)  # fmt: skip
def test_how_long_and_by_how_many(
    fields: dict[str, object], column: str, lines: list[tuple[str, object, str]]
) -> None:
    assert said(WorkPlan([SIDE.altered(fields)]), 0, column) == lines


def test_what_is_not_on_the_time_line_has_no_dates() -> None:
    plan = WorkPlan([WorkItem("Travel", ItemKind.EXPENSE)])
    assert [asked(plan, 0, column) for column in ("start", "finish", "slack", "units")] == [
        None
    ] * 4


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 10**9))
def test_what_decides_is_where_the_schedule_puts_a_row(seed: int) -> None:
    """The latest of the reasons is the start, in any plan of working time."""
    draw = random.Random(seed)
    rows = [random_item(draw, draw.randrange(at % 2 + 1), exact=False) for at in range(10)]
    plan = WorkPlan(rows)
    try:
        for _edit in range(draw.randrange(12)):
            plan = edited(draw, plan, exact=False)
        schedule = PlanSchedule(plan, OFFICE, START)
    except InvalidInput:
        return
    for at, item in enumerate(plan):
        placed = schedule[item.id]
        if placed is None or plan.is_branch(at) or item.constraint == Limit.LATE:
            continue
        (decides, *_others) = [hold for hold in schedule.holds(item.id) if hold.decides]
        end = placed.finish if decides.of_finish else placed.start
        moved = OFFICE.between(*(seconds_of(one) for one in (decides.at, end)))
        assert moved == 0, f"{decides} puts {item.name} at {placed}"
