"""Converting money: rates as published, unrounded until the amount at the end (rule E13)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.money import Money, money
from salesdesk.models.values.rounding import Exact, round_to


@dataclass(frozen=True, slots=True)
class Quote:
    """The units of ``currency`` that one unit of the table's base was worth on a day."""

    on: date
    currency: str
    rate: Decimal


class RateTable:
    """Dated rates against one base currency; a day without rates takes the last day before it."""

    def __init__(self, base: str, quotes: Iterable[Quote]) -> None:
        self.base = base
        self._rates: dict[str, dict[date, Decimal]] = {}
        for quote in quotes:
            self._rates.setdefault(quote.currency, {})[quote.on] = quote.rate
        self._days = {currency: sorted(rates) for currency, rates in self._rates.items()}

    def day_of(self, currency: str, on: date) -> date:
        """The day whose rate is in force; a date before the first rate is refused."""
        days = self._days.get(currency, [])
        at = bisect_right(days, on)
        if not at:
            raise _no_rate(currency, on)
        return days[at - 1]

    def per_base(self, currency: str, on: date) -> Fraction:
        """Units of the currency for one of the base."""
        if currency == self.base:
            return Fraction(1)
        day = self.day_of(currency, on)
        return Fraction(_positive(self._rates[currency][day], currency))

    def rate(self, source: str, target: str, on: date) -> Fraction:
        """Units of the target for one of the source, through the base only, unrounded."""
        if source == target:
            return Fraction(1)
        return self.per_base(target, on) / self.per_base(source, on)

    def convert(self, amount: Money, target: str, on: date) -> Money:
        return money(Fraction(amount.amount) * self.rate(amount.currency, target, on), target)


def convert(amount: Exact, rate: Exact | None, step: Decimal) -> Decimal:
    """Amount x rate, half-up once; a missing or zero rate is refused, never taken for 1."""
    return round_to(Fraction(amount) * Fraction(_positive(rate, "")), step)


def convert_through(amount: Money, target: str, per_base: Mapping[str, Exact | None]) -> Money:
    """Convert with a table of units per one common base."""
    if amount.currency == target:
        return money(amount.amount, target)
    rate = Fraction(_positive(per_base.get(target), target)) / Fraction(
        _positive(per_base.get(amount.currency), amount.currency)
    )
    return Money(convert(amount.amount, rate, unit_of(target)), target)


def check_rate(currency: str, base: str, rate: Decimal | None) -> list[Problem]:
    """What is wrong with a document's rate: a rate of 1 belongs to one currency only."""
    if currency == base:
        wrong = rate is not None and rate != 1
        message = _("A document in the company's own currency has the rate 1.")
        return [Problem(message, "exchange_rate", value=str(rate))] if wrong else []
    if rate is None or rate <= 0:
        message = _("There is no exchange rate from {currency} to {base}; enter one.").format(
            currency=currency, base=base
        )
        return [Problem(message, "exchange_rate")]
    if rate == 1:
        message = _("A rate of exactly 1 between {currency} and {base} can't be right.").format(
            currency=currency, base=base
        )
        return [Problem(message, "exchange_rate", value="1")]
    return []


def _positive(rate: Exact | None, currency: str) -> Exact:
    if rate is None or rate <= 0:
        message = _("There is no exchange rate for {currency}.").format(
            currency=currency or _("this conversion")
        )
        raise InvalidInput(message, [Problem(message, "exchange_rate")])
    return rate


def _no_rate(currency: str, on: date) -> InvalidInput:
    message = _("There is no exchange rate for {currency} on or before {day}.").format(
        currency=currency, day=on.isoformat()
    )
    return InvalidInput(message, [Problem(message, "exchange_rate", value=currency)])
