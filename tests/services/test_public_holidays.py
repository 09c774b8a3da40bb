"""Public holidays by country, part and year."""

from __future__ import annotations

from datetime import date

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.services.public_holidays import countries, days_off


def test_countries_are_named_in_a_language() -> None:
    known = {country.code: country for country in countries("de_DE")}
    assert known["PT"].name == "Portugal"
    assert known["DE"].name == "Deutschland"
    assert "BY" in known["DE"].parts
    assert {country.code for country in countries("xx")} == set(known)


@pytest.mark.parametrize(
    ("country", "part", "language", "day", "name"),
    [
        ("PT", "", "pt", date(2027, 4, 25), "Dia da Liberdade"),
        ("DE", "BY", "de", date(2027, 1, 6), "Heilige Drei Könige"),
        ("DE", "BY", "en", date(2027, 1, 6), "Epiphany"),
    ],
)
def test_days_off(country: str, part: str, language: str, day: date, name: str) -> None:
    assert dict(days_off(country, part, range(2027, 2028), language))[day] == name


def test_a_part_has_its_own_days() -> None:
    whole = {day for day, _name in days_off("DE", "", range(2027, 2028))}
    assert date(2027, 1, 6) not in whole


@pytest.mark.parametrize("years", [range(2030, 2027), range(1990, 2031)])
def test_years_are_few(years: range) -> None:
    with pytest.raises(InvalidInput, match="from one to 30 years"):
        days_off("PT", "", years)


@pytest.mark.parametrize(("country", "part"), [("ZZ", ""), ("PT", "QQ")])
def test_an_unknown_country_is_refused(country: str, part: str) -> None:
    with pytest.raises(InvalidInput, match="not known"):
        days_off(country, part, range(2027, 2028))
