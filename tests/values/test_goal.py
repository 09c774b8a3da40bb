"""A wanted total over chosen branches: to the cent, the others left alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.goal import spread
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import SELL, Node
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import ItemKind, WorkItem
from tests.values.test_plan_figures import EXAMPLE, TERMS

D = Decimal


def named(figures: PlanFigures, *names: str) -> list[Node]:
    return [node for node in figures.rows if node.item.name in names]


@pytest.mark.parametrize(
    ("wanted", "branches", "kept"),
    [
        ("33074.86", ("Discovery", "Build"), {"Products": "4189.00", "Travel": "1554.00"}),
        ("30000", ("Build",), {"Discovery": "5782.00", "Products": "4189.00"}),
        ("33623.01", ("Travel",), {"Build": "22098.00"}),
        ("40000", ("Build", "Backend"), {"Discovery": "5782.00"}),  # Backend stands in Build
    ],
)
def test_chosen_branches_bring_the_total(
    wanted: str, branches: tuple[str, ...], kept: dict[str, str]
) -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    after = PlanFigures(spread(D(wanted), figures, named(figures, *branches)), TERMS)
    assert after.totals().sell == D(wanted)
    for name, amount in kept.items():
        (node,) = named(after, name)
        assert after.amount(node.sums[SELL]) == D(amount)


def test_a_part_of_a_chosen_branch_moves_with_it() -> None:
    rule = PriceRule(Method.PART, D(10), EXAMPLE[3].id)
    plan = EXAMPLE.spliced(10, 0, WorkItem("Manage", ItemKind.TASK, rule=rule))
    figures = PlanFigures(plan, TERMS)
    after = PlanFigures(spread(D(40000), figures, named(figures, "Build")), TERMS)
    assert after.totals().sell == D(40000)
    (manage,) = named(after, "Manage")
    (build,) = named(after, "Build")
    assert abs(after.amount(manage.sums[SELL]) * 10 - after.amount(build.sums[SELL])) < D("0.1")


def test_what_stays_can_be_too_dear() -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    with pytest.raises(InvalidInput, match="alone"):
        spread(D(1000), figures, named(figures, "Travel"))


@settings(max_examples=60, deadline=None)
@given(st.integers(10_000_00, 90_000_00), st.sets(st.integers(0, 9), min_size=1))
def test_any_total_is_met_to_the_cent(cents: int, rows: set[int]) -> None:
    figures = PlanFigures(EXAMPLE, TERMS)
    wanted = D(cents) / 100
    try:
        plan = spread(wanted, figures, [figures.rows[at] for at in sorted(rows)])
    except InvalidInput:
        return
    assert PlanFigures(plan, TERMS).totals().sell == wanted
    assert [replace(item, rule=None) for item in plan] == [
        replace(item, rule=None) for item in EXAMPLE
    ]
