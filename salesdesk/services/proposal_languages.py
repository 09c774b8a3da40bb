"""Texts of a proposal that its readers can't read: in another language, or not in the second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.reference import DocumentText
from salesdesk.models.values.language_guess import language_of
from salesdesk.models.values.picture_marks import without_pictures
from salesdesk.models.values.sections import LETTER, TERMS, WRITTEN, Section, shown_sections
from salesdesk.services.documents.content import SecondTexts
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_texts import as_shipped, second_of


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A printed section that lacks a language: ``found`` is the one it has, or nothing at all."""

    section: Section
    wanted: str
    found: str = ""


def untranslated(session: Session, draft: ProposalDraft) -> tuple[Untranslated, ...]:
    """What is printed in a language that the proposal isn't in, in the order of its sections."""
    return tuple(_untranslated(session, draft))


def _untranslated(session: Session, draft: ProposalDraft) -> Iterator[Untranslated]:
    second = second_of(draft, partial(as_shipped, session))
    others = _second_texts(second) if second else {}
    for section in shown_sections(draft.sections):
        text = _text(session, draft, section)
        if not text:
            continue
        spoken = _spoken(session, text)
        if spoken not in ("", draft.language):
            yield Untranslated(section, draft.language, spoken)
        if second is None:
            continue
        other = others.get(section.key, "")
        spoken = _spoken(session, other) if other else ""
        if not other or spoken not in ("", second.language):
            yield Untranslated(section, second.language, spoken)


def _text(session: Session, draft: ProposalDraft, section: Section) -> str:
    """The words of a section as they are printed."""
    text = section.text if section.kind in WRITTEN else ""
    if section.kind == LETTER:
        text = as_shipped(session, draft.summary, draft.language)
    elif section.kind == TERMS:
        text = as_shipped(session, draft.terms, draft.language)
    return without_pictures(text).strip()


def _second_texts(second: SecondTexts) -> dict[str, str]:
    """The same in the second language, by section."""
    parts = {**second.written, TERMS: second.terms}
    texts = {
        key: "\n".join(f"{part.title}\n{part.text}" for part in some) for key, some in parts.items()
    }
    texts[LETTER] = second.letter
    return {key: without_pictures(text).strip() for key, text in texts.items()}


def _spoken(session: Session, text: str) -> str:
    """The language of a text: the library knows its own; others are told by their words."""
    kept = select(DocumentText.language).where(DocumentText.body == text)
    known = set(session.scalars(kept))
    return known.pop() if len(known) == 1 else language_of(text)
