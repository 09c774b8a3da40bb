"""The foot of a price table: subtotal, discount, net, taxes, and the total in its own field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.services.documents.content import Sheet, Sums, TaxRow
from salesdesk.services.documents.facing import BETWEEN
from salesdesk.services.documents.scripts import clean, lines
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import (
    FIGURES,
    FIGURES_BOLD,
    FIGURES_SEMIBOLD,
    HAIRLINE,
    INK,
    INK2,
    REGULAR,
    SEMIBOLD,
    WHITE,
    mixed,
)

SUBTOTAL, NET, TOTAL = N_("Subtotal"), N_("Net"), N_("Total, {currency}")
TOTAL_FROM = N_("Total from, {currency}")
DISCOUNT, DISCOUNT_OF = N_("Discount"), N_("Discount, {percent}")
TAX_ON, ROUNDING = N_("{tax} on {base}"), N_("Rounding")
_LINE, _FIELD, _REASON, _MORE = 16.0, 34.0, 11.0, 11.5
_SMALLEST = 9.5
"""Smaller than this a label of the total takes a second line instead."""


class SumsBox(Flowable):
    """Subtotal, discount, net, taxes and, alone in a tinted field, the total."""

    def __init__(
        self, sums: Sums, sheet: Sheet, speech: Speech, width: float, inset: float = 46
    ) -> None:
        super().__init__()
        self._inset = inset
        self._colour = HexColor(sheet.colour)
        self._total = (
            speech.spoken(
                lambda say: say.text(TOTAL_FROM if sums.is_from else TOTAL, currency=sheet.currency)
            ),
            speech.amount(sums.total, sheet.currency),
        )
        self._width = width
        self._rows = [
            _SumRow(_fitting(labels, amount, width * 0.52 - inset), amount, is_bold)
            for labels, amount, is_bold in _sum_rows(sums, sheet.currency, speech)
        ]
        room = (width - inset) * 0.98
        self._reasons = [
            line
            for reason in dict.fromkeys(tax.reason for tax in sums.taxes if tax.reason)
            for line in lines(reason, REGULAR, 8, room)
        ]

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width = self._width
        self.height = 10 + sum(row.depth for row in self._rows) + 10 + _FIELD + self._below
        return self.width, self.height

    @property
    def _below(self) -> float:
        """What the reasons of the taxes need under the total."""
        return _REASON * len(self._reasons) + 6 if self._reasons else 0.0

    def draw(self) -> None:
        canvas = self.canv
        left, right = self._width * 0.48, self._width - self._inset
        y = self.height - 10
        for row in self._rows:
            y -= row.depth
            canvas.setFillColor(INK if row.is_bold else INK2)
            canvas.setFont(SEMIBOLD if row.is_bold else REGULAR, 9.5)
            for at, label in enumerate(row.labels):
                canvas.drawString(left, y + 4 + row.depth - _LINE - at * _MORE, label)
            canvas.setFillColor(INK)
            canvas.setFont(FIGURES_SEMIBOLD if row.is_bold else FIGURES, 9.5)
            canvas.drawRightString(right, y + 4 + row.depth - _LINE, row.amount)
            if row.is_bold:
                canvas.setStrokeColor(HAIRLINE)
                canvas.setLineWidth(0.5)
                canvas.line(left, y - 1, right, y - 1)
        canvas.setFillColor(INK2)
        canvas.setFont(REGULAR, 8)
        for at, reason in enumerate(reversed(self._reasons)):
            canvas.drawRightString(right, 2 + at * _REASON, reason)
        canvas.saveState()
        canvas.translate(0, self._below)
        self._draw_total(canvas, left, right)
        canvas.restoreState()

    def _draw_total(self, canvas: Canvas, left: float, right: float) -> None:
        canvas.setFillColor(mixed(self._colour, WHITE, 0.9))
        canvas.roundRect(left - 12, 0, right - left + 24, _FIELD, 4, stroke=0, fill=1)
        canvas.setFillColor(_dark(self._colour))
        labels, total = self._total
        room = right - left - width_of(total, FIGURES_BOLD, 14) - 12
        wide = width_of(BETWEEN.join(labels), SEMIBOLD, 10.5)
        if wide * _SMALLEST <= room * 10.5:
            labels = (BETWEEN.join(labels),)
        wide = max(width_of(label, SEMIBOLD, 10.5) for label in labels)
        size = min(10.5 if len(labels) == 1 else _SMALLEST, 10.5 * room / wide)
        canvas.setFont(SEMIBOLD, size)
        for at, label in enumerate(labels):
            canvas.drawString(left, (12 if len(labels) == 1 else 7.5 + _MORE) - at * _MORE, label)
        canvas.setFont(FIGURES_BOLD, 14)
        canvas.drawRightString(right, 11, total)


def _dark(colour: Color) -> Color:
    """The brand's colour, darkened where it would be too light to read on its own tint."""
    red, green, blue = colour.rgb()
    return mixed(colour, INK, 0.6) if red + green + blue > 1.5 else colour


@dataclass(frozen=True, slots=True)
class _SumRow:
    """A sum with its label, which may need a line for each language."""

    labels: tuple[str, ...]
    amount: str
    is_bold: bool

    @property
    def depth(self) -> float:
        return _LINE + _MORE * (len(self.labels) - 1)


def _fitting(labels: tuple[str, ...], amount: str, room: float) -> tuple[str, ...]:
    """Both languages on one line where there is room beside the amount."""
    together = BETWEEN.join(labels)
    fits = width_of(together, SEMIBOLD, 9.5) + width_of(amount, FIGURES_SEMIBOLD, 9.5) + 8 <= room
    return (together,) if fits else labels


def _sum_rows(
    sums: Sums, currency: str, speech: Speech
) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    def said(message: str, **values: object) -> tuple[str, ...]:
        return speech.spoken(lambda say: say.text(message, **values))

    if sums.discount:
        yield said(SUBTOTAL), speech.amount(sums.subtotal, currency), False
        label = said(DISCOUNT)
        if sums.discount_percent is not None:
            label = said(DISCOUNT_OF, percent=speech.percent(sums.discount_percent))
        yield label, speech.amount(-sums.discount, currency), False
    yield said(NET), speech.amount(sums.net, currency), True
    for tax in sums.taxes:
        yield _tax_label(tax, currency, speech), speech.amount(tax.amount, currency), False
    if sums.rounding:
        yield said(ROUNDING), speech.amount(sums.rounding, currency), False


def _tax_label(tax: TaxRow, currency: str, speech: Speech) -> tuple[str, ...]:
    return speech.spoken(
        lambda say: clean(
            say.text(TAX_ON, tax=say.tax(tax.name), base=say.amount(tax.base, currency))
        )
    )
