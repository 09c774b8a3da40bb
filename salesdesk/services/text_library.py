"""The library of a proposal's texts, by section and language, and the templates made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.reference import DocumentText, ProposalTemplate
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import ProposalDraft


@dataclass(frozen=True, slots=True)
class LibraryText:
    """A text that stands ready for a section."""

    name: str
    language: str
    body: str


@dataclass(frozen=True, slots=True)
class Template:
    """What a proposal may begin with."""

    id: UUID
    name: str
    language: str
    is_default: bool


class TextLibrary:
    """Texts and templates, for all who write proposals."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def texts(self, section: str, language: str) -> tuple[LibraryText, ...]:
        """The texts of a section in a language, then those in English."""
        self.database.actor.require(Right.READ)
        wanted = (
            select(DocumentText.name, DocumentText.language, DocumentText.body)
            .where(DocumentText.section == section, DocumentText.language.in_((language, "en")))
            .order_by((DocumentText.language == language).desc(), DocumentText.name)
        )
        with self.database.reading() as session:
            return tuple(LibraryText(*row) for row in session.execute(wanted))

    def keep(self, section: str, name: str, language: str, body: str) -> None:
        """Keep a text under a name; one of the same name and language is replaced."""
        self.database.actor.require(Right.PROPOSAL)
        if not name.strip() or not body.strip():
            message = _("A text of the library needs a name and words.")
            raise InvalidInput(message, [Problem(message, "name")])
        with self.database.changing() as session:
            same = select(DocumentText).where(
                DocumentText.section == section,
                DocumentText.name == name.strip(),
                DocumentText.language == language,
            )
            kept = session.execute(same).scalar()
            if kept is None:
                kept = DocumentText(
                    section=section, name=name.strip(), language=language, is_default=False
                )
                session.add(kept)
            kept.body = body.strip()

    def templates(self) -> tuple[Template, ...]:
        """The templates that can be used, by name."""
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            found = session.execute(
                select(ProposalTemplate)
                .where(ProposalTemplate.is_active, ProposalTemplate.archived_at.is_(None))
                .order_by(ProposalTemplate.name, ProposalTemplate.language)
            ).scalars()
            return tuple(
                Template(each.id, each.name, each.language, each.is_default) for each in found
            )

    def keep_template(self, draft: ProposalDraft, name: str) -> None:
        """Keep a proposal's sections and texts as a template of its company and language."""
        self.database.actor.require(Right.PROPOSAL)
        if not name.strip():
            message = _("A template needs a name.")
            raise InvalidInput(message, [Problem(message, "name")])
        with self.database.changing() as session:
            same = select(ProposalTemplate).where(
                ProposalTemplate.name == name.strip(), ProposalTemplate.language == draft.language
            )
            kept = session.execute(same).scalar()
            if kept is None:
                kept = ProposalTemplate(name=name.strip(), language=draft.language)
                session.add(kept)
            kept.company_id = draft.company_id
            kept.page_size = draft.page_size
            kept.summary, kept.terms, kept.sections = draft.summary, draft.terms, draft.sections

    def with_template(self, draft: ProposalDraft, template_id: UUID) -> ProposalDraft:
        """The draft with the sections, texts and paper of a template."""
        with self.database.reading() as session:
            return begun(draft, session.get_one(ProposalTemplate, template_id))


def begun(draft: ProposalDraft, template: ProposalTemplate) -> ProposalDraft:
    """A draft that begins as a template does; an empty text leaves what is there."""
    return replace(
        draft,
        language=template.language,
        page_size=template.page_size,
        summary=template.summary or draft.summary,
        terms=template.terms or draft.terms,
        sections=template.sections,
    )


def default_template(session: Session, draft: ProposalDraft) -> ProposalTemplate | None:
    """The template that new proposals of a company and language begin with."""
    wanted = (
        select(ProposalTemplate)
        .where(
            ProposalTemplate.is_default,
            ProposalTemplate.is_active,
            ProposalTemplate.archived_at.is_(None),
            ProposalTemplate.language == draft.language,
            (ProposalTemplate.company_id == draft.company_id)
            | ProposalTemplate.company_id.is_(None),
        )
        .order_by(ProposalTemplate.company_id.is_(None), ProposalTemplate.name)
    )
    return session.execute(wanted).scalars().first()
