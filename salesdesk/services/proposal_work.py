"""The work that a proposal's lines pay for: rows of the plan without what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from salesdesk.services.proposal_drafts import PlanRowDraft, ProposalDraft

Rows = Sequence[PlanRowDraft]


def taken_rows(draft: ProposalDraft) -> tuple[PlanRowDraft, ...]:
    """The rows that the lines take in, each branch with the hours of what is left in it.

    A row follows the line that was made of it, else that of the branch that it stands in. A branch
    without a line of its own is out when all the work in it is.
    """
    rows = draft.plan
    taken = _taken(rows, _lines_taken(draft))
    kept = [at for at in range(len(rows)) if any(taken[at : _end(rows, at)])]
    codes = {rows[at].code for at in kept}
    chosen = tuple(
        replace(rows[at], after=" ".join(code for code in rows[at].after.split() if code in codes))
        for at in kept
    )
    return tuple(
        replace(row, effort=hours_of(chosen[at + 1 : _end(chosen, at)]) or None)
        if is_branch(chosen, at)
        else row
        for at, row in enumerate(chosen)
    )


def is_branch(rows: Rows, at: int) -> bool:
    """Whether rows stand below this one; its hours are theirs then."""
    return at + 1 < len(rows) and rows[at + 1].level > rows[at].level


def worked(rows: Rows) -> tuple[PlanRowDraft, ...]:
    """The rows whose hours count, each hour once."""
    return tuple(row for at, row in enumerate(rows) if row.effort and not is_branch(rows, at))


def hours_of(rows: Rows) -> Decimal:
    """All hours of the rows."""
    return sum((row.effort for row in worked(rows) if row.effort), Decimal(0))


def _lines_taken(draft: ProposalDraft) -> dict[UUID, bool]:
    """By row of the plan whether a line that was made of it is taken."""
    found: dict[UUID, bool] = {}
    for line in draft.counted_lines:
        if line.work_item_id is not None:
            is_taken = line.choice != "optional"
            found[line.work_item_id] = found.get(line.work_item_id, False) or is_taken
    return found


def _end(rows: Rows, at: int) -> int:
    """The first place after a row and all that stands below it."""
    below = range(at + 1, len(rows))
    return next((place for place in below if rows[place].level <= rows[at].level), len(rows))


def _taken(rows: Rows, lines: dict[UUID, bool]) -> list[bool]:
    """Of each row whether it is in; what no line speaks of is."""
    own = [lines.get(row.work_item_id) if row.work_item_id else None for row in rows]
    said = _inherited(rows, own)
    for at in range(len(rows)):
        if said[at] is None:
            work = [
                said[below]
                for below in range(at + 1, _end(rows, at))
                if not is_branch(rows, below) and (rows[below].effort or own[below] is not None)
            ]
            said[at] = False if work and all(each is False for each in work) else None
    return [each is not False for each in _inherited(rows, said)]


def _inherited(rows: Rows, own: Sequence[bool | None]) -> list[bool | None]:
    """What each row says, else what the branch says that it stands in."""
    said: list[bool | None] = []
    above: list[int] = []
    for at, row in enumerate(rows):
        while above and rows[above[-1]].level >= row.level:
            above.pop()
        inherited = said[above[-1]] if above else None
        said.append(inherited if own[at] is None else own[at])
        above.append(at)
    return said
