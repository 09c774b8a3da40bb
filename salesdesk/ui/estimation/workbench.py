"""The open estimation: what is shown, what is undone, and the figures that follow every edit."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.errors import InvalidInput, SalesDeskError
from salesdesk.i18n import n_
from salesdesk.models.values.plan_figures import PlanFigures, Touched
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import (
    Delete,
    Duplicate,
    Edit,
    Indent,
    Insert,
    Move,
    Paste,
    SetFields,
)
from salesdesk.ui.estimation.columns import (
    Fields,
    GridColumn,
    Sheet,
    cleared,
    kind_of_new,
    step_name,
)
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.undo import Document

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft

AT_ONCE = 400
LATER_MS = 150


class Workbench(QObject):
    """Edits go in by row; ``followed`` says which nodes changed, ``laid_out`` that dates did."""

    followed = Signal(object)
    repriced = Signal()
    laid_out = Signal()
    refused = Signal(str)
    problems_changed = Signal()

    def __init__(self, draft: EstimationDraft) -> None:
        super().__init__()
        self.base = draft
        self.document: Document[EstimationDraft] = Document(draft)
        self.document.setParent(self)
        self.document.shown.connect(self._follow)
        self.figures = PlanFigures(draft.plan, draft.terms)
        self.schedule: PlanSchedule | None = None
        self.schedule_problem = ""
        self.is_read_only = False
        self._nodes: dict[UUID, Node] | None = None
        self._kept: tuple[EstimationDraft, dict[UUID, WorkItem]] | None = None
        self.problems: dict[tuple[UUID, str], tuple[str, str]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.lay_out)
        self.lay_out()

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

    def row_of(self, node: Node) -> int:
        return self.figures.rows.index(node)

    @property
    def changed_count(self) -> int:
        """How many rows differ from what was saved."""
        kept = {item.id: item for item in self.base.plan}
        return sum(1 for item in self.plan if kept.get(item.id) is not item)

    def is_changed(self, item: WorkItem) -> bool:
        if self._kept is None or self._kept[0] is not self.base:
            self._kept = (self.base, {one.id: one for one in self.base.plan})
        return self._kept[1].get(item.id) is not item

    # -- following

    def _follow(self, before: EstimationDraft, after: EstimationDraft) -> None:
        same_terms = before.rules == after.rules and all(
            getattr(before, name) == getattr(after, name) for name in _PRICED_BY
        )
        touched = self.figures.show(after.plan)
        self._index_rows(touched, before.plan)
        if not same_terms:
            self.figures.recalculate(after.terms)
            self._nodes = None
            self.repriced.emit()
        else:
            self.followed.emit(touched)
        if self._moves(touched, before.plan, after.plan) or before.starts_on != after.starts_on:
            if len(after.plan) <= AT_ONCE:
                self.lay_out()
            else:
                self._timer.start(LATER_MS)

    def _index_rows(self, touched: Touched, before: WorkPlan) -> None:
        """Keep the index of nodes by key in step; only what came or went is looked at."""
        if self._nodes is None:
            return
        splice = touched.splice
        for item in before[splice.at : splice.at + splice.removed]:
            self._nodes.pop(item.id, None)
        for node in self.figures.rows[splice.at : splice.at + splice.inserted]:
            self._nodes[node.item.id] = node

    @staticmethod
    def _moves(touched: Touched, before: WorkPlan, after: WorkPlan) -> bool:
        """Whether an edit can move a date."""
        splice = touched.splice
        if splice.removed != splice.inserted:
            return True
        pairs = zip(
            before[splice.at : splice.at + splice.removed],
            after[splice.at : splice.at + splice.inserted],
            strict=True,
        )
        return any(_timing(old) != _timing(new) for old, new in pairs)

    def lay_out(self) -> None:
        """Find every date anew; a loop keeps the last dates and says who waits for whom."""
        self._timer.stop()
        try:
            self.schedule = self.draft.schedule()
            self.schedule_problem = ""
        except InvalidInput as loop:
            self.schedule_problem = loop.message
        self.laid_out.emit()

    # -- edits

    def do(self, edit: Edit) -> bool:
        """Make an edit, named for undo; refused while the estimation is not a worksheet."""
        if self.is_read_only:
            self.refused.emit("")
            return False
        try:
            plan = edit.apply(self.plan)
        except SalesDeskError as refusal:
            self.refused.emit(refusal.message)
            return False
        if plan is self.plan:
            return False
        self.document.edit(replace(self.draft, plan=plan), edit.label)
        return True

    def change_header(self, label: str, **values: Any) -> None:
        """Change a rule, a date, a text of the header."""
        if self.is_read_only:
            self.refused.emit("")
            return
        self.document.edit(replace(self.draft, **values), label)

    def enter(self, node: Node, column: GridColumn, text: str) -> bool:
        """Typing into a cell; a wrong entry stays with its reason."""
        assert column.enter is not None
        at = (node.item.id, column.key)
        try:
            values = column.enter(self.sheet, node, text)
            self._refuse_loop(node, values)
        except SalesDeskError as refusal:
            self.problems[at] = (text, refusal.message)
            self.problems_changed.emit()
            return False
        if self.problems.pop(at, None) is not None:
            self.problems_changed.emit()
        changed = {k: v for k, v in values.items() if getattr(node.item, k) != v}
        if not changed:
            return True
        return self.do(SetFields(((self.row_of(node), changed),), step_name(column, 1)))

    def _refuse_loop(self, node: Node, values: Fields) -> None:
        """A link that would make items wait for each other is not made."""
        if not values.get("after") or values["after"] == node.item.after:
            return
        plan = self.plan.with_rows({self.row_of(node): replace(node.item, **values)})
        PlanSchedule(plan, self.draft.calendar, self.draft.starts_on)

    def clear(self, cells: Iterable[tuple[Node, GridColumn]]) -> None:
        """Empty these cells in one step."""
        self.set_cells([(node, column, None) for node, column in cells])

    def fill(self, cells: Iterable[tuple[Node, GridColumn]], source: Node) -> None:
        """Give cells what stands in the same column of another row."""
        wanted = [(node, col, col.edit_text(self.sheet, source)) for node, col in cells]
        self.set_cells(wanted)

    def set_cells(self, cells: Sequence[tuple[Node, GridColumn, str | None]]) -> None:
        """Type these texts into these cells in one step; None empties a cell."""
        changes: dict[Node, dict[str, Any]] = {}
        columns: dict[str, GridColumn] = {}
        for node, column, text in cells:
            if not column.is_editable(node) or column.enter is None:
                continue
            try:
                values = (
                    cleared(column, node) if text is None else column.enter(self.sheet, node, text)
                )
            except SalesDeskError as refusal:
                self.problems[(node.item.id, column.key)] = (text or "", refusal.message)
                continue
            changes.setdefault(node, {}).update(values)
            columns[column.key] = column
        self.problems_changed.emit()
        if changes:
            rows = {node: at for at, node in enumerate(self.figures.rows) if node in changes}
            label = step_name(next(iter(columns.values())), len(changes))
            self.do(
                SetFields(tuple((rows[node], values) for node, values in changes.items()), label)
            )

    def paste(
        self, start: Node | None, columns: Sequence[GridColumn], block: Sequence[Sequence[str]]
    ) -> None:
        """A block over the rows from ``start`` on; what is more becomes new rows."""
        at = self.row_of(start) if start is not None else len(self.plan)
        room = min(len(block), len(self.plan) - at)
        blank = Node(WorkItem(kind=kind_of_new(self.plan[-1].kind if self.plan else None)))
        rows = []
        for offset, cells in enumerate(block):
            node = self.figures.rows[at + offset] if offset < room else blank
            rows.append(self._pasted(node, columns, cells, is_new=offset >= room))
        self.problems_changed.emit()
        self.do(Paste(at, tuple(rows), room))

    def _pasted(
        self, node: Node, columns: Sequence[GridColumn], cells: Sequence[str], *, is_new: bool
    ) -> Fields:
        values: dict[str, Any] = {"kind": node.item.kind} if is_new else {}
        for column, text in zip(columns, cells, strict=False):
            if column.enter is None or not (is_new or column.is_editable(node)):
                continue
            try:
                values.update(column.enter(self.sheet, node, text))
            except SalesDeskError as refusal:
                if not is_new:
                    self.problems[(node.item.id, column.key)] = (text, refusal.message)
        return values

    # -- rows

    def insert(self, near: Node | None, *, below: bool) -> Node | None:
        """An empty row beside another; below a branch that is open it is its first child."""
        item = near.item if near else None
        level = item.level if item else 0
        at = len(self.plan)
        if near is not None:
            at = self.row_of(near) + int(below)
            level += int(below and near.is_branch)
        fresh = WorkItem(kind=kind_of_new(item.kind if item else None), level=level)
        return self.figures.rows[at] if self.do(Insert(at, (fresh,))) else None

    def delete(self, nodes: Sequence[Node]) -> None:
        rows = sorted(self.row_of(node) for node in nodes)
        if rows:
            self.do(Delete(tuple(rows)))

    def indent(self, nodes: Sequence[Node], by: int) -> None:
        rows = sorted(self.row_of(node) for node in nodes)
        self.do(Indent(tuple(rows), by))

    def move(self, nodes: Sequence[Node], by: int) -> None:
        rows = sorted(self.row_of(node) for node in nodes)
        if rows:
            level = min(self.plan[row].level for row in rows)
            tops = [row for row in rows if self.plan[row].level == level]
            self.do(Move(tops[0], tops[-1], by))

    def duplicate(self, node: Node) -> None:
        self.do(Duplicate(self.row_of(node)))

    def link(self, nodes: Sequence[Node]) -> None:
        """Each row waits for the one before it."""
        from salesdesk.models.values.workplan import Dependency

        rows = sorted(self.row_of(node) for node in nodes)
        changes = []
        for before, at in itertools.pairwise(rows):
            key, item = self.plan[before].id, self.plan[at]
            if all(link.before != key for link in item.after):
                changes.append((at, {"after": (*item.after, Dependency(key))}))
        label = n_("link a row", "link {count} rows", len(changes)).format(count=len(changes))
        if changes:
            self.do(SetFields(tuple(changes), label))

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
)


def _timing(item: WorkItem) -> tuple[object, ...]:
    return (
        item.id,
        item.level,
        item.kind,
        item.effort,
        item.low,
        item.high,
        item.duration,
        item.after,
        item.not_before,
        item.fixed,
    )
