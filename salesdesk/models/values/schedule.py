"""When each item of a work plan happens: dates from durations, links and a calendar.

The critical path method over a working calendar. A forward pass gives each task its earliest
place, a backward pass its latest; the difference is its slack. Source: Kelley and Walker,
"Critical-path planning and scheduling" (1959), with the four link types of precedence diagrams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from salesdesk.models.values.calendar import OFFICE, WorkingCalendar
from salesdesk.models.values.duration import NONE, Duration


class LinkType(StrEnum):
    """Which end of the predecessor binds which end of the follower."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


@dataclass(frozen=True, slots=True)
class Link:
    """What an item waits for; the lag is counted after it, a negative one leads."""

    before: str
    type: LinkType = LinkType.FS
    lag: Duration = NONE


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One row to schedule; a row that others call parent is a summary and has no duration.

    ``not_before`` is a day or an instant; a day stands for the hour at which its work begins. What
    ignores the calendar (a milestone, an elapsed task) keeps a day without work, at its midnight.
    A task without a duration is a milestone. ``fixed`` dates, start and finish, are kept whatever
    its links say.
    """

    id: str
    parent: str | None = None
    duration: Duration | None = None
    after: tuple[Link, ...] = ()
    not_before: date | datetime | None = None
    calendar: WorkingCalendar | None = None
    fixed: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a task stands: instants, slack in working seconds, and whether it decides the end."""

    start: datetime
    finish: datetime
    slack: int
    critical: bool


class Schedule:
    """A plan that has been laid out; instants are worked out when they are asked for."""

    def __init__(
        self,
        tasks: Sequence[PlanTask],
        calendar: WorkingCalendar = OFFICE,
        *,
        start: date | datetime | None = None,
        end: date | datetime | None = None,
    ) -> None:
        """Lay the tasks out from ``start``, or as late as ``end`` allows if only that is given.

        Without ``start``, the plan begins with its earliest ``not_before``, and a task may be
        drawn before it by a link to its finish.

        Raises:
            InvalidInput: for a loop, an unknown predecessor or parent, or no start at all.
        """
        from salesdesk.models.values.schedule_network import Network
        from salesdesk.models.values.schedule_pass import Passes

        self.calendar = calendar
        self._network = Network(tasks, calendar)
        self._passes = Passes(self._network, start, end)

    @property
    def start(self) -> datetime:
        return self._passes.start

    @property
    def finish(self) -> datetime:
        return self._passes.finish

    def __getitem__(self, task: str) -> Placed:
        """Where the task with this id stands."""
        return self._passes.placed(task)

    def get(self, task: str) -> Placed | None:
        """The same, or None when no such task was laid out."""
        return self[task] if task in self._network.index else None
