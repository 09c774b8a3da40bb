"""A work plan on the calendar: which rows are laid out, and how long each takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.schedule import Link, Placed, PlanTask, Schedule
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan

_TIMED = {ItemKind.TASK, ItemKind.MILESTONE, ItemKind.DELIVERABLE, ItemKind.SUBCONTRACT}


def duration_of(item: WorkItem) -> Duration | None:
    """What is typed, else the effort of one person; a milestone takes none."""
    if item.kind is ItemKind.MILESTONE:
        return None
    if item.duration is not None:
        return item.duration
    effort = item.mean_effort
    return Duration(effort, "h") if effort else None


def is_timed(item: WorkItem) -> bool:
    """Whether a row without children stands on the time line."""
    return (
        item.kind in _TIMED
        or item.duration is not None
        or item.not_before is not None
        or item.fixed is not None
    )


def plan_tasks(items: Iterable[WorkItem]) -> dict[UUID, PlanTask]:
    """The rows to lay out, named by their codes, without what has nothing on the time line."""
    plan = items if isinstance(items, WorkPlan) else WorkPlan(items)
    rows, parents, codes = plan.items, plan.parents(), plan.codes()
    kept = [False] * len(rows)
    branch = [False] * len(rows)
    for at in range(len(rows) - 1, -1, -1):
        if not branch[at]:
            kept[at] = is_timed(rows[at])
        parent = parents[at]
        if parent is not None:
            branch[parent] = True
            kept[parent] = kept[parent] or kept[at]
    names = {item.id: codes[at] for at, item in enumerate(rows) if kept[at]}
    return {
        item.id: PlanTask(
            codes[at],
            None if parents[at] is None else codes[parents[at] or 0],
            None if branch[at] else duration_of(item),
            _links(item, names) if item.after else (),
            item.not_before,
            fixed=item.fixed,
        )
        for at, item in enumerate(rows)
        if kept[at]
    }


def _links(item: WorkItem, names: Mapping[UUID, str]) -> tuple[Link, ...]:
    """What a row waits for; links to rows that are gone are not followed."""
    return tuple(
        Link(names[link.before], link.type, link.lag) for link in item.after if link.before in names
    )


class PlanSchedule:
    """Where each row of a plan stands, asked by the row's key."""

    def __init__(
        self, plan: WorkPlan, calendar: WorkingCalendar, start: date | datetime | None
    ) -> None:
        self._tasks = plan_tasks(plan)
        first = start or date.today()  # noqa: DTZ011 the user's own day
        self._schedule = Schedule(list(self._tasks.values()), calendar, start=first)
        self.calendar = calendar
        self._placed: dict[UUID, Placed | None] = {}

    def __getitem__(self, key: UUID) -> Placed | None:
        """Where a row stands; None where it is not on the time line."""
        try:
            return self._placed[key]
        except KeyError:
            task = self._tasks.get(key)
            found = self._placed[key] = self._schedule[task.id] if task else None
            return found

    @property
    def start(self) -> datetime:
        return self._schedule.start

    @property
    def finish(self) -> datetime:
        return self._schedule.finish


def slack_days(placed: Placed, calendar: WorkingCalendar) -> Decimal:
    """The slack in working days."""
    return Decimal(placed.slack) / calendar.day_seconds
