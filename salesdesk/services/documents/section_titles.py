"""How the sections of a proposal are called: at the head of their pages, above them, and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from salesdesk.i18n import N_
from salesdesk.models.values import sections
from salesdesk.services.documents.facing import both
from salesdesk.services.documents.scripts import clean
from salesdesk.services.documents.speech import speech

HEADS: Mapping[str, tuple[str, str]] = {
    sections.LETTER: (N_("Summary"), N_("Why this proposal")),
    sections.EXECUTIVE: (N_("At a glance"), N_("In short")),
    sections.UNDERSTANDING: (N_("Understanding"), N_("What we understood")),
    sections.SCOPE: (N_("Scope"), N_("What you get")),
    sections.APPROACH: (N_("Approach"), N_("How we work")),
    sections.PLAN: (N_("Work plan"), N_("When it happens")),
    sections.TEAM: (N_("Team"), N_("Who works for you")),
    sections.PRICING: (N_("Pricing"), N_("What it costs")),
    sections.OPTIONS: (N_("Options"), N_("Options you may add")),
    sections.PAYMENTS: (N_("Payment"), N_("Payment")),
    sections.TERMS: (N_("Terms"), N_("What applies")),
    sections.ACCEPTANCE: (N_("Acceptance"), N_("How to accept")),
    sections.ANNEXES: (N_("Annexes"), N_("What belongs to it")),
}
"""The name at the head of a section's pages, and its title."""


def head_of(key: str, own: str = "") -> tuple[str, str]:
    """Name and title of a section, which somebody may have called otherwise."""
    return (own, own) if own else HEADS.get(key.partition(":")[0], ("", ""))


def titles_of(
    shown: Sequence[sections.Section], language: str, second: str = ""
) -> Iterator[tuple[str, str]]:
    """The key of each section with the title under which its pages are found."""
    say = speech(language)
    if second and second != language:
        say = both(say, speech(second))
    for section in shown:
        yield section.key, clean(say.text(head_of(section.key, section.title)[1]))
