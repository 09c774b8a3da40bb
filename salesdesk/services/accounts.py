"""The account desk: finding, keeping, archiving and deleting accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.account import Account, EmailAddress, PhoneNumber
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.user import User
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.listing import (
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    SortKey,
)
from salesdesk.services import details
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.details import AddressDraft, BankDraft, EmailDraft, PhoneDraft
from salesdesk.services.drafting import (
    Draft,
    PartDraft,
    check_version,
    found,
    parts_of,
    read,
    write,
)
from salesdesk.services.likeness import Alike, accounts_like
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number

STATUSES = ("prospect", "active", "on_hold", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContactDraft(PartDraft):
    contact_id: UUID
    role: str = ""
    is_current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft(Draft):
    """An account as the form holds it; ``number`` is given by the desk."""

    number: str = ""
    name: str = ""
    legal_name: str = ""
    tax_number: str = ""
    registration: str = ""
    industry: str = ""
    company_id: UUID | None = None
    kind: str = "customer"
    status: str = "prospect"
    country: str = ""
    language: str = ""
    currency: str = ""
    website: str = ""
    payment_term_id: UUID | None = None
    payment_type_id: UUID | None = None
    tax_code_id: UUID | None = None
    segment_id: UUID | None = None
    region_id: UUID | None = None
    owner_id: UUID | None = None
    parent_id: UUID | None = None
    credit_limit: Decimal | None = None
    founded: int | None = None
    employees: int | None = None
    revenue_millions: Decimal | None = None
    tax_checked_on: date | None = None
    notes: str = ""
    source: str = ""
    external_id: str | None = None
    emails: tuple[EmailDraft, ...] = parts_of(EmailDraft)
    phones: tuple[PhoneDraft, ...] = parts_of(PhoneDraft)
    addresses: tuple[AddressDraft, ...] = parts_of(AddressDraft)
    bank_accounts: tuple[BankDraft, ...] = parts_of(BankDraft)
    contacts: tuple[AccountContactDraft, ...] = parts_of(AccountContactDraft)


SPEC = ListSpec(
    "accounts",
    (
        ListColumn("name", N_("Name"), width=220),
        ListColumn("number", N_("Number"), width=110),
        ListColumn("tax_number", N_("Tax number")),
        ListColumn("email", N_("E-mail"), width=200),
        ListColumn("phone", N_("Phone")),
        ListColumn("industry", N_("Industry")),
        ListColumn("country", N_("Country"), width=80),
        ListColumn("status", N_("Status"), ColumnKind.STATUS, width=120, choices=STATUSES),
        ListColumn("owner", N_("Account manager"), ColumnKind.PERSON, width=170),
        ListColumn("external_id", N_("External key"), shown=False),
    ),
    (SortKey("name"),),
    (
        (N_("All accounts"), ListQuery()),
        (N_("Active"), ListQuery(conditions=(Condition("status", Operator.IS, ("active",)),))),
    ),
)


def account_listing(database: Database) -> Listing:
    """The accounts as their list shows them."""
    table = table_of(Account)
    mail = (
        select(EmailAddress.address)
        .where(EmailAddress.account_id == table.c.id)
        .order_by(EmailAddress.is_primary.desc(), EmailAddress.id)
        .limit(1)
        .scalar_subquery()
    )
    phone = (
        select(PhoneNumber.number)
        .where(PhoneNumber.account_id == table.c.id)
        .order_by(PhoneNumber.is_primary.desc(), PhoneNumber.id)
        .limit(1)
        .scalar_subquery()
    )
    owner = table_of(User).alias("owner")
    plain = ("name", "number", "tax_number", "industry", "country", "status", "external_id")
    return Listing(
        database,
        SPEC,
        table,
        table.outerjoin(owner, owner.c.id == table.c.owner_id),
        {**{name: table.c[name] for name in plain}, "email": mail, "phone": phone}
        | {"owner": owner.c.name},
        {"name": table.c.sort_name, "owner": owner.c.sort_name},
        (table.c.archived_at.is_(None),),
    )


class Accounts:
    """The account desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.listing = account_listing(database)

    def new(self) -> AccountDraft:
        return AccountDraft(owner_id=self.database.actor.id)

    def draft(self, account_id: UUID) -> AccountDraft:
        """The account to look at or to change; bank details only for those who may see them."""
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            draft = read(AccountDraft, found(session, Account, account_id, "account"))
        if self.database.actor.may(Right.BANK) or self.database.actor.may(Right.ACCOUNT):
            return draft
        return replace(draft, bank_accounts=(), tax_number="")

    def save(self, draft: AccountDraft, base: AccountDraft | None = None) -> UUID:
        """Create or change an account.

        Raises InvalidInput with a problem for each wrong field, StaleRecord when somebody else
        saved it first (``base`` is the draft as it was read).
        """
        self.database.actor.require(Right.ACCOUNT)
        draft = _tidied(draft)
        with self.database.changing() as session:
            account = session.get(Account, draft.id)
            wrong = self._problems(session, draft)
            if wrong:
                raise InvalidInput(_("This account can't be saved yet."), wrong)
            if account is None:
                [number] = take_number(session, "account", now().date())
                account = Account(id=draft.id, number=number, name=draft.name)
                session.add(account)
            else:
                self.database.actor.require_own(Right.ACCOUNT, account.owner_id)
                check_version(account, draft, base)
            _rename_in_opportunities(session, account, draft.name)
            write(draft, account)
        return draft.id

    def problems(self, draft: AccountDraft) -> list[Problem]:
        """What is wrong with a draft, for the form to show beside its fields."""
        with self.database.reading() as session:
            return self._problems(session, _tidied(draft))

    def _problems(self, session: Session, draft: AccountDraft) -> list[Problem]:
        wrong = details.problems(draft.emails, draft.bank_accounts, draft.phones)
        if not draft.name:
            wrong.append(Problem(_("An account needs a name."), "name"))
        if draft.status not in STATUSES:
            wrong.append(Problem(_("Choose a status."), "status", value=draft.status))
        if draft.currency and draft.currency not in DIGITS:
            said = _("This is no currency code; write one such as EUR.")
            wrong.append(Problem(said, "currency", value=draft.currency))
        for name in ("employees", "founded", "credit_limit"):
            value = getattr(draft, name)
            if value is not None and value < 0:
                wrong.append(Problem(_("This can't be below 0."), name, value=str(value)))
        if draft.tax_number:
            wrong += self._tax_problems(session, draft)
        return wrong

    def _tax_problems(self, session: Session, draft: AccountDraft) -> list[Problem]:
        if why := details.tax_number_problem(draft.tax_number, draft.country):
            return [Problem(why, "tax_number", value=draft.tax_number)]
        twin = session.execute(
            select(Account.name).where(
                Account.tax_number == draft.tax_number,
                Account.country == draft.country,
                Account.id != draft.id,
            )
        ).scalar()
        if twin is None:
            return []
        said = _("{number} is the tax number of {name} already.")
        why = said.format(number=draft.tax_number, name=twin)
        return [Problem(why, "tax_number", value=draft.tax_number)]

    def archive(self, account_id: UUID, *, archived: bool = True) -> None:
        """Take the account out of the lists, or bring it back; documents keep it."""
        self.database.actor.require(Right.ACCOUNT)
        with self.database.changing() as session:
            account = found(session, Account, account_id, "account")
            account.archived_at = now() if archived else None

    def delete(self, account_id: UUID) -> None:
        """Delete an account that nothing refers to; raises InUse otherwise."""
        self.database.actor.require(Right.ACCOUNT)
        with self.database.changing() as session:
            session.delete(found(session, Account, account_id, "account"))

    def alike(self, draft: AccountDraft) -> tuple[Alike, ...]:
        """Accounts that this draft may be another writing of; a hint, never a refusal."""
        self.database.actor.require(Right.READ)
        draft = _tidied(draft)
        mails = [mail.address for mail in draft.emails]
        with self.database.reading() as session:
            return accounts_like(
                session, draft.id, draft.name, draft.tax_number, draft.country, mails
            )


def _tidied(draft: AccountDraft) -> AccountDraft:
    """Numbers without spaces and dots, codes in capitals."""
    return replace(
        draft,
        name=draft.name.strip(),
        tax_number=details.compact_tax_number(draft.tax_number),
        country=draft.country.strip().upper(),
        currency=draft.currency.strip().upper(),
        emails=tuple(replace(e, address=e.address.strip()) for e in draft.emails),
        bank_accounts=tuple(
            replace(b, iban=details.compact_iban(b.iban)) for b in draft.bank_accounts
        ),
    )


def _rename_in_opportunities(session: Session, account: Account, name: str) -> None:
    """Deals are found by their account's name too."""
    if account.name == name:
        return
    deals = select(Opportunity).where(Opportunity.account_id == account.id)
    for deal in session.execute(deals).scalars():
        deal.account_name = name
