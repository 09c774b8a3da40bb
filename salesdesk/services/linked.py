"""The estimations and proposals that were made for a deal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from salesdesk.models.estimation import Estimation
from salesdesk.models.proposal import Proposal
from salesdesk.services.actor import Right
from salesdesk.services.database import Database


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A document of a deal, in short."""

    module: str
    id: UUID
    number: str
    revision: int
    name: str
    status: str
    amount: Decimal | None
    currency: str


def documents_of(database: Database, opportunity_id: UUID) -> tuple[LinkedRow, ...]:
    """Estimations first, then proposals, the newest of each first."""
    database.actor.require(Right.READ)
    with database.reading() as session:
        plans = session.scalars(
            select(Estimation)
            .where(Estimation.opportunity_id == opportunity_id)
            .order_by(Estimation.number.desc(), Estimation.revision.desc())
        )
        rows = [
            LinkedRow("estimations", e.id, e.number, e.revision, e.name, e.status, e.sell,
                      e.currency)
            for e in plans
        ]  # fmt: skip
        offers = session.scalars(
            select(Proposal)
            .where(Proposal.opportunity_id == opportunity_id)
            .order_by(Proposal.number.desc(), Proposal.revision.desc())
        )
        rows += [
            LinkedRow("proposals", p.id, p.number, p.revision, p.name, p.status, p.net,
                      p.currency)
            for p in offers
        ]  # fmt: skip
    return tuple(rows)
