"""What a laid out network answers: instants, slack, and where summaries stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from salesdesk.models.values.calendar import instant_of
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.schedule_ends import Ends
from salesdesk.models.values.schedule_late import FREE, Backward, Tails
from salesdesk.models.values.schedule_network import Edge, Network, Node, ahead, back
from salesdesk.models.values.schedule_pass import NEVER, Forward, moment

ROOT = -1


class Branch(NamedTuple):
    """What a summary holds: coordinates of its plain work, instants of the rest, slack of both.

    ``spare`` is slack against the plan's end, without that end; ``room`` is slack that is known.
    """

    low: int
    high: int
    start: int
    finish: int
    spare: int
    room: int


_EMPTY = Branch(FREE, NEVER, FREE, NEVER, FREE, FREE)


class Answers:
    """Asked for a task, works out its instants; what changed is forgotten, nothing else."""

    def __init__(
        self, network: Network, start: date | datetime | None, end: date | datetime | None
    ) -> None:
        self._net = network
        self._cal = network.calendar
        self._branches: dict[int, Branch] = {}
        self._hung: dict[int, tuple[int, int]] | None = None
        self._last: int | None = None
        self._ends = Ends()
        self._end: int | None = None
        self._ends_at: int | None = None
        """The coordinate that the end was found at: what happens before it doesn't move the end."""
        self.tails: Tails | None = None
        self.news: set[int] | None = None
        """The tasks whose answer may be another since this was emptied; None is every task."""
        self.end_moved = True
        """Whether the end is another since then, and with it the slack of every task."""
        self._backward: Backward | None = None
        self.is_late = start is None and end is not None
        if start is None and end is not None:
            self._end = moment(end)
            self._backward = Backward(network, None, self._end)
            start = instant_of(self._backward.earliest())
        self.forward = Forward(network, start)

    # -- the whole plan

    @property
    def start(self) -> datetime:
        net, early, low, start = self._net, self.forward.early, FREE, FREE
        for at in net.index.values():
            if at in net.children:
                continue
            if net.kind[at] is Node.WORK and at not in net.late and not self.is_late:
                low = min(low, early[at])
            else:
                start = min(start, self._span(at)[0])
        start = min(start, self._cal.start_at(low) if low < FREE else FREE)
        return instant_of(start if start < FREE else self._cal.next_work(self.forward.start))

    @property
    def finish(self) -> datetime:
        return instant_of(self.end)

    @property
    def end(self) -> int:
        """The instant at which the plan ends."""
        if self._end is None:
            self._end = self._found_end()
            self._ends_at = self._last
        return self._end

    def _found_end(self) -> int:
        net, fwd = self._net, self.forward
        ends = [span[1] for span in fwd.spans.values()]
        last = self.last
        if last is not None:
            there = [node for node in net.points if fwd.early[node] == last]
            ends += [fwd.start_at(node) for node in there] or [self._cal.finish_at(last)]
        return max(ends, default=self._cal.next_work(fwd.start))

    @property
    def last(self) -> int | None:
        """The last coordinate of plain work and of points; None where there are none."""
        if self._last is None:
            net, early = self._net, self.forward.early
            if net.is_linear:
                self._last = self._ends.last(early, net.length)
            else:
                ends = [early[one] + net.length[one] for one in (*net.work, *net.points)]
                self._last = max(ends, default=NEVER)
        return self._last if self._last > NEVER // 2 else None

    # -- one task

    def placed(self, at: int) -> Placed:
        start, finish = self._span(at)
        slack = self.slack(at)
        return Placed(instant_of(start), instant_of(finish), slack, slack <= 0)

    def _span(self, at: int) -> tuple[int, int]:
        if at in self._net.children:
            found = self._branch(at)
            start = min(found.start, self._cal.start_at(found.low) if found.low < FREE else FREE)
            high = self._cal.finish_at(found.high) if found.high > NEVER else NEVER
            return start, max(found.finish, high)
        return self._late_span(at) if self.is_late else self._own_span(at)

    def _own_span(self, at: int) -> tuple[int, int]:
        hung = self._hanging().get(at)
        return hung or (self.forward.start_at(at), self.forward.finish_at(at))

    def _late_span(self, at: int) -> tuple[int, int]:
        assert self._backward is not None
        if self._net.kind[at] is Node.EXACT:
            start = self._backward.exact[at]
            return start, ahead(self._net, at, start)
        late, length = self._backward.late[at], self._net.length[at]
        finish = self._cal.finish_at(late + length)
        return (self._cal.start_at(late) if length else finish), finish

    # -- slack

    def slack(self, at: int) -> int:
        """Working seconds; a summary has as much slack as its tightest child."""
        found = self._branch(at) if at in self._net.children else None
        spare, room = (found.spare, found.room) if found else self._slack_parts(at)
        return room if spare >= FREE else min(self._cal.worked(self.end) + spare, room)

    def _slack_parts(self, at: int) -> tuple[int, int]:
        early = self.forward.early[at]
        hung = self._hanging().get(at)
        if hung is not None:
            early = self._cal.worked(hung[0])
        if self.is_late or not self._net.is_linear:
            return FREE, self.backward.late[at] - early
        if self.tails is None:
            self.tails = Tails(self._net)
        return -self.tails.tails[at] - early, self.tails.cap(at) - early

    @property
    def backward(self) -> Backward:
        """The latest places by instants, found when they are asked for."""
        if self._backward is None:
            self._backward = Backward(self._net, self.forward, self.end)
        return self._backward

    # -- summaries

    def _branch(self, at: int) -> Branch:
        found = self._branches.get(at)
        if found is None:
            found = self._branches[at] = self._gather(self._net.children[at])
        return found

    def _gather(self, nodes: Iterable[int]) -> Branch:
        found = list(_EMPTY)
        for node in nodes:
            part = self._branch(node) if node in self._net.children else self._leaf(node)
            found[0] = min(found[0], part[0])
            found[1] = max(found[1], part[1])
            found[2] = min(found[2], part[2])
            found[3] = max(found[3], part[3])
            found[4] = min(found[4], part[4])
            found[5] = min(found[5], part[5])
        return Branch(*found)

    def _leaf(self, at: int) -> Branch:
        spare, room = self._slack_parts(at)
        is_work = self._net.kind[at] is Node.WORK and at not in self._net.late
        if is_work and not self.is_late:
            low = self.forward.early[at]
            return Branch(low, low + self._net.length[at], FREE, NEVER, spare, room)
        start, finish = self._span(at)
        return Branch(FREE, NEVER, start, finish, spare, room)

    # -- as late as possible

    def _hanging(self) -> dict[int, tuple[int, int]]:
        """The spans of what is to stand as late as it can without moving anything else."""
        if self._hung is None:
            self._hung = {}
            rank = self._net.order.rank
            if not self.is_late:
                for node in sorted(self._net.late, key=rank.__getitem__, reverse=True):
                    self._hung[node] = self._hang(node)
        return self._hung

    def _hang(self, node: int) -> tuple[int, int]:
        net = self._net
        limits = [self.end]
        for follower in filter(self._is_awaited, set(net.out[node])):
            limits += [
                self._leave(follower, edge) for edge in net.edges[follower] if edge.source == node
            ]
        finish = min(limits)
        if net.kind[node] is Node.EXACT:
            start = max(back(net, node, finish), self.forward.start_at(node))
            return start, ahead(net, node, start)
        length = net.length[node]
        place = max(self._cal.worked(finish) - length, self.forward.early[node])
        finish = self._cal.finish_at(place + length)
        if not length:  # the end of a day is the start of the next: never before the plan's own
            finish = max(finish, self.forward.start_at(node))
            return finish, finish
        return self._cal.start_at(place), finish

    def _is_awaited(self, node: int) -> bool:
        """Whether a task stands behind a node; the ends of a summary may bind nothing any more."""
        net = self._net
        is_end = net.kind[node] is Node.BEGIN or node in net.children
        return not is_end or any(map(self._is_awaited, net.out[node]))

    def _leave(self, follower: int, edge: Edge) -> int:
        """The latest finish of the source of a link that doesn't move what waits for it."""
        hung = (self._hung or {}).get(follower)
        if hung is not None:
            at = hung[int(edge.to_finish)]
        else:
            place = self.forward.finish_at if edge.to_finish else self.forward.start_at
            at = place(follower)
        if edge.elapsed:
            at -= edge.lag
        elif edge.lag:
            at = self._cal.start_at(self._cal.worked(at) - edge.lag)
        if edge.from_finish:
            return at
        if self._net.kind[edge.source] is Node.EXACT:
            return ahead(self._net, edge.source, at)
        return self._cal.finish_at(self._cal.worked(at) + self._net.length[edge.source])

    # -- following edits

    def forget(self) -> None:
        """Everything may stand elsewhere."""
        self._ends.forget()
        self.news, self.end_moved = None, True
        self._branches.clear()
        self._hung = self._end = self._last = self._backward = None

    def moved(self, nodes: Sequence[tuple[int, int]], resized: Collection[int]) -> None:
        """These stand elsewhere than at the coordinate beside them; these are not as long."""
        net, early = self._net, self.forward.early
        before_end = self._end
        self._backward = None
        if self._hung or net.late or not net.is_linear:
            self.forget()
            return
        self._hung = None
        stays = before_end is not None and self._last == self._ends_at
        length, parent, last = net.length, net.parent, self._last
        self._ends.moved(chain(resized, (node for node, _before in nodes)))
        above = {parent[node] for node in resized}
        if self.news is not None:
            self.news.update(resized)
        for node, before in nodes:
            above.add(parent[node])
            if self.news is not None:
                self.news.add(node)
            if last is not None:
                if before + length[node] >= last:
                    last, stays = None, False
                elif early[node] + length[node] >= last:
                    last, stays = early[node] + length[node], False
        self._last = last
        if not stays:
            self._end = None
        for at in above:
            self._forget_branches(at)
        if before_end is None or self.end != before_end:
            self.end_moved = True

    def resized(self, node: int) -> None:
        """A task will be shorter or longer or gone."""
        if (
            self._last is not None
            and self.forward.early[node] + self._net.length[node] >= self._last
        ):
            self._last = None

    def grown(self, node: int) -> None:
        """A task is shorter or longer now."""
        if self._last is not None:
            self._last = max(self._last, self.forward.early[node] + self._net.length[node])

    def _forget_branches(self, at: int) -> None:
        """A summary that isn't known has none above it that is."""
        while at >= 0 and self._branches.pop(at, None) is not None:
            if self.news is not None:
                self.news.add(at)
            at = self._net.parent[at]
