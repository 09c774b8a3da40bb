"""An exact amount in one currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add

from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.rounding import Exact, Rounding, round_to


@dataclass(frozen=True, slots=True)
class Money:
    """Adding two currencies is an error, never a guess; a float is refused."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            given = type(self.amount).__name__
            raise TypeError(f"Money takes a Decimal, not {given}.")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, float):
            raise TypeError("Money is multiplied by a Decimal or an int, never by a float.")
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other).amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def rounded(self, mode: Rounding = Rounding.HALF_UP) -> Money:
        """The amount in the currency's own digits."""
        return money(self.amount, self.currency, mode)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self} and {other} can't be added or compared: convert one first.")
        return other


def money(amount: Exact, currency: str, mode: Rounding = Rounding.HALF_UP) -> Money:
    """An exact number as an amount, rounded to the currency's own digits."""
    return Money(round_to(amount, unit_of(currency), mode), currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; an empty list still has a currency."""
    return reduce(add, amounts, Money(Decimal(), currency))
