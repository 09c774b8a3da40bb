"""The page of an estimation without its deeds: reading, showing, undoing, saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from salesdesk.errors import NotAllowed, StaleRecord
from salesdesk.i18n import _
from salesdesk.models.values.workflow import ESTIMATION, Step
from salesdesk.models.values.workplan_edits import without_blank_end
from salesdesk.ui.estimation.conflict_words import differences_of
from salesdesk.ui.estimation.editor_panel import BOTH, EFFORT, GRID, EditorPanel
from salesdesk.ui.estimation.page_band import PageBand
from salesdesk.ui.estimation.reckoned import Reckoned, reckoned
from salesdesk.ui.estimation.same_content import DECIDED
from salesdesk.ui.estimation.taken_back import raw_of, take_back, wrong_words
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.kit.buttons import Button, IconButton, Segments, key_text
from salesdesk.ui.kit.conflict import ConflictSheet
from salesdesk.ui.kit.kept_draft import KeptDraft
from salesdesk.ui.kit.labels import Badge, ElidedLabel, Label
from salesdesk.ui.kit.leaving import ask_before_leaving
from salesdesk.ui.kit.panels import Panel, holder, row
from salesdesk.ui.kit.room import GivesWay
from salesdesk.ui.page import Page
from salesdesk.ui.shapes import PRIMARY
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.keeping import Typed
    from salesdesk.ui.context import Context

MAIN_STEPS = ("submit", "approve")
OWN_STEPS = ("submit", "cancel", "revise")  # whoever else takes them is refused
SETTINGS = "Alt+Return"
STEP_KEYS = {"submit": "Ctrl+Shift+Return", "approve": "Ctrl+Shift+A", "return": "Ctrl+Shift+R"}


class EstimationTab(Page):
    """One tab: reads in a worker, edits in memory, saves differences."""

    def __init__(self, context: Context, record: str) -> None:
        super().__init__("…", "table")
        self.context = context
        self.key = UUID(record)
        self.panel: EditorPanel | None = None
        self._saving = False
        self._written: EstimationDraft | None = None
        self._heading = Label("", Text.TITLE)
        self._name = ElidedLabel("", Text.BODY, Role.TEXT2)
        self._badge = Badge()
        self._revision = Label("", Text.SMALL, Role.TEXT2)
        self._views = Segments(
            [
                (BOTH, _("Grid + Gantt"), "chart-gantt"),
                (GRID, _("Grid"), "table-2"),
                (EFFORT, _("Effort"), "chart-column"),
            ],
            BOTH,
            _("Views"),
        )
        self._undo = IconButton("undo-2", _("Undo"), "Ctrl+Z", self.undo, 30)
        self._redo = IconButton("redo-2", _("Redo"), "Ctrl+Y", self.redo, 30)
        self._settings = IconButton(
            "settings", _("Estimation settings…"), SETTINGS, self.edit_header, 30
        )
        self._import = Button(_("Import…"), "upload", pressed=self.import_file)
        self._proposal = Button(_("Proposal"), "file-plus", pressed=self.make_proposal)
        self._save = Button(_("Save"), "save", key="Ctrl+S", pressed=self.save)
        self._more = IconButton("ellipsis", _("More steps"), "", self._show_more, 30)
        self._main = Button(_("Submit for review"), kind=PRIMARY, pressed=self._main_step)
        self._body = QVBoxLayout(self)
        self.kept = KeptDraft(self, context, "estimation", self.key, self._unsaved, self._take_back,
                              self._compare_kept)  # fmt: skip
        self.may_edit = False
        self.band = PageBand(self.show_history, self.duplicate)
        self._assemble()
        self.load()

    def _assemble(self) -> None:
        head = self.head = Panel(Role.CANVAS)
        head.setFixedHeight(theme().height("page_head"))
        self._name.setMinimumWidth(90)
        line = row(self._heading, self._name, self._badge, self._revision, 6, self._views, None,
                   self._undo, self._redo, self._settings, 6, self._save, self._import,
                   self._proposal, self._more, self._main, margins=(20, 0, 20, 0))  # fmt: skip
        head.setLayout(line)
        GivesWay(head, (self._name, self._undo, self._redo, self._proposal, self._settings))
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(head)
        self._body.addWidget(self.kept.bar)
        self._body.addWidget(self.band)
        self._place = holder(QVBoxLayout())
        self._body.addWidget(self._place, 1)
        self._views.chosen.connect(self._show_view)

    # -- what the page adds

    def import_file(self) -> None:
        """Rows out of a file."""

    def make_proposal(self) -> None:
        """A proposal of this estimation."""

    def goal_seek(self) -> None:
        """A wanted total."""

    def edit_header(self) -> None:
        """Name, currency, dates, price rules and contingency."""

    def show_history(self) -> None:
        """Its steps and changes."""

    def duplicate(self) -> None:
        """A copy as a new worksheet."""

    def _compare_kept(self, typed: Typed, taken: Callable[[], object]) -> None:
        """What was typed before a crash, row by row."""

    def _show_rights(self, draft: EstimationDraft) -> None:
        """What may be done with it now, by its state and by whose it is."""

    def _main_step(self) -> None:
        """The step that comes next."""

    def _show_more(self) -> None:
        """The other steps."""

    # -- reading

    def load(self) -> None:
        """Read the estimation in a worker."""
        self.context.jobs.read(self._read, self._loaded, self.context.fail)

    def _read(self) -> Reckoned:
        return reckoned(self.context.desk.estimations.draft(self.key))

    def _loaded(self, found: Reckoned) -> None:
        from salesdesk.services.actor import Right

        bench = Workbench(found.draft, found)
        bench.beside.jobs = self.context.jobs
        panel = EditorPanel(
            bench, self.context.memory, may_cost=self.context.desk.actor.may(Right.COST)
        )
        bench.refused.connect(self._refused)
        bench.document.dirty_changed.connect(self._tell)
        bench.document.stepped.connect(self._tell)
        bench.problems_changed.connect(self._tell)
        panel.said.connect(self._say)
        panel.totals.goal.clicked.connect(lambda _on=False: self.goal_seek())
        if self.panel is not None:
            self._body.removeWidget(self.panel)
            self.panel.deleteLater()
        self._place.hide()
        self.panel = panel
        self._body.addWidget(panel, 1)
        self._show_view(self._views.current)
        self._show_rights(found.draft)
        panel.view.setFocus()
        if self.may_edit:
            self.kept.look(found.draft)

    def _not_mine(self, draft: EstimationDraft) -> str:
        """Why this user may not change it, whatever its state is; empty where they may."""
        from salesdesk.services.actor import Right

        try:
            self.context.desk.actor.require_own(Right.ESTIMATION, draft.owner_id)
        except NotAllowed as refusal:
            return refusal.message
        return ""

    @property
    def workbench(self) -> Workbench:
        assert self.panel is not None
        return self.panel.workbench

    def _show_head(self) -> None:
        draft = self.workbench.base
        self.title = draft.full_number
        self._heading.setText(draft.number)
        self._name.setText(draft.name)
        self._badge.show_state(state_words(draft.status), tone_of(draft.status))
        count = draft.revisions
        words = _("R{number} of {count}").format(number=draft.revision, count=count)
        self._revision.setText(words if count > 1 else "")
        steps = {step.verb: step for step in self._offered()}
        main = next((steps[verb] for verb in MAIN_STEPS if verb in steps), None)
        self._main.setVisible(main is not None)
        if main is not None:
            self._main.setText(_(main.label))
            self._main.setToolTip(key_text(STEP_KEYS[main.verb]))
            self._main.updateGeometry()
        self._more.setVisible(bool(self._other_steps()) or self._may_waive())
        editable = not self.workbench.is_read_only
        for button in (self._import, self._save):
            button.setVisible(editable)
        self.tell()

    def _offered(self) -> list[Step]:
        roles, base = [str(role) for role in self.context.desk.actor.roles], self.workbench.base
        kept = OWN_STEPS if self._not_mine(base) else ()
        return [step for step in ESTIMATION.offered(base.status, roles) if step.verb not in kept]

    def _other_steps(self) -> list[Step]:
        return [step for step in self._offered() if step.verb not in MAIN_STEPS]

    def _may_waive(self) -> bool:
        return False

    def choose_view(self, which: str) -> None:
        """The grid alone, or what stands beside it."""
        self._views.choose(which)
        self._show_view(which)

    def _show_view(self, which: str) -> None:
        if self.panel is not None:
            self.panel.show_view(which)

    # -- telling

    def _tell(self, *_how: object) -> None:
        """Unsaved state and the undo buttons."""
        if self.panel is None:
            return
        stack = self.workbench.document.stack
        self._say()
        self.kept.touched(dirty=self.dirty)
        self._undo.setEnabled(self.may_edit and stack.canUndo())
        self._redo.setEnabled(self.may_edit and stack.canRedo())
        self._undo.setToolTip(_("Undo {step}").format(step=stack.undoText()))
        self._redo.setToolTip(_("Redo {step}").format(step=stack.redoText()))
        self._save.setEnabled(self.workbench.document.dirty and not self._saving)

    def _say(self) -> None:
        """The words of the status bar."""
        if self.panel is None:
            return
        bench = self.workbench
        self.dirty, words = bench.is_unsaved, []
        if bench.document.dirty:
            step = bench.document.stack.undoText()
            words.append(_("Unsaved: {name}").format(name=self.title))
            words.append(_("Undo: {step}").format(step=step) if step else "")
        words.append(wrong_words(bench))
        if bench.schedule_problem:
            words.append(bench.schedule_problem)
        status = " · ".join(word for word in words if word)
        selection = self.panel.selection_words()
        if (status, selection) != (self.status, self.selection_status):
            self.status, self.selection_status = status, selection
            self.tell()

    def _refused(self, message: str) -> None:
        draft, words = self.workbench.base, _("{number} is “{state}” and can't be changed here.")
        words = words.format(number=draft.number, state=state_words(draft.status))
        self.context.toast(message or self._not_mine(draft) or words)

    # -- undo

    def undo(self) -> None:
        if self.panel is not None:
            self.workbench.undo()

    def redo(self) -> None:
        if self.panel is not None:
            self.workbench.redo()

    # -- saving

    def save(self) -> bool:
        """Write the differences; what is undone later is saved again."""
        if self.panel is None or self._saving or not self.dirty:
            return False
        if not self.workbench.document.dirty:
            self.context.toast(wrong_words(self.workbench))
            return False
        self._written = self.workbench.draft
        self._write(self._to_save(), self.workbench.base)
        return True

    def _to_save(self) -> EstimationDraft:
        base, plan = self.workbench.base, without_blank_end(self.workbench.plan)
        decided = {name: getattr(base, name) for name in DECIDED}
        return replace(self.workbench.draft, plan=plan, **decided)

    def _write(self, draft: EstimationDraft, base: EstimationDraft) -> None:
        desk = self.context.desk
        self._saving = True
        self._save.setEnabled(False)

        def work() -> EstimationDraft:
            desk.estimations.save(draft, base)
            return desk.estimations.draft(draft.id)

        self.context.jobs.read(work, partial(self._saved, draft), self._not_saved)

    def _saved(self, draft: EstimationDraft, stored: EstimationDraft) -> None:
        """The stack survives; what was typed meanwhile stays unsaved."""
        self._saving = False
        bench = self.workbench
        is_current = bench.draft is self._written
        bench.base = replace(stored, plan=draft.plan)
        if is_current:
            bench.document.saved()
        words = _("{number} saved").format(number=stored.number)
        self.context.toast(" · ".join(filter(None, (words, wrong_words(bench)))))
        self._tell()
        if self._not_mine(stored):  # it was given to somebody else
            self.load()

    def _not_saved(self, failure: BaseException) -> None:
        self._saving = False
        self._tell()
        if isinstance(failure, StaleRecord):
            self._conflict(failure)
        else:
            self.context.fail(failure)

    def _conflict(self, failure: StaleRecord) -> None:
        """Mine, theirs and base; the work plan counts as one field."""
        ConflictSheet(self, failure.message, differences_of(failure), self._merge).open()

    def _merge(self, chosen: Mapping[str, str]) -> None:
        """One step that can be undone, so that the screen shows what is saved then."""
        bench, desk = self.workbench, self.context.desk
        names = [field for field, side in chosen.items() if side == "mine"]

        def merged(theirs: EstimationDraft) -> None:
            mine, theirs_now = self._to_save(), theirs.plan.with_rows_of(bench.plan)
            own = {"plan": theirs_now, **{name: getattr(mine, name) for name in names}}
            if mine.plan is not bench.base.plan and "plan" not in chosen:
                own["plan"] = mine.plan
            if bench.take(replace(theirs, **own), _("merge with what others saved")):
                self._written = bench.draft
                self._write(bench.draft, theirs)

        self.context.jobs.read(lambda: desk.estimations.draft(self.key), merged, self.context.fail)

    def leave(self, proceed: Callable[[], None]) -> None:
        ask_before_leaving(self, proceed)

    # -- what comes back after a restart

    def _unsaved(self) -> Typed | None:
        from salesdesk.services.keeping import Typed

        if self.panel is None or not self.dirty or self._saving:
            return None
        bench = self.workbench
        return Typed(bench.base, bench.draft, raw_of(bench))

    def _take_back(self, typed: Typed) -> bool:
        assert self.panel is not None
        return take_back(self.workbench, typed, self.panel.model.columns)

    def keep_typed(self) -> None:
        self.kept.keep_now()

    def throw_away(self) -> None:
        self.kept.drop_now()

    def changed(self, tables: frozenset[str]) -> None:
        if "estimation" in tables and not self.dirty and not self._saving and self.panel:
            self._reread()

    def refresh(self) -> None:
        """Read it again; unsaved rows stay, and a save then meets what others saved."""
        if self.panel is not None and not self.dirty and not self._saving:
            self._reread()
        elif self.dirty:
            self.context.toast(_("There are unsaved changes. Save first, then refresh."))

    def _reread(self) -> None:
        """Somebody wrote: load anew when it was this record."""

        def loaded(found: Reckoned) -> None:
            bench = self.workbench
            if bench.beside.is_running:  # it looks again once that is over
                bench.beside.then = self._reread
            elif not self.dirty and found.draft.version != bench.base.version:
                self._loaded(found)

        self.context.jobs.read(self._read, loaded, self.context.fail)
