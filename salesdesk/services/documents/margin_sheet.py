"""The internal sheet of a proposal: what each line costs and earns. It never leaves the house."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.models.values.margin import margin
from salesdesk.services.documents import blocks
from salesdesk.services.documents.content import PriceRow, ProposalPrint, RowKind, Sums
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import INTRO, TITLE, Paper, paper, para
from salesdesk.services.documents.sums_box import NET, SUBTOTAL

MARGIN_SHEET, TITLE_TEXT = N_("Margin sheet"), N_("What it earns")
INTRO_TEXT = N_(
    "Margin is profit ÷ net, markup is profit ÷ cost; line nets stand before the header discount."
)
COST, PROFIT, MARGIN, MARKUP = N_("Cost"), N_("Profit"), N_("Margin"), N_("Markup")
LOADED, EFFECTIVE = N_("Loaded cost"), N_("Effective discount")


def print_margin_sheet(content: ProposalPrint) -> bytes:
    """The lines with cost, profit and margin, under a red band."""
    require_legible(content)
    say = speech(content.sheet.language)
    page = paper(content.sheet.page)
    pages = Pages(content.sheet, say, page, internal=True)
    return pages.build(list(_sheet(content, say, page)))


def _sheet(content: ProposalPrint, say: Speech, page: Paper) -> Iterator[Flowable]:
    yield Section(say.text(MARGIN_SHEET), say.text(TITLE_TEXT))
    yield para(say.text(TITLE_TEXT), TITLE)
    name = content.customer.name.rstrip(".")  # "Konex Serviços, S.A." has its full stop already
    yield para(f"{name}. {say.text(INTRO_TEXT)}", INTRO)
    yield _lines(content, say, page.column)
    yield from blocks.heading(say.text(MARGIN), 150)
    yield blocks.facts(list(figures(content.sums, content.sheet.currency, say)), page.column)


def _lines(content: ProposalPrint, say: Speech, width: float) -> Ledger:
    columns = [
        Column("", 24),
        Column(say.text(blocks.ITEM), width - 24 - 76 * 3 - 60),
        Column(say.text(COST), 76, is_number=True),
        Column(say.text(NET), 76, is_number=True),
        Column(say.text(PROFIT), 76, is_number=True),
        Column(say.text(MARGIN), 60, is_number=True, is_bold=True),
    ]
    currency = content.sheet.currency
    rows = [_line(line, currency, say, is_cut=_is_cut(content)) for line in content.lines]
    return Ledger(Table(columns, rows, 1))


def _is_cut(content: ProposalPrint) -> bool:
    """Whether the lines leave less than they say, so that their subtotals say another thing."""
    return any(line.earned not in (None, line.net) for line in content.lines)


def _line(line: PriceRow, currency: str, say: Speech, *, is_cut: bool) -> Row:
    """A line by what it leaves: the sums of the columns are those of the document."""
    if line.kind is not RowKind.ITEM:
        is_sum = line.kind is RowKind.SUBTOTAL
        name = line.name or (say.text(SUBTOTAL) if is_sum else "")
        net = say.amount(line.net, currency) if is_sum and not is_cut else ""
        is_head = line.kind is RowKind.HEADING
        cells = ("", name, "", net, "", "")
        return Row(cells, line.note, is_head=is_head, is_bold=is_head or is_sum, is_tied=is_sum)
    cost, net_left = line.cost, line.net if line.earned is None else line.earned
    profit = None if cost is None else net_left - cost
    has_margin = cost is not None and line.percent is None
    part = margin(net_left, cost) if has_margin and cost is not None else None
    cells = (
        line.position,
        line.name,
        say.amount(cost, currency),
        say.amount(net_left, currency),
        say.amount(profit, currency),
        say.points(part),
    )
    return Row(cells, line.note, net_left)


def figures(sums: Sums, currency: str, say: Speech) -> Iterator[tuple[str, str]]:
    """The figures of the whole document, each with its label."""
    yield say.text(NET), f"{say.amount(sums.net, currency)} {currency}"
    yield say.text(LOADED), f"{say.amount(sums.cost, currency)} {currency}"
    yield say.text(PROFIT), f"{say.amount(sums.profit, currency)} {currency}"
    yield say.text(MARGIN), say.points(sums.margin)
    yield say.text(MARKUP), say.points(sums.markup)
    if sums.effective_discount is not None:
        yield say.text(EFFECTIVE), say.points(sums.effective_discount)
