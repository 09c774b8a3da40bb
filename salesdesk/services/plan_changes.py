"""What a changed estimation would change in a proposal, row by row; nothing is taken in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.errors import NotFound
from salesdesk.services.plan_choice import read_choice
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_sources import is_own, replaced

if TYPE_CHECKING:
    from salesdesk.services.proposals import Proposals

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A line that would come, go or change, with its net before and after."""

    key: UUID
    kind: str
    name: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """All changes, and the draft that would have them all."""

    rows: tuple[PlanChange, ...]
    before: ProposalDraft
    after: ProposalDraft

    @property
    def touches_what_stands(self) -> bool:
        """Whether a line that is there already would be another, or go."""
        return any(row.kind != ADDED for row in self.rows)

    def taken(self, chosen: Collection[UUID]) -> ProposalDraft:
        """The draft with the chosen changes; the dates of the plan come along.

        What wasn't chosen isn't offered again before the estimation changes once more.
        """
        known = {line.id: line for line in self.before.lines}
        fresh = [
            line if line.id in chosen else known[line.id]
            for line in self.after.lines
            if not is_own(line) and (line.id in chosen or line.id in known)
        ]
        left = [
            known[row.key] for row in self.rows if row.kind == REMOVED and row.key not in chosen
        ]
        return replace(self.after, lines=replaced(self.before.lines, [*fresh, *left]))


def plan_changes(proposals: Proposals, draft: ProposalDraft) -> PlanChanges | None:
    """What the estimation, as it is now, would change; nothing when it is as it was taken over."""
    if draft.estimation_id is None or not draft.plan:
        return None
    try:
        fresh = proposals.with_plan(draft, draft.estimation_id, draft.starts_on)
    except NotFound:
        return None
    known, now = read_choice(draft.plan_choice).taken, read_choice(fresh.plan_choice).taken
    if known == now:
        return None
    return changes_of(draft, fresh)


def changes_of(draft: ProposalDraft, fresh: ProposalDraft) -> PlanChanges:
    """What an import that was just made would change of the lines that stood there before."""
    return PlanChanges(tuple(_rows(draft, fresh)), draft, fresh)


def _rows(draft: ProposalDraft, fresh: ProposalDraft) -> Iterator[PlanChange]:
    before = {line.id: line for line in draft.lines if line.work_item_id is not None}
    after = {line.id: line for line in fresh.lines if line.work_item_id is not None}
    for key, line in after.items():
        if key not in before:
            yield PlanChange(key, ADDED, line.description, ZERO, line.net)
        elif _said(line) != _said(before[key]):
            yield PlanChange(key, CHANGED, line.description, before[key].net, line.net)
    for key, line in before.items():
        if key not in after:
            yield PlanChange(key, REMOVED, line.description, line.net, ZERO)


def _said(line: LineDraft) -> tuple[object, ...]:
    """What an import decides of a line."""
    return (
        line.kind, line.description, line.detail, line.quantity, line.unit, line.unit_price,
        line.unit_cost, line.is_lump_sum, line.choice,
    )  # fmt: skip
