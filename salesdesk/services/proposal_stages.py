"""The optional pipeline of proposals: where one stands with the customer, beside its status.

A stage says nothing commercial: it changes in any status, and an approval stands.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import StepRefused
from salesdesk.i18n import _
from salesdesk.models.pipeline import Pipeline, Stage
from salesdesk.models.proposal import Proposal
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import found
from salesdesk.services.opportunities import StageRow
from salesdesk.services.proposal_steps import note


def stages(database: Database) -> tuple[StageRow, ...]:
    """The stages of the proposals' pipeline in order; none where the house has no such pipeline."""
    database.actor.require(Right.READ)
    order = (Pipeline.is_default.desc(), Pipeline.id)
    wanted = select(Pipeline).where(Pipeline.entity == "proposal", Pipeline.archived_at.is_(None))
    with database.reading() as session:
        pipeline = session.execute(wanted.order_by(*order)).scalars().first()
        return tuple(
            StageRow(each.id, each.name, each.kind, each.probability, each.color)
            for each in (pipeline.stages if pipeline else ())
        )


def move(database: Database, proposal_id: UUID, stage_id: UUID | None) -> None:
    """Put a proposal into a stage, or out of the pipeline; its history says so."""
    actor = database.actor
    with database.changing() as session:
        proposal = found(session, Proposal, proposal_id, "proposal")
        actor.require_own(Right.PROPOSAL, proposal.owner_id)
        if proposal.stage_id == stage_id:
            return
        stage = session.get(Stage, stage_id) if stage_id else None
        if stage_id and (stage is None or stage.pipeline.entity != "proposal"):
            raise StepRefused(_("This stage is not one of the proposals' pipeline."))
        before = session.get(Stage, proposal.stage_id) if proposal.stage_id else None
        names = [each.name if each else _("outside the pipeline") for each in (before, stage)]
        proposal.stage_id = stage_id
        note(proposal, actor, "stage", " → ".join(names))
