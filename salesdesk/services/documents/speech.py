"""The document's language: its words, and numbers and dates as its readers write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations, translation

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, get_currency_name, parse_pattern

from salesdesk import paths
from salesdesk.i18n import N_, translations
from salesdesk.models.values.currencies import digits_of

_LOCALES = {"en": "en_GB", "pt": "pt_PT", "es": "es_ES", "de": "de_DE"}
_ENGLISH, _VAT, TAX = Locale("en"), "VAT ", N_("Tax")
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
_MINUS, UNKNOWN = "\N{MINUS SIGN}", "\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Speech:
    """How one document speaks; never the user's own language or locale."""

    language: str
    locale: Locale
    catalogue: NullTranslations

    def text(self, message: str, **values: object) -> str:
        """A text of ours in the document's language."""
        said = self.catalogue.gettext(message) if message else ""
        if not values:
            return said
        filled = said.format(**values)
        # "… nur für Konex Serviços, S.A.." ends with one full stop, whose ever it is
        return filled if _TWO_STOPS.search(said) else _TWO_STOPS.sub(".", filled)

    def spoken(self, words: Callable[[Speech], str]) -> tuple[str, ...]:
        """The same words in each language of the document, figures as each writes them."""
        return (words(self),)

    def tax(self, name: str) -> str:
        """A tax by the name its code has; "VAT", as shipped, by this language's own word."""
        shipped, rest = name[:4], name[4:]
        if shipped != _VAT or self.language == "en":
            return self.text(name)
        return f"{self.text(TAX)} {rest}"

    def amount(self, amount: Decimal | None, currency: str) -> str:
        """Money in the currency's own digits, without its code: the head of the column has it."""
        return self.number(amount, digits_of(currency))

    def number(self, number: Decimal | None, digits: int) -> str:
        if number is None:
            return UNKNOWN
        pattern = _pattern("#,##0" + ("." + "0" * digits if digits else ""))
        return str(pattern.apply(number, self.locale)).replace("-", _MINUS)

    def unit_price(self, price: Decimal | None, currency: str) -> str:
        """A unit price may have more digits than an amount, and shows them."""
        exponent = price.normalize().as_tuple().exponent if price is not None else 0
        own = -exponent if isinstance(exponent, int) else 0
        return self.number(price, max(digits_of(currency), own))

    def quantity(self, number: Decimal | None) -> str:
        """A quantity or hours: decimals only where there are any."""
        if number is None:
            return UNKNOWN
        return str(_pattern("#,##0.######").apply(number, self.locale)).replace("-", _MINUS)

    def percent(self, points: Decimal | None) -> str:
        return UNKNOWN if points is None else f"{self.quantity(points)} %"

    def points(self, points: Decimal | None) -> str:
        """A margin or markup: always two decimals."""
        return UNKNOWN if points is None else f"{self.number(points, 2)} %"

    def day(self, day: date | None) -> str:
        return UNKNOWN if day is None else str(format_date(day, "long", self.locale))

    def weekday(self, day: date) -> str:
        return str(format_date(day, "full", self.locale))

    def short_day(self, day: date) -> str:
        return str(format_date(day, "d. MMM" if self.language == "de" else "d MMM", self.locale))

    def month(self, day: date) -> str:
        return str(format_date(day, "LLLL y", self.locale))

    def month_name(self, day: date) -> str:
        return str(format_date(day, "LLLL", self.locale))

    def period(self, name: str, first: date | None) -> str:
        """A month that bears its English name by its name here; others as they are called."""
        if first is None or name != format_date(first, "LLLL", _ENGLISH):
            return name
        return self.month_name(first)

    def currency_name(self, currency: str) -> str:
        return str(get_currency_name(currency, count=2, locale=self.locale))


@lru_cache
def _pattern(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)


def _catalogue(code: str) -> NullTranslations:
    """Paper has words of its own; what they lack is said as the window says it."""
    folder = paths.resource("locale")
    found = translation("documents", folder, languages=[code], fallback=True)
    found.add_fallback(translations(code))
    return found


@lru_cache
def speech(language: str) -> Speech:
    """The speech of a language; one that we lack speaks English."""
    code = language.split("_", maxsplit=1)[0]
    locale = Locale.parse(_LOCALES.get(code, "en_GB"))
    return Speech(code, locale, _catalogue(code))
