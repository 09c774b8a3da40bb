"""What each position of the discount slider means, and how far nobody else has to be asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.columns import now
from salesdesk.models.reference import ApprovalLimit, ApprovalRule
from salesdesk.models.values.totals import Totals
from salesdesk.services.actor import Actor, Right
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_rules import Fired, fired_rules
from salesdesk.services.proposal_sums import Taxes, taxes_of, totals_of

if TYPE_CHECKING:
    from salesdesk.services.proposals import Proposals

_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Position:
    """A header discount tried: what comes of it, and the rules that would ask for approval."""

    percent: Decimal
    net: Decimal
    effective_discount: Decimal | None
    margin: Decimal | None = None
    fired: tuple[Fired, ...] = ()


def position_at(proposals: Proposals, draft: ProposalDraft, percent: Decimal) -> Position:
    """One position; margin and rules only for those who may see cost."""
    with proposals.database.reading() as session:
        totals, fired = _tried(session, draft, taxes_of(session), percent)
    found = Position(percent, totals.net, totals.effective_discount)
    if not proposals.database.actor.may(Right.COST):
        return found
    return replace(found, margin=totals.margin, fired=fired)


def unasked_percent(proposals: Proposals, draft: ProposalDraft, most: Decimal) -> Decimal:
    """The largest discount up to ``most`` at which no rule asks more than it does at none.

    What I may approve myself counts for nothing: rules that ask an approver, where I am one, the
    proposal is somebody else's and its net lies within my own limit.
    """
    actor = proposals.database.actor
    with proposals.database.reading() as session:
        taxes = taxes_of(session)
        limit = session.execute(
            select(ApprovalLimit).where(ApprovalLimit.user_id == actor.id)
        ).scalar()

        def asking(percent: Decimal) -> frozenset[str]:
            totals, fired = _tried(session, draft, taxes, percent)
            net = totals.net
            if limit is not None and totals.base and limit.currency == totals.base.currency:
                net = totals.base.net
            is_mine = limit is None or net <= limit.amount
            return frozenset(
                one.rule for one in fired if not (is_mine and _is_for(actor, draft, one))
            )

        always = asking(Decimal(0))
        if asking(most) <= always:
            return most
        low, high = 0, int(most * _HUNDREDTHS)
        likely = _likely(session, draft)
        tries = [likely, likely + 1]
        while high - low > 1:
            middle = tries.pop(0) if tries else (low + high) // 2
            if not low < middle < high:
                continue
            if asking(Decimal(middle) / _HUNDREDTHS) <= always:
                low = middle
            else:
                high = middle
    return Decimal(low) / _HUNDREDTHS


def _likely(session: Session, draft: ProposalDraft) -> int:
    """Where a rule on discounts begins to ask, in hundredths: a guess that spares the search."""
    measured = select(ApprovalRule.threshold).where(
        ApprovalRule.is_active, ApprovalRule.measure == "effective_discount"
    )
    limits = session.execute(measured).scalars().all()
    if not limits or not draft.subtotal:
        return 0
    room = draft.gross * min(limits) / 100 - draft.line_discounts
    return int(room / draft.subtotal * 100 * _HUNDREDTHS)


def _is_for(actor: Actor, draft: ProposalDraft, fired: Fired) -> bool:
    """Whether the actor could give the word that a rule asks for; nobody does for an own one."""
    if actor.id is None or draft.owner_id == actor.id:
        return False
    if actor.may(Right.APPROVE_ABOVE_LIMIT):
        return True
    return actor.may(Right.APPROVE) and fired.role != "finance"


def _tried(
    session: Session, draft: ProposalDraft, taxes: Taxes, percent: Decimal
) -> tuple[Totals, tuple[Fired, ...]]:
    tried = replace(draft, discount_percent=percent or None, discount_amount=None)
    totals = totals_of(tried, taxes)
    return totals, fired_rules(session, tried, totals, now().date())
