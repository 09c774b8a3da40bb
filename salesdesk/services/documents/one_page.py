"""The proposal on one page: for whom, what, for how much, by when, and how to say yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.models.values.picture_marks import without_pictures
from salesdesk.services.documents import blocks
from salesdesk.services.documents.content import PriceRow, ProposalPrint, RowKind
from salesdesk.services.documents.cover import DATED, PREPARED_BY, VALID
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.letterhead import paper_of
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.rich_text import unmarked
from salesdesk.services.documents.scripts import lines
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import INTRO, SMALL, TITLE, Paper, para
from salesdesk.services.documents.sums_box import SumsBox

ONE_PAGE = N_("At a glance")
CUSTOMER, WORK = N_("Customer"), N_("Work")
FROM_TO = N_("{start} to {finish}")
WHAT = N_("What you get")
AND_MORE = N_("{count} more lines")
MAY_ADD = N_("You may add: {options}")
SAY_YES = N_("To accept, sign the acceptance page of the proposal and return it by {valid}.")
IN_WORDS = N_("This page sums up the proposal; what binds is the proposal itself.")
_MOST_ROWS, _MOST_LINES, _MOST_OPTIONS = 9, 6, 4
_INSET, _GREETING = 12, 60


def print_summary(content: ProposalPrint) -> bytes:
    """One page, whatever the proposal's length."""
    require_legible(content)
    sheet = content.sheet
    say, page = speech(sheet.language), paper_of(sheet)
    pages = Pages(sheet, say, page, is_companion=True)
    return pages.build([Section(say.text(ONE_PAGE), sheet.title), *summary(content, say, page)])


def summary(content: ProposalPrint, say: Speech, page: Paper) -> list[Flowable]:
    """As much as a page holds: first fewer lines of the letter, then fewer rows."""
    tries = [(rows, said) for rows in range(_MOST_ROWS, 1, -1) for said in (_MOST_LINES, 3, 0)]
    for rows, said in tries:
        parts = list(_parts(content, say, page, rows, said))
        if _depth(parts, page) <= page.depth - 12:
            return parts
    return parts


def _depth(parts: Sequence[Flowable], page: Paper) -> float:
    """How deep the parts stand one below the other; the first needs no space before it."""
    depth, after = 0.0, 0.0
    for at, part in enumerate(parts):
        before = part.getSpaceBefore() if at else 0.0
        depth += max(before, after) + part.wrap(page.column, page.depth)[1]
        after = part.getSpaceAfter()
    return depth


def _parts(
    content: ProposalPrint, say: Speech, page: Paper, most: int, said: int
) -> Iterator[Flowable]:
    sheet, width = content.sheet, page.column
    yield para(sheet.title, TITLE)
    yield blocks.facts(list(_facts(content, say)), width)
    letter = without_pictures(content.letter)
    if said and letter.strip():
        yield blocks.gap(12)
        yield para(_opening(letter, width, said), INTRO)
    yield blocks.gap(10)
    yield _table(content, say, width, most)
    yield SumsBox(content.sums, sheet, say, width, _INSET)
    yield blocks.gap(14)
    if content.options:
        names = [option.name for option in content.options[:_MOST_OPTIONS]]
        more = "…" if len(content.options) > _MOST_OPTIONS else ""
        yield para(say.text(MAY_ADD, options=" · ".join(names) + more), INTRO)
    if sheet.number and content.valid_until:
        yield para(say.text(SAY_YES, valid=say.day(content.valid_until)), INTRO)
    yield para(say.text(IN_WORDS), SMALL)


def _facts(content: ProposalPrint, say: Speech) -> Iterator[tuple[str, str]]:
    who = "  ·  ".join(part for part in (content.customer.name, content.contact) if part)
    yield say.text(CUSTOMER), who
    yield say.text(PREPARED_BY), content.prepared_by
    yield say.text(DATED), say.day(content.dated)
    if content.valid_until:
        yield say.text(VALID), say.day(content.valid_until)
    if content.plan and content.plan.rows:
        start = say.day(min(row.start for row in content.plan.rows))
        finish = say.day(max(row.finish for row in content.plan.rows))
        yield say.text(WORK), say.text(FROM_TO, start=start, finish=finish)


def _opening(letter: str, width: float, most: int) -> str:
    """The first paragraph that says something, ended with an ellipsis where it is long.

    A greeting says nothing here.
    """
    parts = [part.strip() for part in unmarked(letter).split("\n\n") if part.strip()]
    first = next((part for part in parts if len(part) > _GREETING), parts[0])
    found = lines(first, INTRO.fontName, INTRO.fontSize, width)
    shown = " ".join(found[:most])
    return shown if len(found) <= most else shown.rsplit(" ", 1)[0] + " …"


@dataclass(slots=True)
class _Group:
    """A title with what stands under it, or an item where there are no titles."""

    name: str
    net: Decimal
    is_shown: bool = True


def _table(content: ProposalPrint, say: Speech, width: float, most: int) -> Ledger:
    """The parts by their titles where there are any, else the lines; the rest as one."""
    currency = content.sheet.currency
    found = _groups(content.lines)
    kept = len(found) if len(found) <= most else most - 1
    rows = [
        Row((each.name, say.amount(each.net, currency) if each.is_shown else "", ""))
        for each in found[:kept]
    ]
    if rest := found[kept:]:
        hidden = say.amount(sum((each.net for each in rest), Decimal()), currency)
        rows.append(Row((say.text(AND_MORE, count=len(rest)), hidden, "")))
    columns = [
        Column(say.text(WHAT), width - 100 - _INSET, is_bold=True),
        Column(currency, 100, is_number=True),
        Column("", _INSET),
    ]
    return Ledger(Table(columns, rows, 0, pad=4.0))


def _groups(rows: Sequence[PriceRow]) -> list[_Group]:
    """What stands before the first title has none, so it is told line by line."""
    found: list[_Group] = []
    under: _Group | None = None
    for row in rows:
        if row.kind is RowKind.HEADING:
            under = _Group(row.name, Decimal(), is_shown=False)
            found.append(under)
        elif row.kind is RowKind.ITEM and under is not None:
            under.net += row.net
            under.is_shown = under.is_shown or not row.is_price_hidden
        elif row.kind is RowKind.ITEM:
            found.append(_Group(row.name, row.net, not row.is_price_hidden))
    return found
