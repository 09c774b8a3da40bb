"""The other papers of a proposal: one page, a booklet for the meeting, and the walk-away card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.i18n import _, language
from salesdesk.models.account import AccountContact, Contact
from salesdesk.models.proposal import Proposal
from salesdesk.models.user import User
from salesdesk.models.values.margin import margin
from salesdesk.models.values.options import groups_of
from salesdesk.models.values.workflow import ASKED
from salesdesk.services.actor import Right
from salesdesk.services.drafting import found
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_figures import figures_of
from salesdesk.services.proposal_offer import offer_of, stamp_of
from salesdesk.services.proposal_options import options_of
from salesdesk.services.proposal_paper import paper_of, parties_of

if TYPE_CHECKING:
    from salesdesk.services.documents.booklet import Card
    from salesdesk.services.documents.content import ProposalPrint
    from salesdesk.services.documents.walk_away import OptionCost
    from salesdesk.services.proposals import Proposals

SUMMARY, WALK_AWAY, BOOKLET = "summary", "walk-away", "booklet"
PAPERS = (SUMMARY, WALK_AWAY, BOOKLET)


def paper_pdf(
    proposals: Proposals, kind: str, draft: ProposalDraft, *, words: str = "", page: str = ""
) -> bytes:
    """One of the papers of a draft as it stands, in another language or on other paper if asked."""
    if kind == WALK_AWAY:
        return _walk_away(proposals, draft, page)
    proposals.database.actor.require(Right.READ)
    asked = replace(draft, language=words or draft.language, page_size=page or draft.page_size)
    with proposals.database.reading() as session:
        content = _content(session, asked)
        if kind == SUMMARY:
            from salesdesk.services.documents.one_page import print_summary

            return print_summary(content)
        from salesdesk.services.documents.booklet import Booklet, print_booklet

        theirs, ours = tuple(_theirs(session, draft)), tuple(_ours(session, draft, content))
    return print_booklet(Booklet(content, theirs, ours))


def paper_of_record(
    proposals: Proposals, kind: str, key: UUID, *, words: str = "", page: str = ""
) -> bytes:
    """The same for a proposal as it is kept."""
    return paper_pdf(proposals, kind, proposals.draft(key), words=words, page=page)


def _content(session: Session, draft: ProposalDraft) -> ProposalPrint:
    """Of an issued proposal what was offered, else the draft as it stands."""
    kept = session.get(Proposal, draft.id)
    if kept is None or kept.issued_on is None:
        return paper_of(session, draft, parties_of(session, draft), has_cost=False)
    stamp = stamp_of(kept.status)
    return offer_of(session, kept).paper(session, draft.language, draft.page_size, stamp)


def _theirs(session: Session, draft: ProposalDraft) -> Iterator[Card]:
    """The account's people, whom we speak with first; not those who want no contact."""
    query = (
        select(Contact, AccountContact.role)
        .join(AccountContact, AccountContact.contact_id == Contact.id)
        .where(AccountContact.account_id == draft.account_id, AccountContact.is_current)
        .order_by(Contact.name)
    )
    people = {contact.id: (contact, role) for contact, role in session.execute(query)}
    if draft.contact_id and draft.contact_id not in people:
        people[draft.contact_id] = (found(session, Contact, draft.contact_id, "contact"), "")
    first = sorted(people.values(), key=lambda pair: pair[0].id != draft.contact_id)
    for contact, role in first:
        if not contact.do_not_contact:
            yield _card(contact, role)


def _card(contact: Contact, role: str) -> Card:
    from salesdesk.services.documents.booklet import Card

    position = contact.job_title or role
    emails = tuple(mail.address for mail in contact.emails)
    phones = tuple(phone.number for phone in contact.phones)
    return Card(contact.name, position, contact.department, emails, phones)


def _ours(session: Session, draft: ProposalDraft, content: ProposalPrint) -> Iterator[Card]:
    from salesdesk.services.documents.booklet import Card

    owner = session.get(User, draft.owner_id) if draft.owner_id else None
    if owner is not None:
        mails = (owner.email,) if owner.email else ()
        yield Card(owner.name, owner.office, content.sheet.seller.name, mails)


# the card that stays inside


def _walk_away(proposals: Proposals, draft: ProposalDraft, page: str) -> bytes:
    """In the program's language: its reader is one of us."""
    from salesdesk.services.documents.walk_away import WalkAway, print_walk_away

    proposals.database.actor.require(Right.COST)
    figures = figures_of(proposals, draft)
    fresh = figures.draft
    asked = replace(fresh, language=language(), page_size=page or fresh.page_size)
    with proposals.database.reading() as session:
        content = _content(session, asked)
    return print_walk_away(
        WalkAway(
            sheet=content.sheet,
            customer=content.customer.name,
            net=fresh.net,
            subtotal=fresh.subtotal,
            margin=fresh.margin,
            floor_margin=figures.floor,
            lowest_net=figures.lowest_net,
            signable=figures.signable,
            signable_percent=figures.signable_percent,
            options=tuple(_options(fresh, figures.option_nets)),
            approvers=tuple(
                f"{_(ASKED.get(fired.role, fired.role))}. {fired.message}"
                for fired in figures.fired
            ),
        )
    )


def _options(draft: ProposalDraft, nets: Mapping[UUID, Decimal]) -> Iterator[OptionCost]:
    """Each option, and each alternative by what it adds to the one that is chosen."""
    from salesdesk.services.documents.walk_away import OptionCost

    for line in options_of(draft):
        part = None if line.cost is None else margin(nets[line.id], line.cost)
        yield OptionCost(line.description, nets[line.id], line.cost, part)
    lines = {line.key: line for line in draft.lines}
    for group in groups_of(draft.counted_lines):
        chosen = [lines[key] for variant in group.chosen for key in variant.lines]
        for variant in group.variants:
            if not variant.is_chosen:
                name = f"{group.name}: {variant.name}"
                yield _option(name, [lines[key] for key in variant.lines], chosen)


def _option(name: str, taken: Sequence[LineDraft], instead: Sequence[LineDraft]) -> OptionCost:
    from salesdesk.services.documents.walk_away import OptionCost

    net, cost = _sum_of(taken)
    net_before, cost_before = _sum_of(instead)
    more = None if cost is None or cost_before is None else cost - cost_before
    part = None if cost is None else margin(net, cost)
    return OptionCost(name, net - net_before, more, part)


def _sum_of(lines: Sequence[LineDraft]) -> tuple[Decimal, Decimal | None]:
    """Net and cost; one unknown cost makes the sum unknown."""
    costs = [line.cost for line in lines if line.cost is not None]
    net = sum((line.net for line in lines), Decimal(0))
    return net, sum(costs, Decimal(0)) if len(costs) == len(lines) else None
