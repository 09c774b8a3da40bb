"""What of a work plan a proposal takes over: which branches, and in what detail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Detail(StrEnum):
    """How the rows of a plan become lines of a proposal."""

    PHASES = "phases"
    ITEMS = "items"
    TIME = "time"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """The detail, and the branches by their rows' keys; none means all of them.

    ``taken`` is the fingerprint of what was taken over: while the plan still gives that, nobody
    has changed it, whatever was done to the lines since.
    """

    detail: Detail = Detail.PHASES
    branches: frozenset[UUID] = frozenset()
    taken: str = ""

    def takes(self, branch: UUID) -> bool:
        return not self.branches or branch in self.branches

    def as_json(self) -> str:
        """The text that a proposal keeps; nothing for the usual choice."""
        if self == PlanChoice():
            return ""
        branches = sorted(map(str, self.branches))
        kept = {"detail": str(self.detail), "branches": branches, "taken": self.taken}
        return json.dumps(kept)


def read_choice(kept: str) -> PlanChoice:
    """The choice that a proposal keeps; one that can't be read is asked for anew."""
    if not kept.strip():
        return PlanChoice()
    try:
        found = json.loads(kept)
        branches = frozenset(map(UUID, found["branches"]))
        return PlanChoice(Detail(found["detail"]), branches, str(found.get("taken", "")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return PlanChoice()
