"""What a proposal offers: as it was issued, whatever was decided or set since; a draft as it is.

The copy that an issued proposal keeps holds no cost. Proposals of earlier versions kept only the
parties; they are read from their records.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.errors import StepRefused
from salesdesk.i18n import LANGUAGES, _
from salesdesk.models.proposal import Proposal
from salesdesk.services.actor import Right
from salesdesk.services.customer_view import HIDDEN, record_without_cost
from salesdesk.services.database import Database
from salesdesk.services.documents.content import ProposalPrint
from salesdesk.services.drafting import read
from salesdesk.services.keeping import decoded
from salesdesk.services.plain import plain
from salesdesk.services.proposal_alternatives import with_least
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_paper import (
    Parties,
    Settings,
    damaged,
    kept_parties,
    paper_of,
    parties_of,
    settings_of,
)
from salesdesk.services.proposal_sums import TaxChoice, Taxes
from salesdesk.services.stored_files import keep_file

SUPERSEDED = "SUPERSEDED"
_SINCE_ISSUE = frozenset({"version", "status", "is_current", "decided_on", "decision_reason"})
_NOT_KEPT = HIDDEN | _SINCE_ISSUE | {"notes"}
_OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Offer:
    """The draft without its costs, both parties, and what comes from the settings."""

    draft: ProposalDraft
    parties: Parties
    settings: Settings

    @property
    def shown(self) -> ProposalDraft:
        """The draft as its papers say it: with the least expensive choice while one is open."""
        return with_least(self.draft, self.settings.taxes) or self.draft

    def paper(
        self, session: Session, language: str = "", page: str = "", stamp: str = ""
    ) -> ProposalPrint:
        """The pages, in another language or on other paper if asked."""
        draft = replace(
            self.draft,
            language=language or self.draft.language,
            page_size=page or self.draft.page_size,
        )
        return paper_of(
            session, draft, self.parties, has_cost=False, stamp=stamp, settings=self.settings
        )


def stamp_of(status: str) -> str:
    """The word across the pages of what another revision replaced."""
    return SUPERSEDED if status == "superseded" else ""


def issued_file(database: Database, proposal_id: UUID) -> bytes:
    """The very file that was issued, also when another revision has replaced it since."""
    database.actor.require(Right.READ)
    with database.reading() as session:
        proposal = record_without_cost(session, proposal_id)
        if not proposal.pdf:
            raise StepRefused(
                _("{name} was never issued, so there is no file of it.").format(name=proposal.name)
            )
        return proposal.pdf


def offer_of(session: Session, proposal: Proposal) -> Offer:
    """What was offered, as the proposal keeps it; what it says now where it keeps nothing."""
    try:
        kept = json.loads(proposal.snapshot or "{}").get(_OFFERED)
        said = _draft(proposal, kept["draft"]) if kept else None
        settings = _settings(kept, said) if said else None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise damaged() from None
    draft = said or read(ProposalDraft, proposal, HIDDEN)
    parties = kept_parties(session, proposal.snapshot, parties_of(session, draft))
    return Offer(draft, parties, settings or settings_of(session, draft))


def keep_offer(session: Session, proposal: Proposal, draft: ProposalDraft) -> Offer:
    """Freeze what is offered: the copy goes with the proposal from now on."""
    offer = Offer(draft, parties_of(session, draft), settings_of(session, draft))
    for content in (offer.parties.letterhead, offer.parties.logo):
        if content:
            keep_file(session, content)
    kept = offer.parties.as_json() | {_OFFERED: _kept(offer)}
    proposal.snapshot = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return offer


def _kept(offer: Offer) -> dict[str, Any]:
    draft, told = offer.draft, offer.settings.told
    return {
        "draft": _said(draft),
        "payment_terms": offer.settings.payment_terms,
        "taxes": {str(key): _said(each) for key, each in _borne(offer).items()},
        "texts": {
            language: [told(draft.summary, language), told(draft.terms, language)]
            for language in LANGUAGES
        },
    }


def _borne(offer: Offer) -> Taxes:
    """The taxes that the draft speaks of."""
    wanted = {line.tax_code_id for line in offer.draft.lines} | {offer.draft.withholding_code_id}
    return {key: each for key, each in offer.settings.taxes.items() if key in wanted}


def _said(value: Any) -> Any:
    """A draft and its parts as JSON, by the fields that say something; numbers keep their digits.

    What is empty is empty again when it is read.
    """
    if is_dataclass(value) and not isinstance(value, type):
        said = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in _NOT_KEPT}
        return {name: _said(each) for name, each in said.items() if each not in ("", None)}
    if isinstance(value, tuple):
        return [_said(each) for each in value]
    return f"{value:f}" if isinstance(value, Decimal) else plain(value)


def _draft(proposal: Proposal, kept: Mapping[str, Any]) -> ProposalDraft:
    said: ProposalDraft = decoded(ProposalDraft, kept)
    return replace(said, **{name: getattr(proposal, name) for name in _SINCE_ISSUE})


def _settings(kept: Mapping[str, Any], draft: ProposalDraft) -> Settings:
    taxes = {UUID(key): decoded(TaxChoice, each) for key, each in kept["taxes"].items()}
    texts: Mapping[str, Any] = kept["texts"]

    def told(text: str, language: str) -> str:
        words = dict(zip((draft.summary, draft.terms), texts.get(language, ()), strict=False))
        return str(words.get(text, text))

    return Settings(kept["payment_terms"], taxes, told)
