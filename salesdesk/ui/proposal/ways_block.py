"""The way out beside the refusal: what may still be signed, and the ways to the floor."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import _, n_
from salesdesk.models.values.workflow import ASKED
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Card, IconLabel, column, holder, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.discount_slider import DiscountSlider
from salesdesk.ui.proposal.meter import Mark
from salesdesk.ui.theme import Role, Text, Tone

if TYPE_CHECKING:
    from salesdesk.services.proposal_figures import WayOut
    from salesdesk.services.proposal_positions import Position


class WaysBlock(QWidget):
    """Shown to those who see cost, while the proposal may be changed."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.buttons: list[Button] = []
        self.signable = Label("", Text.SMALL, Role.TEXT2, wrap=True)
        self.signable.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = DiscountSlider(_("Header discount"))
        self.told = Label("", Text.SMALL, Role.TEXT, wrap=True)
        self.told.hide()
        self.slider.tried.connect(self._try)
        self.slider.taken.connect(self._take)
        self.slider.left.connect(self.told.hide)
        card = Card(Role.CANVAS, 8)
        head = row(Label(_("Header discount"), Text.SMALL, Role.TEXT2), self.signable)
        head.setStretch(1, 1)
        card.setLayout(column(head, self.slider, self.told, spacing=2, margins=(12, 10, 12, 8)))
        self._heading = Label("", Text.SMALL_STRONG, Role.TEXT2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._ways = holder(column(self._heading, self._rows, spacing=6))
        self.setLayout(column(card, self._ways, spacing=10))
        bench.priced.connect(self.show_figures)
        self.show_figures()

    def show_figures(self) -> None:
        figures, bench = self.bench.figures, self.bench
        known = figures.signable is not None and bench.shows_margin and bench.editable
        self.setVisible(known)
        if not known:
            return
        sums = bench.sums
        amount = partial(formats().amount, currency=sums.currency)
        self.signable.setText(
            _("I may sign up to {amount} ({percent}) · lowest net {net}").format(
                amount=amount(figures.signable), net=amount(figures.lowest_net),
                percent=formats().percent(figures.signable_percent),
            )
        )  # fmt: skip
        self._show_scale()
        self._show_ways(figures.ways)

    def _show_scale(self) -> None:
        figures, sums = self.bench.figures, self.bench.sums
        given = sums.discount_percent
        if given is None:
            given = sums.discount / sums.subtotal * 100 if sums.subtotal else Decimal(0)
        signable = figures.signable_percent or Decimal(0)
        end = max(Decimal(5), (max(given, signable) * 2).to_integral_value() // 2 + 1)
        zones = ((signable, Tone.GREEN), (end, Tone.AMBER))
        step = max(Decimal(1), end // 5)
        marks: list[Mark] = []
        at = Decimal(0)
        while at <= end:
            marks.append((at, formats().plain(at) if at else "0 %"))
            at += step
        self.slider.given, self.slider.trying = given, None
        self.told.hide()
        self.slider.show_value(given, (Decimal(0), end), zones, marks)

    # -- what a position means

    def _try(self, percent: Decimal) -> None:
        self.bench.position(percent, self._tell)

    def _tell(self, position: Position) -> None:
        """Only the position where the pointer is now; the others are past."""
        if position.percent != self.slider.trying:
            return
        words = _("{percent}: net {net}, margin {margin}, {discount} off in all.").format(
            percent=formats().percent(position.percent),
            net=formats().amount(position.net, self.bench.sums.currency),
            margin=formats().percent(position.margin),
            discount=formats().percent(position.effective_discount),
        )
        who = _("Within the usual limits")
        if position.fired:
            role = position.fired[0].role
            who = _("Needs approval by {who}").format(who=_(ASKED[role]) if role in ASKED else role)
            why = " ".join(dict.fromkeys(one.message for one in position.fired))
            who = f"{who}. {why}"
        self.told.setText(f"{words} {who}")
        self.told.set_role(Role.AMBER if position.fired else Role.GREEN)
        self.slider.setAccessibleDescription(self.told.text())
        self.told.show()

    def _take(self, percent: Decimal) -> None:
        label = _("change project discount")
        self.bench.set(label, discount_percent=percent or None, discount_amount=None)

    # -- the ways

    def _show_ways(self, ways: tuple[WayOut, ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        self._ways.setVisible(bool(ways))
        words = n_("{count} way to {percent}", "{count} ways to {percent}", len(ways))
        floor = formats().percent(self.bench.figures.floor)
        self._heading.setText(words.format(count=len(ways), percent=floor))
        for way in ways:
            self._rows.addWidget(self._row(way))

    def _row(self, way: WayOut) -> QWidget:
        words = way_words(way)
        effect = _("{margin}, net {net}").format(
            margin=formats().percent(way.draft.margin),
            net=formats().amount(way.draft.net, way.draft.currency),
        )
        apply = Button(_("Apply"), pressed=partial(self._apply, way),
                       name=_("Apply: {way}").format(way=words))  # fmt: skip
        self.buttons.append(apply)
        name = Label(words, Text.BODY, wrap=True)
        box = row(IconLabel("corner-down-right", Role.TEXT3), name, 8,
                  Label(effect, Text.SMALL, Role.TEXT2, number=True), apply)  # fmt: skip
        box.setStretchFactor(name, 1)
        return holder(box)

    def _apply(self, way: WayOut) -> None:
        self.bench.edit(way.draft, way_words(way))


def way_words(way: WayOut) -> str:
    """A way in words: "Project discount 2 % → 0.26 %"."""

    def shown(value: Decimal) -> str:
        return f"{formats().plain(value)} %"

    before, after = shown(way.before), shown(way.after)
    if way.lever == "header" and way.draft.discount_amount is not None:
        before = formats().amount(way.before, way.draft.currency)
        after = formats().amount(way.after, way.draft.currency)
    if way.lever == "header":
        return _("Project discount {before} → {after}").format(before=before, after=after)
    if way.lever == "line":
        return _("{line} discount {before} → {after}").format(
            line=way.name, before=before, after=after
        )
    if way.lever == "both":
        return _("{line} {before} → {after}, project {whole} → {rest}").format(
            line=way.name, before=before, after=after, whole=shown(way.header_before),
            rest=shown(way.header_after),
        )  # fmt: skip
    if way.lever == "work":
        return _("Raise the price of the work by {percent}").format(percent=after)
    return _("Drop {options}").format(options=way.name)
