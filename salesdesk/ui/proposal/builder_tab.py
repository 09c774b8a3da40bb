"""The page of a proposal without its deeds: reading, showing, undoing, saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.errors import NotAllowed, SalesDeskError, StaleRecord
from salesdesk.i18n import _, n_
from salesdesk.models.values.workflow import PROPOSAL, Step
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.buttons import Button, IconButton
from salesdesk.ui.kit.conflict import ConflictSheet, Difference
from salesdesk.ui.kit.kept_draft import KeptDraft
from salesdesk.ui.kit.labels import Badge, ElidedLabel, Label
from salesdesk.ui.kit.leaving import ask_before_leaving
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.kit.room import GivesWay
from salesdesk.ui.page import Page
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.body import Body
from salesdesk.ui.proposal.steps import MAIN
from salesdesk.ui.proposal.words import FIELDS, REASONS, who_may_approve
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.keeping import Typed
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.services.proposal_ready import Readiness
    from salesdesk.ui.context import Context

    Read = tuple[ProposalDraft, list[Step], list[tuple[UUID, int, str]], Readiness]

PROVISIONAL = "DRAFT-"


class ProposalTab(Page):
    """One tab: reads in a worker, edits in memory, saves the whole draft."""

    def __init__(self, context: Context, record: str) -> None:
        super().__init__("…", "file-text")
        self.context = context
        self.key = UUID(record)
        self.bench: Bench | None = None
        self.body: Body | None = None
        self.steps: list[Step] = []
        self.ready: Readiness
        self._revisions: list[tuple[UUID, int, str]] = []
        self._saving = False
        self._after_save: Callable[[], object] | None = None
        self._drawn = ""
        self._heading = Label("", Text.TITLE)
        self._name = ElidedLabel("", Text.BODY, Role.TEXT2)
        self._badge = Badge()
        self._badge.hide()
        self._revision = Label("", Text.SMALL, Role.TEXT2)
        self._undo = IconButton("undo-2", _("Undo"), "Ctrl+Z", self.undo, 30)
        self._redo = IconButton("redo-2", _("Redo"), "Ctrl+Y", self.redo, 30)
        self._print = Button(_("Print"), "printer")
        self._customer = Button(_("Customer mode"), "presentation", pressed=self.customer_mode)
        self._save = Button(_("Save"), "save", key="Ctrl+S", pressed=self.save)
        self._deeds = QHBoxLayout()
        self._deeds.setSpacing(8)
        self._box = QVBoxLayout(self)
        self.kept = KeptDraft(self, context, "proposal", self.key, self._unsaved, self._take_back)
        self._assemble()
        self.load()

    def _assemble(self) -> None:
        head = Panel(Role.CANVAS)
        head.setFixedHeight(theme().height("page_head"))
        self._name.setMinimumWidth(60)
        box = row(self._heading, self._name, self._badge, 4, self._revision, None, self._undo,
                  self._redo, 4, self._customer, self._print, self._save,
                  margins=(20, 0, 20, 0))  # fmt: skip
        box.addLayout(self._deeds)
        head.setLayout(box)
        GivesWay(head)
        self._place = QWidget()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(head)
        self._box.addWidget(self.kept.bar)
        self._box.addWidget(self._place, 1)
        for widget in (self._undo, self._redo, self._save):
            widget.setEnabled(False)

    # -- what the page adds

    def customer_mode(self) -> None:
        """What the customer may see, on the whole screen."""

    def import_plan(self) -> None:
        """A work plan out of an estimation."""

    def step_widgets(self) -> list[QWidget]:
        """The buttons of the steps that can be taken."""
        return []

    # -- reading

    def _read(self) -> Read:
        proposals = self.context.desk.proposals
        draft = proposals.draft(self.key)
        ready = proposals.readiness(self.key)
        return draft, proposals.offered(self.key), proposals.revisions(self.key), ready

    def load(self) -> None:
        """Read the proposal in a worker."""
        self.context.jobs.read(self._read, self._loaded, self.context.fail)

    def _loaded(self, answer: Read) -> None:
        draft, self.steps, self._revisions, self.ready = answer
        if self.bench is None:
            self._build(draft)
        bench, body = self._parts
        bench.base = draft
        reason = self._reason(draft)
        bench.editable = not reason
        bench.document.reset(draft)
        body.show_state(reason)
        self._show_head()
        self._tell()
        if bench.editable:
            self.kept.look(draft)

    @property
    def _parts(self) -> tuple[Bench, Body]:
        assert self.bench is not None
        assert self.body is not None
        return self.bench, self.body

    def _build(self, draft: ProposalDraft) -> None:
        from salesdesk.services.actor import Right

        desk, jobs = self.context.desk, self.context.jobs
        self.bench = bench = Bench(draft, desk, jobs, self.context.fail)
        bench.may_cost = desk.actor.may(Right.COST)
        self.body = Body(bench, self.context, self.import_plan, self.toggle_margin)
        bench.document.dirty_changed.connect(self._tell)
        bench.document.stepped.connect(self._tell)
        self.body.preview.drawn.connect(self._page_drawn)
        self._box.removeWidget(self._place)
        self._place.hide()
        self._box.addWidget(self.body, 1)
        jobs.read(partial(_taxes, desk, draft), self.body.lines.use_taxes)
        self.body.view.setCurrentIndex(self.body.lines.index(0, 1))
        self.body.view.setFocus()

    def _reason(self, draft: ProposalDraft) -> str:
        """Why nothing may be changed; empty when it may."""
        from salesdesk.services.actor import Right

        if not PROPOSAL.state(draft.status).is_editable:
            day = formats().day(draft.decided_on or draft.issued_on)
            return self._frozen_words(_(REASONS[draft.status]).format(day=day))
        try:
            self.context.desk.actor.require_own(Right.PROPOSAL, draft.owner_id)
        except NotAllowed as refusal:
            return refusal.message
        return ""

    def _frozen_words(self, reason: str) -> str:
        """Why it can't be changed, who decides, and why the next step is not possible now."""
        words = [reason]
        waiting = self._parts[0].base.status == "in_approval"
        if "approve" in self.ready.hindrances:
            words = [self.ready.hindrances["approve"]]
        elif self.main is not None and self.main.verb in self.ready.hindrances:
            words.append(self.ready.hindrances[self.main.verb])
        return " ".join([*words, who_may_approve(self.ready.approvers)] if waiting else words)

    @property
    def main(self) -> Step | None:
        """The step that comes next."""
        offered = {step.verb: step for step in self.steps}
        return next((offered[verb] for verb in MAIN if verb in offered), None)

    def _show_head(self) -> None:
        draft = self._parts[0].base
        numbered = not draft.number.startswith(PROVISIONAL)
        self.title = draft.number if numbered else draft.name
        self._heading.setText(self.title)
        self._name.setText(draft.name if numbered else _("no number yet"))
        self._badge.show_state(state_words(draft.status), tone_of(draft.status))
        words = _("R{number} of {count}") if len(self._revisions) > 1 else "R{number}"
        self._revision.setText(words.format(number=draft.revision, count=len(self._revisions)))
        while (item := self._deeds.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for widget in self.step_widgets():
            self._deeds.addWidget(widget)
        for widget in (self._save, self._undo, self._redo):
            widget.setVisible(self._parts[0].editable)

    # -- telling

    def _page_drawn(self, words: str) -> None:
        self.selection_status = words
        self.tell()

    def _tell(self, *_how: object) -> None:
        """Unsaved state and the undo buttons."""
        bench, _body = self._parts
        stack = bench.document.stack
        self.dirty = bench.document.dirty and bench.editable
        self.kept.touched(dirty=self.dirty)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._undo.setToolTip(_("Undo {step}").format(step=stack.undoText()))
        self._redo.setToolTip(_("Redo {step}").format(step=stack.redoText()))
        self._save.setEnabled(self.dirty and not self._saving)
        self.status = ""
        if self.dirty:
            step = stack.undoText() or self.title
            self.status = _("Unsaved: {names}").format(names=step)
        self.tell()

    def undo(self) -> None:
        if self.bench is not None and self.bench.editable:
            self._parts[1].settle()
            self.bench.document.stack.undo()

    def redo(self) -> None:
        if self.bench is not None and self.bench.editable:
            self.bench.document.stack.redo()

    def toggle_margin(self) -> None:
        if self.bench is not None:
            self._parts[1].turn_margin()
            self.arrived()

    # -- saving

    def save(self) -> bool:
        """Keep what was typed; the steps can still be undone afterwards."""
        if self.bench is None or self._saving or not self.bench.editable:
            return False
        self._parts[1].settle()
        if not self.bench.document.dirty:
            return False
        self._write(self._to_save(), self.bench.base)
        return True

    def _to_save(self) -> ProposalDraft:
        bench = self._parts[0]
        base = bench.base
        return replace(bench.draft, version=base.version, status=base.status, number=base.number)

    def _write(self, draft: ProposalDraft, base: ProposalDraft) -> None:
        proposals = self.context.desk.proposals
        typed = self._parts[0].draft
        self._saving = True
        self._save.setEnabled(False)

        def work() -> tuple[ProposalDraft, Readiness]:
            proposals.save(draft, base)
            return proposals.draft(draft.id), proposals.readiness(draft.id)

        self.context.jobs.read(work, partial(self._saved, typed), self._not_saved)

    def _saved(self, typed: ProposalDraft, stored: tuple[ProposalDraft, Readiness]) -> None:
        """The steps survive; what was typed meanwhile stays unsaved."""
        self._saving = False
        bench, body = self._parts
        bench.base, self.ready = stored
        if bench.draft is typed:
            bench.document.saved()
        body.show_problems(())
        self._show_head()
        self.context.toast(_("{name} saved").format(name=self.title))
        self._tell()
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _not_saved(self, failure: BaseException) -> None:
        self._saving, self._after_save = False, None
        self._tell()
        if isinstance(failure, StaleRecord):
            self._conflict(failure)
        elif isinstance(failure, SalesDeskError) and failure.problems:
            self._parts[1].show_problems(failure.problems)
        else:
            self.context.fail(failure)

    def _conflict(self, failure: StaleRecord) -> None:
        """Mine, theirs and base; the lines count as one field."""
        differences = [
            Difference(name, _(FIELDS[name]), *(self._said(name, value) for value in values))
            for name, *values in failure.differences
            if name in FIELDS
        ]
        ConflictSheet(self, failure.message, differences, self._merge).open()

    def _said(self, name: str, value: Any) -> str:
        """A value as the conflict window shows it."""
        if value is None or value == "":
            return ""
        if name == "lines":
            names = ", ".join(line.description for line in value)
            cuts = [str(line.discounts[0].normalize()) for line in value if line.discounts]
            words = n_("{count} line", "{count} lines", len(value)).format(count=len(value))
            given = _("discounts {cuts}").format(cuts=", ".join(cuts)) if cuts else ""
            return " · ".join(part for part in (words, given, names[:60]) if part)
        if isinstance(value, tuple):
            return n_("{count} row", "{count} rows", len(value)).format(count=len(value))
        if name == "discount_percent":
            return f"{formats().plain(value)} %"
        if hasattr(value, "isoformat"):
            return formats().day(value)
        if isinstance(value, UUID):
            field = self._parts[1].details.form
            named = name in field.attributes
            line = getattr(field.editor(name), "line", None) if named else None
            same = value == getattr(self._parts[0].draft, name)
            return line.text() if line is not None and same else _("another one")
        words = str(value).strip()
        return words if len(words) < 60 else f"{words[:58]}{UNKNOWN[:0]}…"

    def _merge(self, chosen: Mapping[str, str]) -> None:
        """Take theirs as it is now, put my choices over it, and save."""
        mine, base = self._to_save(), self._parts[0].base
        proposals = self.context.desk.proposals
        own = {
            name: getattr(mine, name)
            for name in FIELDS
            if chosen.get(name) == "mine"
            or (name not in chosen and getattr(mine, name) != getattr(base, name))
        }

        def merged(theirs: ProposalDraft) -> None:
            bench = self._parts[0]
            bench.base = theirs
            bench.edit(replace(theirs, **own), _("merge with theirs"))
            self._write(self._to_save(), theirs)

        self.context.jobs.read(lambda: proposals.draft(self.key), merged, self.context.fail)

    def leave(self, proceed: Callable[[], None]) -> None:
        self._settle()
        ask_before_leaving(self, proceed)

    def _settle(self) -> None:
        if self.body is not None and self.bench is not None and self.bench.editable:
            self.body.settle()

    # -- what comes back after a restart

    def _unsaved(self) -> Typed | None:
        from salesdesk.services.keeping import Typed

        if self.bench is None or not self.dirty or self._saving:
            return None
        return Typed(self.bench.base, self.bench.draft)

    def _take_back(self, typed: Typed) -> None:
        bench, _body = self._parts
        bench.base = typed.base
        bench.edit(typed.mine, _("take back what was unsaved"))

    def keep_typed(self) -> None:
        self._settle()
        self.kept.keep_now()

    def throw_away(self) -> None:
        self.kept.drop_now()

    def refresh(self) -> None:
        """Read it again; what is unsaved stays, and a save then meets what others saved."""
        if self.dirty:
            self.context.toast(_("There are unsaved changes. Save first, then refresh."))
        elif self.bench is not None and not self._saving:
            self.context.jobs.read(self._read, self._reread, self.context.fail)

    def changed(self, tables: frozenset[str]) -> None:
        if "proposal" in tables and self.bench and not self.dirty and not self._saving:
            self.context.jobs.read(self._read, self._reread, self.context.fail)

    def _reread(self, answer: Any) -> None:
        """Somebody wrote: show it anew when it was this record."""
        base = self._parts[0].base
        if not self.dirty and (answer[0].version, answer[0].status) != (base.version, base.status):
            self._loaded(answer)


def _taxes(desk: Desk, draft: ProposalDraft) -> tuple[Any, UUID | None]:
    """All taxes, and the one that a first line gets."""
    from salesdesk.services.proposal_making import usual_tax

    return desk.reference.choices("tax-codes"), usual_tax(desk.proposals, draft)
