"""What a proposal's page says of it: fields, why it can't be changed, who may, what to check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import language_name
from salesdesk.ui.proposal.sections import words_of

if TYPE_CHECKING:
    from salesdesk.services.proposal_languages import Untranslated

FIELDS = {
    "name": N_("Name"), "account_id": N_("Account"), "contact_id": N_("Contact"),
    "opportunity_id": N_("Opportunity"), "company_id": N_("Company"),
    "fronting_company_id": N_("Shown to the customer as"),
    "payment_term_id": N_("Payment terms"), "customer_reference": N_("Customer's reference"),
    "language": N_("Language"), "page_size": N_("Page"), "currency": N_("Currency"),
    "tax_rounding": N_("Tax is rounded"), "discount_percent": N_("Project discount"),
    "discount_amount": N_("Project discount"), "valid_after": N_("Can be accepted from"),
    "valid_until": N_("Valid through"), "starts_on": N_("Work starts on"),
    "summary": N_("Letter"), "terms": N_("Terms"), "sections": N_("Sections and scope"),
    "notes": N_("Notes"), "lines": N_("Lines"), "instalments": N_("Payments"),
    "plan": N_("Work plan"), "estimation_id": N_("Estimation"),
}  # fmt: skip
"""What somebody types, and so what two people may have typed differently."""
REASONS = {
    "in_approval": N_("It waits for approval. Return it to change it."),
    "approved": N_("Approved. “Edit again” opens it, and the approval no longer stands."),
    "issued": N_("Issued on {day}. Make a new revision to change it."),
    "accepted": N_("Accepted on {day}. Nothing is changed any more."),
    "declined": N_("Declined on {day}. Make a new revision to offer again."),
    "handed_over": N_("Handed over. Nothing is changed any more."),
    "superseded": N_("A newer revision has replaced it."),
    "cancelled": N_("Cancelled. Nothing is changed any more."),
}
MOST_NAMES = 3


def points_to_check(untranslated: Sequence[Untranslated]) -> list[str]:
    """A sentence for each language that some texts lack."""
    sections: dict[tuple[str, str], list[str]] = {}
    for one in untranslated:
        sections.setdefault((one.wanted, one.found), []).append(words_of(one.section))
    other = _("Written in {found}, and printed for readers of {wanted}: {sections}.")
    missing = _("Without a text in {wanted}: {sections}.")
    return [
        (other if found else missing).format(
            found=language_name(found) if found else "", wanted=language_name(wanted),
            sections=", ".join(titles),
        )
        for (wanted, found), titles in sections.items()
    ]  # fmt: skip


def who_may_approve(names: Sequence[str]) -> str:
    """Melvin Marxen or Cara Losch can approve; the rest of a long list is counted."""
    if not names:
        return _("Nobody can approve it; an administrator gives somebody else the role.")
    shown = list(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        shown.append(_("{count} others").format(count=len(names) - MOST_NAMES))
    first, last = ", ".join(shown[:-1]), shown[-1]
    joined = _(" or ").join(filter(None, (first, last)))
    return _("{names} can approve.").format(names=joined)
