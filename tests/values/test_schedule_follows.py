"""A schedule that follows edits answers what a new one of the edited plan would."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.calendar import OFFICE, WorkingCalendar
from salesdesk.models.values.duration import parse
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import Carry, Edit, Indent, Move

CALENDAR = OFFICE.with_holidays([date(2027, 1, 6), date(2027, 1, 20)])
START = date(2027, 1, 4)
EARLY_BIRD = WorkingCalendar((((6 * 3600, 10 * 3600),),) * 6 + ((),))
ROLES = {"baker": EARLY_BIRD}
LIMITS = ["", "must_start", "must_finish", "start_by", "finish_by", "finish_after", "late"]


def random_item(draw: random.Random, level: int, *, exact: bool) -> WorkItem:
    kinds = [ItemKind.TASK] * 6 + [ItemKind.MILESTONE, ItemKind.PRODUCT, ItemKind.PHASE]
    return WorkItem(
        "x",
        draw.choice(kinds),
        level,
        effort=Decimal(draw.choice([0, 3, 8, 20])),
        role=draw.choice(["", "", "baker"]) if exact else "",
    )


def random_fields(draw: random.Random, plan: WorkPlan, at: int, *, exact: bool) -> dict[str, Any]:
    limit = draw.choice(LIMITS)
    day = datetime(2027, 1, draw.randrange(4, 29), draw.choice([0, 9, 13, 17]))  # noqa: DTZ001 a plan's time is local
    durations = ["1d", "5h", "0d", "2w", *(["2ed"] if exact else [])]
    lags = ["0d", "0d", "1d", "-3h", *(["1ed"] if exact else [])]
    links = tuple(
        Dependency(plan[other].id, draw.choice(list(LinkType)), parse(draw.choice(lags)))
        for other in draw.sample(range(len(plan)), min(len(plan), draw.randrange(3)))
        if other != at
    )
    return draw.choice(
        [
            {"effort": Decimal(draw.randrange(40))},
            {"duration": draw.choice([None, parse(draw.choice(durations))])},
            {"after": links},
            {"after": links},
            {"not_before": draw.choice([None, day.date(), day])},
            {"constraint": limit, "constraint_at": day if limit not in ("", "late") else None},
            {"kind": draw.choice([ItemKind.TASK, ItemKind.MILESTONE, ItemKind.TEXT])},
            {"fixed": (day, day.replace(day=day.day + 1)) if exact else None},
            {"units": Decimal(draw.choice([50, 100, 200]))},
        ]
    )


def edited(draw: random.Random, plan: WorkPlan, *, exact: bool) -> WorkPlan:
    at = draw.randrange(len(plan))
    way = draw.random()
    if way < 0.6:
        fields = random_fields(draw, plan, at, exact=exact)
        return plan.with_rows({at: replace(plan[at], **fields)})
    if way < 0.75:
        level = plan[at].level + draw.choice([0, 0, 1])
        return plan.spliced(at + 1, 0, random_item(draw, level, exact=exact))
    if way < 0.9 and plan.end_of(at) - at < len(plan):
        return plan.spliced(at, plan.end_of(at) - at)
    by = draw.choice([-1, 1])
    return plan.with_rows({at: replace(plan[at], level=max(0, plan[at].level + by))})


def places(schedule: PlanSchedule, plan: WorkPlan) -> list[object]:
    return [schedule.start, schedule.finish, *(schedule[item.id] for item in plan)]


def is_refused(schedule: PlanSchedule, after: WorkPlan, plan: WorkPlan) -> bool:
    """Whether following refuses too, or says that it can't follow."""
    try:
        return not schedule.follow(after, after.change_from(plan))
    except InvalidInput:
        return True


def test_a_row_that_comes_back_without_time_has_no_place() -> None:
    row = WorkItem("Server", ItemKind.PRODUCT)
    timed = replace(row, duration=parse("1d"))
    task = WorkItem("Set up", effort=Decimal(8))
    schedule = PlanSchedule(WorkPlan([timed, task]), CALENDAR, START, ROLES)
    assert schedule[row.id] is not None
    for rows in ([task], [row, task]):
        plan = WorkPlan(rows)
        assert schedule.follow(plan, plan.change_from(schedule.plan))
    assert schedule[row.id] is None


@pytest.mark.parametrize("exact", [False, True])
@settings(deadline=None, max_examples=120)
@given(seed=st.integers(0, 10**9))
def test_following_edits_equals_a_new_schedule(seed: int, exact: bool) -> None:
    draw = random.Random(seed)
    level, rows = 0, []
    for _at in range(draw.randrange(3, 25)):
        level = max(0, min(3, level + draw.choice([-1, 0, 0, 1])))
        rows.append(random_item(draw, level, exact=exact))
    plan = WorkPlan(rows)
    schedule = PlanSchedule(plan, CALENDAR, START, ROLES)
    states = [plan]
    for _step in range(25):
        after = draw.choice(states) if draw.random() < 0.15 else edited(draw, plan, exact=exact)
        try:
            fresh = PlanSchedule(after, CALENDAR, START, ROLES)
        except InvalidInput:
            assert is_refused(schedule, after, plan)
            schedule = PlanSchedule(plan, CALENDAR, START, ROLES)
            continue
        if not schedule.follow(after, after.change_from(plan)):
            schedule = PlanSchedule(after, CALENDAR, START, ROLES)
        assert places(schedule, after) == places(fresh, after)
        plan = after
        states.append(after)


def waits(*befores: WorkItem) -> tuple[Dependency, ...]:
    return tuple(Dependency(before.id) for before in befores)


def test_a_loop_is_refused_before_it_is_made_and_names_its_rows() -> None:
    first = WorkItem("first", effort=Decimal(8))
    phase = WorkItem("phase", ItemKind.PHASE, after=waits(first))
    inner = WorkItem("inner", level=1, effort=Decimal(8))
    last = WorkItem("last", effort=Decimal(8), after=waits(phase))
    schedule = PlanSchedule(WorkPlan([first, phase, inner, last]), CALENDAR, START)
    for waiting, before, codes in (
        (first, last, {"1", "3", "2", "2.1"}),
        (first, phase, {"1", "2", "2.1"}),
        (phase, last, {"2", "3", "2.1"}),
        (inner, phase, {"2.1", "2"}),
        (phase, inner, {"2", "2.1"}),
        (last, last, {"3"}),
    ):
        with pytest.raises(InvalidInput) as refused:
            schedule.require_no_loop(waiting.id, waits(before))
        assert {problem.value for problem in refused.value.problems} <= codes
        assert "waits for" in refused.value.message
    schedule.require_no_loop(last.id, waits(first, inner))


def test_two_long_phases_are_linked_without_trying_every_pair() -> None:
    rows = [WorkItem("one", ItemKind.PHASE)]
    rows += [WorkItem("x", level=1, effort=Decimal(8)) for _n in range(3000)]
    rows += [WorkItem("two", ItemKind.PHASE)]
    rows += [WorkItem("y", level=1, effort=Decimal(8)) for _n in range(3000)]
    schedule = PlanSchedule(WorkPlan(rows), CALENDAR, START)
    schedule.require_no_loop(rows[3001].id, waits(rows[0]))


def test_a_late_milestone_never_stands_before_the_plan() -> None:
    row = WorkItem("Begin", ItemKind.MILESTONE, constraint="late")
    placed = PlanSchedule(WorkPlan([row]), OFFICE, date(2027, 1, 4))[row.id]
    assert placed is not None
    assert placed.start == placed.finish == datetime.fromisoformat("2027-01-04T09:00")


def test_a_plan_that_ends_beyond_all_years_is_refused_and_the_schedule_stays() -> None:
    row = WorkItem("Code", effort=Decimal(8))
    plan = WorkPlan([row])
    schedule = PlanSchedule(plan, OFFICE, date(2027, 1, 4))
    before = schedule[row.id]
    endless = plan.with_rows({0: replace(row, duration=parse("9999999d"))})
    with pytest.raises(InvalidInput, match="9999"):
        schedule.follow(endless, endless.change_from(plan))
    assert schedule[row.id] == before
    with pytest.raises(InvalidInput, match="9999"):
        PlanSchedule(endless, OFFICE, date(2027, 1, 4))


@settings(deadline=None, max_examples=400)
@given(seed=st.integers(0, 10**9))
def test_rows_that_move_are_refused_just_when_a_new_schedule_refuses(seed: int) -> None:
    draw = random.Random(seed)
    plan = WorkPlan([random_item(draw, 0, exact=False) for _row in range(draw.randrange(3, 12))])
    for _edit in range(draw.randrange(4, 30)):
        wanted = edited(draw, plan, exact=False)
        if len(wanted):
            plan = wanted if is_sound(wanted) else plan
    first = draw.randrange(len(plan))
    moves: list[Edit] = [
        Indent((first,), draw.choice([-1, 1])),
        Indent(tuple(sorted(draw.sample(range(len(plan)), min(2, len(plan))))), 1),
        Move(first, first, draw.choice([-1, 1])),
    ]
    to = draw.randrange(len(plan) + 1)
    levels = Carry.levels(plan, first, first, to)
    if levels:
        moves.append(Carry(first, first, to, draw.choice(levels)))
    for move in moves:
        after = move.apply(plan)
        schedule = PlanSchedule(plan, CALENDAR, START)
        try:
            schedule.require_no_loop_in(after)
        except InvalidInput:
            assert not is_sound(after)
        else:
            assert is_sound(after), (move, plan.codes(), [i.after for i in plan])


def is_sound(plan: WorkPlan) -> bool:
    try:
        PlanSchedule(plan, CALENDAR, START)
    except InvalidInput:
        return False
    return True


def test_a_row_that_moves_in_a_long_plan_is_checked_without_laying_it_out() -> None:
    first = WorkItem("first", ItemKind.PHASE)
    rows = [first, *(WorkItem("x", level=1, effort=Decimal(8)) for _row in range(5000))]
    last = WorkItem("last", effort=Decimal(8), after=(Dependency(first.id),))
    plan = WorkPlan([*rows, last, WorkItem("free", effort=Decimal(8))])
    schedule = PlanSchedule(plan, CALENDAR, START)
    with pytest.raises(InvalidInput, match="waits for"):
        schedule.require_no_loop_in(Indent((5001,)).apply(plan))
    free = Carry(5002, 5002, 5001, 1).apply(plan)
    assert not schedule._may_loop(free)
