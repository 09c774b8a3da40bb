"""What takes long on a long plan: worked out beside the window, then taken all at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from salesdesk.services.jobs import Progress

if TYPE_CHECKING:
    from salesdesk.ui.kit.background import Background, Job

T = TypeVar("T")
SHORT = 5_000  # cells: read or written in a tenth of a second
LONG = SHORT + 1  # what reads a file or the database, however little


class Beside:
    """One thing at a time; the plan is looked at meanwhile and can't be changed.

    So what is worked out still fits when it comes, and one that is cancelled was never there.
    Without ``jobs``, or where there is little to do, it is done at once.
    """

    def __init__(self) -> None:
        self.jobs: Background | None = None
        self._job: Job | None = None
        self.then: Callable[[], object] | None = None  # once nothing runs any more

    @property
    def is_running(self) -> bool:
        return self._job is not None

    @property
    def title(self) -> str:
        """What is being done, as the status bar says it."""
        return self._job.title if self._job is not None else ""

    def run(
        self,
        title: str,
        cells: int,
        make: Callable[[Progress], T],
        take: Callable[[T], object],
    ) -> None:
        """Work something out over so many cells, and then take it on the window's thread."""
        if self.jobs is None or cells <= SHORT:
            take(make(Progress()))
            return

        def taken(answer: T) -> None:
            is_wanted = self._job is job and not job.stop.is_set()
            self._rest(job)
            if is_wanted:
                take(answer)

        job = self._job = self.jobs.work(title, make, taken, at_once=True)
        job.finished.connect(partial(self._rest, job))

    def _rest(self, job: Job) -> None:
        if self._job is not job:
            return
        self._job = None
        then, self.then = self.then, None
        if then is not None:
            then()

    def cancel(self) -> bool:
        """Stop what runs; whether anything did."""
        if self._job is None:
            return False
        self._job.cancel()
        return True
