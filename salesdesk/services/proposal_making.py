"""What a new proposal is filled with: the company's, the account's and the deal's usual values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.reference import Company, DocumentText, TaxCode
from salesdesk.models.values.rounding import half_up
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.plan_choice import read_choice
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_paper import seller_of
from salesdesk.services.proposal_sources import (
    TaxFinder,
    fingerprint,
    lines_of,
    priced_plan,
    replaced,
    rows_of,
)
from salesdesk.services.proposal_steps import unlinked
from salesdesk.services.proposal_sums import calculated, taxes_of
from salesdesk.services.rates import ECB, rate_table
from salesdesk.services.text_library import begun, default_template

if TYPE_CHECKING:
    from salesdesk.services.database import Database
    from salesdesk.services.proposals import Proposals


def suggested(session: Session, draft: ProposalDraft) -> ProposalDraft:
    """The draft with what the deal, the account and the seller suggest, in this order."""
    company = seller_of(session, draft)
    deal = session.get(Opportunity, draft.opportunity_id) if draft.opportunity_id else None
    account_id = draft.account_id or (deal.account_id if deal else None)
    account = session.get(Account, account_id) if account_id else None
    language = (
        (account.language if account else "") or (company.language if company else "") or "en"
    )
    currency = (deal.currency if deal else "") or (account.currency if account else "")
    fresh = replace(
        draft,
        name=draft.name or (deal.name if deal else ""),
        account_id=account_id,
        company_id=company.id if company else None,
        currency=currency or (company.currency if company else "EUR"),
        base_currency=company.currency if company else "",
        language=language,
        payment_term_id=account.payment_term_id if account else None,
        payment_type_id=account.payment_type_id if account else None,
        summary=_default_text(session, "summary", language),
        terms=_default_text(session, "terms", language),
    )
    template = default_template(session, fresh)
    if template is not None:
        fresh = begun(fresh, template)
    return with_rate(session, fresh, now().date())


def with_rate(session: Session, draft: ProposalDraft, on: date) -> ProposalDraft:
    """The draft with the published rate of a day; without one the rate stays open."""
    if not draft.base_currency or draft.base_currency == draft.currency:
        one = Decimal(1) if draft.base_currency else None
        return replace(draft, exchange_rate=one, exchange_date=on, exchange_source="")
    table = rate_table(session)
    codes = [code for code in (draft.currency, draft.base_currency) if code != table.base]
    try:
        exact = table.rate(draft.currency, draft.base_currency, on)
        day = min(table.day_of(code, on) for code in codes)
    except InvalidInput:
        return replace(draft, exchange_rate=None, exchange_date=None, exchange_source="")
    rate = half_up(exact, 10)
    return replace(draft, exchange_rate=rate, exchange_date=day, exchange_source=ECB)


def with_rate_of_the_day(database: Database, draft: ProposalDraft) -> ProposalDraft:
    """The draft with its company's own currency as the base, at the rate of today."""
    with database.reading() as session:
        company = seller_of(session, draft)
        base = company.currency if company else draft.base_currency
        return with_rate(session, replace(draft, base_currency=base), now().date())


def copied(source: ProposalDraft, fresh: ProposalDraft) -> ProposalDraft:
    """The lines and texts of one proposal in another, with none of its approvals.

    For another account its contact and reference stay behind.
    """
    kept = {name: getattr(fresh, name) for name in (
        "id", "version", "number", "revision", "is_current", "status", "owner_id",
        "account_id", "valid_until", "issued_on", "decided_on", "decision_reason",
    )}  # fmt: skip
    copy = replace(unlinked(source), **kept, valid_after=None, opportunity_id=None)
    if fresh.account_id != source.account_id:
        copy = replace(copy, contact_id=None, customer_reference="")
    return copy


def with_source(
    session: Session, draft: ProposalDraft, source: EstimationDraft, start: date | None
) -> ProposalDraft:
    """The draft with the lines and dates of an estimation, by the choice that it keeps."""
    if source.currency != draft.currency:
        raise StepRefused(
            _(
                "{number} is in {theirs} and the proposal in {ours}. Change the proposal to "
                "{theirs}, import, and convert it then."
            ).format(number=source.number, theirs=source.currency, ours=draft.currency)
        )
    priced = priced_plan(source, start)
    choice = read_choice(draft.plan_choice)
    lines = lines_of(priced, tax_finder(session, draft), choice)
    rows = rows_of(priced, choice)
    planned = replace(
        draft,
        lines=replaced(draft.lines, lines),
        plan=rows,
        starts_on=start or source.starts_on,
        plan_choice=replace(choice, taken=fingerprint(lines, rows)).as_json(),
    )
    return calculated(planned, taxes_of(session))


def tax_finder(session: Session, draft: ProposalDraft) -> TaxFinder:
    """A tax by the code that a row names, else the account's, else the seller's country's.

    Where no tax of that country is known, it is the one of zero percent.
    """
    codes = {code.code: code for code in session.execute(select(TaxCode)).scalars()}
    account = session.get(Account, draft.account_id) if draft.account_id else None
    usual = account.tax_code_id if account else None
    if usual is None:
        usual = _highest(codes, seller_of(session, draft))
    return lambda code: codes[code].id if code in codes else usual


def usual_tax(proposals: Proposals, draft: ProposalDraft) -> UUID | None:
    """The tax of a line that somebody begins to type."""
    with proposals.database.reading() as session:
        return tax_finder(session, draft)("")


def _highest(codes: Mapping[str, TaxCode], company: Company | None) -> UUID | None:
    """The usual rate of the seller's country: its highest one; without any, the exempt code."""
    country = company.country if company else ""
    active = [code for code in codes.values() if code.is_active]
    own = [code for code in active if country and code.country == country]
    if own:
        return max(own, key=lambda code: code.rate).id
    free = [code for code in active if not code.country and not code.rate]
    return free[0].id if free else None


def _default_text(session: Session, section: str, language: str) -> str:
    texts = (
        select(DocumentText.body)
        .where(
            DocumentText.section == section,
            DocumentText.language.in_((language, "en")),
            DocumentText.is_default,
        )
        .order_by((DocumentText.language == language).desc(), DocumentText.name)
    )
    return session.execute(texts).scalars().first() or ""
