"""Estimations: the header, the rows of the work plan, and what each row waits for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import (
    Amount,
    Code,
    Currency,
    Label,
    LongText,
    Moment,
    Name,
    No,
    Percent,
    Rate,
    Yes,
    reference,
)


class Estimation(Aggregate, Searchable, Record):
    """What a job costs and should sell for; the sums are those of the calculator at the last save.

    ``family_id`` is the first revision's key; one revision of a family is current.
    """

    __tablename__ = "estimation"
    __table_args__ = (
        UniqueConstraint("number", "revision"),
        Index(
            "uq_estimation_current",
            "family_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
    )

    number: Mapped[Code]
    revision: Mapped[int] = mapped_column(default=0)
    family_id: Mapped[UUID] = mapped_column(index=True)
    parent_id: Mapped[UUID | None] = reference("estimation")
    is_current: Mapped[Yes]
    name: Mapped[Name]
    status: Mapped[Code] = mapped_column(default="worksheet")
    account_id: Mapped[UUID | None] = reference("account")
    contact_id: Mapped[UUID | None] = reference("contact")
    opportunity_id: Mapped[UUID | None] = reference("opportunity")
    exercise_id: Mapped[UUID | None] = reference("exercise")
    company_id: Mapped[UUID | None] = reference("company")
    fronting_company_id: Mapped[UUID | None] = reference("company")
    owner_id: Mapped[UUID | None] = reference("app_user")
    calendar_id: Mapped[UUID | None] = reference("calendar")
    currency: Mapped[Currency]
    starts_on: Mapped[date]
    finishes_at: Mapped[datetime | None]
    price_date: Mapped[date | None]
    rounding: Mapped[Code] = mapped_column(default="rate_first")
    service_contingency: Mapped[Percent] = mapped_column(default=Decimal(0))
    product_contingency: Mapped[Percent] = mapped_column(default=Decimal(0))
    expense_contingency: Mapped[Percent] = mapped_column(default=Decimal(0))
    assumptions: Mapped[LongText]
    exclusions: Mapped[LongText]
    risks: Mapped[LongText]
    notes: Mapped[LongText]
    calendar_text: Mapped[LongText]
    """The calendar of an imported plan as JSON; empty where ``calendar_id`` names one."""
    rates_text: Mapped[LongText]
    """The settings that made the sums, as JSON: role rates, the company's rule, the calendars.

    They are in force once it is no longer a worksheet.
    """
    imported_from: Mapped[LongText]
    """SHA-256 of each file that rows were imported from: a second import makes nothing."""
    cost: Mapped[Amount] = mapped_column(default=Decimal(0))
    loaded_cost: Mapped[Amount] = mapped_column(default=Decimal(0))
    product_cost: Mapped[Amount] = mapped_column(default=Decimal(0))
    service_cost: Mapped[Amount] = mapped_column(default=Decimal(0))
    sell: Mapped[Amount] = mapped_column(default=Decimal(0))
    effort: Mapped[Rate] = mapped_column(default=Decimal(0))
    margin: Mapped[Percent | None]
    submitted_by_id: Mapped[UUID | None] = reference("app_user")
    approved_by_id: Mapped[UUID | None] = reference("app_user")
    plugs_waived: Mapped[No]

    items: Mapped[list[WorkItemRow]] = relationship(
        cascade="all, delete-orphan", order_by="WorkItemRow.position"
    )
    rules: Mapped[list[EstimationRule]] = relationship(cascade="all, delete-orphan")
    steps: Mapped[list[EstimationStep]] = relationship(
        cascade="all, delete-orphan", order_by="EstimationStep.at"
    )

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.number)


class EstimationRule(Record):
    """How a category is priced in this estimation; an empty category holds for all of them."""

    __tablename__ = "estimation_rule"
    __table_args__ = (UniqueConstraint("estimation_id", "category"),)
    aggregate = (("estimation_id", "estimation"),)

    estimation_id: Mapped[UUID] = reference("estimation", owned=True)
    category: Mapped[Code] = mapped_column(default="")
    method: Mapped[Code]
    value: Mapped[Rate]


class WorkItemRow(Record):
    """A row of the work plan, in reading order with its level."""

    __tablename__ = "work_item"
    __table_args__ = (CheckConstraint("level >= 0", name="level_not_negative"),)
    aggregate = (("estimation_id", "estimation"),)
    spacing = 1024

    estimation_id: Mapped[UUID] = reference("estimation", owned=True)
    origin_id: Mapped[UUID | None]
    """The row of an earlier revision that this one was first copied from."""
    position: Mapped[int]
    level: Mapped[int] = mapped_column(default=0)
    kind: Mapped[Code] = mapped_column(default="task")
    name: Mapped[Name]
    role: Mapped[Label]
    resource: Mapped[Label]
    effort: Mapped[Rate | None]
    low: Mapped[Rate | None]
    high: Mapped[Rate | None]
    quantity: Mapped[Rate | None]
    unit: Mapped[Label]
    cost_rate: Mapped[Rate | None]
    method: Mapped[str] = mapped_column(String(20), default="")
    method_value: Mapped[Rate | None]
    method_of_id: Mapped[UUID | None]
    """The branch that a price is a percentage of."""
    contingency: Mapped[Percent | None]
    is_lump_sum: Mapped[No]
    is_billable: Mapped[Yes]
    is_optional: Mapped[No]
    is_plugged: Mapped[No]
    plug_owner: Mapped[Label]
    plug_due: Mapped[date | None]
    duration: Mapped[str] = mapped_column(String(40), default="")
    not_before: Mapped[datetime | None]
    fixed_start: Mapped[datetime | None]
    fixed_finish: Mapped[datetime | None]
    task_type: Mapped[str] = mapped_column(String(20), default="", server_default="")
    constraint_type: Mapped[str] = mapped_column(String(20), default="", server_default="")
    constraint_at: Mapped[datetime | None]
    units: Mapped[Percent | None]
    product_id: Mapped[UUID | None] = reference("product")
    tax_code: Mapped[Label]
    description: Mapped[LongText]
    client_note: Mapped[LongText]
    internal_note: Mapped[LongText]
    assumptions: Mapped[LongText]
    exclusions: Mapped[LongText]
    risks: Mapped[LongText]
    search_text: Mapped[str] = mapped_column(
        Text, default="", server_default="", info={"audit": False, "search": True}
    )

    waits_for: Mapped[list[WorkItemLink]] = relationship(
        cascade="all, delete-orphan", foreign_keys="WorkItemLink.item_id"
    )


class WorkItemLink(Record):
    """A dependency: ``item`` waits for ``before``, by type (FS, SS, FF, SF) and lag (``2d``)."""

    __tablename__ = "work_item_link"
    __table_args__ = (UniqueConstraint("item_id", "before_id"),)
    aggregate = (("estimation_id", "estimation"),)

    estimation_id: Mapped[UUID] = reference("estimation", owned=True)
    item_id: Mapped[UUID] = reference("work_item", owned=True)
    before_id: Mapped[UUID] = reference("work_item", owned=True)
    type: Mapped[str] = mapped_column(String(2), default="FS")
    lag: Mapped[str] = mapped_column(String(40), default="")


class EstimationStep(Record):
    """A workflow step that was taken: who, when, why."""

    __tablename__ = "estimation_step"
    aggregate = (("estimation_id", "estimation"),)

    estimation_id: Mapped[UUID] = reference("estimation", owned=True)
    at: Mapped[Moment]
    actor: Mapped[Label]
    step: Mapped[Code]
    status: Mapped[Code]
    reason: Mapped[LongText]
