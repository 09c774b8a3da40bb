"""A stretch of rows of a plan and their place in its outline, so that two can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from salesdesk.models.values.workplan import WorkItem, WorkPlan

_NEW = UUID(int=0)  # the parent of a row that wasn't there


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows by key, the parent of each and of the rows behind them, and which are branches."""

    rows: Mapping[UUID, WorkItem]
    parents: Mapping[UUID, UUID | None]
    branches: frozenset[UUID]

    @classmethod
    def of(cls, plan: WorkPlan, at: int, count: int, level: int) -> Stretch:
        """The stretch of ``count`` rows at ``at``.

        ``level`` is the lowest of those that two stretches to compare hold: what stands as low
        before or behind them is the same for both.
        """
        path = _path(plan, at, level)
        rows = plan[at : at + count]
        parents: dict[UUID, UUID | None] = {}
        branches = {item.id for item in path[:-1]}
        for item in rows:
            _climb(path, item)
            parents[item.id] = path[-1].id if path else None
            if path:
                branches.add(path[-1].id)
            path.append(item)
        for item in _behind(plan, at + count, level):
            _climb(path, item)
            parents[item.id] = path[-1].id if path else None
            if path:
                branches.add(path[-1].id)
            path.append(item)
        return cls({item.id: item for item in rows}, parents, frozenset(branches))

    def moved_from(self, other: Stretch) -> list[UUID]:
        """The rows that both hold and that stand below another parent here."""
        return [
            key
            for key in self.rows
            if other.parents.get(key, _NEW) not in (_NEW, self.parents[key])
        ]

    def stands_as(self, other: Stretch) -> bool:
        """Whether what both hold is a branch or not as before, and each branch stands where it did.

        Single rows may stand below another parent.
        """
        for key, parent in self.parents.items():
            is_single = key in self.rows and key in other.rows and key not in self.branches
            if key in other.parents and other.parents[key] != parent and not is_single:
                return False
        for key in (self.rows.keys() & other.rows.keys()) | self._edges(other):
            if (key in self.branches) != (key in other.branches):
                return False
        return not any(key in other.branches for key in other.rows if key not in self.rows)

    def _edges(self, other: Stretch) -> set[UUID]:
        """Branches around the stretch that it decides about."""
        return {
            key
            for key in self.branches ^ other.branches
            if key not in self.rows and key not in other.rows
        }


def _path(plan: WorkPlan, at: int, level: int) -> list[WorkItem]:
    """The row before ``at`` with its parents down to one below ``level``, outermost first."""
    found: list[WorkItem] = []
    for item in plan.rows_before(at):
        if not found or item.level < found[-1].level:
            found.append(item)
            if item.level < max(level, 1):
                break
    return found[::-1]


def _climb(path: list[WorkItem], item: WorkItem) -> None:
    while path and path[-1].level >= item.level:
        path.pop()


def _behind(plan: WorkPlan, at: int, level: int) -> list[WorkItem]:
    """The rows behind a stretch whose parents may stand in it: each higher than the last."""
    found: list[WorkItem] = []
    for item in plan.rows_from(at):
        if not found or item.level < found[-1].level:
            found.append(item)
        if item.level <= level:
            break
    return found
