"""The words and tones of states: a state's key becomes a word, its kind a tone."""

from __future__ import annotations

from salesdesk.i18n import N_, _
from salesdesk.ui.theme import Tone, state_tone

WORDS = {
    "worksheet": N_("Worksheet"),
    "draft": N_("Draft"),
    "in_review": N_("In review"),
    "in_approval": N_("In approval"),
    "approved": N_("Approved"),
    "issued": N_("Issued"),
    "sent": N_("Sent"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "expired": N_("Expired"),
    "superseded": N_("Superseded"),
    "cancelled": N_("Cancelled"),
    "handed_over": N_("Handed over"),
    "received": N_("Received"),
    "open": N_("Open"),
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
