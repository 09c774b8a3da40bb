"""The odds of an estimation: the same plan as the schedule's, drawn from its three points."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.calendar import OFFICE, seconds_of
from salesdesk.models.values.duration import parse
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import RoleRate, RoleRates
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.jobs import Cancelled, Progress
from salesdesk.services.mspdi import read_file
from salesdesk.services.odds import odds
from salesdesk.services.odds_plan import DrawnPlan

D = Decimal
MONDAY = date(2027, 3, 1)
SHARED = Path(__file__).parents[2].parent / "shared/data/work_plans/mspdi"


def task(name: str, points: str, level: int = 0, *after: Dependency) -> WorkItem:
    low, likely, high = (D(part) for part in points.split("/"))
    return WorkItem(
        name, level=level, role="Developer", effort=likely, low=low, high=high, after=after
    )


def draft(*items: WorkItem) -> EstimationDraft:
    rates = RoleRates([RoleRate("Developer", D(50))])
    return EstimationDraft(
        plan=WorkPlan(items), rates=rates, starts_on=MONDAY, price_date=MONDAY,
        service_contingency=D(10),
    )  # fmt: skip


CODE = task("Code", "20/30/58")
TEST = task("Test", "8/10/30", 0, Dependency(CODE.id))
DOCS = WorkItem("Docs", role="Developer", effort=D(8))


def test_the_mean_of_the_draws_is_the_plan() -> None:
    found = odds(draft(CODE, TEST, DOCS))
    assert found.planned_cost == D("2700.00")  # (33 + 13 + 8) x 50
    mean = sum(found.cost[1:100], D(0)) / 99
    assert abs(mean - found.planned_cost) < 27
    assert found.cost[10] < found.cost[50] < found.cost[80] < found.cost[90]
    assert found.finish[10] <= found.finish[50] <= found.finish[90]


def test_the_same_seed_draws_the_same() -> None:
    estimation = draft(CODE, TEST)
    assert odds(estimation, 500) == odds(estimation, 500)
    assert odds(estimation, 500).cost != odds(estimation, 500, seed=7).cost


def test_the_price_at_a_certainty_keeps_the_margin() -> None:
    found = odds(draft(CODE, TEST, DOCS))
    assert found.margin is not None
    price = found.price(80)
    assert price is not None
    assert abs((price - found.cost[80]) / price * 100 - found.margin) < D("0.01")
    assert found.more(80) == price - found.planned_sell
    assert found.chance_of_cost > 50  # the contingency of 10 % lies above the mean


def test_the_widest_item_drives_most() -> None:
    found = odds(draft(TEST, CODE, DOCS))
    assert [driver.name for driver in found.drivers] == ["Code", "Test"]
    assert found.drivers[0].low < 0 < found.drivers[0].high
    assert found.drivers[0].days > 0


def test_optional_items_and_fixed_durations_are_left_out() -> None:
    optional = replace(CODE, is_optional=True)
    found = odds(draft(optional, replace(TEST, after=(), duration=parse("5d"))))
    assert [driver.name for driver in found.drivers] == ["Test"]
    assert found.finish[0] == found.finish[100]
    with pytest.raises(InvalidInput, match="20/30/58"):
        odds(draft(optional, DOCS))


def test_drawing_can_be_stopped() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        odds(draft(CODE), progress=Progress(stop=stop))


ENDS = st.sampled_from(list(LinkType))
HELD = st.sampled_from(["", "", "", "must_start", "must_finish", "finish_after"])
LAGS = st.sampled_from(["0h", "1d", "-2h", "3h", "2ed"])


@st.composite
def plans(draw: Any) -> WorkPlan:
    """Plans whose rows wait for earlier rows, some of them branches, in every way."""
    items: list[WorkItem] = []
    for at in range(draw(st.integers(1, 10))):
        level = draw(st.integers(0, min(3, items[-1].level + 1 if items else 0)))
        effort = draw(st.none() | st.integers(1, 60).map(D))
        links: tuple[Dependency, ...] = ()
        if items and draw(st.integers(0, 1)):
            before = draw(st.sampled_from(items))
            above = any(item.level < before.level for item in items[items.index(before) + 1 :])
            if before.level >= level or above:
                end = draw(ENDS) if effort else LinkType.FS
                links = (Dependency(before.id, end, parse(draw(LAGS))),)
        kind = ItemKind.TASK if effort else ItemKind.PHASE
        held = draw(HELD)
        day = datetime.fromisoformat("2027-03-03T13:00") if held else None
        items.append(WorkItem(f"Row {at}", kind, level, effort=effort, after=links,
                              constraint=held, constraint_at=day))  # fmt: skip
    return WorkPlan(items)


def links_of(item: WorkItem, plan: WorkPlan) -> list[str]:
    return [f"{plan.index_of(link.before)}{link.type}{link.lag}" for link in item.after]


def ends_as_the_schedule(plan: WorkPlan, start: date) -> None:
    laid_out = PlanSchedule(plan, OFFICE, start)
    (end,) = DrawnPlan(plan, laid_out).ends({}, 1)
    if any(laid_out[item.id] for item in plan):
        said = [(item.level, str(item.effort), *links_of(item, plan)) for item in plan]
        assert round(end) == OFFICE.worked(seconds_of(laid_out.finish)), str(said)


@settings(max_examples=300, deadline=None)
@given(plans())
def test_without_a_doubt_it_ends_when_the_schedule_says(plan: WorkPlan) -> None:
    try:
        PlanSchedule(plan, OFFICE, MONDAY)
    except InvalidInput:
        return  # a loop
    ends_as_the_schedule(plan, MONDAY)


@pytest.mark.skipif(not SHARED.exists(), reason="the real input is not beside this checkout")
def test_real_plans_end_when_the_schedule_says() -> None:
    for path in sorted(SHARED.glob("*.xml")):
        read = read_file(path)
        laid_out = PlanSchedule(read.plan, read.calendar, read.start)
        (end,) = DrawnPlan(read.plan, laid_out).ends({}, 1)
        wanted = laid_out.calendar.worked(seconds_of(laid_out.finish))
        assert round(end) == wanted, path.name
