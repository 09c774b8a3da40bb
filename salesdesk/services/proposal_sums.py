"""A proposal's arithmetic: from its draft to the calculator and back, and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.reference import TaxCode
from salesdesk.models.values.allocation import allocate
from salesdesk.models.values.rounding import round_to
from salesdesk.models.values.taxes import Tax, TaxKind, TaxRounding
from salesdesk.models.values.totals import (
    Choice,
    Discount,
    Document,
    Line,
    Totals,
    document_totals,
)
from salesdesk.services.drafting import PartDraft
from salesdesk.services.proposal_drafts import (
    NOT_COMMERCIAL,
    SUMS,
    InstalmentDraft,
    LineDraft,
    ProposalDraft,
    TaxDraft,
)

Taxes = Mapping[UUID, Tax]
_NOT_IN_HASH = frozenset({"internal_note", "id", "chosen_by"})


def taxes_of(session: Session) -> Taxes:
    """Every tax code as the calculator takes it."""
    return {
        code.id: Tax(code.name, code.rate, TaxKind(code.kind), code.is_included)
        for code in session.execute(select(TaxCode)).scalars()
    }


def frozen(taxes: Taxes, draft: ProposalDraft) -> Taxes:
    """The taxes at the rates that the document was computed with: settings change, it doesn't."""
    rates = {part.name: part.rate for part in draft.taxes}
    return {key: replace(tax, rate=rates.get(tax.name, tax.rate)) for key, tax in taxes.items()}


def totals_of(draft: ProposalDraft, taxes: Taxes) -> Totals:
    """The totals of a draft, by the one calculator."""
    return document_totals(document_of(draft, taxes))


def document_of(draft: ProposalDraft, taxes: Taxes) -> Document:
    """A draft as the calculator's document."""
    return Document(
        currency=draft.currency,
        lines=tuple(_line(line, taxes) for line in draft.counted_lines),
        tax_rounding=TaxRounding(draft.tax_rounding),
        discount=Discount(draft.discount_percent, draft.discount_amount),
        cash_rounding=draft.cash_rounding or None,
        base_currency=draft.base_currency,
        exchange_rate=draft.exchange_rate,
    )


def _line(line: LineDraft, taxes: Taxes) -> Line:
    tax = taxes.get(line.tax_code_id) if line.tax_code_id else None
    return Line(
        id=str(line.id),
        quantity=line.quantity,
        unit_price=line.unit_price,
        discounts=line.discounts,
        unit_cost=line.unit_cost,
        taxes=(tax,) if tax else (),
        choice=Choice(line.choice),
    )


def calculated(draft: ProposalDraft, taxes: Taxes) -> ProposalDraft:
    """The draft with every computed figure filled in."""
    totals = totals_of(draft, taxes)
    by_id = {line.id: line for line in totals.lines}
    lines = tuple(
        line
        if line.is_text
        else replace(
            line,
            **{name: getattr(by_id[str(line.id)], name)
               for name in ("gross", "net", "discount_share", "taxable", "cost")},
        )
        for line in draft.lines
    )  # fmt: skip
    base = totals.base
    return replace(
        draft,
        **{name: getattr(totals, name) for name in SUMS},
        base_net=base.net if base else None,
        base_tax=base.tax if base else None,
        base_total=base.total if base else None,
        cost=totals.cost,
        margin=totals.margin,
        effective_discount=totals.effective_discount,
        lines=lines,
        taxes=_tax_parts(draft, totals),
        instalments=_instalments(draft.instalments, totals),
    )


def _tax_parts(draft: ProposalDraft, totals: Totals) -> tuple[TaxDraft, ...]:
    known = {part.name: part.id for part in draft.taxes}
    parts = []
    for tax in totals.taxes:
        rate = Decimal(0) if tax.rate is None else tax.rate
        part = TaxDraft(name=tax.name, rate=rate, base=tax.base, amount=tax.amount)
        parts.append(replace(part, id=known[tax.name]) if tax.name in known else part)
    return tuple(parts)


def _instalments(parts: tuple[InstalmentDraft, ...], totals: Totals) -> tuple[InstalmentDraft, ...]:
    """Amounts that make the total when the shares make 100 %; else each share on its own."""
    step = totals.document.step
    shares = [part.percent for part in parts]
    if parts and sum(shares) == 100 and all(share >= 0 for share in shares):
        amounts = allocate(round_to(totals.total, step), shares, step)
    else:
        amounts = [round_to(totals.total * share / 100, step) for share in shares]
    return tuple(replace(part, amount=amount) for part, amount in zip(parts, amounts, strict=True))


def content_hash(draft: ProposalDraft) -> str:
    """The fingerprint of everything commercial: what an approval is bound to."""
    commercial = {
        field.name: _plain(getattr(draft, field.name))
        for field in fields(draft)
        if field.name not in NOT_COMMERCIAL
    }
    canonical = json.dumps(commercial, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    """Canonical JSON: numbers as fixed texts, so that 2 and 2.00 are the same."""
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, UUID | date | Enum):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and isinstance(value, PartDraft):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _NOT_IN_HASH
        }
    return value
