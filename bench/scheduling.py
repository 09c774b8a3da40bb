"""A plan of 10,000 tasks and 20,000 links: our passes over working days against networkx."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from bench.measure import Figure, median_ms
from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.duration import parse
from salesdesk.models.values.schedule import Link, PlanTask, Schedule
from salesdesk.models.values.schedule_network import Network
from salesdesk.models.values.schedule_pass import Passes

TASKS, LINKS = 10_000, 20_000


def _plan() -> list[PlanTask]:
    draw = random.Random(7)
    durations = [parse(f"{days}d") for days in range(1, 10)]
    after: list[set[int]] = [set() for _n in range(TASKS)]
    count = 0
    while count < LINKS:
        late = draw.randrange(1, TASKS)
        early = draw.randrange(max(0, late - 200), late)
        if early not in after[late]:
            after[late].add(early)
            count += 1
    return [
        PlanTask(
            str(n), None, draw.choice(durations), tuple(Link(str(b)) for b in sorted(after[n]))
        )
        for n in range(TASKS)
    ]


def _networkx(tasks: list[PlanTask]) -> object:
    import networkx

    graph = networkx.DiGraph()
    for task in tasks:
        graph.add_node(task.id)
        assert task.duration is not None
        for link in task.after:
            graph.add_edge(link.before, task.id, weight=float(task.duration.amount))
    return networkx.dag_longest_path(graph, weight="weight")


def figures() -> Iterator[Figure]:
    tasks = _plan()
    start = date(2027, 1, 4)

    network = Network(tasks, OFFICE)

    def passes() -> object:
        return Passes(network, start, None).finish

    def whole() -> object:
        return Schedule(tasks, start=start).finish

    value, rival = median_ms(passes), median_ms(lambda: _networkx(tasks), 3)
    yield Figure(
        f"critical path on a built network, {TASKS:,} tasks, {LINKS:,} links", value, "ms", "networkx longest path",
        value / rival, "≤ 0.10",
    )  # fmt: skip
    value = median_ms(whole)
    yield Figure(
        "the same, network built too", value, "ms", "networkx, built too", value / rival, "—"
    )
