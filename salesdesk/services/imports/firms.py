"""Accounts in: firms of CRM exports and lists, each kept once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import Problem
from salesdesk.i18n import LANGUAGES, _
from salesdesk.models.account import Account, Address, PhoneNumber
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.user import User
from salesdesk.models.values.folding import folded
from salesdesk.services import details
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.company import named_company
from salesdesk.services.imports.table import FileTable, TableRow, read_table
from salesdesk.services.jobs import Progress
from salesdesk.services.numbering import take_number
from salesdesk.services.storable import unstorable

SOURCE = "file"
_LONGEST_KEY = 200
NAME = ("account name", "account", "name", "company", "company name", "firma")
KEY = ("accountid", "account id", "external id", "id")
INDUSTRY = ("industry", "sector", "branche")
WEBSITE = ("website", "web page")
PHONE = ("phone", "business phone", "telephone")
TAX = ("tax number", "vat number", "vat", "nif", "ust idnr")
OWNER = ("account owner", "owner", "account manager")
PARENT = ("subsidiary of", "parent account", "parent")
COUNTRY = ("country", "billingcountry", "office location", "billing country")
NOTES = ("description", "notes")
_MISSPELT = {"philipines": "PH", "korea": "KR", "usa": "US", "uk": "GB"}


@cache
def country_codes() -> dict[str, str]:
    """Countries by their codes and their folded names in the languages that SalesDesk speaks."""
    from babel import Locale

    named = {
        folded(name): code
        for language in reversed(LANGUAGES)
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return {code.lower(): code for code in named.values()} | named | _MISSPELT


def import_accounts(
    database: Database,
    path: Path,
    progress: Progress | None = None,
    *,
    company: str = "",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Read a CSV or XLSX file of accounts; all of it or none."""
    database.actor.require(Right.ACCOUNT)
    progress = progress or Progress()
    report = ImportReport("accounts")
    table = read_table(path, report, mapping)
    table.require("accounts", NAME)
    with database.changing() as session:
        loader = _Loader(session, table, report, company)
        for row in progress.each(table.rows, len(table.rows), path.name):
            report.read += 1
            loader.load(row)
        loader.join_parents()
        if dry_run:
            session.rollback()
    return report


class _Loader:
    """Keeps firms by their key in the file, else by their name."""

    def __init__(
        self, session: Session, table: FileTable, report: ImportReport, company: str
    ) -> None:
        self.session = session
        self.table = table
        self.report = report
        self.owners = dict(session.execute(select(User.name, User.id)).all())
        named = named_company(session, company)
        self.company_id = named.id if named else None
        known = session.scalars(select(Account)).all()
        self.by_key = {a.external_id: a for a in known if a.source == SOURCE}
        self.by_number = {(a.number, folded(a.name)): a for a in known}
        self.parents: list[tuple[Account, str, int]] = []

    def load(self, row: TableRow) -> None:
        name = row.get(*NAME)
        if not name:
            self._problem(_("This account has no name."), "name", row)
            return
        own = row.get(*KEY)
        key = (f"{self.table.layout}:{own}" if own else folded(name))[:_LONGEST_KEY]
        numbered = self.by_number.get((row.get("number"), folded(name)))
        account = numbered or self.by_key.get(key)
        if account is None:
            account = self._created(row, name, key)
            self.by_key[key] = account
            self.report.created += 1
        elif self._fill(account, row):
            self.report.updated += 1
        else:
            self.report.skipped += 1
        parent = row.get(*PARENT)
        if parent:
            self.parents.append((account, parent, row.number))

    def _created(self, row: TableRow, name: str, key: str) -> Account:
        account = Account(
            number=self._number(),
            name=name[:300],
            source=SOURCE,
            external_id=key[:200],
            status="active",
            company_id=self.company_id,
            owner_id=self.owners.get(row.get(*OWNER)) or self.session.info["actor"].id,
            **dict.fromkeys(("industry", "website", "notes", "tax_number", "country"), ""),
        )
        self._fill(account, row)
        self.session.add(account)
        phone = row.get(*PHONE)
        if phone:
            account.phones.append(PhoneNumber(number=phone[:80], is_primary=True))
        self._add_address(account, row)
        return account

    def _number(self) -> str:
        """One number at a time, the gaps a refused row leaves being none."""
        [number] = take_number(self.session, "account", now().date())
        return number

    def _fill(self, account: Account, row: TableRow) -> bool:
        """Fill what is still empty; answers whether anything was."""
        country = self._country(row)
        tax = details.compact_tax_number(row.get(*TAX))
        if tax and (why := details.tax_number_problem(tax, country)):
            self._problem(why, "tax_number", row, tax)
            tax = ""
        given: dict[str, object] = {
            "industry": row.get(*INDUSTRY)[:300],
            "website": row.get(*WEBSITE)[:300],
            "notes": row.get(*NOTES),
            "tax_number": tax,
            "country": country,
            "founded": self._whole(row, "year established"),
            "employees": self._whole(row, "employees", "numberofemployees", "numemp"),
            "revenue_millions": self._revenue(row),
        }
        changed = False
        for name, value in given.items():
            if value in ("", None) or getattr(account, name) not in ("", None):
                continue
            if said := unstorable(table_of(Account).c[name], value):
                self._problem(said, name, row, str(value)[:80])
            else:
                setattr(account, name, value)
                changed = True
        return changed

    def _country(self, row: TableRow) -> str:
        said = row.get(*COUNTRY)
        code = country_codes().get(folded(said), "")
        if said and not code:
            self._problem(
                _("{country} is no country that is known by this name.").format(country=said),
                "country",
                row,
                said,
            )
        return code

    def _whole(self, row: TableRow, *names: str) -> int | None:
        text, value = row.get(*names), row.amount(*names)
        if text and (value is None or value != value.to_integral_value()):
            said = _("{value} is not a whole number.").format(value=text)
            self._problem(said, names[0].replace(" ", "_"), row, text)
            return None
        return None if value is None else int(value)

    def _revenue(self, row: TableRow) -> Decimal | None:
        text, value = row.get("revenue"), row.amount("revenue")
        if text and value is None:
            said = _("{value} is not an amount.").format(value=text)
            self._problem(said, "revenue_millions", row, text)
        return value

    def _add_address(self, account: Account, row: TableRow) -> None:
        city, street = row.get("billingcity", "city"), row.get("billingstreet", "street")
        if city or street:
            account.addresses.append(
                Address(
                    street=street,
                    city=city[:300],
                    state=row.get("billingstate", "state")[:300],
                    postal_code=row.get("billingpostalcode", "postal code", "zip")[:300],
                    country=row.get("billingcountry", "country")[:300],
                    is_primary=True,
                )
            )

    def join_parents(self) -> None:
        """Link subsidiaries once every firm of the file is here."""
        self.session.flush()  # parents of the same file need their rows
        names = dict(self.session.execute(select(Account.sort_name, Account.id)).all())
        for account, parent, number in self.parents:
            found: UUID | None = names.get(folded(parent))
            if found is None:
                said = _("The parent {name} is not among the accounts.").format(name=parent)
                where = Problem(said, "parent", number, self.table.name, parent)
                self.report.problem(where)
            elif account.parent_id is None:
                account.parent_id = found

    def _problem(self, said: str, column: str, row: TableRow, value: str = "") -> None:
        self.report.problem(Problem(said, column, row.number, self.table.name, value))
