"""The periods of a sales exercise: made by a rule, checked for gaps and overlaps."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _

_DAY = timedelta(days=1)
_LONGEST = 3660
"""Days of ten years: what is longer was mistyped, and cut into weeks it would fill any screen."""


class PeriodKind(StrEnum):
    """How an exercise is cut."""

    ANNUAL = "annual"
    HALF_YEAR = "half_year"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    FOUR_FOUR_FIVE = "4-4-5"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole days, both ends in it; ``parent`` names the period that holds it."""

    name: str
    start: date
    end: date
    parent: str | None = None
    is_leaf: bool = True

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
ANNUAL = N_("Annual")


def generate(kind: PeriodKind, start: date, end: date) -> tuple[Period, ...]:
    """The year, what it is made of, and so on to the leaves; every parent before its children."""
    _require_order(start, end)
    if (end - start).days > _LONGEST:
        text = _("The exercise is longer than ten years. Check its dates.")
        raise InvalidInput(text, [Problem(text, "end", value=str(end))])
    if kind is PeriodKind.ANNUAL:
        return (Period(_(ANNUAL), start, end),)
    year = Period(_(ANNUAL), start, end, is_leaf=False)
    return (year, *_PARTS[kind](year))


def split_months(
    start: date, end: date, months: int, last_day: int | None = None
) -> list[tuple[date, date]]:
    """Spans of so many months that end on ``last_day`` of a month, the last one cut at ``end``.

    Without ``last_day`` they end on the day before the start's own day.
    """
    _require_order(start, end)
    closing = last_day or _closing(start)
    spans = []
    first = start
    while first <= end:
        ahead = months - (1 if first.day < closing else 0)
        last = min(_on_day(first, ahead, closing), end)
        spans.append((first, last))
        first = last + _DAY
    return spans


def leaves(periods: Sequence[Period]) -> list[Period]:
    """The periods that are added up; their parents would count the days twice."""
    return [period for period in periods if period.is_leaf]


def leaf_on(periods: Sequence[Period], day: date) -> Period | None:
    """The leaf that a calendar date belongs to."""
    return next((period for period in leaves(periods) if period.holds(day)), None)


def check(periods: Sequence[Period], start: date, end: date) -> list[Problem]:
    """What is wrong with hand-made periods: leaves must cover the exercise once, without a gap."""
    return [Problem(message, "periods", row) for row, message in _faults(periods, start, end)]


def _faults(periods: Sequence[Period], start: date, end: date) -> Iterator[tuple[int | None, str]]:
    if end < start:
        yield None, _("The exercise ends before it starts.")
        return
    for row, period in enumerate(periods, 1):
        if period.end < period.start:
            yield row, _("{name} ends before it starts.").format(name=period.name)
        elif period.start < start or period.end > end:
            yield row, _("{name} lies outside the exercise.").format(name=period.name)
    ordered = sorted(leaves(periods), key=lambda period: period.start)
    if not ordered:
        yield None, _("The exercise has no periods.")
        return
    if ordered[0].start > start:
        yield None, _("No period covers the first days of the exercise.")
    for before, after in pairwise(ordered):
        names = {"before": before.name, "after": after.name}
        if after.start <= before.end:
            yield None, _("{before} and {after} overlap.").format(**names)
        elif after.start > before.end + _DAY:
            yield None, _("There is a gap between {before} and {after}.").format(**names)
    if max(period.end for period in ordered) < end:
        yield None, _("No period covers the last days of the exercise.")


def _halves(year: Period) -> Iterator[Period]:
    yield from _numbered(year, 6, "H", is_leaf=True)


def _quarters(year: Period) -> Iterator[Period]:
    yield from _numbered(year, 3, "Q", is_leaf=True)


def _months(year: Period) -> Iterator[Period]:
    years = {year.start.year, year.end.year}
    seen: set[str] = set()
    for quarter in _numbered(year, 3, "Q", is_leaf=False):
        yield quarter
        for first, last in split_months(quarter.start, quarter.end, 1, _closing(year.start)):
            name = _(MONTHS[first.month - 1])
            if len(years) > 1 or name in seen:
                name = f"{name} {first.year}"
            seen.add(name)
            yield Period(name, first, last, quarter.name)


def _weeks(year: Period) -> Iterator[Period]:
    first, number = year.start, 1
    while first <= year.end:
        last = min(first + timedelta(days=6), year.end)
        yield Period(_("Week {number}").format(number=number), first, last, year.name)
        first, number = last + _DAY, number + 1


def _four_four_five(year: Period) -> Iterator[Period]:
    """Quarters of 4, 4 and 5 weeks; the year's last period takes the days that are left."""
    first, number = year.start, 1
    for quarter in range(1, 5):
        parts = []
        for weeks in (4, 4, 5):
            last = first + timedelta(weeks=weeks) - _DAY
            last = year.end if number == 12 else min(last, year.end)
            if first > year.end:
                break
            name = _("Period {number}").format(number=number)
            parts.append(Period(name, first, last, f"Q{quarter}"))
            first, number = last + _DAY, number + 1
        if parts:
            yield Period(f"Q{quarter}", parts[0].start, parts[-1].end, year.name, is_leaf=False)
            yield from parts


def _numbered(year: Period, months: int, letter: str, *, is_leaf: bool) -> Iterator[Period]:
    spans = split_months(year.start, year.end, months)
    for number, (first, last) in enumerate(spans, 1):
        yield Period(f"{letter}{number}", first, last, year.name, is_leaf)


_PARTS = {
    PeriodKind.HALF_YEAR: _halves,
    PeriodKind.QUARTERLY: _quarters,
    PeriodKind.MONTHLY: _months,
    PeriodKind.WEEKLY: _weeks,
    PeriodKind.FOUR_FOUR_FIVE: _four_four_five,
}


def _closing(start: date) -> int:
    return start.day - 1 if start.day > 1 else 31


def _on_day(first: date, months: int, day: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def _require_order(start: date, end: date) -> None:
    if end < start:
        message = _("The exercise ends before it starts.")
        raise InvalidInput(message, [Problem(message, "end", value=end.isoformat())])
