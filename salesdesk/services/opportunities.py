"""The opportunity desk: deals, their moves through the pipeline, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import C_, N_, _
from salesdesk.models.account import Account
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.opportunity import Opportunity, StageChange
from salesdesk.models.pipeline import Pipeline, Stage
from salesdesk.models.reference import Product
from salesdesk.models.user import User
from salesdesk.models.values.currencies import digits_of
from salesdesk.models.values.forecast import weighted
from salesdesk.models.values.listing import (
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    SortKey,
)
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import (
    Draft,
    PartDraft,
    check_version,
    found,
    parts_of,
    read,
    write,
)
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number
from salesdesk.services.opportunity_stage import enter, stage_of_kind
from salesdesk.services.proposal_deal import SOURCES, follow

_DECIDED_BY_THE_DESK = ("stage_id", "stage_since", "closed_on", "real_amount", "reason_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealContactDraft(PartDraft):
    contact_id: UUID
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealOwnerDraft(PartDraft):
    user_id: UUID
    share: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityDraft(Draft):
    """A deal as the form holds it; the stage changes only by ``move``."""

    number: str = ""
    name: str = ""
    account_id: UUID | None = None
    company_id: UUID | None = None
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    owner_id: UUID | None = None
    controller_id: UUID | None = None
    product_id: UUID | None = None
    currency: str = "EUR"
    original_amount: Decimal = Decimal(0)
    expected_amount: Decimal = Decimal(0)
    expected_source: str = "original"
    real_amount: Decimal | None = None
    probability: Decimal = Decimal(0)
    probability_is_own: bool = False
    engaged_on: date | None = None
    expected_close: date | None = None
    closed_on: date | None = None
    exercise_id: UUID | None = None
    region_id: UUID | None = None
    lead_source: str = ""
    competitors: str = ""
    next_action: str = ""
    next_action_on: date | None = None
    description: str = ""
    source: str = ""
    external_id: str | None = None
    contacts: tuple[DealContactDraft, ...] = parts_of(DealContactDraft)
    owners: tuple[DealOwnerDraft, ...] = parts_of(DealOwnerDraft)
    weighted: Decimal = field(default=Decimal(0), metadata={"derived": True})


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a pipeline as boards and step bars show it."""

    id: UUID
    name: str
    kind: str
    probability: Decimal
    color: str = ""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of a deal's stage history."""

    at: object
    from_stage: str
    to_stage: str
    actor: str
    reason: str


SPEC = ListSpec(
    "opportunities",
    (
        ListColumn("name", N_("Name"), width=180),
        ListColumn("number", N_("Number"), width=110, shown=False),
        ListColumn("account", N_("Account"), width=180),
        ListColumn("owner", N_("Owner"), ColumnKind.PERSON, width=170),
        ListColumn("stage", N_("Stage"), ColumnKind.STATUS, width=120),
        ListColumn("probability", N_("Probability"), ColumnKind.PERCENT, width=110),
        ListColumn("original_amount", N_("Original"), ColumnKind.AMOUNT, "currency", True, False),
        ListColumn("expected_amount", N_("Expected"), ColumnKind.AMOUNT, "currency", True),
        ListColumn("real_amount", N_("Real"), ColumnKind.AMOUNT, "currency", True, False),
        ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, shown=False, width=80),
        ListColumn("engaged_on", N_("Engaged"), ColumnKind.DATE, shown=False, width=110),
        ListColumn("expected_close", C_("column", "Close"), ColumnKind.DATE, width=110),
        ListColumn("closed_on", N_("Closed"), ColumnKind.DATE, shown=False, width=110),
        ListColumn("product", N_("Product"), shown=False),
        ListColumn("external_id", N_("External key"), shown=False),
        ListColumn("stage_kind", N_("Stage is"), shown=False, choices=("open", "won", "lost")),
    ),
    (SortKey("expected_amount", descending=True),),
    (
        (
            N_("All open"),
            ListQuery(conditions=(Condition("stage_kind", Operator.IS, ("open",)),)),
        ),
        (N_("All opportunities"), ListQuery()),
        (N_("Won"), ListQuery(conditions=(Condition("stage_kind", Operator.IS, ("won",)),))),
    ),
)


def opportunity_listing(database: Database) -> Listing:
    """The deals as their list shows them."""
    table, stage = table_of(Opportunity), table_of(Stage)
    account, product = table_of(Account), table_of(Product)
    owner = table_of(User).alias("owner")
    source = (
        # a deal always has its stage; joined like this, a sum that needs none leaves it out
        table.outerjoin(stage, stage.c.id == table.c.stage_id)
        .outerjoin(account, account.c.id == table.c.account_id)
        .outerjoin(owner, owner.c.id == table.c.owner_id)
        .outerjoin(product, product.c.id == table.c.product_id)
    )
    joined = {"account", "owner", "stage", "product", "stage_kind"}
    columns = {c.name: table.c[c.name] for c in SPEC.columns if c.name not in joined} | {
        "account": account.c.name,
        "owner": owner.c.name,
        "stage": stage.c.name,
        "stage_kind": stage.c.kind,
        "product": product.c.name,
    }
    orders = {
        "name": table.c.sort_name,
        "account": account.c.sort_name,
        "owner": owner.c.sort_name,
        "stage": stage.c.position,
    }
    return Listing(database, SPEC, table, source, columns, orders, (table.c.archived_at.is_(None),))


class Opportunities:
    """The opportunity desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.listing = opportunity_listing(database)

    def new(self) -> OpportunityDraft:
        """A draft in the first stage of the default pipeline, owned by who asks."""
        with self.database.reading() as session:
            first = _default_pipeline(session).stages[0]
            return OpportunityDraft(
                owner_id=self.database.actor.id,
                pipeline_id=first.pipeline_id,
                stage_id=first.id,
                probability=first.probability,
            )

    def draft(self, opportunity_id: UUID) -> OpportunityDraft:
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            return replace(read(OpportunityDraft, deal), weighted=_weighted(deal))

    def save(self, draft: OpportunityDraft, base: OpportunityDraft | None = None) -> UUID:
        """Create or change a deal; raises InvalidInput, StaleRecord and NotAllowed."""
        actor = self.database.actor
        actor.require(Right.OPPORTUNITY)
        with self.database.changing() as session:
            deal = session.get(Opportunity, draft.id)
            wrong = _problems(draft)
            if wrong:
                raise InvalidInput(_("This opportunity can't be saved yet."), wrong)
            if deal is None:
                deal = self._created(session, draft)
            else:
                actor.require_own(Right.OPPORTUNITY, deal.owner_id)
                check_version(deal, replace(draft, weighted=Decimal(0)), base)
                draft = _own_word(draft, deal)
            kept = (*_DECIDED_BY_THE_DESK, "pipeline_id", "original_amount")
            write(draft, deal, kept)
            deal.original_amount = deal.original_amount or draft.expected_amount
            account = session.get(Account, draft.account_id) if draft.account_id else None
            deal.account_name = account.name if account else ""
            follow(session, deal)
        return draft.id

    def _created(self, session: Session, draft: OpportunityDraft) -> Opportunity:
        """A deal in the draft's stage, numbered."""
        pipeline = _default_pipeline(session)
        stage = session.get(Stage, draft.stage_id) if draft.stage_id else pipeline.stages[0]
        assert stage is not None
        [number] = take_number(session, "opportunity", now().date())
        deal = Opportunity(
            id=draft.id,
            number=number,
            name=draft.name,
            pipeline_id=stage.pipeline_id,
            stage_id=stage.id,
            stage_since=now(),
            currency=draft.currency,
            original_amount=draft.original_amount or draft.expected_amount,
            probability=stage.probability,
        )
        session.add(deal)
        deal.stage_changes.append(
            StageChange(to_stage_id=stage.id, at=now(), actor=self.database.actor.name)
        )
        return deal

    def stages(self, pipeline_id: UUID | None = None) -> tuple[StageRow, ...]:
        """The stages of a pipeline (the default one) in order."""
        with self.database.reading() as session:
            pipeline = (
                session.get(Pipeline, pipeline_id) if pipeline_id else _default_pipeline(session)
            )
            stages = pipeline.stages if pipeline else []
            return tuple(StageRow(s.id, s.name, s.kind, s.probability, s.color) for s in stages)

    def move(
        self,
        opportunity_id: UUID,
        stage_id: UUID,
        *,
        reason: str = "",
        reason_id: UUID | None = None,
        amount: Decimal | None = None,
    ) -> None:
        """Move a deal to a stage of its pipeline.

        Lost needs a reason. Won takes ``amount`` as the real amount, else what is expected.
        Reopening clears the closing date and the reason; the history keeps both.
        """
        actor = self.database.actor
        with self.database.changing() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            actor.require_own(Right.OPPORTUNITY, deal.owner_id)
            stage = session.get(Stage, stage_id)
            if stage is None or stage.pipeline_id != deal.pipeline_id:
                raise StepRefused(_("This stage is not one of the deal's pipeline."))
            if stage.id == deal.stage_id:
                return
            if stage.kind == "lost" and not (reason.strip() or reason_id):
                raise InvalidInput(
                    _("Say why {name} is lost.").format(name=deal.name),
                    [Problem(_("A lost deal needs a reason."), "reason")],
                )
            enter(deal, stage, actor.name, reason=reason, reason_id=reason_id, amount=amount)

    def mark(self, opportunity_id: UUID, kind: str, reason: str = "") -> None:
        """Mark a deal won, lost or open again, by the pipeline's own stage of that kind."""
        with self.database.reading() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            stage = stage_of_kind(session, deal, kind)
            if stage is None:
                raise StepRefused(_("This pipeline has no stage that is {kind}.").format(kind=kind))
            key = stage.id
        self.move(opportunity_id, key, reason=reason)

    def moves(self, opportunity_id: UUID) -> tuple[MoveRow, ...]:
        """Every move, the newest first."""
        with self.database.reading() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            names = dict(session.execute(select(Stage.id, Stage.name)).all())
            return tuple(
                MoveRow(
                    m.at,
                    names.get(m.from_stage_id, "") if m.from_stage_id else "",
                    names[m.to_stage_id],
                    m.actor,
                    m.reason,
                )
                for m in sorted(deal.stage_changes, key=lambda m: m.at, reverse=True)
            )

    def archive(self, opportunity_id: UUID, *, archived: bool = True) -> None:
        self.database.actor.require(Right.OPPORTUNITY)
        with self.database.changing() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            deal.archived_at = now() if archived else None

    def delete(self, opportunity_id: UUID) -> None:
        """Delete a deal that nothing refers to; raises InUse otherwise."""
        with self.database.changing() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            self.database.actor.require_own(Right.OPPORTUNITY, deal.owner_id)
            session.delete(deal)


def _problems(draft: OpportunityDraft) -> list[Problem]:
    wrong = []
    if not draft.name.strip():
        wrong.append(Problem(_("An opportunity needs a name."), "name"))
    if len(draft.currency) != 3:
        wrong.append(Problem(_("Choose a currency."), "currency", value=draft.currency))
    if not 0 <= draft.probability <= 100:
        said = _("A probability lies between 0 and 100 %.")
        wrong.append(Problem(said, "probability", value=str(draft.probability)))
    shares = sum((owner.share for owner in draft.owners), Decimal(0))
    if draft.owners and shares != 100:
        said = _("The owners' shares are {sum} % together; they must be 100 %.")
        wrong.append(Problem(said.format(sum=shares), "owners"))
    return wrong


def _own_word(draft: OpportunityDraft, deal: Opportunity) -> OpportunityDraft:
    """An amount that somebody types over that of a proposal is their own from then on."""
    is_typed = draft.expected_amount != deal.expected_amount
    if (
        is_typed
        and draft.expected_source == deal.expected_source
        and deal.expected_source in SOURCES
    ):
        return replace(draft, expected_source="manual")
    return draft


def _weighted(deal: Opportunity) -> Decimal:
    return weighted(deal.expected_amount, deal.probability, digits_of(deal.currency))


def _default_pipeline(session: Session) -> Pipeline:
    pipeline = session.scalars(
        select(Pipeline)
        .where(Pipeline.entity == "opportunity", Pipeline.archived_at.is_(None))
        .order_by(Pipeline.is_default.desc(), Pipeline.id)
    ).first()
    if pipeline is None or not pipeline.stages:
        raise InvalidInput(_("There is no pipeline yet. Add one under Settings, Pipelines."))
    return pipeline
