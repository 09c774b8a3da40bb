"""The branches of an estimation's plan, for choosing which of them a proposal takes over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.models.estimation import Estimation
from salesdesk.models.values.plan_node import SELL
from salesdesk.services.actor import Right
from salesdesk.services.drafting import found
from salesdesk.services.estimation_draft import read_draft

if TYPE_CHECKING:
    from salesdesk.services.proposals import Proposals


@dataclass(frozen=True, slots=True)
class PlanBranch:
    """A branch of the first level, with what it sells for."""

    key: UUID
    code: str
    name: str
    sell: Decimal
    currency: str


def branches_of(proposals: Proposals, estimation_id: UUID) -> tuple[PlanBranch, ...]:
    """The branches of the first level, in their order."""
    proposals.database.actor.require(Right.READ)
    with proposals.database.reading() as session:
        source = read_draft(session, found(session, Estimation, estimation_id, "estimation"))
    figures = source.figures()
    return tuple(
        PlanBranch(
            node.item.id,
            node.code,
            node.item.name,
            figures.amount(node.sums[SELL]),
            source.currency,
        )
        for node in figures.root.children
    )
