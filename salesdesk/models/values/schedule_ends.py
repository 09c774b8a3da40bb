"""The last end of a network, found again after an edit without looking at every task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import add

from salesdesk.models.values.schedule_pass import NEVER

SIZE = 512


class Ends:
    """The last end of each block of tasks; only blocks in which something moved are looked at."""

    def __init__(self) -> None:
        self._tops: list[int] = []
        self._stale: set[int] = set()

    def forget(self) -> None:
        """Everything may end elsewhere."""
        self._tops = []

    def moved(self, nodes: Iterable[int]) -> None:
        """These end elsewhere, or are new."""
        if self._tops:
            self._stale.update(node // SIZE for node in nodes)

    def last(self, early: Sequence[int], length: Sequence[int]) -> int:
        """The last end of them all."""
        blocks = range(-(-len(early) // SIZE))
        stale = self._stale.union(blocks[len(self._tops) :])
        self._tops += [NEVER] * (len(blocks) - len(self._tops))
        for block in stale:
            here = slice(block * SIZE, (block + 1) * SIZE)
            self._tops[block] = max(map(add, early[here], length[here]))
        self._stale.clear()
        return max(self._tops, default=NEVER)
