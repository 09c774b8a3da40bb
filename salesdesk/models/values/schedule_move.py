"""Whether tasks that move below other summaries could come to wait for themselves.

In a summary a task begins after what the summary waits for, and ends before what waits for it. So
a loop needs a way from the moved tasks to the first, or from the second to them.
"""

from __future__ import annotations

from collections.abc import Iterable

from salesdesk.models.values.schedule import TaskId
from salesdesk.models.values.schedule_network import Network


def may_loop(net: Network, moved: Iterable[TaskId], above: Iterable[TaskId]) -> bool:
    """Whether there may be a loop once ``moved`` stand below ``above``; False is certain."""
    rows = {net.index[task] for task in moved}
    inside = {node for at in rows for node in _nodes(net, at)}
    sources: set[int] = set()
    awaiting: set[int] = set()
    for task in above:
        at = net.index[task]
        for link in net.tasks[at].after:
            waited_for = set(net.leaves(net.index[link.before]))
            if waited_for <= inside:
                return True
            sources |= waited_for - inside
        higher = set(net.ancestors(at))
        own = (at, net.begin.get(at, at))
        followers = (node for one in own for node in net.out[one])
        awaiting.update(node for node in followers if net.owner.get(node, node) not in higher)
    if not sources and not awaiting:
        return False
    tops = {at for at in rows if net.parent[at] not in rows}
    return _reaches(net, inside, sources, tops) or _reaches(net, awaiting, inside | sources, tops)


def _nodes(net: Network, at: int) -> Iterable[int]:
    """The nodes of a task and of all that stands below it."""
    waiting = [at]
    while waiting:
        here = waiting.pop()
        yield here
        if here in net.gate:
            yield net.gate[here]
        if here in net.begin:
            yield net.begin[here]
        waiting += net.children.get(here, ())


def _reaches(net: Network, starts: set[int], ends: set[int], tops: set[int]) -> bool:
    """Whether some of the ends wait for some of the starts, apart from where they move away."""
    if not ends:
        return False
    owner, parent = net.owner, net.parent
    seen, queue = set(starts), list(starts)
    for here in queue:
        if here in ends:
            return True
        row = owner.get(here, here)
        for node in net.out[here]:
            if node in seen:
                continue
            other = owner.get(node, node)
            if (row in tops and parent[row] == other) or (other in tops and parent[other] == row):
                continue  # the task leaves this summary
            seen.add(node)
            queue.append(node)
    return False
