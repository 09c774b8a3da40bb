from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.allocation import allocate, allocate_equally, round_shares
from salesdesk.models.values.controlled import round_grid
from salesdesk.models.values.distribution import Cell, Lock, Model, Plan, Share, distribute
from salesdesk.models.values.periods import (
    Period,
    PeriodKind,
    check,
    generate,
    leaf_on,
    leaves,
    split_months,
)
from tests.values.cases import cases

D = Decimal
CENT = D("0.01")
OUT_OF_SCOPE = {"bd-04", "bd-07", "bd-14"}  # rules of records, tested with the budgets' service


@pytest.mark.parametrize(
    "case",
    [
        each
        for each in cases("budget_period")
        if each.get("applicability") != "peer_specific" and each["id"] not in OUT_OF_SCOPE
    ],
    ids=lambda case: case["id"],
)
def test_periods_and_budgets_as_other_programs_do(case: dict[str, Any]) -> None:
    given_, expected = case["input"], case["expected"]
    if "months_per_period" in given_:
        start, end = map(date.fromisoformat, (given_["exercise_start"], given_["exercise_end"]))
        spans = split_months(
            start, end, int(given_["months_per_period"]), int(given_["period_end_day"])
        )
        assert len(spans) == expected["period_count"]
        assert (spans[0][0], spans[-1][1]) == (start, end)
        assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(spans))
    elif "periods" in given_:
        parts = allocate_equally(given_["amount"], int(given_["periods"]), CENT)
        assert set(parts) == {expected["each"]}
    else:
        weights = given_.get("split_pct") or given_["sellers_pct"]
        parts = allocate(given_["amount"], weights, CENT)
        assert parts == (expected.get("split") or expected["sellers_amount"])


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("annual", 1),
        ("half_year", 2),
        ("quarterly", 4),
        ("monthly", 12),
        ("weekly", 53),
        ("4-4-5", 12),
    ],
)
@pytest.mark.parametrize("start", [date(2026, 1, 1), date(2025, 7, 1), date(2029, 4, 6)])
def test_generated_periods_cover_the_exercise_once(kind: str, count: int, start: date) -> None:
    end = start.replace(year=start.year + 1) - timedelta(days=1)
    periods = generate(PeriodKind(kind), start, end)
    assert check(periods, start, end) == []
    assert len(leaves(periods)) == count
    names = {period.name for period in periods}
    assert len(names) == len(periods)
    assert all(period.parent is None or period.parent in names for period in periods)


def test_a_fiscal_year_has_its_own_quarters() -> None:
    periods = generate(PeriodKind.MONTHLY, date(2025, 7, 1), date(2026, 6, 30))
    leaf = leaf_on(periods, date(2025, 9, 30))
    assert leaf
    assert (leaf.name, leaf.parent) == ("September 2025", "Q1")


def test_faults_of_hand_made_periods_are_told() -> None:
    start, end = date(2026, 1, 1), date(2026, 3, 31)
    overlapping = [Period("A", start, date(2026, 2, 1)), Period("B", date(2026, 2, 1), end)]
    gap = [Period("A", start, date(2026, 1, 31)), Period("B", date(2026, 2, 2), end)]
    outside = [Period("A", start, date(2026, 4, 1))]
    assert "overlap" in check(overlapping, start, end)[0].message
    assert "gap" in check(gap, start, end)[0].message
    assert "outside" in check(outside, start, end)[0].message
    assert "no periods" in check([], start, end)[0].message
    with pytest.raises(InvalidInput):
        generate(PeriodKind.MONTHLY, end, start)


def plan(
    amount: str,
    periods: str,
    regions: str = "",
    model: str = "period-region",
    locked: tuple[Lock, ...] = (),
) -> Plan:
    return Plan(
        D(amount),
        CENT,
        Model(model),
        tuple(Share(f"P{at}", D(each)) for at, each in enumerate(periods.split(), 1)),
        tuple(
            Share(f"R{at}", D(each), (Share("Ana", D(2)), Share("Bo", D(1))))
            for at, each in enumerate(regions.split(), 1)
        ),
        locked,
    )


def sums(cells: tuple[Cell, ...], key: str) -> list[Decimal]:
    found: dict[str, Decimal] = {}
    for cell in cells:
        name = getattr(cell, key)
        found[name] = found.get(name, D(0)) + cell.amount
    return list(found.values())


def test_rows_and_columns_are_both_met() -> None:
    cells = distribute(plan("1000000.00", "1 1 1", "45 35 20"))
    assert sums(cells, "period") == [D("333333.34"), D("333333.33"), D("333333.33")]
    assert sums(cells, "region") == [450_000, 350_000, 200_000]


def test_a_period_only_budget() -> None:
    cells = distribute(plan("1200000", "6 6 9 8 8 9 6 4 10 11 12 11", model="period"))
    assert [cell.amount for cell in cells][:3] == [72_000, 72_000, 108_000]
    even = distribute(plan("10.00", "0 0 0", model="period"))
    assert [cell.amount for cell in even] == [D("3.34"), D("3.33"), D("3.33")]


def test_the_grid_that_no_cent_can_fill() -> None:
    rows = [Fraction(row) for row in ("1", "1", "0", "95.99", "1", "1")]
    columns = [1, 1, 49, 0, 0]
    whole = sum(rows) * 51
    exact = [[16 * row * column / whole for column in columns] for row in rows]
    row_targets = round_shares(16, [sum(row, Fraction()) for row in exact])
    column_targets = round_shares(16, [sum(each, Fraction()) for each in zip(*exact, strict=True)])
    found = round_grid(exact, row_targets, column_targets)
    assert [sum(row) for row in found] == row_targets
    assert [sum(each) for each in zip(*found, strict=True)] == column_targets
    assert min(min(row) for row in found) >= 0


@pytest.mark.parametrize(
    "wrong",
    [
        plan("-1", "1"),
        plan("10", "1 -1", "1"),
        plan("10", "", "1"),
        plan("10", "1 1", "1", locked=(Lock("P1", "R1", None, D(11)),)),
        plan("10", "1 1", "1", locked=(Lock("P9", "R1", None, D(1)),)),
        plan("10", "1 1", "1", locked=(Lock("P1", None, None, D(1)),)),
        plan("10", "1 1", "1", locked=(Lock("P1", "R1", "Ana", D(1)),)),
        plan("10", "1", "1", locked=(Lock("P1", "R1", None, D(9)),)),
        plan("10", "1", "1", locked=(Lock("P1", "R1", None, D(1)),) * 2),
        plan("10.001", "1", "1"),
    ],
)
def test_what_can_not_be_distributed_is_refused(wrong: Plan) -> None:
    with pytest.raises(InvalidInput):
        distribute(wrong)


def test_locks_that_cut_the_grid_apart_still_make_the_whole() -> None:
    locks = (Lock("P1", "R1", None, D(0)), Lock("P2", "R2", None, D(0)))
    cells = distribute(plan("0.01", "1 1", "1 1", locked=locks))
    assert sum(cell.amount for cell in cells) == CENT


weights = st.lists(st.decimals(0, 99, places=2), min_size=1, max_size=6)


@settings(deadline=None)
@given(
    st.integers(0, 10**7),
    weights,
    weights,
    st.sampled_from(["period-region", "period-region-seller"]),
)
def test_no_cent_is_lost_and_no_total_drifts(
    cents: int, periods: list[Decimal], regions: list[Decimal], model: str
) -> None:
    amount = D(cents) * CENT
    asked = plan(str(amount), " ".join(map(str, periods)), " ".join(map(str, regions)), model)
    cells = distribute(asked)
    assert all(cell.amount >= 0 for cell in cells)
    assert cells == distribute(asked)
    for key, given_ in (("period", periods), ("region", regions)):
        target = allocate(amount, given_ if any(given_) else [1] * len(given_), CENT)
        assert sums(cells, key) == target


@settings(deadline=None)
@given(
    st.integers(0, 10**6),
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.integers(1, 3),
            st.sampled_from([None, "Ana", "Bo"]),
            st.integers(0, 99),
        ),
        max_size=4,
        unique_by=lambda lock: lock[:3],
    ),
)
def test_locked_cells_keep_their_amount(
    cents: int, locks: list[tuple[int, int, str | None, int]]
) -> None:
    locked = tuple(
        Lock(f"P{period}", f"R{region}", seller, D(amount) * CENT)
        for period, region, seller, amount in locks
    )
    asked = plan(str(D(cents) * CENT), "3 1 2", "5 2 2", "period-region-seller", locked)
    try:
        cells = distribute(asked)
    except InvalidInput:
        return
    assert sum(cell.amount for cell in cells) == D(cents) * CENT
    for lock in locked:
        held = [
            cell.amount
            for cell in cells
            if (cell.period, cell.region) == (lock.period, lock.region)
            and lock.seller in (None, cell.seller)
        ]
        assert sum(held) == lock.amount
