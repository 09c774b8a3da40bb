from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.values.exchange import (
    Quote,
    RateTable,
    check_rate,
    convert,
    convert_through,
)
from salesdesk.models.values.margin import (
    Part,
    keeps_margin,
    loaded_cost,
    margin,
    margin_of_markup,
    markup,
    markup_of_margin,
    price_at_margin,
    price_at_markup,
    ways_to_margin,
)
from salesdesk.models.values.money import Money
from salesdesk.models.values.priced_lines import Line
from salesdesk.models.values.rounding import half_up, step_of
from salesdesk.models.values.tiers import Tier, TierForm, tier_price
from salesdesk.models.values.totals import Document, document_totals
from tests.values.cases import cases

D = Decimal


def case(name: str, wanted: str) -> dict[str, Any]:
    return next(each for each in cases(name) if each["id"] == wanted)


def test_range_and_slab() -> None:
    tiers = [Tier(D(0), D(0)), Tier(D(10), D(10)), Tier(D(20), D(20))]
    assert tier_price(D(25), D(10), tiers) == D("200.00")
    assert tier_price(D(25), D(10), tiers, TierForm.SLAB) == D("230.00")


@pytest.mark.parametrize(
    ("margin_percent", "markup_percent"),
    [
        (10, "11.11"),
        (20, "25.00"),
        (25, "33.33"),
        (30, "42.86"),
        (35, "53.85"),
        (40, "66.67"),
        (50, "100.00"),
    ],
)
def test_margin_and_markup_turn_into_each_other(margin_percent: int, markup_percent: str) -> None:
    found = markup_of_margin(margin_percent)
    assert half_up(found) == D(markup_percent)
    assert margin_of_markup(found) == margin_percent


def test_what_has_no_margin_has_none() -> None:
    assert margin(0, 5) is None
    assert markup(5, 0) is None
    assert (margin(D(80), D(100)), markup(D(80), D(100))) == (D("-25.00"), D("-20.00"))
    assert not keeps_margin(D("32156.11"), D("23152.40"), 28)
    with pytest.raises(InvalidInput, match="below 100"):
        price_at_margin(D(10), 100)


def test_estimation_0031_rate_first() -> None:
    rows = [
        (40, "48.00", "79.75"),
        (24, "65.00", "108.00"),
        (160, "52.00", "86.40"),
        (120, "41.50", "68.95"),
    ]
    sold = D(0)
    for hours, cost, sell in rows:
        rate = price_at_margin(loaded_cost(D(cost), 8), 35)
        assert rate == D(sell)
        sold += hours * rate
    assert sold == D("27880.00")
    at_once = sum(price_at_margin(hours * loaded_cost(D(cost), 8), 35) for hours, cost, _ in rows)
    assert at_once == D("27880.61")
    goods = (
        price_at_markup(D(1200), 18) + price_at_markup(D(2350), 18) + price_at_markup(D(1480), 5)
    )
    assert sold + goods == D("33623.00")
    assert (margin(sold + goods, D("23152.40")), markup(sold + goods, D("23152.40"))) == (
        D("31.14"),
        D("45.22"),
    )
    assert price_at_margin(D("23152.40"), 30) == D("33074.86")


def test_ways_to_reach_a_floor() -> None:
    parts = [
        Part("work", D("700.00"), D("600.00"), is_effort=True),
        Part("goods", D("300.00"), D("200.00")),
        Part("extra", D("100.00"), D("110.00"), is_optional=True),
    ]
    ways = ways_to_margin(parts, D("50.00"), D(15))
    assert [(way.setting, way.parts, way.net) for way in ways] == [
        (D("2.95"), ("work",), D("1070.59")),
        (D("29.41"), (), D("1070.59")),
        (None, ("extra",), D("950.00")),
    ]
    assert ways_to_margin(parts[:2], D(0), D(15)) == ()


EURO_RATES = RateTable(
    "EUR",
    [
        Quote(date(1999, 1, 4), "USD", D("1.1789")),
        Quote(date(2022, 9, 30), "USD", D("0.9748")),
        Quote(date(2022, 9, 30), "GBP", D("0.88300")),
        Quote(date(2022, 10, 3), "USD", D("0.9764")),
    ],
)


def test_rates_by_day() -> None:
    assert EURO_RATES.per_base("USD", date(1999, 1, 4)) == Fraction("1.1789")
    for day in (1, 2):
        assert EURO_RATES.day_of("USD", date(2022, 10, day)) == date(2022, 9, 30)
    with pytest.raises(InvalidInput, match="on or before"):
        EURO_RATES.day_of("USD", date(1999, 1, 3))
    cross = EURO_RATES.convert(Money(D("100.00"), "GBP"), "USD", date(2022, 10, 2))
    assert cross.amount == half_up(Fraction(100) * Fraction("0.9748") / Fraction("0.883"))


def test_a_currency_that_nobody_publishes_is_refused() -> None:
    with pytest.raises(InvalidInput, match="AOA"):
        EURO_RATES.rate("AOA", "EUR", date(2026, 1, 15))


@pytest.mark.parametrize("facts", cases("currency_conversion"), ids=lambda each: each["id"])
def test_conversions_as_other_programs_do(facts: dict[str, Any]) -> None:
    given, expected = facts["input"], facts["expected"]
    if "amount_minor_units" in given:
        amount = Fraction(given["amount_minor_units"]) / 10 ** int(given["from_minor_digits"])
        step = step_of(int(given["to_minor_digits"]))
        found = convert(amount, Fraction(given["rate"]), step)
        assert found / step == expected["amount_minor_units"]
    elif "from_rate" in given:
        rates = {"A": given["from_rate"], "B": given["to_rate"]}
        exact = {code: rate and Fraction(rate) for code, rate in rates.items()}
        step = D("1e-27") if given.get("round") is False else D("0.01")
        if "error" in expected:
            with pytest.raises(InvalidInput):
                convert_through(
                    Money(D(given["amount"]), "EUR"), "USD", {"EUR": exact["A"], "USD": exact["B"]}
                )
            return
        assert exact["A"]
        assert exact["B"]
        found = convert(Fraction(given["amount"]), exact["B"] / exact["A"], step)
        assert found == D(expected["amount"])
    elif "rate_to_base" in given:
        lines = tuple(
            Line(str(at), each["qty"], each["rate"])
            for at, each in enumerate(given["document_lines"])
        )
        totals = document_totals(
            Document("USD", lines, base_currency="EUR", exchange_rate=given["rate_to_base"])
        )
        assert totals.base
        assert (totals.net, totals.base.net) == (expected["net"], expected["base_net"])
    elif "pack_of" in given:
        pack = given["unit_price"] * given["pack_of"]
        line = Line("1", given["qty_packs"], pack)
        assert document_totals(Document("EUR", (line,))).total == expected["total"]
    else:
        assert facts["id"] in {"fx-18", "fx-20"}  # dates: test_rates_by_day


def test_frozen_rates_and_margin() -> None:
    for rate, cost, percent in (("1.0890", "22869.00", "28.53"), ("1.1450", "24045.00", "24.86")):
        converted = convert(D(21000), D(rate), D("0.01"))
        assert converted == D(cost)
        assert margin(D(32000), converted) == D(percent)


@pytest.mark.parametrize(
    ("currency", "rate", "wrong"),
    [("EUR", "1", 0), ("EUR", "1.1", 1), ("USD", "1.1", 0), ("USD", "1", 1), ("USD", None, 1)],
)
def test_a_rate_of_one_belongs_to_one_currency(currency: str, rate: str | None, wrong: int) -> None:
    assert len(check_rate(currency, "EUR", D(rate) if rate else None)) == wrong
