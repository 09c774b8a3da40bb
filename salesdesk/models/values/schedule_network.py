"""The plan as a network: a node for a task, more for a summary that others wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from salesdesk.i18n import _
from salesdesk.models.values.calendar import WorkingCalendar, seconds_of
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.schedule import Limit, LinkType, PlanTask, TaskId, Waits
from salesdesk.models.values.schedule_order import Order, loop, refusal

_DEEPEST = 100
NOBODY = PlanTask("")
"""What stands for a node that is no task."""


class Node(IntEnum):
    """How a node finds its place."""

    WORK = 0  # a working duration on the plan's calendar: pure arithmetic on coordinates
    EXACT = 1  # an elapsed duration, or a calendar of its own: needs instants
    POINT = 2  # a milestone, the gate that binds a summary's children, or a summary's end
    BEGIN = 3  # a summary's start: the earliest of its children
    IDLE = 4  # a summary that nobody waits for, or a task that is gone


class Edge(NamedTuple):
    """``source`` binds a node: by its finish or start, to the node's finish or start."""

    source: int
    from_finish: bool
    to_finish: bool
    lag: int
    elapsed: bool


_edge = partial(tuple.__new__, Edge)  # the class's own constructor is twice as slow


class Network:
    """Nodes, edges and a topological order.

    A summary is up to three nodes: a *gate* that its own links push and that its children wait
    for, a *begin* (earliest child) and an *end* (latest child) that its followers wait for. Each
    exists only where something is bound by it, so that most plans are nothing but their leaves.
    All lists go by node; the first nodes are the tasks in their order, ``owner`` has the others.
    """

    def __init__(
        self,
        tasks: Sequence[PlanTask],
        calendar: WorkingCalendar,
        name: Callable[[TaskId], str] = str,
    ) -> None:
        self.tasks = list(tasks)
        self.calendar = calendar
        self.name = name
        self.index = {task.id: at for at, task in enumerate(self.tasks)}
        self._require_unique()
        self.parent = [self._parent(task) for task in self.tasks]
        self.children: dict[int, list[int]] = {}
        for at, parent in enumerate(self.parent):
            if parent >= 0:
                self.children.setdefault(parent, []).append(at)
        self._require_tree()
        with no_collecting():
            self._make_nodes()
            self._make_edges()
        self.judge()
        self.order = Order(self)

    # -- the tree

    def _require_unique(self) -> None:
        if len(self.index) == len(self.tasks):
            return
        seen: set[TaskId] = set()
        for task in self.tasks:
            if task.id in seen:
                text = _("Two tasks have the id {id}. Give each its own.")
                raise refusal(self.name(task.id), "id", text)
            seen.add(task.id)

    def _parent(self, task: PlanTask) -> int:
        if task.parent is None:
            return -1
        found = self.index.get(task.parent)
        if found is None:
            message = _("Task {id} has the parent {other}, which is not in the plan.")
            raise refusal(self.name(task.id), "parent", message, self.name(task.parent))
        return found

    def _require_tree(self) -> None:
        """Every chain of parents must end, and before it is deeper than a plan can be read."""
        depth = [0 if parent < 0 else -1 for parent in self.parent]
        for at, parent in enumerate(self.parent):
            if parent >= 0:
                depth[at] = depth[parent] + 1 if depth[parent] >= 0 else self._depth(at, depth)
            if depth[at] > _DEEPEST:
                message = _("Task {id} stands deeper than {other} levels. Use fewer.")
                raise refusal(self.name(self.tasks[at].id), "parent", message, str(_DEEPEST))

    def _depth(self, at: int, depth: list[int]) -> int:
        """How deep a task stands whose parent comes after it."""
        path: list[int] = []
        while depth[at] < 0:
            if at in path:
                ring = [self.tasks[one].id for one in path[path.index(at) :]]
                raise loop([self.name(one) for one in ring])
            path.append(at)
            at = self.parent[at]
        for below, one in enumerate(reversed(path), 1):
            depth[one] = depth[at] + below
        return depth[path[0]]

    def leaves(self, at: int) -> Iterator[int]:
        """The tasks without children below a summary."""
        waiting = [at]
        while waiting:
            here = waiting.pop()
            below = self.children.get(here)
            if below is None:
                yield here
            else:
                waiting += below

    def ancestors(self, at: int) -> Iterator[int]:
        while (at := self.parent[at]) >= 0:
            yield at

    # -- nodes

    def _make_nodes(self) -> None:
        count = len(self.tasks)
        self.kind = [Node.WORK] * count
        self.length = [0] * count
        self.gate: dict[int, int] = {}
        self.begin: dict[int, int] = {}
        self.owner: dict[int, int] = {}
        self.exact: set[int] = set()
        self.points: set[int] = set()
        self.late: set[int] = set()
        self.work = set(range(count)).difference(self.children)
        for at, task in enumerate(self.tasks):
            if at not in self.children:
                self.measure(at, task)
        if self.children:
            self._make_summaries()

    def _make_summaries(self) -> None:
        gated, ended, begun = set[int](), set[int](), set[int]()
        self.pulling: set[int] = set()
        for at, task in enumerate(self.tasks):
            for link in task.after:
                source = self.source(task, link)
                if source in self.children:
                    (ended if link.type in (LinkType.FS, LinkType.FF) else begun).add(source)
            if at in self.children and holds(task):
                gated.add(at)
                if any(link.type in (LinkType.FF, LinkType.SF) for link in task.after):
                    self.pulling.add(at)
        for at in self.children:
            self.kind[at] = Node.IDLE
        for at in self._spread(ended):
            self.kind[at] = Node.POINT
        for at in sorted(self._spread(gated)):
            self.gate[at] = self._add(Node.POINT, at)
        for at in sorted(self._spread(begun)):
            self.begin[at] = self._add(Node.BEGIN, at)

    def _spread(self, found: set[int]) -> set[int]:
        """These summaries with all that stand below them."""
        waiting = list(found)
        while waiting:
            below = [one for one in self.children[waiting.pop()] if one in self.children]
            waiting += [one for one in below if one not in found]
            found.update(below)
        return found

    def _add(self, kind: Node, owner: int) -> int:
        self.kind.append(kind)
        self.length.append(0)
        self.tasks.append(NOBODY)
        self.parent.append(-1)
        self.owner[len(self.kind) - 1] = owner
        return len(self.kind) - 1

    def measure(self, at: int, task: PlanTask) -> None:
        """Tell a leaf's kind and length."""
        kind, self.length[at] = self._measured(task)
        if kind is not self.kind[at]:
            sets = {Node.WORK: self.work, Node.EXACT: self.exact, Node.POINT: self.points}
            sets[self.kind[at]].discard(at)
            sets[kind].add(at)
            self.kind[at] = kind
        if task.limit is Limit.LATE:
            self.late.add(at)
        else:
            self.late.discard(at)

    def _measured(self, task: PlanTask) -> tuple[Node, int]:
        if task.fixed is not None:
            return Node.EXACT, seconds_of(task.fixed[1]) - seconds_of(task.fixed[0])
        if task.duration is None or task.duration.amount == 0:
            return Node.POINT, 0
        own = task.calendar or self.calendar
        length = task.duration.seconds(own)
        if length < 0:
            message = _("Task {id} has the negative duration {other}.")
            raise refusal(self.name(task.id), "duration", message, str(task.duration))
        is_exact = task.duration.elapsed or own is not self.calendar
        return Node.EXACT if is_exact else Node.WORK, length

    # -- edges

    def source(self, task: PlanTask, link: Waits) -> int:
        """The task that a link waits for."""
        found = self.index.get(link.before)
        if found is None:
            message = _("Task {id} waits for {other}, which is not in the plan.")
            raise refusal(self.name(task.id), "after", message, self.name(link.before))
        return found

    def _make_edges(self) -> None:
        self.edges: list[list[Edge]] = [self.edges_of(node) for node in range(len(self.kind))]
        self.out: list[list[int]] = [[] for _node in self.kind]
        out = self.out
        for node, edges in enumerate(self.edges):
            for edge in edges:
                out[edge[0]].append(node)
        self.special = [False] * len(self.kind)
        self.specials = 0  # how many of them: looking is dear in a long plan
        self.fast: list[list[tuple[int, int]]] = []
        self.slow: dict[int, list[Edge]] = {}  # few nodes have any
        for node in range(len(self.kind)):
            self.fast.append([])
            self.split(node)

    def edges_of(self, node: int) -> list[Edge]:
        """What binds a node."""
        owner = self.owner.get(node)
        if owner is not None:
            return self._begin_edges(owner) if self.begin.get(owner) == node else self._gate(owner)
        below = self.children.get(node)
        if below is None:
            return self._leaf_edges(node)
        if self.kind[node] is Node.IDLE:
            return []
        return [_edge((child, True, False, 0, False)) for child in below]

    def _begin_edges(self, at: int) -> list[Edge]:
        begin = self.begin
        return [Edge(begin.get(one, one), False, False, 0, False) for one in self.children[at]]

    def _from_gate(self, at: int) -> list[Edge]:
        gate = self.gate.get(self.parent[at])
        return [] if gate is None else [_edge((gate, True, False, 0, False))]

    def _gate(self, at: int) -> list[Edge]:
        task, found = self.tasks[at], self._from_gate(at)
        links = [self.link_edge(task, link) for link in task.after]
        return found + [edge for edge in links if not edge.to_finish]

    def _leaf_edges(self, at: int) -> list[Edge]:
        task = self.tasks[at]
        found = self._from_gate(at) if self.gate else []
        for link in task.after:
            found.append(self.link_edge(task, link))
        if self.children and self.pulling:
            for above in self.ancestors(at):
                if above in self.pulling:
                    links = [self.link_edge(self.tasks[above], x) for x in self.tasks[above].after]
                    found += [edge for edge in links if edge.to_finish]
        return found

    def link_edge(self, task: PlanTask, link: Waits) -> Edge:
        """How a link of a task binds its node."""
        source = self.index.get(link.before)
        if source is None:
            source = self.source(task, link)
        if link.type is LinkType.FS and not link.lag.amount:
            return _edge((source, True, False, 0, False))
        from_finish = link.type in (LinkType.FS, LinkType.FF)
        to_finish = link.type in (LinkType.FF, LinkType.SF)
        if not from_finish:
            source = self.begin.get(source, source)
        lag = link.lag.seconds(self.calendar)
        return Edge(source, from_finish, to_finish, lag, link.lag.elapsed and lag != 0)

    def split(self, node: int) -> None:
        """Tell the links that are one addition from those that need instants.

        Between tasks of plain working time each link reads ``start[v] >= start[u] + constant``.
        """
        kind, length, own = self.kind, self.length, self.length[node]
        special = kind[node] is Node.EXACT or kind[node] is Node.BEGIN
        fast, slow = [], list[Edge]()
        for edge in self.edges[node]:
            source, from_finish, to_finish, lag, elapsed = edge
            if elapsed or kind[source] is Node.EXACT:
                special = True
                slow.append(edge)
                continue
            constant = lag + length[source] if from_finish else lag
            fast.append((source, constant - own if to_finish else constant))
        self.fast[node] = fast
        if slow:
            self.slow[node] = slow
        else:
            self.slow.pop(node, None)
        self.specials += special - self.special[node]
        self.special[node] = special

    def judge(self) -> None:
        """Tell whether every place is a sum of working time along some chain."""
        self.is_linear = not self.exact and not self.begin and not self.specials


def holds(task: PlanTask) -> bool:
    """Whether a summary binds what stands below it."""
    return bool(task.after) or task.not_before is not None or task.limit is not None


def own_calendar(net: Network, node: int) -> WorkingCalendar | None:
    """The calendar an exact node works by; None means the clock."""
    task = net.tasks[node]
    if task.fixed is not None or (task.duration is not None and task.duration.elapsed):
        return None
    return task.calendar or net.calendar


def ahead(net: Network, node: int, start: int) -> int:
    """When an exact node ends that starts then."""
    own, length = own_calendar(net, node), net.length[node]
    return start + length if own is None else own.after(start, length)


def back(net: Network, node: int, finish: int) -> int:
    """When an exact node starts that ends then."""
    own, length = own_calendar(net, node), net.length[node]
    return finish - length if own is None else own.after(finish, -length)
