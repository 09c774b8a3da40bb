"""A proposal's arithmetic: from its draft to the calculator and back, and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.models.reference import TaxCode
from salesdesk.models.values.instalments import Share, payments
from salesdesk.models.values.line_groups import PERCENT, RUNNING, SUBTOTAL, added_by, group_above
from salesdesk.models.values.priced_lines import Choice, Line
from salesdesk.models.values.taxes import Tax, TaxKind, TaxRounding
from salesdesk.models.values.tiers import TierForm, read_tiers
from salesdesk.models.values.totals import (
    Discount,
    Document,
    LineTotals,
    Totals,
    document_totals,
)
from salesdesk.services.drafting import PartDraft
from salesdesk.services.proposal_drafts import (
    ADDED_LATER,
    NOT_COMMERCIAL,
    SUMS,
    InstalmentDraft,
    LineDraft,
    ProposalDraft,
    TaxDraft,
)
from salesdesk.services.tax_groups import all_tax_codes, taxes_behind


@dataclass(frozen=True, slots=True)
class TaxChoice:
    """What a tax code stands for: its tax, those of its group, and why nothing is charged."""

    taxes: tuple[Tax, ...]
    reason: str = ""


Taxes = Mapping[UUID, TaxChoice]
_LINE_FIGURES = ("gross", "net", "discount_share", "taxable", "cost")
_NOT_IN_HASH = frozenset({"internal_note", "id", "chosen_by"})


def taxes_of(session: Session) -> Taxes:
    """Every tax code as the calculator takes it; a group stands for the codes that it lists."""
    codes = all_tax_codes(session)
    return {
        code.id: TaxChoice(
            tuple(_tax(each) for each in taxes_behind(code, codes)), code.exemption_reason
        )
        for code in codes.values()
    }


def _tax(code: TaxCode) -> Tax:
    return Tax(
        code.name,
        code.rate,
        TaxKind(code.kind),
        code.is_included,
        code.affects_following,
        code.is_affected,
        code.is_reverse_charge,
    )


def frozen(taxes: Taxes, draft: ProposalDraft) -> Taxes:
    """The taxes at the rates that the document was computed with: settings change, it doesn't.

    Of codes that share a name the document keeps one sum and no rate: those stay as they are.
    """
    each = {(tax.name, tax.rate) for choice in taxes.values() for tax in choice.taxes}
    shared = {name for name, times in Counter(name for name, _rate in each).items() if times > 1}
    rates = {part.name: part.rate for part in draft.taxes if part.name not in shared}
    return {
        key: replace(
            choice,
            taxes=tuple(replace(t, rate=rates.get(t.name, t.rate)) for t in choice.taxes),
        )
        for key, choice in taxes.items()
    }


def totals_of(draft: ProposalDraft, taxes: Taxes) -> Totals:
    """The totals of a draft, by the one calculator."""
    return document_totals(document_of(draft, taxes))


def document_of(draft: ProposalDraft, taxes: Taxes) -> Document:
    """A draft as the calculator's document."""
    kinds = [line.kind for line in draft.lines]
    return Document(
        currency=draft.currency,
        lines=tuple(
            _line(
                line,
                draft,
                taxes,
                tuple(draft.lines[n].key for n in group_above(kinds, at))
                if line.kind == PERCENT
                else (),
            )
            for at, line in enumerate(draft.lines)
            if not line.is_text
        ),
        tax_rounding=TaxRounding(draft.tax_rounding),
        discount=Discount(draft.discount_percent, draft.discount_amount),
        cash_rounding=draft.cash_rounding or None,
        base_currency=draft.base_currency,
        exchange_rate=draft.exchange_rate,
    )


def _line(line: LineDraft, draft: ProposalDraft, taxes: Taxes, above: tuple[str, ...]) -> Line:
    own = taxes.get(line.tax_code_id) if line.tax_code_id else None
    withheld = taxes.get(draft.withholding_code_id) if draft.withholding_code_id else None
    borne = own.taxes + (withheld.taxes if withheld else ()) if own else ()
    is_percent = line.kind == PERCENT
    return Line(
        id=line.key,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discounts=line.discounts,
        unit_cost=line.unit_cost,
        taxes=borne,
        choice=Choice(line.choice),
        tiers=read_tiers(line.tiers),
        tier_form=TierForm(line.tier_form or TierForm.RANGE),
        percent=(line.percent or Decimal(0)) if is_percent else None,
        of=above,
    )


def calculated(draft: ProposalDraft, taxes: Taxes) -> ProposalDraft:
    """The draft with every computed figure filled in."""
    totals = totals_of(draft, taxes)
    lines = _lines_with_sums(draft.lines, {line.id: line for line in totals.lines})
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
        taxes=_tax_parts(draft, totals, taxes),
        instalments=_instalments(draft, totals),
    )


def _lines_with_sums(
    lines: Sequence[LineDraft], sums: Mapping[str, LineTotals]
) -> tuple[LineDraft, ...]:
    """The lines with their figures; a subtotal's is the sum of the nets that count above it."""
    kinds = [line.kind for line in lines]
    shown = []
    for at, line in enumerate(lines):
        if line.key in sums:
            figures = {name: getattr(sums[line.key], name) for name in _LINE_FIGURES}
            shown.append(replace(line, **figures))
        elif line.kind in (SUBTOTAL, RUNNING):
            added = (sums[lines[n].key].net for n in added_by(kinds, at)
                     if lines[n].choice != Choice.OPTIONAL)  # fmt: skip
            shown.append(replace(line, net=sum(added, Decimal(0))))
        else:
            shown.append(line)
    return tuple(shown)


def _tax_parts(draft: ProposalDraft, totals: Totals, taxes: Taxes) -> tuple[TaxDraft, ...]:
    known = {part.name: part.id for part in draft.taxes}
    reasons = {tax.name: choice.reason for choice in taxes.values() for tax in choice.taxes}
    parts = []
    for tax in totals.taxes:
        rate = Decimal(0) if tax.rate is None else tax.rate
        part = TaxDraft(
            name=tax.name, rate=rate, base=tax.base, amount=tax.amount, reason=reasons[tax.name]
        )
        parts.append(replace(part, id=known[tax.name]) if tax.name in known else part)
    return tuple(parts)


def _instalments(draft: ProposalDraft, totals: Totals) -> tuple[InstalmentDraft, ...]:
    """Amounts that make the total; a payment with a milestone falls due when that is reached."""
    shares = [Share(part.percent, part.fixed) for part in draft.instalments]
    amounts = payments(totals.total, shares, totals.document.step)
    reached = {row.work_item_id: row.finishes_on for row in draft.plan}
    return tuple(
        replace(
            part,
            amount=amount,
            due_on=reached.get(part.milestone_id, part.due_on)
            if part.milestone_id
            else part.due_on,
        )
        for part, amount in zip(draft.instalments, amounts, strict=True)
    )


def content_hash(draft: ProposalDraft) -> str:
    """The fingerprint of everything commercial: what an approval is bound to."""
    return hashlib.sha256(commercial_content(draft)).hexdigest()


def commercial_content(draft: ProposalDraft) -> bytes:
    """Everything commercial as canonical JSON, so that the same content is the same bytes."""
    commercial = {
        field.name: _plain(getattr(draft, field.name))
        for field in fields(draft)
        if field.name not in NOT_COMMERCIAL and _says(field.name, getattr(draft, field.name))
    }
    return canonical_json(commercial)


def canonical_json(content: Mapping[str, object]) -> bytes:
    """The one way to write this down: keys in order, no spaces, nothing but ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _says(name: str, value: object) -> bool:
    return name not in ADDED_LATER or value not in ("", None, False)


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
            if field.name not in _NOT_IN_HASH and _says(field.name, getattr(value, field.name))
        }
    return value
