"""When each item of a work plan happens: dates from durations, links and a calendar.

The critical path method over a working calendar. A forward pass gives each task its earliest
place, a backward pass its latest; the difference is its slack. Source: Kelley and Walker,
"Critical-path planning and scheduling" (1959), with the four link types of precedence diagrams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from salesdesk.models.values.calendar import OFFICE, WorkingCalendar
from salesdesk.models.values.duration import NONE, Duration

if TYPE_CHECKING:
    from salesdesk.models.values.schedule_why import Hold, Room


class LinkType(StrEnum):
    """Which end of the predecessor binds which end of the follower."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


TaskId = str | UUID
"""What names a task: a text of a document, or the key of a work item."""


class Limit(StrEnum):
    """What a task's own date asks of it, besides starting no earlier than ``not_before``."""

    MUST_START = "must_start"
    MUST_FINISH = "must_finish"
    START_BY = "start_by"
    FINISH_BY = "finish_by"
    FINISH_AFTER = "finish_after"
    LATE = "late"


class Waits(Protocol):
    """What a task waits for: a ``Link``, or the dependency of a work item."""

    @property
    def before(self) -> TaskId: ...
    @property
    def type(self) -> LinkType: ...
    @property
    def lag(self) -> Duration: ...


@dataclass(frozen=True, slots=True)
class Link:
    """What an item waits for; the lag is counted after it, a negative one leads."""

    before: TaskId
    type: LinkType = LinkType.FS
    lag: Duration = NONE


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One row to schedule; a row that others call parent is a summary and has no duration.

    ``not_before`` is a day or an instant; a day stands for the hour at which its work begins. What
    ignores the calendar (a milestone, an elapsed task) keeps a day without work, at its midnight.
    A task without a duration is a milestone. ``fixed`` dates, start and finish, are kept whatever
    its links say. A ``limit`` with its date never breaks a link: it holds a task back, or it takes
    slack away, down to less than none where it can't be kept.
    """

    id: TaskId
    parent: TaskId | None = None
    duration: Duration | None = None
    after: tuple[Waits, ...] = ()
    not_before: date | datetime | None = None
    calendar: WorkingCalendar | None = None
    fixed: tuple[datetime, datetime] | None = None
    limit: Limit | None = None
    limit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a task stands: instants, slack in working seconds, and whether it decides the end."""

    start: datetime
    finish: datetime
    slack: int
    critical: bool


class Schedule:
    """A plan that has been laid out; instants are worked out when they are asked for.

    It can follow a change of one task at the cost of what moves by it, and then answers what a
    new one of the changed plan would.
    """

    def __init__(
        self,
        tasks: Sequence[PlanTask],
        calendar: WorkingCalendar = OFFICE,
        *,
        start: date | datetime | None = None,
        end: date | datetime | None = None,
        name: Callable[[TaskId], str] = str,
    ) -> None:
        """Lay the tasks out from ``start``, or as late as ``end`` allows if only that is given.

        Without ``start``, the plan begins with its earliest ``not_before``, and a task may be
        drawn before it by a link to its finish. ``name`` says what a task is called in a refusal.

        Raises:
            InvalidInput: for a loop, an unknown predecessor or parent, or no start at all.
        """
        from salesdesk.models.values.schedule_answer import Answers
        from salesdesk.models.values.schedule_network import Network

        self.calendar = calendar
        self._network = Network(tasks, calendar, name)
        self._answers = Answers(self._network, start, end)

    @property
    def start(self) -> datetime:
        return self._answers.start

    @property
    def finish(self) -> datetime:
        return self._answers.finish

    def __getitem__(self, task: TaskId) -> Placed:
        """Where the task with this id stands."""
        return self._answers.placed(self._network.index[task])

    def get(self, task: TaskId) -> Placed | None:
        """The same, or None when no such task was laid out."""
        return self[task] if task in self._network.index else None

    def __contains__(self, task: object) -> bool:
        return task in self._network.index

    def ids(self) -> Iterable[TaskId]:
        """What is laid out."""
        return self._network.index.keys()

    def task(self, task: TaskId) -> PlanTask:
        """The task as it was given."""
        return self._network.tasks[self._network.index[task]]

    def is_branch(self, task: TaskId) -> bool:
        return self._network.index[task] in self._network.children

    def followers(self, task: TaskId) -> set[TaskId]:
        """The tasks that a task binds."""
        net = self._network
        at = net.index[task]
        out = net.out[at] if at not in net.begin else net.out[at] + net.out[net.begin[at]]
        return {net.tasks[net.owner.get(node, node)].id for node in out}

    # -- explaining

    def holds(self, task: TaskId) -> list[Hold]:
        """All that keeps a task without children from starting earlier, and which of it does."""
        from salesdesk.models.values.schedule_why import holds_of

        return holds_of(self._network, self._answers, self._network.index[task])

    def room(self, task: TaskId) -> Room:
        """How late a task without children could start, and what it would push then."""
        from salesdesk.models.values.schedule_why import room_of

        return room_of(self._network, self._answers, self._network.index[task])

    # -- following edits

    def spans(self, tasks: Iterable[TaskId] | None = None) -> dict[TaskId, tuple[int, int]]:
        """Where tasks without children stand, to tell later who moved; None is all of them.

        A place is a working coordinate, or an instant where one is needed; both only compare.
        """
        net, forward = self._network, self._answers.forward
        wanted = net.index if tasks is None else net.index.keys() & set(tasks)
        found = {}
        for task in wanted:
            at = net.index[task]
            if at not in net.children:
                early = forward.early[at]
                found[task] = forward.spans.get(at) or (early, early + net.length[at])
        return found

    def start_watching(self) -> None:
        """Note from now on whose answers change."""
        self._answers.news, self._answers.end_moved = set(), False

    @property
    def moved(self) -> set[TaskId] | None:
        """The tasks whose place or own slack may have changed since; None is all."""
        net, news = self._network, self._answers.news
        if news is None:
            return None
        return {net.tasks[net.owner.get(node, node)].id for node in news}

    @property
    def end_moved(self) -> bool:
        """Whether the plan's end has moved since, and all slack with it."""
        return self._answers.end_moved

    def change(self, tasks: Iterable[PlanTask]) -> bool:
        """Lay these tasks out anew; False where the whole plan has to be, and nothing is done.

        Only for a plan with a start, and for tasks that stay where they are in the outline.

        Raises:
            InvalidInput: the tasks would wait for each other; the schedule is not to be used then.
        """
        from salesdesk.models.values.schedule_change import Change

        return Change(self._network, self._answers).replace(tasks)

    def add(self, task: PlanTask) -> bool:
        """Lay out one more task without children; False as above."""
        from salesdesk.models.values.schedule_change import Change

        return Change(self._network, self._answers).add(task)

    def remove(self, task: TaskId) -> bool:
        """Take a task without children away, with what waited for it waiting no more."""
        from salesdesk.models.values.schedule_change import Change

        return Change(self._network, self._answers).remove(task)

    def may_loop(self, moved: Iterable[TaskId], above: Iterable[TaskId]) -> bool:
        """Whether tasks could wait for themselves once they stand below these summaries."""
        from salesdesk.models.values.schedule_move import may_loop

        return may_loop(self._network, moved, above)

    def require_no_loop(self, task: TaskId, after: Sequence[Waits]) -> None:
        """Refuse links that would make tasks wait for each other; nothing is changed.

        Raises:
            InvalidInput: naming the tasks of the loop.
        """
        from salesdesk.models.values.schedule_change import require_no_loop

        require_no_loop(self._network, task, after)
