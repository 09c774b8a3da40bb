"""Goal seek: a wanted total, margin or multiplier, previewed before it is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.goal import Goal, seek, wanted_net
from salesdesk.models.values.pricing import Category, Method
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft


class GoalSeek(Sheet):
    """The services' margin gives way; products, expenses and typed prices stay."""

    def __init__(self, parent: QWidget, workbench: Workbench) -> None:
        super().__init__(
            parent, _("Goal seek"), _("The margin on services is set so that the total comes out.")
        )
        self._bench = workbench
        self._found: EstimationDraft | None = None
        self._field = QLineEdit()
        self._field.setAccessibleName(_("Wanted"))
        self._field.setPlaceholderText(_("33000, m30 for a margin, x1.5 for a multiplier"))
        self._preview = Label("", Text.BODY, Role.TEXT2, wrap=True)
        self.body.addWidget(self._field)
        self.body.addWidget(self._preview)
        self.add_way_back()
        self._take_button = self.add_deed(_("Set the margin"), self._take, primary=True)
        self._take_button.setEnabled(False)
        self._field.textChanged.connect(self._seek)
        self._field.setFocus()

    def _seek(self, text: str) -> None:
        self._found = None
        if text.strip():
            try:
                self._show(self._goal(text))
            except SalesDeskError as refusal:
                self._preview.setText(refusal.message)
        self._take_button.setEnabled(self._found is not None)

    def _goal(self, text: str) -> Goal:
        figures = self._bench.figures
        totals = figures.totals()
        wanted = wanted_net(text, totals, figures.terms.step, self._bench.sheet.signs)
        return seek(wanted, totals)

    def _show(self, goal: Goal) -> None:
        """What would change, calculated by the calculator itself."""
        draft = self._bench.draft
        self._found = with_margin(draft, goal)
        after = self._found.figures().totals()
        before = self._bench.figures.totals()
        write = formats()
        text = _(
            "Margin on services {margin} %. Sell {before} → {after}, margin {m1} → {m2}. "
            "Rounded rates leave {rest} to the goal."
        )
        self._preview.setText(
            text.format(
                margin=write.number(goal.margin, 4),
                before=write.amount(before.sell, draft.currency),
                after=write.amount(after.sell, draft.currency),
                m1=write.percent(before.margin),
                m2=write.percent(after.margin),
                rest=write.amount(goal.wanted - after.sell, draft.currency),
            )
        )

    def _take(self) -> None:
        if self._found is not None:
            self._bench.document.edit(self._found, _("goal seek"))
        self.accept()


def with_margin(draft: EstimationDraft, goal: Goal) -> EstimationDraft:
    """The draft with this margin on services."""
    from salesdesk.services.estimation_draft import RuleDraft

    others = tuple(rule for rule in draft.rules if rule.category != Category.SERVICE)
    kept = next((rule for rule in draft.rules if rule.category == Category.SERVICE), RuleDraft())
    rule = replace(kept, category=Category.SERVICE, method=Method.MARGIN, value=goal.margin)
    return replace(draft, rules=(rule, *others))
