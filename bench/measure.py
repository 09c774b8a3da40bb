"""How a figure is taken: the median of several runs, beside its rival's, as a ratio."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


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


def peak_mb_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """The most memory that another program held while it ran; Linux only, where it is looked at."""
    running = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0.0
    while running.poll() is None:
        with suppress(OSError, StopIteration):
            most = max(most, _high_water(Path(f"/proc/{running.pid}/status")))
        time.sleep(0.001)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return most


def _high_water(status: Path) -> float:
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def peak_mb() -> float:
    """The most memory that this process held.

    Linux hands the parent's peak on to a new process in ``ru_maxrss``, so its own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return _high_water(status)
    import resource

    per_mb = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb
