"""Home: how far I am, my pipeline, what needs me, what moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _, n_
from salesdesk.models.values.home_figures import HomeFigures, NextDeal
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, Link
from salesdesk.ui.kit.charts import Bar, BarsChart, Column, ColumnsChart
from salesdesk.ui.kit.labels import Badge, ElidedLabel, Label
from salesdesk.ui.kit.panels import Card, FigureBox, Hairline, Panel, Scroller, column, holder, row
from salesdesk.ui.kit.tiles import Tile
from salesdesk.ui.kit.timeline import Happening, Timeline
from salesdesk.ui.page import Page, Place
from salesdesk.ui.shapes import PRIMARY, rounded
from salesdesk.ui.states import tone_of
from salesdesk.ui.theme import Role, Text, Tone, theme

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

WAITING = {
    "approve": ("stamp", Tone.AMBER, N_("Waits for your approval."), N_("Open")),
    "expires": ("clock-alert", Tone.RED, N_("Its validity ends soon."), N_("Open")),
    "overdue": ("target", Tone.BLUE, N_("Its expected close has passed."), N_("Open")),
    "due": ("square-check", Tone.VIOLET, N_("A task of yours."), N_("Open")),
}


class Progress(QWidget):
    """A thin bar with the pace as a tick."""

    def __init__(self) -> None:
        super().__init__()
        self._share, self._pace = 0.0, 0.0
        self.setFixedHeight(10)
        self.setAccessibleName(_("Attainment"))

    def show_share(self, share: float, pace: float) -> None:
        self._share, self._pace = share, pace
        self.setAccessibleDescription(f"{share:.1%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        track = QRectF(0, 1, self.width(), 8)
        rounded(painter, track, 4, look.colour(Role.SUNKEN))
        done = QRectF(track)
        done.setWidth(track.width() * min(1.0, max(0.0, self._share)))
        rounded(painter, done, 4, look.colour(Role.ACCENT))
        tick = QRectF(track.width() * min(1.0, self._pace) - 2, 1, 2, 8)
        painter.fillRect(tick, look.colour(Role.TEXT))


class HomeCards(QWidget):
    """The cards of the first screen; knows figures, not where they come from."""

    def __init__(
        self, person: str, navigate: Callable[[Place], object], add: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._person, self._navigate, self._add = person, navigate, add
        self._build()

    def show_figures(self, figures: HomeFigures) -> None:
        """Fill every card."""
        self._show_target(figures)
        self._show_pipeline(figures)
        self._show_needs(figures)
        self._show_moves(figures)

    def only_to_look_at(self) -> None:
        """Without its buttons, whose room stays: nothing can be done yet."""
        for button in self.findChildren(Button):
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.hide()

    # the cards

    def _build(self) -> None:
        head = Panel(Role.CANVAS)
        head.setFixedHeight(theme().height("page_head"))
        first = self._person.split(" ")[0]
        greeting = Label(_("Good day, {name}").format(name=first), Text.TITLE)
        today = Label(formats().weekday(_today()), Text.BODY, Role.TEXT2)
        head.setLayout(row(greeting, today, None, self._new_button(), margins=(20, 0, 20, 0)))
        grid = QGridLayout()
        grid.setContentsMargins(20, 2, 20, 18)
        grid.setSpacing(14)
        grid.setColumnStretch(0, 22)
        grid.setColumnStretch(1, 10)
        grid.setRowStretch(0, 3)
        grid.setRowStretch(1, 2)
        grid.addWidget(self._target_card(), 0, 0)
        grid.addWidget(self._pipeline_card(), 0, 1)
        grid.addWidget(self._needs_card(), 1, 0)
        grid.addWidget(self._since_card(), 1, 1)
        page = Panel(Role.CANVAS)
        page.setLayout(grid)
        self.setLayout(column(head, Scroller(page, Role.CANVAS), spacing=0))

    def _new_button(self) -> Button:
        button = Button(_("New"), "plus", PRIMARY)
        menu = QMenu(button)
        for key, words in (("opportunities", _("Opportunity")), ("accounts", _("Account")),
                           ("contacts", _("Contact"))):  # fmt: skip
            menu.addAction(words).triggered.connect(lambda _on=False, key=key: self._add(key))
        button.setMenu(menu)
        return button

    def _target_card(self) -> QWidget:
        card = Card()
        self._budget_badge = Badge(_("Approved budget"), Tone.GREEN)
        self._target_caption = Label("", Text.SMALL, Role.TEXT2, wrap=True)
        self._sold = Label("—", Text.FIGURE, number=True)
        self._of = Label("", Text.BODY, Role.TEXT2, number=True)
        self._attainment = FigureBox(_("Attainment"), "—")
        self._gap = FigureBox(_("Gap"), "—")
        self._progress = Progress()
        self._pace = Label("", Text.SMALL, Role.TEXT2)
        self._left = Label("", Text.SMALL, Role.TEXT2)
        self._months = ColumnsChart(_("Sold by period against target"))
        figures = row(self._sold, self._of, None, self._attainment, 12, self._gap)
        card.setLayout(
            column(
                row(Label(_("My target"), Text.SECTION), None, self._budget_badge),
                self._target_caption, figures, self._progress,
                row(self._pace, None, self._left), 8, self._months,
                spacing=5, margins=(18, 14, 18, 14),
            )
        )  # fmt: skip
        card.layout().setStretch(6, 1)  # type: ignore[union-attr]
        return card

    def _pipeline_card(self) -> QWidget:
        card = Card()
        board = Link(_("Open board"), lambda: self._navigate(Place("opportunities")))
        self._open = Label("—", Text.FIGURE, number=True)
        self._open.setFont(_smaller())
        self._open_caption = Label("", Text.SMALL, Role.TEXT2)
        self._weighted = FigureBox(_("Weighted"), "—")
        self._stages = BarsChart(_("Open deals by stage"))
        self._next = QGridLayout()
        self._next.setContentsMargins(0, 0, 0, 0)
        self._next.setHorizontalSpacing(12)
        self._next.setVerticalSpacing(7)
        self._next.setColumnStretch(0, 1)
        card.setLayout(
            column(
                row(Label(_("My open pipeline"), Text.SECTION), None, board),
                row(self._open, self._open_caption, None, self._weighted), 4, self._stages,
                Hairline(), 4, Label(_("Next to close"), Text.SMALL_STRONG, Role.TEXT2),
                holder(self._next), None, spacing=6, margins=(18, 14, 18, 14),
            )
        )  # fmt: skip
        return card

    def _needs_card(self) -> QWidget:
        card = Card()
        self._needs = QVBoxLayout()
        self._needs.setSpacing(0)
        self._needs_count = Badge("0", Tone.GREY, dot=False)
        head = row(Label(_("Needs you"), Text.SECTION), self._needs_count, None,
                   margins=(18, 12, 18, 10))  # fmt: skip
        box = column(head, Hairline(), spacing=0, margins=(1, 1, 1, 6))
        box.addLayout(self._needs)
        box.addStretch(1)
        card.setLayout(box)
        return card

    def _since_card(self) -> QWidget:
        card = Card()
        self._since = Timeline(_("What moved"))
        card.setLayout(
            column(Label(_("What moved"), Text.SECTION), 4, self._since, None,
                   margins=(18, 14, 18, 10))
        )  # fmt: skip
        return card

    # showing

    def _show_target(self, figures: HomeFigures) -> None:
        target, mine = figures.target, figures.target_is_mine
        self._budget_badge.setVisible(target is not None)
        if target is None:
            words = _("No budget is approved for today. Approve one under Sales budgets.")
            self._target_caption.setText(words)
            return
        who = _("won net, {currency}") if mine else _("everybody's won net, {currency}")
        self._target_caption.setText(who.format(currency=target.currency))
        self._sold.setText(formats().amount(target.sold, target.currency))
        whole = formats().amount(target.target, target.currency)
        self._of.setText(_("of {target}").format(target=whole))
        gap = target.sold - target.target
        share = target.sold / target.target if target.target else Decimal(0)
        self._attainment.show_figure(formats().percent(share * 100, 1))
        role = Role.RED if gap < 0 else Role.GREEN
        self._gap.show_figure(formats().amount(gap, target.currency), role)
        today = _today()
        pace = (today - date(today.year, 1, 1)).days / 365
        self._progress.show_share(float(share), pace)
        words = _("Pace line: {share} of the year has passed")
        self._pace.setText(words.format(share=formats().percent(Decimal(pace * 100), 1)))
        self._months.show_columns(_columns(target.periods))

    def _show_pipeline(self, figures: HomeFigures) -> None:
        stages, deals = figures.stages, figures.deals
        currencies = {s.currency for s in stages}
        main = max(currencies, key=lambda c: sum(s.expected for s in stages if s.currency == c),
                   default="")  # fmt: skip
        shown = [s for s in stages if s.currency == main]
        total = sum((s.expected for s in shown), Decimal(0))
        self._open.setText(formats().whole(total))
        more = len(currencies) - 1
        extra = " + {count}"
        words = _("{currency} expected").format(currency=main)
        self._open_caption.setText(words + (extra.format(count=more) if more > 0 else ""))
        self._weighted.show_figure(formats().whole(sum((s.weighted for s in shown), Decimal(0))))
        self._stages.show_bars(
            [
                Bar(s.stage, n_("{count} deal", "{count} deals", s.count).format(count=s.count),
                    formats().whole(s.expected), float(s.expected), float(s.weighted),
                    tone_of(s.stage, s.kind))
                for s in shown
            ]
        )  # fmt: skip
        _clear(self._next)
        for at, deal in enumerate(deals):
            self._add_deal(at, deal)
        if not deals:
            self._next.addWidget(Label(_("Nothing has a date to close."), Text.SMALL, Role.TEXT3))

    def _add_deal(self, at: int, deal: NextDeal) -> None:
        account, name = deal.account, deal.name
        words = row(Label(account or name, Text.NAME),
                    ElidedLabel(name if account else "", Text.SMALL, Role.TEXT2))  # fmt: skip
        words.setStretch(1, 1)
        who = holder(words)
        self._next.addWidget(who, at, 0)
        figure = Label(formats().whole(deal.expected), Text.NAME, number=True)
        self._next.addWidget(figure, at, 1, Qt.AlignmentFlag.AlignRight)
        day = Label(formats().short_day(deal.close), Text.SMALL, Role.TEXT2)
        self._next.addWidget(day, at, 2, Qt.AlignmentFlag.AlignRight)

    def _show_needs(self, figures: HomeFigures) -> None:
        waiting, due = figures.waiting, figures.due
        _clear(self._needs)
        entries: list[tuple[str, str, date | None, Place]] = [
            (w.kind, w.title, w.on, Place(w.record_kind, str(w.id))) for w in waiting
        ]
        entries += [("due", d.subject, d.due_on, Place(d.about_kind, str(d.about_id)))
                    for d in due]  # fmt: skip
        self._needs_count.show_state(str(len(entries)), Tone.GREY, dot=False)
        if not entries:
            quiet = row(Label(_("Nothing needs you."), Text.BODY, Role.TEXT3),
                        margins=(18, 14, 18, 14))  # fmt: skip
            self._needs.addWidget(holder(quiet))
        for entry in entries[:6]:
            self._needs.addWidget(self._need(*entry))
            self._needs.addWidget(Hairline())

    def _need(self, kind: str, title: str, on: date | None, place: Place) -> QWidget:
        icon, tone, why, deed = WAITING.get(kind, WAITING["due"])
        today = _today()
        when = formats().near(on, today) if on else ""
        late = on is not None and on <= today
        words = holder(column(ElidedLabel(title, Text.STRONG),
                              ElidedLabel(_(why), Text.SMALL, Role.TEXT2), spacing=1))  # fmt: skip
        due = Label(when, Text.SMALL, Role.RED if late else Role.TEXT2)
        button = Button(_(deed), pressed=lambda: self._navigate(place),
                        name=_("Open {title}").format(title=title))  # fmt: skip
        box = row(Tile(icon, tone), words, due, 8, button, spacing=10, margins=(18, 8, 18, 8))
        box.setStretch(1, 1)
        return holder(box)

    def _show_moves(self, figures: HomeFigures) -> None:
        entries = []
        for deal in figures.closed[:4]:
            won = deal.kind == "won"
            figure = f", {formats().money(deal.real, deal.currency)}" if won else ""
            title = f"{_('Won') if won else _('Lost')}{figure}"
            entries.append(
                Happening("trophy" if won else "circle-x", Tone.GREEN if won else Tone.RED, title,
                          "", formats().short_day(deal.on),
                          f"{deal.account} · {deal.name}".strip(" ·"))
            )  # fmt: skip
        self._since.show_entries(entries)


class HomePage(Page):
    """The first screen: figures read in a worker, kept for a first look next time."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Home"), "house")
        self.context = context
        self.cards = HomeCards(context.user_name, context.navigate, self._new)
        self.setLayout(column(self.cards, spacing=0))
        if context.seen is not None:
            self.cards.show_figures(context.seen)

    def _new(self, key: str) -> None:
        if key == "opportunities":
            from salesdesk.ui.screens.new_opportunity import new_opportunity

            new_opportunity(self, self.context)
        elif key == "accounts":
            from salesdesk.ui.screens.accounts import new_account

            new_account(self, self.context)
        else:
            self.context.navigate(Place(key))

    def arrived(self) -> None:
        self.refresh()

    def changed(self, tables: frozenset[str]) -> None:
        if tables & {"opportunity", "proposal", "activity", "budget"} and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read every figure again."""
        desk, today = self.context.desk, _today()
        self.context.jobs.read(
            lambda: desk.first_screen(today), self.cards.show_figures, self.context.fail
        )


def _columns(periods: Sequence[tuple[str, Decimal, Decimal]]) -> list[Column]:
    shown = periods[-12:]
    last = max((i for i, p in enumerate(shown) if p[2]), default=-9)
    return [
        Column(
            name[:3] if len(shown) > 6 else name,
            float(sold),
            formats().number(sold / 1000, 1) if sold else "",
            float(target),
            current=at == last,
        )
        for at, (name, target, sold) in enumerate(shown)
    ]


def _clear(layout: Any) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _smaller() -> Any:
    font = theme().number_font(Text.FIGURE)
    font.setPixelSize(26)
    return font


def _today() -> date:
    return date.today()  # noqa: DTZ011 the user's own day
