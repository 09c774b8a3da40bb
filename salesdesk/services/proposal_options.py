"""What each option of a proposal adds to its net: the calculator's word, with and without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from salesdesk.models.values.line_groups import PERCENT
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_sums import Taxes, totals_of


def options_of(draft: ProposalDraft) -> Iterator[LineDraft]:
    """The lines that may be added; a way of a choice (an alternative) is none of them."""
    for line in draft.lines:
        if line.choice == "optional" and not line.is_text and not line.option_group:
            yield line


def option_nets(draft: ProposalDraft, taxes: Taxes) -> dict[UUID, Decimal]:
    """By line: the net with this option alone, less the net without it.

    The document's discount, charges in percent and taxes inside the price all have their part in
    it, so an option of 1,000.00 adds 900.00 to a document with 10 % off.
    """
    options = list(options_of(draft))
    if not options:
        return {}
    before = totals_of(draft, taxes)
    alone = {line.id: line for line in before.lines}
    is_plain = not before.discount and not any(line.kind == PERCENT for line in draft.lines)
    return {
        line.id: alone[line.key].taxable
        if is_plain
        else totals_of(_with(draft, line), taxes).net - before.net
        for line in options
    }


def _with(draft: ProposalDraft, option: LineDraft) -> ProposalDraft:
    lines = (
        replace(line, choice="chosen") if line.id == option.id else line for line in draft.lines
    )
    return replace(draft, lines=tuple(lines))
