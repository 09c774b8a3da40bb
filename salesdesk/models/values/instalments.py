"""The payment schedule: amounts that always make the total, by share, by amount or by month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import Decimal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.allocation import allocate, allocate_equally
from salesdesk.models.values.rounding import round_to


@dataclass(frozen=True, slots=True)
class Share:
    """A payment: a fixed amount, or a percentage of what the fixed amounts leave."""

    percent: Decimal
    fixed: Decimal | None = None


def payments(total: Decimal, shares: Sequence[Share], step: Decimal) -> list[Decimal]:
    """The amount of each payment, in whole steps.

    Percentages that make 100 share the rest by largest remainder, so that the payments make the
    total to the cent; others are each taken on its own, and the sum shows what is missing.
    """
    fixed = [round_to(share.fixed or 0, step) for share in shares]
    rest = round_to(total, step) - sum(fixed, Decimal(0))
    free = [share for share in shares if share.fixed is None]
    if sum(share.percent for share in free) == 100 and all(share.percent >= 0 for share in free):
        parts = allocate(rest, [share.percent for share in free], step)
    else:
        parts = [round_to(rest * share.percent / 100, step) for share in free]
    left = iter(parts)
    return [
        next(left) if share.fixed is None else amount
        for share, amount in zip(shares, fixed, strict=True)
    ]


def left_open(total: Decimal, shares: Sequence[Share], step: Decimal) -> Decimal:
    """What the payments leave of the total; below zero when they make too much."""
    return round_to(total, step) - sum(payments(total, shares, step), Decimal(0))


def with_rest(total: Decimal, shares: Sequence[Share], at: int) -> tuple[Share, ...]:
    """The shares with one of them taking all that the others leave.

    Refused when the others make more than there is.
    """
    others = [share for place, share in enumerate(shares) if place != at]
    free = sum((share.percent for share in others if share.fixed is None), Decimal(0))
    fresh = Share(100 - free)
    if shares[at].fixed is not None and not free:
        # beside percentages the rest is one too: they share what fixed amounts leave
        fresh = Share(Decimal(0), total - sum((each.fixed or 0 for each in others), Decimal(0)))
    if (fresh.percent if fresh.fixed is None else fresh.fixed) <= 0:
        raise InvalidInput(_("The other payments leave nothing for this one."))
    return (*shares[:at], fresh, *shares[at + 1 :])


def monthly(first: date, count: int) -> tuple[tuple[date, Decimal], ...]:
    """The same day of ``count`` months with equal percentages that make 100.

    A day that a month hasn't got is its last one. Raises InvalidInput where there are no months,
    or more than calendars have.
    """
    if count < 1 or first.year + (first.month + count - 2) // 12 > MAXYEAR:
        raise InvalidInput(_("There aren't so many months after this day; choose an earlier one."))
    shares = allocate_equally(Decimal(100), count, Decimal("0.01"))
    return tuple((_month_after(first, at), share) for at, share in enumerate(shares))


def _month_after(day: date, months: int) -> date:
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
