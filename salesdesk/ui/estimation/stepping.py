"""The steps of an estimation's workflow, its history, and who may change it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.workflow import ESTIMATION, Step
from salesdesk.ui.estimation.editor_tab import MAIN_STEPS
from salesdesk.ui.estimation.history_sheet import HistorySheet
from salesdesk.ui.estimation.reuse import Reuse
from salesdesk.ui.estimation.same_content import adopt, is_same_content
from salesdesk.ui.estimation.taken_back import wrong_words
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.dialogs import Confirm
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.estimation_steps import Returned
    from salesdesk.ui.estimation.reckoned import Reckoned


class Stepping(Reuse):
    """A step is taken on what is saved; who took it and why is told where it is looked for."""

    def _loaded(self, found: Reckoned) -> None:
        if self.panel is not None and is_same_content(self.workbench, found.draft):
            adopt(self.workbench, found.draft)
            self._show_rights(found.draft)
            self.panel.view.viewport().update()
        else:
            super()._loaded(found)
        if self.workbench.base.status != "worksheet":
            self.band.hide()
        elif self.may_edit:
            self._look_for_return()

    def _show_rights(self, draft: EstimationDraft) -> None:
        """What may be done with it now, by its state and by whose it is."""
        from salesdesk.services.actor import Right

        why_not = self._not_mine(draft)
        is_worksheet = ESTIMATION.state(draft.status).is_editable
        self.may_edit = is_worksheet and not why_not
        self.workbench.is_read_only = not self.may_edit
        self._show_head()
        self._tell()
        if is_worksheet and not self.may_edit:
            may_copy = self.context.desk.actor.may(Right.ESTIMATION)
            self.band.show_locked(why_not, may_copy=may_copy)

    def _look_for_return(self) -> None:
        database, key = self.context.desk.database, self.key

        def look() -> Returned | None:
            from salesdesk.services.estimation_steps import last_return

            return last_return(database, key)

        self.context.jobs.read(look, self.band.show_returned, self.context.fail)

    def show_history(self) -> None:
        """Every step with its reason, every change with its values."""
        HistorySheet(self, self.context, self.key, self.title).open()

    # -- steps

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
        return self._must_save(_("Save first; a step is taken on what is saved.")) or (
            self.workbench.must_wait()
        )

    def _must_save(self, words: str) -> bool:
        """Whether an edit or a wrong cell would be left out; if so, it is said."""
        wrong = wrong_words(self.workbench)
        if self.workbench.document.dirty:
            self.context.toast(" · ".join(filter(None, (words, wrong))))
        elif wrong:
            self.context.toast(_("{wrong}: mend or empty it first, it is not saved.").format(
                wrong=wrong))  # fmt: skip
        return self.dirty

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

    def _do_step(self, step: Step, reason: str) -> None:
        if self._is_unsaved():
            return
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
        is_open = base.status in ("worksheet", "in_review")
        return is_open and (base.plugs_waived or bool(self.panel.plugs))

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
        if self.workbench.base.plugs_waived:
            self._waive("", waived=False)
            return
        why = _("Say why the guesses may pass the review.")
        AskText(self, why, _("Reason"), _("Waive the guesses"), self._waive).open()

    def _waive(self, reason: str, *, waived: bool = True) -> None:
        desk, key = self.context.desk, self.key
        said = _("Guesses may pass a review now.") if waived else _("Guesses block a review again.")

        def done(_answer: Any) -> None:
            self.context.toast(said)
            self.load()

        def work() -> None:
            desk.estimations.waive_plugs(key, reason, waived=waived)

        self.context.jobs.read(work, done, self.context.fail)
