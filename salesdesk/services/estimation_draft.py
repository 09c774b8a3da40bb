"""An estimation as the editor holds it: header, work plan, prices and calendar, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.columns import now
from salesdesk.models.estimation import Estimation
from salesdesk.models.reference import Company, LaborRole
from salesdesk.models.reference import RoleRate as RoleRateRow
from salesdesk.models.values.calendar import OFFICE, WorkingCalendar
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import (
    Category,
    Method,
    PriceRule,
    RoleRate,
    RoleRates,
    Terms,
)
from salesdesk.models.values.workflow import ESTIMATION
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.drafting import Draft, PartDraft, parts_of, read
from salesdesk.services.estimation_rows import read_plan
from salesdesk.services.estimation_terms import kept_terms, under_kept_terms
from salesdesk.services.plan_calendars import kept_calendar, role_calendars

DERIVED = {"derived": True}
_YEAR = timedelta(days=366)
RATE_FIRST = "rate_first"
AMOUNT_FIRST = "amount_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft(PartDraft):
    """How a category is priced; an empty category holds for all."""

    category: str = ""
    method: str = Method.MARGIN
    value: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimationDraft(Draft):
    """The whole estimation; ``plan`` is edited as a value and saved by its differences."""

    number: str = ""
    revision: int = 0
    name: str = ""
    status: str = "worksheet"
    account_id: UUID | None = None
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
    exercise_id: UUID | None = None
    company_id: UUID | None = None
    fronting_company_id: UUID | None = None
    owner_id: UUID | None = None
    calendar_id: UUID | None = None
    currency: str = "EUR"
    starts_on: date = field(default_factory=lambda: now().date())
    price_date: date | None = None
    rounding: str = RATE_FIRST
    service_contingency: Decimal = Decimal(0)
    product_contingency: Decimal = Decimal(0)
    expense_contingency: Decimal = Decimal(0)
    assumptions: str = ""
    exclusions: str = ""
    risks: str = ""
    notes: str = ""
    calendar_text: str = ""
    imported_from: str = ""
    plugs_waived: bool = False
    rules: tuple[RuleDraft, ...] = parts_of(RuleDraft)
    plan: WorkPlan = field(default_factory=WorkPlan, metadata=DERIVED)
    calendar: WorkingCalendar = field(default=OFFICE, metadata=DERIVED)
    calendars: Mapping[str, WorkingCalendar] = field(
        default_factory=dict, metadata=DERIVED, compare=False
    )
    rates: RoleRates = field(default_factory=RoleRates, metadata=DERIVED, compare=False)
    company_rule: PriceRule = field(
        default=PriceRule(Method.MARGIN, Decimal(32)), metadata=DERIVED, compare=False
    )
    account_name: str = field(default="", metadata=DERIVED, compare=False)
    account_language: str = field(default="", metadata=DERIVED, compare=False)
    revisions: int = field(default=1, metadata=DERIVED, compare=False)

    @property
    def terms(self) -> Terms:
        """What the calculator needs to price the items."""
        rules = {rule.category: PriceRule(Method(rule.method), rule.value) for rule in self.rules}
        return Terms(
            self.currency,
            self.price_date or self.starts_on,
            self.company_rule,
            rules.pop("", None),
            {Category(name): rule for name, rule in rules.items()},
            {
                Category.SERVICE: self.service_contingency,
                Category.PRODUCT: self.product_contingency,
                Category.EXPENSE: self.expense_contingency,
            },
            self.rates,
            self.rounding == AMOUNT_FIRST,
            by_work=self.price_date is None,
        )

    @property
    def prices_follow_dates(self) -> bool:
        """Whether a rate may change while the plan lasts; a lead reaches no year back."""
        return self.price_date is None and self.rates.change_since(self.starts_on - _YEAR)

    def figures(self) -> PlanFigures:
        """The plan priced; without a price date each role's rate is that of the days it works."""
        figures = PlanFigures(self.plan, self.terms)
        if self.prices_follow_dates:
            figures.place(self.schedule())
        return figures

    def schedule(self) -> PlanSchedule:
        return PlanSchedule(self.plan, self.calendar, self.starts_on, self.calendars)

    @property
    def full_number(self) -> str:
        """``EST-2026-0031``, with its revision from the second on."""
        return f"{self.number}/R{self.revision}" if self.revision else self.number


def read_draft(session: Session, record: Estimation) -> EstimationDraft:
    """The record with its plan; what was submitted stands under the settings of that day."""
    draft = with_settings(session, read(EstimationDraft, record))
    family = select(Estimation.id).where(Estimation.family_id == record.family_id)
    draft = replace(
        draft,
        plan=read_plan(session, record.id),
        revisions=len(session.scalars(family).all()),
    )
    if ESTIMATION.state(record.status).is_editable:
        return draft
    return under_kept_terms(draft, record.rates_text)


def without_costs(draft: EstimationDraft) -> EstimationDraft:
    """The draft for who may see prices but no costs: each item at its price, no rule, no rate."""
    rows = []
    for node in draft.figures().rows:
        priced, rule = node.priced, None
        if priced is not None and not node.children:
            amount = priced.sell if priced.unit is None else priced.unit
            rule = PriceRule(Method.FIXED if priced.unit is None else Method.RATE, amount)
        rows.append(replace(node.item, cost_rate=None, rule=rule, contingency=None))
    zero = Decimal(0)
    return replace(
        draft,
        plan=WorkPlan(rows),
        rules=(),
        rates=RoleRates(),
        company_rule=PriceRule(Method.MARKUP),
        service_contingency=zero,
        product_contingency=zero,
        expense_contingency=zero,
    )


def with_settings(session: Session, draft: EstimationDraft) -> EstimationDraft:
    """The draft with role rates in its currency, its calendar and its company's rule."""
    from salesdesk.models.account import Account

    account = session.get(Account, draft.account_id) if draft.account_id else None
    return replace(
        draft,
        calendar=kept_calendar(session, draft.calendar_id, draft.calendar_text),
        calendars=role_calendars(session),
        rates=role_rates(session, draft.currency),
        company_rule=_company_rule(session, draft.company_id),
        account_name=account.name if account else "",
        account_language=account.language if account else "",
    )


def role_rates(session: Session, currency: str) -> RoleRates:
    """The dated rates of every role in a currency."""
    statement = (
        select(LaborRole.name, RoleRateRow)
        .join(LaborRole, LaborRole.id == RoleRateRow.role_id)
        .where(RoleRateRow.currency == currency, RoleRateRow.archived_at.is_(None))
    )
    return RoleRates(
        RoleRate(name, row.cost, row.sell, row.valid_from, row.valid_to)
        for name, row in session.execute(statement)
    )


def _company_rule(session: Session, company_id: UUID | None) -> PriceRule:
    statement = select(Company.default_margin).order_by(Company.is_default.desc(), Company.id)
    if company_id is not None:
        statement = select(Company.default_margin).where(Company.id == company_id)
    margin = session.scalars(statement.limit(1)).first()
    return PriceRule(Method.MARGIN, Decimal(32) if margin is None else margin)


def margin_floor(session: Session, company_id: UUID | None) -> Decimal:
    """Below which margin an approval needs a reason."""
    statement = select(Company.margin_floor).order_by(Company.is_default.desc(), Company.id)
    if company_id is not None:
        statement = select(Company.margin_floor).where(Company.id == company_id)
    found = session.scalars(statement.limit(1)).first()
    return Decimal(0) if found is None else found


def write_sums(record: Estimation, draft: EstimationDraft) -> None:
    """The calculator's sums, kept for lists, with the terms that made them."""
    terms = kept_terms(draft)
    if record.rates_text != terms:
        record.rates_text = terms
    for name, value in sums_of(draft).items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def sums_of(draft: EstimationDraft) -> dict[str, Any]:
    """What an estimation keeps of its calculation."""
    totals = draft.figures().totals()
    return {
        "cost": totals.cost,
        "loaded_cost": totals.loaded,
        "product_cost": totals.by_category[Category.PRODUCT].cost,
        "service_cost": totals.by_category[Category.SERVICE].cost,
        "sell": totals.sell,
        "effort": totals.effort,
        "margin": totals.margin,
        "finishes_at": draft.schedule().finish if draft.plan else None,
    }
