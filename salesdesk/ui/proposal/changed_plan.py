"""When the estimation has changed: a line that says so, and the changes to tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _, n_
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import ElidedLabel
from salesdesk.ui.kit.panels import IconLabel, Panel, row
from salesdesk.ui.kit.tick_table import TickTable
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from uuid import UUID

    from salesdesk.services.plan_changes import PlanChanges
    from salesdesk.ui.context import Context

KINDS = {"added": N_("new"), "removed": N_("gone"), "changed": N_("changed")}
COLUMNS = (
    EditColumn("kind", "", TextEditor, width=80),
    EditColumn("name", N_("Line"), TextEditor, width=260),
    EditColumn("before", N_("Now"), TextEditor, width=100, right=True),
    EditColumn("after", N_("Then"), TextEditor, width=100, right=True),
)


class ChangedPlan(Panel):
    """Hidden while the estimation is as it was taken over."""

    def __init__(self, bench: Bench, context: Context) -> None:
        super().__init__(Role.TINT2, "b", Role.LINE)
        self.bench, self.context = bench, context
        self._found: PlanChanges | None = None
        self._asked: UUID | None = None
        self._words = ElidedLabel("", Text.NAME)
        self._look = Button(_("Look at the changes"), pressed=self.look)
        self.setFixedHeight(40)
        line = row(IconLabel("info", Role.ACCENT), self._words, self._look, margins=(20, 0, 20, 0))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()
        bench.shown.connect(self._ask)

    def read(self) -> None:
        """Ask whether the estimation gives something else by now."""
        from salesdesk.services.plan_changes import plan_changes

        self.hide()
        draft, proposals = self.bench.draft, self.context.desk.proposals
        self._asked = draft.estimation_id
        if self.bench.editable and draft.estimation_id is not None and self.bench.may_cost:
            self.context.jobs.read(
                lambda: plan_changes(proposals, draft), self._show, lambda _failure: None
            )

    def _ask(self) -> None:
        """Another estimation, or none, asks anew; typing doesn't."""
        if self.bench.draft.estimation_id != self._asked or not self.bench.editable:
            self.read()

    def _show(self, found: PlanChanges | None) -> None:
        self._found = found
        if found is None:
            self.hide()
            return
        count = len(found.rows)
        words = n_("The estimation has changed: {count} line would be another.",
                   "The estimation has changed: {count} lines would be others.", count)  # fmt: skip
        self._words.setText(
            words.format(count=count) if count else _("The estimation has new dates.")
        )
        self.show()

    def look(self) -> None:
        if self._found is not None:
            ChangesSheet(self.window(), self._found, self.bench.draft.currency, self._take).open()

    def _take(self, chosen: list[UUID]) -> None:
        """The chosen changes on top of what has been typed since, as one step."""
        from salesdesk.services.plan_changes import plan_changes

        draft, proposals = self.bench.draft, self.context.desk.proposals

        def taken(found: PlanChanges | None) -> None:
            self.hide()
            if found is not None:
                self.bench.edit(found.taken(chosen), _("take over changes of the estimation"))

        self.context.jobs.read(lambda: plan_changes(proposals, draft), taken, self.context.fail)


class ChangesSheet(Sheet):
    """Every line that would be another, with its net now and then."""

    def __init__(
        self, parent: QWidget, found: PlanChanges, currency: str,
        taken: Callable[[list[UUID]], object],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Changes of the estimation"),
            _("Tick what the proposal takes over. Lines that you changed yourself are among them; "
              "unticked they stay as they are. The dates of the plan come along."), width=660,
        )  # fmt: skip
        self._taken = taken
        self.table = TickTable(COLUMNS, _("Changes"))
        self.table.setMinimumHeight(240)

        def amount(value: object) -> str:
            return formats().amount(value, currency)  # type: ignore[arg-type]

        self.table.show_things(
            [(change.key, {"kind": _(KINDS[change.kind]), "name": change.name,
                           "before": amount(change.before), "after": amount(change.after)})
             for change in found.rows],
            ticked=True,
        )  # fmt: skip
        self.body.addWidget(self.table)
        self.add_way_back()
        self.add_deed(_("Take over"), self._take, primary=True)
        self.table.setFocus()

    def _take(self) -> None:
        chosen = self.table.ticked
        self.accept()
        self._taken(chosen)
