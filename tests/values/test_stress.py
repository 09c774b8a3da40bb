"""A margin under a moving exchange rate: the vector of rule E13, and the rate at the floor."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from salesdesk.models.values.exchange import convert
from salesdesk.models.values.margin import exact_margin
from salesdesk.models.values.stress import CHANGES, margin_at, rate_at_floor, stressed

D = Decimal
CENT = D("0.01")


@pytest.mark.parametrize(
    ("rate", "cost", "margin"),
    [("1.0890", "22869.00", "28.53"), ("1.1450", "24045.00", "24.86")],
)
def test_cost_21000_eur_price_32000_usd(rate: str, cost: str, margin: str) -> None:
    assert convert(D(21000), D(rate), CENT) == D(cost)
    assert margin_at(D(32000), D(21000), D(rate), CENT) == D(margin)


@pytest.mark.parametrize(
    ("change", "margin"),
    [("-10", "20.59"), ("-5", "24.77"), ("0", "28.53"), ("5", "31.94"), ("10", "35.03")],
)
def test_the_price_is_worth_more_or_less(change: str, margin: str) -> None:
    [found] = stressed(D(32000), D("22869.00"), [D(change)])
    assert found.margin == D(margin)


def test_the_margin_falls_with_the_worth_of_the_price() -> None:
    found = [each.exact for each in stressed(D(32000), D("22869.00"))]
    assert found == sorted(found, key=lambda exact: exact or Fraction(0))
    assert len(found) == len(CHANGES)


@pytest.mark.parametrize("floor", ["0", "20", "28", "28.53", "40"])
def test_at_the_rate_of_the_floor_the_margin_is_the_floor(floor: str) -> None:
    rate = 1 / Fraction("1.0890")
    found = rate_at_floor(D(32000), D("22869.00"), rate, D(floor))
    assert found is not None
    worth = Fraction(32000) * found
    assert exact_margin(worth, Fraction(D("22869.00")) * rate) == Fraction(floor)


@pytest.mark.parametrize(("price", "cost"), [("0", "100"), ("100", "0")])
def test_where_no_rate_meets_the_floor(price: str, cost: str) -> None:
    assert rate_at_floor(D(price), D(cost), D(1), D(20)) is None
    assert stressed(D(0), D(100))[0].margin is None
