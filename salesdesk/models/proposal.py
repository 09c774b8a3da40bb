"""Proposals: the offer, its lines and taxes, who approved it, and what was issued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import (
    Amount,
    Code,
    Currency,
    Exchange,
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


class Proposal(Aggregate, Searchable, Record):
    """An offer to a customer; its sums are the calculator's, frozen when it is issued.

    ``number`` is provisional (``DRAFT-…``) until the proposal is issued. ``family_id`` is the
    first revision's key; one revision of a family is current.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("number", "revision"),
        Index(
            "uq_proposal_current",
            "family_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
        CheckConstraint("approved_by_id <> submitted_by_id", name="approver_is_not_author"),
    )

    number: Mapped[Code]
    revision: Mapped[int] = mapped_column(default=0)
    family_id: Mapped[UUID] = mapped_column(index=True)
    parent_id: Mapped[UUID | None] = reference("proposal")
    is_current: Mapped[Yes]
    name: Mapped[Name]
    status: Mapped[Code] = mapped_column(default="draft", index=True)
    account_id: Mapped[UUID | None] = reference("account")
    contact_id: Mapped[UUID | None] = reference("contact")
    opportunity_id: Mapped[UUID | None] = reference("opportunity")
    estimation_id: Mapped[UUID | None] = reference("estimation")
    exercise_id: Mapped[UUID | None] = reference("exercise")
    company_id: Mapped[UUID | None] = reference("company")
    fronting_company_id: Mapped[UUID | None] = reference("company")
    owner_id: Mapped[UUID | None] = reference("app_user")
    controller_id: Mapped[UUID | None] = reference("app_user")
    payment_term_id: Mapped[UUID | None] = reference("payment_term")
    payment_type_id: Mapped[UUID | None] = reference("payment_type")
    stage_id: Mapped[UUID | None] = reference("stage")
    customer_reference: Mapped[Label]
    language: Mapped[str] = mapped_column(String(5), default="en")
    second_language: Mapped[str] = mapped_column(String(5), default="", server_default="")
    page_size: Mapped[str] = mapped_column(String(10), default="A4")
    currency: Mapped[Currency]
    base_currency: Mapped[str] = mapped_column(String(3), default="")
    exchange_rate: Mapped[Exchange | None]
    exchange_date: Mapped[date | None]
    exchange_source: Mapped[Label]
    tax_rounding: Mapped[Code] = mapped_column(default="document")
    withholding_code_id: Mapped[UUID | None] = reference("tax_code")
    discount_percent: Mapped[Percent | None]
    discount_amount: Mapped[Amount | None]
    cash_rounding: Mapped[Rate | None]
    valid_after: Mapped[date | None]
    valid_until: Mapped[date | None]
    starts_on: Mapped[date | None]
    plan_choice: Mapped[LongText]
    summary: Mapped[LongText]
    terms: Mapped[LongText]
    sections: Mapped[LongText]
    notes: Mapped[LongText]
    gross: Mapped[Amount] = mapped_column(default=Decimal(0))
    line_discounts: Mapped[Amount] = mapped_column(default=Decimal(0))
    subtotal: Mapped[Amount] = mapped_column(default=Decimal(0))
    discount: Mapped[Amount] = mapped_column(default=Decimal(0))
    net: Mapped[Amount] = mapped_column(default=Decimal(0))
    tax: Mapped[Amount] = mapped_column(default=Decimal(0))
    rounding: Mapped[Amount] = mapped_column(default=Decimal(0))
    total: Mapped[Amount] = mapped_column(default=Decimal(0))
    base_net: Mapped[Amount | None]
    base_tax: Mapped[Amount | None]
    base_total: Mapped[Amount | None]
    cost: Mapped[Amount | None]
    margin: Mapped[Percent | None]
    effective_discount: Mapped[Percent | None]
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    approved_hash: Mapped[str] = mapped_column(String(64), default="")
    approved_rules: Mapped[LongText]
    submitted_by_id: Mapped[UUID | None] = reference("app_user")
    approved_by_id: Mapped[UUID | None] = reference("app_user")
    issued_on: Mapped[date | None]
    decided_on: Mapped[date | None] = mapped_column(index=True)
    decision_reason: Mapped[LongText]
    snapshot: Mapped[LongText] = mapped_column(deferred=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, info={"audit": False}, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")

    lines: Mapped[list[ProposalLine]] = relationship(
        cascade="all, delete-orphan", order_by="ProposalLine.position"
    )
    taxes: Mapped[list[ProposalTax]] = relationship(
        cascade="all, delete-orphan", order_by="ProposalTax.position"
    )
    instalments: Mapped[list[ProposalInstalment]] = relationship(
        cascade="all, delete-orphan", order_by="ProposalInstalment.position"
    )
    plan: Mapped[list[ProposalPlanRow]] = relationship(
        cascade="all, delete-orphan", order_by="ProposalPlanRow.position"
    )
    steps: Mapped[list[ProposalStep]] = relationship(
        cascade="all, delete-orphan", order_by="ProposalStep.at"
    )

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.number, self.customer_reference)


class ProposalLine(Record):
    """A line as it is offered; list price, discounts and net are kept apart.

    ``percent`` makes it a charge (or, below 0, a discount) on the lines above it; lines of one
    ``option_group`` exclude each other by ``variant``; ``tiers`` are volume discounts by quantity.
    """

    __tablename__ = "proposal_line"
    aggregate = (("proposal_id", "proposal"),)

    proposal_id: Mapped[UUID] = reference("proposal", owned=True)
    position: Mapped[int]
    kind: Mapped[Code] = mapped_column(default="service")
    work_item_id: Mapped[UUID | None]
    product_id: Mapped[UUID | None] = reference("product")
    description: Mapped[Name]
    detail: Mapped[LongText]
    quantity: Mapped[Rate] = mapped_column(default=Decimal(1))
    unit: Mapped[Label]
    unit_price: Mapped[Rate] = mapped_column(default=Decimal(0))
    is_lump_sum: Mapped[No]
    is_price_hidden: Mapped[No]
    percent: Mapped[Percent | None]
    tiers: Mapped[Label]
    tier_form: Mapped[str] = mapped_column(String(10), default="", server_default="")
    option_group: Mapped[Label]
    variant: Mapped[Label]
    discount_1: Mapped[Percent | None]
    discount_2: Mapped[Percent | None]
    discount_3: Mapped[Percent | None]
    unit_cost: Mapped[Rate | None]
    cost: Mapped[Amount | None]
    tax_code_id: Mapped[UUID | None] = reference("tax_code")
    choice: Mapped[Code] = mapped_column(default="included")
    chosen_by: Mapped[Label]
    gross: Mapped[Amount] = mapped_column(default=Decimal(0))
    net: Mapped[Amount] = mapped_column(default=Decimal(0))
    discount_share: Mapped[Amount] = mapped_column(default=Decimal(0))
    taxable: Mapped[Amount] = mapped_column(default=Decimal(0))
    internal_note: Mapped[LongText]


class ProposalTax(Record):
    """A tax group of the totals, as computed."""

    __tablename__ = "proposal_tax"
    aggregate = (("proposal_id", "proposal"),)

    proposal_id: Mapped[UUID] = reference("proposal", owned=True)
    position: Mapped[int]
    name: Mapped[Name]
    rate: Mapped[Percent]
    base: Mapped[Amount]
    amount: Mapped[Amount]
    reason: Mapped[Label]


class ProposalInstalment(Record):
    """A payment: what it waits for, when it is due, its share or fixed amount.

    The percentages share what the fixed amounts leave; with a milestone it is due when that is.
    """

    __tablename__ = "proposal_instalment"
    aggregate = (("proposal_id", "proposal"),)

    proposal_id: Mapped[UUID] = reference("proposal", owned=True)
    position: Mapped[int]
    name: Mapped[Name]
    due_on: Mapped[date | None]
    percent: Mapped[Percent]
    fixed: Mapped[Amount | None]
    milestone_id: Mapped[UUID | None]
    amount: Mapped[Amount] = mapped_column(default=Decimal(0))


class ProposalPlanRow(Record):
    """A row of the work plan as it was imported and shifted: what the customer is shown."""

    __tablename__ = "proposal_plan_row"
    aggregate = (("proposal_id", "proposal"),)

    proposal_id: Mapped[UUID] = reference("proposal", owned=True)
    position: Mapped[int]
    work_item_id: Mapped[UUID | None]
    code: Mapped[Label]
    level: Mapped[int] = mapped_column(default=0)
    kind: Mapped[Code]
    name: Mapped[Name]
    role: Mapped[Label]
    effort: Mapped[Rate | None]
    starts_on: Mapped[date | None]
    finishes_on: Mapped[date | None]
    is_critical: Mapped[No]
    after: Mapped[Label]


class ProposalStep(Record):
    """A workflow step that was taken: who, when, why."""

    __tablename__ = "proposal_step"
    aggregate = (("proposal_id", "proposal"),)

    proposal_id: Mapped[UUID] = reference("proposal", owned=True)
    at: Mapped[Moment]
    actor: Mapped[Label]
    step: Mapped[Code]
    status: Mapped[Code]
    reason: Mapped[LongText]
    signature: Mapped[LongText]


class Handover(Aggregate, Searchable, Record):
    """The package that Operations and Billing receive: once per proposal and revision."""

    __tablename__ = "handover"

    number: Mapped[Code] = mapped_column(unique=True)
    proposal_id: Mapped[UUID] = reference("proposal", unique=True)
    name: Mapped[Name]
    status: Mapped[Code] = mapped_column(default="sent")
    made_at: Mapped[Moment]
    made_by: Mapped[Label]
    file_name: Mapped[Label]
    package: Mapped[bytes] = mapped_column(LargeBinary, info={"audit": False}, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[Moment | None]
    received_by: Mapped[Label]

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.number)


class BillingDocument(Aggregate, Record):
    """A document of Billing as it was read back: what has been invoiced of a handover."""

    __tablename__ = "billing_document"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    account_id: Mapped[UUID] = reference("account")
    handover_id: Mapped[UUID | None] = reference("handover")
    number: Mapped[Code]
    kind: Mapped[Code] = mapped_column(default="invoice")
    status: Mapped[Code]
    currency: Mapped[Currency]
    amount: Mapped[Amount]
    dated_on: Mapped[date | None]
    due_on: Mapped[date | None]
    read_at: Mapped[Moment]
