"""Working on the open plan: what is typed, filled and pasted into cells, and what rows do."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _, n_
from salesdesk.models.values import cell_entry
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.price_goal import rules_for, wanted_total
from salesdesk.models.values.schedule_network import no_collecting
from salesdesk.models.values.work_triangle import balanced
from salesdesk.models.values.workplan import KINDS, ItemKind, WorkItem
from salesdesk.models.values.workplan_edits import (
    Carry,
    Delete,
    Duplicate,
    Edit,
    Indent,
    Insert,
    Move,
    SetFields,
    Several,
)
from salesdesk.ui.estimation import plan_hand
from salesdesk.ui.estimation.clipboard import bare_number, levels_of
from salesdesk.ui.estimation.columns import NAME, cleared, kind_of_new, step_name
from salesdesk.ui.estimation.open_plan import OpenPlan
from salesdesk.ui.estimation.sheet import Fields, GridColumn, Sheet
from salesdesk.ui.formats import plain_formats

Typed = tuple[Node, GridColumn, str | None]


class Workbench(OpenPlan):
    """Every way to change the plan is one named step; a wrong entry stays with its reason."""

    # -- cells

    def enter(self, node: Node, column: GridColumn, text: str) -> bool:
        """Typing into a cell; a wrong entry stays with its reason."""
        assert column.enter is not None
        at = (node.item.id, column.key)
        try:
            if node.children and column.solves and self._asks_total(column, text):
                self._solve(node, text)
                values: Fields = {}
            else:
                values = column.enter(self.sheet, node, text)
                self._refuse_loop(node, values)
        except SalesDeskError as refusal:
            self.problems[at] = (text, refusal.message)
            self.problems_changed.emit()
            return False
        if self.problems.pop(at, None) is not None:
            self.problems_changed.emit()
        changed = _differing(node, values)
        if not changed:
            return True
        return self.do(self._setting({node: changed}, step_name(column, 1)))

    def _asks_total(self, column: GridColumn, text: str) -> bool:
        """On a branch a sum is asked for by ``t33000``, in the sell column by a number too."""
        return column.is_sum or wanted_total(text, self.sheet.signs) is not None

    def _solve(self, node: Node, text: str) -> None:
        """Spread a wanted total over the items of a branch."""
        signs = self.sheet.signs
        wanted = wanted_total(text, signs)
        total = cell_entry.number(text, signs) if wanted is None else wanted
        found = rules_for(node, total, self.figures)
        if found:
            changes: dict[Node, dict[str, Any]] = {leaf: {"rule": r} for leaf, r in found.items()}
            self.do(self._setting(changes, _("solve for a total")))

    def _refuse_loop(self, node: Node, values: Fields) -> None:
        """A link that would make items wait for each other is not made."""
        if not values.get("after") or values["after"] == node.item.after:
            return
        if self.schedule is not None:
            self.schedule.require_no_loop(node.item.id, values["after"])

    def clear(self, cells: Iterable[tuple[Node, GridColumn]]) -> None:
        """Empty these cells in one step."""
        found: list[Typed] = [(node, column, None) for node, column in cells]
        self.set_cells(found, clearing)

    def fill(self, cells: Iterable[tuple[Node, GridColumn]], source: Node) -> None:
        """Give cells what stands in the same column of another row."""
        found: list[Typed] = [(node, col, col.edit_text(self.sheet, source)) for node, col in cells]
        self.set_cells(found, filling)

    @no_collecting()
    def set_cells(self, cells: Sequence[Typed], label: Callable[[int], str] | None = None) -> int:
        """Type these texts into these cells in one step; None empties a cell.

        ``label`` names the step of so many cells; the count of changed cells is answered.
        """
        if self.is_read_only:
            self.refused.emit("")
            return 0
        changes: dict[Node, dict[str, Any]] = {}
        columns: dict[str, GridColumn] = {}
        count, sheet = 0, self._steady_sheet()
        for node, column, text in cells:
            if not column.is_editable(node):
                continue
            values = self._read(sheet, node, column, text)
            changed = _differing(node, values) if values is not None else {}
            if changed:
                changes.setdefault(node, {}).update(changed)
                columns[column.key] = column
                count += 1
        self.problems_changed.emit()
        if changes:
            column = next(iter(columns.values()))
            words = label(count) if label else step_name(column, len(changes))
            self.do(self._setting(changes, words))
        return count

    def _setting(self, changes: dict[Node, dict[str, Any]], label: str) -> SetFields:
        if len(changes) < 4:
            rows = {node: self.row_of(node) for node in changes}
        else:
            rows = {node: at for at, node in enumerate(self.figures.rows) if node in changes}
        edits = ((rows[node], self._balanced(node, values)) for node, values in changes.items())
        return SetFields(tuple(edits), label)

    def _balanced(self, node: Node, values: Fields) -> Fields:
        """With what follows for effort, duration and units from one of them."""
        if node.children:
            return values
        calendar = self.schedule.calendar_of(node.item) if self.schedule else self.draft.calendar
        return balanced(node.item, values, calendar)

    def _read(
        self, sheet: Sheet, node: Node, column: GridColumn, text: str | None
    ) -> Fields | None:
        """What a text means in a cell; a wrong one is kept with its reason."""
        assert column.enter is not None
        at = (node.item.id, column.key)
        self.problems.pop(at, None)
        if text is None:
            return cleared(column, node)
        try:
            return column.enter(sheet, node, text)
        except SalesDeskError as refusal:
            found = self._in_plain_notation(sheet, node, column, text)
            if found is None:
                self.problems[at] = (text, refusal.message)
            return found

    @staticmethod
    def _in_plain_notation(
        sheet: Sheet, node: Node, column: GridColumn, text: str
    ) -> Fields | None:
        """A number as spreadsheets write it: with its currency, or with the other decimal sign."""
        bare = bare_number(text)
        if column.enter is None or not (column.is_number and bare[-1:].isdigit()):
            return None
        for writing in (sheet, replace(sheet, formats=plain_formats())):
            try:
                return column.enter(writing, node, bare)
            except SalesDeskError:
                continue
        return None

    def _steady_sheet(self) -> Sheet:
        """The sheet with the codes looked up once: none changes while texts are read."""
        return replace(self.sheet, codes=cache(self.codes))

    # -- pasting

    @no_collecting()
    def paste(
        self,
        over: Sequence[Node],
        columns: Sequence[GridColumn],
        block: Sequence[Sequence[str]],
        outline: Sequence[int] | None = None,
    ) -> None:
        """A block over these rows; what is more becomes new rows after the last of them.

        New rows stand as deep as their names are indented, or as ``outline`` says.
        """
        sheet = self._steady_sheet()
        order = sorted(
            zip(columns, itertools.count(), strict=False), key=lambda c: c[0].key != "kind"
        )
        changes: dict[Node, dict[str, Any]] = {}
        for node, cells in zip(over, block, strict=False):
            changed = _differing(node, self._pasted(sheet, node, order, cells, is_new=False))
            if changed:
                changes[node] = changed
        edits: list[Edit] = [self._setting(changes, "")] if changes else []
        fresh = self._fresh_rows(sheet, order, block[len(over) :])
        if fresh:
            levels = outline or _named_levels(columns, block)
            edits.append(self._insert_after(over, fresh, levels))
        self.problems_changed.emit()
        if edits:
            words = n_("paste a row", "paste {count} rows", len(block))
            self.do(Several(tuple(edits), words.format(count=len(block))))

    def _fresh_rows(
        self,
        sheet: Sheet,
        order: Sequence[tuple[GridColumn, int]],
        block: Sequence[Sequence[str]],
    ) -> list[WorkItem]:
        """Tasks, whatever stands above them, unless the paste says what a row is."""
        found = []
        for cells in block:
            kind, said = _kind_said(order, cells)
            blank = Node(WorkItem(kind=kind, id=new_id()))
            values = self._pasted(sheet, blank, order, said, is_new=True)
            found.append(blank.item.altered(self._balanced(blank, values)))
        return found

    def _pasted(
        self,
        sheet: Sheet,
        node: Node,
        order: Sequence[tuple[GridColumn, int]],
        cells: Sequence[str],
        *,
        is_new: bool,
    ) -> Fields:
        values: dict[str, Any] = {}
        for column, at in order:
            if at >= len(cells) or not (is_new or column.is_editable(node)):
                continue
            if column.enter is None or (is_new and not cells[at].strip()):
                continue
            found = self._read(sheet, node, column, cells[at])
            if found:
                values.update(found)
                if is_new and "kind" in found:
                    node.item = node.item.altered(found)
        return values

    def _insert_after(
        self, over: Sequence[Node], fresh: Sequence[WorkItem], levels: Sequence[int]
    ) -> Insert:
        """New rows below those pasted over, as deep as ``levels`` says beside the last of them."""
        plan, count = self.plan, len(over)
        if over:
            at = plan.end_of(self.row_of(over[-1]))
            base, beside = over[-1].item.level, levels[count - 1]
        else:
            at = len(plan)
            base, beside = plan[-1].level if plan else 0, min(levels)
        least = plan[at].level if at < len(plan) else 0
        above, found = plan[at - 1].level if at else -1, []
        for item, level in zip(fresh, levels[count:], strict=True):
            above = max(least, min(base + level - beside, above + 1))
            found.append(item.altered({"level": above}))
        return Insert(at, tuple(found))

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

    def tops(self, nodes: Sequence[Node]) -> list[int]:
        """The rows among these that carry the others: those of the lowest level."""
        rows = sorted(self.row_of(node) for node in nodes)
        level = min((self.plan[row].level for row in rows), default=0)
        return [row for row in rows if self.plan[row].level == level]

    def move(self, nodes: Sequence[Node], by: int) -> None:
        tops = self.tops(nodes)
        if tops:
            self.do(Move(tops[0], tops[-1], by))

    def carry(self, nodes: Sequence[Node], to: int, level: int) -> bool:
        """Drag rows with their branches before row ``to``, at a level."""
        tops = self.tops(nodes)
        return bool(tops) and self.do(Carry(tops[0], tops[-1], to, level))

    def duplicate(self, node: Node) -> None:
        self.do(Duplicate(self.row_of(node)))

    def link(self, nodes: Sequence[Node]) -> None:
        """Each row waits for the one before it."""
        plan_hand.link_rows(self, nodes)

    def unlink(self, nodes: Sequence[Node]) -> None:
        """The links among these rows are removed; of a single row, all that it waits for."""
        plan_hand.unlink_rows(self, nodes)


def filling(count: int) -> str:
    """What filling so many cells is called."""
    return n_("fill a cell", "fill {count} cells", count).format(count=count)


def clearing(count: int) -> str:
    """What emptying so many cells is called."""
    return n_("clear a cell", "clear {count} cells", count).format(count=count)


def _kind_said(
    order: Sequence[tuple[GridColumn, int]], cells: Sequence[str]
) -> tuple[ItemKind, Sequence[str]]:
    """What a pasted row is; where an item has no role the grid shows and copies its kind."""
    at = next((at for column, at in order if column.key == "role"), len(cells))
    word = cells[at].strip() if at < len(cells) else ""
    for kind in (ItemKind.PRODUCT, ItemKind.EXPENSE, ItemKind.SUBCONTRACT):
        if word and word == _(KINDS[kind]):
            return kind, [*cells[:at], "", *cells[at + 1 :]]
    return ItemKind.TASK, cells


def _differing(node: Node, values: Fields) -> dict[str, Any]:
    return {key: value for key, value in values.items() if getattr(node.item, key) != value}


def _named_levels(columns: Sequence[GridColumn], block: Sequence[Sequence[str]]) -> Sequence[int]:
    """The levels that the names of a block say by their leading spaces."""
    at = next((at for at, column in enumerate(columns) if column.key == NAME), None)
    if at is None:
        return [0] * len(block)
    return levels_of([cells[at] if at < len(cells) else "" for cells in block])
