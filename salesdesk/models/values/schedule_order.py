"""A topological order of a network, and how it gives way to one more link.

The order is Kahn's; a link against it moves only the nodes that stand between its ends. Source:
Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs" (2007).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _

if TYPE_CHECKING:
    from salesdesk.models.values.schedule_network import Network


class Order:
    """``nodes`` in an order in which each stands after all that it waits for; ``rank`` of each."""

    def __init__(self, network: Network) -> None:
        """Raises ``InvalidInput`` for a loop."""
        self._net = network
        self.nodes = self._ordered()
        self.rank = [0] * len(self.nodes)
        for at, node in enumerate(self.nodes):
            self.rank[node] = at

    def _ordered(self) -> list[int]:
        net = self._net
        rows = enumerate(net.fast)
        if True not in net.special and all(one < at for at, edges in rows for one, _lag in edges):
            return list(range(len(net.kind)))
        waits = [len(edges) for edges in net.edges]
        order = [node for node, count in enumerate(waits) if count == 0]
        for node in order:
            for follower in net.out[node]:
                waits[follower] -= 1
                if waits[follower] == 0:
                    order.append(follower)
        if len(order) < len(waits):
            raise self._loop_among({node for node, count in enumerate(waits) if count > 0})
        return order

    def _loop_among(self, nodes: set[int]) -> InvalidInput:
        """One loop of these nodes, each of which waits for another of them."""
        here, seen, path = min(nodes), dict[int, int](), list[int]()
        while here not in seen:
            seen[here] = len(path)
            path.append(here)
            here = next(edge.source for edge in self._net.edges[here] if edge.source in nodes)
        return loop(self._names(path[seen[here] :]))

    def _names(self, nodes: Iterable[int]) -> list[str]:
        """What the tasks of these nodes are called, each once."""
        net = self._net
        ids = [net.tasks[net.owner.get(node, node)].id for node in nodes]
        return list(dict.fromkeys(net.name(one) for one in ids))

    def append(self, node: int) -> None:
        """A new node that nothing is bound by yet."""
        self.rank.append(len(self.nodes))
        self.nodes.append(node)

    def admit(self, source: int, node: int) -> None:
        """Make room for ``node`` waiting for ``source``.

        Raises:
            InvalidInput: ``source`` waits for ``node`` already; the order is as before.
        """
        rank = self.rank
        low, high = rank[node], rank[source]
        if high < low:
            return
        ahead = self._reached(node, self._net.out.__getitem__, lambda one: rank[one] <= high)
        if source in ahead:
            raise self._loop_through(source, node, ahead)
        behind = self._reached(source, self._sources, lambda one: rank[one] >= low)
        moved = sorted(behind, key=rank.__getitem__) + sorted(ahead, key=rank.__getitem__)
        for at, one in zip(sorted(rank[one] for one in moved), moved, strict=True):
            rank[one] = at
            self.nodes[at] = one

    def _sources(self, node: int) -> list[int]:
        return [edge.source for edge in self._net.edges[node]]

    @staticmethod
    def _reached(
        node: int, beyond: Callable[[int], list[int]], is_near: Callable[[int], bool]
    ) -> set[int]:
        found, waiting = {node}, [node]
        while waiting:
            for one in beyond(waiting.pop()):
                if one not in found and is_near(one):
                    found.add(one)
                    waiting.append(one)
        return found

    def _loop_through(self, source: int, node: int, ahead: set[int]) -> InvalidInput:
        """The loop that a link from ``source`` to ``node`` would close."""
        waiting: dict[int, int] = {}
        queue, seen = [source], {source}
        for here in queue:
            for one in self._sources(here):
                if one in ahead and one not in seen:
                    seen.add(one)
                    waiting[one] = here
                    queue.append(one)
        path, here = [node], node
        while here != source:
            here = waiting[here]
            path.append(here)
        return loop(self._names(reversed(path)))


def loop(names: Sequence[str]) -> InvalidInput:
    """The refusal of tasks that wait for each other, each for the next."""
    chain = _(", which waits for ").join([*names[1:], names[0]])
    message = _("{first} waits for {chain}. Remove one of these links.")
    text = message.format(first=names[0], chain=chain)
    return InvalidInput(text, [Problem(text, "after", value=name) for name in names])


def refusal(task: str, column: str, message: str, other: str = "") -> InvalidInput:
    """An input error of one task."""
    text = message.format(id=task, other=other)
    return InvalidInput(text, [Problem(text, column, value=other or task)])
