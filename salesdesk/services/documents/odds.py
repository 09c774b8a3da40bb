"""The odds of an estimation on one page: curves, certainties, and what drives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.models.values.odds import CERTAINTIES, Driver, Odds
from salesdesk.services.documents import blocks
from salesdesk.services.documents.content import OddsPrint
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.scripts import clean, cut
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import (
    AMBER,
    FIGURES,
    HAIRLINE,
    INK,
    INK2,
    INTRO,
    REGULAR,
    SEMIBOLD,
    TITLE,
    Paper,
    mixed,
    paper,
    para,
)

ODDS, COST, FINISH = N_("Odds"), N_("Cost"), N_("Finish")
DRIVES = N_("What drives it")
SUFFICES = N_(
    "The planned cost of {cost} suffices in {chance} % of {draws} draws, and the plan ends "
    "in time in {ends} %."
)
PLANNED_COST, PLANNED_END = N_("planned with contingency {amount}"), N_("planned {day}")
CHANCE, PRICE = N_("Chance"), N_("Price at the plan's margin")
DIFFERENCE = N_("Difference")


def print_odds(content: OddsPrint) -> bytes:
    """One page that stays in the house."""
    require_legible(content)
    say = speech(content.sheet.language)
    page = paper(content.sheet.page)
    pages = Pages(content.sheet, say, page, internal=True)
    return pages.build(list(_parts(content, say, page)))


def _parts(content: OddsPrint, say: Speech, page: Paper) -> Iterator[Flowable]:
    odds, sheet = content.odds, content.sheet
    colour = HexColor(sheet.colour)
    yield Section(say.text(ODDS), sheet.title)
    yield para(f"{say.text(ODDS)}: {sheet.title}", TITLE)
    words = say.text(
        SUFFICES,
        cost=f"{say.amount(odds.planned_loaded, sheet.currency)} {sheet.currency}",
        chance=odds.chance_of_cost,
        draws=say.number(Decimal(odds.draws), 0),
        ends=odds.chance_of_finish,
    )
    yield para(words.replace(" %", "\u00a0%"), INTRO)  # no line begins with the sign
    yield Curves(odds, say, colour)
    yield blocks.gap(10)
    yield _certainties(odds, say, page.column)
    yield from blocks.heading(say.text(DRIVES), 60)
    yield Tornado(odds.drivers, sheet.currency, say, colour)


def _certainties(odds: Odds, say: Speech, width: float) -> Ledger:
    each = (width - 45) / 4
    columns = [
        Column(say.text(CHANCE), 45, is_bold=True),
        Column(say.text(COST), each - 20, is_number=True),
        Column(say.text(PRICE), each + 25, is_number=True),
        Column(say.text(DIFFERENCE), each - 20, is_number=True),
        Column(say.text(FINISH), each + 15, is_number=True),
    ]
    rows = [
        Row(
            (
                f"P{chance}",
                say.amount(odds.cost[chance], odds.currency),
                say.amount(odds.price(chance), odds.currency),
                _signed(odds.more(chance), odds.currency, say),
                say.day(odds.finish[chance].date()),
            )
        )
        for chance in CERTAINTIES
    ]
    return Ledger(Table(columns, rows, 0, pad=3.5, is_kept=True))


def _signed(amount: Decimal | None, currency: str, say: Speech) -> str:
    """A difference with its sign."""
    return ("+" if amount is not None and amount > 0 else "") + say.amount(amount, currency)


class Curves(Flowable):
    """The chances of cost and of the end, beside each other."""

    def __init__(self, odds: Odds, say: Speech, colour: Color) -> None:
        super().__init__()
        self._odds, self._say, self._colour = odds, say, colour

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width, self.height = width, 170.0
        return self.width, self.height

    def draw(self) -> None:
        odds, say, half = self._odds, self._say, (self.width - 24) / 2
        amounts = [say.amount(odds.cost[chance], odds.currency) for chance in CERTAINTIES]
        cost = say.text(PLANNED_COST, amount=say.amount(odds.planned_loaded, odds.currency))
        self._curve(0, half, say.text(COST), [float(value) for value in odds.cost],
                    (float(odds.planned_loaded), cost), amounts)  # fmt: skip
        first, last = odds.finish[0], odds.planned_finish
        days = [say.short_day(odds.finish[chance].date()) for chance in CERTAINTIES]
        until = say.text(PLANNED_END, day=say.short_day(last.date()))
        self._curve(half + 24, half, say.text(FINISH),
                    [(end - first).total_seconds() for end in odds.finish],
                    ((last - first).total_seconds(), until), days)  # fmt: skip

    def _curve(
        self, left: float, width: float, title: str, values: Sequence[float],
        plan: tuple[float, str], labels: Sequence[str],
    ) -> None:  # fmt: skip
        """``plan`` is what was planned, and its words below the line."""
        canvas: Canvas = self.canv
        planned, words = plan
        low, high = min(values[0], planned), max(values[-1], planned)
        begin, bottom, depth = left + 24, 14.0, self.height - 40
        room = width - 30

        def across(value: float) -> float:
            return begin + room * ((value - low) / (high - low) if high > low else 0.5)

        canvas.setFillColor(INK)
        canvas.setFont(SEMIBOLD, 9)
        canvas.drawString(left, self.height - 12, clean(title))
        self._grid(begin, bottom, room, depth)
        canvas.setStrokeColor(AMBER)
        canvas.setDash(3, 2)
        line = across(planned)
        canvas.line(line, bottom, line, bottom + depth)
        canvas.setDash()
        canvas.setFillColor(AMBER)
        canvas.setFont(FIGURES, 7)
        half = width_of(words, FIGURES, 7) / 2
        canvas.drawCentredString(min(max(line, begin + half), begin + room - half), 3, words)
        canvas.setStrokeColor(self._colour)
        canvas.setLineWidth(1.5)
        path = canvas.beginPath()
        path.moveTo(across(values[0]), bottom)
        for at, value in enumerate(values):
            path.lineTo(across(value), bottom + depth * at / 100)
        canvas.drawPath(path)
        for chance, label in zip(CERTAINTIES, labels, strict=True):
            spot = (across(values[chance]), bottom + depth * chance / 100)
            self._mark(spot, begin + room, line, f"P{chance} {label}")

    def _grid(self, left: float, bottom: float, width: float, depth: float) -> None:
        canvas: Canvas = self.canv
        canvas.setLineWidth(0.4)
        canvas.setFont(FIGURES, 7)
        for chance in (0, 50, 100):
            y = bottom + depth * chance / 100
            canvas.setStrokeColor(HAIRLINE)
            canvas.line(left, y, left + width, y)
            canvas.setFillColor(INK2)
            canvas.drawRightString(left - 3, y - 2.5, f"{chance} %")

    def _mark(self, spot: tuple[float, float], right: float, line: float, words: str) -> None:
        """A certainty on the curve; its words keep off the line of the plan."""
        canvas: Canvas = self.canv
        x, y = spot
        canvas.setFillColor(self._colour)
        canvas.circle(x, y, 2.2, stroke=0, fill=1)
        canvas.setFillColor(INK2)
        canvas.setFont(FIGURES, 7)
        end = x + 5 + width_of(words, FIGURES, 7)
        if end < right and not x < line < end:  # right of a rising curve is room
            canvas.drawString(x + 5, y - 8, words)
        else:
            canvas.drawRightString(x - 4, y + 3, words)  # above the line of the scale


class Tornado(Flowable):
    """The items with the widest swing of cost, the widest first."""

    _ROW = 15.0
    _DAYS = 34.0

    def __init__(
        self, drivers: Sequence[Driver], currency: str, say: Speech, colour: Color
    ) -> None:
        super().__init__()
        self._drivers, self._currency, self._say, self._colour = drivers, currency, say, colour

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width, self.height = width, self._ROW * len(self._drivers) + 4
        return self.width, self.height

    def draw(self) -> None:
        canvas: Canvas = self.canv
        most = max(max(abs(one.low), abs(one.high)) for one in self._drivers) or Decimal(1)
        name, amount = self.width * 0.36, 62.0
        room = (self.width - name - 2 * amount - self._DAYS) / 2
        middle = name + amount + room
        for at, driver in enumerate(self._drivers):
            y = self.height - (at + 1) * self._ROW
            canvas.setFillColor(INK)
            canvas.setFont(REGULAR, 8)
            words = cut(f"{driver.code}  {driver.name}", REGULAR, 8, name - 6)
            canvas.drawString(0, y + 4, words)
            low, high = float(driver.low / most) * room, float(driver.high / most) * room
            canvas.setFillColor(mixed(self._colour, HexColor("#FFFFFF"), 0.5))
            canvas.rect(middle + low, y + 2.5, -low, self._ROW - 5, stroke=0, fill=1)
            canvas.setFillColor(self._colour)
            canvas.rect(middle, y + 2.5, high, self._ROW - 5, stroke=0, fill=1)
            canvas.setFillColor(INK2)
            canvas.setFont(FIGURES, 7.5)
            canvas.drawRightString(middle + low - 4, y + 4,
                                   self._say.amount(driver.low, self._currency))  # fmt: skip
            canvas.drawString(middle + high + 4, y + 4,
                              f"+{self._say.amount(driver.high, self._currency)}")  # fmt: skip
            canvas.drawRightString(self.width, y + 4, f"{self._say.number(driver.days, 1)} d")
