"""Importing an estimation's work plan: which branches, in what detail, and from which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _, n_
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn
from salesdesk.ui.kit.editors import ChoiceEditor, DateEditor, RecordEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.tick_table import TickTable
from salesdesk.ui.screens.lookups import recorded
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.plan_branches import PlanBranch
    from salesdesk.services.plan_choice import PlanChoice
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.ui.context import Context

DETAILS = (
    ("phases", N_("A lump sum for each phase, products and expenses apart")),
    ("items", N_("A line for each item, under the headings of the phases")),
    ("time", N_("Time and materials: hours at their price, under headings")),
    ("sum", N_("One lump sum")),
)
COLUMNS = (
    EditColumn("code", N_("WBS"), TextEditor, width=50),
    EditColumn("name", N_("Branch"), TextEditor, width=250),
    EditColumn("sell", N_("Sell"), TextEditor, width=110, right=True),
)


class ImportPlan(Sheet):
    """Its lines and dates take the place of those from an earlier import; own lines stay."""

    def __init__(
        self, parent: QWidget, context: Context, draft: ProposalDraft,
        imported: Callable[[ProposalDraft], None],
    ) -> None:  # fmt: skip
        from salesdesk.services.plan_choice import read_choice

        super().__init__(
            parent, _("Import work plan"),
            _("Lines of an earlier import are renewed and keep what you decided here; your own "
              "lines stay."),
            icon="upload", width=540,
        )  # fmt: skip
        self._context, self._draft, self._imported = context, draft, imported
        self._kept = read_choice(draft.plan_choice)
        self.estimation = RecordEditor(recorded(context, "estimations"), "EST-2026-0031")
        self.start = DateEditor()
        self.detail = ChoiceEditor([(key, _(words)) for key, words in DETAILS])
        self.branches = TickTable(COLUMNS, _("Branches"))
        self.branches.setMinimumHeight(190)
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self._assemble()
        self.estimation.edited.connect(self._read_branches)
        self.estimation.write(draft.estimation_id)
        self.start.write(draft.starts_on)
        self.detail.write(str(self._kept.detail))
        self._read_branches()
        (self.start if draft.estimation_id else self.estimation).setFocus()

    def _assemble(self) -> None:
        for caption, editor in ((_("Estimation"), self.estimation),
                                (_("Work starts on"), self.start),
                                (_("Lines"), self.detail)):  # fmt: skip
            editor.name_field(caption)
            self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
            self.body.addWidget(editor)
            if editor is self.start:
                hint = _("Empty: the day that the estimation says.")
                self.body.addWidget(Label(hint, Text.SMALL, Role.TEXT3))
        self.body.addWidget(Label(_("Branches"), Text.SMALL, Role.TEXT2))
        self.body.addWidget(self.branches)
        self._counted = Label("", Text.SMALL, Role.TEXT3)
        self.body.addWidget(self._counted)
        self.branches.rows.edited.connect(self._count)
        self.body.addWidget(self._why)
        self._why.hide()
        self.add_way_back()
        self.deed = self.add_deed(_("Import work plan"), self._import, primary=True)

    def _read_branches(self) -> None:
        from salesdesk.services.plan_branches import branches_of

        chosen: UUID | None = self.estimation.read()
        if chosen is None:
            self.branches.show_rows([])
            return
        proposals = self._context.desk.proposals
        self._context.jobs.read(
            lambda: branches_of(proposals, chosen), partial(self._show_branches, chosen), self._say
        )

    def _show_branches(self, asked: UUID, found: tuple[PlanBranch, ...]) -> None:
        """All of them, or those that were chosen the last time."""
        if asked != self.estimation.read():
            return
        things = [
            (branch.key, {"code": branch.code, "name": branch.name,
                          "sell": formats().amount(branch.sell, branch.currency)})
            for branch in found
        ]  # fmt: skip
        self.branches.show_things(things, ticked=True)
        if asked == self._draft.estimation_id and self._kept.branches:
            self.branches.tick(list(self._kept.branches))
        self._count()

    def _count(self) -> None:
        count = len(self.branches.ticked)
        words = n_("{count} branch is taken over.", "{count} branches are taken over.", count)
        self._counted.setText(words.format(count=count))

    def _choice(self) -> PlanChoice:
        """All branches are no choice: what is added to the plan later then comes along."""
        from salesdesk.services.plan_choice import Detail, PlanChoice

        ticked = self.branches.ticked
        if self.branches.rows.rows and not ticked:
            raise InvalidInput(_("Tick at least one branch."))
        whole = len(ticked) == len(self.branches.rows.rows)
        return PlanChoice(Detail(self.detail.read()), frozenset(() if whole else ticked))

    def _import(self) -> None:
        chosen: UUID | None = self.estimation.read()
        if chosen is None:
            self._say(InvalidInput(_("Choose the estimation whose plan is imported.")))
            return
        try:
            start: date | None = self.start.read()
            choice = self._choice()
        except InvalidInput as wrong:
            self._say(wrong)
            return
        desk, draft = self._context.desk, self._draft
        self._context.jobs.read(
            lambda: desk.proposals.with_plan(draft, chosen, start, choice), self._done, self._say
        )

    def _done(self, draft: Any) -> None:
        self.accept()
        self._imported(draft)

    def _say(self, failure: BaseException) -> None:
        self._why.setText(str(failure))
        self._why.show()
        self.adjustSize()
