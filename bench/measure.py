"""How a figure is taken: the median of several runs, beside its rival's, as a ratio."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ours in ``unit``, the rival, and the ratio to a goal.

    ``ratio`` is ours ÷ rival for costs; ``goal`` says in words what is aimed at.
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: float
    goal: str


def median_ms(work: Callable[[], object], runs: int = 7) -> float:
    """The median of several runs, in milliseconds."""
    return statistics.median(timed_ms(work) for _run in range(runs))


def timed_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def in_a_process(code: str, *arguments: str, runs: int = 5) -> float:
    """The median of what a fresh process prints as its own milliseconds."""
    found = []
    for _run in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        found.append(float(done.stdout.strip().splitlines()[-1]))
    return statistics.median(found)
