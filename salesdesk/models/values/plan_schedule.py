"""A work plan on the calendar: which rows are laid out, and how long each takes."""

from __future__ import annotations

from collections.abc import Iterable
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


def plan_tasks(items: Iterable[WorkItem]) -> list[PlanTask]:
    """The rows to lay out: without branches that have nothing on the time line, and dead links."""
    plan = items if isinstance(items, WorkPlan) else WorkPlan(items)
    parents = plan.parents()
    kept = [False] * len(plan)
    for at in range(len(plan) - 1, -1, -1):
        if not plan.is_branch(at):
            kept[at] = is_timed(plan[at])
        if kept[at] and parents[at] is not None:
            kept[parents[at] or 0] = True
    known = {item.id for at, item in enumerate(plan) if kept[at]}
    return [_task(item, plan, parents[at], known) for at, item in enumerate(plan) if kept[at]]


def _task(item: WorkItem, plan: WorkPlan, parent: int | None, known: set[UUID]) -> PlanTask:
    return PlanTask(
        str(item.id),
        None if parent is None else str(plan[parent].id),
        duration_of(item),
        tuple(
            Link(str(link.before), link.type, link.lag)
            for link in item.after
            if link.before in known
        ),
        item.not_before,
        fixed=item.fixed,
    )


class PlanSchedule:
    """Where each row of a plan stands, asked by the row's key."""

    def __init__(
        self, plan: WorkPlan, calendar: WorkingCalendar, start: date | datetime | None
    ) -> None:
        self._schedule = Schedule(plan_tasks(plan), calendar, start=start or date.today())  # noqa: DTZ011 the user's own day
        self.calendar = calendar

    def __getitem__(self, key: UUID) -> Placed | None:
        return self._schedule.get(str(key))

    @property
    def start(self) -> datetime:
        return self._schedule.start

    @property
    def finish(self) -> datetime:
        return self._schedule.finish


def slack_days(placed: Placed, calendar: WorkingCalendar) -> Decimal:
    """The slack in working days."""
    return Decimal(placed.slack) / calendar.day_seconds
