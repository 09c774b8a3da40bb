"""From a proposal to its paper: parties, texts, rows and sums as the page takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.account import Account, Contact
from salesdesk.models.columns import now
from salesdesk.models.reference import Company, PaymentTerm
from salesdesk.models.user import User
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.sections import has_cover, shown_sections
from salesdesk.services.documents.content import (
    OptionRow,
    Party,
    PaymentRow,
    PlanPrint,
    PlanRow,
    ProposalPrint,
    RoleRow,
    SectionTitle,
    Sheet,
    Sums,
    TaxRow,
)
from salesdesk.services.documents.speech import speech
from salesdesk.services.own_pages import own_pages_of
from salesdesk.services.party_json import party_json, party_of
from salesdesk.services.price_rows import price_rows
from salesdesk.services.proposal_alternatives import alternatives_of, with_least
from salesdesk.services.proposal_drafts import PlanRowDraft, ProposalDraft
from salesdesk.services.proposal_options import option_nets, options_of
from salesdesk.services.proposal_sums import Taxes, taxes_of
from salesdesk.services.proposal_sums import frozen as at_its_rates
from salesdesk.services.proposal_texts import (
    Told,
    as_shipped,
    second_of,
    texts_of,
    titled,
    with_values,
    written_texts,
)
from salesdesk.services.proposal_work import is_branch, worked
from salesdesk.services.stored_files import digest_of, stored_content
from salesdesk.services.text_pictures import pictures_of


@dataclass(frozen=True, slots=True)
class Parties:
    """Both sides as they are when the paper is made; an issued proposal keeps this copy."""

    seller: Party
    customer: Party
    contact: str
    prepared_by: str
    colour: str
    logo: bytes | None = None
    letterhead: bytes | None = None

    def as_json(self) -> dict[str, Any]:
        """The copy that is kept with an issued proposal; files by their digests."""
        return {
            "seller": party_json(self.seller),
            "customer": party_json(self.customer),
            "contact": self.contact,
            "prepared_by": self.prepared_by,
            "letterhead": digest_of(self.letterhead),
            "colour": self.colour,
            "logo": digest_of(self.logo),
        }


def parties_of(session: Session, draft: ProposalDraft) -> Parties:
    """Who offers and who is offered to, as the records say now."""
    company = seller_of(session, draft)
    account = session.get(Account, draft.account_id) if draft.account_id else None
    contact = session.get(Contact, draft.contact_id) if draft.contact_id else None
    owner = session.get(User, draft.owner_id) if draft.owner_id else None
    return Parties(
        company_party(company, draft.language) if company else Party(""),
        _account(account, draft.language) if account else Party(""),
        ", ".join(part for part in (contact.name, contact.job_title) if part) if contact else "",
        owner.name if owner else "",
        company.brand_color if company else "#0E6278",
        company.logo if company else None,
        company.letterhead if company else None,
    )


def kept_parties(session: Session, snapshot: str, fresh: Parties) -> Parties:
    """The parties, the letterhead and the colours that an issued proposal keeps."""
    if not snapshot:
        return fresh
    try:
        kept = json.loads(snapshot)
        return replace(
            fresh,
            seller=party_of(kept["seller"]),
            customer=party_of(kept["customer"]),
            contact=kept["contact"],
            prepared_by=kept["prepared_by"],
            letterhead=stored_content(session, kept.get("letterhead", "")),
            colour=kept.get("colour", fresh.colour),
            logo=stored_content(session, kept["logo"]) if "logo" in kept else fresh.logo,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged() from None


def damaged() -> InvalidInput:
    """What was kept at issue can't be read."""
    return InvalidInput(
        _("The parties that this proposal was issued with are damaged; restore a backup.")
    )


def seller_of(session: Session, draft: ProposalDraft) -> Company | None:
    """The company that faces the customer: the fronting one, else its own, else the default."""
    for key in (draft.fronting_company_id, draft.company_id):
        if key is not None:
            return session.get(Company, key)
    order = select(Company).order_by(Company.is_default.desc(), Company.id)
    return session.execute(order).scalars().first()


def company_party(company: Company, language: str) -> Party:
    """The seller as it signs."""
    place = " ".join(part for part in (company.postal_code, company.city) if part)
    country = _country(company.country, language)
    address = tuple(part for part in (company.street, place, country) if part)
    return Party(
        company.legal_name or company.name, address, company.tax_number, company.registration
    )


def _account(account: Account, language: str) -> Party:
    first = next(
        iter(sorted(account.addresses, key=lambda each: (not each.is_primary, each.id))), None
    )
    lines: tuple[str, ...] = ()
    if first:
        place = " ".join(part for part in (first.postal_code, first.city) if part)
        country = _country(first.country, language)
        lines = tuple(part for part in (first.street, place, country) if part)
    return Party(account.legal_name or account.name, lines, account.tax_number)


def _country(country: str, language: str) -> str:
    """A country by its name; what was written out stays as it is."""
    return str(speech(language).locale.territories.get(country.upper(), country))


@dataclass(frozen=True, slots=True)
class Settings:
    """What the pages take from the settings beside the parties; an issued proposal keeps a copy."""

    payment_terms: str
    taxes: Taxes
    told: Told


def settings_of(session: Session, draft: ProposalDraft) -> Settings:
    """The settings as they are now, the taxes at the rates that the draft was computed with."""
    term = session.get(PaymentTerm, draft.payment_term_id) if draft.payment_term_id else None
    return Settings(
        term.name if term else "",
        at_its_rates(taxes_of(session), draft),
        partial(as_shipped, session),
    )


def paper_of(
    session: Session, draft: ProposalDraft, parties: Parties, *, has_cost: bool, stamp: str = "",
    settings: Settings | None = None,
) -> ProposalPrint:  # fmt: skip
    """Everything that the page shows; its sums are those stored with the proposal.

    While something is still to be chosen they are those of the least expensive choice; inside the
    house, with cost, the stored ones all the same.
    """
    is_issued = draft.issued_on is not None
    settings = settings or settings_of(session, draft)
    taxes, told = settings.taxes, settings.told
    least = None if has_cost else with_least(draft, taxes)
    shown = least or draft
    paper = ProposalPrint(
        sheet=_sheet(draft, parties, is_issued=is_issued, stamp=stamp),
        customer=parties.customer,
        contact=parties.contact,
        prepared_by=parties.prepared_by,
        dated=draft.issued_on or now().date(),
        valid_until=draft.valid_until,
        lines=tuple(price_rows(shown.lines, taxes)),
        sums=replace(_sums(shown, has_cost=has_cost), is_from=least is not None),
        letter=told(draft.summary, draft.language),
        written=tuple(written_texts(draft.sections)),
        titles=tuple(
            SectionTitle(each.key, each.title)
            for each in shown_sections(draft.sections)
            if each.title
        ),
        own_pages=own_pages_of(session, shown_sections(draft.sections)),
        plan=plan_of(draft.plan),
        options=tuple(_options(shown, taxes)),
        alternatives=alternatives_of(draft, taxes),
        payments=tuple(
            PaymentRow(
                part.name,
                part.due_on,
                None if part.fixed is not None else part.percent,
                part.amount,
            )
            for part in shown.instalments
        ),
        payment_terms=settings.payment_terms,
        terms=tuple(titled(told(draft.terms, draft.language))),
        has_cover=has_cover(draft.sections),
        second=second_of(draft, told),
    )
    return replace(
        filled_in := with_values(paper), pictures=pictures_of(session, texts_of(filled_in))
    )


def _sheet(draft: ProposalDraft, parties: Parties, *, is_issued: bool, stamp: str) -> Sheet:
    number = draft.number if is_issued else None
    return Sheet(
        title=draft.name,
        language=draft.language,
        page=draft.page_size,
        number=number,
        revision=draft.revision,
        currency=draft.currency,
        seller=parties.seller,
        colour=parties.colour,
        logo=parties.logo,
        letterhead=parties.letterhead,
        stamp=stamp,
    )


def _options(draft: ProposalDraft, taxes: Taxes) -> Iterator[OptionRow]:
    nets = option_nets(draft, taxes)
    for line in options_of(draft):
        yield OptionRow(line.description, line.detail, nets[line.id])


def _sums(draft: ProposalDraft, *, has_cost: bool) -> Sums:
    profit = draft.net - draft.cost if draft.cost is not None else None
    markup = half_up(profit / draft.cost * 100) if profit is not None and draft.cost else None
    return Sums(
        draft.subtotal,
        draft.discount,
        draft.net,
        tuple(TaxRow(tax.name, tax.base, tax.amount, tax.reason) for tax in draft.taxes),
        draft.rounding,
        draft.total,
        draft.discount_percent,
        draft.cost if has_cost else None,
        profit if has_cost else None,
        draft.margin if has_cost else None,
        markup if has_cost else None,
        draft.effective_discount,
    )


def plan_of(rows: Sequence[PlanRowDraft]) -> PlanPrint | None:
    shown = tuple(_plan_rows(rows))
    if not shown:
        return None
    months, roles = _hours_by_role(rows)
    return PlanPrint(shown, months, roles)


def _plan_rows(rows: Sequence[PlanRowDraft]) -> Iterator[PlanRow]:
    for at, row in enumerate(rows):
        if row.starts_on is None or row.finishes_on is None:
            continue
        is_summary = is_branch(rows, at)
        yield PlanRow(
            row.code,
            row.name,
            row.starts_on,
            row.finishes_on,
            None if is_summary else row.effort,
            is_summary,
            row.kind == "milestone",
            row.is_critical,
            row.role,
        )


def _hours_by_role(
    rows: Sequence[PlanRowDraft],
) -> tuple[tuple[date, ...], tuple[RoleRow, ...]]:
    """Hours of each role in the month in which its work starts."""
    hours: dict[str, dict[date, Decimal]] = {}
    for row in worked(rows):
        if row.role and row.effort and row.starts_on:
            month = row.starts_on.replace(day=1)
            by_month = hours.setdefault(row.role, {})
            by_month[month] = by_month.get(month, Decimal(0)) + row.effort
    months = tuple(sorted({month for by_month in hours.values() for month in by_month}))
    return months, tuple(
        RoleRow(role, tuple(by_month.get(month, Decimal(0)) for month in months))
        for role, by_month in hours.items()
    )


def printed(paper: ProposalPrint, sections: str, *, internal: bool) -> bytes:
    """The pages: the sections that the builder chose, or the internal margin sheet."""
    from salesdesk.services.documents.margin_sheet import print_margin_sheet
    from salesdesk.services.documents.proposal import print_sections

    if internal:
        return print_margin_sheet(paper)
    return print_sections(paper, section_keys(sections))


def section_keys(kept: str) -> tuple[str, ...]:
    """The keys of the sections to print, in order."""
    return tuple(section.key for section in shown_sections(kept))
