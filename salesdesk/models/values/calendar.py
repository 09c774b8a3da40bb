"""The working calendar: which hours of which days count as work, and counting along them.

Time is held as whole seconds since the first day of the calendar, so nothing is ever rounded. The
calendar maps an instant to its *working coordinate*, the seconds worked until then, and back.
One coordinate may belong to two instants: Friday 17:00 and Monday 09:00 are the same moment of
work. What starts there starts on Monday (``start_at``), what finishes there finishes on Friday
(``finish_at``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _

DAY = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MOST = 20_000  # answers that a calendar remembers of each question

Interval = tuple[int, int]
"""Seconds of a day, from and to."""
Hours = tuple[Interval, ...]
"""The intervals of one day, in order, not touching."""

OFFICE_HOURS: Hours = ((9 * 3600, 17 * 3600),)
OFFICE_WEEK: tuple[Hours, ...] = (OFFICE_HOURS,) * 5 + ((), ())
ALWAYS: tuple[Hours, ...] = (((0, DAY),),) * 7
MONDAY = date(1, 1, 1).toordinal()  # the first day of the calendar was a Monday


def seconds_of(instant: datetime) -> int:
    """The instant as whole seconds."""
    return instant.toordinal() * DAY + instant.hour * 3600 + instant.minute * 60 + instant.second


def instant_of(seconds: int) -> datetime:
    """The instant that these seconds mean; refuses what lies beyond the year 9999."""
    day, rest = divmod(seconds, DAY)
    try:
        start = datetime.fromordinal(day)
    except (ValueError, OverflowError):
        raise InvalidInput(
            _("The plan runs beyond the years 1 to 9999. Check its durations and lags.")
        ) from None
    return start + timedelta(seconds=rest)


def _length(hours: Hours) -> int:
    return sum(end - start for start, end in hours)


def _worked(hours: Hours, until: int) -> int:
    """Seconds worked in a day before this second of it."""
    done = 0
    for start, end in hours:
        if until <= start:
            break
        done += min(end, until) - start
    return done


def _begins(hours: Hours, worked: int) -> int:
    """The second of the day at which work goes on after ``worked`` seconds of it."""
    for start, end in hours:
        if worked < end - start:
            return start + worked
        worked -= end - start
    raise AssertionError("the day is shorter")


def _ends(hours: Hours, worked: int) -> int:
    """The second of the day at which ``worked`` (> 0) seconds of it are done."""
    for start, end in hours:
        if worked <= end - start:
            return start + worked
        worked -= end - start
    raise AssertionError("the day is shorter")


def cut(hours: Hours, leave: Interval) -> Hours:
    """These hours without the part that is on leave."""
    kept: list[Interval] = []
    for start, end in hours:
        kept += [
            (low, high)
            for low, high in ((start, min(end, leave[0])), (max(start, leave[1]), end))
            if low < high
        ]
    return tuple(kept)


def _remember(answers: dict[int, int], asked: int, answer: int) -> int:
    if len(answers) >= _MOST:
        answers.clear()
    answers[asked] = answer
    return answer


@dataclass(frozen=True)
class WorkingCalendar:
    """Hours by weekday, and the days that differ (an empty tuple is a holiday).

    Answers take logarithmic time in the number of exceptions and none in the distance.
    """

    week: tuple[Hours, ...] = OFFICE_WEEK
    exceptions: Mapping[int, Hours] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        lengths = [_length(hours) for hours in self.week]
        if not any(lengths):
            raise InvalidInput(_("The calendar has no working hours in its week. Add some."))
        before = [0]
        for length in lengths:
            before.append(before[-1] + length)
        days = sorted(self.exceptions)
        put = object.__setattr__
        put(self, "_before", before)
        put(self, "day_seconds", before[7] // sum(1 for length in lengths if length))
        put(self, "week_seconds", before[7])
        put(self, "_days", days)
        put(self, "_shift", self._shifts(days, lengths))
        put(self, "_starts", [self._day_start(day) for day in days])
        for name in ("_counted", "_started", "_finished"):
            put(self, name, {})

    day_seconds: int = field(init=False, repr=False, compare=False)
    """A working day: the average of the days that have hours."""
    week_seconds: int = field(init=False, repr=False, compare=False)

    # caches, filled once above
    _before: list[int] = field(init=False, repr=False, compare=False)
    _days: list[int] = field(init=False, repr=False, compare=False)
    _shift: list[int] = field(init=False, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)
    # what was asked lately: a plan asks for the same mornings and evenings again and again
    _counted: dict[int, int] = field(init=False, repr=False, compare=False)
    _started: dict[int, int] = field(init=False, repr=False, compare=False)
    _finished: dict[int, int] = field(init=False, repr=False, compare=False)

    def _shifts(self, days: Sequence[int], lengths: Sequence[int]) -> list[int]:
        """How much each exception, with those before it, adds to the regular count."""
        shifts = [0]
        for day in days:
            regular = lengths[(day - MONDAY) % 7]
            shifts.append(shifts[-1] + _length(self.exceptions[day]) - regular)
        return shifts

    def hours_on(self, day: date) -> Hours:
        """The working intervals of a day."""
        return self._hours(day.toordinal())

    def _hours(self, day: int) -> Hours:
        found = self.exceptions.get(day)
        return self.week[(day - MONDAY) % 7] if found is None else found

    def _day_start(self, day: int) -> int:
        weeks, weekday = divmod(day - MONDAY, 7)
        shift = self._shift[bisect_left(self._days, day)]
        return weeks * self._before[7] + self._before[weekday] + shift

    def worked(self, seconds: int) -> int:
        """The working coordinate of an instant."""
        found = self._counted.get(seconds)
        if found is None:
            day, rest = divmod(seconds, DAY)
            found = self._day_start(day) + _worked(self._hours(day), rest)
            _remember(self._counted, seconds, found)
        return found

    def start_at(self, worked: int) -> int:
        """The last instant of this coordinate: where work that follows begins."""
        found = self._started.get(worked)
        if found is None:
            found = _remember(self._started, worked, self._start(worked))
        return found

    def _start(self, worked: int) -> int:
        at = bisect_right(self._starts, worked) - 1
        if at >= 0:
            day = self._days[at]
            inside = worked - self._starts[at]
            if inside < _length(self.exceptions[day]):
                return day * DAY + _begins(self.exceptions[day], inside)
        regular = worked - self._shift[at + 1]
        weeks, rest = divmod(regular, self._before[7])
        weekday = bisect_right(self._before, rest) - 1
        day = MONDAY + weeks * 7 + weekday
        return day * DAY + _begins(self.week[weekday], rest - self._before[weekday])

    def finish_at(self, worked: int) -> int:
        """The first instant of this coordinate: where work before it ended."""
        found = self._finished.get(worked)
        if found is None:
            found = _remember(self._finished, worked, self._finish(worked))
        return found

    def _finish(self, worked: int) -> int:
        at = bisect_left(self._starts, worked) - 1
        if at >= 0:
            day = self._days[at]
            inside = worked - self._starts[at]
            if inside <= _length(self.exceptions[day]):
                return day * DAY + _ends(self.exceptions[day], inside)
        regular = worked - self._shift[at + 1]
        weeks, rest = divmod(regular - 1, self._before[7])
        rest += 1
        weekday = bisect_left(self._before, rest) - 1
        day = MONDAY + weeks * 7 + weekday
        return day * DAY + _ends(self.week[weekday], rest - self._before[weekday])

    def after(self, seconds: int, work: int) -> int:
        """The instant reached after this much work; a negative amount goes back.

        No work at all answers the instant itself.
        """
        if work == 0:
            return seconds
        worked = self.worked(seconds) + work
        return self.finish_at(worked) if work > 0 else self.start_at(worked)

    def next_work(self, seconds: int) -> int:
        """The instant itself if work can start then, else when it next can."""
        return self.start_at(self.worked(seconds))

    def between(self, start: int, end: int) -> int:
        """Working seconds between two instants, negative when they stand the other way."""
        return self.worked(end) - self.worked(start)

    def intervals(self, start: int, end: int) -> list[Interval]:
        """The stretches of work between two instants."""
        found: list[Interval] = []
        for day in range(start // DAY, (end - 1) // DAY + 1):
            for low, high in self._hours(day):
                piece = (max(start, day * DAY + low), min(end, day * DAY + high))
                if piece[0] < piece[1]:
                    found.append(piece)
        return found

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def nth_working_day(self, start: date, count: int) -> date:
        """The ``count``-th working day from ``start``, which counts; negative goes back before."""
        step = timedelta(days=1 if count > 0 else -1)
        day = start if count > 0 else start + step
        left = abs(count)
        while True:
            left -= self.is_working_day(day)
            if left == 0:
                return day
            day += step

    def with_leaves(self, leaves: Iterable[Interval]) -> WorkingCalendar:
        """This calendar without the time between these instants."""
        exceptions = dict(self.exceptions)
        for start, end in leaves:
            if end - start > 40 * 366 * DAY:
                raise InvalidInput(
                    _("A leave of more than 40 years is not a leave. Check its end.")
                )
            for day in range(start // DAY, (end - 1) // DAY + 1):
                hours = exceptions.get(day, self.week[(day - MONDAY) % 7])
                exceptions[day] = cut(hours, (start - day * DAY, end - day * DAY))
        return WorkingCalendar(self.week, exceptions)

    def with_holidays(self, days: Iterable[date]) -> WorkingCalendar:
        """This calendar with whole days off."""
        return WorkingCalendar(
            self.week, dict(self.exceptions) | {day.toordinal(): () for day in days}
        )


OFFICE = WorkingCalendar()
