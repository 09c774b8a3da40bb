"""The working calendars of a Microsoft Project XML file, in and out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from lxml import etree

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.calendar import DAY, OFFICE, OFFICE_WEEK, Hours, WorkingCalendar
from salesdesk.services.mspdi_fields import Fields

MOST_DAYS = 366 * 60
_CONTENTS = (("WeekDays", "WeekDay"), ("Exceptions", "Exception"), ("WorkWeeks", "WorkWeek"))


class Calendars:
    """Every calendar of the file by its number, resolved through its base calendars."""

    def __init__(self, project: Fields) -> None:
        self._entries = {one.text("UID"): one for one in project.all("Calendars", "Calendar")}
        self.problems: list[Problem] = []
        self._found: dict[str, WorkingCalendar] = {}

    def calendar(self, uid: str) -> WorkingCalendar:
        """The calendar with this number; Monday to Friday where there is none."""
        if uid not in self._found:
            self._found[uid] = self._resolved(uid, frozenset())
        return self._found[uid]

    def name(self, uid: str) -> str:
        entry = self._entries.get(uid)
        return entry.text("Name") if entry else ""

    def differs(self, uid: str, usual: str) -> bool:
        """Whether a calendar says anything but the usual one; none of its own says nothing."""
        seen: set[str] = set()
        while uid not in ("", "-1", usual) and uid not in seen:
            entry = self._entries.get(uid)
            if entry is None or any(entry.all(*path) for path in _CONTENTS):
                return True
            seen.add(uid)
            uid = entry.text("BaseCalendarUID", "-1")
        return False

    def _resolved(self, uid: str, seen: frozenset[str]) -> WorkingCalendar:
        entry = self._entries.get(uid)
        if entry is None or uid in seen:
            return OFFICE
        base_uid = entry.text("BaseCalendarUID", "-1")
        has_base = base_uid in self._entries and base_uid != uid
        base = self._resolved(base_uid, seen | {uid}) if has_base else None
        week = list(base.week if base else OFFICE_WEEK)
        exceptions = dict(base.exceptions) if base else {}
        for day in entry.all("WeekDays", "WeekDay"):
            number = day.number("DayType")
            if 1 <= number <= 7:
                week[(number - 2) % 7] = _hours(day)
            else:
                self._add(exceptions, entry, day)
        for exception in entry.all("Exceptions", "Exception"):
            self._add(exceptions, entry, exception)
        if entry.all("WorkWeeks", "WorkWeek"):
            self._report(entry, _("Weeks with other hours are not held; the normal week is used."))
        try:
            return WorkingCalendar(tuple(week), exceptions)
        except InvalidInput:
            self._report(entry, _("It has no working hours; Monday to Friday is used."))
            return OFFICE

    def _add(self, exceptions: dict[int, Hours], entry: Fields, day: Fields) -> None:
        if day.number("Type", 1) not in (0, 1):
            name = day.text("Name")
            self._report(entry, _("A repeated exception is not held: {name}.").format(name=name))
            return
        hours = _hours(day)
        for ordinal in _days(day):
            exceptions[ordinal] = hours

    def _report(self, entry: Fields, message: str) -> None:
        self.problems.append(Problem(message, "Calendar", value=entry.text("Name")))


def _days(day: Fields) -> Iterator[int]:
    for period in day.all("TimePeriod"):
        start, end = period.moment("FromDate"), period.moment("ToDate")
        if start and end and start <= end and (end - start).days <= MOST_DAYS:
            yield from range(start.toordinal(), end.toordinal() + 1)


def _hours(day: Fields) -> Hours:
    """Working times of a day; one that ends at midnight ends with the day."""
    if not day.flag("DayWorking"):
        return ()
    found: list[tuple[int, int]] = []
    for time in day.all("WorkingTimes", "WorkingTime"):
        start, end = _clock(time.text("FromTime")), _clock(time.text("ToTime"))
        if start is None or end is None:
            continue
        end = end or DAY
        if start < end and (not found or found[-1][1] <= start):
            found.append((start, end))
        elif start < end:
            found = sorted([*found, (start, end)])
    return tuple(pair for at, pair in enumerate(found) if at == 0 or found[at - 1][1] <= pair[0])


def _clock(text: str) -> int | None:
    try:
        moment = datetime.strptime(text[:8], "%H:%M:%S")  # noqa: DTZ007 a time of day has no zone
    except ValueError:
        return None
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def add_calendar(parent: etree._Element, calendar: WorkingCalendar, uid: int, name: str) -> None:
    """Write a calendar as Microsoft Project reads it."""
    element = etree.SubElement(parent, "Calendar")
    for tag, value in (("UID", str(uid)), ("Name", name), ("IsBaseCalendar", "1")):
        etree.SubElement(element, tag).text = value
    etree.SubElement(element, "BaseCalendarUID").text = "-1"
    days = etree.SubElement(element, "WeekDays")
    for number in range(1, 8):
        _add_day(days, number, calendar.week[(number - 2) % 7])
    for ordinal in sorted(calendar.exceptions):
        _add_day(days, 0, calendar.exceptions[ordinal], ordinal)


def _add_day(parent: etree._Element, number: int, hours: Hours, ordinal: int = 0) -> None:
    day = etree.SubElement(parent, "WeekDay")
    etree.SubElement(day, "DayType").text = str(number)
    etree.SubElement(day, "DayWorking").text = "1" if hours else "0"
    if ordinal:
        start = datetime.fromordinal(ordinal)
        period = etree.SubElement(day, "TimePeriod")
        etree.SubElement(period, "FromDate").text = start.isoformat()
        end = start + timedelta(hours=23, minutes=59)
        etree.SubElement(period, "ToDate").text = end.isoformat()
    if hours:
        times = etree.SubElement(day, "WorkingTimes")
        for low, high in hours:
            time = etree.SubElement(times, "WorkingTime")
            etree.SubElement(time, "FromTime").text = _time(low)
            etree.SubElement(time, "ToTime").text = _time(high % DAY)


def _time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
