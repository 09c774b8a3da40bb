"""The hours of each role by month: every row's effort shared evenly over its working time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.worked_rates import shared, stretches
from salesdesk.models.values.workplan import WorkItem, WorkPlan

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class EffortByMonth:
    """Hours by role and month. Months are named by their first day, none between them missing.

    The sum of a row, of a column and of all are exactly the effort of the items behind it.
    """

    roles: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    hours: dict[tuple[str, date], Decimal] = field(default_factory=dict)

    def at(self, role: str, month: date) -> Decimal:
        return self.hours.get((role, month), ZERO)

    def of_role(self, role: str) -> Decimal:
        return sum((self.at(role, month) for month in self.months), ZERO)

    def of_month(self, month: date) -> Decimal:
        return sum((self.at(role, month) for role in self.roles), ZERO)

    @property
    def total(self) -> Decimal:
        return sum(self.hours.values(), ZERO)


Parts = tuple[tuple[date, Decimal], ...]
Known = dict[UUID, tuple[WorkItem, Placed, Parts]]
"""How each row was divided the last time, for rows that have not changed since."""


def effort_by_month(
    plan: WorkPlan, schedule: PlanSchedule, known: Known | None = None
) -> EffortByMonth:
    """Divide the effort of a plan; roles stand as the plan first names them.

    Optional rows are left out, as in the plan's totals. ``known`` is kept up to date.
    """
    known = {} if known is None else known
    hours: dict[tuple[str, date], Decimal] = {}
    roles: dict[str, None] = {}
    for item in _counted(plan):
        placed = schedule[item.id]
        if placed is None:
            continue
        roles[item.role] = None
        before = known.get(item.id)
        if before is None or before[0] is not item or not _same_place(before[1], placed):
            before = known[item.id] = item, placed, tuple(_by_month(item, placed, schedule))
        for month, part in before[2]:
            hours[item.role, month] = hours.get((item.role, month), ZERO) + part
    return EffortByMonth(tuple(roles), tuple(_months(hours)), hours)


def _same_place(one: Placed, other: Placed) -> bool:
    return one is other or (one.start == other.start and one.finish == other.finish)


def _counted(plan: WorkPlan) -> Iterator[WorkItem]:
    """The rows whose effort the plan's total has: those without rows below that aren't optional."""
    optional: int | None = None
    for at, item in enumerate(plan):
        if optional is not None and item.level > optional:
            continue
        optional = item.level if item.is_optional else None
        if optional is None and not plan.is_branch(at) and item.mean_effort:
            yield item


def _by_month(
    item: WorkItem, placed: Placed, schedule: PlanSchedule
) -> Iterator[tuple[date, Decimal]]:
    firsts = list(_firsts(placed.start, placed.finish))
    worked = stretches(placed.start, placed.finish, firsts, schedule.calendar_of(item))
    if not worked:
        yield _first(placed.start), item.mean_effort
        return
    for stretch, part in zip(worked, shared(item.mean_effort, worked), strict=True):
        yield stretch.since.replace(day=1), part


def _first(instant: datetime) -> date:
    return instant.date().replace(day=1)


def _firsts(start: datetime, finish: datetime) -> Iterator[date]:
    """The first days of months between two instants."""
    month = _next(_first(start))
    while month <= finish.date():
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _months(hours: dict[tuple[str, date], Decimal]) -> Iterator[date]:
    """All months from the first to the last with hours."""
    if not hours:
        return
    month, last = min(month for _role, month in hours), max(month for _role, month in hours)
    while month <= last:
        yield month
        month = _next(month)
