"""The walk-away card: half a page for a pocket, with how far its owner may go. It stays inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.services.documents import blocks
from salesdesk.services.documents.content import Sheet
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.legible import require_legible
from salesdesk.services.documents.page import Pages, Section
from salesdesk.services.documents.scripts import cut
from salesdesk.services.documents.speech import Speech, speech
from salesdesk.services.documents.style import (
    FIGURES_BOLD,
    FIGURES_SEMIBOLD,
    INK,
    INK2,
    REGULAR,
    SMALL,
    Paper,
    paper,
    para,
)

CARD = N_("Walk-away card")
FLOOR, FLOOR_NOTE = N_("Floor price, net"), N_("Below it somebody else signs; rounded up.")
SIGNABLE = N_("Largest discount I may sign")
SIGNABLE_NOTE = N_("{percent} of {subtotal} before discount")
NOTHING_LEFT = N_("Nothing: the price is below the floor already.")
NOW, NOW_NOTE = N_("Net now"), N_("margin {margin}, floor {floor}")
OPTION, ADDS, COSTS, KEEPS = N_("Option"), N_("Adds"), N_("Costs"), N_("Margin")
APPROVER, NOBODY = N_("Approver"), N_("Nobody: you may sign this yourself.")
NO_OPTIONS = N_("There are no options.")
_MOST_OPTIONS, _MOST_REASONS = 5, 3


@dataclass(frozen=True, slots=True)
class OptionCost:
    """An option with what it adds and what it costs us."""

    name: str
    net: Decimal
    cost: Decimal | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class WalkAway:
    """What the card says."""

    sheet: Sheet
    customer: str
    net: Decimal
    subtotal: Decimal
    margin: Decimal | None
    floor_margin: Decimal
    lowest_net: Decimal | None
    signable: Decimal | None
    signable_percent: Decimal | None
    options: tuple[OptionCost, ...] = ()
    approvers: tuple[str, ...] = ()


def print_walk_away(content: WalkAway) -> bytes:
    """Half a page under a red band."""
    require_legible(content)
    say = speech(content.sheet.language)
    whole = paper(content.sheet.page)
    page = Paper(whole.width, whole.height / 2)
    pages = Pages(content.sheet, say, page, internal=True)
    return pages.build(list(_card(content, say, page)))


def _card(content: WalkAway, say: Speech, page: Paper) -> Iterator[Flowable]:
    yield Section(say.text(CARD), content.sheet.title)
    left = [Figures(list(_figures(content, say)))]
    right = [*_options(content, say, page.column * 0.56), *_approvers(content, say)]
    yield Columns((left, right), (0.38, 0.56), page.column)


def _figures(content: WalkAway, say: Speech) -> Iterator[tuple[str, str, str]]:
    """(label, figure, note), the most important first."""
    currency = content.sheet.currency

    def money(amount: Decimal | None) -> str:
        return f"{say.amount(amount, currency)} {currency}"

    yield say.text(FLOOR), money(content.lowest_net), say.text(FLOOR_NOTE)
    note = say.text(NOTHING_LEFT)
    if content.signable:
        subtotal = say.amount(content.subtotal, currency)
        percent = say.percent(content.signable_percent)
        note = say.text(SIGNABLE_NOTE, percent=percent, subtotal=subtotal)
    yield say.text(SIGNABLE), money(content.signable), note
    margins = {"margin": say.points(content.margin), "floor": say.percent(content.floor_margin)}
    yield say.text(NOW), money(content.net), say.text(NOW_NOTE, **margins)


def _options(content: WalkAway, say: Speech, width: float) -> Iterator[Flowable]:
    currency = content.sheet.currency
    if not content.options:
        yield para(say.text(NO_OPTIONS), SMALL)
        return
    columns = [
        Column(say.text(OPTION), width - 174, is_bold=True),
        Column(say.text(ADDS), 60, is_number=True),
        Column(say.text(COSTS), 60, is_number=True),
        Column(say.text(KEEPS), 54, is_number=True),
    ]
    rows = [
        Row((
            each.name, say.amount(each.net, currency), say.amount(each.cost, currency),
            say.points(each.margin),
        ))
        for each in content.options[:_MOST_OPTIONS]
    ]  # fmt: skip
    yield Ledger(Table(columns, rows, 0, pad=3.5, is_kept=True))
    yield blocks.gap(12)


def _approvers(content: WalkAway, say: Speech) -> Iterator[Flowable]:
    reasons = content.approvers or (say.text(NOBODY),)
    for at, reason in enumerate(reasons[:_MOST_REASONS]):
        yield para(f"{say.text(APPROVER)}: {reason}" if at == 0 else reason, SMALL)


class Figures(Flowable):
    """Figures one below the other, the first the largest."""

    def __init__(self, rows: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._rows = rows

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width, self.height = width, 62.0 * len(self._rows) + 8
        return self.width, self.height

    def draw(self) -> None:
        canvas, y = self.canv, self.height
        for at, (label, figure, note) in enumerate(self._rows):
            size, font = (20, FIGURES_BOLD) if at == 0 else (14, FIGURES_SEMIBOLD)
            canvas.setFillColor(INK2)
            canvas.setFont(REGULAR, 8.5)
            canvas.drawString(0, y - 9, cut(label, REGULAR, 8.5, self.width))
            canvas.setFillColor(INK)
            canvas.setFont(font, size)
            canvas.drawString(0, y - 14 - size, figure)
            canvas.setFillColor(INK2)
            canvas.setFont(REGULAR, 7.5)
            canvas.drawString(0, y - 26 - size, cut(note, REGULAR, 7.5, self.width))
            y -= 70 if at == 0 else 60


class Columns(Flowable):
    """Parts side by side, each column from the top, with parts of the width for them."""

    def __init__(
        self, columns: Sequence[Sequence[Flowable]], parts: Sequence[float], width: float
    ) -> None:
        super().__init__()
        self._columns = columns
        self._widths = [part * width for part in parts]
        self._gap = (width - sum(self._widths)) / max(1, len(parts) - 1)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        depths = [
            sum(part.wrap(wide, height)[1] + part.getSpaceAfter() for part in column)
            for column, wide in zip(self._columns, self._widths, strict=True)
        ]
        self.height = max(depths)
        return self.width, self.height

    def draw(self) -> None:
        x = 0.0
        for column, wide in zip(self._columns, self._widths, strict=True):
            y = self.height
            for part in column:
                y -= part.wrap(wide, self.height)[1]
                part.drawOn(self.canv, x, y)
                y -= part.getSpaceAfter()
            x += wide + self._gap
