"""The refusals of SalesDesk: each one a whole sentence for the person who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what was found there.

    ``column`` names a field of a draft or a column of a file; ``row`` counts from 1 as the
    file's own program shows it.
    """

    message: str
    column: str = ""
    row: int | None = None
    file: str = ""
    value: str = ""


class SalesDeskError(Exception):
    """A refusal that the user can act on; anything else that is raised is a bug."""

    kind = "refused"

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class InvalidInput(SalesDeskError):
    """What was typed or read can't be accepted as it stands."""

    kind = "invalid"


class NotFound(SalesDeskError):
    """The record that was asked for is not here."""

    kind = "not_found"


class StaleRecord(SalesDeskError):
    """Somebody else saved the record while it was being edited.

    ``differences`` holds (field, base, mine, theirs) for the conflict window.
    """

    kind = "stale"

    def __init__(
        self, message: str, differences: Sequence[tuple[str, object, object, object]] = ()
    ) -> None:
        super().__init__(message)
        self.differences = tuple(differences)


class NotAllowed(SalesDeskError):
    """The user's role does not include this deed."""

    kind = "not_allowed"


class StepRefused(SalesDeskError):
    """A workflow step that the state or a guard forbids."""

    kind = "step_refused"


class InUse(SalesDeskError):
    """A record that others still refer to can't be deleted."""

    kind = "in_use"


class DatabaseUnusable(SalesDeskError):
    """The database can't be opened: newer schema, foreign file, no answer."""

    kind = "database"
