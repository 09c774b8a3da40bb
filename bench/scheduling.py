"""Work plans laid out: 10,000 items against networkx and a frame, 1,000 against TaskJuggler."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from bench.measure import Figure, median_ms, p95, timed_ms
from salesdesk.models.values.calendar import OFFICE, OFFICE_WEEK, WorkingCalendar
from salesdesk.models.values.duration import Duration, parse
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.schedule import Link, PlanTask, Schedule
from salesdesk.models.values.schedule_answer import Answers
from salesdesk.models.values.schedule_network import Network
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan

TASKS, LINKS = 10_000, 20_000
START = date(2027, 1, 4)
FRAME_MS = 16
CALENDAR = OFFICE.with_holidays(
    date(year, month, 1) for year in range(2027, 2047) for month in range(1, 13)
)


def _plan(count: int = TASKS, links: int = LINKS) -> list[PlanTask]:
    draw = random.Random(7)
    durations = [parse(f"{days}d") for days in range(1, 10)]
    after: list[set[int]] = [set() for _n in range(count)]
    made = 0
    while made < links:
        late = draw.randrange(1, count)
        early = draw.randrange(max(0, late - 200), late)
        if early not in after[late]:
            after[late].add(early)
            made += 1
    return [
        PlanTask(
            str(n), None, draw.choice(durations), tuple(Link(str(b)) for b in sorted(after[n]))
        )
        for n in range(count)
    ]


def _work_plan(tasks: list[PlanTask]) -> WorkPlan:
    """The same tasks as rows of an estimation, a phase above every nine."""
    rows: list[WorkItem] = []
    keys: dict[str, Dependency] = {}
    for at, task in enumerate(tasks[: TASKS * 9 // 10]):
        if at % 9 == 0:
            rows.append(WorkItem(f"Phase {at}", ItemKind.PHASE))
        after = tuple(keys[str(link.before)] for link in task.after)
        assert task.duration is not None
        rows.append(WorkItem(str(at), level=1, effort=task.duration.amount * 8, after=after))
        keys[str(task.id)] = Dependency(rows[-1].id)
    return WorkPlan(rows)


def _networkx(tasks: list[PlanTask]) -> object:
    import networkx

    graph = networkx.DiGraph()
    for task in tasks:
        graph.add_node(task.id)
        assert task.duration is not None
        for link in task.after:
            graph.add_edge(link.before, task.id, weight=float(task.duration.amount))
    return networkx.dag_longest_path(graph, weight="weight")


def _again(schedule: PlanSchedule, plan: WorkPlan) -> object:
    """Every place, the end, the critical path and the sum of the first branch anew."""
    answers = schedule._schedule._answers
    answers.forward.place_all()
    answers.tails = None
    answers.forget()
    schedule._placed.clear()
    return schedule.finish, schedule[plan[0].id]


def _drags(plan: WorkPlan) -> tuple[list[float], list[float]]:
    """One bar after the other moved by days, as a mouse does: what dates cost, and durations."""
    schedule, draw = PlanSchedule(plan, CALENDAR, START), random.Random(3)
    moves: list[float] = []
    lengths: list[float] = []
    leaves = [at for at, item in enumerate(plan) if item.level]
    for at in draw.sample(leaves, 100):
        placed = schedule[plan[at].id]
        assert placed is not None
        first = placed.start.date()
        for step in range(1, 8):
            fields = {"not_before": first + timedelta(days=step)}
            plan = _follow(schedule, plan, at, fields, moves)
        length = Duration(Decimal(draw.randrange(1, 10)), "d")
        plan = _follow(schedule, plan, at, {"duration": length, "not_before": None}, lengths)
    return moves, lengths


def _follow(
    schedule: PlanSchedule, plan: WorkPlan, at: int, fields: Mapping[str, object], into: list[float]
) -> WorkPlan:
    after = plan.with_rows({at: replace(plan[at], **fields)})  # type: ignore[arg-type]
    splice = after.change_from(plan)
    start = time.perf_counter()
    assert schedule.follow(after, splice)
    _where = schedule.finish, schedule[plan[at].id]
    into.append((time.perf_counter() - start) * 1000)
    return after


def _task_juggler(tasks: list[PlanTask]) -> float | None:
    """What the program takes to lay these out; None where it isn't installed."""
    program = shutil.which("tj3")
    if program is None:
        print("TaskJuggler is not installed (Debian: tj3); its line is left out.")
        return None
    lines = [f'project p "p" {START} +10y {{ timingresolution 60min }}']
    for task in tasks:
        waits = "".join(f"depends !t{link.before}\n" for link in task.after)
        assert task.duration is not None
        length = f"length {task.duration.amount}d" if task.duration.amount else ""
        lines.append(f'task t{task.id} "t" {{ {length}\n{waits} }}')
    lines.append('taskreport r "r" { formats csv columns id, start, end }')
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "plan.tjp")
        file.write_text("\n".join(lines), "utf-8")
        command = [program, "--silent", "--no-color", "-o", folder, str(file)]
        return timed_ms(lambda: subprocess.run(command, check=True, capture_output=True))


def figures() -> Iterator[Figure]:
    tasks = _plan()
    network = Network(tasks, OFFICE)

    def passes() -> object:
        return Answers(network, START, None).placed(0)

    value, rival = median_ms(passes), median_ms(lambda: _networkx(tasks), 3)
    yield Figure(
        f"critical path on a built network, {TASKS:,} tasks, {LINKS:,} links", value, "ms", "networkx longest path",
        value / rival, "≤ 0.10",
    )  # fmt: skip
    value = median_ms(lambda: Schedule(tasks, start=START).finish)
    yield Figure(
        "the same, network built too", value, "ms", "networkx, built too", value / rival, "—"
    )
    yield from _frames(_work_plan(tasks))
    few = _plan(1000, 2000)
    theirs = _task_juggler(few)
    if theirs is not None:
        ours = median_ms(lambda: Schedule(few, start=START).finish)
        yield Figure("1,000 tasks laid out", ours, "ms", "TaskJuggler", ours / theirs, "≤ 0.01")


def _frames(plan: WorkPlan) -> Iterator[Figure]:
    schedule = PlanSchedule(plan, CALENDAR, START)
    value = median_ms(lambda: _again(schedule, plan))
    yield Figure(
        "10,000 items with holidays, full reschedule", value, "ms", "a 16 ms frame",
        value / FRAME_MS, "≤ 1.0",
    )  # fmt: skip
    shared = WorkPlan(
        replace(item, role="part-time") if at % 5 == 0 and item.level else item
        for at, item in enumerate(plan)
    )
    part_time = WorkingCalendar((OFFICE_WEEK[0],) * 3 + ((),) * 4)
    apart = PlanSchedule(shared, CALENDAR, START, {"part-time": part_time})
    value = median_ms(lambda: _again(apart, shared))
    yield Figure(
        "the same, every fifth of them by a calendar of its role", value, "ms", "a 16 ms frame",
        value / FRAME_MS, "—",
    )  # fmt: skip
    moves, lengths = _drags(plan)
    for name, found in (("dragging a bar", moves), ("a duration edited", lengths)):
        value = p95(found)
        yield Figure(f"10,000 items, {name}, scheduling p95", value, "ms", "1 ms", value, "≤ 1.0")
    value = median_ms(lambda: PlanSchedule(plan, CALENDAR, START).finish, 5)
    yield Figure(
        "10,000 items, laid out from the rows", value, "ms", "a 16 ms frame", value / FRAME_MS, "—"
    )
