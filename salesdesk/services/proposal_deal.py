"""What a proposal's steps do to its deal: amounts, stage and a note, in the step's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.i18n import _
from salesdesk.models.activity import Activity
from salesdesk.models.columns import now
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.pipeline import Stage
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.workflow import PROPOSAL, Kind
from salesdesk.services.actor import Actor
from salesdesk.services.opportunity_stage import enter, stage_of_kind

SOURCES: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "proposal": lambda nets: nets[-1],
    "best_proposal": max,
    "sum_of_proposals": lambda nets: sum(nets, Decimal(0)),
}
"""Where a deal's expected amount comes from, of the nets of its live proposals as issued."""
FIRST_SOURCE = "original"
_SOLD = frozenset({Kind.WON, Kind.CLOSED})
_OFFERED = _SOLD | {Kind.ISSUED}
_LIVE = _OFFERED | {Kind.DRAFT, Kind.REVIEW, Kind.APPROVED}


def issued(session: Session, proposal: Proposal, _actor: Actor, _reason: str) -> None:
    """The expected amount follows what is offered, unless it is somebody's own word.

    The first estimate gives way to the first proposal, when nobody has typed another amount.
    """
    deal = _deal_of(session, proposal)
    if deal is None:
        return
    is_estimate = deal.expected_amount == deal.original_amount
    if deal.expected_source == FIRST_SOURCE and is_estimate:
        deal.expected_source = "proposal"
    follow(session, deal)


def accepted(session: Session, proposal: Proposal, actor: Actor, _reason: str) -> None:
    """The deal is won, with the net of its accepted proposals as its real amount."""
    deal = _deal_of(session, proposal)
    if deal is None:
        return
    follow(session, deal)
    amount = _real(session, deal)
    stage = session.get_one(Stage, deal.stage_id)
    won = stage_of_kind(session, deal, "won")
    if stage.kind != "won" and won is not None:
        reason = _("{number} was accepted.").format(number=proposal.number)
        enter(deal, won, actor.name or actor.username, reason=reason, amount=amount)
    elif amount is not None:
        deal.real_amount = amount


def extended(session: Session, proposal: Proposal, _actor: Actor, _reason: str) -> None:
    """What had expired is on offer again."""
    deal = _deal_of(session, proposal)
    if deal is not None:
        follow(session, deal)


def given_up(session: Session, proposal: Proposal, actor: Actor, reason: str) -> None:
    """Declined or cancelled: the amounts follow; when nothing is on offer any more a note says so.

    A deal that was won stays so while an accepted proposal remains; without one it goes back to
    the stage that it was in before.
    """
    deal = _deal_of(session, proposal)
    if deal is None:
        return
    follow(session, deal)
    if proposal.decided_on is not None and deal.real_amount:
        deal.real_amount = _real(session, deal)
    if any(step.step == "accept" for step in proposal.steps):
        _unwon(session, deal, proposal, actor)
    if not _those(session, deal, _LIVE):
        session.add(_note(deal, proposal, actor, reason))


def _unwon(session: Session, deal: Opportunity, proposal: Proposal, actor: Actor) -> None:
    """Back to the stage before, when the last accepted proposal is gone."""
    back = stage_of_kind(session, deal, "open")
    is_won = session.get_one(Stage, deal.stage_id).kind == "won"
    if is_won and back is not None and not _those(session, deal, _SOLD):
        reason = _("{number} was cancelled.").format(number=proposal.number)
        enter(deal, back, actor.name or actor.username, reason=reason)


def _deal_of(session: Session, proposal: Proposal) -> Opportunity | None:
    return session.get(Opportunity, proposal.opportunity_id) if proposal.opportunity_id else None


def follow(session: Session, deal: Opportunity) -> None:
    """The expected amount as its source says.

    What is in another currency is left out, and so is what has expired.
    """
    source = SOURCES.get(deal.expected_source)
    today = now().date()
    nets = _nets(
        deal, [each for each in _those(session, deal, _OFFERED) if not _is_expired(each, today)]
    )
    if source is not None and nets:
        deal.expected_amount = source(nets)


def _real(session: Session, deal: Opportunity) -> Decimal | None:
    nets = _nets(deal, _those(session, deal, _SOLD))
    return sum(nets, Decimal(0)) if nets else None


def _those(session: Session, deal: Opportunity, kinds: frozenset[Kind]) -> list[Proposal]:
    """The deal's proposals of some kinds, the one that was issued last at the end."""
    session.flush()  # the step's own changes count
    codes = [code for code, state in PROPOSAL.states.items() if state.kind in kinds]
    found = session.execute(
        select(Proposal)
        .where(Proposal.opportunity_id == deal.id, Proposal.status.in_(codes))
        .where(Proposal.archived_at.is_(None))
        .order_by(Proposal.issued_on, Proposal.number)
    )
    return list(found.scalars())


def _is_expired(proposal: Proposal, today: date) -> bool:
    until = proposal.valid_until
    return proposal.status == "issued" and until is not None and until < today


def _nets(deal: Opportunity, proposals: Sequence[Proposal]) -> list[Decimal]:
    """Their nets in the deal's currency: their own, or their base figures'."""
    nets = []
    for each in proposals:
        if each.currency == deal.currency:
            nets.append(each.net)
        elif each.base_currency == deal.currency and each.base_net is not None:
            nets.append(each.base_net)
    return nets


def _note(deal: Opportunity, proposal: Proposal, actor: Actor, reason: str) -> Activity:
    said = _("{number} is {status}; nothing is on offer any more.").format(
        number=proposal.number, status=PROPOSAL.label(proposal.status)
    )
    return Activity(
        kind="note",
        subject=said,
        body=reason.strip(),
        about_kind="opportunities",
        about_id=deal.id,
        owner_id=actor.id,
        at=now(),
    )


FOLLOWS: Mapping[str, Callable[[Session, Proposal, Actor, str], None]] = {
    "issue": issued,
    "accept": accepted,
    "decline": given_up,
    "cancel": given_up,
    "extend": extended,
}
"""What each step of a proposal does to its deal, once the proposal has its new state."""
