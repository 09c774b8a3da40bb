"""The backward pass: how late each node may be.

In a plan of plain work the latest place of a node is ``min(end - tail, cap)``: its tail is the
longest chain of work from its start to the end of the plan, its cap what deadlines leave. Neither
depends on where anything stands, so that moving a bar changes no tail at all. What holds elapsed
time or calendars of its own is asked in instants, backward from the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from salesdesk.models.values.calendar import seconds_of
from salesdesk.models.values.schedule import Limit, PlanTask
from salesdesk.models.values.schedule_network import Edge, Network, Node, ahead, back
from salesdesk.models.values.schedule_pass import Forward

FREE = 10**15
_STARTED = (Limit.MUST_START, Limit.START_BY)
_FINISHED = (Limit.MUST_FINISH, Limit.FINISH_BY)


class Tails:
    """The latest places of a plan of plain work."""

    def __init__(self, network: Network) -> None:
        self._net = network
        self.caps = dict[int, int]()
        self.find_all()

    def find_all(self) -> None:
        """Find every tail and every cap."""
        net = self._net
        self.caps = own_caps(net)
        tails = self.tails = list(net.length)
        fast = net.fast
        for node in reversed(net.order.nodes):
            tail = tails[node]
            for source, constant in fast[node]:
                candidate = tail + constant
                if candidate > tails[source]:  # noqa: PLR1730 as in the forward pass
                    tails[source] = candidate
        self._capped = dict[int, int]()
        if self.caps:
            self._find_capped()

    def _find_capped(self) -> None:
        """What deadlines leave; only what leads to a deadline has a cap."""
        capped, fast = dict(self.caps), self._net.fast
        for node in reversed(self._net.order.nodes):
            cap = capped.get(node)
            if cap is not None:
                for source, constant in fast[node]:
                    capped[source] = min(capped.get(source, FREE), cap - constant)
        self._capped = capped

    def move(self, nodes: Iterable[int]) -> set[int]:
        """Find these anew and all that change with them; answers those."""
        if not self.caps and not self._capped:
            return self._move_free(set(nodes))
        net = self._net
        rank, moved = net.order.rank, set[int]()
        waiting = [(-rank[node], node) for node in set(nodes)]
        heapify(waiting)
        listed = {node for _rank, node in waiting}
        while waiting:
            node = heappop(waiting)[1]
            found = self._tail(node)
            if found == (self.tails[node], self._capped.get(node)):
                continue
            moved.add(node)
            self.tails[node] = found[0]
            if found[1] is None:
                self._capped.pop(node, None)
            else:
                self._capped[node] = found[1]
            for source, _constant in net.fast[node]:
                if source not in listed:
                    listed.add(source)
                    heappush(waiting, (-rank[source], source))
        return moved

    def _move_free(self, listed: set[int]) -> set[int]:
        """The same in a plan without deadlines."""
        net, tails, moved = self._net, self.tails, set[int]()
        order, rank, out, fast = net.order.nodes, net.order.rank, net.out, net.fast
        waiting = [-rank[node] for node in listed]
        heapify(waiting)
        push, pop = heappush, heappop
        while waiting:
            node = order[-pop(waiting)]
            tail = net.length[node]
            for follower in out[node]:
                beyond = tails[follower]
                for source, constant in fast[follower]:
                    if source == node and beyond + constant > tail:
                        tail = beyond + constant
            if tail == tails[node]:
                continue
            tails[node] = tail
            moved.add(node)
            for source, _constant in fast[node]:
                if source not in listed:
                    listed.add(source)
                    push(waiting, -rank[source])
        return moved

    def _tail(self, node: int) -> tuple[int, int | None]:
        net = self._net
        tail, cap = net.length[node], self.caps.get(node, FREE)
        for follower in net.out[node]:
            for source, constant in net.fast[follower]:
                if source == node:
                    tail = max(tail, self.tails[follower] + constant)
                    cap = min(cap, self._capped.get(follower, FREE) - constant)
        return tail, cap if cap < FREE // 2 else None

    def append(self) -> None:
        """A new node at the end."""
        self.tails.append(0)

    def cap(self, node: int) -> int:
        """The latest start that deadlines leave."""
        return self._capped.get(node, FREE)

    def late(self, node: int, end: int) -> int:
        """The latest coordinate at which a node starts when the plan ends at ``end``."""
        return min(end - self.tails[node], self.cap(node))


def own_cap(net: Network, node: int, task: PlanTask) -> int | None:
    """The coordinate at which a leaf has to start to keep its own deadline."""
    if task.limit_at is None or task.fixed is not None or node in net.children:
        return None
    worked = net.calendar.worked(seconds_of(task.limit_at))
    if task.limit in _STARTED:
        return worked
    return worked - net.length[node] if task.limit in _FINISHED else None


def own_caps(net: Network) -> dict[int, int]:
    """The caps of all leaves that have one."""
    found = ((at, own_cap(net, at, t)) for at, t in enumerate(net.tasks) if t.limit is not None)
    return {at: cap for at, cap in found if cap is not None}


class Backward:
    """The latest places where instants are needed."""

    def __init__(self, network: Network, forward: Forward | None, end: int) -> None:
        """``forward`` asks about the calendars; without it, a plan is laid out from its end."""
        self._net = network
        self._cal = network.calendar
        self._fwd = forward
        self._end = end
        self.exact: dict[int, int] = {}
        self._run()

    def _run(self) -> None:
        net = self._net
        end = self._cal.worked(self._end)
        caps = own_caps(net)
        late = self.late = [end - length for length in net.length]
        for node, cap in caps.items():
            late[node] = min(late[node], cap)
        for node in net.exact:
            self.exact[node] = min(back(net, node, self._end), self._own(node))
        fast, slow = net.fast, net.slow
        apart = net.exact.union(net.begin.values())
        for node in reversed(net.order.nodes):
            if node in apart:
                self._push_back(node)
                continue
            place = late[node]
            for source, constant in fast[node]:
                candidate = place - constant
                late[source] = min(late[source], candidate)
            if node in slow:
                self._push_slowly(node, slow[node])

    def _own(self, node: int) -> int:
        """The instant at which an exact node has to start to keep its own deadline."""
        task = self._net.tasks[node]
        if task.limit_at is None or task.fixed is not None:
            return FREE
        at = seconds_of(task.limit_at)
        if task.limit in _STARTED:
            return at
        return back(self._net, node, at) if task.limit in _FINISHED else FREE

    def _push_back(self, node: int) -> None:
        """Tell the predecessors of a node with instants how late they may be."""
        net, late = self._net, self.late
        if net.kind[node] is Node.EXACT:
            late[node] = self._cal.worked(self.exact[node])
            self._push_slowly(node, net.edges[node])
            return
        for edge in net.edges[node]:
            if self._decides(edge.source, node):
                late[edge.source] = min(late[edge.source], late[node])

    def _push_slowly(self, node: int, edges: Iterable[Edge]) -> None:
        """The same over links that need instants."""
        net, late = self._net, self.late
        for edge in edges:
            source = edge.source
            limit = self._limit(node, edge)
            if net.kind[source] is Node.EXACT:
                latest = back(net, source, limit) if edge.from_finish else limit
                self.exact[source] = min(self.exact[source], latest)
            else:
                length = net.length[source] if edge.from_finish else 0
                late[source] = min(late[source], self._cal.worked(limit) - length)

    def _decides(self, child: int, begin: int) -> bool:
        """Whether a child is the one that decides when its summary begins."""
        return self._fwd is None or self._fwd.early[child] == self._fwd.early[begin]

    def _limit(self, node: int, edge: Edge) -> int:
        """The latest instant of the source's end that this edge allows."""
        if self._net.kind[node] is Node.EXACT:
            latest = self.exact[node]
            latest = ahead(self._net, node, latest) if edge.to_finish else latest
        else:
            length = self._net.length[node] if edge.to_finish else 0
            latest = self._cal.start_at(self.late[node] + length)
        if edge.elapsed:
            return latest - edge.lag
        if edge.lag == 0:
            return latest
        return self._cal.start_at(self._cal.worked(latest) - edge.lag)

    def earliest(self) -> int:
        """Where a plan that is laid out from its end begins."""
        net = self._net
        starts = [self.exact[node] for node in net.exact]
        starts += [self._cal.start_at(self.late[node]) for node in net.work | net.points]
        return min(starts, default=self._end)
