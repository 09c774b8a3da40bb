"""Microsoft Project XML (MSPDI) in: a work plan with its dates kept, and what could not be held.

Layout: "Introduction to Project XML Data", the MSPDI schema (mspdi_pj12.xsd). Lags are tenths of a
minute, money is hundredths, week days count from Sunday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from lxml import etree

from salesdesk.errors import Problem
from salesdesk.i18n import _, n_
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.duration import NONE, Duration
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.work_triangle import FIXED_DURATION, FIXED_WORK, with_units
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.mspdi_calendars import Calendars
from salesdesk.services.mspdi_fields import Fields, duration_in, unit_of
from salesdesk.services.mspdi_losses import inactive, unheld, without_inactive
from salesdesk.services.mspdi_own import Native, OwnFields, with_own
from salesdesk.services.mspdi_work import Staffing
from salesdesk.services.plan_xml import root_of, unreadable

LARGEST_FILE = 64 * 1024 * 1024
MOST_TASKS = 100_000
_LINKS = {0: LinkType.FF, 1: LinkType.FS, 2: LinkType.SF, 3: LinkType.SS}
TYPES = {1: FIXED_DURATION, 2: FIXED_WORK}
"""What stays when another of effort, duration and units is typed; fixed units is the usual."""
CONSTRAINTS = {
    1: "late",
    2: "must_start",
    3: "must_finish",
    5: "start_by",
    6: "finish_after",
    7: "finish_by",
}


@dataclass(frozen=True)
class ImportedPlan:
    """A plan as a file holds it: rows, start, calendar, and the rows of what is not held.

    A table has no start and no calendar of its own, and ``is_dated`` says so.
    """

    name: str
    start: datetime
    currency: str
    calendar: WorkingCalendar
    plan: WorkPlan
    problems: tuple[Problem, ...]
    uids: tuple[int, ...]
    is_dated: bool = True

    def schedule(self) -> PlanSchedule:
        return PlanSchedule(self.plan, self.calendar, self.start.date())


def read_file(path: Path) -> ImportedPlan:
    """Read a work plan from a file.

    Raises:
        InvalidInput: the file is too large, is not XML, or is not from Microsoft Project.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise unreadable(path.name, _("it is larger than 64 MB"))
    return read(path.read_bytes(), path.name)


def read(data: bytes, file: str = "") -> ImportedPlan:
    """Read a work plan from bytes; entities are never expanded and nothing is fetched."""
    root = root_of(data, file)
    if etree.QName(root).localname != "Project":
        raise unreadable(file, _("it is not a Microsoft Project XML file"))
    return _Reading(Fields(root), file).plan()


class _Reading:
    """One pass over a file."""

    def __init__(self, project: Fields, file: str) -> None:
        self._project = project
        self._file = file
        self._problems: list[Problem] = []
        self._calendars = Calendars(project)
        self._calendar = self._calendars.calendar(project.text("CalendarUID", "1"))
        self._default_format = project.number("DurationFormat", 7)
        self._staffing = Staffing(project, self._calendar)
        self._own = OwnFields(project)
        self._keys: dict[str, UUID] = {}
        self._off: set[str] = set()

    def plan(self) -> ImportedPlan:
        tasks = [task for task in self._project.all("Tasks", "Task") if not task.flag("IsNull")]
        if len(tasks) > MOST_TASKS:
            raise unreadable(self._file, _("it holds more than 100,000 tasks"))
        tasks, off = without_inactive(tasks)
        rows = [task for task in tasks if task.number("OutlineLevel", 1) > 0]
        self._keys = {task.text("UID"): new_id() for task in rows}
        self._off = {task.text("UID") for task in off}
        items, sources = self._items(rows)
        start = self._start(tasks)
        plan = WorkPlan(items)
        if not self._own.are_there:
            plan = with_units(plan, self._calendar)
        plan, moved = keep_dates(
            plan, [self._dates(task) for task in sources], self._calendar, start.date()
        )
        self._report_kept(sources, moved)
        self._report_rest()
        return ImportedPlan(
            self._name(tasks),
            start,
            self._project.text("CurrencyCode"),
            self._calendar,
            plan,
            (
                *self._problems,
                *self._named(self._calendars.problems),
                *self._named(self._staffing.problems),
                *self._named(inactive(off)),
                *self._named(unheld(self._project, rows, self._calendars)),
            ),
            tuple(task.number("UID") if task else 0 for task in sources),
        )

    def _items(self, rows: Sequence[Fields]) -> tuple[list[WorkItem], list[Fields | None]]:
        """The items and the tasks they come from; a task's plain costs follow it as expenses."""
        items: list[WorkItem] = []
        sources: list[Fields | None] = []
        for task in rows:
            item = self._item(task)
            level = item.level + (item.kind is ItemKind.PHASE)
            costs = self._staffing.costs(task.text("UID"))
            items.append(item)
            items += [
                WorkItem(f"{name}: {item.name}", ItemKind.EXPENSE, level, cost_rate=cost)
                for name, cost in costs
            ]
            sources += [task, *[None] * len(costs)]
        return items, sources

    def _dates(self, task: Fields | None) -> tuple[datetime | None, datetime | None]:
        """The dates to keep; none where they are those that our own schedule gave."""
        if task is None:
            return None, None
        start, finish = _dates(task)
        if start and finish and self._own.are_there:
            written = self._own.of(task).get("placed")
            if written == f"{start.isoformat()}/{finish.isoformat()}":
                return None, None
        return start, finish

    def _named(self, problems: Sequence[Problem]) -> list[Problem]:
        return [replace(problem, file=self._file) for problem in problems]

    def _name(self, tasks: Sequence[Fields]) -> str:
        title = self._project.text("Title") or self._project.text("Name").removesuffix(".xml")
        summary = next(
            (task.text("Name") for task in tasks if not task.number("OutlineLevel", 1)), ""
        )
        return title or summary or self._file.rpartition(".")[0]

    def _start(self, tasks: Sequence[Fields]) -> datetime:
        found = self._project.moment("StartDate")
        if found is None:
            starts = [start for start, _finish in map(_dates, tasks) if start]
            found = min(starts, default=None)
        if found is None:
            raise unreadable(self._file, _("it has no start date"))
        return found

    def _item(self, task: Fields) -> WorkItem:
        uid = task.text("UID")
        staffed = self._staffing.of(uid)
        self._report_task(task)
        is_phase = task.flag("Summary")
        is_milestone = task.flag("Milestone") and not is_phase
        kind = ItemKind.MILESTONE if is_milestone else ItemKind.TASK
        constraint = task.number("ConstraintType")
        at = task.moment("ConstraintDate")
        work = task.seconds("Work") or 0
        item = WorkItem(
            task.text("Name"),
            ItemKind.PHASE if is_phase else kind,
            max(0, task.number("OutlineLevel", 1) - 1),
            self._keys[uid],
            staffed.role,
            staffed.resource,
            None if is_phase or not work else Decimal(work) / 3600,
            cost_rate=staffed.cost_rate,
            duration=None if is_phase else self._duration(task),
            after=self._links(task),
            not_before=at if constraint == 4 else None,
            task_type="" if is_phase or is_milestone else TYPES.get(task.number("Type"), ""),
            constraint=CONSTRAINTS.get(constraint, ""),
            constraint_at=at if constraint in CONSTRAINTS and constraint != 1 else None,
            internal_note=task.text("Notes"),
        )
        texts = self._own.of(task)
        if not self._own.are_there:
            return item
        since = at.isoformat() if at and constraint == 4 else ""
        rate = "" if staffed.cost_rate is None else durations.plain(staffed.cost_rate)
        native = Native(
            task.seconds("Duration"), work, item.level, item.kind, item.role, rate, since,
            task_type=str(task.number("Type")),
        )  # fmt: skip
        return with_own(item, texts, native, self._keys)

    def _duration(self, task: Fields) -> Duration | None:
        seconds = task.seconds("Duration")
        if seconds is None:
            return None
        unit = unit_of(task.number("DurationFormat", 7), self._default_format)
        return duration_in(seconds, unit, self._calendar)

    def _links(self, task: Fields) -> tuple[Dependency, ...]:
        found = []
        for link in task.all("PredecessorLink"):
            before = self._keys.get(link.text("PredecessorUID"))
            if link.text("PredecessorUID") in self._off:
                continue
            if before is None or link.flag("CrossProject"):
                self._report(task, "PredecessorLink", _("It waits for a task of another file."))
                continue
            kind = _LINKS.get(link.number("Type", 1), LinkType.FS)
            found.append(Dependency(before, kind, self._lag(task, link)))
        return tuple(dict.fromkeys(found))

    def _lag(self, task: Fields, link: Fields) -> Duration:
        tenths = link.number("LinkLag")
        code = link.number("LagFormat", 7)
        if not tenths:
            return NONE
        if code in (19, 20, 51, 52):
            self._report(task, "LinkLag", _("A lag in percent of a duration is read as no lag."))
            return NONE
        return duration_in(tenths * 6, unit_of(code, 7), self._calendar)

    # -- what can't be held

    def _report(self, task: Fields, column: str, message: str, value: str = "") -> None:
        row = task.number("ID") or None
        shown = value or task.text("Name")
        self._problems.append(Problem(message, column, row, self._file, shown))

    def _report_task(self, task: Fields) -> None:
        for tag, message in (
            ("PercentComplete", _("Progress is not part of an estimation and is left out.")),
            ("FixedCost", _("A fixed cost is not part of a task here; add it as an expense.")),
            ("OvertimeCost", _("Overtime is not held.")),
        ):
            if task.decimal(tag):
                self._report(task, tag, message, task.text(tag))
        for tag, message in (
            ("Recurring", _("A recurring task is read as one task.")),
            ("ExternalTask", _("A task of another file is read as it stands.")),
            ("IsSubproject", _("A subproject is read as one task.")),
        ):
            if task.flag(tag):
                self._report(task, tag, message)
        if task.moment("Deadline"):
            self._report(task, "Deadline", _("A deadline is not held."), task.text("Deadline"))

    def _report_kept(self, sources: Sequence[Fields | None], moved: Sequence[int]) -> None:
        said = _("Links and calendar give other dates; the file's are fixed.")
        for task in (sources[at] for at in moved):
            if task is not None:
                self._report(task, "Start", said)

    def _report_rest(self) -> None:
        baselines = sum(1 for task in self._project.all("Tasks", "Task") if task.all("Baseline"))
        fields = self._own.others
        if baselines:
            text = n_(
                "A baseline of {count} task is left out.",
                "Baselines of {count} tasks are left out.",
                baselines,
            )
            self._problems.append(
                Problem(text.format(count=baselines), "Baseline", file=self._file)
            )
        if fields:
            text = n_(
                "{count} custom field is left out.", "{count} custom fields are left out.", fields
            )
            self._problems.append(
                Problem(text.format(count=fields), "ExtendedAttributes", file=self._file)
            )


def _dates(task: Fields) -> tuple[datetime | None, datetime | None]:
    return task.moment("Start"), task.moment("Finish")


def keep_dates(
    plan: WorkPlan,
    dates: Sequence[tuple[datetime | None, datetime | None]],
    calendar: WorkingCalendar,
    start: date,
) -> tuple[WorkPlan, list[int]]:
    """The plan laid out as its file says: a start that links don't give becomes “not before”.

    Where that is not enough (splits, other calendars, dates set by hand) both dates are fixed;
    answers which rows that were.
    """
    fixed: list[int] = []
    for attempt in range(8):
        placed = PlanSchedule(plan, calendar, start)
        changed: dict[int, WorkItem] = {}
        for at, item in enumerate(plan):
            early, late = dates[at]
            found = placed[item.id]
            if early is None or late is None or found is None or plan.is_branch(at):
                continue
            if (found.start, found.finish) == (early, late) or item.fixed is not None:
                continue
            if attempt == 0 and found.start < early:
                changed[at] = replace(item, not_before=early)
            elif attempt > 0:
                changed[at] = replace(item, not_before=None, fixed=(early, max(early, late)))
                fixed.append(at)
        if not changed and attempt > 0:
            break
        plan = plan.with_rows(changed)
    return plan, fixed
