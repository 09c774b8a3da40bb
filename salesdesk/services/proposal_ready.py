"""What a proposal waits for: who may approve it, and why a step is not possible now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import SalesDeskError
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal
from salesdesk.models.user import User
from salesdesk.models.values.workflow import PROPOSAL, Kind
from salesdesk.services.actor import Actor, Right
from salesdesk.services.customer_view import HIDDEN, record_without_cost
from salesdesk.services.delegation import approver_for, deciding_roles
from salesdesk.services.drafting import found, read
from salesdesk.services.proposal_decision import require_acceptable
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_languages import Untranslated, untranslated
from salesdesk.services.proposal_rules import Fired, fired_rules
from salesdesk.services.proposal_steps import (
    DECISIONS,
    Asked,
    require_issuable,
    require_kept,
    require_own,
    require_ready,
    require_revisable,
)
from salesdesk.services.proposal_sums import calculated, taxes_of, totals_of
from salesdesk.services.users import actor_of

_PARTS = frozenset({"lines", "taxes", "instalments", "plan"})
"""What no text of a proposal stands in."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Names of those who may approve, and by verb why an offered step is refused now.

    ``for_others`` says of the decisions that the actor's roles don't have whose they are;
    ``untranslated`` names texts that its readers can't read, which hinders nobody.
    """

    approvers: tuple[str, ...] = ()
    hindrances: Mapping[str, str] = field(default_factory=dict)
    for_others: Mapping[str, str] = field(default_factory=dict)
    untranslated: tuple[Untranslated, ...] = ()


def readiness(session: Session, proposal_id: UUID, actor: Actor) -> Readiness:
    """The guards of the steps themselves are asked, so that both always say the same.

    Without the right nothing reads a cost, but for the rules that say who may approve.
    """
    proposal = _record(session, proposal_id, actor)
    offered = PROPOSAL.offered(proposal.status, deciding_roles(session, actor, now().date()))
    refused = {step.verb: _refusal(session, proposal, actor, step.verb) for step in offered}
    kind = PROPOSAL.kind(proposal.status)
    waits, is_open = kind is Kind.REVIEW, kind in (Kind.DRAFT, Kind.REVIEW, Kind.APPROVED)
    others = {v: _not_mine(proposal, actor, v) for v in DECISIONS if waits and v not in refused}
    return Readiness(
        approvers(session, proposal) if waits else (),
        {verb: words for verb, words in refused.items() if words},
        others,
        untranslated(session, read(ProposalDraft, proposal, _PARTS | HIDDEN)) if is_open else (),
    )


def _record(session: Session, proposal_id: UUID, actor: Actor) -> Proposal:
    waits = PROPOSAL.kind(_status(session, proposal_id)) is Kind.REVIEW
    if waits or actor.may(Right.COST):
        return found(session, Proposal, proposal_id, "proposal")
    return record_without_cost(session, proposal_id)


def _status(session: Session, proposal_id: UUID) -> str:
    kept = session.execute(select(Proposal.status).where(Proposal.id == proposal_id)).scalar()
    return kept or PROPOSAL.first


def approvers(session: Session, proposal: Proposal) -> tuple[str, ...]:
    """Who may approve this one, by name: never who wrote it, and nobody above a limit."""
    fired = _fired(session, proposal)
    people = session.execute(select(User).where(User.is_active).order_by(User.sort_name)).scalars()
    return tuple(
        user.name or user.username
        for user in people
        if _may_approve(session, actor_of(user), proposal, fired)
    )


def _may_approve(
    session: Session, actor: Actor, proposal: Proposal, fired: tuple[Fired, ...]
) -> bool:
    try:
        approver_for(session, actor, proposal, fired, now().date())
    except SalesDeskError:
        return False
    return True


def _fired(session: Session, proposal: Proposal) -> tuple[Fired, ...]:
    draft = read(ProposalDraft, proposal)
    return fired_rules(session, draft, totals_of(draft, taxes_of(session)), now().date())


def _refusal(session: Session, proposal: Proposal, actor: Actor, verb: str) -> str:
    """The sentence with which the step would be refused; a reason is taken as given."""
    asked = Asked(verb, actor, "-", now().date())
    try:
        if verb not in DECISIONS:
            require_own(actor, proposal)
        if verb in _GUARDS:
            _GUARDS[verb](session, proposal, asked)
    except SalesDeskError as refusal:
        return refusal.message
    return ""


def _not_mine(proposal: Proposal, actor: Actor, verb: str) -> str:
    """Why a decision is for others: the words of the refusal itself."""
    try:
        PROPOSAL.take(verb, proposal.status, frozenset(actor.roles), "-")
    except SalesDeskError as refusal:
        return refusal.message
    return ""


def _submit(session: Session, proposal: Proposal, asked: Asked) -> None:
    draft = calculated(read(ProposalDraft, proposal), taxes_of(session))
    require_ready(session, proposal, draft, asked.today)


def _approve(session: Session, proposal: Proposal, asked: Asked) -> None:
    approver_for(session, asked.actor, proposal, _fired(session, proposal), asked.today)


def _issue(session: Session, proposal: Proposal, asked: Asked) -> None:
    require_issuable(session, proposal, asked)


def _accept(_session: Session, proposal: Proposal, asked: Asked) -> None:
    require_acceptable(proposal, read(ProposalDraft, proposal), asked)


def _revise(session: Session, proposal: Proposal, _asked: Asked) -> None:
    require_revisable(session, proposal)


def _cancel(session: Session, proposal: Proposal, _asked: Asked) -> None:
    require_kept(session, proposal)


_GUARDS: Mapping[str, Callable[[Session, Proposal, Asked], None]] = {
    "submit": _submit,
    "approve": _approve,
    "issue": _issue,
    "accept": _accept,
    "revise": _revise,
    "cancel": _cancel,
}
