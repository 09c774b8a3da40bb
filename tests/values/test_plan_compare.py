"""Comparing plans: the effects add up, all taken is the later plan, none taken the earlier one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.models.values.plan_accept import accept, needed
from salesdesk.models.values.plan_compare import Comparison, Mark, compare
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.pricing import (
    Category,
    Method,
    PriceRule,
    RoleRate,
    RoleRates,
    Terms,
)
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan, copied

D = Decimal
RATES = RoleRates(
    [
        RoleRate("Developer", D("41.5"), D(80), date(2020, 1, 1), date(2026, 6, 30)),
        RoleRate("Developer", D("43.75"), D(84), date(2026, 7, 1)),
        RoleRate("Architect", D(65), D(130), date(2020, 1, 1)),
    ]
)
TERMS = Terms(
    "EUR",
    date(2026, 1, 1),
    types={Category.SERVICE: PriceRule(Method.MARGIN, D(35))},
    contingency={Category.SERVICE: D(8)},
    rates=RATES,
)


def item(level: int, name: str, **more: Any) -> WorkItem:
    return WorkItem(name, level=level, **more)


def task(level: int, name: str, hours: int, **more: Any) -> WorkItem:
    return item(level, name, role="Developer", effort=D(hours), **more)


BUILD = item(0, "Build", kind=ItemKind.PHASE)
BACK, FRONT, TEST = task(1, "Backend", 160), task(1, "Frontend", 120), task(1, "Test", 40)
SHIP = item(0, "Ship", kind=ItemKind.PHASE)
MOVE = task(1, "Move", 8)
BASE = WorkPlan([BUILD, BACK, FRONT, TEST, SHIP, MOVE])


def compared(before: WorkPlan, after: WorkPlan, terms: Terms = TERMS) -> Comparison:
    return compare(PlanFigures(before, TERMS), PlanFigures(after, terms))


def marks(found: Comparison) -> dict[str, list[str]]:
    return {row.item.name: [str(mark) for mark in row.marks] for row in found.rows}


def test_equal_plans_differ_in_nothing() -> None:
    assert compared(BASE, BASE).rows == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([BUILD, BACK, FRONT, TEST, SHIP], {"Move": ["removed"]}),
        ([BUILD, BACK, FRONT, TEST, item(1, "Help"), SHIP, MOVE], {"Help": ["added"]}),
        ([BUILD, FRONT, TEST, BACK, SHIP, MOVE], {"Backend": ["moved"]}),
        ([BUILD, BACK, FRONT, SHIP, MOVE, TEST], {"Test": ["moved"]}),
        (
            [BUILD, BACK, FRONT, replace(TEST, level=2), SHIP, MOVE],
            {"Frontend": ["repriced"], "Test": ["moved"]},
        ),
        ([SHIP, MOVE, BUILD, BACK, FRONT, TEST], {"Ship": ["moved"]}),
        ([BUILD, replace(BACK, name="Server"), FRONT, TEST, SHIP, MOVE], {"Server": ["changed"]}),
    ],
)
def test_each_kind_of_difference(rows: list[WorkItem], expected: dict[str, list[str]]) -> None:
    assert marks(compared(BASE, WorkPlan(rows))) == expected


def test_a_field_is_told_with_both_values_and_its_effect() -> None:
    found = compared(BASE, BASE.with_rows({1: replace(BACK, effort=D(200))}))
    (row,) = found.rows
    assert [(f.name, f.old, f.new) for f in row.fields] == [("effort", D(160), D(200))]
    assert row.effect.cost == 40 * D("41.5")
    assert found.effect == row.effect
    assert found.margin_with(found.effect) == found.after.totals().margin


def test_other_rates_reprice_what_did_not_change() -> None:
    later = replace(TERMS, price_date=date(2026, 12, 1))
    found = compared(BASE, BASE, later)
    assert marks(found) == {name: ["repriced"] for name in ("Backend", "Frontend", "Test", "Move")}
    assert found.effect.cost == 328 * D("2.25")


def test_another_currency_has_no_effect_to_tell() -> None:
    found = compared(BASE, BASE.with_rows({1: replace(BACK, effort=D(1))}), replace(
        TERMS, currency="USD"))  # fmt: skip
    assert not found.is_comparable
    assert not found.effect
    assert marks(found) == {"Backend": ["changed"]}


def test_a_revision_is_matched_by_what_its_rows_descend_from() -> None:
    rows = [replace(one, name=f"{one.name} 2") for one in copied(BASE.items, descend=True)]
    found = compared(BASE, WorkPlan(rows))
    assert all(row.marks == (Mark.CHANGED,) for row in found.rows)
    taken = accept(found, [row.key for row in found.rows])
    assert [one.id for one in taken] == [one.id for one in BASE]
    assert [one.name for one in taken] == [one.name for one in rows]


def test_two_estimations_are_matched_by_code_and_name_then_by_name_in_the_branch() -> None:
    build, back, front, test, ship, move = copied(BASE.items)
    later = WorkPlan([build, item(1, "Plan"), back, front, ship, test, move])
    assert marks(compared(BASE, later)) == {"Plan": ["added"], "Test": ["moved"]}


def test_links_are_compared_by_the_rows_they_wait_for() -> None:
    linked = BASE.with_rows({2: replace(FRONT, after=(Dependency(BACK.id),))})
    copy = WorkPlan(copied(linked.items))
    assert compared(linked, copy).rows == ()
    found = compared(BASE, copy)
    (row,) = found.rows
    assert accept(found, [row.key]) == linked


def test_a_new_branch_comes_with_its_chosen_child() -> None:
    phase, one, two = item(0, "Run", kind=ItemKind.PHASE), task(1, "Help", 5), task(1, "Watch", 6)
    found = compared(BASE, WorkPlan([*BASE, phase, one, two]))
    assert accept(found, [one.id]) == WorkPlan([*BASE, phase, one])
    assert needed(found, [one.id]) == {phase.id, one.id}


def test_a_removed_branch_takes_what_is_below_and_lets_out_what_moved() -> None:
    after = WorkPlan([replace(TEST, level=0), SHIP, MOVE])
    found = compared(BASE, after)
    assert accept(found, [BUILD.id]) == after


def test_a_link_to_a_row_that_is_not_taken_is_left_out() -> None:
    extra = task(1, "Extra", 3)
    after = WorkPlan(
        [BUILD, extra, replace(BACK, after=(Dependency(extra.id),), effort=D(1)), *BASE[2:]]
    )
    taken = accept(compared(BASE, after), [BACK.id])
    assert taken[1].after == ()
    assert taken[1].effort == 1


# properties


def _rows(rng: random.Random, count: int) -> list[WorkItem]:
    rows: list[WorkItem] = []
    for at in range(count):
        top = rows[-1].level + 1 if rows else 0
        row = task(rng.randint(0, min(top, 4)), f"T{at}", rng.randint(0, 90))
        rows.append(replace(row, is_optional=rng.random() < 0.1))
    return rows


def _edited(rng: random.Random, plan: WorkPlan) -> WorkPlan:
    rows = list(plan)
    for _step in range(rng.randint(0, 6)):
        kind = rng.randrange(5)
        at = rng.randrange(len(rows)) if rows else 0
        if kind == 0 or not rows:
            rows.insert(at, task(0, f"N{rng.random()}", rng.randint(1, 50)))
        elif kind == 1:
            del rows[at : WorkPlan(rows).end_of(at)]
        elif kind == 2:
            end = WorkPlan(rows).end_of(at)
            branch = rows[at:end]
            del rows[at:end]
            to = rng.randint(0, len(rows))
            rows[to:to] = branch
        elif kind == 3:
            rows[at] = replace(rows[at], effort=D(rng.randint(1, 99)))
        else:
            rows[at] = replace(rows[at], level=max(0, rows[at].level + rng.choice((-1, 1))))
    for at, row in enumerate(rows):
        top = rows[at - 1].level + 1 if at else 0
        rows[at] = replace(row, level=min(row.level, top))
    return WorkPlan(rows)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_effects_add_up_and_acceptance_goes_all_the_way(seed: int) -> None:
    rng = random.Random(seed)
    before = WorkPlan(_rows(rng, rng.randint(0, 14)))
    after = _edited(rng, before)
    terms = replace(TERMS, price_date=date(2026, 12, 1)) if rng.random() < 0.5 else TERMS
    found = compared(before, after, terms)
    feet = found.before.totals(), found.after.totals()
    assert found.effect.cost == feet[1].cost - feet[0].cost
    assert found.effect.loaded == feet[1].loaded - feet[0].loaded
    assert found.effect.sell == feet[1].sell - feet[0].sell
    assert accept(found, [row.key for row in found.rows]) == after
    assert accept(found, []) == before
    some = [row.key for row in found.rows if rng.random() < 0.5]
    taken = accept(found, some)
    keys = [one.id for one in taken]
    assert len(keys) == len(set(keys))
    gone = {row.key for row in found.rows if Mark.REMOVED in row.marks} & needed(found, some)
    assert {one.id for one in before} - gone <= set(keys)
    again = compare(PlanFigures(taken, TERMS), PlanFigures(after, TERMS))
    assert accept(again, [row.key for row in again.rows]) == after
