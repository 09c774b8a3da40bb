"""The lines of a proposal as the price table shows them: items, titles, words and subtotals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salesdesk.models.values.line_groups import COMMENT, HEADING, PERCENT, RUNNING, SUBTOTAL
from salesdesk.models.values.taxes import TaxKind
from salesdesk.services.documents.content import PriceRow, RowKind
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.services.proposal_sums import Taxes

_KINDS = {
    HEADING: RowKind.HEADING,
    COMMENT: RowKind.WORDS,
    SUBTOTAL: RowKind.SUBTOTAL,
    RUNNING: RowKind.SUBTOTAL,
}


def price_rows(lines: Sequence[LineDraft], taxes: Taxes) -> Iterator[PriceRow]:
    """A row for each line but the options; only items are counted."""
    position = 0
    for line in lines:
        if line.is_text:
            kind = _KINDS[line.kind]
            yield PriceRow("", line.description, line.detail, line.net, kind=kind)
        elif line.choice != "optional":
            position += 1
            yield _item(str(position), line, taxes)


def _item(position: str, line: LineDraft, taxes: Taxes) -> PriceRow:
    borne = taxes.get(line.tax_code_id) if line.tax_code_id else None
    is_percent = line.kind == PERCENT
    is_whole = line.is_lump_sum or line.is_price_hidden or is_percent
    return PriceRow(
        position,
        line.description,
        line.detail,
        line.net,
        None if is_whole else line.quantity,
        line.unit,
        None if is_whole else line.unit_price,
        () if line.is_price_hidden else line.discounts,
        tuple(tax.rate for tax in borne.taxes if tax.kind is not TaxKind.FIXED) if borne else (),
        line.cost,
        percent=line.percent if is_percent else None,
        is_price_hidden=line.is_price_hidden,
        earned=line.taxable,
    )
