"""Opportunities: the deals, who works on them, and every stage they went through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
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
    Percent,
    Yes,
    reference,
)


class Opportunity(Aggregate, Searchable, Record):
    """A possible sale.

    ``original_amount`` is the first one entered, frozen; ``expected_amount`` is in force for the
    forecast and ``expected_source`` says where it comes from; ``real_amount`` is what was won.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        # the order that the list opens in, answered from the index alone
        Index("ix_opportunity_listed", "archived_at", "expected_amount", "id"),
        Index("ix_opportunity_pipeline", "stage_id", "currency", "expected_amount"),
    )

    number: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    account_id: Mapped[UUID | None] = reference("account")
    company_id: Mapped[UUID | None] = reference("company")
    pipeline_id: Mapped[UUID] = reference("pipeline")
    stage_id: Mapped[UUID] = reference("stage")
    owner_id: Mapped[UUID | None] = reference("app_user")
    controller_id: Mapped[UUID | None] = reference("app_user")
    product_id: Mapped[UUID | None] = reference("product")
    currency: Mapped[Currency]
    original_amount: Mapped[Amount] = mapped_column(default=Decimal(0))
    expected_amount: Mapped[Amount] = mapped_column(default=Decimal(0))
    expected_source: Mapped[Code] = mapped_column(default="original")
    real_amount: Mapped[Amount | None]
    probability: Mapped[Percent] = mapped_column(default=Decimal(0))
    probability_is_own: Mapped[Yes] = mapped_column(default=False)
    engaged_on: Mapped[date | None]
    expected_close: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    stage_since: Mapped[Moment | None]
    reason_id: Mapped[UUID | None] = reference("reason_code")
    reason_note: Mapped[Label]
    exercise_id: Mapped[UUID | None] = reference("exercise")
    region_id: Mapped[UUID | None] = reference("region")
    lead_source: Mapped[Label]
    competitors: Mapped[Label]
    next_action: Mapped[Label]
    next_action_on: Mapped[date | None]
    description: Mapped[LongText]
    source: Mapped[Code] = mapped_column(default="")
    external_id: Mapped[str | None] = mapped_column(String(200))

    contacts: Mapped[list[OpportunityContact]] = relationship(cascade="all, delete-orphan")
    owners: Mapped[list[OpportunityOwner]] = relationship(cascade="all, delete-orphan")
    stage_changes: Mapped[list[StageChange]] = relationship(
        cascade="all, delete-orphan", order_by="StageChange.at"
    )

    def searched(self) -> tuple[str | None, ...]:
        return (self.name, self.number, self.external_id, self.account_name)

    account_name: Mapped[Label]
    """The account's name as search words, kept by the service when the account changes."""


class OpportunityContact(Record):
    """A contact's part in a deal."""

    __tablename__ = "opportunity_contact"
    __table_args__ = (UniqueConstraint("opportunity_id", "contact_id"),)
    aggregate = (("opportunity_id", "opportunity"),)

    opportunity_id: Mapped[UUID] = reference("opportunity", owned=True)
    contact_id: Mapped[UUID] = reference("contact")
    role: Mapped[Label]


class OpportunityOwner(Record):
    """A seller's share of a deal's credit; the shares of one deal total 100."""

    __tablename__ = "opportunity_owner"
    __table_args__ = (UniqueConstraint("opportunity_id", "user_id"),)
    aggregate = (("opportunity_id", "opportunity"),)

    opportunity_id: Mapped[UUID] = reference("opportunity", owned=True)
    user_id: Mapped[UUID] = reference("app_user")
    share: Mapped[Percent] = mapped_column(default=Decimal(100))


class StageChange(Record):
    """A move of a deal from one stage to another."""

    __tablename__ = "stage_change"
    aggregate = (("opportunity_id", "opportunity"),)

    opportunity_id: Mapped[UUID] = reference("opportunity", owned=True)
    from_stage_id: Mapped[UUID | None] = reference("stage")
    to_stage_id: Mapped[UUID] = reference("stage")
    at: Mapped[Moment]
    actor: Mapped[Label]
    reason: Mapped[Label]
