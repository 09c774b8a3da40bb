"""Sales markets with regions, exercises with periods, and budgets with cells that sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import (
    Amount,
    Code,
    Currency,
    Label,
    LongText,
    Name,
    No,
    Rate,
    reference,
)


class Market(Aggregate, Searchable, Record):
    """Where the company sells: Europe, USA."""

    __tablename__ = "market"

    number: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name] = mapped_column(unique=True)
    company_id: Mapped[UUID | None] = reference("company")
    currency: Mapped[Currency]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[Code] = mapped_column(default="active")

    regions: Mapped[list[Region]] = relationship(
        cascade="all, delete-orphan", order_by="Region.position"
    )

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.number)


class Region(Record):
    """A part of a market, with the manager who answers for it."""

    __tablename__ = "region"
    __table_args__ = (UniqueConstraint("market_id", "code"),)
    aggregate = (("market_id", "market"),)

    market_id: Mapped[UUID] = reference("market", owned=True)
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[Code]
    name: Mapped[Name]
    manager_id: Mapped[UUID | None] = reference("app_user")


class RegionSeller(Record):
    """A seller working in a region."""

    __tablename__ = "region_seller"
    __table_args__ = (UniqueConstraint("region_id", "user_id"),)

    region_id: Mapped[UUID] = reference("region", owned=True)
    user_id: Mapped[UUID] = reference("app_user")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Exercise(Aggregate, Searchable, Record):
    """A sales year with its periods."""

    __tablename__ = "exercise"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    number: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name] = mapped_column(unique=True)
    company_id: Mapped[UUID | None] = reference("company")
    kind: Mapped[Code] = mapped_column(default="monthly")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[Code] = mapped_column(default="draft")

    periods: Mapped[list[Period]] = relationship(
        cascade="all, delete-orphan", order_by="Period.position"
    )

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.number)


class Period(Record):
    """A stretch of an exercise; only leaf periods carry targets."""

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("exercise_id", "name"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
    aggregate = (("exercise_id", "exercise"),)

    exercise_id: Mapped[UUID] = reference("exercise", owned=True)
    parent_id: Mapped[UUID | None] = reference("period")
    position: Mapped[int]
    name: Mapped[Name]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_leaf: Mapped[No] = mapped_column(default=True)
    weight: Mapped[Rate] = mapped_column(default=Decimal(1))


class Budget(Aggregate, Searchable, Record):
    """A target distributed over periods, regions and sellers; its cells always sum to its total."""

    __tablename__ = "budget"
    __table_args__ = (CheckConstraint("total >= 0", name="total_not_negative"),)

    number: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    company_id: Mapped[UUID | None] = reference("company")
    exercise_id: Mapped[UUID] = reference("exercise")
    market_id: Mapped[UUID | None] = reference("market")
    currency: Mapped[Currency]
    model: Mapped[Code] = mapped_column(default="period")
    status: Mapped[Code] = mapped_column(default="worksheet")
    total: Mapped[Amount] = mapped_column(default=Decimal(0))
    owner_id: Mapped[UUID | None] = reference("app_user")
    revision: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[UUID | None] = reference("budget")
    notes: Mapped[LongText]
    approved_by_id: Mapped[UUID | None] = reference("app_user")

    cells: Mapped[list[BudgetCell]] = relationship(cascade="all, delete-orphan")

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.number)


class BudgetCell(Record):
    """The target of one period, and of a region and a seller where the model has them."""

    __tablename__ = "budget_cell"
    __table_args__ = (
        UniqueConstraint("budget_id", "period_id", "region_id", "seller_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )
    aggregate = (("budget_id", "budget"),)

    budget_id: Mapped[UUID] = reference("budget", owned=True)
    period_id: Mapped[UUID] = reference("period")
    region_id: Mapped[UUID | None] = reference("region")
    seller_id: Mapped[UUID | None] = reference("app_user")
    amount: Mapped[Amount]
    weight: Mapped[Rate] = mapped_column(default=Decimal(1))
    is_locked: Mapped[No]
    note: Mapped[Label]
