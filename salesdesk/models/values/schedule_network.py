"""The plan as a network: one node for a task, three for a summary, and an order to walk them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.calendar import WorkingCalendar, seconds_of
from salesdesk.models.values.schedule import Link, LinkType, PlanTask

_DEEPEST = 100


class Node(IntEnum):
    """How a node finds its place."""

    WORK = 0  # a working duration on the plan's calendar: pure arithmetic on coordinates
    EXACT = 1  # an elapsed duration, or a calendar of its own: needs instants
    POINT = 2  # a milestone, the gate that binds a summary's children, or a summary's end
    BEGIN = 3  # a summary's start: the earliest of its children


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

    A summary is three nodes: a *gate* that its own links push and that its children wait for, a
    *begin* (earliest child) and an *end* (latest child) that its followers wait for.
    """

    def __init__(self, tasks: Sequence[PlanTask], calendar: WorkingCalendar) -> None:
        self.tasks = tuple(tasks)
        self.calendar = calendar
        self.index = {task.id: at for at, task in enumerate(self.tasks)}
        self._require_unique()
        self.children: dict[int, list[int]] = {}
        self.parent = [self._parent(task) for task in self.tasks]
        for at, parent in enumerate(self.parent):
            if parent >= 0:
                self.children.setdefault(parent, []).append(at)
        self._require_tree()
        self._make_nodes()
        self._make_edges()
        self.order = self._ordered()
        self._split()
        self._list_kinds()

    def _list_kinds(self) -> None:
        """What the passes ask for again and again."""
        tasks, kinds = self.tasks, self.kind
        self.dated = [(at, t.not_before) for at, t in enumerate(tasks) if t.not_before is not None]
        self.points = [node for node in self.order if kinds[node] is Node.POINT]
        self.exact = [node for node in self.order if kinds[node] is Node.EXACT]
        roots = [at for at, parent in enumerate(self.parent) if parent < 0]
        self.roots_at_work = [at for at in roots if kinds[at] is Node.WORK]
        self.roots_apart = [at for at in roots if kinds[at] is not Node.WORK]

    def _require_unique(self) -> None:
        if len(self.index) == len(self.tasks):
            return
        seen: set[str] = set()
        for task in self.tasks:
            if task.id in seen:
                raise refusal(task.id, "id", _("Two tasks have the id {id}. Give each its own."))
            seen.add(task.id)

    def _parent(self, task: PlanTask) -> int:
        if task.parent is None:
            return -1
        if task.parent not in self.index:
            message = _("Task {id} has the parent {other}, which is not in the plan.")
            raise refusal(task.id, "parent", message, task.parent)
        return self.index[task.parent]

    def _require_tree(self) -> None:
        """Every chain of parents must end, and before it is deeper than a plan can be read."""
        if not self.children:
            return
        depth = [0 if parent < 0 else -1 for parent in self.parent]
        for at in range(len(self.tasks)):
            path: list[int] = []
            here = at
            while depth[here] < 0:
                if here in path:
                    raise self._loop([self.tasks[one].id for one in path[path.index(here) :]])
                path.append(here)
                here = self.parent[here]
            for below, one in enumerate(reversed(path), 1):
                depth[one] = depth[here] + below
            if depth[at] > _DEEPEST:
                message = _("Task {id} stands deeper than {other} levels. Use fewer.")
                raise refusal(self.tasks[at].id, "parent", message, str(_DEEPEST))

    def _make_nodes(self) -> None:
        """Nodes 0..n-1 are tasks (for a summary: its end); gates and begins follow."""
        count = len(self.tasks)
        self.kind = [Node.WORK] * count
        self.length = [0] * count
        self.owner = list(range(count))
        self.gate: dict[int, int] = {}
        self.begin: dict[int, int] = {}
        for at, task in enumerate(self.tasks):
            if at in self.children:
                self.kind[at] = Node.POINT
                self.gate[at] = self._add(Node.POINT, at)
                self.begin[at] = self._add(Node.BEGIN, at)
            else:
                self._measure(at, task)
        self.edges: list[list[Edge]] = [[] for _node in self.kind]

    def _add(self, kind: Node, owner: int) -> int:
        self.kind.append(kind)
        self.length.append(0)
        self.owner.append(owner)
        return len(self.kind) - 1

    def _measure(self, at: int, task: PlanTask) -> None:
        if task.fixed is not None:
            self.kind[at] = Node.EXACT
            self.length[at] = seconds_of(task.fixed[1]) - seconds_of(task.fixed[0])
            return
        if task.duration is None or task.duration.amount == 0:
            self.kind[at] = Node.POINT
            return
        own = task.calendar or self.calendar
        self.length[at] = task.duration.seconds(own)
        if self.length[at] < 0:
            message = _("Task {id} has the negative duration {other}.")
            raise refusal(task.id, "duration", message, str(task.duration))
        if task.duration.elapsed or own is not self.calendar:
            self.kind[at] = Node.EXACT

    def _make_edges(self) -> None:
        for at, parent in enumerate(self.parent):
            if parent < 0:
                continue
            into = self.gate.get(at, at)
            self.edges[into].append(Edge(self.gate[parent], True, False, 0, False))
            self.edges[self.begin[parent]].append(
                Edge(self.begin.get(at, at), False, False, 0, False)
            )
            self.edges[parent].append(Edge(at, True, False, 0, False))
        self._is_sorted = not self.children
        plain = not self.children
        for at, task in enumerate(self.tasks):
            for link in task.after:
                source = self.index.get(link.before)
                if source is None:
                    message = _("Task {id} waits for {other}, which is not in the plan.")
                    raise refusal(task.id, "after", message, link.before)
                if source >= at:
                    self._is_sorted = False
                if plain and link.type is LinkType.FS and not link.lag.amount:
                    self.edges[at].append(_edge((source, True, False, 0, False)))
                else:
                    self._add_link(at, source, link)

    def _add_link(self, at: int, source: int, link: Link) -> None:
        from_finish = link.type in (LinkType.FS, LinkType.FF)
        to_finish = link.type in (LinkType.FF, LinkType.SF)
        if not from_finish:
            source = self.begin.get(source, source)
        lag = link.lag.seconds(self.calendar)
        edge = Edge(source, from_finish, to_finish, lag, link.lag.elapsed and lag != 0)
        for node in self._bound(at, to_finish):
            self.edges[node].append(edge)

    def _bound(self, at: int, to_finish: bool) -> list[int]:
        """The nodes that a link into this task pushes."""
        if at not in self.children:
            return [at]
        if not to_finish:
            return [self.gate[at]]
        leaves, waiting = [], [at]
        while waiting:
            here = waiting.pop()
            if here in self.children:
                waiting += self.children[here]
            else:
                leaves.append(here)
        return leaves

    def _ordered(self) -> list[int]:
        """Kahn's order; a rest that can't be ordered holds a loop."""
        if self._is_sorted:
            return list(range(len(self.kind)))
        waits = [len(edges) for edges in self.edges]
        after: list[list[int]] = [[] for _node in self.kind]
        for node, edges in enumerate(self.edges):
            for edge in edges:
                after[edge.source].append(node)
        order = [node for node, count in enumerate(waits) if count == 0]
        for node in order:
            for follower in after[node]:
                waits[follower] -= 1
                if waits[follower] == 0:
                    order.append(follower)
        if len(order) < len(self.kind):
            raise self._loop(self._find_loop(waits))
        return order

    def _find_loop(self, waits: Sequence[int]) -> list[str]:
        """The ids of one loop, each waiting for the next."""
        here = next(node for node, count in enumerate(waits) if count > 0)
        seen: dict[int, int] = {}
        path: list[int] = []
        while here not in seen:
            seen[here] = len(path)
            path.append(here)
            here = next(edge.source for edge in self.edges[here] if waits[edge.source] > 0)
        ids: list[str] = []
        for node in path[seen[here] :]:
            name = self.tasks[self.owner[node]].id
            if name not in ids:
                ids.append(name)
        return ids

    def _split(self) -> None:
        """Tell the links that are one addition from those that need instants.

        Between tasks of plain working time each link reads ``start[v] >= start[u] + constant``.
        """
        exact = [kind is Node.EXACT for kind in self.kind]
        length = self.length
        self.fast: list[list[tuple[int, int]]] = []
        self.special = [kind in (Node.EXACT, Node.BEGIN) for kind in self.kind]
        self.is_eager = any(exact)
        for node, edges in enumerate(self.edges):
            fast = []
            for source, from_finish, to_finish, lag, elapsed in edges:
                if elapsed or exact[node] or exact[source]:
                    self.special[node] = self.is_eager = True
                    continue
                constant = lag + length[source] if from_finish else lag
                fast.append((source, constant - length[node] if to_finish else constant))
            self.fast.append(fast)

    @staticmethod
    def _loop(ids: Sequence[str]) -> InvalidInput:
        chain = _(", which waits for ").join([*ids[1:], ids[0]])
        message = _("{first} waits for {chain}. Remove one of these links.")
        text = message.format(first=ids[0], chain=chain)
        return InvalidInput(text, [Problem(text, "after", value=name) for name in ids])


def refusal(task: str, column: str, message: str, other: str = "") -> InvalidInput:
    """An input error of one task."""
    text = message.format(id=task, other=other)
    return InvalidInput(text, [Problem(text, column, value=other or task)])
