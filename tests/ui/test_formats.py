"""Numbers and dates as the user reads and types them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from salesdesk.errors import InvalidInput
from salesdesk.ui.formats import Formats

ENGLISH = Formats(QLocale("en_GB"))
GERMAN = Formats(QLocale("de_DE"))
TODAY = date(2026, 12, 30)


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [("1234567.891", "1,234,567.89", "1.234.567,89"), ("-0.5", "−0.50", "−0,50"),
     ("0", "0.00", "0,00"), ("999.995", "1,000.00", "1.000,00"), ("-0.001", "0.00", "0,00")],
)  # fmt: skip
def test_amounts(value: str, english: str, german: str) -> None:
    assert ENGLISH.number(Decimal(value)) == english
    assert GERMAN.number(Decimal(value)) == german


def test_a_currency_has_its_own_digits() -> None:
    assert ENGLISH.money(Decimal("1234.5"), "JPY") == "JPY 1,235"
    assert ENGLISH.amount(Decimal("1.5"), "KWD") == "1.500"
    assert ENGLISH.amount(None) == "—"


def test_portuguese_groups_from_five_digits() -> None:
    portuguese = Formats(QLocale("pt_PT"))
    assert portuguese.number(Decimal(1234)) == "1234,00"


def test_dates() -> None:
    assert ENGLISH.day(date(2027, 1, 8)) == "08 Jan 2027"
    assert ENGLISH.near(date(2026, 12, 28), TODAY) == "2 days late"
    assert ENGLISH.near(date(2026, 12, 31), TODAY) == "tomorrow"


def test_the_largest_product_is_shown() -> None:
    assert ENGLISH.number(Decimal(10) ** 36) == "1" + ",000" * 12 + ".00"


@pytest.mark.parametrize("typed", ["1,234.5", "1 234.5", "1234.50", "1234.5"])
def test_what_was_typed_is_understood(typed: str) -> None:
    assert ENGLISH.read_decimal(typed) == Decimal("1234.5")


def test_the_german_comma() -> None:
    assert GERMAN.read_decimal("1.234,5") == Decimal("1234.5")
    assert GERMAN.read_decimal("12.5") == Decimal("12.5")
    assert GERMAN.read_decimal("") is None
    for typed in ("nan", "inf", "1e9", "1e999999999", "-", ".", "9" * 19):
        with pytest.raises(InvalidInput):
            GERMAN.read_decimal(typed)
    with pytest.raises(InvalidInput, match="not a number"):
        GERMAN.read_decimal("12x")


@pytest.mark.parametrize(
    "typed", ["08 Jan 2027", "2027-01-08", "8.1.2027", "8/1/27", "8 january 2027", "+9"]
)
def test_what_was_typed_as_a_date(typed: str) -> None:
    assert ENGLISH.read_day(typed, TODAY) == date(2027, 1, 8)


def test_no_such_day() -> None:
    with pytest.raises(InvalidInput, match="not a date"):
        ENGLISH.read_day("31 Feb 2027", TODAY)
