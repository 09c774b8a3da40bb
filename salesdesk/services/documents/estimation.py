"""An estimation on paper: the work plan, with cost only for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from salesdesk.i18n import N_
from salesdesk.services.documents import blocks, margin_sheet
from salesdesk.services.documents.content import EstimationPrint, PlanRow
from salesdesk.services.documents.gantt import charts
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import (
    HEADING,
    INK2,
    INTRO,
    LEGAL,
    TITLE,
    Paper,
    paper,
    para,
    paragraphs,
)
from salesdesk.services.jobs import Progress

ESTIMATION, SELL = N_("Estimation"), N_("Sell")
START, FINISH = N_("Start"), N_("Finish")
OPTIONAL = N_("optional, not counted")
PLAN_TITLE, NOTES = N_("When it happens"), N_("Notes")


def print_estimation(content: EstimationPrint, progress: Progress | None = None) -> bytes:
    """The work items with their sums, then the plan and the notes; tells each page it begins."""
    require_legible(content)
    say = speech(content.sheet.language)
    page = paper(content.sheet.page)
    pages = Pages(content.sheet, say, page, internal=content.has_cost, progress=progress)
    return pages.build(list(_parts(content, say, page)))


def _parts(content: EstimationPrint, say: Speech, page: Paper) -> Iterator[Flowable]:
    yield Section(say.text(ESTIMATION), content.sheet.title)
    yield para(content.sheet.title, TITLE)
    yield para(content.account or say.text(ESTIMATION), INTRO)
    yield _items(content, say, page.column)
    if content.has_cost:
        yield from blocks.heading(say.text(margin_sheet.MARGIN), 150)
        figures = margin_sheet.figures(content.sums, content.sheet.currency, say)
        yield blocks.facts(list(figures), page.column)
    if content.plan and content.plan.rows:
        yield PageBreak()
        yield Section(say.text(N_("Work plan")), say.text(PLAN_TITLE))
        yield para(say.text(PLAN_TITLE), TITLE)
        yield from charts(content.plan, say, HexColor(content.sheet.colour))
        if content.plan.roles:
            months = [say.month_name(month) for month in content.plan.months]
            yield from blocks.roles(content.plan.roles, months, say, page.column)
    for note in content.notes:
        yield CondPageBreak(70)
        yield para(say.text(note.title), HEADING)
        yield from paragraphs(note.text, LEGAL)


def _items(content: EstimationPrint, say: Speech, width: float) -> Ledger:
    cost = 70.0 if content.has_cost else 0.0
    columns = [
        Column("", 34, ink=INK2),
        Column(say.text(blocks.ITEM), width - 34 - 50 - 58 - 58 - cost - 74),
        Column(say.text(blocks.HOURS), 50, is_number=True),
        Column(say.text(START), 58, is_number=True, ink=INK2),
        Column(say.text(FINISH), 58, is_number=True, ink=INK2),
        Column(say.text(margin_sheet.LOADED) if content.has_cost else "", cost, is_number=True),
        Column(say.text(SELL), 74, is_number=True),
    ]
    currency = content.sheet.currency
    rows = [_item(row, currency, say, has_cost=content.has_cost) for row in content.rows]
    total = Row(
        ("", say.text(N_("Total")), "", "", "",
         say.amount(content.sums.cost, currency) if content.has_cost else "",
         say.amount(content.sums.net, currency)),
        is_total=True,
    )  # fmt: skip
    return Ledger(Table(columns, [*rows, total], 1, pad=4.0))


def _item(row: PlanRow, currency: str, say: Speech, *, has_cost: bool) -> Row:
    cells = (
        row.code,
        f"{row.name} ({say.text(OPTIONAL)})" if row.is_optional else row.name,
        "" if row.hours is None else say.quantity(row.hours),
        say.short_day(row.start) if row.is_timed else "",
        say.short_day(row.finish) if row.is_timed else "",
        say.amount(row.cost, currency) if has_cost and row.cost is not None else "",
        "" if row.sell is None else say.amount(row.sell, currency),
    )
    note = " · ".join(part for part in (row.role, row.note) if part)
    return Row(
        cells,
        note,
        is_bold=row.is_summary,
        is_head=row.is_summary,
        indent=10.0 * row.code.count("."),
    )
