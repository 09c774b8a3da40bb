"""Margin, markup, and the prices and discounts that reach them.

m = (P − C) ÷ P and k = (P − C) ÷ C (domain rule E11). A figure that has no value is ``None``:
never 0, never an error. Percentages are in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.values.rounding import Exact, half_up, round_up
from salesdesk.models.values.taxes import percent_of


def exact_margin(price: Exact, cost: Exact) -> Fraction | None:
    """Profit in percent of the price, unrounded; undefined at price zero."""
    return percent_of(Fraction(price) - Fraction(cost), price)


def exact_markup(price: Exact, cost: Exact) -> Fraction | None:
    """Profit in percent of the cost, unrounded; undefined at cost zero."""
    return percent_of(Fraction(price) - Fraction(cost), cost)


def margin(price: Exact, cost: Exact) -> Decimal | None:
    """The margin in points with two decimals."""
    exact = exact_margin(price, cost)
    return None if exact is None else half_up(exact)


def markup(price: Exact, cost: Exact) -> Decimal | None:
    """The markup in points with two decimals."""
    exact = exact_markup(price, cost)
    return None if exact is None else half_up(exact)


def markup_of_margin(margin_percent: Exact) -> Fraction:
    """The markup k = m ÷ (1 − m)."""
    part = _below_100(margin_percent)
    return part / (1 - part) * 100


def margin_of_markup(markup_percent: Exact) -> Fraction:
    """The margin m = k ÷ (1 + k)."""
    part = Fraction(markup_percent) / 100
    if part <= -1:
        raise InvalidInput(_("A markup must be above −100 %."))
    return part / (1 + part) * 100


def price_at_margin(cost: Exact, margin_percent: Exact, digits: int = 2) -> Decimal:
    """The price whose margin this is: cost ÷ (1 − m), half-up."""
    return half_up(Fraction(cost) / (1 - _below_100(margin_percent)), digits)


def price_at_markup(cost: Exact, markup_percent: Exact, digits: int = 2) -> Decimal:
    """The price whose markup this is: cost x (1 + k), half-up."""
    return half_up(Fraction(cost) * (1 + Fraction(markup_percent) / 100), digits)


def loaded_cost(cost: Exact, contingency_percent: Exact) -> Fraction:
    """Cost with its contingency: cost x (1 + c), unrounded."""
    return Fraction(cost) * (1 + Fraction(contingency_percent) / 100)


def floor_price(cost: Exact, margin_percent: Exact, digits: int = 2) -> Decimal:
    """The lowest price that keeps the margin: rounded up, for half-up may fall below it."""
    return round_up(Fraction(cost) / (1 - _below_100(margin_percent)), digits)


def keeps_margin(price: Exact, cost: Exact, floor_percent: Exact) -> bool:
    """Whether the unrounded margin is at or above the floor; a price of zero keeps none."""
    exact = exact_margin(price, cost)
    return exact is not None and exact >= Fraction(floor_percent)


def largest_discount(
    subtotal: Decimal, cost: Exact, floor_percent: Exact, digits: int = 2
) -> Decimal:
    """The largest header discount that the margin floor leaves to sign: 0 when there is none."""
    room = subtotal - floor_price(cost, floor_percent, digits)
    return max(room, Decimal(0).scaleb(-digits))


@dataclass(frozen=True, slots=True)
class Part:
    """A line as the search for a margin sees it; only effort may be priced anew."""

    id: str
    net: Decimal
    cost: Decimal
    is_effort: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a margin: the lever, what it is set to, and the net that comes of it."""

    lever: str
    setting: Decimal | None
    parts: tuple[str, ...]
    net: Decimal


RAISE_EFFORT = N_("raise the price of the work by percent")
CUT_DISCOUNT = N_("lower the header discount to")
DROP_OPTIONS = N_("drop these options")


def ways_to_margin(
    parts: Sequence[Part], discount: Decimal, floor_percent: Exact, digits: int = 2
) -> tuple[Way, ...]:
    """Three levers for a margin floor, each used alone; a lever that can't reach it is left out."""
    subtotal = sum((part.net for part in parts), Decimal())
    cost = sum((part.cost for part in parts), Decimal())
    floor = floor_price(cost, floor_percent, digits)
    missing = floor - (subtotal - discount)
    if missing <= 0:
        return ()
    found = (
        _raise_effort(parts, missing, floor),
        _cut_discount(discount, missing, floor),
        _drop_options(parts, discount, floor_percent),
    )
    return tuple(way for way in found if way)


def _raise_effort(parts: Iterable[Part], missing: Decimal, floor: Decimal) -> Way | None:
    effort = [part for part in parts if part.is_effort]
    priced = sum((part.net for part in effort), Decimal())
    if priced <= 0:
        return None
    percent = round_up(Fraction(missing) / Fraction(priced) * 100, 2)
    return Way(RAISE_EFFORT, percent, tuple(part.id for part in effort), floor)


def _cut_discount(discount: Decimal, missing: Decimal, floor: Decimal) -> Way | None:
    return Way(CUT_DISCOUNT, discount - missing, (), floor) if missing <= discount else None


def _drop_options(parts: Sequence[Part], discount: Decimal, floor_percent: Exact) -> Way | None:
    """Drops the least profitable options one by one until the floor is kept."""
    kept = list(parts)
    options = [part for part in parts if part.is_optional]
    dropped: list[str] = []
    for option in sorted(options, key=lambda part: exact_margin(part.net, part.cost) or Fraction()):
        kept.remove(option)
        dropped.append(option.id)
        net = sum((part.net for part in kept), Decimal()) - discount
        if keeps_margin(net, sum((part.cost for part in kept), Decimal()), floor_percent):
            return Way(DROP_OPTIONS, None, tuple(dropped), net)
    return None


def _below_100(margin_percent: Exact) -> Fraction:
    part = Fraction(margin_percent) / 100
    if part >= 1:
        message = _("A margin must stay below 100 %; at 100 % nothing would be left for the cost.")
        raise InvalidInput(message, [Problem(message, "margin", value=str(margin_percent))])
    return part
