"""Long work that tells how far it is and can be stopped; knows nothing of windows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import TypeVar

T = TypeVar("T")


class Cancelled(Exception):
    """The user stopped the work; raised inside a transaction, it undoes everything."""


@dataclass
class Progress:
    """Handed to long work; without arguments it counts for nobody and never stops.

    ``report(done, total, what)`` is called on the working thread, ``total`` 0 when not known.
    """

    report: Callable[[int, int, str], None] | None = None
    stop: Event = field(default_factory=Event)

    def step(self, done: int, total: int = 0, what: str = "") -> None:
        """Say how far the work is; raises ``Cancelled`` when the user has stopped it."""
        if self.stop.is_set():
            raise Cancelled
        if self.report is not None:
            self.report(done, total, what)

    def each(
        self, things: Iterable[T], total: int = 0, what: str = "", every: int = 100
    ) -> Iterator[T]:
        """Walk the things and report after every hundredth."""
        done = 0
        for done, thing in enumerate(things, 1):
            if done % every == 1 or every == 1:
                self.step(done - 1, total, what)
            yield thing
        self.step(done, total or done, what)
