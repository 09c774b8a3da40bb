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
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import TaxCode
from salesdesk.services.drafting import read
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_paper import kept_parties, parties_of, party_json


def proposal_json(
    session: Session, proposal: Proposal, status: str, *, has_cost: bool
) -> dict[str, Any]:
    """Header, lines, totals, payments and history."""
    draft = read(ProposalDraft, proposal)
    parties = kept_parties(proposal.snapshot, parties_of(session, draft))
    account = session.get(Account, draft.account_id) if draft.account_id else None
    places = {
        name: _text(getattr(draft, name))
        for name in ("subtotal", "discount", "net", "tax", "total", "gross", "line_discounts",
                     "rounding", "effective_discount", "exchange_rate", "discount_percent",
                     "base_net", "base_tax", "base_total")
    }  # fmt: skip
    codes = {code.id: code.code for code in session.execute(select(TaxCode)).scalars()}
    found = {
        "number": proposal.number,
        "revision": proposal.revision,
        "is_current": proposal.is_current,
        "name": proposal.name,
        "status": status,
        "currency": proposal.currency,
        "base_currency": proposal.base_currency,
        "language": proposal.language,
        **places,
        "issued_on": _day(draft.issued_on),
        "valid_after": _day(draft.valid_after),
        "valid_until": _day(draft.valid_until),
        "decided_on": _day(draft.decided_on),
        "decision_reason": draft.decision_reason,
        "tax_rounding": draft.tax_rounding,
        "account": {**party_json(parties.customer), "number": account.number if account else None},
        "seller": party_json(parties.seller),
        "contact": parties.contact,
        "summary": draft.summary,
        "terms": draft.terms,
        "lines": [_line(line, codes, has_cost=has_cost) for line in draft.lines],
        "taxes": [
            {"name": tax.name, "rate": _plain(tax.rate), "base": _text(tax.base),
             "amount": _text(tax.amount)}
            for tax in draft.taxes
        ],
        "payment_schedule": [
            {"name": part.name, "due": _day(part.due_on), "percent": _plain(part.percent),
             "amount": _text(part.amount)}
            for part in draft.instalments
        ],
        "plan": [
            {"wbs": row.code, "name": row.name, "role": row.role, "start": _day(row.starts_on),
             "finish": _day(row.finishes_on), "effort_hours": _plain(row.effort)}
            for row in draft.plan
        ],
        "history": [
            {"at": step.at.astimezone(UTC).isoformat(), "user": step.actor, "step": step.step,
             "status": step.status, "reason": step.reason}
            for step in proposal.steps
        ],
        "pdf_sha256": proposal.pdf_sha256,
    }  # fmt: skip
    if has_cost:
        found |= {"margin": _text(draft.margin), "cost": _text(draft.cost)}
    return found


def _line(line: LineDraft, codes: Mapping[UUID, str], *, has_cost: bool) -> dict[str, Any]:
    found = {
        "id": str(line.id),
        "kind": line.kind,
        "description": line.description,
        "detail": line.detail,
        "quantity": _plain(line.quantity),
        "unit": line.unit,
        "unit_price": _money_text(line.unit_price),
        "discounts": [_plain(cut) for cut in line.discounts],
        "net": _text(line.net),
        "tax": codes.get(line.tax_code_id) if line.tax_code_id else None,
        "choice": line.choice,
        "is_lump_sum": line.is_lump_sum,
    }
    if has_cost:
        found["cost"] = _text(line.cost)
        found["unit_cost"] = None if line.unit_cost is None else _money_text(line.unit_cost)
    return found


def _text(number: Decimal | None) -> str | None:
    """An amount or a percentage with two decimals at least, as the calculator writes it."""
    return None if number is None else _money_text(number)


def _money_text(number: Decimal) -> str:
    plain = number.normalize()
    exponent = plain.as_tuple().exponent
    digits = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{number:.{digits}f}"


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize() + 0:f}"


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
