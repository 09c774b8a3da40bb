"""A work plan on the calendar: which rows are laid out, how long each takes, and how that follows.

A schedule is built once and then follows the edits of its plan at the cost of what they move; the
few that change the outline itself build it anew.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.errors import InvalidInput
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.plan_stretch import Stretch
from salesdesk.models.values.schedule import Limit, Placed, PlanTask, Schedule, TaskId
from salesdesk.models.values.workplan import Dependency, ItemKind, Splice, WorkItem, WorkPlan

if TYPE_CHECKING:
    from salesdesk.models.values.schedule_why import Hold, Room

_TIMED = {ItemKind.TASK, ItemKind.MILESTONE, ItemKind.DELIVERABLE, ItemKind.SUBCONTRACT}
_LIMITS = {limit.value: limit for limit in Limit}
_MOST = 5000  # rows at once: laid out anew sooner than compared
_MICRO = Decimal("0.000001")
_NO_CALENDARS: Mapping[str, WorkingCalendar] = {}


def duration_of(item: WorkItem) -> Duration | None:
    """What is typed, else the effort at the units that work on it; a milestone takes none."""
    if item.kind is ItemKind.MILESTONE:
        return None
    if item.duration is not None:
        return item.duration
    if item.effort is None:
        return None
    effort = item.mean_effort
    if item.units:
        effort = (effort * 100 / item.units).quantize(_MICRO)
    return Duration(effort, "h") if effort else None


def is_timed(item: WorkItem) -> bool:
    """Whether a row without children stands on the time line."""
    return (
        item.kind in _TIMED
        or item.duration is not None
        or item.not_before is not None
        or item.fixed is not None
    )


class PlanSchedule:
    """Where each row of a plan stands, asked by the row's key."""

    def __init__(
        self,
        plan: WorkPlan,
        calendar: WorkingCalendar,
        start: date | datetime | None,
        calendars: Mapping[str, WorkingCalendar] = _NO_CALENDARS,
    ) -> None:
        """Lay a plan out; ``calendars`` are those of roles that have one of their own.

        Raises:
            InvalidInput: items wait for each other, named by their codes; or the plan does not
                end within the years that there are.
        """
        self.plan = plan
        self.calendar = calendar
        self._calendars = {role: own for role, own in calendars.items() if own != calendar}
        self._first = start or date.today()  # noqa: DTZ011 the user's own day
        self._missing: dict[UUID, set[UUID]] = {}
        self._placed: dict[UUID, Placed | None] = {}
        self._moved: set[TaskId] | None = None
        self._lay_out()
        self._require_end()

    def _lay_out(self) -> None:
        self._placed.clear()
        self._schedule = Schedule(self._tasks(), self.calendar, start=self._first, name=self._code)

    def _require_end(self) -> datetime:
        """Refuse a plan that no calendar can hold, before anybody asks where a row stands."""
        return self._schedule.finish

    def __getitem__(self, key: UUID) -> Placed | None:
        """Where a row stands; None where it is not on the time line."""
        try:
            return self._placed[key]
        except KeyError:
            found = self._placed[key] = self._schedule.get(key)
            return found

    @property
    def start(self) -> datetime:
        return self._schedule.start

    @property
    def finish(self) -> datetime:
        return self._schedule.finish

    @property
    def moved(self) -> set[TaskId] | None:
        """The rows whose place or own slack the last edit may have changed; None is all."""
        if self._moved is None:
            self._moved = self._schedule.moved
        return self._moved

    @property
    def end_moved(self) -> bool:
        """Whether the last edit moved the plan's end, and with it the slack of every row."""
        return self._schedule.end_moved

    def calendar_of(self, item: WorkItem) -> WorkingCalendar:
        """The calendar that a row is worked by."""
        return self._calendars.get(item.role, self.calendar)

    def _code(self, task: TaskId) -> str:
        """What a row is called in a refusal."""
        codes = self.plan.codes()
        return next((codes[at] for at, row in enumerate(self.plan) if row.id == task), str(task))

    # -- rows to lay out

    def _tasks(self) -> list[PlanTask]:
        """The rows to lay out, without what has nothing on the time line."""
        rows, parents = self.plan.items, self.plan.parents()
        kept = [False] * len(rows)
        branch = [False] * len(rows)
        for at in range(len(rows) - 1, -1, -1):
            if not branch[at]:
                kept[at] = is_timed(rows[at])
            parent = parents[at]
            if parent is not None:
                branch[parent] = True
                kept[parent] = kept[parent] or kept[at]
        known: set[TaskId] = {row.id for at, row in enumerate(rows) if kept[at]}
        keys = (None if parent is None else rows[parent].id for parent in parents)
        return [
            self._task(row, key, known, is_branch=branch[at])
            for at, (row, key) in enumerate(zip(rows, keys, strict=True))
            if kept[at]
        ]

    def _task(
        self, item: WorkItem, parent: UUID | None, known: Container[TaskId], *, is_branch: bool
    ) -> PlanTask:
        after = item.after
        if after and not all(link.before in known for link in after):
            after = self._known_links(item, known)
        return PlanTask(
            item.id,
            parent,
            None if is_branch else duration_of(item),
            after,
            item.not_before,
            self._calendars.get(item.role) if self._calendars else None,
            item.fixed,
            _LIMITS.get(item.constraint) if item.constraint else None,
            item.constraint_at,
        )

    def _known_links(self, item: WorkItem, known: Container[TaskId]) -> tuple[Dependency, ...]:
        """What a row waits for; links to rows that are gone wait until they come back."""
        for link in item.after:
            if link.before not in known:
                self._missing.setdefault(link.before, set()).add(item.id)
        return tuple(link for link in item.after if link.before in known)

    # -- following edits

    def follow(self, after: WorkPlan, splice: Splice) -> bool:
        """Lay out the rows that an edit changed; False where a new schedule is needed.

        Raises:
            InvalidInput: the edit makes a row wait for itself, or the plan end beyond all years;
                the schedule stays as it was.
        """
        before, self.plan, self._moved = self.plan, after, None
        self._schedule.start_watching()
        try:
            is_done = self._follow(before, after, splice)
        except InvalidInput:
            self.plan = before
            raise
        finally:
            self._forget_places()
        if is_done and self.end_moved:
            try:
                self._require_end()
            except InvalidInput:
                self.plan = before
                self._lay_out()
                raise
        return is_done

    def _forget_places(self) -> None:
        moved = self.moved
        if moved is None or self.end_moved or len(moved) > len(self._placed):
            self._placed.clear()
            return
        for key in moved:
            if isinstance(key, UUID):
                self._placed.pop(key, None)

    def _follow(self, before: WorkPlan, after: WorkPlan, splice: Splice) -> bool:
        old = before[splice.at : splice.at + splice.removed]
        new = after[splice.at : splice.at + splice.inserted]
        if [(row.id, row.level) for row in old] == [(row.id, row.level) for row in new]:
            return self._change(zip(range(splice.at, splice.at + len(new)), old, new, strict=True))
        if max(len(old), len(new)) > _MOST:
            return False
        level = min(row.level for row in (*old, *new))
        first = Stretch.of(before, splice.at, splice.removed, level)
        second = Stretch.of(after, splice.at, splice.inserted, level)
        return self._exchange(first, second, splice)

    def _exchange(self, old: Stretch, new: Stretch, splice: Splice) -> bool:
        """Rows came, went or stand in another order."""
        if not new.stands_as(old):
            return False
        moved = set(new.moved_from(old))
        gone = [key for key in old.rows if key not in new.rows or key in moved]
        fresh = [row for key, row in new.rows.items() if key not in old.rows or key in moved]
        if not all(self._remove(key) for key in gone):
            return False
        if not all(self._add(row, new) for row in fresh):
            return False
        rows = enumerate(new.rows.values(), splice.at)
        return self._change((at, old.rows[row.id], row) for at, row in rows if row.id in old.rows)

    def _change(self, rows: Iterable[tuple[int, WorkItem, WorkItem]]) -> bool:
        """Rows say something else where they stand."""
        changed: list[PlanTask] = []
        for at, before, item in rows:
            if before is item or timing(before) == timing(item):
                continue
            is_branch = self.plan.is_branch(at)
            if not is_branch and is_timed(before) != is_timed(item):
                return False
            if item.id in self._schedule:
                changed.append(self._again(item, self._schedule))
        return not changed or self._schedule.change(changed)

    def _add(self, item: WorkItem, new: Stretch) -> bool:
        if item.id in new.branches:
            return False
        if not is_timed(item):
            return True
        parent = new.parents[item.id]
        if not self._schedule.add(self._task(item, parent, self._schedule, is_branch=False)):
            return False
        return self._rebind(self._missing.pop(item.id, set()))

    def _remove(self, key: UUID) -> bool:
        self._placed.pop(key, None)  # it may come back as a row without a place
        if key not in self._schedule:
            return True
        followers = self._schedule.followers(key)
        rows = self._rows(followers)
        known: set[TaskId] = set(self._schedule.ids()) - {key} if rows else set()
        tasks = [self._again(row, known) for row in rows if row.id in self._schedule]
        if len(rows) < len(followers) or (tasks and not self._schedule.change(tasks)):
            return False
        return self._schedule.remove(key)

    def _rebind(self, waiting: Iterable[UUID]) -> bool:
        """Follow the links to a row that came back."""
        rows = [row for row in self._rows(waiting) if row.id in self._schedule]
        tasks = [self._again(row, self._schedule) for row in rows]
        return not tasks or self._schedule.change(tasks)

    def _again(self, item: WorkItem, known: Container[TaskId]) -> PlanTask:
        task = self._schedule.task(item.id)
        parent = task.parent if isinstance(task.parent, UUID) else None
        return self._task(item, parent, known, is_branch=self._schedule.is_branch(item.id))

    def _rows(self, keys: Iterable[TaskId]) -> list[WorkItem]:
        """These rows of the plan."""
        wanted = set(keys)
        return [row for row in self.plan if row.id in wanted] if wanted else []

    def holds(self, key: UUID) -> list[Hold]:
        """What keeps a row without children from starting earlier; its holders are rows' keys."""
        return self._schedule.holds(key)

    def room(self, key: UUID) -> Room:
        """How late a row without children could start, and what it would push then."""
        return self._schedule.room(key)

    def spans(self) -> dict[TaskId, tuple[int, int]]:
        """Where every row without children stands, to be compared with later."""
        return self._schedule.spans()

    def moved_since(
        self, spans: Mapping[TaskId, tuple[int, int]], among: Iterable[TaskId] | None = None
    ) -> int:
        """How many of these rows, the branches apart, stand elsewhere than they did then."""
        now = self._schedule.spans(among)
        return sum(1 for key, span in now.items() if spans.get(key) != span)

    def waiting_for(self, key: UUID) -> list[UUID]:
        """The rows that have a link to this one."""
        if key not in self._schedule:
            return []
        tasks = (self._schedule.task(one) for one in self._schedule.followers(key))
        found = (task for task in tasks if any(link.before == key for link in task.after))
        return [task.id for task in found if isinstance(task.id, UUID)]

    def require_no_loop_in(self, after: WorkPlan) -> None:
        """Refuse another order of the rows in which some would wait for themselves.

        Only rows that stand below other branches are looked at, unless that leaves a doubt.

        Raises:
            InvalidInput: naming the rows of the loop by their codes.
        """
        if self._may_loop(after):
            PlanSchedule(after, self.calendar, self._first, self._calendars)

    def _may_loop(self, after: WorkPlan) -> bool:
        splice = after.change_from(self.plan)
        old = self.plan[splice.at : splice.at + splice.removed]
        new = after[splice.at : splice.at + splice.inserted]
        if not old or not new or max(len(old), len(new)) > _MOST:
            return bool(old and new)
        level = min(row.level for row in (*old, *new))
        first = Stretch.of(self.plan, splice.at, splice.removed, level)
        second = Stretch.of(after, splice.at, splice.inserted, level)
        if any(key not in self._schedule for key in first.branches ^ second.branches):
            return True  # its own links begin to hold, or hold no more
        was, now = first.parents, second.parents
        moved: set[TaskId] = {key for key in now if was.get(key) != now[key]}
        above: set[UUID] = set()
        places = {row.id: at for at, row in enumerate(new, splice.at)}
        for key in [key for key in now if key in moved]:
            parent = now[key]
            if key not in places:  # it stands behind, and all beside it came with it
                if parent not in places:
                    return True
                behind = after[splice.at + len(new) : after.end_of(places[parent])]
                moved.update(row.id for row in behind)
            while parent is not None and parent not in above:
                if parent not in self._schedule:
                    return True  # it held no work till now, so its links were not laid out
                above.add(parent)
                parent = now[parent] if parent in now else self._parent(parent)
        timed = [key for key in moved if key in self._schedule]
        return self._schedule.may_loop(timed, above)

    def _parent(self, key: UUID) -> UUID | None:
        parent = self._schedule.task(key).parent
        return parent if isinstance(parent, UUID) else None

    def require_no_loop(self, key: UUID, after: Sequence[Dependency]) -> None:
        """Refuse links that would make rows wait for each other.

        Raises:
            InvalidInput: naming the rows of the loop by their codes.
        """
        self._schedule.require_no_loop(key, after)


def timing(item: WorkItem) -> tuple[object, ...]:
    """What of a row can move a date."""
    return (
        item.kind,
        item.effort,
        item.low,
        item.high,
        item.units,
        item.duration,
        item.after,
        item.not_before,
        item.fixed,
        item.constraint,
        item.constraint_at,
        item.role,
    )


def slack_days(placed: Placed, calendar: WorkingCalendar) -> Decimal:
    """The slack in working days."""
    return Decimal(placed.slack) / calendar.day_seconds
