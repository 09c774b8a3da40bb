"""The margin of a proposal in a foreign currency when its exchange rate moves."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.rounding import round_up
from salesdesk.models.values.stress import CHANGES, rate_at_floor, stressed
from salesdesk.ui.formats import MINUS, formats
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Card, FigureBox, column, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text

_DIGITS = 6
"""Of the rate at the floor, rounded up: at the rate that is told the floor is kept."""


class StressStrip(QWidget):
    """For those who see margins; the cost stays in the company's own currency."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.boxes = [FigureBox(_change(change), "") for change in CHANGES]
        self.floor = Label("", Text.SMALL, Role.TEXT2, wrap=True)
        caption = Label(_("Margin when the exchange rate moves"), Text.SMALL, Role.TEXT2)
        card = Card(Role.CANVAS, 8)
        card.setLayout(
            column(caption, row(*self.boxes, spacing=6), self.floor, spacing=6,
                   margins=(12, 10, 12, 10))
        )  # fmt: skip
        self.setLayout(column(card))
        self.hide()
        bench.priced.connect(self.show_figures)

    def show_figures(self) -> None:
        sums, figures = self.bench.sums, self.bench.figures
        is_foreign = bool(sums.base_currency) and sums.base_currency != sums.currency
        rate, cost = sums.exchange_rate, sums.cost
        if not is_foreign or not self.bench.shows_margin or not rate or rate < 0 or cost is None:
            self.hide()
            return
        for box, found in zip(self.boxes, stressed(sums.net, cost), strict=True):
            is_kept = found.exact is not None and found.exact >= Fraction(figures.floor)
            role = Role.TEXT if is_kept else Role.RED
            box.show_figure(formats().percent(found.margin), role)
        at_floor = rate_at_floor(sums.net, cost, rate, figures.floor)
        self.floor.setVisible(at_floor is not None)
        if at_floor is not None:
            moved = round_up((at_floor / Fraction(rate) - 1) * 100, 2)
            words = _("The floor of {floor} is hit at {rate} {base} for 1 {currency} "
                      "({change}); now it is {now}.")  # fmt: skip
            self.floor.setText(words.format(
                floor=formats().percent(figures.floor),
                rate=formats().number(round_up(at_floor, _DIGITS), _DIGITS),
                base=sums.base_currency, currency=sums.currency, change=_change(moved),
                now=formats().plain(rate),
            ))  # fmt: skip
        self.show()


def _change(change: Decimal) -> str:
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return f"{sign}{formats().plain(abs(change))} %"
