"""Placeholders in a proposal's texts: ``{{customer}}`` is who the proposal is for, and so on.

Only known names in double braces are replaced; everything else stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from salesdesk.i18n import N_
from salesdesk.services.documents.content import ProposalPrint
from salesdesk.services.documents.speech import Speech, speech

_NAME = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
Value = Callable[[ProposalPrint, Speech], str]
PLACEHOLDERS: Mapping[str, tuple[str, Value]] = {
    "customer": (N_("The customer's name"), lambda paper, _say: paper.customer.name),
    "contact": (N_("The contact"), lambda paper, _say: paper.contact),
    "seller": (N_("The seller's name"), lambda paper, _say: paper.sheet.seller.name),
    "owner": (N_("Who prepared it"), lambda paper, _say: paper.prepared_by),
    "title": (N_("The proposal's name"), lambda paper, _say: paper.sheet.title),
    "number": (N_("The number, once it has one"), lambda paper, _say: paper.sheet.reference),
    "date": (N_("The date"), lambda paper, say: say.day(paper.dated)),
    "valid_until": (
        N_("The last day of validity"),
        lambda paper, say: say.day(paper.valid_until) if paper.valid_until else "",
    ),
    "net": (
        N_("The net amount"),
        lambda paper, say: (
            f"{say.amount(paper.sums.net, paper.sheet.currency)} {paper.sheet.currency}"
        ),
    ),
    "total": (
        N_("The total"),
        lambda paper, say: (
            f"{say.amount(paper.sums.total, paper.sheet.currency)} {paper.sheet.currency}"
        ),
    ),
    "start": (
        N_("The day on which work starts"),
        lambda paper, say: (
            say.day(min(row.start for row in paper.plan.rows))
            if paper.plan and paper.plan.rows
            else ""
        ),
    ),
    "finish": (
        N_("The day on which work ends"),
        lambda paper, say: (
            say.day(max(row.finish for row in paper.plan.rows))
            if paper.plan and paper.plan.rows
            else ""
        ),
    ),
}


def filled(text: str, paper: ProposalPrint) -> str:
    """The text with the values of the paper that it is printed on, in the paper's language."""
    if "{{" not in text:
        return text
    say = speech(paper.sheet.language)

    def value(found: re.Match[str]) -> str:
        known = PLACEHOLDERS.get(found[1])
        return known[1](paper, say) if known else found[0]

    return _NAME.sub(value, text)
