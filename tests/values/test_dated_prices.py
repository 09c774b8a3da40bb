"""Rates by the days of the work, split where one changes; prices that are a branch's part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.i18n import use_language
from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.moved_start import moved_start
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import SELL
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.plan_why import why
from salesdesk.models.values.pricing import Category, Method, PriceRule, RoleRate, RoleRates, Terms
from salesdesk.models.values.rounding import Exact
from salesdesk.models.values.why import Why
from salesdesk.models.values.worked_rates import Stretch, shared
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from tests.values.test_plan_figures import ITEMS, edits, state

D = Decimal
NEW_YEAR = date(2027, 1, 1)
RATES = RoleRates(
    [
        RoleRate("Developer", D(50), D(100), date(2026, 1, 1), date(2026, 12, 31)),
        RoleRate("Developer", D(60), D(110), NEW_YEAR),
        RoleRate("Consultant", D(48)),
    ]
)
MARKUP = PriceRule(Method.MARKUP, D(50))
TERMS = Terms("EUR", date(2026, 12, 1), MARKUP, rates=RATES, by_work=True)
MONDAY = date(2026, 12, 28)  # four days in the old year, Friday in the new one


def placed(plan: WorkPlan, start: date = MONDAY, terms: Terms = TERMS) -> PlanFigures:
    figures = PlanFigures(plan, terms)
    figures.place(PlanSchedule(plan, OFFICE, start))
    return figures


@pytest.mark.parametrize(
    ("start", "rule", "cost", "unit", "sell"),
    [
        (date(2026, 11, 2), None, "2000.00", "75.00", "3000.00"),  # all of it in the old year
        (date(2027, 2, 1), None, "2400.00", "90.00", "3600.00"),  # all of it in the new one
        (MONDAY, None, "2080.00", None, "3120.00"),  # 32 x 50 + 8 x 60; 32 x 75 + 8 x 90
        (MONDAY, PriceRule(Method.ROLE), "2080.00", None, "4080.00"),  # 32 x 100 + 8 x 110
        (MONDAY, PriceRule(Method.RATE, D("79.75")), "2080.00", "79.75", "3190.00"),
        (MONDAY, PriceRule(Method.FIXED, D(3000)), "2080.00", None, "3000.00"),
    ],
)
def test_hours_take_the_rate_of_their_days(
    start: date, rule: PriceRule | None, cost: str, unit: str | None, sell: str
) -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40), rule=rule)])
    figures = placed(plan, start)
    priced = figures.rows[0].priced
    assert priced is not None
    assert (priced.cost, priced.unit, priced.sell) == (D(cost), unit and D(unit), D(sell))
    assert figures.totals().sell == D(sell)


def test_a_price_date_holds_for_all_of_the_work() -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40))])
    assert placed(plan, terms=replace(TERMS, by_work=False)).totals().cost == D(2000)


def test_moving_the_start_says_what_falls_into_the_new_year() -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40))])
    figures = placed(plan)
    before = figures.totals().cost
    moved = figures.place(PlanSchedule(plan, OFFICE, date(2027, 1, 4)))
    assert figures.totals().cost - before == D(320)
    assert {node.item.name for node in moved} == {"Code", ""}


def test_what_another_start_costs_is_said_in_hours_and_money() -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40)),
                     WorkItem("Talk", role="Consultant", effort=D(8))])  # fmt: skip
    moved = moved_start(placed(plan, date(2026, 11, 2)), placed(plan, date(2027, 1, 4)))
    assert (moved.cost, moved.sell) == (D(400), D(600))
    assert moved.hours == ((NEW_YEAR, D(40)),)
    assert not moved_start(placed(plan), placed(plan))


def test_a_split_price_says_why() -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40))])
    figures = placed(plan)
    found = why(figures, figures.rows[0], "cost")
    assert found is not None
    assert [(step.value, step.label) for step in found.steps] == [
        (D("1600.00"), "32 h from 2026-12-28"),
        (D("480.00"), "8 h from 2027-01-01"),
    ]


def told(found: Why) -> list[tuple[str, Exact | date | None]]:
    """The whole tree, one line a step."""
    return [(found.label, found.value), *(line for step in found.steps for line in told(step))]


def test_a_stretch_is_explained_by_its_own_hours() -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40))])
    figures = placed(plan)
    for column in ("cost", "loaded", "sell"):
        found = why(figures, figures.rows[0], column)
        assert found is not None
        for stretch, hours in zip(found.steps, (32, 8), strict=True):
            (effort,) = (step for step in stretch.steps if step.label == "Effort, hours")
            assert effort.value == D(hours), column


@pytest.mark.parametrize("rule", [PriceRule(Method.FIXED, D(3000)), PriceRule(Method.RATE, D(90))])
def test_a_price_that_no_rate_moves_is_explained_once(rule: PriceRule) -> None:
    plan = WorkPlan([WorkItem("Code", role="Developer", effort=D(40), rule=rule)])
    figures = placed(plan)
    found = why(figures, figures.rows[0], "sell")
    assert found is not None
    assert not any(" h from " in label for label, _value in told(found))
    if rule.method is Method.FIXED:
        assert sum(D(str(step.value)) for step in found.steps) == D(3000)


@pytest.mark.parametrize(
    ("column", "value"),
    [("low", "33"), ("high", "33"), ("deviation", "33"), ("contingency", "8"), ("quantity", "33")],
)
def test_every_figure_of_an_item_says_why(column: str, value: str) -> None:
    item = WorkItem("Code", role="Developer", low=D(20), effort=D(30), high=D(58), contingency=D(8))
    figures = placed(WorkPlan([item]))
    found = why(figures, figures.rows[0], column)
    assert found is not None
    assert found.value == D(value)
    assert found.steps


def test_the_deviation_of_a_branch_names_its_items() -> None:
    rows = [WorkItem("Phase", ItemKind.PHASE), *(
        WorkItem(name, level=1, low=D(20), effort=D(30), high=high)
        for name, high in (("A", D(58)), ("B", D(44)))
    ), WorkItem("C", level=1, effort=D(5))]  # fmt: skip
    figures = placed(WorkPlan(rows))
    found = why(figures, figures.rows[0], "deviation")
    assert found is not None
    assert found.value == figures.rows[0].deviation
    assert [(step.label, step.value) for step in found.steps] == [
        ("1.1 A", D("6.33")),
        ("1.2 B", D("4.00")),
    ]


def test_a_lump_sum_at_one_rate_is_rounded_once() -> None:
    rule = PriceRule(Method.RATE, D("79.99"))
    item = WorkItem("Code", role="Developer", effort=D("39.37"), rule=rule, is_lump_sum=True)
    figures = placed(WorkPlan([item]))
    priced = figures.rows[0].priced
    assert priced is not None
    assert len(priced.parts) == 2
    assert priced.sell == D("3149.21")  # 39.37 x 79.99 = 3,149.2063
    assert priced.unit is None


@given(
    st.decimals(0, 10_000, places=3),
    st.lists(st.integers(1, 10**7), min_size=2, max_size=6),
)
def test_shared_hours_are_all_of_them(amount: Decimal, seconds: list[int]) -> None:
    assert sum(shared(amount, [Stretch(MONDAY, each) for each in seconds])) == amount


def rows(*parts: tuple[int, str, Any]) -> WorkPlan:
    """Phases where a row has no price; fixed prices; or a rule."""
    found = []
    for level, name, price in parts:
        if price is None:
            found.append(WorkItem(name, ItemKind.PHASE, level))
        else:
            rule = price if isinstance(price, PriceRule) else PriceRule(Method.FIXED, D(price))
            found.append(WorkItem(name, level=level, rule=rule))
    return WorkPlan(found)


def part(percent: str, plan: WorkPlan, name: str, of: int | None) -> WorkPlan:
    """The plan, a row's price being a part of another row."""
    at = next(at for at, item in enumerate(plan) if item.name == name)
    rule = PriceRule(Method.PART, D(percent), None if of is None else plan[of].id)
    return plan.with_rows({at: replace(plan[at], rule=rule)})


BUILD = rows((0, "Build", None), (1, "Code", "1000"), (1, "Test", "333.33"),
             (1, "Lead", "0"), (0, "Manage", "0"), (0, "Travel", "100"))  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "name", "sell", "total"),
    [
        (part("10", BUILD, "Manage", 0), "Manage", "133.33", "1566.66"),
        (part("10", BUILD, "Lead", 0), "Lead", "133.33", "1566.66"),  # inside its own branch
        (part("12.5", BUILD, "Manage", 5), "Manage", "12.50", "1445.83"),
        (part("10", BUILD, "Manage", None), "Manage", "143.33", "1576.66"),  # of everything
        (part("10", part("10", BUILD, "Lead", 0), "Manage", 0), "Manage", "133.33", "1699.99"),
    ],
)
def test_a_part_of_a_branch(plan: WorkPlan, name: str, sell: str, total: str) -> None:
    figures = PlanFigures(plan, TERMS)
    node = next(node for node in figures.rows if node.item.name == name)
    assert figures.amount(node.sums[SELL]) == D(sell)
    assert figures.totals().sell == D(total)


def test_a_part_follows_its_branch_and_survives_its_end() -> None:
    plan = part("10", BUILD, "Manage", 0)
    figures = PlanFigures(plan, TERMS)
    dearer = plan.with_rows({1: replace(plan[1], rule=PriceRule(Method.FIXED, D(2000)))})
    touched = figures.show(dearer)
    assert figures.totals().sell == D("2666.66")
    assert "Manage" in {node.item.name for node in touched.nodes}
    figures.show(dearer.spliced(0, 4))
    assert figures.totals().sell == D(100)
    found = why(figures, figures.rows[0], "sell")
    assert found is not None
    assert "gone" in found.steps[0].source


def test_a_part_says_what_it_is_a_part_of() -> None:
    figures = PlanFigures(part("10", BUILD, "Manage", 0), TERMS)
    found = why(figures, figures.rows[4], "sell")
    assert found is not None
    (step,) = found.steps
    assert (step.label, step.value) == ("10 % of 1 Build", D("1333.33"))


PARTS = st.integers(0, 12)


@settings(max_examples=80, deadline=None)
@given(st.lists(ITEMS, min_size=1, max_size=12), st.lists(PARTS, max_size=3), st.data())
def test_updates_equal_a_full_recalculation(
    items: list[WorkItem], of: list[int], data: st.DataObject
) -> None:
    plan = WorkPlan(items)
    for at, base in enumerate(of):
        rule = PriceRule(Method.PART, D(10), items[base % len(items)].id)
        row = at % len(items)
        plan = plan.with_rows({row: replace(plan[row], rule=rule)})
    figures = placed(plan)
    for _step in range(4):
        plan = data.draw(edits(figures.plan)).apply(figures.plan)
        figures.show(plan)
        figures.place(PlanSchedule(plan, OFFICE, MONDAY))
        assert state(figures) == state(placed(plan))


def test_where_a_contingency_came_from_is_said_in_the_language_of_who_asks() -> None:
    terms = replace(TERMS, contingency={Category.SERVICE: D(8)})
    figures = PlanFigures(WorkPlan([WorkItem("Code", role="Developer", effort=D(40))]), terms)
    said = []
    for language in ("en", "de"):
        use_language(language)
        found = why(figures, figures.rows[0], "contingency")
        assert found is not None
        said.append(found.steps[0].source)
    use_language("en")
    assert said == ["8 %, from this estimation", "8 %, diese Kalkulation"]


def test_what_is_counted_says_its_quantity_where_others_have_their_effort() -> None:
    item = WorkItem("Licence", ItemKind.PRODUCT, quantity=D(10), cost_rate=D(120))
    figures = PlanFigures(WorkPlan([item]), TERMS)
    found = why(figures, figures.rows[0], "effort")
    assert found is not None
    assert (found.label, found.value) == ("Quantity", D(10))
