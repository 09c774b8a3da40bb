"""What an import did: how much it read, made, changed and skipped, and what it could not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from salesdesk.errors import Problem
from salesdesk.i18n import _

_WHOLE_ROWS = frozenset({"products", "sellers", "role-rates", "exchange-rates"})
"""Settings lists: a row is kept whole or not at all."""
_MATCHED = frozenset({"account", "product", "owner", "parent"})
"""Columns that name other records."""


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

    def advice(self, problem: Problem) -> str:
        """What to do about a problem, and what becomes of its row until then."""
        if problem.row is None:
            return _("Look at the file; what could be read of it is imported.")
        if self.kind in _WHOLE_ROWS or problem.column == "name":
            return _("Correct it in the file; until then the row is left out.")
        if problem.column in _MATCHED:
            return _("Add it first, or correct its name in the file.")
        if problem.column == "stage":
            return _("Nothing if it is meant; else correct it in the file.")
        if not problem.column:
            return _("Look at the row; what could be read of it is imported.")
        return _("Correct it in the file, or import the row without it.")

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
