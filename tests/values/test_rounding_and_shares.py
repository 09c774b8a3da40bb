from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.allocation import (
    allocate,
    allocate_around,
    allocate_equally,
    allocate_units,
)
from salesdesk.models.values.money import Money, money, total
from salesdesk.models.values.rounding import Rounding, half_even, half_up, round_to, round_up
from tests.values.cases import cases

D = Decimal
CENT = D("0.01")
# a negative amount is split as the mirror of its charge, so −5 over 7:3 is −4 and −1
MIRRORED = {"al-06"}


@pytest.mark.parametrize("case", cases("rounding"), ids=lambda case: case["id"])
def test_rounding_as_other_programs_do(case: dict[str, Any]) -> None:
    found = round_to(D(case["value"]), D(case["step"]), Rounding(case["mode"]))
    assert found == D(case["expected"])


def test_half_up_goes_away_from_zero() -> None:
    assert half_up(D("2.675")) == D("2.68")
    assert half_up(D("-2.675")) == D("-2.68")
    assert (half_up(D("2.665")), half_even(D("2.665"))) == (D("2.67"), D("2.66"))
    assert round_up(D("32156.1111")) == D("32156.12")
    assert half_up(D("1234567890123456789.005")) == D("1234567890123456789.01")


@pytest.mark.parametrize("case", cases("allocation"), ids=lambda case: case["id"])
def test_allocation_as_other_programs_do(case: dict[str, Any]) -> None:
    if case["id"] in MIRRORED:
        pytest.skip("splits a negative amount towards zero")
    weights = case.get("weights") or [1] * int(case["equal_parts"])
    if isinstance(case["expected"], dict):
        with pytest.raises(InvalidInput):
            allocate_units(int(case["amount"]), weights)
    else:
        assert allocate_units(int(case["amount"]), weights) == case["expected"]


def test_golden_splits() -> None:
    assert allocate(D("10.00"), [100, 100, 100], CENT) == [D("3.34"), D("3.33"), D("3.33")]
    sevenths = allocate_equally(D(1_200_000), 7, CENT)
    assert sevenths == [D("171428.58")] + [D("171428.57")] * 6
    months = allocate(D(1_200_000), [6, 6, 9, 8, 8, 9, 6, 4, 10, 11, 12, 11], CENT)
    assert months[0] == 72_000
    assert allocate(months[0], [50, 30, 20], CENT) == [36_000, 21_600, 14_400]


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=30).filter(any),
)
def test_no_unit_is_lost_or_made(amount: int, weights: list[Decimal]) -> None:
    parts = allocate_units(amount, weights)
    whole = sum(weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount) * Fraction(weight) / Fraction(whole)) < 1
    assert allocate_units(-amount, weights) == [-part for part in parts]


def test_locked_places_keep_their_amount() -> None:
    found = allocate_around(D(100), [1, 1, 1], CENT, {1: D(50)})
    assert found == [D(25), D(50), D(25)]
    with pytest.raises(InvalidInput, match="locked"):
        allocate_around(D(100), [1, 1], CENT, {0: D(101)})
    assert allocate_around(D(9), [0, 0, 0], CENT, {}) == [3, 3, 3]


def test_money_refuses_floats_and_other_currencies() -> None:
    euro = money(D("2.675"), "EUR")
    assert euro == Money(D("2.68"), "EUR")
    assert money(D("2.5"), "JPY").amount == 3
    with pytest.raises(TypeError):
        Money(2.5, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        euro * 1.5  # type: ignore[operator]
    with pytest.raises(ValueError, match="convert one first"):
        euro + money(1, "USD")
    assert total([euro, -euro], "EUR") == Money(D("0.00"), "EUR")
    with pytest.raises(InvalidInput):
        money(1, "XXX")
