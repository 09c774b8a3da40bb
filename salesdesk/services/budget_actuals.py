"""What was sold against a budget: net of accepted proposals, by the day they were accepted.

Deals without a proposal in SalesDesk (imported ones) count with their real amount on the day they
were won; a deal whose proposals are here counts through those, never twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.opportunity import Opportunity
from salesdesk.models.pipeline import Stage
from salesdesk.models.planning import Budget, Exercise, Region, RegionSeller
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.currencies import digits_of
from salesdesk.models.values.rounding import half_up
from salesdesk.services.exercises import leaf_periods

SOLD = ("accepted", "handed_over")
CellKey = tuple[UUID, UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class Sale:
    """One accepted proposal or won deal: when, who sold it, and its net in a currency."""

    on: date
    seller_id: UUID | None
    currency: str
    net: Decimal
    base_currency: str = ""
    base_net: Decimal | None = None

    def in_currency(self, currency: str) -> Decimal | None:
        """The net in a currency, at the proposal's own frozen rate; None when it has none."""
        if self.currency == currency:
            return self.net
        return self.base_net if self.base_currency == currency else None


def sales(session: Session, start: date, end: date) -> Iterator[Sale]:
    """Everything sold between two days, both in it."""
    proposals = session.execute(
        select(
            Proposal.decided_on,
            Proposal.owner_id,
            Proposal.currency,
            Proposal.net,
            Proposal.base_currency,
            Proposal.base_net,
        ).where(Proposal.status.in_(SOLD), Proposal.decided_on.between(start, end))
    )
    for on, seller, currency, net, base, base_net in proposals:
        if on is not None:
            yield Sale(on, seller, currency, net, base, base_net)
    through_proposals = select(Proposal.opportunity_id).where(
        Proposal.status.in_(SOLD), Proposal.opportunity_id.is_not(None)
    )
    deals = session.execute(
        select(
            Opportunity.closed_on,
            Opportunity.owner_id,
            Opportunity.currency,
            Opportunity.real_amount,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Stage.kind == "won",
            Opportunity.closed_on.between(start, end),
            Opportunity.id.not_in(through_proposals),
        )
    )
    for on, seller, currency, amount in deals:
        if on is not None:
            yield Sale(on, seller, currency, amount or Decimal(0))


def actuals_by_cell(session: Session, budget: Budget) -> Mapping[CellKey, Decimal]:
    """Net sold per (period, region, seller), as far as the budget's model has them."""
    exercise = session.get_one(Exercise, budget.exercise_id)
    periods = leaf_periods(exercise)
    regions = _region_of_sellers(session, budget)
    sums: dict[CellKey, Decimal] = {}
    for sale in sales(session, exercise.starts_on, exercise.ends_on):
        net = sale.in_currency(budget.currency)
        period = next((p.id for p in periods if p.starts_on <= sale.on <= p.ends_on), None)
        region = regions.get(sale.seller_id) if sale.seller_id else None
        if net is None or period is None or (budget.market_id and region is None):
            continue
        key = _cell(budget.model, period, region, sale.seller_id)
        sums[key] = half_up(sums.get(key, Decimal(0)) + net, digits_of(budget.currency))
    return sums


def _cell(model: str, period: UUID, region: UUID | None, seller: UUID | None) -> CellKey:
    return (
        period,
        None if model == "period" else region,
        seller if model == "period-region-seller" else None,
    )


def _region_of_sellers(session: Session, budget: Budget) -> Mapping[UUID, UUID]:
    rows = session.execute(
        select(RegionSeller.user_id, RegionSeller.region_id)
        .join(Region, Region.id == RegionSeller.region_id)
        .where(Region.market_id == budget.market_id)
    )
    return dict(rows.all())


def actuals_by_budget(session: Session) -> Mapping[UUID, Decimal]:
    """The whole of what was sold against each budget."""
    return {
        budget.id: sum(actuals_by_cell(session, budget).values(), Decimal(0))
        for budget in session.scalars(select(Budget))
    }
