"""What a revision changes, for the customer: prices and terms, never what anything costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.services.documents import blocks
from salesdesk.services.documents.content import Party, Sheet
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.letterhead import paper_of
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import INK2, INTRO, TITLE, Paper, para

NOTICE, TITLE_TEXT = N_("Change notice"), N_("What changes")
INTRO_TEXT = N_("{later} compared with {earlier}, for {customer}. Dated {day}.")
NOTHING = N_("Nothing changes.")
LINES, TERMS, SUMS = N_("Prices"), N_("Terms and dates"), N_("What it comes to")
BEFORE, AFTER, DIFFERENCE = N_("Before"), N_("After"), N_("Difference")
PROJECT_DISCOUNT, TAX_IN_PRICE = N_("Project discount"), N_("Taxes in the prices")
TOTAL_TAX, TOTAL = N_("Taxes"), N_("Total")
UNCHANGED_CODE = N_("All amounts are in {currency}.")
Value = str | Decimal | date | tuple[Decimal, ...] | None


class Said(StrEnum):
    """How the values of a field are said."""

    PLAIN = "plain"
    WORDS = "words"
    """Words of ours, to be said in the document's language."""
    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Something that says something else: its label, and both values."""

    name: str
    old: Value
    new: Value
    said_as: Said = Said.PLAIN


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A line that came, went or changed; an amount of ``None`` is not shown."""

    mark: str
    name: str
    before: Decimal | None
    after: Decimal | None
    fields: tuple[FieldRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SumRow:
    """A sum of both."""

    name: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class NoticePrint:
    """Everything that a change notice shows."""

    sheet: Sheet
    customer: Party
    earlier: str
    later: str
    dated: date
    lines: tuple[ChangeRow, ...]
    terms: tuple[FieldRow, ...]
    sums: tuple[SumRow, ...]


def print_notice(content: NoticePrint) -> bytes:
    """One or two pages in the proposal's language."""
    require_legible(content)
    say = speech(content.sheet.language)
    page = paper_of(content.sheet)
    return Pages(content.sheet, say, page, is_companion=True).build(
        list(_notice(content, say, page))
    )


def _notice(content: NoticePrint, say: Speech, page: Paper) -> Iterator[Flowable]:
    yield Section(say.text(NOTICE), say.text(NOTICE))
    yield para(say.text(TITLE_TEXT), TITLE)
    intro = say.text(
        INTRO_TEXT,
        later=content.later,
        earlier=content.earlier,
        customer=content.customer.name,
        day=say.day(content.dated),
    )
    in_code = say.text(UNCHANGED_CODE, currency=content.sheet.currency)
    yield para(f"{intro} {in_code}", INTRO)
    if not content.lines and not content.terms:
        yield para(say.text(NOTHING), INTRO)
    if content.lines:
        yield from blocks.heading(say.text(LINES), 120)
        yield _lines(content.lines, content.sheet.currency, say, page.column)
    if content.terms:
        yield from blocks.heading(say.text(TERMS), 90)
        yield _terms(content.terms, content.sheet.currency, say, page.column)
    yield from blocks.heading(say.text(SUMS), 120)
    yield _sums(content.sums, content.sheet.currency, say, page.column)


def _amounts(say: Speech, width: float, first: str) -> list[Column]:
    number = 84.0
    return [
        Column(say.text(first), width - 3 * number - 74, is_bold=True),
        Column("", 74, ink=INK2),
        Column(say.text(BEFORE), number, is_number=True),
        Column(say.text(AFTER), number, is_number=True, is_bold=True),
        Column(say.text(DIFFERENCE), number, is_number=True),
    ]


def _lines(rows: Sequence[ChangeRow], currency: str, say: Speech, width: float) -> Ledger:
    entries = [
        Row(
            (
                row.name,
                say.text(row.mark),
                _amount(row.before, currency, say),
                _amount(row.after, currency, say),
                _difference(row.before, row.after, currency, say),
            ),
            "\n".join(_said(field, currency, say) for field in row.fields),
        )
        for row in rows
    ]
    return Ledger(Table(_amounts(say, width, blocks.ITEM), entries, 0))


def _said(field: FieldRow, currency: str, say: Speech) -> str:
    old, new = (_value(value, field, currency, say) for value in (field.old, field.new))
    return f"{say.text(field.name)}: {old} → {new}"


def _terms(rows: Sequence[FieldRow], currency: str, say: Speech, width: float) -> Ledger:
    part = width * 0.38
    columns = [
        Column("", width - 2 * part, ink=INK2),
        Column(say.text(BEFORE), part),
        Column(say.text(AFTER), part, is_bold=True),
    ]
    entries = [
        Row((say.text(row.name), *(_value(v, row, currency, say) for v in (row.old, row.new))))
        for row in rows
    ]
    return Ledger(Table(columns, entries, 0, pad=3.5))


def _sums(rows: Sequence[SumRow], currency: str, say: Speech, width: float) -> Ledger:
    entries = [
        Row(
            (
                say.text(row.name),
                "",
                _amount(row.before, currency, say),
                _amount(row.after, currency, say),
                _difference(row.before, row.after, currency, say),
            ),
            is_bold=at == len(rows) - 1,
            is_tied=True,
        )
        for at, row in enumerate(rows)
    ]
    return Ledger(Table(_amounts(say, width, ""), entries, 0, is_kept=True))


def _amount(amount: Decimal | None, currency: str, say: Speech) -> str:
    return "" if amount is None else say.amount(amount, currency)


def _difference(before: Decimal | None, after: Decimal | None, currency: str, say: Speech) -> str:
    if before is None and after is None:
        return ""
    found = (after or Decimal()) - (before or Decimal())
    return f"{'+' if found > 0 else ''}{say.amount(found, currency)}"


def _value(value: Value, field: FieldRow, currency: str, say: Speech) -> str:
    if value is None or value == ():
        return "—"
    if isinstance(value, tuple):
        return " · ".join(_value(part, field, currency, say) for part in value)
    if isinstance(value, date):
        return say.day(value)
    if isinstance(value, Decimal):
        if field.said_as is Said.MONEY:
            return say.unit_price(value, currency)
        return say.percent(value) if field.said_as is Said.PERCENT else say.quantity(value)
    return say.text(value) if field.said_as is Said.WORDS else value
