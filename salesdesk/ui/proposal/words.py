"""What a proposal's page says about it: names of fields, why it can't be changed, who may."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.i18n import N_, _

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
