"""Which row of one plan is which of another: by key, by lineage, else by code and name."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from salesdesk.models.values.folding import folded
from salesdesk.models.values.workplan import WorkPlan


def matched(before: WorkPlan, after: WorkPlan) -> dict[UUID, UUID]:
    """The earlier key of every later row that was there before.

    Plans that share rows are matched by nothing else: a row that was typed anew is a new row.
    """
    known = {item.id for item in before}
    same = {item.id: item.id for item in after if item.id in known}
    lines = {item.lineage: item.id for item in before if item.id not in same}
    for item in after:
        if item.id not in same and item.lineage in lines:
            same[item.id] = lines.pop(item.lineage)
    return same or _Names(before, after).pairs


class _Names:
    """Plans without a common key, such as two revisions."""

    def __init__(self, before: WorkPlan, after: WorkPlan) -> None:
        self._before, self._after = before, after
        self.pairs: dict[UUID, UUID] = {}
        self._taken: set[UUID] = set()
        self._by_code()
        self._by_branch()
        self._by_name()
        self._by_branch()

    def _take(self, later: UUID, earlier: UUID) -> None:
        self.pairs[later] = earlier
        self._taken.add(earlier)

    def _by_code(self) -> None:
        at = {
            (code, folded(item.name)): item.id
            for code, item in zip(self._before.codes(), self._before, strict=True)
        }
        for code, item in zip(self._after.codes(), self._after, strict=True):
            earlier = at.get((code, folded(item.name)))
            if earlier is not None:
                self._take(item.id, earlier)

    def _by_branch(self) -> None:
        """Equal names in the same branch, in their order."""
        waiting: dict[tuple[UUID | None, str], list[UUID]] = defaultdict(list)
        parents = self._before.parents()
        for item, parent in zip(reversed(self._before.items), reversed(parents), strict=True):
            if item.id not in self._taken:
                branch = None if parent is None else self._before[parent].id
                waiting[branch, folded(item.name)].append(item.id)
        for item, parent in zip(self._after, self._after.parents(), strict=True):
            if item.id in self.pairs:
                continue
            branch = None if parent is None else self.pairs.get(self._after[parent].id)
            if parent is not None and branch is None:
                continue
            found = waiting.get((branch, folded(item.name)))
            if found:
                self._take(item.id, found.pop())

    def _by_name(self) -> None:
        """A name that is left once on each side moved to another branch."""
        earlier, later = _left(self._before, self._taken), _left(self._after, self.pairs.keys())
        for name, keys in later.items():
            if name and len(keys) == 1 and len(earlier.get(name, ())) == 1:
                self._take(keys[0], earlier[name][0])


def _left(plan: WorkPlan, taken: object) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for item in plan:
        if item.id not in taken:  # type: ignore[operator]
            found[folded(item.name)].append(item.id)
    return found
