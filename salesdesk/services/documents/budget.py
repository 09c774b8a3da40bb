"""A budget on paper: its matrix, lying, as many periods a page as fit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from reportlab.platypus import CondPageBreak, Flowable

from salesdesk.i18n import N_
from salesdesk.services.documents.content import BudgetPrint
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import FIGURES_SEMIBOLD, INTRO, TITLE, Paper, paper, para

BUDGET, TOTAL, AMOUNT_IN = N_("Budget"), N_("Total"), N_("Amounts in {currency}")
_NAME = 120.0


def print_budget(content: BudgetPrint) -> bytes:
    """The lines over the periods with the sums of both."""
    require_legible(content)
    say = speech(content.sheet.language)
    page = paper(content.sheet.page, landscape=True)
    pages = Pages(content.sheet, say, page)
    return pages.build(list(_parts(content, say, page)))


def _parts(content: BudgetPrint, say: Speech, page: Paper) -> Iterator[Flowable]:
    yield Section(say.text(BUDGET), content.sheet.title)
    yield para(content.sheet.title, TITLE)
    facts = (content.exercise, content.market, say.text(AMOUNT_IN, currency=content.sheet.currency))
    yield para("  ·  ".join(fact for fact in facts if fact), INTRO)
    cell = _cell_width(content, say)
    fits = max(int((page.column - _NAME - cell - 14) // cell), 1)
    count = len(content.periods)
    parts = max(ceil(count / fits), 1)
    each = ceil(count / parts) if count else 1
    cell = (page.column - _NAME - cell - 14) / each
    for first in range(0, count, each):
        yield CondPageBreak(120)
        yield _matrix(content, say, range(first, min(first + each, count)), cell)


def _matrix(content: BudgetPrint, say: Speech, shown: range, cell: float) -> Ledger:
    currency = content.sheet.currency
    is_last = shown.stop == len(content.periods)
    columns = [
        Column("", _NAME),
        *(Column(content.periods[at], cell, is_number=True) for at in shown),
    ]
    if is_last:
        columns.append(Column(say.text(TOTAL), max(cell, 60.0), is_number=True, is_bold=True))
    rows = []
    for name, level, amounts in content.rows:
        cells = [say.amount(amounts[at], currency) for at in shown]
        cells += [say.amount(sum(amounts, Decimal()), currency)] if is_last else []
        rows.append(Row((name, *cells), is_bold=level == 0, indent=10.0 * level))
    top = [amounts for _name, level, amounts in content.rows if level == 0]
    sums = [say.amount(sum((each[at] for each in top), Decimal()), currency) for at in shown]
    sums += [say.amount(content.total, currency)] if is_last else []
    rows.append(Row((say.text(TOTAL), *sums), is_total=True))
    return Ledger(Table(columns, rows, pad=4.0))


def _cell_width(content: BudgetPrint, say: Speech) -> float:
    """Room for the sum of a period, which is the widest amount in its column."""
    widest = max((amount for row in content.rows for amount in row[2]), default=Decimal())
    text = say.amount(widest * max(len(content.rows), 1), content.sheet.currency)
    return max(float(width_of(text, FIGURES_SEMIBOLD, 9.5)) + 12, 48.0)
