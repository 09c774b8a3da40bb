"""The figures of the first screen: my pipeline, my target, what is due and what expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, null, select, type_coerce
from sqlalchemy.orm import Session

from salesdesk.models.estimation import Estimation
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.pipeline import Stage
from salesdesk.models.planning import Budget, BudgetCell, Exercise, Period
from salesdesk.models.proposal import Proposal
from salesdesk.models.summary import PipelineSum
from salesdesk.models.values.currencies import digits_of
from salesdesk.models.values.home_figures import (
    Closed,
    DueRow,
    HomeFigures,
    NextDeal,
    StageFigure,
    TargetFigure,
    Waiting,
)
from salesdesk.models.values.listing import Condition, ListQuery, Operator, SortKey
from salesdesk.models.values.rounding import half_up
from salesdesk.services.activities import Activities
from salesdesk.services.actor import Role
from salesdesk.services.budget_actuals import sales
from salesdesk.services.database import Database
from salesdesk.services.opportunities import opportunity_listing

ZERO = Decimal(0)
_SHOWN = 5
_BOTH = frozenset({Role.APPROVER, Role.FINANCE})
_DECIDED: tuple[tuple[str, Any, str, Any, Any, frozenset[Role]], ...] = (
    ("proposals", Proposal, "in_approval", Proposal.valid_until, Proposal.submitted_by_id, _BOTH),
    ("estimations", Estimation, "in_review", null(), Estimation.submitted_by_id,
     frozenset({Role.APPROVER})),
    ("budgets", Budget, "in_review", null(), Budget.owner_id, _BOTH),
)  # fmt: skip
"""Module, record, the state that waits, until when, who may not decide, who may."""


class Home:
    """What the first screen shows."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def figures(self, today: date) -> HomeFigures:
        """The whole first screen: mine, or everybody's where I have none."""
        target, mine = self.target(today), True
        if target is None or not target.target:
            target, mine = self.target(today, mine=False), False
        stages = self.pipeline()
        own = bool(stages)
        return HomeFigures(
            target,
            mine,
            stages or self.pipeline(mine=False),
            self.next_to_close(today, mine=own),
            self.waiting(today),
            self.due(today),
            self.closed_lately(),
        )

    def next_to_close(self, today: date, *, mine: bool = True) -> tuple[NextDeal, ...]:
        """The open deals whose day to close comes next."""
        conditions: tuple[Condition, ...] = (
            Condition("stage_kind", Operator.IS, ("open",)),
            Condition("expected_close", Operator.AT_LEAST, (today,)),
        )
        if mine:
            who = Condition("owner", Operator.IS, (self.database.actor.name,))
            conditions = (*conditions, who)
        found = self._deals(
            ListQuery(conditions=conditions, sort=(SortKey("expected_close"),)),
            ("account", "name", "expected_amount", "expected_close"),
        )
        return tuple(NextDeal(deal[0] or "", *deal[1:]) for deal in found)

    def closed_lately(self) -> tuple[Closed, ...]:
        """The deals that were won or lost last."""
        found = self._deals(
            ListQuery(
                conditions=(Condition("stage_kind", Operator.IS_NOT, ("open",)),),
                sort=(SortKey("closed_on", descending=True),),
            ),
            ("account", "name", "stage_kind", "real_amount", "currency", "closed_on"),
        )
        return tuple(Closed(deal[0] or "", *deal[1:]) for deal in found)

    def _deals(self, query: ListQuery, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        source = opportunity_listing(self.database)
        places = [source.spec.position(name) for name in columns]
        return [tuple(row[at] for at in places) for row in source.all_rows(query, _SHOWN)]

    def pipeline(self, *, mine: bool = True) -> tuple[StageFigure, ...]:
        """Open deals by stage and currency, in the order of the stages."""
        statement = (
            select(
                Stage.name,
                Stage.kind,
                PipelineSum.currency,
                PipelineSum.probability,
                func.sum(PipelineSum.deals),
                func.sum(PipelineSum.expected),
            )
            .join(PipelineSum, PipelineSum.stage == _hex(Stage.id, self.database.dialect))
            .where(Stage.kind == "open")
            .group_by(
                Stage.position,
                Stage.name,
                Stage.kind,
                PipelineSum.currency,
                PipelineSum.probability,
            )
            .having(func.sum(PipelineSum.deals) > 0)
            .order_by(Stage.position, PipelineSum.currency)
        )
        if mine:
            own = self.database.actor.id
            statement = statement.where(PipelineSum.owner == (own.hex if own else ""))
        with self.database.reading() as session:
            return _by_stage(session.execute(statement).all())

    def target(self, today: date, *, mine: bool = True) -> TargetFigure | None:
        """Target against sold in the exercise of a day; None when no budget is approved."""
        with self.database.reading() as session:
            budgets = _approved_budgets(session, today)
            if not budgets:
                return None
            seller = self.database.actor.id if mine else None
            return _target(session, budgets, seller)

    def waiting(self, today: date, days: int = 14) -> tuple[Waiting, ...]:
        """What needs the user, the most pressing first."""
        with self.database.reading() as session:
            found = [
                *self._to_approve(session),
                *self._expiring(session, today, today + timedelta(days=days)),
                *self._overdue(session, today),
            ]
        return tuple(sorted(found, key=lambda w: (w.on or date.max, w.title)))

    def due(self, today: date, days: int = 14) -> tuple[DueRow, ...]:
        return Activities(self.database).due(today + timedelta(days=days))

    def _to_approve(self, session: Session) -> list[Waiting]:
        """What others have submitted and this user's roles may decide."""
        actor = self.database.actor
        found: list[Waiting] = []
        for module, record, state, until, submitter, roles in _DECIDED:
            if actor.roles & roles:
                statement = select(record.id, record.number, record.name, until).where(
                    record.status == state, submitter.is_distinct_from(actor.id)
                )
                found += [
                    Waiting("approve", module, r[0], f"{r[1] or ''} {r[2]}".strip(), r[3])
                    for r in session.execute(statement)
                ]
        return found

    def _expiring(self, session: Session, today: date, until: date) -> list[Waiting]:
        rows = session.execute(
            select(Proposal.id, Proposal.number, Proposal.name, Proposal.valid_until).where(
                Proposal.status == "issued",
                Proposal.is_current,
                Proposal.owner_id == self.database.actor.id,
                Proposal.valid_until.between(today, until),
            )
        )
        return [Waiting("expires", "proposals", r[0], f"{r[1]} {r[2]}", r[3]) for r in rows]

    def _overdue(self, session: Session, today: date, limit: int = 10) -> list[Waiting]:
        rows = session.execute(
            select(
                Opportunity.id,
                Opportunity.name,
                Opportunity.account_name,
                Opportunity.expected_close,
            )
            .join(Stage, Stage.id == Opportunity.stage_id)
            .where(
                Stage.kind == "open",
                Opportunity.owner_id == self.database.actor.id,
                Opportunity.expected_close < today,
            )
            .order_by(Opportunity.expected_close.desc())
            .limit(limit)
        )
        return [Waiting("overdue", "opportunities", r[0], f"{r[1]}, {r[2]}", r[3]) for r in rows]


def _by_stage(rows: Sequence[Any]) -> tuple[StageFigure, ...]:
    """Sums over the probabilities, multiplied here: the products would overflow in SQL."""
    figures: dict[tuple[str, str], StageFigure] = {}
    for name, kind, currency, probability, count, total in rows:
        weighted = half_up(total * probability / 100, digits_of(currency))
        before = figures.get((name, currency), StageFigure(name, kind, currency, 0, ZERO, ZERO))
        figures[name, currency] = StageFigure(
            name,
            kind,
            currency,
            before.count + int(count),
            before.expected + total,
            before.weighted + weighted,
        )
    return tuple(figures.values())


def _hex(key: Any, dialect: str) -> ColumnElement[str]:
    """A key as the sums spell it, 32 digits, which is how SQLite keeps it anyway."""
    if dialect == "sqlite":
        return type_coerce(key, String)
    return func.replace(cast(key, String), "-", "")


def _approved_budgets(session: Session, today: date) -> Sequence[Budget]:
    return session.scalars(
        select(Budget)
        .join(Exercise, Exercise.id == Budget.exercise_id)
        .where(
            Budget.status == "approved",
            Exercise.starts_on <= today,
            Exercise.ends_on >= today,
        )
    ).all()


def _target(session: Session, budgets: Sequence[Budget], seller: UUID | None) -> TargetFigure:
    currency = budgets[0].currency
    cells = (
        select(Period.name, Period.starts_on, Period.ends_on, func.sum(BudgetCell.amount))
        .join(Period, Period.id == BudgetCell.period_id)
        .where(BudgetCell.budget_id.in_([b.id for b in budgets if b.currency == currency]))
        .group_by(Period.name, Period.starts_on, Period.ends_on)
        .order_by(Period.starts_on)
    )
    if seller is not None:
        cells = cells.where(BudgetCell.seller_id == seller)
    rows = [(r[0], r[1], r[2], Decimal(r[3])) for r in session.execute(cells)]
    if not rows:
        return TargetFigure(currency, Decimal(0), Decimal(0), ())
    sold = dict.fromkeys((row[0] for row in rows), Decimal(0))
    for sale in sales(session, rows[0][1], rows[-1][2]):
        net = sale.in_currency(currency)
        if net is None or (seller is not None and sale.seller_id != seller):
            continue
        name = next((r[0] for r in rows if r[1] <= sale.on <= r[2]), None)
        if name is not None:
            sold[name] += net
    periods = tuple((r[0], r[3], sold[r[0]]) for r in rows)
    return TargetFigure(
        currency,
        sum((p[1] for p in periods), Decimal(0)),
        sum((p[2] for p in periods), Decimal(0)),
        periods,
    )
