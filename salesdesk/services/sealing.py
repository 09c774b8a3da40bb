"""Whether a printed proposal that came back is the one that was issued."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import InvalidInput
from salesdesk.i18n import LANGUAGES, N_, _
from salesdesk.models.proposal import Proposal
from salesdesk.services.actor import Right
from salesdesk.services.documents.content import A4, LETTER
from salesdesk.services.proposal_offer import SUPERSEDED as STAMP
from salesdesk.services.proposal_offer import offer_of
from salesdesk.services.proposal_paper import printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesdesk.services.proposals import Proposals

UNTOUCHED, COPY, SUPERSEDED = "untouched", "copy", "superseded"
ALTERED, RESAVED = "altered", "resaved"
CANCELLED, COMPANION = "cancelled", "companion"
UNKNOWN, FOREIGN, UNREADABLE, TOO_LARGE = "unknown", "foreign", "unreadable", "too_large"
LARGEST = 32 * 1024 * 1024
MOST_DIFFERENCES = 20
_REFERENCE = re.compile(r"(\S{3,40}) / R(\d{1,3})\b")
_SHORT = 90
WORDS = {
    "number": N_("Number"), "revision": N_("Revision"), "title": N_("Title"),
    "currency": N_("Currency"), "issued_on": N_("Issued on"), "valid_until": N_("Valid until"),
    "seller": N_("Seller"), "customer": N_("Customer"), "tax_number": N_("Tax number"),
    "lines": N_("Line"), "options": N_("Option"), "taxes": N_("Tax"), "schedule": N_("Payment"),
    "name": N_("Name"), "detail": N_("Detail"), "quantity": N_("Quantity"), "unit": N_("Unit"),
    "unit_price": N_("Unit price"), "discounts": N_("Discount"), "discount": N_("Discount"),
    "tax": N_("Tax"), "net": N_("Net"), "subtotal": N_("Subtotal"), "rounding": N_("Rounding"),
    "total": N_("Total"), "base": N_("Base"), "amount": N_("Amount"), "percent": N_("Percent"),
    "due_on": N_("Due"),
    "is_from": N_("Choice still open"),
}  # fmt: skip
_OWN = ("format", "language", "page", "mark")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a file says something else: what was issued, and what the file has."""

    where: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, and which proposal it belongs to."""

    kind: str
    reference: str = ""
    proposal_id: UUID | None = None
    title: str = ""
    status: str = ""
    issued_on: date | None = None
    total: Decimal | None = None
    currency: str = ""
    newer: str = ""
    newer_id: UUID | None = None
    differences: tuple[Difference, ...] = ()


def verify_file(proposals: Proposals, path: Path) -> Verdict:
    """The verdict on a file; raises InvalidInput only where there is no such file."""
    try:
        if path.stat().st_size > LARGEST:
            return Verdict(TOO_LARGE)
        return verify(proposals, path.read_bytes())
    except OSError as problem:
        said = _("{file} can't be read: {why}").format(file=path.name, why=problem.strerror)
        raise InvalidInput(said) from problem


def verify(proposals: Proposals, content: bytes) -> Verdict:
    """The verdict on a PDF; whatever the bytes are, it is one of the kinds above."""
    proposals.database.actor.require(Right.READ)
    if len(content) > LARGEST:
        return Verdict(TOO_LARGE)
    same = _found(proposals, Proposal.pdf_sha256 == hashlib.sha256(content).hexdigest())
    if same is not None:
        return _genuine(same, UNTOUCHED)
    said = _read(content)
    if said is None:
        return Verdict(UNREADABLE)
    figures = _figures(said["figures"])
    number, revision = _claimed(figures, said["pages"])
    if not number:
        return Verdict(FOREIGN)
    known = _found(proposals, Proposal.number == number, Proposal.revision == revision)
    if known is None:
        return Verdict(UNKNOWN, f"{number} / R{revision}")
    if said["is_companion"] and not figures:
        return replace(known, kind=COMPANION)
    return _compared(proposals, known, content, figures, said["pages"])


def _genuine(known: Verdict, kind: str) -> Verdict:
    """What a file is that is ours byte for byte, by what has become of its proposal."""
    if known.newer:
        return replace(known, kind=SUPERSEDED)
    return replace(known, kind=CANCELLED if known.status == CANCELLED else kind)


def _read(content: bytes) -> Mapping[str, Any] | None:
    """What a foreign PDF says, read by a process that may burst."""
    from salesdesk.services.plan_child import pdf_safely

    if b"%PDF-" not in content[:1024]:
        return None
    with tempfile.TemporaryDirectory(prefix="salesdesk-paper-") as folder:
        file = Path(folder, "paper.pdf")
        file.write_bytes(content)
        try:
            return pdf_safely(file)
        except InvalidInput:
            return None


def _figures(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _claimed(figures: Mapping[str, Any], pages: Sequence[Sequence[str]]) -> tuple[str, int]:
    """The number and revision that a file says it has: attached, or at the foot of its pages."""
    number, revision = figures.get("number"), figures.get("revision")
    if isinstance(number, str) and isinstance(revision, int) and number:
        return number, revision
    feet = Counter(found for page in pages for found in _REFERENCE.findall(" ".join(page)))
    if not feet:
        return "", 0
    (number, said), _count = feet.most_common(1)[0]
    return number, int(said)


def _found(proposals: Proposals, *conditions: Any) -> Verdict | None:
    """An issued proposal as the database has it, with the revision that replaced it."""
    with proposals.database.reading() as session:
        query = select(Proposal).where(Proposal.pdf_sha256 != "", *conditions)
        proposal = session.execute(query).scalars().first()
        if proposal is None:
            return None
        newer = session.execute(
            select(Proposal.id, Proposal.number, Proposal.revision)
            .where(
                Proposal.family_id == proposal.family_id,
                Proposal.revision > proposal.revision,
                Proposal.issued_on.is_not(None),
                Proposal.status != CANCELLED,
            )
            .order_by(Proposal.revision.desc())
        ).first()
        return Verdict(
            UNTOUCHED,
            f"{proposal.number} / R{proposal.revision}",
            proposal.id,
            proposal.name,
            proposal.status,
            proposal.issued_on,
            offer_of(session, proposal).shown.total,
            proposal.currency,
            f"{newer.number} / R{newer.revision}" if newer else "",
            newer.id if newer else None,
        )


def _compared(
    proposals: Proposals,
    known: Verdict,
    content: bytes,
    figures: Mapping[str, Any],
    pages: Sequence[Sequence[str]],
) -> Verdict:
    """A file that isn't the stored one: a faithful copy, saved again, or altered."""
    from salesdesk.services.foreign_pdf import read_pdf

    ours = _like(proposals, known, figures)
    if content in (ours, _like(proposals, known, figures, STAMP)):
        return _genuine(known, COPY)
    with tempfile.TemporaryDirectory(prefix="salesdesk-paper-") as folder:
        file = Path(folder, "ours.pdf")
        file.write_bytes(ours)
        said = read_pdf(file)
    found = (*_by_figure(_figures(said["figures"]), figures), *_by_page(said["pages"], pages))
    few = tuple(islice(found, MOST_DIFFERENCES))
    return replace(known, kind=ALTERED if few else RESAVED, differences=few)


def _like(
    proposals: Proposals, known: Verdict, figures: Mapping[str, Any], stamp: str = ""
) -> bytes:
    """The stored file, or its like in the language and on the paper that the other claims.

    ``stamp`` is the word across the pages of what was printed after another revision came.
    """
    assert known.proposal_id
    with proposals.database.reading() as session:
        proposal = session.get_one(Proposal, known.proposal_id)
        own = (proposal.language, proposal.page_size)
        said = (figures.get("language", own[0]), figures.get("page", own[1]))
        asked = said if said[0] in LANGUAGES and said[1] in (A4, LETTER) else own
        if asked == own and not stamp:
            return proposal.pdf or b""
        offer = offer_of(session, proposal)
        paper = offer.paper(session, asked[0], asked[1], stamp)
    return printed(paper, offer.draft.sections, internal=False)


def _by_figure(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Difference]:
    """Figures of the attached file that aren't those of the proposal."""
    if not ours or not theirs:
        return
    kept, told = dict(_flat(ours, ())), dict(_flat(theirs, ()))
    for place in dict.fromkeys((*kept, *told)):
        if place[0] not in _OWN and kept.get(place) != told.get(place):
            yield Difference(
                _place(place), _short(kept.get(place, "")), _short(told.get(place, ""))
            )


def _flat(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, (*place, str(name)))
    elif isinstance(value, list):
        for at, part in enumerate(value, 1):
            yield from _flat(part, (*place, at))
    elif place:
        yield place, "" if value is None else str(value)


def _place(place: tuple[str | int, ...]) -> str:
    """``("lines", 3, "net")`` as people say it: Line 3, Net."""
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words:
            words[-1] += f" {part}"
        elif part != "sums":
            words.append(_(WORDS[part]) if part in WORDS else str(part))
    return ", ".join(words)


def _by_page(
    ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> Iterator[Difference]:
    """Words of the pages that aren't those that were printed."""
    if len(ours) != len(theirs):
        yield Difference(_("Pages"), str(len(ours)), str(len(theirs)))
    for number, (drawn, found) in enumerate(zip_longest(ours, theirs, fillvalue=()), 1):
        if list(drawn) == list(found):
            continue
        matcher = SequenceMatcher(None, drawn, found, autojunk=False)
        for what, begin, end, first, last in matcher.get_opcodes():
            if what != "equal":
                where = _("Page {number}").format(number=number)
                yield Difference(
                    where, _short(" ".join(drawn[begin:end])), _short(" ".join(found[first:last]))
                )


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
