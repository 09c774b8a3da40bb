"""The time line of the Gantt: days to pixels, and the marks of its two-line head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QLocale

from salesdesk.models.values.calendar import DAY, OFFICE, WorkingCalendar


class Zoom(StrEnum):
    """What a mark of the lower line is."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"


DAY_WIDTH = {
    Zoom.DAYS: 26.0,
    Zoom.WEEKS: 7.8,
    Zoom.MONTHS: 2.4,
    Zoom.QUARTERS: 0.9,
    Zoom.YEARS: 0.16,
}
SPAN = 5  # years that the upper line of the widest zoom names together


class Ground(NamedTuple):
    """Days on which nobody works, each with whether it is a weekend, and the lines of the scale."""

    resting: list[tuple[float, bool]]
    lines: list[int]


@dataclass(frozen=True)
class TimeScale:
    """From a first day on, so many pixels a day."""

    origin: date
    zoom: Zoom = Zoom.WEEKS
    calendar: WorkingCalendar = OFFICE
    _places: dict[datetime, float] = field(default_factory=dict, compare=False, repr=False)
    _grounds: dict[tuple[float, float], Ground] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def day_width(self) -> float:
        return DAY_WIDTH[self.zoom]

    def x(self, instant: datetime) -> float:
        """Where an instant stands; the hours of a working day fill its whole width."""
        found = self._places.get(instant)
        if found is None:
            found = self._places[instant] = self._place(instant)
        return found

    def _place(self, instant: datetime) -> float:
        midnight = instant.toordinal() * DAY
        second = instant.hour * 3600 + instant.minute * 60 + instant.second
        worked = self.calendar.worked(midnight + DAY) - self.calendar.worked(midnight)
        part = second / DAY
        if worked:
            part = self.calendar.between(midnight, midnight + second) / worked
        return (instant.toordinal() - self.origin.toordinal() + part) * self.day_width

    def x_of_day(self, day: date) -> float:
        return (day - self.origin).days * self.day_width

    def day_at(self, x: float) -> date:
        return self.origin + timedelta(days=int(x // self.day_width))

    def days(self, left: float, right: float) -> Iterator[date]:
        """The days between two places."""
        day = self.day_at(left)
        while self.x_of_day(day) < right:
            yield day
            day += timedelta(days=1)

    def ground(self, left: float, right: float) -> Ground:
        """What stands behind the bars between two places; made anew only after a scroll."""
        found = self._grounds.get((left, right))
        if found is None:
            self._grounds.clear()
            found = self._grounds[left, right] = self._ground(left, right)
        return found

    def _ground(self, left: float, right: float) -> Ground:
        is_working = self.calendar.is_working_day
        resting = (
            [day for day in self.days(left, right) if not is_working(day)]
            if self.zoom in (Zoom.DAYS, Zoom.WEEKS)
            else []
        )
        return Ground(
            [(self.x_of_day(day) - left, day.weekday() >= 5) for day in resting],
            [round(self.x_of_day(day) - left) for day, _text in self.lower(left, right)],
        )

    def upper(self, left: float, right: float) -> Iterator[tuple[date, str]]:
        """Months, years or spans of years, with the day they begin."""
        if self.zoom is Zoom.YEARS:
            yield from self._spans(left, right)
            return
        by_year = self.zoom in (Zoom.MONTHS, Zoom.QUARTERS)
        day = self.day_at(left).replace(day=1)
        if by_year:
            day = day.replace(month=1)
        while self.x_of_day(day) < right:
            yield day, str(day.year) if by_year else _month(day)
            day = day.replace(year=day.year + 1) if by_year else _next_month(day)

    def _spans(self, left: float, right: float) -> Iterator[tuple[date, str]]:
        year = self.day_at(left).year // SPAN * SPAN
        while year < MAXYEAR - SPAN and self.x_of_day(date(year, 1, 1)) < right:
            yield date(year, 1, 1), f"{year}–{year + SPAN - 1}"
            year += SPAN

    def lower(self, left: float, right: float) -> Iterator[tuple[date, str]]:
        """Days, weeks by their Monday, months, quarters or years."""
        day = self.day_at(left)
        if self.zoom is Zoom.DAYS:
            for one in self.days(left, right):
                yield one, str(one.day)
            return
        if self.zoom is Zoom.WEEKS:
            day -= timedelta(days=day.weekday())
            while self.x_of_day(day) < right:
                yield day, str(day.day)
                day += timedelta(days=7)
            return
        day = day.replace(day=1)
        if self.zoom is Zoom.YEARS:
            day = day.replace(month=1)
            while day.year < MAXYEAR and self.x_of_day(day) < right:
                yield day, str(day.year)
                day = day.replace(year=day.year + 1)
            return
        quarters = self.zoom is Zoom.QUARTERS
        if quarters:
            day = day.replace(month=(day.month - 1) // 3 * 3 + 1)
        while self.x_of_day(day) < right:
            yield day, f"Q{(day.month - 1) // 3 + 1}" if quarters else short_month(day)
            for _count in range(3 if quarters else 1):
                day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _month(day: date) -> str:
    name = QLocale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)
    return f"{name} {day.year}" if day.month == 1 else name


def short_month(day: date) -> str:
    return QLocale().standaloneMonthName(day.month, QLocale.FormatType.ShortFormat)
