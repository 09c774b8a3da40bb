"""Goal seek: a wanted total, margin or multiplier, previewed before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.goal import Goal, seek, spread, wanted_net
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_totals import Totals
from salesdesk.models.values.pricing import Category, Method
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Segments
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft


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
        self._found = None
        text = self._field.text()
        self._preview.setText("")
        if text.strip():
            try:
                self._show(text)
            except SalesDeskError as refusal:
                self._preview.setText(refusal.message)
        self._take_button.setEnabled(self._found is not None)
        self.adjustSize()  # the answer is longer in some languages

    def _show(self, text: str) -> None:
        """What would change, calculated by the calculator itself."""
        figures, draft = self._bench.figures, self._bench.draft
        before = figures.totals()
        wanted = wanted_net(text, before, figures.terms.step, self._bench.sheet.signs)
        if self._how.current == BRANCHES:
            plan = spread(wanted, figures, self._branches.chosen())
            self._found = replace(draft, plan=plan)
            words = _("Sell {before} → {after}, margin {m1} → {m2}.")
            self._say(words, before, self._found.figures().totals())
            return
        goal = seek(wanted, before)
        self._found = with_margin(draft, goal)
        after = self._found.figures().totals()
        words = _(
            "Margin on services {margin} %. Sell {before} → {after}, margin {m1} → {m2}. "
            "Rounded rates leave {rest} to the goal."
        )
        write = formats()
        rest = write.amount(goal.wanted - after.sell, draft.currency)
        self._say(words, before, after, margin=write.number(goal.margin, 4), rest=rest)

    def _say(self, words: str, before: Totals, after: Totals, **more: str) -> None:
        write = formats()
        self._preview.setText(
            words.format(
                before=write.amount(before.sell, before.currency),
                after=write.amount(after.sell, after.currency),
                m1=write.percent(before.margin),
                m2=write.percent(after.margin),
                **more,
            )
        )

    def _take(self) -> None:
        found, by_branch = self._found, self._how.current == BRANCHES
        self.accept()
        if found is not None and by_branch:
            self._offer(found)
        elif found is not None:
            self._bench.take(found, _("goal seek"))


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
