"""The words and tones of states: a state's key becomes a word, its kind a tone."""

from __future__ import annotations

from salesdesk.i18n import C_, N_, _
from salesdesk.ui.theme import Tone, state_tone

WORDS = {
    "worksheet": N_("Worksheet"),
    "draft": N_("Draft"),
    "in_review": N_("In review"),
    "in_approval": N_("In approval"),
    "approved": N_("Approved"),
    "submitted": N_("Submitted"),
    "validated": N_("Validated"),
    "issued": N_("Issued"),
    "sent": N_("Sent"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "expired": N_("Expired"),
    "superseded": N_("Superseded"),
    "cancelled": N_("Cancelled"),
    "handed_over": N_("Handed over"),
    "received": N_("Received"),
    "open": C_("state", "Open"),
    "won": N_("Won"),
    "lost": N_("Lost"),
    "prospect": N_("Prospect"),
    "active": N_("Active"),
    "inactive": N_("Inactive"),
    "on_hold": N_("On hold"),
    "closed": N_("Closed"),
    "planned": N_("Planned"),
    "done": N_("Done"),
    "returned": N_("Returned"),
    "rejected": N_("Rejected"),
    "monthly": N_("Months"),
    "quarterly": N_("Quarters"),
    "half_year": N_("Half years"),
    "annual": N_("One year"),
    "weekly": N_("Weeks"),
    "4-4-5": N_("Weeks 4-4-5"),
    "period": N_("Period"),
    "period-region": N_("Period, region"),
    "period-region-seller": N_("Period, region, seller"),
    "percent": N_("Percent"),
    "fixed": N_("Fixed amount"),
    "division": N_("Contained in the price"),
    "any": N_("Any"),
    "contact": N_("Contact"),
    "opportunity": N_("Opportunity"),
    "proposal": N_("Proposal"),
    "document_margin": N_("Margin of the document"),
    "line_margin": N_("Margin of a line"),
    "effective_discount": N_("Effective discount"),
    "amount": N_("Amount"),
    "validity_days": N_("Days of validity"),
    "payment_days": N_("Days to pay"),
    "exchange_age": N_("Age of the exchange rate"),
    "group": N_("Several taxes"),
    "invoice": N_("Invoice"),
    "credit_note": N_("Credit note"),
    "advance": N_("Advance invoice"),
    "statement": N_("Statement"),
    "account_manager": N_("Account manager"),
    "estimator": N_("Estimator"),
    "approver": N_("Approver"),
    "finance": N_("Finance"),
    "administrator": N_("Administrator"),
    "read_only": N_("Read only"),
    "en": "English",
    "pt": "Português",
    "es": "Español",
    "de": "Deutsch",
}


def state_words(state: str) -> str:
    """A state in the user's language; names that users gave are shown as they are."""
    word = WORDS.get(state)
    if word:
        return _(word)
    return state.replace("_", " ").capitalize() if state.islower() else state


def tone_of(state: str, kind: str = "") -> Tone:
    """The tone of a state; ``kind`` decides when the word is the user's own."""
    if kind in ("won", "lost"):
        return state_tone(kind)
    if kind == "open" and state_tone(state) == Tone.GREY and state.lower() != "prospecting":
        return Tone.BLUE
    return state_tone(state)
