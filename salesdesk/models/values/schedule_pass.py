"""The forward and the backward pass over a network, and the instants they mean.

Tasks of plain working time live in working coordinates, where a link is one addition: every
constraint reads ``start[v] >= start[u] + constant``. Only tasks with elapsed time or a calendar of
their own, and links with elapsed lag, look at instants.
"""

from __future__ import annotations

from datetime import date, datetime

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.calendar import DAY, WorkingCalendar, instant_of, seconds_of
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.schedule_network import Edge, Network, Node

NEVER = -(10**15)


def moment(value: date | datetime) -> int:
    """A day begins at its midnight."""
    if isinstance(value, datetime):
        return seconds_of(value)
    return value.toordinal() * DAY


class Passes:
    """Earliest and latest places of every node."""

    def __init__(
        self, network: Network, start: date | datetime | None, end: date | datetime | None
    ) -> None:
        self._net = network
        self._cal = network.calendar
        self._early_exact: dict[int, int] = {}
        self._late_exact: dict[int, int] = {}
        self._points: dict[int, int] = {}
        self._slacks: dict[int, int] = {}
        self._late_dates = start is None and end is not None
        if start is None and end is not None:
            self._end = moment(end)
            self._backward()
            start = instant_of(self._earliest_late())
        self._begin(start)
        self._forward()
        self._settle_points()
        if not self._late_dates:
            self._end = self._last_finish()
            self._backward()

    # -- set-up

    def _begin(self, start: date | datetime | None) -> None:
        """The floor below which no node may start, as coordinate and as instant."""
        dated = self._net.dated
        days = [moment(day) for _at, day in dated]
        self._clamped = start is not None
        if start is None and not days:
            text = _("The plan has no start: give it one, or give its first task a date.")
            raise InvalidInput(text, [Problem(text, "start")])
        self._start = moment(start) if start is not None else min(days)
        self._whole_days = {moment(day) for _at, day in dated if not isinstance(day, datetime)}
        if not isinstance(start, datetime):
            self._whole_days.add(self._start)
        floor = self._cal.worked(self._start)
        if self._clamped:
            self._floor = [floor] * len(self._net.kind)
        else:
            self._floor = [NEVER if edges else floor for edges in self._net.edges]
        self._dated: dict[int, int] = {}
        self._timed: set[int] = set()
        for at, day in dated:
            node = self._net.gate.get(at, at)
            self._dated[node] = moment(day)
            if isinstance(day, datetime):
                self._timed.add(node)
            self._floor[node] = max(self._floor[node], self._cal.worked(self._dated[node]))

    def _opening(self, midnight: int) -> int:
        """When work begins on this day; a day without work keeps its midnight.

        What ignores the calendar may stand there: an elapsed task, or a milestone on its own date.
        """
        opening = self._cal.next_work(midnight)
        return opening if opening // DAY == midnight // DAY else midnight

    # -- forward

    def _forward(self) -> None:
        early = self._early = [0] * len(self._net.kind)
        floor, fast, special = self._floor, self._net.fast, self._net.special
        points = self._net.kind if self._net.is_eager else ()
        for node in self._net.order:
            if special[node]:
                self._place(node)
            else:
                place = floor[node]
                for source, constant in fast[node]:
                    candidate = early[source] + constant
                    if candidate > place:  # noqa: PLR1730 a call to max costs more than the pass
                        place = candidate
                early[node] = place
            if points and points[node] is Node.POINT:
                self._points[node] = self._point(node)

    def _place(self, node: int) -> None:
        """Place a node that needs instants, or a summary's start."""
        kind, edges = self._net.kind[node], self._net.edges[node]
        if kind is Node.BEGIN:
            self._early[node] = min(self._early[edge.source] for edge in edges)
        elif kind is Node.EXACT:
            self._place_exact(node, edges)
        else:
            place = self._floor[node]
            for edge in edges:
                bound = self._cal.worked(self._bound(edge))
                place = max(place, bound - (self._net.length[node] if edge.to_finish else 0))
            self._early[node] = place

    def _place_exact(self, node: int, edges: list[Edge]) -> None:
        fixed = self._net.tasks[node].fixed
        if fixed is not None:
            self._early_exact[node] = seconds_of(fixed[0])
            self._early[node] = self._cal.worked(self._early_exact[node])
            return
        bounds = [self._bound(edge) for edge in edges]
        bounds = [
            self._back(node, bound) if edge.to_finish else bound
            for edge, bound in zip(edges, bounds, strict=True)
        ]
        days = [self._start] if self._clamped or not edges else []
        if node in self._dated:
            days.append(self._dated[node])
        start = max([*bounds, *days], default=self._start)
        own = self._own_calendar(node)
        if own is not None:
            start = own.next_work(start)
        elif self._is_whole_day(node, start, bounds):
            start = self._opening(start)
        self._early_exact[node] = start
        self._early[node] = self._cal.worked(start)

    def _bound(self, edge: Edge) -> int:
        """The instant that an edge asks its node to wait for."""
        source = edge.source
        base = self._finish_at(source) if edge.from_finish else self._start_at(source)
        return base + edge.lag if edge.elapsed else self._cal.after(base, edge.lag)

    def _own_calendar(self, node: int) -> WorkingCalendar | None:
        """The calendar an exact node works by; None means the clock."""
        task = self._net.tasks[node]
        if task.fixed is not None or (task.duration is not None and task.duration.elapsed):
            return None
        return task.calendar or self._cal

    def _ahead(self, node: int, start: int) -> int:
        own = self._own_calendar(node)
        length = self._net.length[node]
        return start + length if own is None else own.after(start, length)

    def _back(self, node: int, finish: int) -> int:
        own = self._own_calendar(node)
        length = self._net.length[node]
        return finish - length if own is None else own.after(finish, -length)

    # -- instants

    def _start_at(self, node: int) -> int:
        kind = self._net.kind[node]
        if kind is Node.EXACT:
            return self._early_exact[node]
        if kind is Node.POINT:
            return self._points[node]
        if kind is Node.BEGIN:
            return min(self._start_at(edge.source) for edge in self._net.edges[node])
        return self._cal.start_at(self._early[node])

    def _finish_at(self, node: int) -> int:
        kind = self._net.kind[node]
        if kind is Node.EXACT:
            return self._ahead(node, self._early_exact[node])
        if kind in (Node.POINT, Node.BEGIN):
            return self._start_at(node)
        return self._cal.finish_at(self._early[node] + self._net.length[node])

    def _settle_points(self) -> None:
        if not self._net.is_eager:
            for node in self._net.points:
                self._points[node] = self._point(node)

    def _point(self, node: int) -> int:
        """A milestone stands where what binds it stands: the predecessor's own finish."""
        place = self._early[node]
        bounds = []
        for edge in self._net.edges[node]:
            bound = self._bound(edge)
            if self._cal.worked(bound) >= place:
                bounds.append(bound)
        milestone = node < len(self._net.tasks) and node not in self._net.children
        own = self._own_date(node, place)
        if not bounds and not own:
            return self._cal.next_work(self._start) if milestone else self._start
        found = max([*bounds, *own])
        is_day = milestone and self._is_whole_day(node, found, bounds)
        return self._opening(found) if is_day else found

    def _own_date(self, node: int, place: int) -> list[int]:
        own = self._dated.get(node)
        return [] if own is None or self._cal.worked(own) < place else [own]

    def _is_whole_day(self, node: int, instant: int, bounds: list[int]) -> bool:
        """Whether a day without a time put the node here, and no link or time of its own did."""
        if instant in bounds or instant not in self._whole_days:
            return False
        return node not in self._timed or instant != self._dated[node]

    # -- backward

    def _last_finish(self) -> int:
        early, length = self._early, self._net.length
        ends = [self._finish_at(at) for at in self._net.roots_apart]
        if self._net.roots_at_work:
            last = max(early[at] + length[at] for at in self._net.roots_at_work)
            ends.append(self._cal.finish_at(last))
        return max(ends, default=self._cal.next_work(self._start))

    def _backward(self) -> None:
        net = self._net
        end = self._cal.worked(self._end)
        late = self._late = [end - length for length in net.length]
        fast, special = self._net.fast, self._net.special
        for node in net.exact:
            self._late_exact[node] = self._back(node, self._end)
        for node in reversed(net.order):
            if special[node]:
                self._push_back(node)
                continue
            place = late[node]
            for source, constant in fast[node]:
                candidate = place - constant
                if candidate < late[source]:  # noqa: PLR1730 as in the forward pass
                    late[source] = candidate

    def _push_back(self, node: int) -> None:
        """Tell the predecessors of a node with instants how late they may be."""
        net, late = self._net, self._late
        if net.kind[node] is Node.EXACT:
            late[node] = self._cal.worked(self._late_exact[node])
        for edge in net.edges[node]:
            source = edge.source
            if net.kind[node] is Node.BEGIN:
                if self._late_dates or self._early[source] == self._early[node]:
                    late[source] = min(late[source], late[node])
                continue
            limit = self._limit(node, edge)
            if net.kind[source] is Node.EXACT:
                latest = self._back(source, limit) if edge.from_finish else limit
                self._late_exact[source] = min(self._late_exact[source], latest)
            else:
                length = net.length[source] if edge.from_finish else 0
                late[source] = min(late[source], self._cal.worked(limit) - length)

    def _limit(self, node: int, edge: Edge) -> int:
        """The latest instant of the source's end that this edge allows."""
        if self._net.kind[node] is Node.EXACT:
            latest = self._late_exact[node]
            latest = self._ahead(node, latest) if edge.to_finish else latest
        else:
            length = self._net.length[node] if edge.to_finish else 0
            latest = self._cal.start_at(self._late[node] + length)
        if edge.elapsed:
            return latest - edge.lag
        if edge.lag == 0:
            return latest
        return self._cal.start_at(self._cal.worked(latest) - edge.lag)

    def _earliest_late(self) -> int:
        """Where a plan that is laid out from its end begins."""
        starts = [
            self._late_exact[node] if kind is Node.EXACT else self._cal.start_at(self._late[node])
            for node, kind in enumerate(self._net.kind)
            if node not in self._net.children and node < len(self._net.tasks)
        ]
        return min(starts, default=self._end)

    # -- answers

    @property
    def start(self) -> datetime:
        roots = [at for at, parent in enumerate(self._net.parent) if parent < 0]
        empty = instant_of(self._cal.next_work(self._start))
        return min((self.placed_at(at).start for at in roots), default=empty)

    @property
    def finish(self) -> datetime:
        return instant_of(self._end)

    def placed(self, task: str) -> Placed:
        return self.placed_at(self._net.index[task])

    def placed_at(self, at: int) -> Placed:
        slack = self._slack(at)
        start, finish = self._late_span(at) if self._late_dates else self._early_span(at)
        return Placed(instant_of(start), instant_of(finish), slack, slack <= 0)

    def _slack(self, at: int) -> int:
        """A summary has as much slack as its tightest child."""
        if at not in self._net.children:
            return self._late[at] - self._early[at]
        if at not in self._slacks:
            self._slacks[at] = min(self._slack(child) for child in self._net.children[at])
        return self._slacks[at]

    def _early_span(self, at: int) -> tuple[int, int]:
        return self._start_at(self._net.begin.get(at, at)), self._finish_at(at)

    def _late_span(self, at: int) -> tuple[int, int]:
        children = self._net.children.get(at)
        if children:
            spans = [self._late_span(child) for child in children]
            return min(span[0] for span in spans), max(span[1] for span in spans)
        if self._net.kind[at] is Node.EXACT:
            start = self._late_exact[at]
            return start, self._ahead(at, start)
        late, length = self._late[at], self._net.length[at]
        if length == 0:
            return self._cal.finish_at(late), self._cal.finish_at(late)
        return self._cal.start_at(late), self._cal.finish_at(late + length)
