"""GanttProject files (``.gan``) in: a work plan with its dates kept, and what could not be held.

Durations and lags are whole working days, a week day says 1 where it is free, a resource's rate
is that of a day. A dependency stands in the task that comes first and names the one that waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _, n_
from salesdesk.models.values.calendar import (
    OFFICE_HOURS,
    Hours,
    WorkingCalendar,
    instant_of,
    seconds_of,
)
from salesdesk.models.values.duration import NONE, Duration
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.mspdi import MOST_TASKS, ImportedPlan, keep_dates
from salesdesk.services.plan_xml import root_of, unreadable

DAY_HOURS = Decimal(8)
HUNDRED = Decimal(100)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINKS = {"1": LinkType.SS, "2": LinkType.FS, "3": LinkType.FF, "4": LinkType.SF}
_YEARS = (-1, 8)
"""For how many years around the start a holiday of every year is written out."""
_OWN_ROLES = {"Default:1": "Project manager", "SoftwareDevelopment:2": "Analyst",
              "SoftwareDevelopment:3": "Developer", "SoftwareDevelopment:4": "Technical writer",
              "SoftwareDevelopment:5": "Tester",
              "SoftwareDevelopment:6": "GUI designer"}  # fmt: skip
"""Roles that GanttProject knows without writing them."""


@dataclass(frozen=True)
class _Worker:
    name: str
    role: str
    rate: Decimal | None
    load: Decimal


def read(data: bytes, file: str = "") -> ImportedPlan:
    """Read a plan from the bytes of a file.

    Raises InvalidInput when it is no XML or not from GanttProject.
    """
    root = root_of(data, file)
    if etree.QName(root).localname != "project":
        raise unreadable(file, _("it is not a GanttProject file"))
    return _Reading(root, file).plan()


def _decimal(text: str | None) -> Decimal:
    try:
        found = Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**12 else Decimal(0)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


class _Reading:
    """One pass over a file."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self._root, self._file = root, file
        self._problems: list[Problem] = []
        self._tasks: list[tuple[int, etree._Element]] = list(self._outline())
        self._keys = {task.get("id", ""): new_id() for _level, task in self._tasks}
        self._start = self._first_day()
        self._calendar = self._working_calendar()
        self._workers = self._staff()

    def plan(self) -> ImportedPlan:
        waits = self._links()
        items, dates = [], []
        for row, (level, task) in enumerate(self._tasks, 1):
            item = self._item(row, level, task, waits.get(task.get("id", ""), ()))
            items.append(item)
            dates.append(self._dates(task, item))
        start = instant_of(self._calendar.next_work(seconds_of(_midnight(self._start))))
        plan, moved = keep_dates(WorkPlan(items), dates, self._calendar, start.date())
        for at in moved:
            said = _("Links and calendar give other dates; the file's are fixed.")
            self._report(said, "start", at + 1, plan[at].name)
        self._report_rest()
        name = self._root.get("name") or Path(self._file).stem
        uids = tuple(range(1, len(items) + 1))
        return ImportedPlan(name, start, "", self._calendar, plan, tuple(self._problems), uids)

    # -- the outline

    def _outline(self) -> Iterator[tuple[int, etree._Element]]:
        waiting = [(0, task) for task in reversed(self._root.findall("tasks/task"))]
        count = 0
        while waiting:
            level, task = waiting.pop()
            count += 1
            if count > MOST_TASKS:
                raise unreadable(self._file, _("it holds more than 100,000 tasks"))
            yield level, task
            waiting += [(level + 1, child) for child in reversed(task.findall("task"))]

    def _first_day(self) -> date:
        starts = [day for _level, task in self._tasks if (day := _day(task.get("start")))]
        found = min(starts, default=None) or _day(self._root.get("view-date"))
        if found is None:
            raise unreadable(self._file, _("it has no start date"))
        return found

    def _item(
        self, row: int, level: int, task: etree._Element, after: tuple[Dependency, ...]
    ) -> WorkItem:
        self._report_task(row, task)
        name, key = task.get("name", ""), self._keys[task.get("id", "")]
        notes = "\n".join(line.strip() for line in (task.findtext("notes") or "").splitlines())
        if task.find("task") is not None:
            return WorkItem(
                name, ItemKind.PHASE, level, key, after=after, internal_note=notes.strip()
            )
        days = _decimal(task.get("duration"))
        is_milestone = task.get("meeting") == "true"
        staffed = self._workers.get(task.get("id", ""), ())
        load = sum((one.load for one in staffed), Decimal(0))
        hours = days * DAY_HOURS * load / HUNDRED
        return WorkItem(
            name,
            ItemKind.MILESTONE if is_milestone else ItemKind.TASK,
            level,
            key,
            role=next((one.role for one in staffed if one.role), ""),
            resource=", ".join(one.name for one in staffed),
            effort=hours.normalize() + 0 if hours and not is_milestone else None,
            cost_rate=None if is_milestone else _rate(staffed),
            units=load if load not in (0, HUNDRED) and not is_milestone else None,
            duration=None if is_milestone else Duration(days),
            after=after,
            not_before=self._earliest(task),
            internal_note=notes.strip(),
        )  # fmt: skip

    def _dates(
        self, task: etree._Element, item: WorkItem
    ) -> tuple[datetime | None, datetime | None]:
        day, work = _day(task.get("start")), self._calendar
        if day is None or item.kind is ItemKind.PHASE:
            return None, None
        start = work.next_work(seconds_of(_midnight(day)))
        seconds = item.duration.seconds(work) if item.duration else 0
        finish = work.after(start, seconds) if seconds else start
        return instant_of(start), instant_of(finish)

    def _earliest(self, task: etree._Element) -> date | None:
        return _day(task.get("thirdDate")) if task.get("thirdDate-constraint") == "1" else None

    def _links(self) -> Mapping[str, tuple[Dependency, ...]]:
        found: dict[str, list[Dependency]] = {}
        for row, (_level, task) in enumerate(self._tasks, 1):
            before = self._keys[task.get("id", "")]
            for link in task.findall("depend"):
                waits = link.get("id", "")
                if waits not in self._keys or self._keys[waits] == before:
                    said = _("It is waited for by a task that is not in the file.")
                    self._report(said, "depend", row, task.get("name", ""))
                    continue
                days = _decimal(link.get("difference"))
                lag = Duration(days) if days else NONE
                kind = _LINKS.get(link.get("type", "2"), LinkType.FS)
                found.setdefault(waits, []).append(Dependency(before, kind, lag))
                if link.get("hardness") == "Rubber":
                    said = _("A rubber link is read as a strong one.")
                    self._report(said, "depend", row, task.get("name", ""))
        return {key: tuple(dict.fromkeys(links)) for key, links in found.items()}

    # -- the calendar

    def _working_calendar(self) -> WorkingCalendar:
        week = self._root.find("calendars/day-types/default-week")
        free = {"sat", "sun"}
        if week is not None:
            free = {name for name in _WEEK if week.get(name) == "1"}
        hours: tuple[Hours, ...] = tuple(() if name in free else OFFICE_HOURS for name in _WEEK)
        days = {
            day.toordinal(): () if one.get("type") != "WORKING_DAY" else OFFICE_HOURS
            for one in self._root.findall("calendars/date")
            for day in self._days(one)
        }
        try:
            return WorkingCalendar(hours, days)
        except InvalidInput:
            said = _("It has no working hours; Monday to Friday is used.")
            self._report(said, "calendars")
            return WorkingCalendar()

    def _days(self, one: etree._Element) -> Iterator[date]:
        """The days of a holiday; one without a year is that of every year."""
        own = one.get("year") or ""
        years = [own] if own else [str(self._start.year + more) for more in range(*_YEARS)]
        if not own:
            said = _("A holiday of every year is read for {count} years.")
            name = f"{one.get('date')}.{one.get('month')}."
            count = _YEARS[1] - _YEARS[0]
            self._report(said.format(count=count), "calendars", value=name)
        for year in years:
            try:
                yield date(int(year), int(one.get("month", "")), int(one.get("date", "")))
            except (ValueError, OverflowError):
                if own:
                    said = _("This holiday is no date.")
                    self._report(said, "calendars", value=f"{year}-{one.get('month')}")

    # -- people

    def _staff(self) -> Mapping[str, tuple[_Worker, ...]]:
        roles = dict(_OWN_ROLES)
        for role in self._root.findall("roles/role"):
            roles[role.get("id", "")] = role.get("name", "")
        people = {one.get("id", ""): one for one in self._root.findall("resources/resource")}
        found: dict[str, list[_Worker]] = {}
        for each in self._root.findall("allocations/allocation"):
            person = people.get(each.get("resource-id", ""))
            if person is None or each.get("task-id", "") not in self._keys:
                said = _("An assignment names a task or a person that is not in the file.")
                self._report(said, "allocations", value=each.get("task-id", ""))
                continue
            function = each.get("function") or person.get("function", "")
            rate = next((_decimal(one.get("value")) for one in person.findall("rate")), None)
            worker = _Worker(
                person.get("name", ""), roles.get(function or "", ""),
                None if rate is None else rate / DAY_HOURS, _decimal(each.get("load") or "100"),
            )  # fmt: skip
            first = each.get("responsible") == "true"
            staff = found.setdefault(each.get("task-id", ""), [])
            staff.insert(0 if first else len(staff), worker)
        return {key: tuple(staff) for key, staff in found.items()}

    # -- what can't be held

    def _report(self, said: str, column: str, row: int | None = None, value: str = "") -> None:
        self._problems.append(Problem(said, column, row, self._file, value))

    def _report_task(self, row: int, task: etree._Element) -> None:
        name = task.get("name", "")
        if _decimal(task.get("complete")):
            said = _("Progress is not part of an estimation and is left out.")
            self._report(said, "complete", row, f"{task.get('complete')} %")
        if _decimal(task.get("cost-manual-value")) and task.get("cost-calculated") != "true":
            said = _("A fixed cost is not part of a task here; add it as an expense.")
            self._report(said, "cost", row, task.get("cost-manual-value", ""))
        if task.get("priority") not in (None, "", "1"):
            self._report(_("A priority is not held."), "priority", row, task.get("priority", ""))
        if task.get("webLink"):
            self._report(
                _("A link to a page is not held."), "webLink", row, task.get("webLink", "")
            )
        staff = self._workers.get(task.get("id", ""), ())
        if task.find("task") is not None and staff:
            said = _("People on a phase are left out; put them on its tasks.")
            self._report(said, "allocations", row, ", ".join(one.name for one in staff))
        elif len(staff) > 1:
            said = _("{count} people share a task; its role is the first, its rate their average.")
            names = ", ".join(one.name for one in staff)
            self._report(said.format(count=len(staff)), "allocations", row, names)
        if _day(task.get("start")) is None:
            self._report(_("It has no start date."), "start", row, name)

    def _report_rest(self) -> None:
        people = {one.get("id", ""): one.get("name", "") for one in
                  self._root.findall("resources/resource")}  # fmt: skip
        for leave in self._root.findall("vacations/vacation"):
            said = _("A person's days off are not held.")
            value = f"{people.get(leave.get('resourceid', ''), '')} {leave.get('start')}"
            self._report(said, "vacations", value=value.strip())
        if any(one.get("phone") or one.get("contacts") for one in
               self._root.findall("resources/resource")):  # fmt: skip
            said = _("Phones and e-mails of people are left out; keep them as contacts.")
            self._report(said, "resources")
        fields = len(self._root.findall("tasks/taskproperties/taskproperty[@type='custom']"))
        if fields:
            text = n_("{count} custom field is left out.", "{count} custom fields are left out.",
                      fields)  # fmt: skip
            self._report(text.format(count=fields), "taskproperties")
        plans = len(self._root.findall("previous/previous-tasks"))
        if plans:
            text = n_("{count} baseline is left out.", "{count} baselines are left out.", plans)
            self._report(text.format(count=plans), "previous")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 a plan has no time zone


def _rate(staff: tuple[_Worker, ...]) -> Decimal | None:
    """The average cost of an hour, weighted by each one's load."""
    if not any(one.rate for one in staff):
        return None
    load = sum((one.load for one in staff), Decimal(0)) or Decimal(1)
    total = sum((one.load * (one.rate or 0) for one in staff), Decimal(0))
    return (total / load).quantize(Decimal("0.000001")).normalize() + 0
