"""What an import did: how much it read, made, changed and skipped, and what it could not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from salesdesk.errors import Problem


@dataclass(slots=True)
class ImportReport:
    """Counted while an import runs; ``number`` names what a work plan became."""

    kind: str
    read: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    number: str = ""

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)

    def as_json(self) -> Mapping[str, Any]:
        """The shape that the command line answers."""
        answer: dict[str, Any] = {
            "kind": self.kind,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "problems": [problem_json(p) for p in self.problems],
        }
        return answer | ({"number": self.number} if self.number else {})


def problem_json(problem: Problem) -> Mapping[str, Any]:
    """A problem as the command line writes it."""
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": problem.message,
    }
