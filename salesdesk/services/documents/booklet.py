"""The booklet for a meeting with the customer: summary, agenda, open questions, and who is who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from salesdesk.i18n import N_
from salesdesk.services.documents import blocks, one_page
from salesdesk.services.documents.content import ProposalPrint
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.letterhead import paper_of
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.scripts import cut
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import (
    HAIRLINE,
    HEADING,
    INK,
    INK2,
    INTRO,
    REGULAR,
    SEMIBOLD,
    SHADE,
    TITLE,
    Paper,
    para,
)

AGENDA, AGENDA_TITLE = N_("Agenda"), N_("What we talk about")
QUESTIONS, QUESTIONS_TITLE = N_("Open questions"), N_("What is still open")
CARDS, CARDS_TITLE = N_("Contacts"), N_("Who is who")
NOTES = N_("Notes")
MINUTES = N_("{minutes} min")
YOURS, OURS = N_("At {customer}"), N_("At {seller}")
WELCOME, SITUATION = N_("Welcome and aim of the meeting"), N_("Where you stand and what you need")
OFFER, TIMES = N_("What we offer"), N_("When it happens and who does it")
PRICES, CHOICES = N_("What it costs, and when it is paid"), N_("The options")
NEXT = N_("Decisions and next steps")
WHICH_OPTIONS = N_("Which of the options do you choose? {options}")
WHICH_START = N_("Does a start on {start} suit you?")
WHO_SIGNS = N_("Who signs, and by when? The proposal is valid through {valid}.")
WHOSE_ORDER = N_("Which order number and which address should be on the invoices?")
WHO_HELPS = N_("Who works with us on your side: {roles}?")
OTHERS = N_("What else do you want to know?")
_ANSWER, _CARD = 44.0, 76.0


@dataclass(frozen=True, slots=True)
class Card:
    """A person with the ways to reach them."""

    name: str
    position: str = ""
    organization: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Booklet:
    """The proposal with the people on both sides."""

    proposal: ProposalPrint
    theirs: tuple[Card, ...] = ()
    ours: tuple[Card, ...] = ()


def print_booklet(content: Booklet) -> bytes:
    """The pages of the booklet, numbered."""
    require_legible(content)
    sheet = content.proposal.sheet
    say, page = speech(sheet.language), paper_of(sheet)
    parts: list[Flowable] = [Section(say.text(one_page.ONE_PAGE), sheet.title)]
    parts += one_page.summary(content.proposal, say, page)
    parts += _agenda(content.proposal, say, page)
    parts += _questions(content.proposal, say)
    parts += _people(content, say, page)
    return Pages(sheet, say, page, is_companion=True).build(parts)


def _opening(name: str, title: str, say: Speech) -> Iterator[Flowable]:
    yield PageBreak()
    yield Section(say.text(name), say.text(title))
    yield para(say.text(title), TITLE)


def _agenda(content: ProposalPrint, say: Speech, page: Paper) -> Iterator[Flowable]:
    """The points that this proposal gives to talk about, with a time for each."""
    yield from _opening(AGENDA, AGENDA_TITLE, say)
    points = [(WELCOME, 5), (SITUATION, 10), (OFFER, 20)]
    if content.plan and content.plan.rows:
        points.append((TIMES, 10))
    points.append((PRICES, 10))
    if content.options:
        points.append((CHOICES, 10))
    points.append((NEXT, 10))
    columns = [
        Column("", 26, ink=INK2),
        Column("", page.column - 26 - 80, is_bold=True),
        Column("", 80, is_number=True),
    ]
    rows = [
        Row((str(at), say.text(point), say.text(MINUTES, minutes=minutes)))
        for at, (point, minutes) in enumerate(points, 1)
    ]
    total = sum(minutes for _point, minutes in points)
    rows.append(Row(("", "", say.text(MINUTES, minutes=total)), is_bold=True))
    yield Ledger(Table(columns, rows, 1, pad=7.0, is_kept=True))
    yield para(say.text(NOTES), HEADING)
    yield Lines(9)


def _questions(content: ProposalPrint, say: Speech) -> Iterator[Flowable]:
    """What the proposal leaves to the customer, with room for the answers."""
    yield from _opening(QUESTIONS, QUESTIONS_TITLE, say)
    for question in questions(content, say):
        yield CondPageBreak(_ANSWER + 30)
        yield para(question, INTRO)
        yield Lines(2, _ANSWER / 2)
        yield blocks.gap(12)


def questions(content: ProposalPrint, say: Speech) -> Iterator[str]:
    if content.options:
        names = " · ".join(option.name for option in content.options)
        yield say.text(WHICH_OPTIONS, options=names)
    if content.plan and content.plan.rows:
        start = min(row.start for row in content.plan.rows)
        yield say.text(WHICH_START, start=say.weekday(start))
        roles = ", ".join(role.role for role in content.plan.roles)
        if roles:
            yield say.text(WHO_HELPS, roles=roles)
    if content.valid_until:
        yield say.text(WHO_SIGNS, valid=say.day(content.valid_until))
    yield say.text(WHOSE_ORDER)
    yield say.text(OTHERS)


def _people(content: Booklet, say: Speech, page: Paper) -> Iterator[Flowable]:
    if not content.theirs and not content.ours:
        return
    yield from _opening(CARDS, CARDS_TITLE, say)
    proposal = content.proposal
    for title, cards in (
        (say.text(YOURS, customer=proposal.customer.name), content.theirs),
        (say.text(OURS, seller=proposal.sheet.seller.name), content.ours),
    ):
        if cards:
            yield CondPageBreak(_CARD + 60)
            yield para(title, HEADING)
        for at in range(0, len(cards), 2):
            yield CardRow(cards[at : at + 2], page.column)


class CardRow(Flowable):
    """Two cards side by side."""

    def __init__(self, cards: Sequence[Card], width: float) -> None:
        super().__init__()
        self._cards = cards
        self._wide = (width - 12) / 2

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width, self.height = width, _CARD + 10
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        for at, card in enumerate(self._cards):
            x, y = at * (self._wide + 12), self.height - 10
            canvas.setFillColor(SHADE)
            canvas.roundRect(x, 10, self._wide, _CARD, 4, stroke=0, fill=1)
            canvas.setFillColor(INK)
            canvas.setFont(SEMIBOLD, 10)
            room = self._wide - 24
            canvas.drawString(x + 12, y - 8, cut(card.name, SEMIBOLD, 10, room))
            canvas.setFillColor(INK2)
            canvas.setFont(REGULAR, 8.5)
            for line in _lines(card):
                y -= 13
                canvas.drawString(x + 12, y - 8, cut(line, REGULAR, 8.5, room))


def _lines(card: Card) -> list[str]:
    """Four lines at most: the position first, then the ways to reach."""
    place = ", ".join(part for part in (card.position, card.organization) if part)
    found = [place, *card.emails[:2], *card.phones[:2]]
    return [line for line in found if line][:4]


class Lines(Flowable):
    """Ruled lines to write on."""

    def __init__(self, count: int, apart: float = 24.0) -> None:
        super().__init__()
        self._count, self._apart = count, apart

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width, self.height = width, self._count * self._apart
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setStrokeColor(HAIRLINE)
        self.canv.setLineWidth(0.5)
        for at in range(self._count):
            self.canv.line(0, at * self._apart, self.width, at * self._apart)
