"""What the builder calls the sections of a proposal."""

from __future__ import annotations

from salesdesk.i18n import N_, _
from salesdesk.models.values import sections as kinds
from salesdesk.models.values.sections import Section

WORDS = {
    kinds.COVER: N_("Cover"),
    kinds.LETTER: N_("Letter"),
    kinds.EXECUTIVE: N_("Summary"),
    kinds.UNDERSTANDING: N_("Understanding"),
    kinds.SCOPE: N_("Scope, exclusions"),
    kinds.APPROACH: N_("Approach"),
    kinds.PLAN: N_("Work plan"),
    kinds.TEAM: N_("Team"),
    kinds.PRICING: N_("Pricing"),
    kinds.OPTIONS: N_("Options"),
    kinds.PAYMENTS: N_("Payment schedule"),
    kinds.TERMS: N_("Terms"),
    kinds.ACCEPTANCE: N_("Acceptance"),
    kinds.ANNEXES: N_("Annexes"),
    kinds.TEXT: N_("Own text"),
    kinds.OWN: N_("Own pages"),
}
HINTS = {
    kinds.EXECUTIVE: N_("Two short paragraphs: what the customer gets, and what changes for them."),
    kinds.UNDERSTANDING: N_("The situation, the goals and the limits, as you heard them."),
    kinds.SCOPE: N_("Each deliverable a line, then what is not included."),
    kinds.APPROACH: N_("How the work is done, who decides, and what the customer provides."),
    kinds.TEAM: N_("Who works for the customer. Hours by role follow from the work plan."),
    kinds.ANNEXES: N_("What belongs to the proposal beside its pages."),
    kinds.TEXT: N_("A section with a title of its own."),
}
STYLES = N_(
    "At the head of a line # begins a title, - a point, 1. a numbered one; **words** are strong."
)


def words_of(section: Section) -> str:
    """The section by its own title, or by what its kind is called."""
    return section.title or _(WORDS[section.kind])
