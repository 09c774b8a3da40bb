"""A request for an approval as a file: the content with its hash, its page, and why it is asked.

Whoever opens it believes nothing but the content: that is hashed again, and the figures that are
shown are read from it. Nothing in the file is run, and it is never unpacked to a disk.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal, ProposalStep
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.workflow import PROPOSAL, Kind
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import found, read
from salesdesk.services.json_reading import exact_number
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_paper import kept_parties, paper_of, parties_of, printed
from salesdesk.services.proposal_rules import Fired, fired_rules
from salesdesk.services.proposal_sums import commercial_content, taxes_of, totals_of

FORMAT = "salesdesk-approval-request/1"
ENDING = ".sdapprove"
LARGEST = 32 * 1024 * 1024
_REQUEST, _CONTENT, _PAGE, _MANIFEST = (
    "request.json",
    "content.json",
    "proposal.pdf",
    "manifest.json",
)
_LIMITS = {_REQUEST: 1 << 20, _CONTENT: 8 << 20, _PAGE: LARGEST, _MANIFEST: 1 << 16}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIGURES = ("net", "tax", "total", "cost", "margin", "effective_discount")
_LONGEST = 2000
_MOST_REVISIONS, _FIRST_YEAR = 999, 2000
_BURSTS = (
    BadZipFile, ValueError, KeyError, TypeError, RuntimeError, NotImplementedError, EOFError,
    OSError, RecursionError, zlib.error,
)  # fmt: skip
"""What reading a zip or JSON made by somebody else may raise."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was read, with the figures of its own content."""

    proposal: str
    submission: str
    number: str
    revision: int
    name: str
    account: str
    currency: str
    asked_by: str
    asked_at: datetime
    comment: str
    rules: tuple[Fired, ...]
    figures: Mapping[str, Decimal | None]
    content_hash: str
    pdf: bytes


def request_for(database: Database, proposal_id: UUID) -> bytes:
    """The file that asks for the approval of a proposal that waits; it is signed by nobody."""
    actor = database.actor
    actor.require(Right.PROPOSAL)
    actor.require(Right.COST)
    with database.reading() as session:
        proposal = found(session, Proposal, proposal_id, "proposal")
        actor.require_own(Right.PROPOSAL, proposal.owner_id)
        submission = waiting_submission(proposal)
        draft = read(ProposalDraft, proposal)
        content = commercial_content(draft)
        parties = kept_parties(session, proposal.snapshot, parties_of(session, draft))
        paper = paper_of(session, draft, parties, has_cost=False)
        said = _said(session, proposal, draft, submission) | {
            "asked_by": actor.name or actor.username,
            "content_hash": hashlib.sha256(content).hexdigest(),
        }
    files = {
        _REQUEST: _json(said),
        _CONTENT: content,
        _PAGE: printed(paper, draft.sections, internal=False),
    }
    manifest = {"format": FORMAT, "files": [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    ]}  # fmt: skip
    return _zipped({_MANIFEST: _json(manifest), **files})


def waiting_submission(proposal: Proposal) -> ProposalStep:
    """The step that asked for the approval; refused unless the proposal waits."""
    if PROPOSAL.kind(proposal.status) is not Kind.REVIEW:
        raise StepRefused(
            _("{number} is {status}; only what waits for approval is approved.").format(
                number=proposal.number, status=PROPOSAL.label(proposal.status)
            )
        )
    return max((step for step in proposal.steps if step.step == "submit"), key=lambda s: s.at)


def _said(
    session: Session, proposal: Proposal, draft: ProposalDraft, submission: ProposalStep
) -> dict[str, Any]:
    account = session.get(Account, draft.account_id) if draft.account_id else None
    fired = fired_rules(session, draft, totals_of(draft, taxes_of(session)), now().date())
    return {
        "format": FORMAT,
        "proposal": str(proposal.id),
        "submission": str(submission.id),
        "number": proposal.number,
        "revision": proposal.revision,
        "name": draft.name,
        "account": account.name if account else "",
        "asked_at": now().isoformat(),
        "comment": submission.reason,
        "rules": [
            {"rule": one.rule, "message": one.message, "role": one.role} for one in fired
        ],
    }  # fmt: skip


def read_request(packed: bytes) -> Request:
    """What a file asks; anything that isn't a whole request is refused in a sentence."""
    files = _unpacked(packed)
    try:
        said, content = json.loads(files[_REQUEST]), json.loads(files[_CONTENT])
        if said["format"] != FORMAT:
            raise ValueError(said["format"])
        found = Request(
            proposal=str(UUID(said["proposal"])),
            submission=str(UUID(said["submission"])),
            number=_text(said["number"]),
            revision=_revision(said["revision"]),
            name=_text(content["name"]),
            account=_text(said["account"]),
            currency=_currency(content["currency"]),
            asked_by=_text(said["asked_by"]),
            asked_at=_day(said["asked_at"]),
            comment=_text(said["comment"]),
            rules=tuple(
                Fired(_text(rule["rule"]), _text(rule["message"]), _text(rule["role"]), 0)
                for rule in said["rules"][:50]
            ),
            figures={name: _decimal(content.get(name)) for name in _FIGURES},
            content_hash=hashlib.sha256(files[_CONTENT]).hexdigest(),
            pdf=files[_PAGE],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _no_request() from None
    if said["content_hash"] != found.content_hash:
        raise InvalidInput(_("The content of this request isn't what was asked about; ask anew."))
    return found


def _unpacked(packed: bytes) -> dict[str, bytes]:
    """The four files of a request, each no larger than it may be and as the manifest has it."""
    if len(packed) > LARGEST:
        raise InvalidInput(_("This file is too large to be a request for an approval."))
    try:
        with ZipFile(BytesIO(packed)) as archive:
            entries = {info.filename: info for info in archive.infolist()}
            if sorted(entries) != sorted(_LIMITS) or len(archive.infolist()) != len(_LIMITS):
                raise _no_request()
            files = {name: _limited(archive, entries[name]) for name in _LIMITS}
        manifest = json.loads(files[_MANIFEST])
        kept = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    except _BURSTS:
        raise _no_request() from None
    for name in (_REQUEST, _CONTENT, _PAGE):
        if kept.get(name) != hashlib.sha256(files[name]).hexdigest():
            raise InvalidInput(
                _("{file} in this request was changed after it was written; ask anew.").format(
                    file=name
                )
            )
    return files


def _limited(archive: ZipFile, entry: ZipInfo) -> bytes:
    """What an entry holds, read no further than it may go whatever its head says."""
    most = _LIMITS[entry.filename]
    with archive.open(entry) as source:
        data = source.read(most + 1)
    if len(data) > most:
        raise InvalidInput(_("This file is too large to be a request for an approval."))
    return data


def _no_request() -> InvalidInput:
    return InvalidInput(_("This file isn't a request for an approval of SalesDesk."))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # half a character, which no screen shows, is a ValueError
    return value[:_LONGEST]


def _currency(value: object) -> str:
    code = _text(value)
    if code not in DIGITS:
        raise ValueError(code)
    return code


def _decimal(value: object) -> Decimal | None:
    if value is None:
        return None
    number = exact_number(_text(value))
    if number is None:
        raise ValueError(value)
    return number


def _revision(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= _MOST_REVISIONS:
        raise ValueError(value)
    return value


def _day(value: object) -> datetime:
    """When it was asked, with its time zone: without one, or long ago, it can't be shown here."""
    asked_at = datetime.fromisoformat(_text(value))
    if asked_at.tzinfo is None or asked_at.year < _FIRST_YEAR:
        raise ValueError(value)
    return asked_at


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()
