"""The steps of a proposal: what each one asks before it is taken, and what it leaves behind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NotRequired, TypedDict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.proposal import Handover, Proposal, ProposalStep
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.workflow import PROPOSAL, Kind
from salesdesk.services.actor import Actor, Right
from salesdesk.services.delegation import approver_for, deciding_roles
from salesdesk.services.drafting import read, write
from salesdesk.services.numbering import take_number
from salesdesk.services.proposal_deal import FOLLOWS
from salesdesk.services.proposal_decision import accept, decline, extend
from salesdesk.services.proposal_drafts import DECIDED_BY_THE_DESK, ProposalDraft
from salesdesk.services.proposal_offer import keep_offer
from salesdesk.services.proposal_paper import section_keys
from salesdesk.services.proposal_rules import fired_rules, seen, submit_problems, unseen
from salesdesk.services.proposal_sums import calculated, content_hash, taxes_of, totals_of

PROVISIONAL = "DRAFT-"
DECISIONS = ("approve", "return")


@dataclass(frozen=True, slots=True)
class Asked:
    """A step as somebody asked for it; ``today`` is the day on which it counts."""

    verb: str
    actor: Actor
    reason: str
    today: date
    until: date | None = None
    chosen: Collection[UUID] = ()


class Stepped(TypedDict):
    """What a step led to: the number to go on with, and ``file`` after a handover.

    Only ``revise`` leads to another proposal; until that is issued its number has its revision.
    """

    id: UUID
    number: str
    status: str
    file: NotRequired[str]


def take_step(session: Session, proposal: Proposal, asked: Asked) -> Proposal:
    """Take the step or refuse it in a sentence; answers the proposal that it led to.

    Only ``revise`` leads to another one. State and guards are checked on the row as it is now.
    """
    roles = asked.actor.roles
    if asked.verb in DECISIONS:
        roles = deciding_roles(session, asked.actor, asked.today)
    target = PROPOSAL.take(asked.verb, proposal.status, roles, asked.reason)
    if asked.verb not in DECISIONS:
        require_own(asked.actor, proposal)
    if asked.verb == "revise":
        return _revise(session, proposal, asked)
    before = _BEFORE.get(asked.verb)
    if before:
        before(session, proposal, asked)
    proposal.status = target
    note(proposal, asked.actor, asked.verb, asked.reason)
    if asked.verb in FOLLOWS:
        FOLLOWS[asked.verb](session, proposal, asked.actor, asked.reason)
    return proposal


def note(proposal: Proposal, actor: Actor, verb: str, reason: str = "") -> None:
    """Write the step into the proposal's history."""
    proposal.steps.append(
        ProposalStep(
            at=now(),
            actor=actor.name or actor.username,
            step=verb,
            status=proposal.status,
            reason=reason.strip(),
        )
    )


def is_provisional(number: str) -> bool:
    """Whether a number is still to be given: drafts have none."""
    return number.startswith(PROVISIONAL)


def full_number(proposal: Proposal) -> str:
    """``PRO-2026-0042``, or ``PRO-2026-0042/R1`` for a revision that isn't the current one."""
    return proposal.number if proposal.is_current else f"{proposal.number}/R{proposal.revision}"


def void_approval(proposal: Proposal, actor: Actor) -> None:
    """A commercial edit after an approval: back to draft, and nobody's word stands any more."""
    proposal.status = PROPOSAL.first
    proposal.approved_hash = proposal.approved_rules = ""
    proposal.approved_by_id = proposal.submitted_by_id = None
    note(proposal, actor, "edit", _("Changed after its approval, which no longer stands."))


def require_own(actor: Actor, proposal: Proposal) -> None:
    if actor.may(Right.PROPOSAL):
        actor.require_own(Right.PROPOSAL, proposal.owner_id)


def _submit(session: Session, proposal: Proposal, asked: Asked) -> None:
    draft = calculated(read(ProposalDraft, proposal), taxes_of(session))
    require_ready(session, proposal, draft, asked.today)
    proposal.submitted_by_id = asked.actor.id
    proposal.content_hash = content_hash(draft)


def _return(_session: Session, proposal: Proposal, _asked: Asked) -> None:
    proposal.submitted_by_id = None


def _approve(session: Session, proposal: Proposal, asked: Asked) -> None:
    draft = read(ProposalDraft, proposal)
    fired = fired_rules(session, draft, totals_of(draft, taxes_of(session)), asked.today)
    person = approver_for(session, asked.actor, proposal, fired, asked.today)
    if person is not asked.actor:
        note(
            proposal, asked.actor, "stand-in", _("In the name of {name}.").format(name=person.name)
        )
    proposal.approved_by_id = asked.actor.id
    proposal.approved_hash = content_hash(draft)
    proposal.approved_rules = seen(fired)


def _reopen(_session: Session, proposal: Proposal, _asked: Asked) -> None:
    proposal.approved_hash = proposal.approved_rules = ""
    proposal.approved_by_id = proposal.submitted_by_id = None


def _issue(session: Session, proposal: Proposal, asked: Asked) -> None:
    """Number, frozen copies and the stored page, all in the one transaction."""
    from salesdesk.services.documents.proposal import print_sections

    draft = require_issuable(session, proposal, asked)
    if PROPOSAL.kind(proposal.status) is Kind.DRAFT:
        proposal.approved_hash = content_hash(draft)
        note(proposal, asked.actor, "free", _("No rule asks for an approval."))
    if is_provisional(proposal.number):
        [proposal.number] = take_number(session, "proposal", asked.today)
    proposal.issued_on = asked.today
    _supersede_parent(session, proposal, asked)
    issued = replace(draft, number=proposal.number, issued_on=asked.today)
    paper = keep_offer(session, proposal, issued).paper(session)
    proposal.pdf = print_sections(paper, section_keys(draft.sections))
    proposal.pdf_sha256 = hashlib.sha256(proposal.pdf).hexdigest()


def require_issuable(session: Session, proposal: Proposal, asked: Asked) -> ProposalDraft:
    """The draft as it is issued; refused when it isn't what was approved."""
    draft = read(ProposalDraft, proposal)
    require_ready(session, proposal, draft, asked.today)
    if PROPOSAL.kind(proposal.status) is Kind.DRAFT:
        _require_free(session, draft, asked.today)
    elif not proposal.approved_hash or proposal.approved_hash != content_hash(draft):
        raise StepRefused(_("The proposal was changed after its approval; submit it again."))
    else:
        _require_seen(session, proposal, draft, asked.today)
    _require_reconciled(session, draft)
    return draft


def _require_free(session: Session, draft: ProposalDraft, today: date) -> None:
    """A draft is issued without an approval only while no rule asks for one."""
    fired = fired_rules(session, draft, totals_of(draft, taxes_of(session)), today)
    if fired:
        raise StepRefused(
            _("It has to be approved first. {why}").format(
                why=" ".join(dict.fromkeys(rule.message for rule in fired))
            )
        )


def _require_seen(session: Session, proposal: Proposal, draft: ProposalDraft, today: date) -> None:
    """Time passes and settings change: no rule asks at issue that the approval didn't see.

    Approvals of earlier versions kept no rules; what fires for their day counts as seen.
    """
    totals = totals_of(draft, taxes_of(session))
    kept = proposal.approved_rules
    if not kept:
        days = [step.at.date() for step in proposal.steps if step.step == "approve"]
        kept = seen(fired_rules(session, draft, totals, max(days, default=today)))
    news = unseen(kept, fired_rules(session, draft, totals, today))
    if news:
        raise StepRefused(
            _("Its approval didn't see this: {why} Choose “Edit again” and submit it anew.").format(
                why=" ".join(dict.fromkeys(rule.message for rule in news))
            )
        )


def require_ready(session: Session, proposal: Proposal, draft: ProposalDraft, today: date) -> None:
    wrong = submit_problems(session, draft, today)
    if wrong:
        raise InvalidInput(
            _("{name} isn't ready: {first}").format(name=proposal.name, first=wrong[0].message),
            wrong,
        )


def _require_reconciled(session: Session, draft: ProposalDraft) -> None:
    """The stored sums are those that the calculator finds now."""
    fresh = calculated(draft, taxes_of(session))
    if (fresh.net, fresh.tax, fresh.total) != (draft.net, draft.tax, draft.total):
        raise StepRefused(
            _(
                "The stored total {kept} isn't the calculated {found}; open and save it again."
            ).format(kept=draft.total, found=fresh.total)
        )


def _supersede_parent(session: Session, proposal: Proposal, asked: Asked) -> None:
    """The family's live revision steps back in the moment that the new one is issued."""
    older = session.execute(
        select(Proposal).where(
            Proposal.family_id == proposal.family_id, Proposal.is_current,
            Proposal.id != proposal.id,
        )
    ).scalar()  # fmt: skip
    if older is not None:
        older.status = PROPOSAL.take("supersede", older.status, asked.actor.roles)
        older.is_current = False
        note(
            older,
            asked.actor,
            "supersede",
            _("Replaced by revision {number}.").format(number=proposal.revision),
        )
        # one current revision a family: the old row must change first
        session.flush()  # one revision is current: the old one gives way first
    proposal.is_current = True


def _hand_over(session: Session, proposal: Proposal, _asked: Asked) -> None:
    made = session.execute(select(Handover.id).where(Handover.proposal_id == proposal.id)).scalar()
    if made is None:
        raise StepRefused(_("The handover package has to be made first."))


def require_kept(session: Session, proposal: Proposal) -> None:
    """Refuse to cancel what delivery has got."""
    made = select(Handover.id).where(Handover.proposal_id == proposal.id)
    if session.execute(made).scalar() is not None:
        raise StepRefused(_("It has been handed over, so it can't be cancelled any more."))


def _cancel(session: Session, proposal: Proposal, asked: Asked) -> None:
    """Cancelling the current revision brings the one before it back to life."""
    require_kept(session, proposal)
    proposal.decision_reason = asked.reason
    older = session.get(Proposal, proposal.parent_id) if proposal.parent_id else None
    if proposal.is_current and older is not None and older.status == "superseded":
        proposal.is_current = False
        session.flush()  # one revision is current: the old one gives way first
        older.is_current = True
        older.status = "issued"
        note(
            older,
            asked.actor,
            "restore",
            _("Revision {number} was cancelled.").format(number=proposal.revision),
        )


def require_revisable(session: Session, source: Proposal) -> Sequence[Proposal]:
    """The family; refused while a revision is in the making or the account is closed."""
    family = select(Proposal).where(Proposal.family_id == source.family_id)
    members = session.execute(family).scalars().all()
    open_one = next(
        (each for each in members if each.status in ("draft", "in_approval", "approved")), None
    )
    if open_one is not None:
        raise StepRefused(
            _("Revision {number} is in the making already.").format(number=open_one.revision)
        )
    if source.account_id is not None:
        account = session.get_one(Account, source.account_id)
        if account.status == "closed":
            raise StepRefused(
                _("{account} is closed, so nothing new can be offered to it.").format(
                    account=account.name
                )
            )
    return members


def _revise(session: Session, source: Proposal, asked: Asked) -> Proposal:
    """A draft with the next revision's number; the source stays live until it is issued."""
    members = require_revisable(session, source)
    fresh = Proposal(
        id=new_id(), number=source.number, name=source.name, currency=source.currency,
        revision=max(each.revision for each in members) + 1, family_id=source.family_id,
        parent_id=source.id, is_current=False, status=PROPOSAL.first,
    )  # fmt: skip
    session.add(fresh)
    copy = unlinked(read(ProposalDraft, source))
    write(replace(copy, valid_until=None, valid_after=None), fresh, DECIDED_BY_THE_DESK)
    write_sums(fresh, calculated(copy, taxes_of(session)))
    note(fresh, asked.actor, "revise", asked.reason)
    note(source, asked.actor, "revise", asked.reason)
    return fresh


def write_sums(proposal: Proposal, draft: ProposalDraft, content: str = "") -> None:
    """Bring a calculated draft to the record, and its content's fingerprint with it."""
    write(
        draft,
        proposal,
        ("revision", "is_current", "status", "issued_on", "decided_on", "decision_reason"),
    )
    proposal.content_hash = content or content_hash(draft)


def unlinked(draft: ProposalDraft) -> ProposalDraft:
    """The draft with parts of its own: a copy never shares a line with its source."""
    return replace(
        draft,
        lines=tuple(replace(line, id=new_id(), chosen_by="",
                            choice="optional" if line.choice == "chosen" else line.choice)
                    for line in draft.lines),
        taxes=(),
        instalments=tuple(replace(part, id=new_id()) for part in draft.instalments),
        plan=tuple(replace(row, id=new_id()) for row in draft.plan),
    )  # fmt: skip


_BEFORE: Mapping[str, Callable[[Session, Proposal, Asked], None]] = {
    "submit": _submit,
    "return": _return,
    "approve": _approve,
    "reopen": _reopen,
    "issue": _issue,
    "accept": accept,
    "decline": decline,
    "extend": extend,
    "hand-over": _hand_over,
    "cancel": _cancel,
}
