"""The strip over the builder: net, margin against its floor, discount, and who must approve."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.margin import keeps_margin
from salesdesk.models.values.workflow import ASKED
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import FigureBox, Hairline, IconLabel, Panel, column, holder, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.meter import MarginMeter
from salesdesk.ui.theme import Role, Text


class MarginStrip(Panel):
    """Always in view, unless F9 hides it."""

    def __init__(self, bench: Bench, hide: Callable[[], object]) -> None:
        super().__init__(Role.SURFACE, "tb", Role.LINE)
        self.bench = bench
        self.net = FigureBox(_("Net, {code}").format(code=bench.draft.currency), UNKNOWN)
        self.margin = FigureBox(_("Margin"), UNKNOWN)
        self.discount = FigureBox(_("Effective discount"), UNKNOWN)
        self.meter = MarginMeter()
        self._icon = IconLabel("stamp", Role.TEXT3)
        self.verdict = Label("", Text.STRONG)
        self.why = ElidedLabel("", Text.SMALL, Role.TEXT2)
        words = holder(column(self.verdict, self.why, spacing=3))
        words.setMinimumWidth(120)
        self._of_cost: list[QWidget] = [_line(), self.margin, self.meter]
        hider = Button(_("Hide"), "eye-off", "quiet", key="F9", pressed=hide,
                       name=_("Hide margin"))  # fmt: skip
        self.setFixedHeight(58)
        box = row(self.net, *self._of_cost, _line(), self.discount, _line(), self._icon, words,
                  hider, spacing=12, margins=(20, 4, 16, 4))  # fmt: skip
        box.setStretchFactor(self.meter, 2)
        box.setStretchFactor(words, 3)
        self.setLayout(box)
        bench.priced.connect(self.show_figures)
        self.show_figures()

    def show_figures(self) -> None:
        figures, sums = self.bench.figures, self.bench.sums
        self.net.caption.setText(_("Net, {code}").format(code=sums.currency))
        self.net.show_figure(formats().amount(sums.net, sums.currency))
        self.discount.show_figure(formats().percent(sums.effective_discount))
        for widget in self._of_cost:
            widget.setVisible(self.bench.may_cost)
        if self.bench.may_cost:
            kept = sums.cost is None or keeps_margin(sums.net, sums.cost, figures.floor)
            ink = Role.TEXT if kept else Role.AMBER
            self.margin.show_figure(formats().percent(sums.margin), ink)
            self.meter.show_margin(sums.margin, figures.floor, figures.bare_margin)
        self._show_verdict()

    def _show_verdict(self) -> None:
        figures, sums = self.bench.figures, self.bench.sums
        status = self.bench.base.status
        if status not in ("draft", "in_approval"):
            self._say("circle-check", Role.TEXT3, _("Nothing to approve"), "")
        elif figures.fired:
            role = figures.fired[0].role
            who = _(ASKED[role]) if role in ASKED else role
            words = _("Needs approval by {who}").format(who=who)
            why = " ".join(dict.fromkeys(one.message for one in figures.fired))
            if figures.signable_percent is not None and sums.margin is not None:
                why += " " + _("Silent up to {percent} discount.").format(
                    percent=formats().percent(figures.signable_percent)
                )
            self._say("stamp", Role.AMBER, words, why)
        else:
            self._say("circle-check", Role.GREEN, _("Within the usual limits"),
                      _("No approval rule asks for more than the usual word."))  # fmt: skip

    def _say(self, icon: str, role: Role, words: str, why: str) -> None:
        self._icon.show_icon(icon, role)
        self.verdict.set_role(role if role != Role.TEXT3 else Role.TEXT2)
        self.verdict.setText(words)
        self.verdict.setAccessibleName(f"{words}. {why}")
        self.why.setText(why)
        self.why.setVisible(bool(why))


def _line() -> QWidget:
    line = Hairline(Role.LINE, upright=True)
    return holder(_upright(line))


def _upright(line: QWidget) -> QVBoxLayout:
    return column(line, margins=(2, 0, 2, 0))
