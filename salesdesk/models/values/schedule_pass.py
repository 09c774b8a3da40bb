"""The forward pass over a network: the earliest place of every node, and what moves with one.

Tasks of plain working time live in working coordinates, where a link is one addition: every
constraint reads ``start[v] >= start[u] + constant``. Only tasks with elapsed time or a calendar of
their own, and links with elapsed lag, look at instants.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from heapq import heapify, heappop, heappush

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.calendar import DAY, seconds_of
from salesdesk.models.values.schedule import Limit, PlanTask
from salesdesk.models.values.schedule_network import (
    Edge,
    Network,
    Node,
    ahead,
    back,
    own_calendar,
)

NEVER = -(10**15)
_DATED = (Limit.MUST_START,)
_ENDED = (Limit.MUST_FINISH, Limit.FINISH_AFTER)


def moment(value: date | datetime) -> int:
    """A day begins at its midnight."""
    if isinstance(value, datetime):
        return seconds_of(value)
    return value.toordinal() * DAY


class Forward:
    """Earliest places. ``early`` is a coordinate; what isn't plain work has instants beside it."""

    def __init__(self, network: Network, start: date | datetime | None) -> None:
        self._net = network
        self.cal = network.calendar
        self.spans: dict[int, tuple[int, int]] = {}
        self._points: dict[int, int] = {}
        self.is_clamped = start is not None
        self.start = self._first(start)
        self._is_day = not isinstance(start, datetime)
        self._opened = self.cal.worked(self.start)
        self._dated: dict[int, tuple[int, bool]] = {}
        self._ending: dict[int, int] = {}
        self._set_floors()
        self.place_all()

    # -- floors

    def _first(self, start: date | datetime | None) -> int:
        if start is not None:
            return moment(start)
        days = [moment(t.not_before) for t in self._net.tasks if t.not_before is not None]
        if not days:
            text = _("The plan has no start: give it one, or give its first task a date.")
            raise InvalidInput(text, [Problem(text, "start")])
        return min(days)

    def _set_floors(self) -> None:
        """The coordinates below which no node may start."""
        net = self._net
        self.floor = [self._opened] * len(net.kind)
        for node, kind in enumerate(net.kind):
            if kind is Node.IDLE or not self.is_clamped:
                self.floor[node] = self._base(node)
        for at, task in enumerate(net.tasks):
            if task.not_before is not None or task.limit is not None:
                self.find_floor(net.gate.get(at, at), task)

    def _base(self, node: int) -> int:
        net = self._net
        if net.kind[node] is Node.IDLE:
            return NEVER
        is_bound = net.edges[node] and (node in net.owner or net.parent[node] < 0)
        return NEVER if is_bound and not self.is_clamped else self._opened

    def find_floor(self, node: int, task: PlanTask) -> None:
        """What a task's own dates ask of its node."""
        self._dated.pop(node, None)
        self._ending.pop(node, None)
        place = self._base(node)
        if task.not_before is not None:
            own = moment(task.not_before)
            self._dated[node] = (own, isinstance(task.not_before, datetime))
        if task.limit_at is not None:
            self._find_limit(node, task.limit, seconds_of(task.limit_at))
        if node in self._dated:
            place = max(place, self.cal.worked(self._dated[node][0]))
        if node in self._ending:
            place = max(place, self.cal.worked(self._ending[node]) - self._net.length[node])
        self.floor[node] = place

    def _find_limit(self, node: int, limit: Limit | None, at: int) -> None:
        if node in self._net.owner and limit in _ENDED:
            return  # a summary ends with what stands below it; a later end holds nothing back
        is_point = self._net.kind[node] is Node.POINT
        if limit in _DATED or (limit in _ENDED and is_point):
            if at >= self._dated.get(node, (NEVER, True))[0]:
                self._dated[node] = (at, True)
        elif limit in _ENDED:
            self._ending[node] = at

    def append(self, node: int, task: PlanTask) -> None:
        """A new node at the end."""
        self.early.append(NEVER)
        self.floor.append(NEVER)
        self.find_floor(node, task)

    def _opening(self, midnight: int) -> int:
        """When work begins on this day; a day without work keeps its midnight.

        What ignores the calendar may stand there: an elapsed task, or a milestone on its own date.
        """
        opening = self.cal.next_work(midnight)
        return opening if opening // DAY == midnight // DAY else midnight

    # -- the pass

    def place_all(self) -> None:
        """Place every node."""
        net = self._net
        early = self.early = [0] * len(net.kind)
        self.is_eager = not net.is_linear
        self._points.clear()
        self.spans.clear()
        floor, fast = self.floor, net.fast
        apart = self._apart() if self.is_eager else ()
        for node in net.order.nodes:
            if node in apart:
                self._place(node)
                continue
            place = floor[node]
            for source, constant in fast[node]:
                candidate = early[source] + constant
                if candidate > place:  # noqa: PLR1730 a call to max costs more than the pass
                    place = candidate
            early[node] = place

    def _apart(self) -> set[int]:
        """The nodes that need instants, or whose instants others need."""
        net = self._net
        ends = (at for at in net.children if net.kind[at] is Node.POINT)
        return net.exact.union(net.begin.values(), net.slow, net.points, net.gate.values(), ends)

    def move(self, nodes: Iterable[int]) -> list[tuple[int, int]]:
        """Place these anew and all that moves with them; answers each with its old coordinate."""
        if not self.is_eager:
            self._points.clear()
            return self._move_work(set(nodes))
        rank, out, moved = self._net.order.rank, self._net.out, list[tuple[int, int]]()
        waiting = [(rank[node], node) for node in set(nodes)]
        heapify(waiting)
        listed = {node for _rank, node in waiting}
        while waiting:
            node = heappop(waiting)[1]
            before = self.early[node]
            if self._has_moved(node):
                moved.append((node, before))
                for follower in out[node]:
                    if follower not in listed:
                        listed.add(follower)
                        heappush(waiting, (rank[follower], follower))
        return moved

    def _move_work(self, listed: set[int]) -> list[tuple[int, int]]:
        """The same where every place is a coordinate."""
        net, early, floor = self._net, self.early, self.floor
        order, rank, out, fast = net.order.nodes, net.order.rank, net.out, net.fast
        waiting = [rank[node] for node in listed]
        heapify(waiting)
        moved: list[tuple[int, int]] = []
        push, pop, points = heappush, heappop, net.kind
        while waiting:
            node = order[pop(waiting)]
            place = floor[node]
            for source, constant in fast[node]:
                candidate = early[source] + constant
                if candidate > place:  # noqa: PLR1730 a call to max costs more
                    place = candidate
            before = early[node]
            if place != before or points[node] is Node.POINT:
                early[node] = place
                moved.append((node, before))
                for follower in out[node]:
                    if follower not in listed:
                        listed.add(follower)
                        push(waiting, rank[follower])
        return moved

    def _has_moved(self, node: int) -> bool:
        before = (self.early[node], self.spans.get(node), self._points.get(node))
        self._place(node)
        return before != (self.early[node], self.spans.get(node), self._points.get(node))

    def _place(self, node: int) -> None:
        net, kind = self._net, self._net.kind[node]
        if kind is Node.EXACT:
            self._place_exact(node, net.edges[node])
            return
        self.spans.pop(node, None)
        if kind is Node.BEGIN:
            self.early[node] = min(self.early[edge.source] for edge in net.edges[node])
            self._points[node] = min(self.start_at(edge.source) for edge in net.edges[node])
            return
        place, early = self.floor[node], self.early
        for source, constant in net.fast[node]:
            candidate = early[source] + constant
            if candidate > place:  # noqa: PLR1730 as in the whole pass
                place = candidate
        if node in net.slow:
            place = max(place, self._special_bound(node))
        self.early[node] = place
        if self.is_eager and kind is Node.POINT:
            self._points[node] = self._point(node)

    def _special_bound(self, node: int) -> int:
        """What the links that need instants ask of a node of plain work."""
        place, worked = NEVER, self.cal.worked
        for edge in self._net.slow.get(node, ()):
            if edge.elapsed:
                bound = worked(self.bound(edge))
            else:
                bound = worked(self.spans[edge.source][edge.from_finish]) + edge.lag
            if edge.to_finish:
                bound -= self._net.length[node]
            place = max(place, bound)
        return place

    def _place_exact(self, node: int, edges: list[Edge]) -> None:
        fixed = self._net.tasks[node].fixed
        start = self._exact_start(node, edges) if fixed is None else seconds_of(fixed[0])
        self.spans[node] = (start, ahead(self._net, node, start))
        self.early[node] = self.cal.worked(start)

    def _exact_start(self, node: int, edges: list[Edge]) -> int:
        bounds = [self.bound(edge) for edge in edges]
        bounds = [
            back(self._net, node, bound) if edge.to_finish else bound
            for edge, bound in zip(edges, bounds, strict=True)
        ]
        if node in self._ending:
            bounds.append(back(self._net, node, self._ending[node]))
        is_within = self.is_clamped or not edges or self._net.parent[node] >= 0
        days = [self.start] if is_within else []
        if node in self._dated:
            days.append(self._dated[node][0])
        start = max([*bounds, *days], default=self.start)
        own = own_calendar(self._net, node)
        if own is not None:
            return own.next_work(start)
        return self._opening(start) if self._is_whole_day(node, start, bounds) else start

    def bound(self, edge: Edge) -> int:
        """The instant that an edge asks its node to wait for."""
        source = edge.source
        base = self.finish_at(source) if edge.from_finish else self.start_at(source)
        return base + edge.lag if edge.elapsed else self.cal.after(base, edge.lag)

    # -- instants

    def start_at(self, node: int) -> int:
        """The instant at which a node starts."""
        kind = self._net.kind[node]
        if kind is Node.WORK:
            return self.cal.start_at(self.early[node])
        if kind is Node.EXACT:
            return self.spans[node][0]
        if kind is Node.POINT:
            return self._settled(node)
        return self._points[node]

    def finish_at(self, node: int) -> int:
        """The instant at which a node ends."""
        kind = self._net.kind[node]
        if kind is Node.WORK:
            return self.cal.finish_at(self.early[node] + self._net.length[node])
        if kind is Node.EXACT:
            return self.spans[node][1]
        return self.start_at(node)

    def _settled(self, node: int) -> int:
        """Where a point stands; chains of points are walked, not descended."""
        waiting = [node]
        while waiting:
            here = waiting[-1]
            kind = self._net.kind
            missing = [
                edge.source
                for edge in self._net.edges[here]
                if kind[edge.source] is Node.POINT and edge.source not in self._points
            ]
            if missing and here not in self._points:
                waiting += missing
                continue
            waiting.pop()
            if here not in self._points:
                self._points[here] = self._point(here)
        return self._points[node]

    def _point(self, node: int) -> int:
        """A milestone stands where what binds it stands: the predecessor's own finish."""
        place = self.early[node]
        found = [self.bound(edge) for edge in self._net.edges[node]]
        bounds = [bound for bound in found if self.cal.worked(bound) >= place]
        own = self._own_date(node, place)
        if not bounds and not own and node in self._net.points:
            return self.cal.next_work(self.start)
        last = max([*bounds, *own], default=self.start)
        return self._opening(last) if self._is_whole_day(node, last, bounds) else last

    def _own_date(self, node: int, place: int) -> list[int]:
        own = self._dated.get(node)
        return [] if own is None or self.cal.worked(own[0]) < place else [own[0]]

    def _is_whole_day(self, node: int, instant: int, bounds: list[int]) -> bool:
        """Whether a day without a time put the node here, and no link or time of its own did."""
        if instant in bounds:
            return False
        own = self._dated.get(node)
        if own is not None and own[0] == instant:
            return not own[1]
        return instant == self.start and self._is_day
