"""Working calendars as they are kept: a settings record, or the JSON of an imported plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.reference import Calendar, CalendarDay, LaborRole
from salesdesk.models.values.calendar import DAY, OFFICE, Hours, WorkingCalendar

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hours_of(text: str) -> Hours:
    """``09:00-13:00 14:00-18:00`` as intervals; what can't be read is free time."""
    found = []
    for part in text.replace(",", " ").split():
        start, _dash, end = part.partition("-")
        pair = (_seconds(start), _seconds(end) or DAY)
        if pair[0] < pair[1]:
            found.append(pair)
    return tuple(sorted(found))


def text_of(hours: Hours) -> str:
    """What ``hours_of`` reads back."""
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours)


def _seconds(clock: str) -> int:
    hour, _colon, minute = clock.partition(":")
    return (int(hour) * 60 + int(minute or 0)) * 60 if hour.isdecimal() else 0


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def to_json(calendar: WorkingCalendar) -> str:
    """An imported plan's calendar, kept with its estimation."""
    days = {
        date.fromordinal(day).isoformat(): text_of(hours)
        for day, hours in sorted(calendar.exceptions.items())
    }
    return json.dumps({"week": [text_of(hours) for hours in calendar.week], "days": days})


def from_json(text: str) -> WorkingCalendar:
    kept = json.loads(text)
    days = {
        date.fromisoformat(day).toordinal(): hours_of(hours) for day, hours in kept["days"].items()
    }
    return WorkingCalendar(tuple(hours_of(hours) for hours in kept["week"]), days)


def of_record(record: Calendar, days: Iterable[CalendarDay]) -> WorkingCalendar:
    week = tuple(hours_of(getattr(record, name)) for name in _WEEK)
    exceptions = {day.day.toordinal(): hours_of(day.hours) for day in days}
    return WorkingCalendar(week, exceptions) if any(week) else OFFICE


def kept_calendar(session: Session, calendar_id: UUID | None, text: str) -> WorkingCalendar:
    """The imported calendar, else the one named, else the default one, else office hours."""
    if text:
        return from_json(text)
    statement = select(Calendar).order_by(Calendar.is_default.desc(), Calendar.id).limit(1)
    if calendar_id is not None:
        statement = select(Calendar).where(Calendar.id == calendar_id)
    record = session.scalars(statement).first()
    return OFFICE if record is None else _with_days(session, record)


def _with_days(session: Session, record: Calendar) -> WorkingCalendar:
    days = session.scalars(select(CalendarDay).where(CalendarDay.calendar_id == record.id))
    return of_record(record, days)


def role_calendars(session: Session) -> dict[str, WorkingCalendar]:
    """The calendars of the roles that have one of their own."""
    statement = (
        select(LaborRole.name, Calendar)
        .join(Calendar, Calendar.id == LaborRole.calendar_id)
        .where(LaborRole.archived_at.is_(None))
    )
    found: dict[UUID, WorkingCalendar] = {}
    named: dict[str, WorkingCalendar] = {}
    for name, record in session.execute(statement):
        if record.id not in found:
            found[record.id] = _with_days(session, record)
        named[name] = found[record.id]
    return named
