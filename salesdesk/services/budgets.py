"""Sales budgets: a total spread over periods, regions and sellers, and what was sold against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import N_, _
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.planning import Budget, BudgetCell, Exercise, Market, Region, RegionSeller
from salesdesk.models.user import User
from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.distribution import Lock, Model, Plan, Share, distribute
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, SortKey
from salesdesk.models.values.workflow import BUDGET
from salesdesk.services.actor import Right
from salesdesk.services.budget_actuals import actuals_by_budget, actuals_by_cell
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
from salesdesk.services.exercises import leaf_periods
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number

MODELS = tuple(model.value for model in Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDraft(PartDraft):
    """One target; a dimension that the model lacks is None."""

    period_id: UUID
    region_id: UUID | None = None
    seller_id: UUID | None = None
    amount: Decimal = Decimal(0)
    weight: Decimal = Decimal(1)
    is_locked: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetDraft(Draft):
    """A budget with all its cells."""

    number: str = ""
    name: str = ""
    company_id: UUID | None = None
    exercise_id: UUID | None = None
    market_id: UUID | None = None
    currency: str = "EUR"
    model: str = "period"
    status: str = "worksheet"
    total: Decimal = Decimal(0)
    revision: int = 0
    owner_id: UUID | None = None
    notes: str = ""
    cells: tuple[CellDraft, ...] = parts_of(CellDraft)


@dataclass(frozen=True, slots=True)
class Axis:
    """A row or column of the matrix: a period, a region or a seller, under its parent."""

    id: UUID
    name: str
    parent_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the budget window shows: the axes, and what was sold per cell.

    ``actuals`` maps (period, region, seller) to net sold in the budget's currency; ``bands`` are
    the quarters, or other parents, that the periods stand in.
    """

    draft: BudgetDraft
    periods: tuple[Axis, ...]
    regions: tuple[Axis, ...]
    sellers: tuple[Axis, ...]
    actuals: Mapping[tuple[UUID, UUID | None, UUID | None], Decimal]
    bands: tuple[Axis, ...] = ()


SPEC = ListSpec(
    "budgets",
    (
        ListColumn("name", N_("Name"), width=240),
        ListColumn("number", N_("Number"), width=100),
        ListColumn("exercise", N_("Exercise"), width=140),
        ListColumn("market", N_("Market"), width=140),
        ListColumn("model", N_("Distribution"), width=160, choices=MODELS),
        ListColumn(
            "status", N_("Status"), ColumnKind.STATUS, width=110, choices=tuple(BUDGET.states)
        ),
        ListColumn("total", N_("Total"), ColumnKind.AMOUNT, "currency", True),
        ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, width=80, shown=False),
    ),
    (SortKey("name"),),
)


def budget_listing(database: Database) -> Listing:
    """The budgets as their list shows them."""
    table, exercise, market = table_of(Budget), table_of(Exercise), table_of(Market)
    source = table.join(exercise, exercise.c.id == table.c.exercise_id).outerjoin(
        market, market.c.id == table.c.market_id
    )
    columns = {
        c.name: table.c[c.name] for c in SPEC.columns if c.name not in ("exercise", "market")
    } | {"exercise": exercise.c.name, "market": market.c.name}
    return Listing(
        database,
        SPEC,
        table,
        source,
        columns,
        {"name": table.c.sort_name},
        (table.c.archived_at.is_(None),),
    )


class Budgets:
    """The budget desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.listing = budget_listing(database)

    def draft(self, budget_id: UUID) -> BudgetDraft:
        with self.database.reading() as session:
            return read(BudgetDraft, found(session, Budget, budget_id, "budget"))

    def new(self, exercise_id: UUID, model: str, total: Decimal, **more: object) -> BudgetDraft:
        """A budget of an exercise, spread evenly over the model's dimensions."""
        base = BudgetDraft(
            exercise_id=exercise_id,
            model=model,
            total=total,
            owner_id=self.database.actor.id,
            **more,  # type: ignore[arg-type] # fields of the draft
        )
        with self.database.reading() as session:
            return _distributed(session, base, _empty_cells(session, base))

    def redistributed(self, draft: BudgetDraft) -> BudgetDraft:
        """The draft with its free cells filled again by their weights; locked ones stand."""
        with self.database.reading() as session:
            return _distributed(session, draft, draft.cells)

    def save(self, draft: BudgetDraft, base: BudgetDraft | None = None) -> UUID:
        """Create or change a worksheet; an approved budget is changed by a new version."""
        actor = self.database.actor
        actor.require(Right.BUDGET)
        with self.database.changing() as session:
            wrong = self.problems(draft)
            if wrong:
                raise InvalidInput(_("This budget can't be saved yet."), wrong)
            budget = session.get(Budget, draft.id)
            if budget is None:
                [number] = take_number(session, "budget", now().date())
                budget = Budget(
                    id=draft.id,
                    number=number,
                    exercise_id=draft.exercise_id,
                    currency=draft.currency,
                    status=BUDGET.first,
                )
                session.add(budget)
            else:
                check_version(budget, draft, base)
                if not BUDGET.state(budget.status).is_editable:
                    raise StepRefused(
                        _("{number} is {status} and read-only; make a new version.").format(
                            number=budget.number, status=BUDGET.label(budget.status)
                        )
                    )
            write(draft, budget, ("status", "revision"))
        return draft.id

    def problems(self, draft: BudgetDraft) -> list[Problem]:
        """What is wrong before saving; that cells sum is asked only when it is submitted."""
        wrong = []
        if not draft.name.strip():
            wrong.append(Problem(_("A budget needs a name."), "name"))
        if draft.exercise_id is None:
            wrong.append(Problem(_("A budget needs a sales exercise."), "exercise_id"))
        if draft.total < 0:
            wrong.append(Problem(_("A budget can't be negative."), "total", value=str(draft.total)))
        if draft.model not in MODELS:
            wrong.append(Problem(_("Choose how the budget is distributed."), "model"))
        wrong += [
            Problem(_("A target can't be negative."), "cells", number, value=str(cell.amount))
            for number, cell in enumerate(draft.cells, 1)
            if cell.amount < 0
        ]
        return wrong

    def matrix(self, budget_id: UUID) -> Matrix:
        """The budget with its axes and what was sold."""
        with self.database.reading() as session:
            budget = found(session, Budget, budget_id, "budget")
            draft = read(BudgetDraft, budget)
            actuals = actuals_by_cell(session, budget)
            return Matrix(draft, *_axes(session, draft), actuals, _bands(session, draft))

    def matrix_of(self, draft: BudgetDraft) -> Matrix:
        """The same for a budget that is not saved yet."""
        with self.database.reading() as session:
            return Matrix(draft, *_axes(session, draft), {}, _bands(session, draft))

    def actuals(self) -> Mapping[UUID, Decimal]:
        """What was sold against each budget, in the budget's currency."""
        with self.database.reading() as session:
            return actuals_by_budget(session)

    def step(self, budget_id: UUID, verb: str, reason: str = "") -> str:
        """Submit, return, approve, close or revise; answers the new status.

        Submitting needs cells that sum to the total to the cent; nobody approves an own budget.
        """
        actor = self.database.actor
        with self.database.changing() as session:
            budget = found(session, Budget, budget_id, "budget")
            target = BUDGET.take(verb, budget.status, actor.roles, reason)
            if verb in ("submit", "approve"):
                _require_sums(budget)
            if verb == "approve":
                if budget.owner_id == actor.id:
                    raise StepRefused(_("You made this budget, so somebody else approves it."))
                budget.approved_by_id = actor.id
                _supersede_older(session, budget)
            if verb == "revise":
                return _revised(session, budget).status
            budget.status = target
            return target


def _empty_cells(session: Session, draft: BudgetDraft) -> tuple[CellDraft, ...]:
    periods, regions, sellers = _axes(session, draft)
    cells = []
    for period in periods:
        if draft.model == Model.PERIOD:
            cells.append(CellDraft(period_id=period.id))
            continue
        for region in regions:
            inside = [s for s in sellers if s.parent_id == region.id]
            if draft.model == Model.PERIOD_REGION:
                inside = []
            elif not inside:
                continue
            keys: list[UUID | None] = [*(seller.id for seller in inside)] or [None]
            cells += [
                CellDraft(period_id=period.id, region_id=region.id, seller_id=key) for key in keys
            ]
    return tuple(cells)


def _axes(
    session: Session, draft: BudgetDraft
) -> tuple[tuple[Axis, ...], tuple[Axis, ...], tuple[Axis, ...]]:
    exercise = found(session, Exercise, draft.exercise_id, "exercise")  # type: ignore[arg-type] # checked
    periods = tuple(
        Axis(p.id, p.name, p.parent_id, p.starts_on, p.ends_on) for p in leaf_periods(exercise)
    )
    regions = session.scalars(
        select(Region).where(Region.market_id == draft.market_id).order_by(Region.position)
    ).all()
    sellers = session.execute(
        select(RegionSeller.region_id, User.id, User.name)
        .join(User, User.id == RegionSeller.user_id)
        .where(RegionSeller.region_id.in_([r.id for r in regions]))
        .order_by(User.sort_name)
    ).all()
    return (
        periods,
        tuple(Axis(r.id, r.name) for r in regions),
        tuple(Axis(key, name, region) for region, key, name in sellers),
    )


def _bands(session: Session, draft: BudgetDraft) -> tuple[Axis, ...]:
    """The parents of the leaves where there are several; a year over all would say nothing new."""
    exercise = found(session, Exercise, draft.exercise_id, "exercise")  # type: ignore[arg-type] # checked
    holders = {p.parent_id for p in leaf_periods(exercise)}
    parents = sorted((p for p in exercise.periods if p.id in holders), key=lambda p: p.starts_on)
    found_bands = (Axis(p.id, p.name, p.parent_id, p.starts_on, p.ends_on) for p in parents)
    return tuple(found_bands) if len(parents) > 1 else ()


def _distributed(session: Session, draft: BudgetDraft, cells: Sequence[CellDraft]) -> BudgetDraft:
    """Amounts by the calculator; keys stand for names so that namesakes stay apart."""
    del session
    plan = Plan(
        draft.total,
        unit_of(draft.currency),
        Model(draft.model),
        tuple(Share(str(k), w) for k, w in _weights(cells, "period_id").items()),
        tuple(_region_shares(cells)),
        tuple(
            Lock(str(c.period_id), _text(c.region_id), _text(c.seller_id), c.amount)
            for c in cells
            if c.is_locked
        ),
    )
    amounts = {(c.period, c.region, c.seller): c.amount for c in distribute(plan)}
    filled = tuple(
        replace(c, amount=amounts[str(c.period_id), _text(c.region_id), _text(c.seller_id)])
        for c in cells
    )
    return replace(draft, cells=filled)


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def _weights(cells: Sequence[CellDraft], axis: str) -> dict[UUID, Decimal]:
    """A weight per key of an axis: the sum of its cells' weights."""
    weights: dict[UUID, Decimal] = {}
    for cell in cells:
        key = getattr(cell, axis)
        if key is not None:
            weights[key] = weights.get(key, Decimal(0)) + cell.weight
    return weights


def _region_shares(cells: Sequence[CellDraft]) -> list[Share]:
    shares = []
    for region, weight in _weights(cells, "region_id").items():
        inside = [c for c in cells if c.region_id == region]
        sellers = tuple(Share(str(k), w) for k, w in _weights(inside, "seller_id").items())
        shares.append(Share(str(region), weight, sellers))
    return shares


def _require_sums(budget: Budget) -> None:
    cells = sum((cell.amount for cell in budget.cells), Decimal(0))
    if cells != budget.total:
        raise StepRefused(
            _(
                "The cells of {number} sum to {cells}, not to {total}; spread the rest first."
            ).format(number=budget.number, cells=cells, total=budget.total)
        )


def _supersede_older(session: Session, budget: Budget) -> None:
    if budget.parent_id is not None:
        older = session.get_one(Budget, budget.parent_id)
        if older.status == "approved":
            older.status = "superseded"


def _revised(session: Session, budget: Budget) -> Budget:
    """A worksheet that starts as a copy; the approved one stands until this is approved."""
    [number] = take_number(session, "budget", now().date())
    copied = ("name", "company_id", "exercise_id", "market_id", "currency", "model", "total")
    fresh = Budget(
        number=number,
        status=BUDGET.first,
        revision=budget.revision + 1,
        parent_id=budget.id,
        owner_id=budget.owner_id,
        notes=budget.notes,
        **{name: getattr(budget, name) for name in copied},
    )
    fresh.cells = [
        BudgetCell(
            period_id=c.period_id,
            region_id=c.region_id,
            seller_id=c.seller_id,
            amount=c.amount,
            weight=c.weight,
            is_locked=c.is_locked,
        )
        for c in budget.cells
    ]
    session.add(fresh)
    return fresh
