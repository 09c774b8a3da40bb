"""The odds of an estimation: how sure its cost and its end are, and what drives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.odds import CERTAINTIES
from salesdesk.ui.estimation.odds_chart import ChanceCurve, Tornado
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.models.values.odds import Odds


class OddsSheet(Sheet):
    """Curves, the table of certainties, and the tornado; printed as one page."""

    def __init__(
        self, parent: QWidget | None, odds: Odds, print_page: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent, _("Odds"), _headline(odds), width=880)
        cost, finish = ChanceCurve(_("Cost")), ChanceCurve(_("Finish"))
        write = formats()
        cost.show_curve(
            [float(value) for value in odds.cost],
            [write.amount(odds.cost[chance], odds.currency) for chance in CERTAINTIES],
            float(odds.planned_loaded),
            _("planned with contingency {amount}").format(
                amount=write.amount(odds.planned_loaded, odds.currency)
            ),
        )
        first = odds.finish[0]
        finish.show_curve(
            [(day - first).total_seconds() for day in odds.finish],
            [write.day(odds.finish[chance].date()) for chance in CERTAINTIES],
            (odds.planned_finish - first).total_seconds(),
            _("planned {day}").format(day=write.day(odds.planned_finish.date())),
        )
        tornado = Tornado()
        tornado.show_drivers(odds.drivers)
        inside = holder(column(row(cost, finish, spacing=16), _table(odds), tornado, spacing=14))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        most = parent.window().height() - 220 if parent is not None else 600
        scroll.setFixedHeight(min(inside.sizeHint().height() + 4, max(320, most)))
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.addWidget(scroll)
        if print_page is not None:
            self.add_deed(_("Print"), print_page, key="Ctrl+P")
        self.add_deed(_("Close"), self.accept, primary=True)


def _headline(odds: Odds) -> str:
    """What an estimator would say in the meeting."""
    write = formats()
    words = _(
        "The planned cost of {cost} suffices in {chance} % of {draws} draws, and the plan ends "
        "in time in {ends} %."
    ).format(
        cost=write.money(odds.planned_loaded, odds.currency),
        chance=odds.chance_of_cost,
        draws=write.whole(odds.draws),
        ends=odds.chance_of_finish,
    )
    more = odds.more(80)
    if more is None:
        return words
    if more < 0:
        costs = _("Priced at 80 %, it costs {less} less.")
        return f"{words} {costs.format(less=write.amount(-more, odds.currency))}"
    costs = _("Priced at 80 %, it costs {more} more.")
    return f"{words} {costs.format(more=write.amount(more, odds.currency))}"


def _table(odds: Odds) -> QWidget:
    """Cost, price, difference and end at each certainty."""
    grid, write = QGridLayout(), formats()
    grid.setHorizontalSpacing(26)
    grid.setVerticalSpacing(5)
    grid.setContentsMargins(0, 0, 0, 0)
    heads = (_("Chance"), _("Cost"), _("Price at the plan's margin"), _("Difference"), _("Finish"))
    for at, head in enumerate(heads):
        _put(grid, 0, at, Label(head, Text.SMALL, Role.TEXT3))
    for line, chance in enumerate(CERTAINTIES, 1):
        more = odds.more(chance)
        sign = "+" if more is not None and more > 0 else ""
        cells = (
            f"P{chance}",
            write.amount(odds.cost[chance], odds.currency),
            write.amount(odds.price(chance), odds.currency),
            sign + write.amount(more, odds.currency),
            write.day(odds.finish[chance].date()),
        )
        for at, cell in enumerate(cells):
            _put(grid, line, at, Label(cell, Text.STRONG if at == 0 else Text.BODY))
    grid.setColumnStretch(len(heads), 1)
    return holder(grid)


def _put(grid: QGridLayout, line: int, at: int, label: Label) -> None:
    side = Qt.AlignmentFlag.AlignLeft if at == 0 else Qt.AlignmentFlag.AlignRight
    grid.addWidget(label, line, at, side)
