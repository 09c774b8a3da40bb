"""The estimation that is open: its figures and dates follow every edit and every undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.errors import InvalidInput, SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.plan_figures import Touched
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.workplan import Splice, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import Carry, Edit, Indent, Move
from salesdesk.ui.estimation.beside import Beside
from salesdesk.ui.estimation.changed_rows import ChangedRows
from salesdesk.ui.estimation.reckoned import SHORT, Reckoned, reckoned
from salesdesk.ui.estimation.row_places import RowPlaces
from salesdesk.ui.estimation.sheet import Sheet
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.undo import Document

if TYPE_CHECKING:
    from salesdesk.models.values.why import Why
    from salesdesk.services.estimation_draft import EstimationDraft

Problems = dict[tuple[UUID, str], tuple[str, str]]
"""What was typed wrongly into a row's column, and why it can't be."""
AT_ONCE = 400
LATER_MS = 150
MANY = 200  # rows at once are laid out anew sooner than one after the other


class OpenPlan(QObject):
    """Edits go in by row; ``followed`` says which nodes changed, ``laid_out`` that dates did."""

    followed = Signal(object)
    repriced = Signal()
    laid_out = Signal()
    refused = Signal(str)
    problems_changed = Signal()

    def __init__(self, draft: EstimationDraft, found: Reckoned | None = None) -> None:
        """Open a draft, with what was ``found`` about it beside the window where it is long."""
        super().__init__()
        self.base = draft
        self.document: Document[EstimationDraft] = Document(draft)
        self.document.setParent(self)
        self.document.shown.connect(self._follow)
        found = found or reckoned(draft)
        self.figures = found.figures
        self.schedule, self.schedule_problem = found.schedule, found.problem
        self._is_stale = found.schedule is None
        self._may_edit = True
        self.beside = Beside()
        self.destroyed.connect(self.beside.cancel)
        self._nodes: dict[UUID, Node] | None = None
        self._places = RowPlaces(lambda: self.figures.rows)
        self._changed: ChangedRows | None = None
        self.problems: Problems = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._lay_out_later)
        if self._is_stale and not self.schedule_problem:
            self._timer.start(LATER_MS)

    @property
    def is_read_only(self) -> bool:
        """What is no worksheet stays as it is, and so does what something is worked out over."""
        return self.beside.is_running or not self._may_edit

    @is_read_only.setter
    def is_read_only(self, value: bool) -> None:
        self._may_edit = not value

    @property
    def draft(self) -> EstimationDraft:
        return self.document.value

    @property
    def plan(self) -> WorkPlan:
        return self.draft.plan

    @property
    def sheet(self) -> Sheet:
        return Sheet(
            self.figures, self.schedule, self.draft.calendar, formats(), self.code_of, self.codes
        )

    def code_of(self, key: UUID) -> str | None:
        node = self.node_of(key)
        return None if node is None else node.code

    def node_of(self, key: UUID) -> Node | None:
        if self._nodes is None:
            self._nodes = {node.item.id: node for node in self.figures.rows}
        return self._nodes.get(key)

    def codes(self) -> Mapping[str, UUID]:
        return {node.code: node.item.id for node in self.figures.rows}

    @property
    def wrong(self) -> dict[tuple[UUID, str], tuple[str, str]]:
        """What was typed and not understood, in rows that are there."""
        if not self.problems:
            return {}
        return {at: what for at, what in self.problems.items() if self.node_of(at[0]) is not None}

    @property
    def is_unsaved(self) -> bool:
        """Whether anything would be lost now: an edit, or what was typed and not understood."""
        return self.document.dirty or bool(self.wrong)

    def row_of(self, node: Node) -> int:
        return self._places.of(node)

    @property
    def changed_rows(self) -> ChangedRows:
        """The rows that differ from what was saved."""
        if self._changed is None or self._changed.base is not self.base.plan:
            self._changed = ChangedRows(self.base.plan, self.plan)
        return self._changed

    @property
    def changed_count(self) -> int:
        return len(self.changed_rows)

    def is_changed(self, item: WorkItem) -> bool:
        return item in self.changed_rows

    # -- following

    @no_collecting()
    def _follow(self, before: EstimationDraft, after: EstimationDraft) -> None:
        same_terms = before.rules == after.rules and all(
            getattr(before, name) == getattr(after, name) for name in _PRICED_BY
        )
        touched = self.figures.show(after.plan)
        self._index_rows(touched, before.plan)
        if self._changed is not None:
            self._changed.follow(touched.splice, before.plan, after.plan)
        have_moved = self._follow_dates(before, after, touched)
        at_once = self._is_stale and (len(after.plan) <= AT_ONCE or after.prices_follow_dates)
        if not same_terms:
            self._reprice(after, at_once=at_once)
        else:
            touched.nodes |= self._take_rates()
            self.followed.emit(touched)
        if at_once and same_terms:
            self.lay_out()
        elif self._is_stale and not self.schedule_problem:
            self._timer.start(LATER_MS)
        elif at_once or have_moved:
            self.laid_out.emit()

    def _reprice(self, after: EstimationDraft, *, at_once: bool) -> None:
        """Price every row on other terms; on its new dates, where they are found at once."""
        if at_once:
            self._find_dates()
        self.figures.recalculate(after.terms, None if self._is_stale else self.schedule)
        self._nodes = None
        self._places.forget()
        self.repriced.emit()

    def _follow_dates(
        self, before: EstimationDraft, after: EstimationDraft, touched: Touched
    ) -> bool:
        """Whether dates moved; an edit that they can't follow leaves them stale."""
        same = before.starts_on == after.starts_on and before.calendar == after.calendar
        many = touched.splice.removed + touched.splice.inserted > MANY
        if self._is_stale or not same or self.schedule is None or many:
            self._is_stale, self.schedule_problem = True, ""
            return False
        try:
            self._is_stale = not self.schedule.follow(after.plan, touched.splice)
        except InvalidInput as loop:
            self._is_stale, self.schedule_problem = True, loop.message
            return True
        return self.schedule.moved != set() or self.schedule.end_moved

    def _index_rows(self, touched: Touched, before: WorkPlan) -> None:
        """Keep the indexes of nodes in step; only what came or went is looked at."""
        if (touched.splice.removed, touched.splice.inserted) != (1, 1):
            self._places.shift(touched.splice)
        if self._nodes is None:
            return
        splice = touched.splice
        for item in before[splice.at : splice.at + splice.removed]:
            self._nodes.pop(item.id, None)
        for node in self.figures.rows[splice.at : splice.at + splice.inserted]:
            self._nodes[node.item.id] = node

    def _lay_out_later(self) -> None:
        if self.beside.is_running:
            self._timer.start(LATER_MS)
        else:
            self.lay_out()

    @no_collecting()
    def lay_out(self) -> None:
        """Find every date anew, and price what is worked on other days then."""
        self._find_dates()
        moved = self._take_rates(all_rows=True)
        if moved:
            self.followed.emit(Touched(Splice(0, 0, 0), moved))
        self.laid_out.emit()

    def _find_dates(self) -> None:
        """A loop keeps the last dates and says who waits for whom."""
        self._timer.stop()
        try:
            self.schedule = self.draft.schedule()
            self.schedule_problem, self._is_stale = "", False
        except InvalidInput as loop:
            self.schedule_problem = loop.message

    def _take_rates(self, *, all_rows: bool = False) -> set[Node]:
        """Rates hold by the days of the work, which may have moved."""
        if self.schedule is None or self._is_stale:
            return set()
        moved = None if all_rows else self.schedule.moved
        if moved is None:
            return self.figures.place(self.schedule)
        keys = (key for key in moved if isinstance(key, UUID))
        return self.figures.place(self.schedule, filter(None, map(self.node_of, keys)))

    def why_placed(self, node: Node, column: str) -> Why | None:
        """What put a row where it stands; dates that lag behind an edit are found first."""
        from salesdesk.models.values.plan_why_dates import why_placed

        if self._is_stale and not self.schedule_problem and not self.beside.is_running:
            self.lay_out()
        if self.schedule is None or self._is_stale:
            return None
        return why_placed(self.schedule, node, column, self.node_of)

    def why_finished(self) -> Why | None:
        """Which rows the plan ends with, and why."""
        from salesdesk.models.values.plan_why_totals import why_finished

        if self._is_stale and not self.schedule_problem and not self.beside.is_running:
            self.lay_out()
        if self.schedule is None or self._is_stale or not self.plan:
            return None
        return why_finished(self.schedule, self.figures.rows, self.node_of)

    def try_out(self, plan: WorkPlan) -> None:
        """Show the dates of another plan, as long as a bar is dragged; ``plan`` puts them back."""
        if self.schedule is None or self._is_stale:
            return
        if not self.schedule.follow(plan, plan.change_from(self.schedule.plan)):
            self.lay_out()
            return
        moved = self._take_rates()
        if moved:
            self.followed.emit(Touched(Splice(0, 0, 0), moved))
        self.laid_out.emit()

    # -- edits

    @no_collecting()
    def do(self, edit: Edit) -> bool:
        """Make an edit, named for undo; refused while the estimation is not a worksheet."""
        if self.is_read_only:
            self.refuse()
            return False
        try:
            plan = edit.apply(self.plan)
            if isinstance(edit, (Indent, Move, Carry)):
                self._refuse_loops(plan)
        except SalesDeskError as refusal:
            self.refused.emit(refusal.message)
            return False
        if plan is self.plan:
            return False
        if isinstance(edit, (Move, Carry)):
            self.changed_rows.carry(self.plan[edit.first : self.plan.end_of(edit.last)])
        return self.take(replace(self.draft, plan=plan), edit.label)

    def take(self, draft: EstimationDraft, label: str) -> bool:
        """Make another draft the open one, named for undo; refused as an edit is."""
        if self.is_read_only:
            self.refuse()
            return False
        self.document.edit(draft, label)
        return True

    def refuse(self) -> None:
        """Say what is being worked out, or nothing where the page says what state this is in."""
        words = _("Nothing can be changed until this is done or cancelled: {deed}.")
        self.refused.emit(words.format(deed=self.beside.title) if self.beside.is_running else "")

    def must_wait(self) -> bool:
        """Whether something is being worked out; if so, it is said."""
        if self.beside.is_running:
            self.refuse()
        return self.beside.is_running

    def undo(self) -> None:
        self._step(self.document.stack.undo)

    def redo(self) -> None:
        self._step(self.document.stack.redo)

    def _step(self, step: Callable[[], None]) -> None:
        if self.is_read_only:  # what was submitted can be undone once it is returned
            self.refuse()
        else:
            step()

    def _refuse_loops(self, plan: WorkPlan) -> None:
        """A row may come to stand in a branch that it waits for."""
        if plan is self.plan:
            return
        if self.schedule is not None and not self._is_stale:
            self.schedule.require_no_loop_in(plan)
        elif len(plan) <= SHORT:  # a longer one is being laid out, and says it then
            PlanSchedule(plan, self.draft.calendar, self.draft.starts_on)

    def change_header(self, label: str, **values: Any) -> None:
        """Change a rule, a date, a text of the header."""
        self.take(replace(self.draft, **values), label)

    def saved(self, draft: EstimationDraft) -> None:
        """What was written is the new base; the undo stack survives."""
        self.base = draft
        self.document.value = replace(self.draft, version=draft.version, number=draft.number)
        self.document.saved()


_PRICED_BY = (
    "currency",
    "price_date",
    "starts_on",
    "rounding",
    "service_contingency",
    "product_contingency",
    "expense_contingency",
    "company_rule",
)
