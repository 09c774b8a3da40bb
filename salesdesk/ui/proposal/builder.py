"""The page of a proposal: what can be done with it, beside typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.workflow import Step
from salesdesk.ui.commands import Command
from salesdesk.ui.kit.buttons import Button, IconButton, key_text
from salesdesk.ui.page import Place
from salesdesk.ui.proposal.changed_plan import ChangesSheet
from salesdesk.ui.proposal.compare_sheet import CompareProposals
from salesdesk.ui.proposal.customer_window import CustomerWindow
from salesdesk.ui.proposal.import_plan import ImportPlan
from salesdesk.ui.proposal.printing import PrintingTab
from salesdesk.ui.proposal.review_panel import ReviewPanel
from salesdesk.ui.proposal.steps import ICONS, KEYS, Answer, ask_step
from salesdesk.ui.proposal.template_sheet import ask_template_name, choose_template
from salesdesk.ui.shapes import PRIMARY, SECONDARY

if TYPE_CHECKING:
    from salesdesk.services.customer_view import CustomerView
    from salesdesk.services.proposal_drafts import ProposalDraft


class ProposalPage(PrintingTab):
    """Steps of the workflow, importing, and the keys of all that."""

    review: ReviewPanel | None = None
    customer: CustomerWindow | None = None

    # -- what waits for an approval

    def _build(self, draft: ProposalDraft) -> None:
        super()._build(draft)
        self.review = ReviewPanel(self.context, self.compare)
        self._box.insertWidget(self._box.count() - 1, self.review)

    def _loaded(self, answer: Any) -> None:
        super()._loaded(answer)
        assert self.review is not None
        self.review.read(answer[0], self.ready, [step.verb for step in self.steps])

    def arrived(self) -> None:
        """What was hidden before a customer in another tab is hidden here too."""
        super().arrived()
        if self.body is not None:
            self.body.heed_discretion()
        if self.review is not None:
            self.review.heed_discretion()

    def compare(self) -> None:
        """Two revisions side by side, or another proposal."""
        if self.bench is not None:
            CompareProposals(
                self, self.context, self._revisions, self.key, self.print_notice
            ).open()

    def ask_by_file(self) -> None:
        """Write the request for somebody who has a SalesDesk of their own."""
        from salesdesk.ui.approving_files import ApprovalFiles

        ApprovalFiles(self.context).ask_for(self.key, self.title)

    def _waits(self) -> bool:
        return self.review is not None and self.review.is_wanted

    # -- steps

    @property
    def main(self) -> Step | None:
        """The step that comes next; a draft that no rule minds is issued at once."""
        step = super().main
        if step is not None and step.verb == "submit" and not self.ready.hindrances.get("issue"):
            return next((each for each in self.steps if each.verb == "issue"), step)
        return step

    def step_widgets(self) -> list[QWidget]:
        """Returning stands beside approving; the step that comes next is the primary one.

        A draft that has to be approved shows issuing too, and says why it isn't possible yet.
        """
        offered = {step.verb: step for step in self.steps}
        main = self.main
        widgets: list[QWidget] = []
        shown = [offered[verb] for verb in ("return", "decline") if verb in offered]
        if main is not None and main.verb == "submit" and "issue" in offered:
            shown.append(offered["issue"])
        rest = [step for step in self.steps if step not in shown and step is not main]
        if rest:
            more = IconButton("ellipsis", _("More steps"), "", size=30)
            more.clicked.connect(lambda _on=False: self._show_more(more, rest))
            widgets.append(more)
        for step in [*shown, *([main] if main else [])]:
            kind = PRIMARY if step is main else SECONDARY
            button = Button(_(step.label), ICONS.get(step.verb, ""), kind,
                            pressed=partial(self.take, step.verb))  # fmt: skip
            why_not = self.ready.hindrances.get(step.verb, "")
            button.setToolTip(why_not or key_text(KEYS.get(step.verb, "")))
            button.setAccessibleDescription(why_not)
            button.setEnabled(not self._why_not(step.verb))
            widgets.append(button)
        return widgets

    def _why_not(self, verb: str) -> str:
        """Why a step is not possible now; a draft is looked at when it is submitted."""
        return "" if verb == "submit" else self.ready.hindrances.get(verb, "")

    def _show_more(self, button: QWidget, steps: Sequence[Step]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for step in steps:
            action = menu.addAction(_(step.label))
            action.setEnabled(not self._why_not(step.verb))
            action.setToolTip(self._why_not(step.verb))
            action.triggered.connect(lambda _on=False, verb=step.verb: self.take(verb))
        menu.setToolTipsVisible(True)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def take(self, verb: str) -> None:
        """Ask what a step needs and take it; what is unsaved is saved first."""
        step = next((step for step in self.steps if step.verb == verb), None)
        if step is None or self.bench is None:
            return
        if self._why_not(verb):
            self.context.toast(self._why_not(verb))
            return
        if self.bench.editable:
            self._parts[1].settle()
        bench = self.bench

        def ask() -> None:
            ready, given = self.ready, partial(self._do, step)
            ask_step(self, step, self.title, bench.figures, ready, given)

        if self.dirty:
            self._after_save = ask
            if not self.save():
                self._after_save = None
        else:
            ask()

    def _do(self, step: Step, answer: Answer) -> None:
        proposals, key = self.context.desk.proposals, self.key

        def work() -> Any:
            return proposals.step(
                key, step.verb, answer.reason, until=answer.until, chosen=answer.chosen
            )

        self.context.jobs.read(work, partial(self._done, step), self._not_taken)

    def _done(self, step: Step, stepped: Any) -> None:
        words = _("{name}: {step}").format(name=self.title, step=_(step.label))
        if stepped.get("file"):
            words = _("The package was written to {file}").format(file=stepped["file"])
        self.context.toast(words)
        if stepped["id"] != self.key:
            self.context.navigate(Place("proposals", str(stepped["id"])))
        self.load()

    def _not_taken(self, failure: BaseException) -> None:
        """Say why; somebody may have decided meanwhile, so what is possible is read anew."""
        self._not_saved(failure)
        if not (isinstance(failure, SalesDeskError) and failure.problems):
            self.load()

    # -- the rest

    def customer_mode(self) -> None:
        """A window of its own, with what is saved and without any cost."""
        from salesdesk.services.customer_view import customer_view

        if self.bench is None or self.customer is not None:
            return
        self._settle()
        if self.dirty:
            self.context.toast(_("Save first; the customer sees what is saved."))
            return
        proposals, key = self.context.desk.proposals, self.key
        self.context.jobs.read(
            lambda: customer_view(proposals, key), self._show_customer, self.context.fail
        )

    def _show_customer(self, view: CustomerView) -> None:
        is_open = self.bench is not None and self.bench.editable
        self.customer = CustomerWindow(self.context, view, self._customer_left, is_open=is_open)
        self.customer.showFullScreen()

    def _customer_left(self, view: CustomerView, transcript: str, keep: bool) -> None:
        """What was tried is kept among the notes; the choices too where they are wanted."""
        from salesdesk.services.customer_view import taken_over, with_transcript

        self.customer, bench = None, self.bench
        if bench is None or not transcript:
            return
        if not bench.editable:
            self._note_what_was_tried(transcript)
        elif keep:
            label = _("take over what the customer chose")
            bench.edit(taken_over(bench.draft, view, transcript), label)
        else:
            label = _("note what the customer tried")
            bench.edit(with_transcript(bench.draft, transcript), label)

    def _note_what_was_tried(self, transcript: str) -> None:
        """A proposal that is closed to edits keeps it beside itself, as an activity."""
        if not self.context.may_note:
            return
        activities, key = self.context.desk.activities, self.key
        subject = _("What the customer tried")
        self.context.jobs.read(
            lambda: activities.save(
                replace(activities.new("proposals", key), subject=subject, body=transcript)
            ),
            lambda _id: self.context.toast(_("Kept among the activities of this proposal")),
            self.context.fail,
        )

    def import_plan(self) -> None:
        if self.bench is not None and self.bench.editable:
            ImportPlan(self, self.context, self.bench.draft, self._imported).open()

    def _imported(self, fresh: ProposalDraft) -> None:
        """Lines that stand there already are never changed without being asked for one by one."""
        from salesdesk.services.plan_changes import changes_of

        assert self.bench is not None
        bench, label = self.bench, _("import the work plan")
        found = changes_of(bench.draft, fresh)
        if not found.touches_what_stands:
            bench.edit(fresh, label)
            return

        def take(chosen: list[UUID]) -> None:
            bench.edit(found.taken(chosen), label)

        ChangesSheet(self, found, bench.draft.currency, take).open()

    def duplicate(self) -> None:
        """A copy of what is saved as a new draft, opened beside it."""
        from salesdesk.ui.kit.duplicating import duplicate

        if self.dirty:
            self.context.toast(_("Save first; what is saved is copied."))
        else:
            duplicate(self.context, "proposals", self.key)

    def use_template(self) -> None:
        """Sections, texts and paper of a template, as one step that can be undone."""
        if self.bench is not None and self.bench.editable:
            choose_template(self, self.context, self.bench)

    def keep_template(self) -> None:
        """Keep this proposal's sections and texts for others to begin with."""
        if self.bench is not None:
            self._settle()
            ask_template_name(self, self.context, self.bench.draft)

    def _next_section(self, by: int) -> None:
        if self.body is not None:
            self.body.outline.step(by)

    def _add_line(self) -> None:
        if self.body is not None and self.bench is not None and self.bench.editable:
            self.body.add_line()

    def _add_product(self) -> None:
        if self.body is not None and self.bench is not None and self.bench.editable:
            self.body.add_product()

    def _switch_discount(self) -> None:
        if self.body is not None and self.bench is not None and self.bench.editable:
            self.body.outline.choose("pricing")
            self.body.totals.switch()

    def _offered(self, verb: str) -> bool:
        return any(step.verb == verb for step in self.steps)

    def commands(self) -> Sequence[Command]:
        deeds: tuple[tuple[str, str, Callable[[], object], str, str], ...] = (
            ("save", _("Save"), self.save, "Ctrl+S", "file"),
            ("refresh", _("Refresh"), self.refresh, "F5", "view"),
            ("compare", _("Compare revisions…"), self.compare, "Ctrl+Shift+M", "tools"),
            ("import", _("Import work plan…"), self.import_plan, "", "file"),
            ("duplicate", _("Duplicate this proposal"), self.duplicate, "", "file"),
            ("template", _("Begin as a template does…"), self.use_template, "", "file"),
            ("keep-template", _("Keep as a template…"), self.keep_template, "", "file"),
            ("undo", _("Undo"), self.undo, "Ctrl+Z", "edit"),
            ("redo", _("Redo"), self.redo, "Ctrl+Y", "edit"),
            ("add", _("Add line"), self._add_line, "", "edit"),
            ("product", _("Add product…"), self._add_product, "Ctrl+Shift+I", "edit"),
            (
                "discount",
                _("Discount by percentage or by amount"),
                self._switch_discount,
                "",
                "edit",
            ),
            ("margin", _("Show or hide the margin"), self.toggle_margin, "F9", "view"),
            ("customer", _("Customer mode"), self.customer_mode, "Shift+F5", "view"),
            ("next", _("Next section"), partial(self._next_section, 1), "Ctrl+PgDown", "view"),
            ("back", _("Previous section"), partial(self._next_section, -1), "Ctrl+PgUp", "view"),
        )
        found = [
            Command(f"proposal.{key}", words, run, shortcut, menu=menu, scope="proposal")
            for key, words, run, shortcut, menu in deeds
        ]
        found += [
            Command(f"proposal.step.{verb}", words, partial(self.take, verb), KEYS.get(verb, ""),
                    menu="record", scope="proposal", enabled=partial(self._offered, verb))
            for verb, words in (
                ("submit", _("Submit for approval")), ("approve", _("Approve")),
                ("return", _("Return")), ("issue", _("Issue")),
                ("accept", _("Record acceptance")), ("decline", _("Record decline")),
                ("revise", _("New revision")), ("extend", _("Extend validity")),
                ("hand-over", _("Hand over")), ("reopen", _("Edit again")),
                ("cancel", _("Cancel the proposal")),
            )
        ]  # fmt: skip
        found.append(Command("proposal.ask_by_file", _("Ask for approval by file…"),
                             self.ask_by_file, menu="record", scope="proposal",
                             enabled=self._waits))  # fmt: skip
        return [*found, *self.printing_commands(), *self.kept.commands()]
