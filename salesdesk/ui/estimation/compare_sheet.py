"""The one preview: what differs between two plans, and which rows of it are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _, n_
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.plan_accept import Acceptance
from salesdesk.models.values.plan_compare import Comparison, Effect, RowChange
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.ui.estimation.compare_list import CompareList, CompareModel, signed
from salesdesk.ui.estimation.compare_words import Words, ticked_words
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.kit.background import Background

WIDTH = 1100
RESTS = 120
AT_ONCE = 1500


@dataclass(frozen=True)
class Preview:
    """What the sheet is for: its words, its deed, and what may be seen.

    Without a ``deed`` the differences are only shown. ``figures`` calculates what would be taken;
    it refuses a plan that can't be, with its reason. A long plan is added up by ``jobs``.
    """

    title: str
    why: str
    deed: str = ""
    may_cost: bool = True
    figures: Callable[[WorkPlan], PlanFigures] | None = None
    note: str = ""
    jobs: Background | None = None


Sums = tuple[WorkPlan | None, Effect, str]
"""The plan with what is ticked, what that comes to, and why it can't be."""


class CompareSheet(Sheet):
    """A line a row that differs; what is ticked is added up at the foot."""

    def __init__(
        self, parent: QWidget, found: Comparison, preview: Preview,
        take: Callable[[WorkPlan], object] = lambda _plan: None,
    ) -> None:  # fmt: skip
        super().__init__(parent, preview.title, preview.why, width=_room(parent))
        if not found.is_comparable:  # 100 of one currency are not 100 of another
            preview = replace(preview, deed="")
        self._found, self._preview, self._take = found, preview, take
        self._acceptance = Acceptance(found)
        self._plan: WorkPlan | None = None
        words = Words(formats(), found, may_cost=preview.may_cost)
        self.model = CompareModel(
            found, words, may_tick=bool(preview.deed), may_cost=preview.may_cost
        )
        self.list = CompareList(self.model)
        self._detail = Label("", Text.SMALL, Role.TEXT2, wrap=True)
        self._count = Label("", Text.STRONG)
        self._sums = Label("", Text.BODY, Role.TEXT2, wrap=True)
        self._wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self._add_up)
        self._assemble()
        self.list.selectionModel().currentRowChanged.connect(lambda *_at: self._show_detail())
        self.list.toggled.connect(self.toggle)
        self.list.all_asked.connect(self.choose_all)
        self._show_detail()
        self.choose_all(True)
        self.list.setFocus()

    def _assemble(self) -> None:
        if self._preview.note:
            self.body.addWidget(Label(self._preview.note, Text.BODY, Role.AMBER, wrap=True))
        if not self._found.is_comparable:
            words = _(
                "The two are in different currencies: amounts are not compared and no rows taken."
            )
            self.body.addWidget(Label(words, Text.BODY, Role.AMBER, wrap=True))
        self.body.addWidget(self.list)
        self._detail.setMinimumHeight(self._detail.fontMetrics().height() * 2)
        self.body.addWidget(self._detail)
        every = Button(_("All"), pressed=lambda: self.choose_all(True))
        none = Button(_("None"), pressed=lambda: self.choose_all(False))
        line = row(self._count, 6, every, none, 10, self._sums)
        line.setStretchFactor(self._sums, 1)
        self.body.addWidget(holder(line))
        self.body.addWidget(self._wrong)
        self._wrong.hide()
        if not self._preview.deed:
            every.hide()
            none.hide()
        self.add_way_back("" if self._preview.deed else _("Close"))
        self._deed: Button | None = None
        if self._preview.deed:
            self._deed = self.add_deed(self._preview.deed, self._accept, primary=True)

    # -- choosing

    @property
    def chosen(self) -> set[UUID]:
        return self.model.chosen

    def choose_all(self, wanted: bool) -> None:
        """Tick every row, or none."""
        rows = self._found.rows if wanted else ()
        self._choose(self._acceptance.needed([row.key for row in rows if self._may(row)]))

    def _may(self, row: RowChange) -> bool:
        return self.model.may_take(row)

    def toggle(self, change: RowChange) -> None:
        """Tick a row with what it needs, or take its tick away with what needs it."""
        if not self._may(change):
            return
        if change.key not in self.chosen:
            self._choose(self._acceptance.needed([*self.chosen, change.key]))
            return
        needed = self._acceptance.needed
        self._choose({key for key in self.chosen if change.key not in needed([key])})

    def _choose(self, chosen: set[UUID]) -> None:
        self.model.show_chosen(chosen)
        may = sum(1 for change in self._found.rows if self._may(change))
        self._count.setText(
            ticked_words(len(chosen), may) if self._preview.deed else _found_words(self._found)
        )
        if self._deed is not None:
            self._deed.setEnabled(False)
        if self._jobs is None:
            self._add_up()
        else:
            self._plan = None
            self._sums.setText(_("Adding up…"))
            self._timer.start()

    # -- telling

    @property
    def _jobs(self) -> Background | None:
        """Who adds up, where that would hold the window."""
        return self._preview.jobs if len(self._found.after.plan) > AT_ONCE else None

    def _add_up(self) -> None:
        """The sums of what is ticked, by the calculator itself."""
        self._turn += 1
        told = partial(self._added_up, self._turn)
        if self._jobs is None:
            told(self._sums_of(self.chosen))
        else:
            self._jobs.read(partial(self._sums_of, self.chosen), told, of_all=True)

    @no_collecting()
    def _sums_of(self, chosen: set[UUID]) -> Sums:
        if not self._preview.deed:
            return None, self._found.effect, ""
        plan = self._acceptance.plan(chosen)
        try:
            return plan, self._effect_of(self._figures(plan)), ""
        except InvalidInput as wrong:
            return None, Effect(), wrong.message

    def _added_up(self, turn: int, sums: Sums) -> None:
        if turn != self._turn or self._timer.isActive():
            return  # something else is ticked by now
        self._plan, effect, problem = sums
        self._sums.setText(self._sum_words(effect) if self._found.is_comparable else "")
        self._wrong.setText(problem)
        self._wrong.setVisible(bool(problem))
        if self._deed is not None:
            self._deed.setEnabled(bool(self.chosen) and not problem)

    def _figures(self, plan: WorkPlan) -> PlanFigures:
        make = self._preview.figures
        return make(plan) if make else PlanFigures(plan, self._found.before.terms)

    def _effect_of(self, figures: PlanFigures) -> Effect:
        before, after = self._found.before.totals(), figures.totals()
        return Effect(
            after.cost - before.cost, after.loaded - before.loaded, after.sell - before.sell
        )

    def _sum_words(self, effect: Effect) -> str:
        write, currency = formats(), self._found.before.terms.currency
        after = self._found.before.totals().sell + effect.sell
        sell = _("Sell {effect} to {total}").format(
            effect=signed(effect.sell, currency), total=write.money(after, currency)
        )
        if not self._preview.may_cost:
            return sell
        cost = _("Cost {effect} · Loaded cost {loaded}").format(
            effect=signed(effect.cost, currency), loaded=signed(effect.loaded, currency)
        )
        margin = _("Margin {before} → {after}").format(
            before=write.percent(self._found.margin_with(Effect())),
            after=write.percent(self._found.margin_with(effect)),
        )
        return " · ".join((cost, sell, margin))

    def _show_detail(self) -> None:
        change = self.list.row
        if change is None:
            self._detail.setText(_("Nothing differs."))
            return
        words = self.model.words
        fields = [f"{name}: {old} → {new}" for name, old, new in words.changes(change)]
        where = _("in {branch}").format(branch=change.branch) if change.branch else ""
        head = " ".join(part for part in (words.marks(change), where) if part)
        self._detail.setText("\n".join((head, " · ".join(fields))) if fields else head)

    # -- the deed

    def _accept(self) -> None:
        plan = self._plan
        if plan is None:
            return
        self.accept()
        self._take(plan)


def _room(parent: QWidget) -> int:
    return max(640, min(WIDTH, parent.window().width() - 120))


def _found_words(found: Comparison) -> str:
    count = len(found.rows)
    return n_("{count} row differs", "{count} rows differ", count).format(count=count)
