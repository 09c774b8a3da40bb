"""The figures of a plan: the worked example to the cent, and updates that equal the full pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_why import why
from salesdesk.models.values.pricing import (
    Category,
    Method,
    PriceRule,
    RoleRate,
    RoleRates,
    Terms,
    goal_net,
)
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import (
    Carry,
    Delete,
    Duplicate,
    Edit,
    Indent,
    Insert,
    Move,
    SetFields,
    Several,
    set_field,
)

D = Decimal

RATES = RoleRates(
    RoleRate(role, D(cost), None, date(2026, 7, 1), date(2027, 6, 30), "Standard EUR")
    for role, cost in {
        "Consultant": "48",
        "Architect": "65",
        "Senior dev": "52",
        "Developer": "41.5",
    }.items()
)
TERMS = Terms(
    "EUR",
    date(2026, 12, 30),
    types={
        Category.SERVICE: PriceRule(Method.MARGIN, D(35)),
        Category.PRODUCT: PriceRule(Method.MARKUP, D(18)),
        Category.EXPENSE: PriceRule(Method.MARKUP, D(5)),
    },
    contingency={Category.SERVICE: D(8)},
    rates=RATES,
)


def item(level: int, name: str, **more: Any) -> WorkItem:
    return WorkItem(name, level=level, **more)


def counted(level: int, name: str, kind: ItemKind, quantity: int, rate: str) -> WorkItem:
    return item(level, name, kind=kind, quantity=D(quantity), cost_rate=D(rate))


EXAMPLE = WorkPlan(
    [
        item(0, "Discovery", kind=ItemKind.PHASE),
        item(1, "Workshops", role="Consultant", effort=D(40)),
        item(1, "Architecture", role="Architect", effort=D(24)),
        item(0, "Build", kind=ItemKind.PHASE),
        item(1, "Backend", role="Senior dev", effort=D(160)),
        item(1, "UI", role="Developer", effort=D(120)),
        item(0, "Products", kind=ItemKind.PHASE),
        counted(1, "Licences", ItemKind.PRODUCT, 10, "120"),
        counted(1, "Server", ItemKind.PRODUCT, 1, "2350"),
        counted(0, "Travel", ItemKind.EXPENSE, 1, "1480"),
    ]
)


def test_the_worked_example_rate_first() -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    totals = figures.totals()
    assert totals.by_category[Category.SERVICE].sell == D("27880.00")
    assert totals.by_category[Category.SERVICE].loaded == D("18122.40")
    assert (totals.cost, totals.loaded, totals.sell) == (
        D("21810.00"),
        D("23152.40"),
        D("33623.00"),
    )
    assert (totals.profit, totals.margin, totals.markup) == (
        D("10470.60"),
        D("31.14"),
        D("45.22"),
    )
    assert (totals.multiplier, totals.bare_margin) == (D("1.4522"), D("35.13"))
    assert totals.effort == 344
    sells = [figures.amount(node.sums[4]) for node in figures.rows]
    assert sells == [
        D(text)
        for text in [
            "5782.00",
            "3190.00",
            "2592.00",
            "22098.00",
            "13824.00",
            "8274.00",
            "4189.00",
            "1416.00",
            "2773.00",
            "1554.00",
        ]
    ]
    units = [node.priced.unit for node in figures.rows if node.priced]
    assert units[:4] == [D("79.75"), D("108.00"), D("86.40"), D("68.95")]


def test_the_worked_example_amount_first() -> None:
    figures = PlanFigures(EXAMPLE, replace(TERMS, lump_sums=True))
    assert figures.totals().by_category[Category.SERVICE].sell == D("27880.61")


def test_goal_margin() -> None:
    assert goal_net(D("23152.40"), D(30), D("0.01")) == D("33074.86")


def test_three_points() -> None:
    plan = WorkPlan([item(0, "x", low=D(20), effort=D(30), high=D(58))])
    node = PlanFigures(plan, TERMS).root
    assert (node.effort, node.deviation) == (D(33), D("6.33"))


def test_the_nearest_rule_wins() -> None:
    company = replace(TERMS, types={}, company=PriceRule(Method.MARKUP, D(10)))
    task = item(2, "t", role="Consultant", effort=D(1))
    branch = item(1, "b", rule=PriceRule(Method.MARKUP, D(100)))
    plan = WorkPlan([item(0, "p"), branch, task])

    def winner(plan: WorkPlan, terms: Terms) -> tuple[str, D]:
        priced = PlanFigures(plan, terms).rows[-1].priced
        assert priced
        return priced.source.value, priced.sell

    plain = WorkPlan([item(0, "p"), item(1, "b"), task])
    assert winner(plain, company) == ("company", D("57.02"))
    estimation = replace(company, estimation=PriceRule(Method.MARKUP, D(20)))
    assert winner(plain, estimation) == ("estimation", D("62.21"))
    assert winner(plain, TERMS) == ("type", D("79.75"))
    assert winner(plan, TERMS) == ("branch", D("103.68"))
    line = WorkPlan([*plan[:2], replace(task, rule=PriceRule(Method.RATE, D(99)))])
    assert winner(line, TERMS) == ("line", D("99.00"))


def test_rates_by_date() -> None:
    rates = RoleRates([RoleRate("Dev", D(50)), RoleRate("Dev", D(60), valid_from=date(2027, 1, 1))])
    plan = WorkPlan([item(0, "x", role="dev", effort=D(2))])
    for day, cost in ((date(2026, 12, 31), D(100)), (date(2027, 1, 1), D(120))):
        terms = replace(TERMS, price_date=day, rates=rates)
        assert PlanFigures(plan, terms).totals().cost == cost


def test_optional_items_count_nothing() -> None:
    rows = list(EXAMPLE)
    rows[3] = replace(rows[3], is_optional=True)
    totals = PlanFigures(WorkPlan(rows), TERMS).totals()
    assert totals.sell == D("11525.00")
    assert totals.by_category[Category.SERVICE].sell == D("5782.00")


def test_codes() -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    codes = [node.code for node in figures.rows]
    assert (
        codes == EXAMPLE.codes() == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "3.2", "4"]
    )


def test_why_a_rate() -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    found = why(figures, figures.rows[4], "sell_rate")
    assert found
    assert [(step.label, step.value) for step in found.steps] == [
        ("Cost rate, Senior dev", D(52)),
        ("× 1.08 contingency", D("56.16")),
        ("÷ (1 − 0.35) margin", D("86.4")),
        ("rounded half up", D("86.40")),
    ]
    assert found.steps[0].source == "Standard EUR, 2026-07-01 – 2027-06-30"
    assert "type Services" in found.steps[2].source
    assert "160 × 86.40 = 13824.00" in found.steps[3].source


@pytest.mark.parametrize("column", ["effort", "cost", "loaded", "sell"])
def test_why_a_sum_is_the_sum_of_its_steps(column: str) -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    found = why(figures, figures.root, column)
    assert found
    assert sum(D(str(step.value)) for step in found.steps) == found.value


def state(figures: PlanFigures) -> list[Any]:
    return [
        figures.totals(),
        [(node.item, node.code, tuple(node.sums), node.inherited) for node in figures.rows],
        tuple(figures.root.sums),
    ]


KINDS = st.sampled_from(list(ItemKind))
ITEMS = st.builds(
    WorkItem,
    name=st.just("x"),
    kind=KINDS,
    level=st.integers(0, 4),
    role=st.sampled_from(["", "Consultant", "Developer"]),
    effort=st.none() | st.decimals(0, 100, places=2),
    quantity=st.none() | st.integers(0, 9).map(D),
    cost_rate=st.none() | st.decimals(0, 99, places=2),
    rule=st.none() | st.builds(PriceRule, st.just(Method.MARKUP), st.integers(0, 90).map(D)),
    contingency=st.none() | st.integers(0, 9).map(D),
    is_optional=st.sampled_from([False, False, False, True]),
    is_plugged=st.booleans(),
)


def carried(draw: st.DrawFn, plan: WorkPlan, at: int) -> Carry:
    """A branch dragged anywhere that the mouse could drop it."""
    to = draw(st.integers(0, len(plan)).filter(lambda row: not at < row < plan.end_of(at)))
    levels = Carry.levels(plan, at, at, to)
    return Carry(at, at, to, draw(st.sampled_from(levels)))


@st.composite
def edits(draw: st.DrawFn, plan: WorkPlan) -> Edit:  # noqa: PLR0911 one for each kind of edit
    rows: Sequence[int] = range(len(plan))
    if not rows:
        return Insert(0, (draw(ITEMS),))
    at = draw(st.sampled_from(rows))
    kind = draw(st.integers(0, 10))
    if kind == 0:
        return SetFields(((at, {"effort": draw(st.integers(0, 50).map(D))}),), "set")
    if kind == 1:
        other = draw(ITEMS)
        values = {name: getattr(other, name) for name in ("kind", "rule", "is_optional", "name")}
        return SetFields(((at, values), (0, {"role": "Architect"})), "set")
    if kind == 10:
        some = draw(st.lists(st.sampled_from(rows), max_size=6, unique=True))
        return set_field(some, "is_optional", draw(st.booleans()), "set optional")
    if kind == 2:
        return Insert(at, tuple(draw(st.lists(ITEMS, min_size=1, max_size=4))))
    if kind == 3:
        return Delete((at,))
    if kind == 4:
        return Indent((at,), draw(st.sampled_from([1, -1])))
    if kind == 5:
        more = draw(st.lists(st.sampled_from(rows), max_size=3))
        return Duplicate(tuple({at, *more}))
    if kind == 6:
        over = SetFields(((at, {"effort": D(7), "name": "pasted"}),), "")
        return Several(
            (over, Insert(plan.end_of(at), tuple(draw(st.lists(ITEMS, max_size=3))))), ""
        )
    if kind in (7, 8):
        return carried(draw, plan, at)
    return Move(at, at, draw(st.sampled_from([1, -1])))


def test_many_branches_made_optional_count_their_rows_once() -> None:
    branches = 60
    plan = WorkPlan(
        item(at % 3, f"Row {at}", role="Developer", effort=D(at)) for at in range(branches * 3)
    )
    figures = PlanFigures(plan, TERMS)
    visits = figures.visits
    figures.show(set_field(range(len(plan)), "is_optional", True, "").apply(plan))
    assert figures.visits - visits <= 4 * len(plan)
    assert state(figures) == state(PlanFigures(figures.plan, TERMS))


def test_parts_of_many_rows_find_them_in_one_pass() -> None:
    bases = [item(0, f"Base {at}", role="Developer", effort=D(at + 1)) for at in range(100)]
    parts = [item(0, f"Part {at}", effort=D(1)) for at in range(100)]
    figures = PlanFigures(WorkPlan([*bases, *parts]), TERMS)
    visits, count = figures.visits, len(figures.rows)
    rules = [PriceRule(Method.PART, D(10), base.id) for base in bases]
    edit = SetFields(tuple((100 + at, {"rule": rule}) for at, rule in enumerate(rules)), "")
    figures.show(edit.apply(figures.plan))
    assert figures.visits - visits <= 4 * count
    assert state(figures) == state(PlanFigures(figures.plan, TERMS))


@settings(max_examples=120, deadline=None)
@given(st.lists(ITEMS, max_size=14), st.data())
def test_updates_equal_a_full_recalculation(items: list[WorkItem], data: st.DataObject) -> None:
    plan = WorkPlan(items)
    figures = PlanFigures(plan, TERMS)
    for _step in range(6):
        before = figures.plan
        edit = data.draw(edits(before))
        after = edit.apply(before)
        figures.show(after)
        assert state(figures) == state(PlanFigures(after, TERMS))
        figures.show(before)
        assert state(figures) == state(PlanFigures(before, TERMS))
        figures.show(after)
        assert [node.code for node in figures.rows] == after.codes()
