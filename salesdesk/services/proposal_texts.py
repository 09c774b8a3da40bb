"""The running texts of a proposal: from what is kept to what is printed, in its languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from salesdesk.models.reference import DocumentText
from salesdesk.models.values.sections import LETTER, TERMS, WRITTEN, shown_sections
from salesdesk.services.documents.content import (
    ProposalPrint,
    SecondTexts,
    TextSection,
    Written,
)
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_words import filled

Told = Callable[[str, str], str]
"""A text in the library's words of a language, else the text itself."""


def texts_of(paper: ProposalPrint) -> Iterator[str]:
    """The running texts of a paper, in both languages."""
    yield paper.letter
    yield from (part.text for each in paper.written for part in each.parts)
    yield from (part.text for part in paper.terms)
    if paper.second is not None:
        yield paper.second.letter
        yield from (part.text for parts in paper.second.written.values() for part in parts)
        yield from (part.text for part in paper.second.terms)


def with_values(paper: ProposalPrint) -> ProposalPrint:
    """The texts with their placeholders filled from the paper itself."""

    def parts(texts: Sequence[TextSection]) -> tuple[TextSection, ...]:
        return tuple(
            TextSection(filled(each.title, paper), filled(each.text, paper)) for each in texts
        )

    return replace(
        paper,
        letter=filled(paper.letter, paper),
        written=tuple(replace(each, parts=parts(each.parts)) for each in paper.written),
        terms=parts(paper.terms),
        second=paper.second and _second_filled(paper, paper.second),
    )


def _second_filled(paper: ProposalPrint, second: SecondTexts) -> SecondTexts:
    """Placeholders of the second language, written as its readers write them."""
    there = replace(paper, sheet=replace(paper.sheet, language=second.language))

    def parts(texts: Sequence[TextSection]) -> tuple[TextSection, ...]:
        return tuple(
            TextSection(filled(each.title, there), filled(each.text, there)) for each in texts
        )

    return replace(
        second,
        letter=filled(second.letter, there),
        written={key: parts(texts) for key, texts in second.written.items()},
        terms=parts(second.terms),
    )


def second_of(draft: ProposalDraft, told: Told) -> SecondTexts | None:
    """The texts of the second language: what was written for it, else the library's own."""
    language = draft.second_language
    if not language or language == draft.language:
        return None
    shown = {section.key: section for section in shown_sections(draft.sections)}

    def own(kind: str, text: str) -> str:
        section = shown.get(kind)
        written = section.second_text if section else ""
        library = told(text, language)
        return written or (library if library != text or language == "en" else "")

    return SecondTexts(
        language,
        own(LETTER, draft.summary),
        {
            key: tuple(titled(section.second_text))
            for key, section in shown.items()
            if section.kind in WRITTEN
        },
        tuple(titled(own(TERMS, draft.terms))),
    )


def written_texts(kept: str) -> Iterator[Written]:
    """The sections of running text that say something."""
    for section in shown_sections(kept):
        parts = tuple(titled(section.text))
        if section.kind in WRITTEN and parts:
            yield Written(section.key, section.kind, parts)


def as_shipped(session: Session, text: str, language: str) -> str:
    """A text that stands as the company's library has it, in the library's words of a language.

    What somebody wrote or changed stays as it was written.
    """
    same, wanted = aliased(DocumentText), aliased(DocumentText)
    found = session.execute(
        select(wanted.body)
        .join(same, and_(same.section == wanted.section, same.name == wanted.name))
        .where(same.body == text, wanted.language == language)
    )
    return (text and found.scalars().first()) or text


def titled(text: str) -> Iterator[TextSection]:
    """Running text whose lines that begin with ``# `` are titles."""
    title = ""
    body: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            if title or any(body):
                yield TextSection(title, "\n".join(body).strip())
            title, body = line[2:].strip(), []
        else:
            body.append(line)
    if title or any(part.strip() for part in body):
        yield TextSection(title, "\n".join(body).strip())
