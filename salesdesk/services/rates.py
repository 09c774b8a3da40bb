"""Exchange rates: the ECB's files in, and the rate of a day out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.base import table_of
from salesdesk.models.reference import ExchangeRate
from salesdesk.models.values.exchange import Quote, RateTable
from salesdesk.models.values.identity import new_id
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.table import csv_lines, decoded
from salesdesk.services.jobs import Progress
from salesdesk.services.storable import unstorable

ECB = "ECB"
BASE = "EUR"
_NAMESPACE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}"
_DATE_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y")


@dataclass(frozen=True, slots=True)
class FrozenRate:
    """A rate as a document keeps it: units of ``currency`` for one of ``base``."""

    base: str
    currency: str
    rate: Decimal
    valid_on: date
    source: str


class Rates:
    """The table of dated rates."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def table(self, base: str = "EUR") -> RateTable:
        """Every rate against a base currency, for the calculators."""
        with self.database.reading() as session:
            return rate_table(session, base)

    def import_ecb(
        self, path: Path, progress: Progress | None = None, *, dry_run: bool = False
    ) -> ImportReport:
        """Read the ECB's CSV or XML; a day's rate that is here already is skipped."""
        self.database.actor.require(Right.RATES)
        progress = progress or Progress()
        report = ImportReport("exchange-rates")
        rates = list(read_ecb(path, report))
        report.read = len(rates)
        with self.database.changing() as session:
            known = {
                (row.currency, row.valid_on): row
                for row in session.scalars(
                    select(ExchangeRate).where(
                        ExchangeRate.base == "EUR", ExchangeRate.source == ECB
                    )
                )
            }
            for quote in progress.each(rates, len(rates)):
                key = (quote.currency, quote.on)
                known[key] = _keep(session, known.get(key), quote, report)
            if dry_run:
                session.rollback()
        return report


def _keep(
    session: Session, row: ExchangeRate | None, quote: Quote, report: ImportReport
) -> ExchangeRate:
    if row is None:
        report.created += 1
        row = ExchangeRate(
            base="EUR",
            currency=quote.currency,
            valid_on=quote.on,
            rate=quote.rate,
            source=ECB,
        )
        session.add(row)
    elif row.rate != quote.rate:
        report.updated += 1
        row.rate = quote.rate
    else:
        report.skipped += 1
    return row


def rate_table(session: Session, base: str = "EUR") -> RateTable:
    """The rates of a base currency out of an open session."""
    rows = session.execute(
        select(ExchangeRate.valid_on, ExchangeRate.currency, ExchangeRate.rate).where(
            ExchangeRate.base == base
        )
    )
    return RateTable(base, [Quote(*row) for row in rows])


def rate_on(session: Session, source: str, target: str, on: date) -> Fraction | None:
    """Units of the target for one of the source on a day, by few rows of the table; None without.

    The last day before it counts where the day has no rate.
    """
    quotes = []
    for currency in {source, target} - {BASE}:
        newest = (
            select(ExchangeRate.valid_on, ExchangeRate.currency, ExchangeRate.rate)
            .where(ExchangeRate.base == BASE, ExchangeRate.currency == currency)
            .where(ExchangeRate.valid_on <= on)
            .order_by(ExchangeRate.valid_on.desc())
            .limit(1)
        )
        quotes += [Quote(*row) for row in session.execute(newest)]
    try:
        return RateTable(BASE, quotes).rate(source, target, on)
    except InvalidInput:
        return None


def read_ecb(path: Path, report: ImportReport) -> Iterator[Quote]:
    """The quotes of an ECB file; what can't be read is reported by row and column."""
    content = path.read_bytes()
    if content.lstrip().startswith((b"<?xml", b"<gesmes", b"<Envelope")):
        yield from _from_xml(content, path, report)
    else:
        _encoding, text = decoded(content, path)
        yield from _from_csv(text, path, report)


def _from_xml(content: bytes, path: Path, report: ImportReport) -> Iterator[Quote]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise InvalidInput(
            _("{file} is not an XML file of exchange rates: {why}").format(
                file=path.name, why=problem
            )
        ) from problem
    days = [cube for cube in root.iter(f"{_NAMESPACE}Cube") if cube.get("time") is not None]
    if not days:
        said = _("{file} is XML, but it holds no exchange rates of the ECB.")
        said = said.format(file=path.name)
        raise InvalidInput(said, [Problem(said, "", 1, path.name)])
    for day in days:
        for cube in day:
            currency, rate = cube.get("currency") or "", cube.get("rate") or ""
            line = cube.sourceline
            where = Problem("", currency, line if isinstance(line, int) else None, path.name)
            quote = _quote(day.get("time") or "", currency, rate, where, report)
            if quote is not None:
                yield quote


def _from_csv(content: str, path: Path, report: ImportReport) -> Iterator[Quote]:
    rows = (line for line in csv_lines(content) if any(map(str.strip, line[1])))
    _first, heading = next(rows, (1, [""]))
    if heading[0].strip().lower() != "date":
        raise InvalidInput(
            _("{file} is no table of exchange rates: its first column must be Date.").format(
                file=path.name
            )
        )
    currencies = [name.strip() for name in heading]
    for number, row in rows:
        for currency, rate in zip(currencies[1:], row[1:], strict=False):
            if currency and rate.strip() not in ("", "N/A"):
                where = Problem("", currency, number, path.name, rate)
                quote = _quote(row[0].strip(), currency, rate.strip(), where, report)
                if quote is not None:
                    yield quote


def _quote(
    day: str, currency: str, rate: str, where: Problem, report: ImportReport
) -> Quote | None:
    try:
        value, on = Decimal(rate), _date(day)
    except (InvalidOperation, ValueError):
        value, on = Decimal(0), date.min
    is_rate = value.is_finite() and value > 0 and len(currency) == 3
    why = unstorable(table_of(ExchangeRate).c.rate, value) if is_rate else ""
    if why or not is_rate:
        said = why or _("{rate} on {day} is not an exchange rate.").format(rate=rate, day=day)
        report.problem(Problem(said, where.column, where.row, where.file, rate))
        return None
    return Quote(on, currency, value)


def _date(text: str) -> date:
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 a calendar day
        except ValueError:
            continue
    raise ValueError(text)


def typed_rate(
    database: Database, base: str, currency: str, rate: Decimal, on: date, who: str
) -> UUID:
    """Keep a rate that a person typed, with who typed it as its source."""
    database.actor.require(Right.RATES)
    key = new_id()
    with database.changing() as session:
        session.add(
            ExchangeRate(
                id=key,
                base=base,
                currency=currency,
                valid_on=on,
                rate=rate,
                source=f"typed:{who}"[:40],
            )
        )
    return key
