"""The estimation desk: listing, opening, saving by differences, revising, importing, deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import N_, _
from salesdesk.models.account import Account
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.estimation import Estimation
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.user import User
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.listing import (
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    SortKey,
)
from salesdesk.models.values.workflow import ESTIMATION
from salesdesk.models.values.workplan import WorkPlan, copied
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import differences, found, write
from salesdesk.services.estimation_draft import (
    EstimationDraft,
    read_draft,
    sums_of,
    with_settings,
    without_costs,
    write_sums,
)
from salesdesk.services.estimation_rows import write_plan
from salesdesk.services.estimation_steps import next_revision, record_step, take_step, waive
from salesdesk.services.estimation_terms import under_kept_terms
from salesdesk.services.import_report import ImportReport
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number

STATUSES = tuple(ESTIMATION.states)
_COSTS = frozenset({"cost", "product_cost", "service_cost", "margin"})
_DECIDED_BY_THE_DESK = ("status", "revision")

COLUMNS = (
    ListColumn("number", N_("Number"), width=130),
    ListColumn("name", N_("Name"), width=220),
    ListColumn("revision", N_("Revision"), ColumnKind.INTEGER, width=80),
    ListColumn("status", N_("Status"), ColumnKind.STATUS, width=120, choices=STATUSES),
    ListColumn("account", N_("Account"), width=180),
    ListColumn("owner", N_("Owner"), ColumnKind.PERSON, width=170),
    ListColumn("effort_hours", N_("Effort, h"), ColumnKind.NUMBER, width=110),
    ListColumn("cost", N_("Cost"), ColumnKind.AMOUNT, "currency", True),
    ListColumn("product_cost", N_("Product cost"), ColumnKind.AMOUNT, "currency", shown=False),
    ListColumn("service_cost", N_("Service cost"), ColumnKind.AMOUNT, "currency", shown=False),
    ListColumn("sell", N_("Sell"), ColumnKind.AMOUNT, "currency", True),
    ListColumn("margin", N_("Margin"), ColumnKind.PERCENT, width=100),
    ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, width=80),
    ListColumn("starts_on", N_("Start"), ColumnKind.DATE, width=110),
    ListColumn("is_current", N_("Current"), ColumnKind.FLAG, shown=False, width=80),
)
VIEWS = (
    (N_("All estimations"), ListQuery()),
    (N_("Worksheets"), ListQuery(conditions=(Condition("status", Operator.IS, ("worksheet",)),))),
    (N_("In review"), ListQuery(conditions=(Condition("status", Operator.IS, ("in_review",)),))),
)


def estimation_listing(database: Database) -> Listing:
    """The estimations as their list shows them; costs only for those who may see them."""
    may_cost = database.actor.may(Right.COST)
    columns = tuple(column for column in COLUMNS if may_cost or column.name not in _COSTS)
    spec = ListSpec("estimations", columns, (SortKey("number", descending=True),), VIEWS)
    table, account = table_of(Estimation), table_of(Account)
    owner = table_of(User).alias("owner")
    source = table.outerjoin(account, account.c.id == table.c.account_id).outerjoin(
        owner, owner.c.id == table.c.owner_id
    )
    other = {"account": account.c.name, "owner": owner.c.name, "effort_hours": table.c.effort}
    expressions = {c.name: other[c.name] if c.name in other else table.c[c.name] for c in columns}
    orders = {"name": table.c.sort_name, "account": account.c.sort_name}
    shown = (table.c.archived_at.is_(None),)
    return Listing(database, spec, table, source, expressions, orders, shown)


class Estimations:
    """The estimation desk."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def listing(self) -> Listing:
        return estimation_listing(self.database)

    def new(self) -> EstimationDraft:
        """An empty worksheet, owned by who asks, with today's rates and calendar."""
        with self.database.reading() as session:
            return with_settings(session, EstimationDraft(owner_id=self.database.actor.id))

    def draft(self, estimation_id: UUID) -> EstimationDraft:
        """The whole estimation to look at or to edit."""
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            draft = read_draft(session, _found(session, estimation_id))
        return draft if self.database.actor.may(Right.COST) else without_costs(draft)

    plan = draft

    def from_opportunity(self, opportunity_id: UUID) -> EstimationDraft:
        """A worksheet for a deal, with its account, currency and company."""
        with self.database.reading() as session:
            deal = found(session, Opportunity, opportunity_id, "opportunity")
            draft = EstimationDraft(
                name=deal.name,
                owner_id=self.database.actor.id,
                opportunity_id=deal.id,
                account_id=deal.account_id,
                company_id=deal.company_id,
                exercise_id=deal.exercise_id,
                currency=deal.currency,
            )
            return with_settings(session, draft)

    def rated(self, draft: EstimationDraft) -> EstimationDraft:
        """An unsaved draft with the role rates of its currency, its calendar and company's rule."""
        with self.database.reading() as session:
            found = with_settings(session, draft)
        if self.database.actor.may(Right.COST):
            return found
        return replace(found, rates=draft.rates, company_rule=draft.company_rule)

    def save(self, draft: EstimationDraft, base: EstimationDraft | None = None) -> UUID:
        """Create an estimation, or write what differs from ``base``, in one transaction.

        Raises InvalidInput, StaleRecord when somebody saved it first, StepRefused when it is no
        longer a worksheet, NotAllowed when it is somebody else's.
        """
        with self.database.changing() as session:
            self._save(session, draft, base)
        return draft.id

    def _save(
        self, session: Session, draft: EstimationDraft, base: EstimationDraft | None
    ) -> Estimation:
        actor = self.database.actor
        actor.require(Right.ESTIMATION)
        wrong = _problems(draft)
        if wrong:
            raise InvalidInput(_("This estimation can't be saved yet."), wrong)
        record = session.get(Estimation, draft.id)
        if record is None:
            record = self._created(session, draft)
            before = WorkPlan()
        else:
            actor.require_own(Right.ESTIMATION, record.owner_id)
            before = _checked(session, record, draft, base)
        write(draft, record, _DECIDED_BY_THE_DESK)
        write_sums(record, with_settings(session, draft))
        write_plan(session, record.id, before, draft.plan)
        # rows are parts of the estimation: whatever changed among them counts as a change of it
        record.updated_at = now()
        return record

    def _created(self, session: Session, draft: EstimationDraft) -> Estimation:
        number = draft.number or take_number(session, "estimation", now().date())[0]
        record = Estimation(
            id=draft.id,
            number=number,
            family_id=draft.id,
            status=ESTIMATION.first,
            name=draft.name,
            currency=draft.currency,
            starts_on=draft.starts_on,
        )
        session.add(record)
        record_step(record, "create", "", self.database.actor)
        return record

    def duplicate(self, estimation_id: UUID, name: str = "") -> UUID:
        """A copy as a new worksheet of one's own; approvals are never copied."""
        draft = self.draft(estimation_id)
        return self.save(
            replace(
                draft,
                id=new_id(),
                version=0,
                number="",
                revision=0,
                status="worksheet",
                name=name or _("{name} (copy)").format(name=draft.name),
                owner_id=self.database.actor.id,
                imported_from="",
                plugs_waived=False,
                rules=tuple(replace(rule, id=new_id()) for rule in draft.rules),
                plan=WorkPlan(copied(draft.plan.items, descend=True)),
            )
        )

    def revise(self, estimation_id: UUID) -> UUID:
        """A new revision as a worksheet; this one stays current until the new one is approved."""
        actor = self.database.actor
        actor.require(Right.ESTIMATION)
        with self.database.changing() as session:
            source = _found(session, estimation_id)
            actor.require_own(Right.ESTIMATION, source.owner_id)
            ESTIMATION.take("revise", source.status, frozenset(actor.roles))
            draft = read_draft(session, source)
            revision = next_revision(session, source.family_id)
            fresh = replace(
                draft,
                id=new_id(),
                version=0,
                status="worksheet",
                rules=tuple(replace(rule, id=new_id()) for rule in draft.rules),
                plan=WorkPlan(copied(draft.plan.items, descend=True)),
            )
            record = Estimation(
                id=fresh.id,
                number=source.number,
                revision=revision,
                family_id=source.family_id,
                status=ESTIMATION.first,
                parent_id=source.id,
                is_current=False,
                name=source.name,
                currency=source.currency,
                starts_on=source.starts_on,
            )
            session.add(record)
            record_step(record, "revise", source.number, actor)
            write(fresh, record, _DECIDED_BY_THE_DESK)
            write_sums(record, fresh)
            write_plan(session, record.id, WorkPlan(), fresh.plan)
        return fresh.id

    def step(self, estimation_id: UUID, verb: str, reason: str = "") -> str:
        """Submit, return, approve, cancel or revise; answers the new status."""
        if verb == "revise":
            return self.draft(self.revise(estimation_id)).status
        with self.database.changing() as session:
            record = _found(session, estimation_id)
            return take_step(session, record, verb, reason, self.database.actor)

    def waive_plugs(self, estimation_id: UUID, reason: str = "", *, waived: bool = True) -> None:
        """Let guesses pass the review, which an approver may allow for a reason."""
        with self.database.changing() as session:
            waive(_found(session, estimation_id), reason, self.database.actor, waived=waived)

    def delete(self, estimation_id: UUID) -> None:
        """Delete a worksheet that nothing refers to."""
        with self.database.changing() as session:
            record = _found(session, estimation_id)
            self.database.actor.require_own(Right.ESTIMATION, record.owner_id)
            _require_worksheet(record)
            session.delete(record)

    def archive(self, estimation_id: UUID, *, archived: bool = True) -> None:
        self.database.actor.require(Right.ESTIMATION)
        with self.database.changing() as session:
            _found(session, estimation_id).archived_at = now() if archived else None

    def show(self, estimation_id: UUID) -> dict[str, Any]:
        """The whole record in the shape of the command line."""
        from salesdesk.services.estimation_document import document

        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            record = _found(session, estimation_id)
            may_cost = self.database.actor.may(Right.COST)
            return document(read_draft(session, record), record, may_cost=may_cost)

    def create(self, given: Mapping[str, Any]) -> UUID:
        """A new worksheet from the shape that ``show`` answers."""
        from salesdesk.services.estimation_reading import draft_of

        with self.database.reading() as session:
            draft = with_settings(session, draft_of(session, given, self.database.actor))
        return self.save(draft)

    def import_work_plan(
        self,
        path: Path,
        into: UUID | None = None,
        mapping: Mapping[str, str] | None = None,
        *,
        dry_run: bool = False,
    ) -> ImportReport:
        """A plan's file as a new worksheet, or at the end of one; once for each file."""
        from salesdesk.services.estimation_imports import import_work_plan

        return import_work_plan(self, path, into, mapping, dry_run=dry_run)

    def export_work_plan(self, estimation_id: UUID) -> bytes:
        """The plan as Microsoft Project XML."""
        from salesdesk.services.mspdi_write import PlanToWrite
        from salesdesk.services.mspdi_write import write as written

        self.database.actor.require(Right.COST)
        draft = self.draft(estimation_id)
        return written(PlanToWrite(draft.name, draft.figures(), draft.schedule()))


def _found(session: Session, key: UUID) -> Estimation:
    return found(session, Estimation, key, "estimation")


def _require_worksheet(record: Estimation) -> None:
    if not ESTIMATION.state(record.status).is_editable:
        raise StepRefused(
            _("{number} is {status} and can't be changed. Make a new revision instead.").format(
                number=record.number, status=ESTIMATION.label(record.status).lower()
            )
        )


def _checked(
    session: Session, record: Estimation, draft: EstimationDraft, base: EstimationDraft | None
) -> WorkPlan:
    """Refuse a stale or a forbidden save; the plan to compare with."""
    if record.version != draft.version:
        theirs = read_draft(session, record)
        record.require_version(draft.version, differences(base, draft, theirs))
    _require_worksheet(record)
    return base.plan if base is not None else read_draft(session, record).plan


def _problems(draft: EstimationDraft) -> list[Problem]:
    wrong = []
    if not draft.name.strip():
        wrong.append(Problem(_("An estimation needs a name."), "name"))
    if draft.currency not in DIGITS:
        wrong.append(Problem(_("Choose a currency."), "currency", value=draft.currency))
    return wrong


def recompute_all(database: Database) -> tuple[int, list[str]]:
    """Every stored total against the calculator's: how many were compared, and what differs."""
    wrong = []
    with database.reading() as session:
        records = session.scalars(select(Estimation)).all()
        for record in records:
            draft = read_draft(session, record)
            wrong += [
                _("{number}: {field} is stored as {kept} and calculated as {found}.").format(
                    number=draft.full_number, field=name, kept=getattr(record, name), found=value
                )
                for name, value in sums_of(under_kept_terms(draft, record.rates_text)).items()
                if getattr(record, name) != value
            ]
    return len(records), wrong
