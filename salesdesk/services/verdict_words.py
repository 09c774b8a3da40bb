"""A verdict on a printed proposal in plain words: what it is, and what to do."""

from __future__ import annotations

from typing import Any

from salesdesk.i18n import N_, _
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services import sealing
from salesdesk.services.sealing import Verdict

_HEADLINES = {
    sealing.UNTOUCHED: N_("Untouched: this is {reference} as it was issued"),
    sealing.COPY: N_("Untouched: this is {reference}, printed again from SalesDesk"),
    sealing.SUPERSEDED: N_("Superseded: {reference} was replaced by {newer}"),
    sealing.CANCELLED: N_("Cancelled: {reference} is no longer on offer"),
    sealing.COMPANION: N_("Not the proposal itself: a paper that goes with {reference}"),
    sealing.ALTERED: N_("Altered: this is not {reference} as it was issued"),
    sealing.RESAVED: N_("Saved again: {reference}, with the same words and figures"),
    sealing.UNKNOWN: N_("Unknown here: {reference}"),
    sealing.FOREIGN: N_("Not an issued proposal"),
    sealing.UNREADABLE: N_("This file can't be read"),
    sealing.TOO_LARGE: N_("This file is too large"),
}
_ADVICE = {
    sealing.UNTOUCHED: N_("Every byte is the one that was stored. You can rely on it."),
    sealing.COPY: N_(
        "It is not the file that was sent, but the same content in another language or on other "
        "paper. You can rely on it."
    ),
    sealing.SUPERSEDED: N_(
        "The file is genuine but no longer the offer. Send the customer {newer}, and ask which of "
        "the two they hold before you accept a signature."
    ),
    sealing.CANCELLED: N_(
        "The file is genuine, but its proposal was cancelled. Don't accept a signature on it."
    ),
    sealing.COMPANION: N_(
        "A summary, a booklet or a change notice binds nobody and can't be verified. Ask for the "
        "proposal's own file."
    ),
    sealing.ALTERED: N_(
        "Don't accept a signature on it. Compare what is listed below with the customer, and send "
        "the issued file again."
    ),
    sealing.RESAVED: N_(
        "Another program has written the file, perhaps to sign it or to add a note. Look for what "
        "was added as a picture or a mark; what SalesDesk can read is the same."
    ),
    sealing.UNKNOWN: N_(
        "The file names a proposal that this database doesn't have. Open the database that it was "
        "issued from, then verify it there."
    ),
    sealing.FOREIGN: N_(
        "It has no seal and no number of SalesDesk: a draft, a scan, or a paper of another program."
    ),
    sealing.UNREADABLE: N_(
        "It is no PDF, it is damaged, or it asks for a password. Ask for the file again."
    ),
    sealing.TOO_LARGE: N_("Proposals are much smaller. Ask for the file as it was sent."),
}


def headline(verdict: Verdict) -> str:
    """The verdict in a few words."""
    return _filled(_HEADLINES[verdict.kind], verdict)


def advice(verdict: Verdict) -> str:
    """What it means and what to do."""
    return _filled(_ADVICE[verdict.kind], verdict)


def _filled(text: str, verdict: Verdict) -> str:
    return _(text).format(reference=verdict.reference, newer=verdict.newer)


def state(verdict: Verdict) -> str:
    """What has become of the proposal, by its name in the workflow."""
    return _(PROPOSAL.state(verdict.status).label) if verdict.status else ""


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict for scripts."""
    return {
        "verdict": verdict.kind,
        "number": verdict.reference,
        "replaced_by": verdict.newer,
        "status": verdict.status,
        "message": headline(verdict),
        "advice": advice(verdict),
        "differences": [
            {"where": each.where, "issued": each.ours, "found": each.theirs}
            for each in verdict.differences
        ],
    }
