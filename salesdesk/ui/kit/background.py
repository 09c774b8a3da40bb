"""Work off the window's thread: threads for reading, for sums, for long jobs, for the page."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from salesdesk.services.jobs import Cancelled, Progress

Function = Callable[[], Any]


class Job(QObject):
    """One piece of work; its signals arrive on the window's thread."""

    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    progressed = Signal(int, int, str)

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.title = title
        self.stop = Event()
        self.done = False
        self.on_success: Callable[[Any], object] = lambda _answer: None
        self.on_failure: Callable[[BaseException], object] = lambda _failure: None

    def cancel(self) -> None:
        """Ask it to stop; its answer is dropped when it comes all the same."""
        self.stop.set()


class _Lane:
    """A thread that does its work in order."""

    def __init__(self, deliver: Callable[[object], None]) -> None:
        self._work: SimpleQueue[tuple[Job, Function] | None] = SimpleQueue()
        self._deliver = deliver
        self._thread: Thread | None = None

    def put(self, job: Job, function: Function) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name="salesdesk-work", daemon=True)
            self._thread.start()
        self._work.put((job, function))

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            job, function = item
            if job.stop.is_set():
                self._deliver((job, "cancelled", None))
                continue
            try:
                answer = function()
            except Cancelled:
                self._deliver((job, "cancelled", None))
            except Exception as failure:
                self._deliver((job, "failed", failure))
            else:
                self._deliver((job, "succeeded", answer))

    def close(self) -> None:
        if self._thread is not None:
            self._work.put(None)
            self._thread.join(timeout=10)
            self._thread = None


def _hand(callback: Callable[[Any], object], answer: Any) -> None:
    """Give the answer to who asked, unless the page that asked is gone by now."""
    try:
        callback(answer)
    except RuntimeError as gone:
        if "already deleted" not in str(gone):
            raise


class Background(QObject):
    """The threads of a window; keeps each job alive until it has answered."""

    jobs_changed = Signal()
    job_told = Signal(object, int, int)
    _delivered = Signal(object)
    _progressed = Signal(object)

    def __init__(self, failure: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._failure = failure
        self._open: dict[Job, None] = {}  # in the order they were begun
        self._closed = False
        self._quick = _Lane(self._hand_over)
        self._slow = _Lane(self._hand_over)
        self._long = _Lane(self._hand_over)
        self._page = _Lane(self._hand_over)
        self._delivered.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def long_jobs(self) -> list[Job]:
        """Those with a title, in the order they were begun."""
        return [job for job in self._open if job.title]

    @property
    def is_idle(self) -> bool:
        return not self._open

    def read(
        self,
        function: Function,
        succeeded: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None = None,
        *,
        of_all: bool = False,
    ) -> Job:
        """Do something short, in order; failures are shown unless ``failed`` takes them.

        ``of_all`` reads all rows of a list (its sums, its length): what is looked at meanwhile
        need not wait for it.
        """
        lane = self._slow if of_all else self._quick
        return self._start(lane, Job(), function, succeeded, failed)

    def work(
        self,
        title: str,
        function: Callable[[Progress], Any],
        succeeded: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None = None,
        *,
        at_once: bool = False,
    ) -> Job:
        """Do something long that reports its progress and can be cancelled.

        What a page waits for is begun ``at_once``, whatever else is being written or printed.
        """
        job = Job(title)
        progress = Progress(lambda *how: self._progressed.emit((job, how)), job.stop)
        lane = self._page if at_once else self._long
        return self._start(lane, job, lambda: function(progress), succeeded, failed)

    def _start(
        self,
        lane: _Lane,
        job: Job,
        function: Function,
        succeeded: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None,
    ) -> Job:
        job.on_success, job.on_failure = succeeded, failed or self._failure
        self._open[job] = None
        if job.title:
            self.jobs_changed.emit()
        lane.put(job, function)
        return job

    def _hand_over(self, answer: object) -> None:
        if not self._closed:
            self._delivered.emit(answer)

    @Slot(object)
    def _tell(self, message: tuple[Job, tuple[int, int, str]]) -> None:
        job, how = message
        if not job.done:
            job.progressed.emit(*how)
            self.job_told.emit(job, *how[:2])

    @Slot(object)
    def _finish(self, message: tuple[Job, str, Any]) -> None:
        job, how, answer = message
        self._open.pop(job, None)
        job.done = True
        if how == "cancelled" or (job.stop.is_set() and not job.title):
            job.cancelled.emit()
        elif how == "failed":
            _hand(job.on_failure, answer)
            job.failed.emit(answer)
        else:
            _hand(job.on_success, answer)
            job.succeeded.emit(answer)
        job.finished.emit()
        if job.title:
            self.jobs_changed.emit()

    def close(self) -> None:
        """Stop everything; what has not begun is not done."""
        self._closed = True
        for job in self._open:
            job.cancel()
        for lane in (self._quick, self._slow, self._long, self._page):
            lane.close()
        self._open.clear()
