"""Approval by file: an answer signed with the approver's key, read back where it was asked.

The signature covers the hash of the content and the submission it belongs to, so that a changed
document, another submission or a second reading makes it worthless.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotFound, Problem, StepRefused
from salesdesk.i18n import _
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal, ProposalStep
from salesdesk.models.user import User
from salesdesk.services.actor import Right
from salesdesk.services.approval_keys import private_key
from salesdesk.services.approval_request import Request, waiting_submission
from salesdesk.services.database import Database
from salesdesk.services.drafting import read
from salesdesk.services.json_reading import parsed
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_steps import Asked, Stepped, full_number, take_step
from salesdesk.services.proposal_sums import canonical_json, commercial_content
from salesdesk.services.users import actor_of

FORMAT = "salesdesk-approval-answer/1"
ENDING = ".sdanswer"
DECISIONS = ("approve", "return")
_LARGEST = 1 << 20
_LONGEST = 4000
_TEXTS = (
    "format", "proposal", "submission", "content_hash", "decision", "approver", "key", "at",
    "comment",
)  # fmt: skip


class Answer(TypedDict):
    """What is signed, word for word."""

    format: str
    proposal: str
    submission: str
    content_hash: str
    decision: str
    approver: str
    key: str
    at: str
    comment: str


def answer_to(
    database: Database, request: Request, decision: str, comment: str = "", passphrase: str = ""
) -> bytes:
    """The answer to a request, signed with the key of the signed-in user."""
    if decision not in DECISIONS:
        raise InvalidInput(_("A request is approved or returned."))
    comment = comment.strip()[:_LONGEST]
    if decision == "return" and not comment:
        message = _("Say why it is returned.")
        raise InvalidInput(message, [Problem(message, "comment")])
    key = private_key(database, passphrase)
    answer = Answer(
        format=FORMAT,
        proposal=request.proposal,
        submission=request.submission,
        content_hash=request.content_hash,
        decision=decision,
        approver=database.actor.username,
        key=key.public_key().public_bytes_raw().hex(),
        at=now().isoformat(),
        comment=comment,
    )
    signature = key.sign(canonical_json(dict(answer))).hex()
    return canonical_json({"answer": dict(answer), "signature": signature})


def read_answer(database: Database, content: bytes) -> Stepped:
    """Verify an answer and take its step in the approver's name, with the signature kept.

    Raises InvalidInput for what is no answer or was tampered with, NotFound for an unknown
    approver or proposal, StepRefused when it answers something else than what waits now, and
    what the step itself refuses: role, limit, one's own proposal.
    """
    database.actor.require(Right.PROPOSAL)
    answer, signature = _read(content)
    with database.changing() as session:
        user = _signer(session, answer, signature)
        proposal = session.get(Proposal, UUID(answer["proposal"]))
        if proposal is None:
            raise NotFound(_("The proposal of this answer isn't here."))
        database.actor.require_own(Right.PROPOSAL, proposal.owner_id)
        kept = _kept(answer, signature)
        _require_fresh(session, proposal, kept)
        _require_same(proposal, answer)
        approver = actor_of(user)
        asked = Asked(answer["decision"], approver, answer["comment"], now().date())
        take_step(session, proposal, asked)
        proposal.steps[-1].signature = kept
        return Stepped(id=proposal.id, number=full_number(proposal), status=proposal.status)


def _read(content: bytes) -> tuple[Answer, str]:
    """The parts of an answer, each as it has to be."""
    refusal = _("This file isn't an answer to a request for an approval.")
    said = parsed(content, _LARGEST, refusal)
    try:
        given: dict[str, Any] = said["answer"]
        if sorted(given) != sorted(_TEXTS) or set(said) != {"answer", "signature"}:
            raise ValueError(sorted(given))
        texts = {name: _text(given[name]) for name in _TEXTS}
        UUID(texts["proposal"]), UUID(texts["submission"])
        if texts["format"] != FORMAT or texts["decision"] not in DECISIONS:
            raise ValueError(texts["format"])
        if datetime.fromisoformat(texts["at"]).tzinfo is None:
            raise ValueError(texts["at"])
        bytes.fromhex(_text(said["signature"])), bytes.fromhex(texts["key"])
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(refusal) from None
    return Answer(**texts), said["signature"].lower()  # type: ignore[typeddict-item]


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise TypeError(value)
    return value


def _signer(session: Session, answer: Answer, signature: str) -> User:
    """The user whose key it is, when the signature is that key's over exactly these words."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = answer["key"].lower()
    user = session.execute(
        select(User).where(User.approval_key == key, User.approval_key != "", User.is_active)
    ).scalar()
    if user is None:
        raise NotFound(
            _("Nobody here has the key of {name}; an administrator reads the key in first.").format(
                name=answer["approver"][:80]
            )
        )
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), canonical_json(dict(answer)))
    except (InvalidSignature, ValueError):
        raise InvalidInput(
            _(
                "The signature isn't that of {name}: the answer was changed, or isn't theirs."
            ).format(name=user.name)
        ) from None
    return user


def _kept(answer: Answer, signature: str) -> str:
    return canonical_json({"answer": dict(answer), "signature": signature}).decode()


def _require_fresh(session: Session, proposal: Proposal, kept: str) -> None:
    """An answer is read once."""
    used = select(ProposalStep.id).where(
        ProposalStep.proposal_id == proposal.id, ProposalStep.signature == kept
    )
    if session.execute(used).scalar() is not None:
        raise StepRefused(_("This answer has been read already; it counts once."))


def _require_same(proposal: Proposal, answer: Answer) -> None:
    """It answers this submission, of exactly the content that stands here now."""
    submission = waiting_submission(proposal)
    now_hash = hashlib.sha256(commercial_content(read(ProposalDraft, proposal))).hexdigest()
    if now_hash != answer["content_hash"]:
        raise StepRefused(
            _("{number} was changed since it was sent, so the signature is worthless; ask anew.")
            .format(number=proposal.number)
        )  # fmt: skip
    if str(submission.id) != answer["submission"]:
        raise StepRefused(
            _("{number} was submitted again since it was sent; ask anew.").format(
                number=proposal.number
            )
        )
