"""A work plan laid out for many worlds at once: each place is an array with a number for each.

Places are coordinates of working time (``WorkingCalendar.worked``), so that work is addition. Lags
in elapsed time go through the calendar's own map from work to instants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from salesdesk.models.values.calendar import DAY, WorkingCalendar, seconds_of
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.plan_schedule import PlanSchedule, duration_of, is_timed
from salesdesk.models.values.schedule import Limit, LinkType
from salesdesk.models.values.workplan import Dependency, WorkItem, WorkPlan

HALF = 0.5
"""Half a second, which tells the end of a day from the start of the next."""
Draws = NDArray[np.float64]
Places = dict[UUID, tuple[Any, Any]]
_FROM_START = frozenset({LinkType.SS, LinkType.SF})
_HELD_FINISH = frozenset({Limit.MUST_FINISH, Limit.FINISH_AFTER})
_TO_FINISH = frozenset({LinkType.FF, LinkType.SF})


class DrawnPlan:
    """The rows that take time, in an order in which each follows what it waits for."""

    def __init__(self, plan: WorkPlan, laid_out: PlanSchedule) -> None:
        self.calendar: WorkingCalendar = laid_out.calendar
        parents = plan.parents()
        self._items = {item.id: item for item in plan if laid_out[item.id] is not None}
        self._above = {
            item.id: plan[parent].id
            for item, parent in zip(plan, parents, strict=True)
            if parent is not None
        }
        self._children: dict[UUID, list[UUID]] = {}
        for item in plan:
            if item.id in self._items and item.id in self._above:
                self._children.setdefault(self._above[item.id], []).append(item.id)
        self._start = float(self.calendar.worked(seconds_of(laid_out.start)))
        self._spans = self._own_spans(laid_out)
        self._order = tuple(TopologicalSorter(self._graph()).static_order())
        self._map = self._instants(laid_out)

    def __len__(self) -> int:
        return len(self._items)

    def _own_spans(self, laid_out: PlanSchedule) -> dict[UUID, float]:
        """The work that rows on a calendar of their own take of this one, as they are planned."""
        found = {}
        for key, item in self._items.items():
            placed = laid_out[key]
            if placed is not None and laid_out.calendar_of(item) is not self.calendar:
                ends = (seconds_of(placed.start), seconds_of(placed.finish))
                found[key] = float(self.calendar.between(*ends))
        return found

    def _graph(self) -> dict[tuple[str, UUID], set[tuple[str, UUID]]]:
        """A branch begins before its rows and ends after them; a row waits for ends."""
        graph: dict[tuple[str, UUID], set[tuple[str, UUID]]] = {}
        for key, item in self._items.items():
            above = self._above.get(key)
            waits = {("end", link.before) for link in item.after if link.before in self._items}
            if above is not None:
                waits.add(("gate", above))
            graph["gate", key] = waits
            below = self._children.get(key, ())
            graph["end", key] = {("gate", key), *(("end", child) for child in below)}
        return graph

    def _instants(self, laid_out: PlanSchedule) -> tuple[Draws, Draws]:
        """Working coordinates and instants, for twice the length of the plan."""
        start, end = seconds_of(laid_out.start), seconds_of(laid_out.finish)
        reach = end + (end - start) + 90 * DAY
        pieces = self.calendar.intervals(start - 90 * DAY, reach)
        at = np.array([instant for piece in pieces for instant in piece], dtype=float)
        worked = np.array([self.calendar.worked(int(instant)) for instant in at], dtype=float)
        return worked, at

    def ends(self, drawn: Mapping[UUID, Draws], count: int) -> Draws:
        """When the plan ends in each world; ``drawn`` is how many times its mean a row takes."""
        places: Places = {}
        gates: dict[UUID, Any] = {}
        end = np.full(count, self._start)
        for part, key in self._order:
            if part == "gate":
                gates[key] = self._gate(key, gates, places)
            else:
                places[key] = self._place(key, gates[key], drawn.get(key), places)
                end = np.maximum(end, places[key][1])
        return end

    def _gate(self, key: UUID, gates: Mapping[UUID, Any], places: Places) -> Any:
        """The earliest that a row may start for its branch, its date and those it follows."""
        item = self._items[key]
        above = self._above.get(key)
        found = gates[above] if above is not None else self._start
        if item.not_before is not None:
            found = np.maximum(found, self._coordinate(item.not_before))
        if item.constraint == Limit.MUST_START and item.constraint_at is not None:
            found = np.maximum(found, self._coordinate(item.constraint_at))
        for link in item.after:
            if link.before in places and link.type not in _TO_FINISH:
                found = np.maximum(found, self._bound(link, places))
        return found

    def _place(self, key: UUID, start: Any, times: Draws | None, places: Places) -> tuple[Any, Any]:
        below = self._children.get(key)
        if below:
            starts, finishes = zip(*(places[child] for child in below), strict=True)
            return _extreme(np.minimum, starts), _extreme(np.maximum, finishes)
        item = self._items[key]
        if item.fixed is not None:
            fixed = [self._coordinate(instant) for instant in item.fixed]
            return fixed[0], fixed[1]
        work = self._work(item, times)
        for bound in self._bounds_of_finish(item, places):
            start = np.maximum(start, bound - work)
        lasts = item.duration
        if lasts is not None and lasts.elapsed:
            return start, self._after(start, lasts)
        return start, start + work

    def _bounds_of_finish(self, item: WorkItem, places: Places) -> Iterator[Any]:
        """What holds the finish back; a branch's links to it bind every row below."""
        if item.constraint in _HELD_FINISH and item.constraint_at is not None:
            yield self._coordinate(item.constraint_at)
        key: UUID | None = item.id
        while key is not None:
            for link in self._items[key].after:
                if link.before in places and link.type in _TO_FINISH:
                    yield self._bound(link, places)
            key = self._above.get(key)

    def _work(self, item: WorkItem, times: Draws | None) -> Any:
        """Working seconds; only a duration that follows from the effort varies with it."""
        lasts = duration_of(item) if is_timed(item) else None
        if lasts is None or lasts.elapsed:
            return 0.0
        work = self._spans.get(item.id, float(lasts.seconds(self.calendar)))
        return work if times is None or item.duration is not None else work * times

    def _bound(self, link: Dependency, places: Places) -> Any:
        start, finish = places[link.before]
        if link.type in _FROM_START:
            return self._after(start, link.lag)
        return self._after(finish, link.lag, ends=np.greater(finish, start))

    def _after(self, place: Any, lag: Duration, ends: Any = False) -> Any:
        """A lag later; an elapsed one counts from the instant, which at ``ends`` is the evening.

        A place between two days is the end of the first and the start of the second.
        """
        if not lag.amount:
            return place
        if not lag.elapsed:
            return place + float(lag.seconds(self.calendar))
        worked, at = self._map
        aside = np.where(ends, -HALF, HALF)
        later = np.interp(place + aside, worked, at) - aside + float(lag.seconds(self.calendar))
        return np.interp(later, at, worked)

    def _coordinate(self, when: Any) -> float:
        instant = when if isinstance(when, datetime) else datetime.combine(when, time())
        return float(self.calendar.worked(seconds_of(instant)))


def _extreme(choose: Any, places: tuple[Any, ...]) -> Any:
    found = places[0]
    for place in places[1:]:
        found = choose(found, place)
    return found
