"""A stretch of rows of a plan and their place in its outline, so that two can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from salesdesk.models.values.workplan import WorkItem, WorkPlan

_MOST = 5000
_NEW = UUID(int=0)  # the parent of a row that wasn't there


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows by key, the parent of each and of the rows behind them, and which are branches."""

    rows: Mapping[UUID, WorkItem]
    parents: Mapping[UUID, UUID | None]
    branches: frozenset[UUID]

    @classmethod
    def of(cls, plan: WorkPlan, at: int, count: int) -> Stretch | None:
        """The stretch of ``count`` rows at ``at``; None where it is too long to be looked at."""
        if count > _MOST:
            return None
        path = _path(plan, at)
        rows = plan[at : at + count]
        parents: dict[UUID, UUID | None] = {}
        branches = {item.id for item in path[:-1]}
        for item in rows:
            _climb(path, item)
            parents[item.id] = path[-1].id if path else None
            if path:
                branches.add(path[-1].id)
            path.append(item)
        for item in _behind(plan, at + count):
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


def _path(plan: WorkPlan, at: int) -> list[WorkItem]:
    """The row before ``at`` with its parents, outermost first."""
    found: list[WorkItem] = []
    level = None
    for before in range(at - 1, -1, -1):
        item = plan[before]
        if level is None or item.level < level:
            found.append(item)
            level = item.level
        if level == 0:
            break
    return found[::-1]


def _climb(path: list[WorkItem], item: WorkItem) -> None:
    while path and path[-1].level >= item.level:
        path.pop()


def _behind(plan: WorkPlan, at: int) -> list[WorkItem]:
    """The rows behind a stretch whose parents may stand in it: each higher than the last."""
    found: list[WorkItem] = []
    for item in islice(plan.rows_from(at), _MOST):
        if not found or item.level < found[-1].level:
            found.append(item)
        if item.level == 0:
            break
    return found
