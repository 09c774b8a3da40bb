"""A proposal on paper: ordered sections, each a function from the content to what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, NextPageTemplate, PageBreak

from salesdesk.i18n import N_
from salesdesk.models.values import sections
from salesdesk.services.documents import blocks
from salesdesk.services.documents.alternatives import comparison
from salesdesk.services.documents.content import ProposalPrint, TextSection
from salesdesk.services.documents.cover import PROPOSAL, VALID, paint_cover
from salesdesk.services.documents.facing import both, facing, said, together
from salesdesk.services.documents.gantt import charts
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.letterhead import paper_of
from salesdesk.services.documents.own_pages import Placed, inlaid, own_pages
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.picture_in_text import Pictures
from salesdesk.services.documents.rich_text import formatted
from salesdesk.services.documents.scripts import clean
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.seal import sealed
from salesdesk.services.documents.section_titles import head_of
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import (
    BODY,
    HEADING,
    INTRO,
    LEGAL,
    SMALL,
    TITLE,
    Paper,
    para,
)
from salesdesk.services.documents.sums_box import NET, TOTAL, TOTAL_FROM

PLAN_INTRO = N_(
    "Work starts on {start} and ends on {finish}: {days} working days. "
    "Dates move with the start date."
)
PRICING_INTRO = N_("All prices are in {currency}, net of the taxes shown below.")
FROM_INTRO = N_("Options that you choose are added to the net.")
ACCEPTANCE_TEXT = N_(
    "By signing, {customer} accepts the proposal {reference} of {seller} with its scope, prices "
    "and terms, for a total of {total} {currency}. Please return a signed copy by {valid}."
)
TICK_TEXT = N_("Please tick the options that you choose; they are added to the total.")
ACCEPTANCE_DRAFT = N_(
    "This is a draft. It binds nobody and can't be accepted until it has been issued."
)


@dataclass(frozen=True, slots=True)
class Printing:
    """What a section is given: the content, its language and the paper."""

    content: ProposalPrint
    speech: Speech
    paper: Paper
    placed: list[Placed] = field(default_factory=list)

    def formatted(self, text: str, style: ParagraphStyle = BODY) -> list[Flowable]:
        """Running text with the pictures of this paper."""
        return formatted(
            text, style, Pictures(self.content.pictures, self.paper.depth - 2 * _TITLE)
        )


_PART, _SOME, _LEAST = 94, 46, 240
"""A title with the first lines under it, some lines, and what a section begins with."""
_TITLE = 80
"""How deep a section's title is with the space around it."""

SectionMaker = Callable[[Printing], Iterator[Flowable]]


def summary(printing: Printing) -> Iterator[Flowable]:
    if printing.content.letter.strip():
        content = printing.content
        yield from _opening(printing, sections.LETTER)
        address = (content.customer.name, content.contact, *content.customer.address)
        yield para("\n".join(part for part in address if part), INTRO)
        yield blocks.gap(10)
        second = content.second.letter if content.second else ""
        yield from _beside(printing, printing.formatted(content.letter), printing.formatted(second))
        yield blocks.gap(10)
        yield para(f"{content.prepared_by}\n{content.sheet.seller.name}".strip(), INTRO)


def written(printing: Printing, key: str) -> Iterator[Flowable]:
    """A section of running text; nothing where nothing was written."""
    found = next((each for each in printing.content.written if each.key == key), None)
    if found is None:
        return
    second = printing.content.second
    others = second.written.get(key, ()) if second else ()
    parts = _parts(printing, found.parts, others, BODY)
    yield from _texts(printing, key, parts)
    if found.kind == sections.TEAM:
        yield from _roles(printing)


def own(printing: Printing, key: str) -> Iterator[Flowable]:
    """Pages of one's own, one after the other."""
    content = printing.content.own_pages.get(key)
    if content is not None:
        yield from own_pages(key, content, printing.placed, _marked(printing, key))


def team(printing: Printing) -> Iterator[Flowable]:
    """Who does the work, by role and month, where nothing else is said of the team."""
    if not any(each.kind == sections.TEAM for each in printing.content.written):
        title = together(printing.speech, _head(printing, sections.TEAM)[1])
        mark = _marked(printing, sections.TEAM)
        yield from _roles(printing, partial(blocks.heading, title, mark=mark))
    else:
        yield from written(printing, sections.TEAM)


def _roles(
    printing: Printing, head: Callable[[float], Iterator[Flowable]] | None = None
) -> Iterator[Flowable]:
    plan = printing.content.plan
    if plan and plan.roles:
        months = [printing.speech.month_name(month) for month in plan.months]
        yield from blocks.roles(plan.roles, months, printing.speech, printing.paper.column, head)


def _parts(
    printing: Printing,
    parts: Sequence[TextSection],
    second: Sequence[TextSection],
    style: ParagraphStyle,
) -> list[list[Flowable]]:
    """Each part with its title; in two languages one beside the other."""
    return [
        list(_beside(printing, _part(printing, part, style), _part(printing, other, style)))
        for part, other in zip_longest(parts, second)
    ]


def _part(printing: Printing, part: TextSection | None, style: ParagraphStyle) -> list[Flowable]:
    if part is None:
        return []
    title: list[Flowable] = [para(part.title, HEADING)] if part.title else []
    return [*title, *printing.formatted(part.text, style)]


def _texts(printing: Printing, key: str, parts: Sequence[Sequence[Flowable]]) -> Iterator[Flowable]:
    """A section of parts: no title parts from what it stands above."""
    keep = _TITLE + _kept(printing, parts[0]) if parts else 0.0
    yield from _opening(printing, key, max(_LEAST, keep))
    for part in parts:
        yield CondPageBreak(min(_kept(printing, part), printing.paper.depth - 1))
        yield from part


def _kept(printing: Printing, part: Sequence[Flowable]) -> float:
    """How deep its beginning is that never parts: some lines, or a picture as a whole."""
    width, kept = printing.paper.column, 0.0
    for each in part:
        deep = each.wrap(width, printing.paper.depth)[1]
        is_whole = not each.split(width, deep / 2)
        kept += each.getSpaceBefore() + (deep if is_whole else min(deep, _SOME))
        if kept >= _SOME:
            break
        kept += each.getSpaceAfter()
    return max(_PART, kept)


def _beside(
    printing: Printing, first: Sequence[Flowable], second: Sequence[Flowable]
) -> Iterator[Flowable]:
    """One text over the whole column, or both in facing columns."""
    return facing(first, second) if printing.content.second else iter(first)


def plan(printing: Printing) -> Iterator[Flowable]:
    found = printing.content.plan
    if not found or not found.rows:
        return
    say = printing.speech
    drawn = list(charts(found, say, HexColor(printing.content.sheet.colour)))
    depth = drawn[0].wrap(printing.paper.column, 0)[1] + _TITLE + _SOME
    yield from _opening(printing, sections.PLAN, _whole_or_half(printing, depth))
    start = min(row.start for row in found.rows)
    finish = max(row.finish for row in found.rows)
    days = sum(
        (start.toordinal() + at + 6) % 7 not in found.weekend
        for at in range((finish - start).days + 1)
    )
    yield said(
        printing.speech,
        INTRO,
        PLAN_INTRO,
        lambda say: {"days": days, "start": say.weekday(start), "finish": say.weekday(finish)},
    )
    yield from drawn


def pricing(printing: Printing) -> Iterator[Flowable]:
    """Below another section where all of it fits, or half a page of what is longer than one."""
    content, say = printing.content, printing.speech
    width, currency = printing.paper.column, content.sheet.currency
    shown: list[Flowable] = [
        said(say, INTRO, PRICING_INTRO, lambda say: {"currency": say.currency_name(currency)})
    ]
    if content.pricing_note.strip():
        shown.append(para(content.pricing_note.strip(), INTRO))
    shown.append(blocks.price_table(content.lines, content.sums, content.sheet, say, width))
    deep = sum(part.wrap(width, printing.paper.depth)[1] + part.getSpaceAfter() for part in shown)
    yield from _opening(printing, sections.PRICING, _whole_or_half(printing, _TITLE + deep))
    yield from shown


def options(printing: Printing) -> Iterator[Flowable]:
    content, say = printing.content, printing.speech
    width, currency = printing.paper.column, content.sheet.currency
    mark = _marked(printing, sections.OPTIONS)
    yield from comparison(content.alternatives, currency, say, width, mark)
    if content.options:
        title = _head(printing, sections.OPTIONS)[1]
        first = None if content.alternatives else mark
        yield from blocks.heading(together(say, title), 50, first)
        yield from blocks.options(
            content.options, currency, say, width, said(say, SMALL, FROM_INTRO)
        )


def payments(printing: Printing) -> Iterator[Flowable]:
    content, say = printing.content, printing.speech
    if content.payments or content.payment_terms:
        terms, width = content.payment_terms, printing.paper.column
        title = together(say, _head(printing, sections.PAYMENTS)[1])
        head = partial(blocks.heading, title, mark=_marked(printing, sections.PAYMENTS))
        currency = content.sheet.currency
        yield from blocks.payments(content.payments, terms, currency, say, width, head)


def terms(printing: Printing) -> Iterator[Flowable]:
    if not printing.content.terms:
        return
    second = printing.content.second
    parts = _parts(printing, printing.content.terms, second.terms if second else (), LEGAL)
    yield from _texts(printing, sections.TERMS, parts)


def acceptance(printing: Printing) -> Iterator[Flowable]:
    """Signatures with the sentence that is signed; they never stand on a page without it."""
    width = printing.paper.column
    parts = list(_acceptance(printing))
    depth = sum(part.wrap(width, printing.paper.depth)[1] + part.getSpaceAfter() for part in parts)
    yield CondPageBreak(min(depth + TITLE.spaceBefore, printing.paper.depth - 1))
    yield _marked(printing, sections.ACCEPTANCE)
    yield from parts


def _acceptance(printing: Printing) -> Iterator[Flowable]:
    content, say = printing.content, printing.speech
    sheet = content.sheet
    yield _title(printing, _head(printing, sections.ACCEPTANCE)[1])
    if sheet.number is None:
        yield said(printing.speech, BODY, ACCEPTANCE_DRAFT)
        return
    sums = content.sums
    total = say.amount(sums.total, sheet.currency)
    yield said(
        printing.speech,
        BODY,
        ACCEPTANCE_TEXT,
        lambda say: {
            "customer": content.customer.name,
            "reference": sheet.reference,
            "seller": sheet.seller.name,
            "total": say.amount(sums.total, sheet.currency),
            "currency": sheet.currency,
            "valid": say.day(content.valid_until),
        },
    )
    if content.options:
        yield said(printing.speech, BODY, TICK_TEXT)
    rows = (
        (say.text(PROPOSAL), f"{sheet.reference}  ·  {sheet.title}"),
        (say.text(NET), f"{say.amount(sums.net, sheet.currency)} {sheet.currency}"),
        (
            say.text(TOTAL_FROM if sums.is_from else TOTAL, currency=sheet.currency),
            f"{total} {sheet.currency}",
        ),
        (say.text(VALID), say.day(content.valid_until)),
    )
    yield blocks.facts(rows, printing.paper.column)
    yield blocks.gap(26)
    yield blocks.Signature((content.customer.name, sheet.seller.name), say)


SECTIONS: Mapping[str, SectionMaker] = {
    sections.LETTER: summary,
    sections.PLAN: plan,
    sections.TEAM: team,
    sections.PRICING: pricing,
    sections.OPTIONS: options,
    sections.PAYMENTS: payments,
    sections.TERMS: terms,
    sections.ACCEPTANCE: acceptance,
}


def maker_of(key: str) -> SectionMaker:
    """The function that makes the section of a key."""
    if key in SECTIONS:
        return SECTIONS[key]
    return partial(own if key.startswith(f"{sections.OWN}:") else written, key=key)


STANDARD: Sequence[SectionMaker] = tuple(maker_of(kind) for kind in sections.ORDER)


def print_sections(content: ProposalPrint, keys: Sequence[str]) -> bytes:
    """The sections of these keys, in this order."""
    return print_proposal(content, [maker_of(key) for key in keys])


def print_proposal(content: ProposalPrint, makers: Sequence[SectionMaker] = STANDARD) -> bytes:
    """The proposal as the bytes of a PDF; the same content gives the same bytes."""
    require_legible(content)
    content = sealed(content)
    say = speech(content.sheet.language)
    if content.second:
        say = both(say, speech(content.second.language))
    page = paper_of(content.sheet)
    pages = Pages(content.sheet, say, page)
    printing = Printing(content, say, page)
    flowables = [flowable for maker in makers for flowable in maker(printing)]
    if flowables and isinstance(flowables[0], (PageBreak, CondPageBreak)):
        del flowables[0]
    cover = None
    if content.has_cover:
        cover = partial(paint_cover, content=content, speech=say, page=page)
        flowables = [NextPageTemplate("body"), blocks.gap(1), PageBreak(), *flowables]
    printed = pages.build(flowables, cover)
    return inlaid(printed, printing.placed, content.own_pages, page)


def _whole_or_half(printing: Printing, depth: float) -> float:
    """Room for all of it, or half a page to begin with for what is longer than a page."""
    page = printing.paper.depth
    return depth if depth < page else page / 2


def _opening(printing: Printing, key: str, keep: float | None = None) -> Iterator[Flowable]:
    """A section's title: on a new page, or where at least ``keep`` points are left."""
    yield PageBreak() if keep is None else CondPageBreak(min(keep, printing.paper.depth - 1))
    yield _marked(printing, key)
    yield _title(printing, _head(printing, key)[1])


def _head(printing: Printing, key: str) -> tuple[str, str]:
    """Name and title of a section, as somebody called it or as usual."""
    titles = printing.content.titles
    return head_of(key, next((own.title for own in titles if own.key == key), ""))


def _marked(printing: Printing, key: str) -> Section:
    """Where a section begins, for the head of its pages and the outline."""
    name, title = _head(printing, key)
    return Section(printing.speech.text(name), printing.speech.text(title))


def _title(printing: Printing, title: str) -> Flowable:
    """In two languages on one line, or where that is too long each on its own."""
    told = clean(printing.speech.text(title))
    if width_of(told, TITLE.fontName, TITLE.fontSize) > printing.paper.column:
        told = "\n".join(printing.speech.spoken(lambda say: say.text(title)))
    return para(told, TITLE)
