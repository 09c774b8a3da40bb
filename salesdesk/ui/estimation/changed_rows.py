"""Which rows differ from what was saved, kept in step with each edit by the rows it touched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from uuid import UUID

from salesdesk.models.values.workplan import Splice, WorkItem, WorkPlan


class ChangedRows:
    """By their values, and by their places among the others.

    Of rows that changed places, those that were ``carried`` by hand count as moved, and not those
    that they passed.
    """

    def __init__(self, base: WorkPlan, plan: WorkPlan) -> None:
        self.base = base
        self._carried: set[UUID] = set()
        self._moved: set[UUID] = set()
        self._altered = {item.id for item in plan.apart_from(base) if self._is_altered(item)}
        if plan is not base:
            self._place(plan, 0, len(plan))

    @cached_property
    def _saved(self) -> dict[UUID, int]:
        """Where each row stood; a plan that is only looked at needs none of it."""
        return {item.id: at for at, item in enumerate(self.base)}

    def __contains__(self, item: WorkItem) -> bool:
        return item.id in self._altered or item.id in self._moved

    def __len__(self) -> int:
        return len(self._altered | self._moved) if self._moved else len(self._altered)

    def carry(self, items: Iterable[WorkItem]) -> None:
        """These rows are being moved by hand."""
        self._carried.update(item.id for item in items)

    def follow(self, splice: Splice, before: WorkPlan, after: WorkPlan) -> None:
        """Only what an edit touched is looked at."""
        gone = [item.id for item in before[splice.at : splice.at + splice.removed]]
        came = after[splice.at : splice.at + splice.inserted]
        self._altered.difference_update(gone)
        self._altered.update(item.id for item in came if self._is_altered(item))
        if gone != [item.id for item in came]:
            self._moved.difference_update(gone)
            self._place(after, splice.at, splice.at + splice.inserted)

    def _is_altered(self, item: WorkItem) -> bool:
        at = self._saved.get(item.id)
        saved = None if at is None else self.base[at]
        return saved is not item and saved != item

    # -- places

    def _place(self, plan: WorkPlan, start: int, end: int) -> None:
        """Find which of these rows no longer stand between the same others."""
        rows = [item for item in plan[start:end] if item.id in self._saved]
        if not rows:
            return
        places = [self._saved[item.id] for item in rows]
        low, high = self._kept_before(plan, start), self._kept_after(plan, end)
        if all(one < other for one, other in zip([low, *places], [*places, high], strict=True)):
            return
        steady = [n for n, item in enumerate(rows) if item.id not in self._carried]
        steady = [n for n in steady if low < places[n] < high]
        kept = [steady[n] for n in longest_rise([places[n] for n in steady])]
        for n, item in enumerate(rows):  # what was carried may be back where it was
            at = bisect_left(kept, n)
            under = places[kept[at - 1]] if at else low
            over = places[kept[at]] if at < len(kept) else high
            if item.id in self._carried and under < places[n] < over:
                kept.insert(at, n)
        self._moved.update({item.id for item in rows} - {rows[n].id for n in kept})

    def _kept_before(self, plan: WorkPlan, start: int) -> int:
        """Where the nearest row above that kept its place was saved."""
        for at in range(start - 1, -1, -1):
            if (place := self._steady_place(plan[at])) is not None:
                return place
        return -1

    def _kept_after(self, plan: WorkPlan, end: int) -> int:
        for at in range(end, len(plan)):
            if (place := self._steady_place(plan[at])) is not None:
                return place
        return len(self.base)

    def _steady_place(self, item: WorkItem) -> int | None:
        if item.id in self._moved or item.id not in self._saved:
            return None
        return self._saved[item.id]


def longest_rise(places: Sequence[int]) -> list[int]:
    """The positions of the most numbers that stand in rising order."""
    ends: list[int] = []  # the lowest end of a rise of each length
    at_end: list[int] = []
    before: list[int] = []
    for n, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(at_end[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            at_end.append(n)
        else:
            ends[length], at_end[length] = place, n
    found: list[int] = []
    n = at_end[-1] if at_end else -1
    while n >= 0:
        found.append(n)
        n = before[n]
    return found[::-1]
