"""A proposal whole, as the command line shows it; cost only for those who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal, ProposalStep
from salesdesk.models.reference import TaxCode
from salesdesk.services.customer_view import HIDDEN, record_without_cost
from salesdesk.services.drafting import found, read
from salesdesk.services.party_json import party_json
from salesdesk.services.plain import amount, percent, price
from salesdesk.services.proposal_drafts import (
    EXPIRED,
    InstalmentDraft,
    LineDraft,
    PlanRowDraft,
    ProposalDraft,
    TaxDraft,
)
from salesdesk.services.proposal_paper import kept_parties, parties_of


def proposal_json(session: Session, proposal_id: UUID, *, has_cost: bool) -> dict[str, Any]:
    """Header, lines, totals, payments and history; without cost it isn't even read."""
    proposal = (
        found(session, Proposal, proposal_id, "proposal")
        if has_cost
        else record_without_cost(session, proposal_id)
    )
    draft = read(ProposalDraft, proposal, frozenset() if has_cost else HIDDEN)
    status = EXPIRED if draft.is_expired(now().date()) else proposal.status
    said = {
        **_header(proposal, status),
        **_amounts(draft),
        **_dates(draft),
        **_parties(session, proposal, draft),
        "summary": draft.summary,
        "terms": draft.terms,
        **_lines(session, draft, has_cost=has_cost),
        "taxes": [_tax(tax, draft.currency) for tax in draft.taxes],
        "payment_schedule": [_instalment(part, draft.currency) for part in draft.instalments],
        "plan": [_plan_row(row) for row in draft.plan],
        "history": [_step(step) for step in proposal.steps],
        "pdf_sha256": proposal.pdf_sha256,
    }
    if has_cost:
        said |= {"margin": percent(draft.margin), "cost": amount(draft.cost, draft.currency)}
    return said


def _header(proposal: Proposal, status: str) -> dict[str, Any]:
    return {
        "number": proposal.number,
        "revision": proposal.revision,
        "is_current": proposal.is_current,
        "name": proposal.name,
        "status": status,
        "currency": proposal.currency,
        "base_currency": proposal.base_currency,
        "language": proposal.language,
        "tax_rounding": proposal.tax_rounding,
    }


def _amounts(draft: ProposalDraft) -> dict[str, Any]:
    own = ("subtotal", "discount", "net", "tax", "total", "gross", "line_discounts", "rounding")
    base = ("base_net", "base_tax", "base_total")
    return {
        **{name: amount(getattr(draft, name), draft.currency) for name in own},
        "effective_discount": percent(draft.effective_discount),
        "exchange_rate": _decimals(draft.exchange_rate, 2),
        "discount_percent": _decimals(draft.discount_percent, 2),
        **{name: amount(getattr(draft, name), draft.base_currency or "EUR") for name in base},
    }


def _dates(draft: ProposalDraft) -> dict[str, Any]:
    names = ("issued_on", "valid_after", "valid_until", "decided_on")
    dates: dict[str, Any] = {name: _day(getattr(draft, name)) for name in names}
    return dates | {"decision_reason": draft.decision_reason}


def _parties(session: Session, proposal: Proposal, draft: ProposalDraft) -> dict[str, Any]:
    parties = kept_parties(session, proposal.snapshot, parties_of(session, draft))
    account = session.get(Account, draft.account_id) if draft.account_id else None
    number = account.number if account else None
    return {
        "account": {**party_json(parties.customer), "number": number},
        "seller": party_json(parties.seller),
        "contact": parties.contact,
    }


def _lines(session: Session, draft: ProposalDraft, *, has_cost: bool) -> dict[str, Any]:
    codes = {code.id: code.code for code in session.execute(select(TaxCode)).scalars()}
    lines = [_line(line, draft.currency, codes, has_cost=has_cost) for line in draft.lines]
    return {"lines": lines}


def _tax(tax: TaxDraft, currency: str) -> dict[str, Any]:
    return {
        "name": tax.name,
        "rate": _plain(tax.rate),
        "base": amount(tax.base, currency),
        "amount": amount(tax.amount, currency),
        "reason": tax.reason,
    }


def _instalment(part: InstalmentDraft, currency: str) -> dict[str, Any]:
    return {
        "name": part.name,
        "due": _day(part.due_on),
        "percent": _plain(part.percent),
        "fixed": None if part.fixed is None else amount(part.fixed, currency),
        "amount": amount(part.amount, currency),
    }


def _plan_row(row: PlanRowDraft) -> dict[str, Any]:
    return {
        "wbs": row.code,
        "name": row.name,
        "role": row.role,
        "start": _day(row.starts_on),
        "finish": _day(row.finishes_on),
        "effort_hours": _plain(row.effort),
    }


def _step(step: ProposalStep) -> dict[str, Any]:
    return {
        "at": step.at.astimezone(UTC).isoformat(),
        "user": step.actor,
        "step": step.step,
        "status": step.status,
        "reason": step.reason,
    }


def _line(
    line: LineDraft, currency: str, codes: Mapping[UUID, str], *, has_cost: bool
) -> dict[str, Any]:
    found = {
        "id": str(line.id),
        "kind": line.kind,
        "description": line.description,
        "detail": line.detail,
        "quantity": _plain(line.quantity),
        "unit": line.unit,
        "unit_price": price(line.unit_price, currency),
        "discounts": [_plain(cut) for cut in line.discounts],
        "net": amount(line.net, currency),
        "tax": codes.get(line.tax_code_id) if line.tax_code_id else None,
        "choice": line.choice,
        "is_lump_sum": line.is_lump_sum,
        "is_price_hidden": line.is_price_hidden,
        "percent": _plain(line.percent),
        "tiers": line.tiers,
        "tier_form": line.tier_form,
        "option_group": line.option_group,
        "variant": line.variant,
        "chosen_by": line.chosen_by,
    }
    if has_cost:
        found["cost"] = amount(line.cost, currency)
        found["unit_cost"] = price(line.unit_cost, currency)
    return found


def _decimals(number: Decimal | None, least: int) -> str | None:
    """A rate or a percentage with so many decimals at least."""
    if number is None:
        return None
    exponent = number.normalize().as_tuple().exponent
    digits = max(least, -exponent) if isinstance(exponent, int) else least
    return f"{number:.{digits}f}"


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize() + 0:f}"


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
