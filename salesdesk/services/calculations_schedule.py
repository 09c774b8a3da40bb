"""Dates and critical path of a work plan given as JSON, by the function that the grid uses."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import (
    DAY,
    OFFICE,
    OFFICE_WEEK,
    WEEKDAYS,
    Hours,
    WorkingCalendar,
    seconds_of,
)
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.schedule import Link, LinkType, Placed, PlanTask, Schedule

_T = TypeVar("_T")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def schedule(document: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out the tasks of a document; the shape of both is in the handbook's ``schedule``.

    Raises:
        InvalidInput: naming the key that can't be read, or the tasks of a loop.
    """
    if not isinstance(document, Mapping):
        _refuse("", _("A work plan is an object with start, calendar and tasks."))
    calendar = read_calendar(document.get("calendar"), "calendar")
    tasks = [
        _task(entry, f"tasks[{at}]")
        for at, entry in enumerate(_list(document, "tasks", required=True))
    ]
    laid_out = Schedule(
        tasks,
        calendar,
        start=_optional(document, "start", "start", _day_or_instant),
        end=_optional(document, "end", "end", _day_or_instant),
    )
    return {
        "start": shown(laid_out.start),
        "finish": shown(laid_out.finish),
        "tasks": [_answer(str(task.id), laid_out) for task in tasks],
    }


def schedule_file(path: Path) -> dict[str, Any]:
    """The same for a file: a document as JSON, or Microsoft Project XML, whose dates are kept.

    Raises:
        InvalidInput: the file is neither, or what it holds can't be laid out.
    """
    data = path.read_bytes()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or path.suffix.lower() == ".xml":
        return _schedule_project(path)
    try:
        return schedule(json.loads(data))
    except (ValueError, RecursionError) as error:
        text = _("{file} is neither JSON nor Microsoft Project XML: {reason}.")
        message = text.format(file=path.name, reason=error)
        raise InvalidInput(message, [Problem(message, file=path.name)]) from None


def _schedule_project(path: Path) -> dict[str, Any]:
    from salesdesk.services import mspdi

    read = mspdi.read_file(path)
    laid_out = read.schedule()
    answers = []
    for uid, item in zip(read.uids, read.plan, strict=True):
        placed = laid_out[item.id]
        if placed is not None:
            named = {"id": str(uid), "name": item.name}
            answers.append(named | _placed(placed, laid_out.calendar))
    return {
        "start": shown(laid_out.start),
        "finish": shown(laid_out.finish),
        "tasks": answers,
        "problems": [
            {
                "file": one.file,
                "row": one.row,
                "column": one.column,
                "value": one.value,
                "message": one.message,
            }
            for one in read.problems
        ],
    }


def shown(instant: datetime) -> str:
    """``2026-03-04T09:00``; seconds only where there are any."""
    return instant.isoformat(timespec="seconds" if instant.second else "minutes")


def _answer(task: str, laid_out: Schedule) -> dict[str, Any]:
    return {"id": task} | _placed(laid_out[task], laid_out.calendar)


def _placed(placed: Placed, calendar: WorkingCalendar) -> dict[str, Any]:
    return {
        "start": shown(placed.start),
        "finish": shown(placed.finish),
        "slack": str(durations.of_seconds(placed.slack, calendar)),
        "critical": placed.critical,
    }


def _refuse(key: str, message: str, value: object = "") -> NoReturn:
    text = f"{key}: {message}" if key else message
    raise InvalidInput(text, [Problem(text, key, value=str(value))])


def _list(
    entry: Mapping[str, Any], key: str, path: str = "", *, required: bool = False
) -> Sequence[Any]:
    found = entry.get(key)
    if found is None and not required:
        return ()
    if not isinstance(found, Sequence) or isinstance(found, str):
        _refuse(path or key, _("A list is needed here."), found)
    return found


def _optional(
    entry: Mapping[str, Any], key: str, path: str, read: Callable[[Any, str], _T]
) -> _T | None:
    found = entry.get(key)
    return None if found is None or found == "" else read(found, path)


def _text(value: Any, path: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        _refuse(path, _("A text is needed here."), value)
    return str(value)


def _day(value: Any, path: str) -> date:
    found = _day_or_instant(value, path)
    return found.date() if isinstance(found, datetime) else found


def _day_or_instant(value: Any, path: str) -> date | datetime:
    text = _text(value, path)
    try:
        if len(text) <= 10:
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        message = _("“{text}” is not a date or an instant. Write 2026-03-02 or 2026-03-02T09:00.")
        _refuse(path, message.format(text=text), text)
    if found.tzinfo is not None:
        message = _("“{text}” names a time zone, and a plan has none. Write 2026-03-02T09:00.")
        _refuse(path, message.format(text=text), text)
    return found


def _instant(value: Any, path: str) -> datetime:
    found = _day_or_instant(value, path)
    return found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)  # noqa: DTZ001 a plan's time is local


def _duration(value: Any, path: str) -> Duration:
    text = _text(value, path)
    try:
        return durations.parse(text)
    except InvalidInput as error:
        _refuse(path, error.message, text)


def _task(entry: Any, path: str) -> PlanTask:
    if not isinstance(entry, Mapping):
        _refuse(path, _("A task is an object with at least an id."), entry)
    duration = _optional(entry, "duration", f"{path}.duration", _duration)
    if duration is not None and duration.amount < 0:
        _refuse(f"{path}.duration", _("A duration can't be negative."), duration)
    own = entry.get("calendar")
    return PlanTask(
        id=_text(entry.get("id"), f"{path}.id"),
        parent=_optional(entry, "parent", f"{path}.parent", _text),
        duration=None if entry.get("milestone") is True else duration,
        after=tuple(
            _link(link, f"{path}.after[{at}]")
            for at, link in enumerate(_list(entry, "after", f"{path}.after"))
        ),
        not_before=_optional(entry, "not_before", f"{path}.not_before", _day_or_instant),
        calendar=None if own is None else read_calendar(own, f"{path}.calendar"),
    )


def _link(entry: Any, path: str) -> Link:
    if not isinstance(entry, Mapping):
        return Link(_text(entry, path))
    kind = (_optional(entry, "type", f"{path}.type", _text) or "FS").upper()
    if kind not in LinkType.__members__:
        _refuse(f"{path}.type", _("“{text}” is not FS, SS, FF or SF.").format(text=kind), kind)
    lag = _optional(entry, "lag", f"{path}.lag", _duration)
    return Link(_text(entry.get("id"), f"{path}.id"), LinkType(kind), lag or durations.NONE)


def read_calendar(entry: Any, path: str) -> WorkingCalendar:
    """A calendar of ``hours`` by weekday, ``holidays`` and ``leaves``; none is Monday to Friday."""
    if entry is None:
        return OFFICE
    if not isinstance(entry, Mapping):
        _refuse(path, _("A calendar is an object with hours and holidays."), entry)
    week = _week(entry.get("hours"), f"{path}.hours")
    holidays = [
        _day(day, f"{path}.holidays[{at}]")
        for at, day in enumerate(_list(entry, "holidays", f"{path}.holidays"))
    ]
    leaves = [
        _leave(leave, f"{path}.leaves[{at}]")
        for at, leave in enumerate(_list(entry, "leaves", f"{path}.leaves"))
    ]
    try:
        return WorkingCalendar(week).with_holidays(holidays).with_leaves(leaves)
    except InvalidInput as error:
        _refuse(f"{path}.hours", error.message)


def _leave(entry: Any, path: str) -> tuple[int, int]:
    if not isinstance(entry, Sequence) or isinstance(entry, str) or len(entry) != 2:
        _refuse(path, _("A leave is a pair of instants."), entry)
    start, end = (seconds_of(_instant(value, path)) for value in entry)
    if end <= start:
        _refuse(path, _("A leave ends after it starts."), entry)
    return start, end


def _week(entry: Any, path: str) -> tuple[Hours, ...]:
    if entry is None:
        return OFFICE_WEEK
    if not isinstance(entry, Mapping):
        _refuse(path, _("Hours are an object of weekdays, mon to sun."), entry)
    for name in entry:
        if name not in WEEKDAYS:
            _refuse(f"{path}.{name}", _("Weekdays are mon, tue, wed, thu, fri, sat, sun."), name)
    return tuple(
        _hours(_list(entry, name, f"{path}.{name}"), f"{path}.{name}") for name in WEEKDAYS
    )


def _hours(entry: Sequence[Any], path: str) -> Hours:
    found = []
    for at, pair in enumerate(entry):
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            _refuse(f"{path}[{at}]", _("Hours are pairs, such as 09:00 and 17:00."), pair)
        start, end = (_clock(value, f"{path}[{at}]") for value in pair)
        if end == 0:
            end = DAY
        if end <= start:
            _refuse(f"{path}[{at}]", _("These hours end before they start."), pair)
        found.append((start, end))
    found.sort()
    for earlier, later in itertools.pairwise(found):
        if later[0] < earlier[1]:
            _refuse(path, _("These hours overlap."), entry)
    return tuple(found)


def _clock(value: Any, path: str) -> int:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found:
        hour, minute, second = (int(part or 0) for part in found.groups())
        total = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and total <= DAY:
            return total
    _refuse(path, _("“{text}” is not a time of day, such as 09:00.").format(text=value), value)
