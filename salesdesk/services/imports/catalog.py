"""Products, sellers and role rates in."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.planning import Market, Region, RegionSeller
from salesdesk.models.reference import LaborRole, Product, RoleRate
from salesdesk.models.user import User, UserRole
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.folding import folded
from salesdesk.services.actor import Right, Role
from salesdesk.services.database import Database
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.figures import date_of
from salesdesk.services.imports.table import TableRow, read_table
from salesdesk.services.jobs import Progress

Keep = Callable[[Session, TableRow, str, ImportReport], None]
PRODUCT = ("product", "product name", "name")
PRICE = ("price", "sales price", "unit price", "list price")
SELLER = ("sales agent", "seller", "name", "last name", "full name")
_LONGEST_CODE = 40
ROLE, COST = ("role", "name"), ("cost", "cost rate")
VALID_FROM = ("valid from", "from", "date")
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "products": (PRODUCT, PRICE),
    "sellers": (SELLER,),
    "role-rates": (ROLE, COST, VALID_FROM),
}


def import_products(
    database: Database, path: Path, progress: Progress | None = None, *, dry_run: bool = False
) -> ImportReport:
    """Products with series and price; a known product's price follows the file."""
    return _import(database, path, progress, "products", Right.SETTINGS, _product, dry_run)


def import_sellers(
    database: Database, path: Path, progress: Progress | None = None, *, dry_run: bool = False
) -> ImportReport:
    """Sellers with their manager and office; managers become users too."""
    return _import(database, path, progress, "sellers", Right.USERS, _seller, dry_run)


def import_role_rates(
    database: Database, path: Path, progress: Progress | None = None, *, dry_run: bool = False
) -> ImportReport:
    """Roles with cost and sell rate, currency and the day they hold from."""
    return _import(database, path, progress, "role-rates", Right.RATES, _role_rate, dry_run)


def _import(
    database: Database,
    path: Path,
    progress: Progress | None,
    kind: str,
    right: Right,
    keep: Keep,
    dry_run: bool,
) -> ImportReport:
    database.actor.require(right)
    report = ImportReport(kind)
    table = read_table(path, report)
    table.require(kind, *_NEEDED[kind])
    with database.changing() as session:
        for row in (progress or Progress()).each(table.rows, len(table.rows), path.name):
            report.read += 1
            _keep_row(session, row, path.name, report, keep)
        if dry_run:
            session.rollback()
    return report


def _keep_row(session: Session, row: TableRow, file: str, report: ImportReport, keep: Keep) -> None:
    """Keep a row, or none of it where a value does not fit, which is told."""
    before = (report.created, report.updated, report.skipped)
    try:
        with session.begin_nested():
            keep(session, row, file, report)
    except InvalidInput as problem:
        report.created, report.updated, report.skipped = before
        for found in problem.problems or [Problem(problem.message)]:
            report.problem(replace(found, row=row.number, file=file))


def _product(session: Session, row: TableRow, file: str, report: ImportReport) -> None:
    name = row.get(*PRODUCT)
    price = row.amount(*PRICE)
    if not name or price is None:
        said = _("A product needs a name and a price.")
        report.problem(Problem(said, "price" if name else "name", row.number, file, name))
        return
    currency = (row.get("currency") or "USD").upper()
    cost = _amount(row, "cost", "unit cost")
    problem = _wrong_price(price, cost, currency)
    if problem is not None:
        report.problem(replace(problem, row=row.number, file=file))
        return
    code = row.get("code", "product code", "sku")
    product = _known_product(session, code, name)
    if product is None:
        session.add(
            Product(
                code=code or _code_of(name),
                name=name,
                series=row.get("series"),
                currency=currency,
                price=price,
                cost=cost,
            )
        )
        session.flush()  # a second row of the same code must find this one
        report.created += 1
        return
    priced = (price, row.get("currency").upper() or product.currency)
    if (product.price, product.currency) != priced:
        product.price, product.currency = priced
        report.updated += 1
    else:
        report.skipped += 1


def _known_product(session: Session, code: str, name: str) -> Product | None:
    """By its code, else by its name."""
    wanted = Product.code == (code or _code_of(name))
    if not code and len(name) > _LONGEST_CODE:  # earlier versions kept only how it begins
        wanted |= (Product.code == name[:_LONGEST_CODE]) & (Product.name == name)
    return session.scalars(select(Product).where(wanted)).first()


def _code_of(name: str) -> str:
    """A product that has no code goes by its name, as much of it as a code can hold."""
    if len(name) <= _LONGEST_CODE:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_CODE - len(mark) - 1]}~{mark}"


def _amount(row: TableRow, *names: str) -> Decimal | None:
    """An amount that may be left out; raises InvalidInput for what is none."""
    value, text = row.amount(*names), row.get(*names)
    if value is None and text:
        said = _("{value} is not an amount.").format(value=text)
        raise InvalidInput(said, [Problem(said, names[0], value=text)])
    return value


def _day(row: TableRow, *names: str) -> date | None:
    """The same for a date."""
    text = row.get(*names)
    day = date_of(text) if text else None
    if text and day is None:
        said = _("{value} is not a date.").format(value=text)
        raise InvalidInput(said, [Problem(said, names[0], value=text)])
    return day


def _wrong_price(price: Decimal, cost: Decimal | None, currency: str) -> Problem | None:
    """What a product can't be kept with."""
    said = _("{value} is below 0; the product was left out.")
    if price < 0:
        return Problem(said.format(value=price), "price", value=str(price))
    if cost is not None and cost < 0:
        return Problem(said.format(value=cost), "cost", value=str(cost))
    if currency not in DIGITS:
        said = _("{value} is no currency code; the product was left out.")
        return Problem(said.format(value=currency), "currency", value=currency)
    return None


def _seller(session: Session, row: TableRow, file: str, report: ImportReport) -> None:
    name = row.get(*SELLER)
    if not name:
        said = _("A seller needs a name.")
        report.problem(Problem(said, "name", row.number, file))
        return
    office = row.get("regional office", "office", "region")
    manager_name = row.get("manager", "sales manager")
    manager = _user(session, manager_name, office, Role.APPROVER) if manager_name else None
    known = session.scalars(select(User).where(User.name == name)).first()
    seller = known or _user(session, name, office, Role.ACCOUNT_MANAGER)
    seller.email = seller.email or row.get("email", "e mail")
    if known is None:
        seller.manager_id = manager.id if manager else None
        report.created += 1
    elif seller.office != office and office:
        seller.office = office
        report.updated += 1
    else:
        report.skipped += 1
    _join_region(session, seller, office)


def _user(session: Session, name: str, office: str, role: Role) -> User:
    user = session.scalars(select(User).where(User.name == name)).first()
    if user is None:
        user = User(username=_free_username(session, name), name=name, office=office)
        user.roles.append(UserRole(role=role))
        session.add(user)
        session.flush()  # managers are referred to by the rows that follow
    return user


def username_of(name: str) -> str:
    """``Darcel Schlecht`` signs in as ``darcel.schlecht``."""
    return ".".join(folded(name).split())[:100]


def _free_username(session: Session, name: str) -> str:
    """The first of ``ana.reis``, ``ana.reis.2`` and so on that nobody signs in as."""
    wanted = username_of(name)[:90] or "user"
    like = User.username.startswith(wanted, autoescape=True)
    taken = set(session.scalars(select(User.username).where(like)))
    others = (f"{wanted}.{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([wanted], others) if one not in taken)


def _join_region(session: Session, seller: User, office: str) -> None:
    region = session.scalars(
        select(Region).join(Market, Market.id == Region.market_id).where(Region.name == office)
    ).first()
    if region is None:
        return
    there = session.scalars(
        select(RegionSeller).where(
            RegionSeller.region_id == region.id, RegionSeller.user_id == seller.id
        )
    ).first()
    if there is None:
        session.add(RegionSeller(region_id=region.id, user_id=seller.id))


def _role_rate(session: Session, row: TableRow, file: str, report: ImportReport) -> None:
    name = row.get(*ROLE)
    cost = row.amount(*COST)
    valid_from = date_of(row.get(*VALID_FROM))
    if not name or cost is None or valid_from is None:
        said = _("A role rate needs a role, a cost rate and the day it holds from.")
        report.problem(Problem(said, "role", row.number, file, name))
        return
    if cost < 0:
        said = _("{value} is below 0; the rate was left out.").format(value=cost)
        report.problem(Problem(said, "cost", row.number, file, str(cost)))
        return
    role = session.scalars(select(LaborRole).where(LaborRole.name == name)).first()
    if role is None:
        role = LaborRole(name=name)
        session.add(role)
        session.flush()  # the rate refers to it
    currency = (row.get("currency") or "EUR").upper()
    if currency not in DIGITS:
        said = _("{value} is no currency code; the rate was left out.").format(value=currency)
        report.problem(Problem(said, "currency", row.number, file, currency))
        return
    _keep_rate(session, role, currency, valid_from, cost, row, report)


def _keep_rate(
    session: Session,
    role: LaborRole,
    currency: str,
    valid_from: date,
    cost: Decimal,
    row: TableRow,
    report: ImportReport,
) -> None:
    sell = _amount(row, "sell", "sell rate", "price")
    until = _day(row, "valid to", "until", "to")
    if until is not None and until < valid_from:
        said = _("This rate ends before the day it holds from.")
        raise InvalidInput(said, [Problem(said, "valid to", value=str(until))])
    rate = session.scalars(
        select(RoleRate).where(
            RoleRate.role_id == role.id,
            RoleRate.currency == currency,
            RoleRate.valid_from == valid_from,
        )
    ).first()
    if rate is None:
        session.add(
            RoleRate(
                role_id=role.id,
                currency=currency,
                valid_from=valid_from,
                valid_to=until,
                cost=cost,
                sell=sell,
            )
        )
        report.created += 1
    elif (rate.cost, rate.sell, rate.valid_to) != (cost, sell, until or rate.valid_to):
        rate.cost, rate.sell, rate.valid_to = cost, sell, until or rate.valid_to
        report.updated += 1
    else:
        report.skipped += 1
