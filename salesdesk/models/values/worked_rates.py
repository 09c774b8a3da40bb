"""The stretches of a row's work under one dated rate each, and how its hours divide among them.

Domain rule E23: a rate holds by the date on which the work falls, and is split where it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from salesdesk.models.values.calendar import WorkingCalendar, seconds_of

_SIX = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Working seconds from a day on."""

    since: date
    seconds: int


def stretches(
    start: datetime, finish: datetime, changes: Iterable[date], calendar: WorkingCalendar
) -> tuple[Stretch, ...]:
    """Work between two instants cut at the days on which a rate changes; none without work."""
    first, last = start.date(), finish.date()
    inside = [day for day in changes if first < day <= last]
    if not inside:  # as almost every row
        seconds = calendar.between(seconds_of(start), seconds_of(finish))
        return (Stretch(first, seconds),) if seconds > 0 else ()
    days = [first, *inside]
    cuts = [
        seconds_of(start),
        *(seconds_of(datetime(d.year, d.month, d.day)) for d in inside),  # noqa: DTZ001 plans have no zone
        seconds_of(finish),
    ]
    found = (
        Stretch(day, calendar.between(low, high))
        for day, low, high in zip(days, cuts[:-1], cuts[1:], strict=True)
    )
    return tuple(stretch for stretch in found if stretch.seconds > 0)


def shared(amount: Decimal, worked: Sequence[Stretch]) -> list[Decimal]:
    """Hours divided as the work is, to a millionth; the last stretch has the rest."""
    whole = sum(stretch.seconds for stretch in worked)
    parts = [
        (amount * stretch.seconds / whole).quantize(_SIX, ROUND_HALF_UP).normalize() + 0
        for stretch in worked[:-1]
    ]
    return [*parts, amount - sum(parts, Decimal(0))]


def changes(covering: Callable[[date], object], days: Iterable[date]) -> list[date]:
    """Those days on which another rate holds than on the day before."""
    return [day for day in sorted(set(days)) if covering(day) is not covering(_before(day))]


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1) if day > date.min else day
