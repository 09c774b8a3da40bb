"""Who stands in for whom: approvals that somebody may give for another between two days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import SalesDeskError, StepRefused
from salesdesk.i18n import _
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import ApprovalDelegation
from salesdesk.models.user import User
from salesdesk.services.actor import Actor, Right, Role
from salesdesk.services.proposal_rules import Fired, refuse_author, require_approver
from salesdesk.services.users import actor_of


def standing_for(session: Session, actor: Actor, today: date) -> tuple[Actor, ...]:
    """The actor, and then everybody for whom the actor approves on a day."""
    delegated = (
        select(User)
        .join(ApprovalDelegation, ApprovalDelegation.from_id == User.id)
        .where(
            ApprovalDelegation.to_id == actor.id,
            ApprovalDelegation.valid_from <= today,
            ApprovalDelegation.valid_to >= today,
            ApprovalDelegation.archived_at.is_(None),
            User.is_active,
        )
        .order_by(User.sort_name)
    )
    others = session.execute(delegated).scalars() if actor.id is not None else ()
    return (actor, *(actor_of(user) for user in others))


def deciding_roles(session: Session, actor: Actor, today: date) -> frozenset[Role]:
    """The roles with which an actor decides: the own ones and those lent for the day."""
    people = standing_for(session, actor, today)
    return frozenset(role for person in people for role in person.roles)


def approver_for(
    session: Session, actor: Actor, proposal: Proposal, fired: Sequence[Fired], today: date
) -> Actor:
    """In whose name the actor may approve: the own one first; raises the own refusal.

    Who wrote a proposal approves it in nobody's name, and nobody in the name of who wrote it.
    """
    refusals = []
    refuse_author(actor, proposal)
    standing = standing_for(session, actor, today)
    for person in [one for one in standing if _decides(one)] or [actor]:
        try:
            if person is not actor:
                _refuse_name(person, proposal)
            require_approver(session, person, proposal, fired)
        except SalesDeskError as refusal:
            refusals.append(refusal)
        else:
            return person
    raise refusals[0]


def _decides(person: Actor) -> bool:
    return person.may(Right.APPROVE) or person.may(Right.APPROVE_ABOVE_LIMIT)


def _refuse_name(person: Actor, proposal: Proposal) -> None:
    if person.id in (proposal.submitted_by_id, proposal.owner_id):
        raise StepRefused(
            _("{name} wrote this proposal, so it isn't approved in that name.").format(
                name=person.name
            )
        )
