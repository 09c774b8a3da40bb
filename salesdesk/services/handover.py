"""The handover desk: an accepted proposal goes to Operations and Billing, once."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk import paths
from salesdesk.errors import InvalidInput, NotFound, Problem, StepRefused
from salesdesk.i18n import N_, _
from salesdesk.models.account import Account
from salesdesk.models.activity import Attachment, StoredFile
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.proposal import Handover, Proposal
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, SortKey
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services.actor import Right
from salesdesk.services.billing import LARGEST, ReadBack, billing_listing, read_documents
from salesdesk.services.database import Database
from salesdesk.services.drafting import found, read
from salesdesk.services.handover_package import key_of, package
from salesdesk.services.json_reading import parsed
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_paper import kept_parties, parties_of
from salesdesk.services.proposal_steps import Asked, take_step

STATUSES = ("sent", "received")
_LARGEST_RECEIPT, _FIRST_YEAR = 1 << 20, 2000
SPEC = ListSpec(
    "handovers",
    (
        ListColumn("name", N_("Name"), width=240),
        ListColumn("number", N_("Number"), width=130),
        ListColumn("status", N_("Status"), ColumnKind.STATUS, width=110, choices=STATUSES),
        ListColumn("proposal", N_("Proposal"), width=140),
        ListColumn("account", N_("Account"), width=180),
        ListColumn("made_at", N_("Handed over"), ColumnKind.INSTANT, width=150),
        ListColumn("made_by", N_("By"), ColumnKind.PERSON, width=150),
        ListColumn("received_at", N_("Received"), ColumnKind.INSTANT, width=150),
        ListColumn("received_by", N_("Received by"), width=150),
    ),
    (SortKey("made_at", True),),
)


def handover_listing(database: Database) -> Listing:
    """The handovers as their list shows them."""
    table, proposal = table_of(Handover), table_of(Proposal)
    account = table_of(Account).alias("account_of")
    joined = {"proposal": proposal.c.number, "account": account.c.name}
    own = {
        column.name: table.c[column.name] for column in SPEC.columns if column.name not in joined
    }
    return Listing(
        database,
        SPEC,
        table,
        table.join(proposal, proposal.c.id == table.c.proposal_id).outerjoin(
            account, account.c.id == proposal.c.account_id
        ),
        own | joined,
        {"name": table.c.sort_name},
        (table.c.archived_at.is_(None),),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A handover that was made, and the file that holds it."""

    id: UUID
    number: str
    status: str
    file: Path


class Handovers:
    """The handover desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.listing = handover_listing(database)

    def hand_over(self, proposal_id: UUID, folder: Path | None = None) -> HandedOver:
        """Make the package of an accepted proposal; asked again it answers the one that is there.

        The package is kept in the database and written to ``folder`` (SalesDesk's own without
        one).
        """
        actor = self.database.actor
        actor.require(Right.PROPOSAL)
        with self.database.changing() as session:
            # two clicks at once: the second one waits here, and finds what the first one made
            session.execute(select(Proposal.id).where(Proposal.id == proposal_id).with_for_update())
            proposal = found(session, Proposal, proposal_id, "proposal")
            handover = _of(session, proposal_id) or self._made(session, proposal)
            made = (handover.id, handover.number, proposal.status)
            name, packed = handover.file_name, handover.package
        file = (folder or paths.data_dir() / "handovers") / name
        _write_durably(file, packed)
        return HandedOver(*made, file)

    def _made(self, session: Session, proposal: Proposal) -> Handover:
        actor = self.database.actor
        PROPOSAL.take("hand-over", proposal.status, actor.roles)
        draft = read(ProposalDraft, proposal)
        open_options = [
            line.description
            for line in draft.lines
            if line.choice == "optional" and not line.chosen_by
        ]
        if open_options:
            raise StepRefused(
                _("Decide the option “{option}” before the handover.").format(
                    option=open_options[0]
                )
            )
        if proposal.pdf is None:
            raise StepRefused(_("The issued page is missing, so nothing can be handed over."))
        parties = kept_parties(session, proposal.snapshot, parties_of(session, draft))
        packed = package(draft, parties, proposal.pdf, _documents(session, proposal.id))
        today = now().date()
        [number] = take_number(session, "handover", today)
        handover = Handover(
            number=number,
            proposal_id=proposal.id,
            name=proposal.name,
            made_at=now(),
            made_by=actor.name or actor.username,
            file_name=f"{proposal.number}-R{proposal.revision}.zip",
            package=packed,
            sha256=hashlib.sha256(packed).hexdigest(),
        )
        session.add(handover)
        session.flush()  # the step looks for the package
        take_step(session, proposal, Asked("hand-over", actor, "", today))
        return handover

    def package(self, handover_id: UUID) -> bytes:
        """The zip that was handed over."""
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            return found(session, Handover, handover_id, "handover").package

    def receive(self, receipt: bytes) -> UUID:
        """Read a receipt back; reading it twice changes nothing."""
        self.database.actor.require(Right.PROPOSAL)
        said = _receipt(receipt)
        with self.database.changing() as session:
            proposal_id, _colon, _revision = said["key"].partition(":")
            handover = _of(session, _uuid(proposal_id))
            if handover is None:
                raise NotFound(_("No handover here belongs to this receipt."))
            if handover.sha256 != said["sha256"]:
                message = _("The receipt is for another package than {number}.").format(
                    number=handover.number
                )
                raise InvalidInput(message, [Problem(message, "sha256")])
            if handover.received_at is None:
                handover.received_at = said["at"]
                handover.received_by = said["received_by"]
                handover.status = "received"
            return handover.id

    def billing_of(self, account_id: UUID) -> Listing:
        """Billing's documents for an account: its operational transactions."""
        return billing_listing(self.database, account_id)

    def read_back(self, content: bytes) -> ReadBack | None:
        """Whatever came back: a receipt, or documents of Billing and what they brought."""
        refusal = _("This file isn't a receipt of a SalesDesk handover, nor documents of Billing.")
        said = parsed(content, LARGEST, refusal)
        if isinstance(said, dict) and str(said.get("format")).startswith("salesdesk-billing/"):
            return read_documents(self.database, content)
        self.receive(content)
        return None

    def show(self, handover_id: UUID) -> dict[str, Any]:
        """The record whole, in the shape of the command line."""
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            handover = found(session, Handover, handover_id, "handover")
            proposal = session.get_one(Proposal, handover.proposal_id)
            received = handover.received_at
            return {
                "number": handover.number,
                "name": handover.name,
                "status": handover.status,
                "proposal": proposal.number,
                "revision": proposal.revision,
                "key": key_of(read(ProposalDraft, proposal)),
                "made_at": handover.made_at.isoformat(),
                "made_by": handover.made_by,
                "file": handover.file_name,
                "size": len(handover.package),
                "sha256": handover.sha256,
                "received_at": received.isoformat() if received else None,
                "received_by": handover.received_by,
            }


def _of(session: Session, proposal_id: UUID) -> Handover | None:
    return session.execute(select(Handover).where(Handover.proposal_id == proposal_id)).scalar()


def _documents(session: Session, proposal_id: UUID) -> list[tuple[str, bytes]]:
    """The documents that are kept with the proposal, by name."""
    kept = (
        select(Attachment.name, StoredFile.content)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.about_id == proposal_id)
        .order_by(Attachment.name, Attachment.added_at, Attachment.id)
    )
    return [(name, content) for name, content in session.execute(kept)]


def _receipt(data: bytes) -> dict[str, Any]:
    refusal = _("This file isn't a receipt of a SalesDesk handover.")
    said = parsed(data, _LARGEST_RECEIPT, refusal)
    try:
        if said["format"] != "salesdesk-receipt/1":
            raise ValueError(said["format"])
        at = datetime.fromisoformat(said["received_at"])
        if at.tzinfo is None or at.year < _FIRST_YEAR:
            raise ValueError(at)
        return {
            "key": str(said["key"]),
            "sha256": str(said["sha256"]),
            "received_by": str(said["received_by"]),
            "at": at,
        }
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(refusal) from None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(_("This file isn't a receipt of a SalesDesk handover.")) from None


def _write_durably(file: Path, data: bytes) -> None:
    """All of the file or nothing: written beside it, synced, then put in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
