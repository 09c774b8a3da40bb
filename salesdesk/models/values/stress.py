"""What a moving exchange rate does to a margin whose cost is in another currency.

A rate is the units of the price's currency for one of the cost's (domain rule E13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesdesk.models.values.exchange import convert
from salesdesk.models.values.margin import exact_margin, margin
from salesdesk.models.values.rounding import Exact, half_up

CHANGES = tuple(Decimal(change) for change in (-10, -5, -2, 0, 2, 5, 10))
"""In percent of the rate."""


@dataclass(frozen=True, slots=True)
class Stress:
    """A margin at a rate, rounded and exact; unknown at price zero."""

    change: Decimal
    margin: Decimal | None
    exact: Fraction | None


def margin_at(price: Decimal, cost: Exact, rate: Exact, step: Decimal) -> Decimal | None:
    """The margin when a cost is converted at a rate, half-up once."""
    return margin(price, convert(cost, rate, step))


def stressed(
    price: Decimal, cost: Decimal, changes: Sequence[Decimal] = CHANGES
) -> tuple[Stress, ...]:
    """The margin when the price is worth so many percent more or less of the cost's currency."""
    found = []
    for change in changes:
        exact = exact_margin(Fraction(price) * (100 + Fraction(change)) / 100, cost)
        found.append(Stress(change, None if exact is None else half_up(exact), exact))
    return tuple(found)


def rate_at_floor(price: Exact, cost: Exact, rate: Exact, floor: Exact) -> Fraction | None:
    """The worth of one unit of the price's currency at which the margin is exactly the floor.

    ``price`` and ``cost`` are as of ``rate``, the units of the cost's currency for one of the
    price's; None where there is no such rate.
    """
    left = Fraction(price) * (1 - Fraction(floor) / 100)
    if left <= 0 or not cost:
        return None
    return Fraction(cost) * Fraction(rate) / left
