"""What the settings area holds for every document: companies, money, terms, texts, numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import (
    Amount,
    Code,
    Currency,
    Exchange,
    Label,
    LongText,
    Name,
    No,
    Percent,
    Rate,
    Yes,
    reference,
)


class Company(Aggregate, Searchable, Record):
    """A company that sells; a fronting company is the legal entity the customer signs with."""

    __tablename__ = "company"

    name: Mapped[Name] = mapped_column(unique=True)
    legal_name: Mapped[Label]
    tax_number: Mapped[Label]
    registration: Mapped[Label]
    street: Mapped[Label]
    postal_code: Mapped[Label]
    city: Mapped[Label]
    country: Mapped[str] = mapped_column(String(2), default="")
    email: Mapped[Label]
    phone: Mapped[Label]
    website: Mapped[Label]
    iban: Mapped[Label]
    bic: Mapped[Label]
    currency: Mapped[Currency]
    language: Mapped[str] = mapped_column(String(5), default="en")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    brand_color: Mapped[str] = mapped_column(String(7), default="#0E6278")
    logo: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"audit": False}, deferred=True, deferred_group="paper"
    )
    letterhead: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"audit": False}, deferred=True, deferred_group="paper"
    )
    is_fronting: Mapped[No]
    is_default: Mapped[No]
    margin_floor: Mapped[Percent] = mapped_column(default=Decimal(28))
    default_margin: Mapped[Percent] = mapped_column(default=Decimal(32))

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.legal_name, self.tax_number)


class CurrencyInUse(Aggregate, Record):
    """A currency that documents may be written in."""

    __tablename__ = "currency"

    code: Mapped[Currency] = mapped_column(unique=True)
    name: Mapped[Label]
    is_active: Mapped[Yes]


class ExchangeRate(Record):
    """How many units of ``currency`` one unit of ``base`` buys on a day, as published."""

    __tablename__ = "exchange_rate"
    __table_args__ = (
        UniqueConstraint("base", "currency", "valid_on", "source"),
        CheckConstraint("rate > 0", name="rate_positive"),
    )

    base: Mapped[Currency]
    currency: Mapped[Currency]
    valid_on: Mapped[date] = mapped_column(index=True)
    rate: Mapped[Exchange]
    source: Mapped[Code]


class TaxCode(Aggregate, Record):
    """A tax by the name that prints: its rate, kind, country and reason for exemption.

    Of the kind ``group`` it stands for several others, whose codes ``parts`` lists in the order
    in which they are taken.
    """

    __tablename__ = "tax_code"

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    kind: Mapped[Code] = mapped_column(default="percent")
    rate: Mapped[Percent]
    country: Mapped[str] = mapped_column(String(2), default="")
    exemption_reason: Mapped[Label]
    is_included: Mapped[No]
    affects_following: Mapped[No]
    is_affected: Mapped[Yes]
    is_reverse_charge: Mapped[No]
    parts: Mapped[Label]
    is_active: Mapped[Yes]


class PaymentTerm(Aggregate, Record):
    """When an invoice falls due: days, perhaps from the end of the month."""

    __tablename__ = "payment_term"

    name: Mapped[Name] = mapped_column(unique=True)
    days: Mapped[int] = mapped_column(default=30)
    end_of_month: Mapped[No]
    deposit_percent: Mapped[Percent] = mapped_column(default=Decimal(0))
    is_active: Mapped[Yes]


class PaymentType(Aggregate, Record):
    """How money arrives: transfer, direct debit, card, cash."""

    __tablename__ = "payment_type"

    name: Mapped[Name] = mapped_column(unique=True)
    is_active: Mapped[Yes]


class LaborRole(Aggregate, Record):
    """A role whose hours are planned and priced: consultant, architect, developer.

    Without a calendar of its own it works by the plan's.
    """

    __tablename__ = "labor_role"

    name: Mapped[Name] = mapped_column(unique=True)
    calendar_id: Mapped[UUID | None] = reference("calendar")
    is_active: Mapped[Yes]


class RoleRate(Aggregate, Record):
    """The cost and the sell price of a role's hour from a date, until the next rate begins."""

    __tablename__ = "role_rate"
    __table_args__ = (UniqueConstraint("role_id", "currency", "valid_from"),)

    role_id: Mapped[UUID] = reference("labor_role")
    currency: Mapped[Currency]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    cost: Mapped[Rate]
    sell: Mapped[Rate | None]


class Product(Aggregate, Searchable, Record):
    """Something sold by the piece: list price, cost, tax."""

    __tablename__ = "product"

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    series: Mapped[Label]
    description: Mapped[LongText]
    unit: Mapped[Code] = mapped_column(default="unit")
    currency: Mapped[Currency]
    price: Mapped[Rate]
    cost: Mapped[Rate | None]
    tax_code_id: Mapped[UUID | None] = reference("tax_code")
    is_active: Mapped[Yes]

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.code, self.series)


class Calendar(Aggregate, Record):
    """A working calendar: hours of each weekday as ``09:00-13:00 14:00-18:00``, empty when free."""

    __tablename__ = "calendar"

    name: Mapped[Name] = mapped_column(unique=True)
    monday: Mapped[str] = mapped_column(String(100), default="09:00-17:00")
    tuesday: Mapped[str] = mapped_column(String(100), default="09:00-17:00")
    wednesday: Mapped[str] = mapped_column(String(100), default="09:00-17:00")
    thursday: Mapped[str] = mapped_column(String(100), default="09:00-17:00")
    friday: Mapped[str] = mapped_column(String(100), default="09:00-17:00")
    saturday: Mapped[str] = mapped_column(String(100), default="")
    sunday: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    is_default: Mapped[No]


class CalendarDay(Record):
    """A day that differs from its weekday: a holiday, or other hours."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("calendar_id", "day"),)
    aggregate = (("calendar_id", "calendar"),)

    calendar_id: Mapped[UUID] = reference("calendar", owned=True)
    day: Mapped[date]
    name: Mapped[Label]
    hours: Mapped[str] = mapped_column(String(100), default="")


class NumberSeries(Aggregate, Record):
    """How documents of a kind are numbered: ``PRO-{year}-{number:05}``, and what comes next."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("document", "company_id"),)

    document: Mapped[Code]
    company_id: Mapped[UUID | None] = reference("company")
    pattern: Mapped[str] = mapped_column(String(60))
    restarts_yearly: Mapped[Yes]


class NumberCounter(Record):
    """The last number given out in a series and year."""

    __tablename__ = "number_counter"
    __table_args__ = (UniqueConstraint("series_id", "year"),)
    aggregate = (("series_id", "number_series"),)

    series_id: Mapped[UUID] = reference("number_series", owned=True)
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class ApprovalRule(Aggregate, Record):
    """When a proposal needs somebody else's word: what is measured, the threshold, who is asked.

    ``measure``: document_margin, line_margin, effective_discount, amount, validity_days,
    payment_days, exchange_age.
    """

    __tablename__ = "approval_rule"

    name: Mapped[Name]
    measure: Mapped[Code]
    threshold: Mapped[Rate]
    currency: Mapped[str] = mapped_column(String(3), default="")
    role: Mapped[Code] = mapped_column(default="approver")
    level: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[Yes]


class DocumentText(Aggregate, Record):
    """A text that documents print, by section and language."""

    __tablename__ = "document_text"
    __table_args__ = (UniqueConstraint("section", "name", "language"),)

    section: Mapped[Code]
    name: Mapped[Name]
    language: Mapped[str] = mapped_column(String(5), default="en")
    body: Mapped[LongText]
    is_default: Mapped[Yes]


class ApprovalLimit(Aggregate, Record):
    """Up to which net amount a user approves alone; finance approves above it."""

    __tablename__ = "approval_limit"

    user_id: Mapped[UUID] = reference("app_user", unique=True)
    currency: Mapped[Currency]
    amount: Mapped[Amount]


class ApprovalDelegation(Aggregate, Record):
    """Somebody who approves for another between two days, both included."""

    __tablename__ = "approval_delegation"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="to_somebody_else"),
        CheckConstraint("valid_to >= valid_from", name="days_in_order"),
    )

    from_id: Mapped[UUID] = reference("app_user")
    to_id: Mapped[UUID] = reference("app_user")
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    reason: Mapped[Label]


class ProposalTemplate(Aggregate, Record):
    """What a new proposal begins with: its sections and texts, for a company and a language."""

    __tablename__ = "proposal_template"
    __table_args__ = (UniqueConstraint("name", "language"),)

    name: Mapped[Name]
    company_id: Mapped[UUID | None] = reference("company")
    language: Mapped[str] = mapped_column(String(5), default="en")
    page_size: Mapped[str] = mapped_column(String(10), default="A4")
    summary: Mapped[LongText]
    terms: Mapped[LongText]
    sections: Mapped[LongText]
    is_default: Mapped[No]
    is_active: Mapped[Yes]
