"""The first page: the seller's colour from edge to edge, the title, and the facts."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from salesdesk.i18n import N_
from salesdesk.services.documents.content import ProposalPrint
from salesdesk.services.documents.facing import BETWEEN
from salesdesk.services.documents.page import draw_mark
from salesdesk.services.documents.scripts import clean, cut, lines
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import (
    INK,
    LEFT,
    MEDIUM,
    REGULAR,
    SEMIBOLD,
    WHITE,
    Paper,
    ink_on,
    mixed,
)

PROPOSAL, FOR = N_("Proposal"), N_("for {customer}")
NUMBER, DATED, VALID = N_("Number"), N_("Date"), N_("Valid through")
PREPARED_FOR, PREPARED_BY = N_("Prepared for"), N_("Prepared by")
CONFIDENTIAL = N_("Confidential. For {customer} only.")


def paint_cover(
    canvas: Canvas,
    behind: Callable[[Canvas], None],
    content: ProposalPrint,
    speech: Speech,
    page: Paper,
) -> None:
    """Draw the cover; text on it reads at 4.5 to 1 or better."""
    colour = HexColor(content.sheet.colour)
    ink = ink_on(colour)
    canvas.saveState()
    canvas.setFillColor(colour)
    canvas.rect(0, 0, page.width, page.height, stroke=0, fill=1)
    _paint_columns(canvas, colour, page)
    behind(canvas)
    _paint_name(canvas, content, colour, ink, page)
    bottom = _paint_title(canvas, content, speech, ink, page)
    _paint_facts(canvas, content, speech, ink, bottom)
    _paint_foot(canvas, content, speech, ink, page)
    canvas.restoreState()


def _paint_columns(canvas: Canvas, colour: Color, page: Paper) -> None:
    path = canvas.beginPath()
    path.moveTo(page.width * 0.38, 0)
    path.lineTo(page.width, page.height * 0.52)
    path.lineTo(page.width, 0)
    path.close()
    canvas.setFillColor(mixed(colour, INK, 0.24))
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(mixed(colour, WHITE, 0.1))
    for at, depth in enumerate((0.11, 0.18, 0.27, 0.36)):
        x = page.width * (0.58 + at * 0.095)
        canvas.rect(x, 0, page.width * 0.063, page.height * depth, stroke=0, fill=1)


def _paint_name(
    canvas: Canvas, content: ProposalPrint, colour: Color, ink: Color, page: Paper
) -> None:
    top = page.height - 92
    wide = draw_mark(canvas, content.sheet, LEFT, top, 28, ink, colour)
    canvas.setFillColor(ink)
    canvas.setFont(SEMIBOLD, 12.5)
    name, room = content.sheet.seller.name, page.column - wide - 12
    canvas.drawString(LEFT + wide + 12, top + 10, cut(name, SEMIBOLD, 12.5, room))


def _paint_title(
    canvas: Canvas, content: ProposalPrint, speech: Speech, ink: Color, page: Paper
) -> float:
    y = page.height * 0.645
    canvas.setFillColor(ink)
    canvas.setFont(MEDIUM, 12)
    canvas.drawString(LEFT, y, speech.text(PROPOSAL))
    title = clean(content.sheet.title)
    size = next((size for size in (40, 34, 28, 22) if len(_lines(title, size, page)) <= 2), 18)
    y -= size * 0.3
    for line in _lines(title, size, page)[:4]:
        y -= size * 1.12
        canvas.setFont(SEMIBOLD, size)
        canvas.drawString(LEFT, y, line)
    customer, room = _customer(content, speech, page), page.column
    fitting = (one for one in (32, 28, 24) if len(lines(customer, REGULAR, one, room)) < 2)
    small = min(size, next(fitting, 24))
    for line in lines(customer, REGULAR, small, room)[:2]:
        y -= small * 1.2
        canvas.setFont(REGULAR, small)
        canvas.drawString(LEFT, y, line)
    canvas.setStrokeColor(ink)
    canvas.setStrokeAlpha(0.6)
    canvas.setLineWidth(2)
    canvas.line(LEFT, y - 28, LEFT + 54, y - 28)
    canvas.setStrokeAlpha(1)
    return y - 64


def _customer(content: ProposalPrint, speech: Speech, page: Paper) -> str:
    """For whom it is, unless the title says so; two languages that are long on a line each."""
    name = content.customer.name
    if _names(clean(content.sheet.title), name):
        return ""
    told = speech.spoken(lambda say: clean(say.text(FOR, customer=name)))
    both = BETWEEN.join(told)
    return both if width_of(both, REGULAR, 28) <= page.column else "\n".join(told)


def _names(title: str, customer: str) -> bool:
    """Whether the title says already for whom it is."""
    first = customer.split(maxsplit=1)[0].casefold() if customer.split() else ""
    return len(first) > 2 and first in title.casefold()


def _lines(title: str, size: float, page: Paper) -> list[str]:
    return lines(title, SEMIBOLD, size, page.column)


def _paint_facts(
    canvas: Canvas, content: ProposalPrint, speech: Speech, ink: Color, y: float
) -> None:
    facts = (
        (NUMBER, content.sheet.number or ""),
        (DATED, speech.day(content.dated)),
        (VALID, speech.day(content.valid_until) if content.valid_until else ""),
        (PREPARED_FOR, content.contact or content.customer.name),
        (PREPARED_BY, content.prepared_by),
    )
    told = [(speech.text(label), clean(value)) for label, value in facts if value]
    across = max(104.0, *(width_of(label, REGULAR, 10) + 14 for label, _value in told))
    canvas.setFillColor(ink)
    for label, value in told:
        canvas.setFont(REGULAR, 10)
        canvas.drawString(LEFT, y, label)
        canvas.setFont(SEMIBOLD, 10)
        canvas.drawString(LEFT + across, y, value)
        y -= 19


def _paint_foot(
    canvas: Canvas, content: ProposalPrint, speech: Speech, ink: Color, page: Paper
) -> None:
    seller = content.sheet.seller
    canvas.setFillColor(ink)
    canvas.setFont(REGULAR, 8)
    place = "  ·  ".join(part for part in seller.address if part)
    customer = content.customer.name
    confidential = speech.spoken(lambda say: say.text(CONFIDENTIAL, customer=customer))
    y = 60.0
    for line in (*reversed(confidential), place, seller.name):
        canvas.drawString(LEFT, y, cut(line, REGULAR, 8, page.width * 0.58 - LEFT))
        y += 14 if line else 0
