"""The constraints of an item: what they are called, what a day means to them, how they are missed.

No constraint breaks a link. One that holds back moves the item; one that can't be kept takes its
slack below none and is said on the row.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from salesdesk.i18n import N_
from salesdesk.models.values.calendar import DAY, WorkingCalendar, seconds_of
from salesdesk.models.values.schedule import Limit, Placed
from salesdesk.models.values.workplan import WorkItem

LIMITS = {
    Limit.MUST_START: N_("Must start on"),
    Limit.MUST_FINISH: N_("Must finish on"),
    Limit.START_BY: N_("Start no later than"),
    Limit.FINISH_BY: N_("Finish no later than"),
    Limit.FINISH_AFTER: N_("Finish no earlier than"),
    Limit.LATE: N_("As late as possible"),
}
_STARTS = (Limit.MUST_START, Limit.START_BY)
_AT_MOST = (Limit.MUST_START, Limit.MUST_FINISH, Limit.START_BY, Limit.FINISH_BY)


def limit_of(item: WorkItem) -> Limit | None:
    """An item's constraint; None where it has none, or one that we don't know."""
    return Limit(item.constraint) if item.constraint in LIMITS else None


def is_about_start(limit: Limit) -> bool:
    return limit in _STARTS


def moment_of(limit: Limit, day: date, calendar: WorkingCalendar) -> datetime:
    """What a day without a time means: its first working second for a start, else its last."""
    hours = calendar.hours_on(day)
    if not hours:
        second = 0 if is_about_start(limit) else DAY - 60
    else:
        second = hours[0][0] if is_about_start(limit) else hours[-1][1]
    second = min(second, DAY - 60)  # a day that ends at midnight is still this day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=second)  # noqa: DTZ001 a plan's time is local


def late_by(item: WorkItem, placed: Placed) -> int:
    """By how many seconds of the clock an item misses its constraint; none where it is kept."""
    limit = limit_of(item)
    if item.constraint_at is None or limit not in _AT_MOST:
        return 0
    reached = placed.start if is_about_start(limit) else placed.finish
    return max(0, seconds_of(reached) - seconds_of(item.constraint_at))
