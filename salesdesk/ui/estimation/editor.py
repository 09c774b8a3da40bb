"""The page of an estimation: what can be done with it, beside typing into its grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.workflow import ESTIMATION, Step
from salesdesk.ui.commands import Command
from salesdesk.ui.estimation.comparing import Offer
from salesdesk.ui.estimation.editor_tab import MAIN_STEPS, SETTINGS, STEP_KEYS
from salesdesk.ui.estimation.gantt_commands import gantt_commands
from salesdesk.ui.estimation.goal_seek import GoalSeek
from salesdesk.ui.estimation.header_sheet import HeaderSheet
from salesdesk.ui.estimation.printing import EstimationPrints
from salesdesk.ui.estimation.reuse import Reuse
from salesdesk.ui.estimation.words_sheet import AboutSheet, ItemSheet
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.dialogs import Confirm
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft


Deed = tuple[str, str, Callable[[], object], str, str, str]
"""A command of the page: key, title, deed, shortcut, icon, menu."""


class EstimationPage(Reuse):
    """Steps of the workflow, imports, proposals, goals, and the keys of all that."""

    @cached_property
    def prints(self) -> EstimationPrints:
        """What is printed of it."""
        return EstimationPrints(self)

    # -- deeds

    def _main_step(self) -> None:
        steps = {step.verb: step for step in self._offered()}
        for verb in MAIN_STEPS:
            if verb in steps:
                self._take(steps[verb])
                return

    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for step in self._other_steps():
            action = menu.addAction(_(step.label))
            action.triggered.connect(lambda _on=False, step=step: self._take(step))
        if self._may_waive():
            menu.addAction(self._waive_words()).triggered.connect(self.waive)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _take(self, step: Step) -> None:
        """A step of the workflow, with its reason where it needs one."""
        if self._is_unsaved():
            return
        title = f"{_(step.label)}: {self.title}"
        if step.needs_reason:
            AskText(self, title, _("Reason"), _(step.label), partial(self._do_step, step)).open()
            return
        if step.verb in MAIN_STEPS:
            Confirm(self, title, self._summary(), _(step.label),
                    partial(self._do_step, step, "")).open()  # fmt: skip
        else:
            self._do_step(step, "")

    def _is_unsaved(self) -> bool:
        """Whether something is not saved yet, or on its way; if so, it is said."""
        if self.dirty:
            self.context.toast(_("Save first; a step is taken on what is saved."))
        return self.dirty or self.workbench.must_wait()

    def _summary(self) -> str:
        """What is about to be decided."""
        totals, write = self.workbench.figures.totals(), formats()
        sell = write.money(totals.sell, totals.currency)
        if self.panel is None or not self.panel.may_cost:
            return _("Sell {sell}.").format(sell=sell)
        words = _("Sell {sell}, loaded cost {cost}, margin {margin}.")
        return words.format(
            sell=sell,
            cost=write.money(totals.loaded, totals.currency),
            margin=write.percent(totals.margin),
        )

    def take(self, verb: str) -> None:
        """A step by its name, where it is offered."""
        step = next((step for step in self._offered() if step.verb == verb), None)
        if step is not None:
            self._take(step)

    def _may_take(self, verb: str) -> bool:
        return self.panel is not None and any(step.verb == verb for step in self._offered())

    def edit_header(self) -> None:
        """Name, currency, dates, price rules and contingency in a sheet."""
        if self._is_settled():
            assert self.panel is not None
            HeaderSheet(self, self.workbench, self._rate, may_cost=self.panel.may_cost).open()

    def _rate(self, draft: EstimationDraft, then: Callable[[EstimationDraft], None]) -> None:
        """Bring the role rates of the currency it has now."""
        desk = self.context.desk
        self.context.jobs.read(lambda: desk.estimations.rated(draft), then, self.context.fail)

    def _do_step(self, step: Step, reason: str) -> None:
        desk, key, status = self.context.desk, self.key, self.workbench.base.status

        def work() -> Any:
            if step.verb == "revise":
                return desk.estimations.revise(key)
            return desk.estimations.step(key, step.verb, reason)

        def done(answer: Any) -> None:
            if step.verb == "revise":
                self.context.navigate(Place("estimations", str(answer)))
            elif answer != status:
                self.load()

        self.context.jobs.read(work, done, partial(self._step_failed, step))

    def _step_failed(self, step: Step, failure: BaseException) -> None:
        """A missing reason is asked for; anything else is said."""
        problems = failure.problems if isinstance(failure, SalesDeskError) else ()
        if any(problem.column == "reason" for problem in problems):
            why = problems[0].message
            AskText(self, why, _("Reason"), _(step.label), partial(self._do_step, step)).open()
        else:
            self.context.fail(failure)

    def _may_waive(self) -> bool:
        from salesdesk.services.actor import Right

        if self.panel is None or not self.context.desk.actor.may(Right.APPROVE):
            return False
        base = self.workbench.base
        return base.status == "worksheet" and (base.plugs_waived or bool(self.panel.plugs))

    def _waive_words(self) -> str:
        is_waived = self.panel is not None and self.workbench.base.plugs_waived
        return _("Hold guesses back again") if is_waived else _("Waive the guesses")

    def waive(self) -> None:
        """Let the guesses pass a review, or hold them back again; an approver may."""
        if not self._may_waive():
            self.context.toast(_("Nothing is guessed here, or only an approver can waive it."))
            return
        if self._is_unsaved():
            return
        desk, key, waived = self.context.desk, self.key, not self.workbench.base.plugs_waived
        said = _("Guesses may pass a review now.") if waived else _("Guesses block a review again.")

        def done(_answer: Any) -> None:
            self.context.toast(said)
            self.load()

        def work() -> None:
            desk.estimations.waive_plugs(key, waived=waived)

        self.context.jobs.read(work, done, self.context.fail)

    def make_proposal(self) -> None:
        """A draft proposal of this estimation, opened beside it."""
        if self.dirty:
            self.context.toast(_("Save first; a proposal is made of what is saved."))
            return
        desk, key = self.context.desk, self.key

        def work() -> Any:
            draft = desk.proposals.from_estimation(key)
            desk.proposals.save(draft)
            return draft.id

        def made(proposal: Any) -> None:
            self.context.navigate(Place("proposals", str(proposal)))

        self.context.jobs.read(work, made, self.context.fail)

    def duplicate(self) -> None:
        """A copy of what is saved as a new worksheet, opened beside it."""
        from salesdesk.ui.kit.duplicating import duplicate

        if self.dirty:
            self.context.toast(_("Save first; what is saved is copied."))
        else:
            duplicate(self.context, "estimations", self.key)

    def edit_item(self) -> None:
        """Notes, assumptions, risks, the guess and the documents of the row at the cursor."""
        node = self.panel.view.node if self.panel is not None else None
        if node is not None and self._is_settled():
            ItemSheet(self, self.context, self.workbench, node).open()

    def edit_words(self) -> None:
        """Assumptions, exclusions, risks, notes and documents of the whole."""
        if self._is_settled():
            AboutSheet(self, self.context, self.workbench).open()

    def goal_seek(self) -> None:
        """A wanted total, margin or multiplier, previewed before it is taken."""
        if self._is_settled() and not self.workbench.is_read_only:
            GoalSeek(self, self.workbench, self._offer_goal).open()

    def _offer_goal(self, draft: EstimationDraft) -> None:
        """The rows that a goal over branches would change."""
        why = _("Each item of the chosen branches gets its share, to the cent; the rest stays.")
        self.offer(draft, Offer(_("Goal seek"), why, _("Take chosen rows"), _("goal seek")))

    def _on_grid(self, deed: str) -> None:
        if self.panel is not None:
            getattr(self.panel.view, deed)()

    def _find(self, deed: str) -> None:
        """The bar over the grid: opened, or on to the next and the previous place."""
        if self.panel is None:
            return
        bar = self.panel.find_bar
        if deed in ("open", "replace") or bar.isHidden():
            bar.open_bar(replacing=deed == "replace")
        else:
            getattr(bar, deed)()

    def _fold_to(self, level: int) -> None:
        if self.panel is not None:
            self.panel.model.fold_to(level)

    def _next_region(self) -> None:
        if self.panel is None:
            return
        gantt, view = self.panel.gantt, self.panel.view
        target: QWidget = gantt if view.hasFocus() and gantt.isVisible() else view
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def commands(self) -> Sequence[Command]:
        deeds = (*self._file_deeds(), *self._edit_deeds(), *self._tool_deeds(), *self._levels())
        return [
            *(
                Command(f"estimation.{key}", title, run, shortcut, icon, menu, "estimation")
                for key, title, run, shortcut, icon, menu in deeds
            ),
            *gantt_commands(self),
            *self._step_commands(),
            *self.kept.commands(),
            *self.prints.commands(),
        ]

    def _file_deeds(self) -> Sequence[Deed]:
        """What is kept, read and written."""
        return [
            ("save", _("Save"), self.save, "Ctrl+S", "save", "file"),
            ("import", _("Import a work plan"), self.import_file, "", "upload", "file"),
            ("notes", _("Notes of the last import…"), self.show_notes, "", "info", "file"),
            ("to_project", _("Export to Microsoft Project…"), self.export_project, "",
             "download", "file"),
            ("to_workbook", _("Export as a workbook…"), self.export_workbook, "",
             "download", "file"),
            ("to_customer", _("Export for the customer, without costs…"),
             self.export_for_customer, "", "download", "file"),
            ("duplicate", _("Duplicate this estimation"), self.duplicate, "", "copy", "file"),
            ("proposal", _("Make a proposal"), self.make_proposal, "", "file-plus", "record"),
        ]  # fmt: skip

    def _edit_deeds(self) -> Sequence[Deed]:
        """What is changed and found."""
        return [
            ("undo", _("Undo"), self.undo, "Ctrl+Z", "undo-2", "edit"),
            ("redo", _("Redo"), self.redo, "Ctrl+Y", "redo-2", "edit"),
            ("redo_too", _("Redo"), self.redo, "Ctrl+Shift+Z", "redo-2", ""),
            ("settings", _("Estimation settings…"), self.edit_header, SETTINGS, "settings", "edit"),
            ("item", _("Item details…"), self.edit_item, "Ctrl+I", "file-text", "edit"),
            ("words", _("Texts and documents…"), self.edit_words, "Ctrl+Shift+I", "paperclip",
             "edit"),
            ("find", _("Find in the plan"), partial(self._find, "open"), "Ctrl+F", "search",
             "edit"),
            ("replace", _("Find and replace"), partial(self._find, "replace"), "Ctrl+H", "",
             "edit"),
            ("find_next", _("Find next"), partial(self._find, "next"), "F3", "", "edit"),
            ("find_previous", _("Find previous"), partial(self._find, "previous"), "Shift+F3", "",
             "edit"),
            ("save_template", _("Save branch as template…"), self.save_template, "", "bookmark",
             "edit"),
            ("insert_template", _("Insert template…"), self.insert_template, "Ctrl+Shift+J",
             "corner-down-right", "edit"),
        ]  # fmt: skip

    def _tool_deeds(self) -> Sequence[Deed]:
        """What is compared, reckoned and looked at."""
        return [
            ("refresh", _("Refresh"), self.refresh, "F5", "refresh-cw", "view"),
            ("memory", _("Past items…"), self.search_memory, "Ctrl+Shift+H", "history", "tools"),
            ("compare", _("Compare with…"), self.compare_with, "Ctrl+Shift+M", "scale", "tools"),
            ("revisions", _("Revisions…"), self.compare_with, "", "list", "record"),
            ("compare_last", _("Compare with the last revision"), self.compare_last, "",
             "history", "tools"),
            ("recalculate", _("Recalculate with today's rates…"), self.recalculate, "",
             "refresh-cw", "tools"),
            ("goal", _("Goal seek"), self.goal_seek, "Ctrl+Shift+G", "crosshair", "tools"),
            ("region", _("Next part of the page"), self._next_region, "F6", "", "view"),
        ]  # fmt: skip

    def _levels(self) -> Sequence[Deed]:
        """How deep the outline is shown."""
        return [
            (f"level{n}", _("Show {level} levels").format(level=n), partial(self._fold_to, n),
             f"Ctrl+Shift+{n}", "list-tree", "view")
            for n in range(1, 10)
        ]  # fmt: skip

    def _step_commands(self) -> Sequence[Command]:
        """The keys of the approvals' screen; each step only where it may be taken."""
        return [
            Command("estimation.waive", self._waive_words(), self.waive, menu="record",
                    scope="estimation", enabled=self._may_waive),
        ] + [
            Command(f"estimation.step.{step.verb}", _(step.label), partial(self.take, step.verb),
                    STEP_KEYS.get(step.verb, ""), menu="record", scope="estimation",
                    enabled=partial(self._may_take, step.verb))
            for step in ESTIMATION.steps if step.is_offered
        ]  # fmt: skip
