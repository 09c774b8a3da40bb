"""What puts a task where it stands: each thing that the forward pass looked at, and which won."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from salesdesk.models.values.calendar import instant_of, seconds_of
from salesdesk.models.values.schedule import Limit, LinkType, PlanTask, TaskId, Waits
from salesdesk.models.values.schedule_answer import Answers
from salesdesk.models.values.schedule_network import Network, Node, back
from salesdesk.models.values.schedule_pass import moment

_HELD_START = (Limit.MUST_START,)
_HELD_FINISH = (Limit.MUST_FINISH, Limit.FINISH_AFTER)
_TO_FINISH = (LinkType.FF, LinkType.SF)


class Reason(StrEnum):
    """What kind of thing asks a task to wait."""

    PLAN = "plan"
    LINK = "link"
    DATE = "date"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Hold:
    """What asks that ``holder``, the task or a summary above it, starts no earlier than ``at``.

    ``of_finish`` asks it of the finish. ``decides`` says that the task stands where it does by it.
    """

    reason: Reason
    at: datetime
    holder: TaskId
    link: Waits | None = None
    of_finish: bool = False
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """How late a task could start, and the task that would move next; None is the plan's end."""

    latest: datetime
    follower: TaskId | None
    is_limited: bool


def holds_of(net: Network, answers: Answers, at: int) -> list[Hold]:
    """All that keeps a task without children from starting earlier."""
    found = [(_asked(net, at, hold), hold) for hold in _holds(net, answers, at)]
    last = max((place for place, _hold in found), default=0)
    return [
        Hold(one.reason, one.at, one.holder, one.link, one.of_finish, place == last)
        for place, one in found
    ]


def _holds(net: Network, answers: Answers, at: int) -> Iterator[Hold]:
    task, fwd = net.tasks[at], answers.forward
    if fwd.is_clamped:
        yield Hold(Reason.PLAN, instant_of(fwd.start), task.id)
    for holder in (at, *net.ancestors(at)):
        above = net.tasks[holder]
        for link in above.after:
            bound = instant_of(fwd.bound(net.link_edge(above, link)))
            yield Hold(Reason.LINK, bound, above.id, link, link.type in _TO_FINISH)
        yield from _own(above, is_leaf=holder == at)


def _own(task: PlanTask, *, is_leaf: bool) -> Iterator[Hold]:
    """What a task's own dates ask."""
    if task.not_before is not None:
        yield Hold(Reason.DATE, instant_of(moment(task.not_before)), task.id)
    if task.limit_at is not None:
        if task.limit in _HELD_START:
            yield Hold(Reason.LIMIT, task.limit_at, task.id)
        elif task.limit in _HELD_FINISH and is_leaf:
            yield Hold(Reason.LIMIT, task.limit_at, task.id, None, of_finish=True)


def _asked(net: Network, at: int, hold: Hold) -> int:
    """The working coordinate at which a hold lets the task start."""
    asked, cal = seconds_of(hold.at), net.calendar
    if net.kind[at] is Node.EXACT:
        return cal.worked(back(net, at, asked) if hold.of_finish else asked)
    return cal.worked(asked) - (net.length[at] if hold.of_finish else 0)


def room_of(net: Network, answers: Answers, at: int) -> Room:
    """How late a task without children may start, and what it would push then."""
    cal, placed = net.calendar, answers.placed(at)
    start = cal.worked(seconds_of(placed.start))
    latest = instant_of(cal.start_at(start + placed.slack) if placed.slack else cal.next_work(
        seconds_of(placed.start)
    ))  # fmt: skip
    task = net.tasks[at]
    is_limited = task.limit_at is not None and task.limit not in (Limit.FINISH_AFTER, None)
    tight = (
        owner
        for node in set(net.out[at])
        if (owner := _pushed(net, node, at)) is not None and answers.slack(owner) <= placed.slack
    )
    tightest = min(tight, key=lambda one: (answers.slack(one), one), default=None)
    follower = None if tightest is None else net.tasks[tightest].id
    return Room(latest, follower, is_limited)


def _pushed(net: Network, node: int, at: int) -> int | None:
    """The task that a node stands for; a summary of the task itself is not pushed by it."""
    owner = net.owner.get(node, node)
    return None if owner in net.ancestors(at) else owner
