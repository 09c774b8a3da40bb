"""Goal seek: a wanted total, margin or multiplier, previewed before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget
from shiboken6 import isValid

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.cell_entry import NumberSigns
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.goal import Goal, seek, spread, wanted_net
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_totals import Totals
from salesdesk.models.values.pricing import Category, Method
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Segments
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft


RESTS = 150
AT_ONCE, CELLS = 1000, 6
"""Rows sought while they are typed; and what one is reckoned as, beside reading cells."""
MARGIN, BRANCHES = "margin", "branches"
Offered = Callable[["EstimationDraft"], object]


class GoalSeek(Sheet):
    """One margin on services, or chosen branches to the cent, previewed row by row."""

    def __init__(self, parent: QWidget, workbench: Workbench, offer: Offered) -> None:
        super().__init__(
            parent, _("Goal seek"), _("The margin on services is set so that the total comes out.")
        )
        self._bench, self._offer = workbench, offer
        self._found: EstimationDraft | None = None
        self._turn = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS)
        self._rest.timeout.connect(self._look)
        self._field = QLineEdit()
        self._field.setAccessibleName(_("Wanted"))
        self._field.setPlaceholderText(_("33000, m30 for a margin, x1.5 for a multiplier"))
        self._how = Segments(
            [(MARGIN, _("Margin on services"), ""), (BRANCHES, _("Chosen branches"), "")],
            MARGIN, _("What gives way"),
        )  # fmt: skip
        self._branches = BranchList(workbench)
        self._branches.setVisible(False)
        self._preview = Label("", Text.BODY, Role.TEXT2, wrap=True)
        for part in (self._field, self._how, self._branches, self._preview):
            self.body.addWidget(part)
        self.add_way_back()
        self._take_button = self.add_deed(_("Set the margin"), self._take, primary=True)
        self._take_button.setEnabled(False)
        self._field.textChanged.connect(self._seek)
        self._how.chosen.connect(self._choose)
        self._branches.itemChanged.connect(self._seek)
        self._field.setFocus()

    def seek(self, text: str, how: str) -> None:
        """Type a goal and choose what gives way."""
        self._field.setText(text)
        self._how.choose(how)
        self._choose(how)

    def _choose(self, how: str) -> None:
        """Show what the way to the total needs."""
        by_branch = how == BRANCHES
        self._branches.setVisible(by_branch)
        self.why.setText(
            _("Each item of the chosen branches gets its share, to the cent; the rest stays.")
            if by_branch
            else _("The margin on services is set so that the total comes out.")
        )
        self._take_button.setText(_("Preview the rows") if by_branch else _("Set the margin"))
        self._seek()
        self.adjustSize()

    def _seek(self, _changed: object = None) -> None:
        """Seek anew; in a long plan once the typing rests, beside the window."""
        self._turn += 1
        self._show(_NOTHING)
        if not self._field.text().strip():
            return
        if len(self._bench.plan) <= AT_ONCE:
            self._look()
        else:
            self._rest.start()

    def _look(self) -> None:
        if self._bench.beside.is_running:  # for a goal that was typed before
            self._bench.beside.cancel()
            self._rest.start()
            return
        self._preview.setText(_("Seeking…"))
        branches = self._branches.chosen() if self._how.current == BRANCHES else None
        seeking = Seeking(self._bench.draft, self._bench.figures, self._bench.sheet.signs)
        text, told = self._field.text(), partial(self._sought, self._turn)
        self._bench.beside.run(
            _("Goal seek"), len(self._bench.plan) * CELLS,
            lambda progress: seeking.answer(text, branches, progress), told,
        )  # fmt: skip

    def _sought(self, turn: int, found: Sought) -> None:
        if turn == self._turn and isValid(self):
            self._show(found)

    def _show(self, found: Sought) -> None:
        self._found, words = found
        self._preview.setText(words)
        self._take_button.setEnabled(self._found is not None)
        self.adjustSize()  # the answer is longer in some languages

    def done(self, result: int) -> None:
        """Closing it gives up what is still being sought."""
        self._turn += 1
        self._rest.stop()
        self._bench.beside.cancel()
        super().done(result)

    def _take(self) -> None:
        found, by_branch = self._found, self._how.current == BRANCHES
        self.accept()
        if found is not None and by_branch:
            self._offer(found)
        elif found is not None:
            self._bench.take(found, _("goal seek"))


Sought = tuple["EstimationDraft | None", str]
"""What would be taken, and what it comes to; or why nothing can be."""
_NOTHING: Sought = (None, "")


class Seeking:
    """What would change, calculated by the calculator itself."""

    def __init__(self, draft: EstimationDraft, figures: PlanFigures, signs: NumberSigns) -> None:
        self._draft, self._figures, self._signs = draft, figures, signs

    @no_collecting()
    def answer(self, text: str, branches: Sequence[Node] | None, progress: Progress) -> Sought:
        """A goal by the margin on services, or by branches that give way."""
        try:
            found = self._of(text, branches)
        except SalesDeskError as refusal:
            found = None, refusal.message
        progress.step(1, 1)
        return found

    def _of(self, text: str, branches: Sequence[Node] | None) -> Sought:
        figures, draft = self._figures, self._draft
        before = figures.totals()
        wanted = wanted_net(text, before, figures.terms.step, self._signs)
        if branches is not None:
            found = replace(draft, plan=spread(wanted, figures, branches))
            words = _("Sell {before} → {after}, margin {m1} → {m2}.")
            return found, _said(words, before, found.figures().totals())
        goal = seek(wanted, before)
        found = with_margin(draft, goal)
        after = found.figures().totals()
        words = _(
            "Margin on services {margin} %. Sell {before} → {after}, margin {m1} → {m2}. "
            "Rounded rates leave {rest} to the goal."
        )
        write = formats()
        rest = write.amount(goal.wanted - after.sell, draft.currency)
        return found, _said(words, before, after, margin=write.number(goal.margin, 4), rest=rest)


def _said(words: str, before: Totals, after: Totals, **more: str) -> str:
    write = formats()
    return words.format(
        before=write.amount(before.sell, before.currency),
        after=write.amount(after.sell, after.currency),
        m1=write.percent(before.margin),
        m2=write.percent(after.margin),
        **more,
    )


class BranchList(QListWidget):
    """The branches of the plan, ticked with Space; all of them at first."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.setAccessibleName(_("Branches that give way"))
        self._bench = workbench
        for node in workbench.figures.rows:
            if node.item.level > 1 or not (node.children or node.item.level == 0):
                continue
            if not node.children and node.priced is None:
                continue
            line = QListWidgetItem(f"{'    ' * node.item.level}{node.code}  {node.item.name}")
            line.setData(Qt.ItemDataRole.UserRole, node.item.id)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = node.item.level == 0 and not node.item.is_optional
            line.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.addItem(line)
        self.setFixedHeight(min(260, 26 * max(3, self.count()) + 8))

    def chosen(self) -> list[Node]:
        """The rows that are ticked."""
        lines = (self.item(at) for at in range(self.count()))
        keys = [
            line.data(Qt.ItemDataRole.UserRole)
            for line in lines
            if line.checkState() is Qt.CheckState.Checked
        ]
        return [node for key in keys if (node := self._bench.node_of(key)) is not None]


def with_margin(draft: EstimationDraft, goal: Goal) -> EstimationDraft:
    """The draft with this margin on services."""
    from salesdesk.services.estimation_draft import RuleDraft

    others = tuple(rule for rule in draft.rules if rule.category != Category.SERVICE)
    kept = next((rule for rule in draft.rules if rule.category == Category.SERVICE), RuleDraft())
    rule = replace(kept, category=Category.SERVICE, method=Method.MARGIN, value=goal.margin)
    return replace(draft, rules=(rule, *others))
