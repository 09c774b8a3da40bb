"""Microsoft Project XML (MSPDI) out: a work plan with dates, links, calendar, roles and costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from lxml import etree

from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import seconds_of
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, Node
from salesdesk.models.values.plan_schedule import PlanSchedule, duration_of
from salesdesk.models.values.pricing import rounded
from salesdesk.models.values.schedule import LinkType, Placed
from salesdesk.models.values.work_triangle import WHOLE, units_of
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem
from salesdesk.services.jobs import Progress
from salesdesk.services.mspdi import CONSTRAINTS, TYPES
from salesdesk.services.mspdi_calendars import add_calendar
from salesdesk.services.mspdi_fields import FORMATS, NAMESPACE, UNASSIGNED
from salesdesk.services.mspdi_own import Native, add_definitions, add_own, clean

_CONSTRAINTS = {name: code for code, name in CONSTRAINTS.items()}
_TYPES = {name: code for code, name in TYPES.items()}
_LINKS = {LinkType.FF: "0", LinkType.FS: "1", LinkType.SF: "2", LinkType.SS: "3"}


@dataclass(frozen=True)
class PlanToWrite:
    """What a file needs beside the rows."""

    name: str
    figures: PlanFigures
    schedule: PlanSchedule


def write(given: PlanToWrite, progress: Progress | None = None) -> bytes:
    """The plan as a file that Microsoft Project, ProjectLibre and GanttProject read."""
    return _Writing(given).document(progress or Progress())


def _add(parent: etree._Element, tag: str, value: object) -> None:
    etree.SubElement(parent, tag).text = clean(str(value))


def _span(seconds: int) -> str:
    return f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S"


class _Writing:
    """One document in the making."""

    def __init__(self, given: PlanToWrite) -> None:
        self._given = given
        self._rows = given.figures.rows
        self._uids: Mapping[UUID, int] = {node.item.id: at for at, node in enumerate(self._rows, 1)}
        self._resources: dict[str, tuple[int, WorkItem]] = {}
        for item in (node.item for node in self._rows if not node.children):
            if _who(item) and not item.is_counted:
                self._resources.setdefault(_who(item), (len(self._resources) + 1, item))
        self._rates = self._first_rates()
        self._calendar = given.schedule.calendar
        self._start = given.schedule.start

    def document(self, progress: Progress) -> bytes:
        root = etree.Element("Project", xmlns=NAMESPACE)
        self._head(root)
        add_definitions(root)
        calendars = etree.SubElement(root, "Calendars")
        add_calendar(calendars, self._calendar, 1, "Standard")
        tasks = etree.SubElement(root, "Tasks")
        for node in progress.each(self._rows, len(self._rows)):
            self._task(etree.SubElement(tasks, "Task"), node)
        self._people(etree.SubElement(root, "Resources"))
        self._assignments(etree.SubElement(root, "Assignments"))
        text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return bytes(text)

    def _head(self, root: etree._Element) -> None:
        schedule = self._given.schedule
        for tag, value in (
            ("SaveVersion", 14),
            ("Name", self._given.name),
            ("Title", self._given.name),
            ("ScheduleFromStart", 1),
            ("StartDate", self._start.isoformat()),
            ("FinishDate", schedule.finish.isoformat()),
            ("CurrencyDigits", -int(self._given.figures.terms.step.as_tuple().exponent)),
            ("CurrencyCode", self._given.figures.terms.currency),
            ("CalendarUID", 1),
            ("MinutesPerDay", self._calendar.day_seconds // 60),
            ("MinutesPerWeek", self._calendar.week_seconds // 60),
            ("DaysPerMonth", 20),
            ("DurationFormat", 7),
        ):
            _add(root, tag, value)

    def _task(self, task: etree._Element, node: Node) -> None:
        item, placed = node.item, self._given.schedule[node.item.id]
        duration = None if node.children else duration_of(item)
        start = placed.start if placed else self._start
        finish = placed.finish if placed else start
        for tag, value in (
            ("UID", self._uids[item.id]),
            ("ID", self._uids[item.id]),
            ("Name", item.name),
            ("Type", _type(node)),
            ("IsNull", 0),
            ("WBS", node.code),
            ("OutlineNumber", node.code),
            ("OutlineLevel", node.code.count(".") + 1),
            ("Start", start.isoformat()),
            ("Finish", finish.isoformat()),
            ("Duration", _span(self._seconds(duration, placed))),
            ("DurationFormat", self._format(duration)),
            ("Work", _span(int(node.effort * 3600))),
            ("Milestone", int(item.kind is ItemKind.MILESTONE)),
            ("Summary", int(node.is_branch)),
            ("Critical", int(bool(placed and placed.critical))),
            ("Cost", self._cost(node)),
            ("ConstraintType", _constraint(item)),
        ):
            _add(task, tag, value)
        since = item.constraint_at if item.constraint else item.not_before
        if since:
            _add(task, "ConstraintDate", _moment(since).isoformat())
        if item.fixed:
            _add(task, "Manual", 1)
        if item.internal_note:
            _add(task, "Notes", item.internal_note)
        for link in item.after:
            if link.before in self._uids:
                self._link(etree.SubElement(task, "PredecessorLink"), link)
        add_own(task, item, self._native(node, duration, placed), self._uids)

    def _native(self, node: Node, duration: Duration | None, placed: Placed | None) -> Native:
        """What a reader will find in the file's own fields."""
        item = node.item
        is_worked = not node.children and not item.is_counted
        who = _who(item) if is_worked else ""
        rate = self._rate(who) if who else Decimal(0)
        since = item.not_before if not item.constraint else None
        return Native(
            self._seconds(duration, placed),
            int(node.effort * 3600),
            node.code.count("."),
            _kind(node),
            who,
            durations.plain(rate) if rate else "",
            _moment(since).isoformat() if since else "",
            f"{placed.start.isoformat()}/{placed.finish.isoformat()}" if placed else "",
            str(_type(node)),
        )

    def _seconds(self, duration: Duration | None, placed: Placed | None) -> int:
        if duration is not None:
            return duration.seconds(self._calendar)
        if placed is None:
            return 0
        worked = self._calendar.worked
        return worked(seconds_of(placed.finish)) - worked(seconds_of(placed.start))

    @staticmethod
    def _format(duration: Duration | None) -> int:
        if duration is None:
            return FORMATS["d"]
        return FORMATS[("e" if duration.elapsed else "") + duration.unit]

    def _cost(self, node: Node) -> int:
        """Money is written in hundredths, whatever the currency's digits."""
        cost = self._given.figures.amount(node.sums[COST])
        return int(rounded(cost * 100, Decimal(1)))

    def _link(self, element: etree._Element, link: Dependency) -> None:
        seconds = link.lag.seconds(self._calendar)
        for tag, value in (
            ("PredecessorUID", self._uids[link.before]),
            ("Type", _LINKS[link.type]),
            ("CrossProject", 0),
            ("LinkLag", seconds // 6),
            ("LagFormat", self._format(link.lag)),
        ):
            _add(element, tag, value)

    def _people(self, parent: etree._Element) -> None:
        for who, (uid, item) in self._resources.items():
            resource = etree.SubElement(parent, "Resource")
            for tag, value in (
                ("UID", uid),
                ("ID", uid),
                ("Name", who),
                ("Type", 1),
                ("Group", item.role),
                ("MaxUnits", 1),
                ("StandardRate", self._rate(who)),
                ("StandardRateFormat", 2),
            ):
                _add(resource, tag, value)

    def _first_rates(self) -> Mapping[str, Decimal]:
        """What an hour of each person or role costs where it is worked first."""
        found: dict[str, Decimal] = {}
        for node in self._rows:
            if node.item.is_counted or not node.priced or node.priced.cost_rate is None:
                continue
            found.setdefault(_who(node.item), node.priced.cost_rate)
        return found

    def _rate(self, who: str) -> Decimal:
        return self._rates.get(who, Decimal(0))

    def _assignments(self, parent: etree._Element) -> None:
        at = 0
        for node in self._rows:
            if node.children or node.item.is_counted:
                continue
            at += 1
            uid, _item = self._resources.get(_who(node.item), (UNASSIGNED, None))
            assignment = etree.SubElement(parent, "Assignment")
            for tag, value in (
                ("UID", at),
                ("TaskUID", self._uids[node.item.id]),
                ("ResourceUID", uid),
                ("Units", durations.plain(units_of(node.item) / WHOLE)),
                ("Work", _span(int(node.effort * 3600))),
            ):
                _add(assignment, tag, value)


def _who(item: WorkItem) -> str:
    """The person on an item, else its role: a resource's name holds no list of people."""
    person = " ".join(clean(item.resource).split())
    return person if person and "," not in person else " ".join(clean(item.role).split())


def _type(node: Node) -> int:
    """Which of effort, duration and units stays; a branch's duration follows its tasks."""
    return 1 if node.is_branch else _TYPES.get(node.item.task_type, 0)


def _kind(node: Node) -> ItemKind:
    """What the file's own fields say that a row is."""
    if node.is_branch:
        return ItemKind.PHASE
    milestone = node.item.kind is ItemKind.MILESTONE
    return ItemKind.MILESTONE if milestone else ItemKind.TASK


def _constraint(item: WorkItem) -> int:
    if item.constraint:
        return _CONSTRAINTS.get(item.constraint, 0)
    return 4 if item.not_before else 0


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value))
