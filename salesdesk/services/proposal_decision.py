"""What the customer decides: acceptance with its options, a decline, and more time to think."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotAllowed, Problem, StepRefused
from salesdesk.i18n import _
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.options import settled
from salesdesk.services.actor import Right
from salesdesk.services.drafting import read, write
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_sums import calculated, frozen, taxes_of

if TYPE_CHECKING:
    from salesdesk.services.proposal_steps import Asked


def accept(session: Session, proposal: Proposal, asked: Asked) -> None:
    """Each option is settled; what was chosen counts from now on."""
    draft = read(ProposalDraft, proposal)
    require_acceptable(proposal, draft, asked)
    who = _("{who}, {day}").format(who=asked.actor.name, day=asked.today.isoformat())
    chosen = {str(key) for key in asked.chosen}
    offered = {
        line.key for line in draft.counted_lines if line.choice == "optional" or line.option_group
    }
    unknown = chosen - offered
    if unknown:
        raise InvalidInput(
            _("A chosen line is no option of this proposal."),
            [Problem(_("It is no option."), "chosen", value=min(unknown))],
        )
    choices = settled(draft.counted_lines, chosen)
    lines = tuple(
        replace(line, chosen_by=who, choice=str(choices[line.key])) if line.key in choices else line
        for line in draft.lines
    )
    write(
        calculated(replace(draft, lines=lines), frozen(taxes_of(session), draft)),
        proposal,
        ("revision", "is_current", "status", "issued_on", "decided_on", "decision_reason"),
    )
    proposal.decided_on = asked.today
    proposal.decision_reason = asked.reason


def require_acceptable(proposal: Proposal, draft: ProposalDraft, asked: Asked) -> None:
    if not proposal.is_current:
        raise StepRefused(_("Only the current revision can be accepted."))
    if draft.valid_after is not None and draft.valid_after > asked.today:
        raise StepRefused(
            _("It can be accepted from {day} on.").format(day=draft.valid_after.isoformat())
        )
    if draft.is_expired(asked.today):
        if not asked.reason.strip():
            raise StepRefused(
                _("The proposal expired on {day}; extend it, or accept it with a reason.").format(
                    day=draft.valid_until
                )
            )
        if not asked.actor.may(Right.APPROVE):
            raise NotAllowed(_("Accepting after the expiry is for approvers."))


def decline(_session: Session, proposal: Proposal, asked: Asked) -> None:
    proposal.decided_on = asked.today
    proposal.decision_reason = asked.reason


def extend(_session: Session, proposal: Proposal, asked: Asked) -> None:
    """Extending the validity is an event with its reason, not an edit."""
    until = asked.until or _day_in(asked.reason)
    if until is None or until < asked.today:
        message = _("Name the new last day, as 2027-02-28, from today on.")
        raise InvalidInput(message, [Problem(message, "valid_until")])
    proposal.valid_until = until


def _day_in(text: str) -> date | None:
    found = re.search(r"\b\d{4}-\d{2}-\d{2}\b", text)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
