"""What it means for a deal to enter a stage; nobody but this module writes one."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.columns import now
from salesdesk.models.opportunity import Opportunity, StageChange
from salesdesk.models.pipeline import Stage


def enter(
    deal: Opportunity,
    stage: Stage,
    actor: str,
    *,
    reason: str = "",
    reason_id: UUID | None = None,
    amount: Decimal | None = None,
) -> None:
    """Put the deal into the stage, with what the stage's kind does to it and its history."""
    _take_kind(deal, stage, amount)
    deal.reason_id, deal.reason_note = reason_id, reason.strip()
    deal.stage_changes.append(
        StageChange(
            from_stage_id=deal.stage_id,
            to_stage_id=stage.id,
            at=now(),
            actor=actor,
            reason=reason.strip(),
        )
    )
    deal.stage_id = stage.id


def _take_kind(deal: Opportunity, stage: Stage, amount: Decimal | None) -> None:
    deal.stage_since = now()
    if deal.closed_on is not None:  # the certainty of a closed deal was nobody's own word
        deal.probability_is_own = False
    if stage.kind == "open":
        deal.closed_on, deal.real_amount = None, None
    else:
        deal.closed_on = now().date()
        sold = deal.real_amount or deal.expected_amount  # what accepted proposals made it
        won = sold if amount is None else amount
        deal.real_amount = won if stage.kind == "won" else Decimal(0)
    if not deal.probability_is_own or stage.kind != "open":
        deal.probability = stage.probability


def stage_of_kind(session: Session, deal: Opportunity, kind: str) -> Stage | None:
    """The pipeline's first stage of a kind; for "open" the last one that the deal was in."""
    stages = session.scalars(
        select(Stage).where(Stage.pipeline_id == deal.pipeline_id).order_by(Stage.position)
    ).all()
    of_kind = {stage.id: stage for stage in stages if stage.kind == kind}
    been = [move.to_stage_id for move in deal.stage_changes if move.to_stage_id in of_kind]
    if kind == "open" and been:
        return of_kind[been[-1]]
    return next(iter(of_kind.values()), None)
