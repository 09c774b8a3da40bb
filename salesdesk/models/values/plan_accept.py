"""Taking some of the differences between two plans: the earlier plan with the chosen rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from salesdesk.models.values.plan_compare import Comparison, Mark, RowChange, carried
from salesdesk.models.values.workplan import WorkItem, WorkPlan


def needed(found: Comparison, chosen: Collection[UUID]) -> set[UUID]:
    """The chosen rows with those that must come along.

    A row that is added or moved needs the added and moved branches above it; a branch that is
    removed takes with it what is gone below, and lets out first what moved elsewhere.
    """
    return Acceptance(found).needed(chosen)


def accept(found: Comparison, chosen: Collection[UUID]) -> WorkPlan:
    """The earlier plan with the chosen rows as they are in the later one."""
    merging = Acceptance(found)
    return merging.plan(merging.needed(chosen))


class _Tree:
    """A plan as parents and ordered children, under the earlier keys."""

    def __init__(self, plan: WorkPlan, keys: Mapping[UUID, UUID]) -> None:
        self.items: dict[UUID, WorkItem] = {}
        self.parent: dict[UUID, UUID | None] = {}
        self.depth: dict[UUID, int] = {}
        self.children: dict[UUID | None, list[UUID]] = {None: []}
        rows = [keys.get(item.id, item.id) for item in plan]
        for key, item, above in zip(rows, plan, plan.parents(), strict=True):
            parent = None if above is None else rows[above]
            self.items[key], self.parent[key] = item, parent
            self.depth[key] = item.level - (self.items[parent].level if parent else 0)
            self.children.setdefault(parent, []).append(key)

    def above(self, key: UUID) -> Iterator[UUID]:
        parent = self.parent[key]
        while parent is not None:
            yield parent
            parent = self.parent[parent]


class Acceptance:
    """What taking rows of one comparison needs and gives; kept while rows are being chosen."""

    def __init__(self, found: Comparison) -> None:
        self._rows: dict[UUID, RowChange] = {row.key: row for row in found.rows}
        self._earlier = found.earlier
        self._old = _Tree(found.before.plan, {})
        self._new = _Tree(found.after.plan, found.earlier)

    def _is(self, key: UUID, *marks: Mark) -> bool:
        row = self._rows.get(key)
        return row is not None and any(mark in row.marks for mark in marks)

    def needed(self, chosen: Collection[UUID]) -> set[UUID]:
        """See the function of this name."""
        found: set[UUID] = set()
        waiting = [key for key in chosen if key in self._rows]
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            found.add(key)
            if self._is(key, Mark.ADDED, Mark.MOVED):
                above = self._new.above(key)
                waiting += [one for one in above if self._is(one, Mark.ADDED, Mark.MOVED)]
            elif self._is(key, Mark.REMOVED):
                below = self._old.children.get(key, ())
                waiting += [one for one in below if self._is(one, Mark.REMOVED, Mark.MOVED)]
        return found

    def plan(self, chosen: set[UUID]) -> WorkPlan:
        """The earlier plan with these rows, which hold all that they need."""
        gone = {key for key in chosen if self._is(key, Mark.REMOVED)}
        placed = {key for key in chosen if self._is(key, Mark.ADDED, Mark.MOVED)}
        children = self._outline(gone, placed)
        kept = {key for keys in children.values() for key in keys}
        rows: list[WorkItem] = []
        waiting = [(key, 0) for key in reversed(children.get(None, []))]
        while waiting:
            key, level = waiting.pop()
            depth = (self._new if key in placed else self._old).depth[key]
            item = self._item(key, chosen, kept)
            rows.append(item if item.level == level + depth else replace(item, level=level + depth))
            waiting += [(one, level + depth) for one in reversed(children.get(key, []))]
        return WorkPlan(rows)

    def _item(self, key: UUID, chosen: set[UUID], kept: set[UUID]) -> WorkItem:
        if key not in chosen:
            item = self._old.items[key]
        else:
            item = carried(self._new.items[key], self._earlier)
            if item.id != key:
                item = replace(item, id=key, origin=self._old.items[key].origin)
        if all(link.before in kept for link in item.after):
            return item
        return replace(item, after=tuple(link for link in item.after if link.before in kept))

    def _outline(self, gone: set[UUID], placed: set[UUID]) -> dict[UUID | None, list[UUID]]:
        """The children of every row: those that stay, then the placed ones after their elders."""
        found: dict[UUID | None, list[UUID]] = {
            parent: [key for key in keys if key not in gone and key not in placed]
            for parent, keys in self._old.children.items()
            if parent not in gone
        }
        for parent, keys in self._new.children.items():
            if any(key in placed for key in keys):
                found[parent] = _placed(found.get(parent, []), keys, placed)
        return found


def _placed(stays: list[UUID], order: list[UUID], placed: set[UUID]) -> list[UUID]:
    """Put each placed row behind the sibling that it follows."""
    there = set(stays)
    behind: dict[UUID | None, list[UUID]] = {}
    last: UUID | None = None
    for key in order:
        if key in placed:
            behind.setdefault(last, []).append(key)
        elif key in there:
            last = key
    found = list(behind.get(None, []))
    for key in stays:
        found.append(key)
        found += behind.get(key, [])
    return found
