"""One task changes, comes or goes: the network and its passes follow at the cost of what moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from salesdesk.errors import InvalidInput
from salesdesk.models.values.schedule import LinkType, PlanTask, TaskId, Waits
from salesdesk.models.values.schedule_answer import Answers
from salesdesk.models.values.schedule_late import own_cap
from salesdesk.models.values.schedule_network import NOBODY, Edge, Network, Node, holds
from salesdesk.models.values.schedule_order import loop


class Change:
    """An edit of a plan that has been laid out from its start."""

    def __init__(self, network: Network, answers: Answers) -> None:
        self._net = network
        self._answers = answers
        self._fwd = answers.forward
        self._late: set[int] = set()

    # -- another duration, date or link

    def replace(self, tasks: Iterable[PlanTask]) -> bool:
        """Lay these out anew; False where the whole plan has to be.

        Raises:
            InvalidInput: a single task would wait for itself through others; nothing is changed.
        """
        wanted = list(tasks)
        if not all(self._can_replace(task) for task in wanted):
            return False
        dirty: set[int] = set()
        for task in wanted:
            at = self._net.index[task.id]
            if at in self._net.children:
                continue
            try:
                dirty |= self._replace(at, task)
            except InvalidInput:
                if len(wanted) == 1:
                    raise
                return False  # the links of the others may undo the loop
        self._settle(dirty)
        return True

    def _can_replace(self, task: PlanTask) -> bool:
        net = self._net
        at = net.index.get(task.id)
        if at is None or net.tasks[at].parent != task.parent or not self._fwd.is_clamped:
            return False
        if at in net.children:
            return replace(net.tasks[at], duration=None) == replace(task, duration=None)
        return all(self._can_wait_for(link) for link in task.after)

    def _can_wait_for(self, link: Waits) -> bool:
        """Whether the network has the node that a link binds to."""
        net = self._net
        source = net.index.get(link.before)
        if source is None:
            return False
        if source not in net.children:
            return True
        if link.type in (LinkType.FS, LinkType.FF):
            return net.kind[source] is not Node.IDLE
        return source in net.begin

    def _replace(self, at: int, task: PlanTask) -> set[int]:
        net, answers = self._net, self._answers
        before = net.tasks[at]
        net.tasks[at] = task
        try:
            edges = net.edges_of(at) if before.after != task.after else net.edges[at]
            self._admit(at, edges)
        except InvalidInput:
            net.tasks[at] = before
            raise
        answers.resized(at)
        self._late |= {edge.source for edge in (*net.edges[at], *edges)}
        self._bind(at, edges)
        net.measure(at, task)
        self._fwd.find_floor(at, task)
        self._late.add(at)
        followers = set(net.out[at])
        for node in (at, *followers):
            net.split(node)
        self._cap(at, task)
        answers.grown(at)
        return {at, *followers}

    def _admit(self, at: int, edges: Sequence[Edge]) -> None:
        """Find an order in which these links hold too; the old ones still stand."""
        net = self._net
        known = {edge.source for edge in net.edges[at]}
        for edge in edges:
            if edge.source not in known:
                net.order.admit(edge.source, at)

    def _bind(self, at: int, edges: list[Edge]) -> None:
        out = self._net.out
        if edges is self._net.edges[at]:
            return
        for edge in self._net.edges[at]:
            out[edge.source].remove(at)
        for edge in edges:
            out[edge.source].append(at)
        self._net.edges[at] = edges

    def _cap(self, at: int, task: PlanTask) -> None:
        tails = self._answers.tails
        if tails is not None:
            cap = own_cap(self._net, at, task)
            tails.caps.pop(at, None)
            if cap is not None:
                tails.caps[at] = cap

    def _settle(self, dirty: set[int]) -> None:
        """Let the passes follow."""
        net, answers = self._net, self._answers
        net.judge()
        if self._fwd.is_eager is net.is_linear:
            self._fwd.place_all()
            answers.tails = None
            answers.forget()
            return
        moved = self._fwd.move(dirty)
        late: set[int] = set()
        if not net.is_linear:
            answers.tails = None
        elif answers.tails is not None:
            late = answers.tails.move(self._late)
        answers.moved(moved, late | dirty)

    # -- coming and going

    def add(self, task: PlanTask) -> bool:
        """One more leaf, at the end of the network's lists; False where it binds a summary."""
        net = self._net
        if not self._fwd.is_clamped or task.id in net.index or not self._is_loose(task.parent):
            return False
        if not all(self._can_wait_for(link) for link in task.after):
            return False
        node = self._append(replace(task, after=()) if task.after else task)
        if task.after:
            return self.replace([task])
        self._late = {node}
        self._settle({node})
        return True

    def _is_loose(self, parent: TaskId | None) -> bool:
        """Whether a summary neither binds nor is bound by what stands below it."""
        if parent is None:
            return True
        net = self._net
        at = net.index.get(parent)
        if at is None or at not in net.children or net.kind[at] is not Node.IDLE:
            return False
        above = (at, *net.ancestors(at))
        return not any(
            one in net.gate or one in net.begin or holds(net.tasks[one]) for one in above
        )

    def _append(self, task: PlanTask) -> int:
        net = self._net
        node = len(net.kind)
        parent = -1 if task.parent is None else net.index[task.parent]
        net.tasks.append(task)
        net.parent.append(parent)
        if parent >= 0:
            net.children[parent].append(node)
        net.index[task.id] = node
        net.kind.append(Node.WORK)
        net.work.add(node)
        for lists in (net.edges, net.out, net.fast):
            lists.append([])
        net.length.append(0)
        net.special.append(False)
        net.measure(node, task)
        net.split(node)
        net.order.append(node)
        self._fwd.append(node, task)
        if self._answers.tails is not None:
            self._answers.tails.append()
            self._cap(node, task)
        return node

    def remove(self, task: TaskId) -> bool:
        """Take a leaf away that nothing waits for; False where the whole plan must be laid out."""
        net = self._net
        at = net.index.get(task)
        if at is None or at in net.children or net.out[at] or not self._fwd.is_clamped:
            return False
        parent = net.parent[at]
        if not self._is_loose(net.tasks[at].parent) or (
            parent >= 0 and len(net.children[parent]) == 1
        ):
            return False
        self._drop(at, parent)
        return True

    def _drop(self, at: int, parent: int) -> None:
        net, answers = self._net, self._answers
        answers.resized(at)
        self._late = {edge.source for edge in net.edges[at]} | {at}
        self._bind(at, [])
        net.measure(at, NOBODY)
        net.points.discard(at)
        net.kind[at] = Node.IDLE
        del net.index[net.tasks[at].id]
        net.tasks[at] = NOBODY
        self._fwd.find_floor(at, NOBODY)
        self._fwd.spans.pop(at, None)
        net.split(at)
        self._cap(at, NOBODY)
        self._settle({at})
        if parent >= 0:
            net.children[parent].remove(at)


def require_no_loop(net: Network, task: TaskId, after: Sequence[Waits]) -> None:
    """Refuse links of a task to what waits for it; nothing is changed.

    Raises:
        InvalidInput: naming the tasks of the loop.
    """
    at = net.index.get(task)
    if at is None:
        return
    starts = set(net.leaves(at))
    for link in after:
        source = net.index.get(link.before)
        if source is None:
            continue
        way = _way(net, starts, set(net.leaves(source)))
        if way:
            nodes = [at, source, *way]
            ids = [net.tasks[net.owner.get(node, node)].id for node in nodes]
            raise loop(list(dict.fromkeys(map(net.name, ids))))


def _way(net: Network, starts: set[int], ends: set[int]) -> list[int]:
    """Nodes from one of the ends back to one of the starts, each waiting for the next; or none."""
    behind = dict.fromkeys(starts, -1)
    queue = list(starts)
    for here in queue:
        if here in ends:
            found = [here]
            while behind[found[-1]] >= 0:
                found.append(behind[found[-1]])
            return found
        for follower in net.out[here]:
            if follower not in behind:
                behind[follower] = here
                queue.append(follower)
    return []
