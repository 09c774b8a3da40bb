"""Accounts and contacts: the firms and the people on the other side of every sale."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import Amount, Code, Label, LongText, Name, No, Rate, Yes, reference

_ONE_OWNER = "(account_id IS NULL) <> (contact_id IS NULL)"


class Account(Aggregate, Searchable, Record):
    """A firm or office that buys, or may."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    number: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    legal_name: Mapped[Label]
    tax_number: Mapped[str] = mapped_column(String(40), default="", index=True)
    tax_checked_on: Mapped[date | None]
    registration: Mapped[Label]
    industry: Mapped[Label]
    company_id: Mapped[UUID | None] = reference("company")
    kind: Mapped[Code] = mapped_column(default="customer")
    status: Mapped[Code] = mapped_column(default="prospect")
    country: Mapped[str] = mapped_column(String(2), default="")
    language: Mapped[str] = mapped_column(String(5), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    website: Mapped[Label]
    payment_term_id: Mapped[UUID | None] = reference("payment_term")
    payment_type_id: Mapped[UUID | None] = reference("payment_type")
    tax_code_id: Mapped[UUID | None] = reference("tax_code")
    segment_id: Mapped[UUID | None] = reference("segment")
    region_id: Mapped[UUID | None] = reference("region")
    owner_id: Mapped[UUID | None] = reference("app_user")
    parent_id: Mapped[UUID | None] = reference("account")
    credit_limit: Mapped[Amount | None]
    founded: Mapped[int | None]
    employees: Mapped[int | None]
    revenue_millions: Mapped[Rate | None]
    notes: Mapped[LongText]
    source: Mapped[Code] = mapped_column(default="")
    external_id: Mapped[str | None] = mapped_column(String(200))

    emails: Mapped[list[EmailAddress]] = relationship(cascade="all, delete-orphan")
    phones: Mapped[list[PhoneNumber]] = relationship(cascade="all, delete-orphan")
    addresses: Mapped[list[Address]] = relationship(cascade="all, delete-orphan")
    bank_accounts: Mapped[list[BankAccount]] = relationship(cascade="all, delete-orphan")
    contacts: Mapped[list[AccountContact]] = relationship(cascade="all, delete-orphan")

    def searched(self) -> tuple[str, ...]:
        mails = (mail.address for mail in self.emails)
        return (self.name, self.legal_name, self.number, self.tax_number, self.industry, *mails)


class Contact(Aggregate, Searchable, Record):
    """A person in a sale: prospect, lead, or a customer's representative."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    number: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    given_name: Mapped[Label]
    family_name: Mapped[Label]
    salutation: Mapped[Label]
    job_title: Mapped[Label]
    department: Mapped[Label]
    company_id: Mapped[UUID | None] = reference("company")
    status: Mapped[Code] = mapped_column(default="open")
    lifecycle_id: Mapped[UUID | None] = reference("lifecycle")
    lifecycle_stage_id: Mapped[UUID | None] = reference("lifecycle_stage")
    reason_id: Mapped[UUID | None] = reference("reason_code")
    segment_id: Mapped[UUID | None] = reference("segment")
    owner_id: Mapped[UUID | None] = reference("app_user")
    language: Mapped[str] = mapped_column(String(5), default="")
    organization: Mapped[Label]
    birthday: Mapped[date | None]
    do_not_contact: Mapped[No]
    lead_source: Mapped[Label]
    next_action: Mapped[Label]
    next_action_on: Mapped[date | None]
    notes: Mapped[LongText]
    source: Mapped[Code] = mapped_column(default="")
    external_id: Mapped[str | None] = mapped_column(String(200))

    emails: Mapped[list[EmailAddress]] = relationship(cascade="all, delete-orphan")
    phones: Mapped[list[PhoneNumber]] = relationship(cascade="all, delete-orphan")
    addresses: Mapped[list[Address]] = relationship(cascade="all, delete-orphan")
    bank_accounts: Mapped[list[BankAccount]] = relationship(cascade="all, delete-orphan")
    accounts: Mapped[list[AccountContact]] = relationship(cascade="all, delete-orphan")

    def searched(self) -> tuple[str, ...]:
        mails = (mail.address for mail in self.emails)
        return (self.name, self.number, self.organization, self.job_title, *mails)


class AccountContact(Record):
    """A contact's role at an account: decision maker, technical, billing, signatory."""

    __tablename__ = "account_contact"
    __table_args__ = (UniqueConstraint("account_id", "contact_id"),)
    aggregate = (("account_id", "account"),)

    account_id: Mapped[UUID] = reference("account", owned=True)
    contact_id: Mapped[UUID] = reference("contact", owned=True)
    role: Mapped[Label]
    is_current: Mapped[Yes]


class _Owned:
    """A detail that belongs to an account or to a contact, never to both."""

    __table_args__ = (CheckConstraint(_ONE_OWNER, name="one_owner"),)
    aggregate: ClassVar[tuple[tuple[str, str], ...]] = (
        ("account_id", "account"),
        ("contact_id", "contact"),
    )

    account_id: Mapped[UUID | None] = reference("account", owned=True)
    contact_id: Mapped[UUID | None] = reference("contact", owned=True)
    label: Mapped[Label]
    is_primary: Mapped[No]


class EmailAddress(_Owned, Record):
    """An e-mail address of an account or a contact."""

    __tablename__ = "email_address"

    address: Mapped[str] = mapped_column(String(320), index=True)


class PhoneNumber(_Owned, Record):
    """A telephone number as written."""

    __tablename__ = "phone_number"

    number: Mapped[str] = mapped_column(String(80))


class Address(_Owned, Record):
    """A postal address of an account or a contact."""

    __tablename__ = "address"

    street: Mapped[LongText]
    postal_code: Mapped[Label]
    city: Mapped[Label]
    state: Mapped[Label]
    country: Mapped[Label]


class BankAccount(_Owned, Record):
    """A bank account, its IBAN checked by its own digits."""

    __tablename__ = "bank_account"

    iban: Mapped[str] = mapped_column(String(64), default="")
    bic: Mapped[Label]
    bank: Mapped[Label]
    holder: Mapped[Label]
