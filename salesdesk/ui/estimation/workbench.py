"""Working on the open plan: what is typed, filled and pasted into cells, and what rows do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _, n_
from salesdesk.models.values import cell_entry
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.price_goal import rules_for, wanted_total
from salesdesk.models.values.pricing import PriceRule
from salesdesk.models.values.workplan import WorkItem
from salesdesk.models.values.workplan_edits import Carry, Delete, Duplicate, Indent, Insert, Move
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation import plan_hand
from salesdesk.ui.estimation.cell_reading import (
    CellReading,
    Named,
    Read,
    Typed,
    balanced_row,
    differing,
)
from salesdesk.ui.estimation.columns import kind_of_new, step_name
from salesdesk.ui.estimation.open_plan import OpenPlan
from salesdesk.ui.estimation.sheet import Fields, GridColumn
from salesdesk.ui.formats import formats


class Workbench(OpenPlan):
    """Every way to change the plan is one named step; a wrong entry stays with its reason."""

    # -- cells

    def enter(self, node: Node, column: GridColumn, text: str) -> bool:
        """Typing into a cell; a wrong entry stays with its reason."""
        assert column.enter is not None
        if self.must_wait():
            return False
        try:
            if node.children and column.solves and self._asks_total(column, text):
                self._solve(node, column, text)
                return (node.item.id, column.key) not in self.problems
            values = column.enter(self.sheet, node, text)
            self._refuse_loop(node, values)
        except SalesDeskError as refusal:
            self._keep_wrong(node, column, text, refusal.message)
            return False
        self._forget_wrong(node, column)
        changed = differing(node, values)
        return not changed or self._set({node: changed}, step_name(column, 1))

    def _keep_wrong(self, node: Node, column: GridColumn, text: str, reason: str) -> None:
        self.problems[node.item.id, column.key] = (text, reason)
        self.problems_changed.emit()

    def _forget_wrong(self, node: Node, column: GridColumn) -> None:
        if self.problems.pop((node.item.id, column.key), None) is not None:
            self.problems_changed.emit()

    def _set(self, changes: Mapping[Node, Fields], label: str) -> bool:
        """Give rows these values, with what follows from them."""
        calendar = self.schedule.calendar_of if self.schedule else lambda _item: self.draft.calendar
        return plan_hand.do(self, {
            node: balanced_row(node, values, calendar(node.item))
            for node, values in changes.items()
        }, label)  # fmt: skip

    def _asks_total(self, column: GridColumn, text: str) -> bool:
        """On a branch a sum is asked for by ``t33000``, in the sell column by a number too."""
        return column.is_sum or wanted_total(text, self.sheet.signs) is not None

    def _solve(self, node: Node, column: GridColumn, text: str) -> None:
        """Spread a wanted total over the items of a branch."""
        signs, figures, words = self.sheet.signs, self.figures, _("solve for a total")
        wanted = wanted_total(text, signs)
        total = cell_entry.number(text, signs) if wanted is None else wanted

        @no_collecting()
        def solve(progress: Progress) -> tuple[dict[Node, PriceRule], str]:
            try:
                found = rules_for(node, total, figures)
            except SalesDeskError as refusal:
                return {}, refusal.message
            progress.step(1, 1)
            return found, ""

        def take(solved: tuple[dict[Node, PriceRule], str]) -> None:
            found, problem = solved
            if problem:
                self._keep_wrong(node, column, text, problem)
                return
            self._forget_wrong(node, column)
            if found:
                self._set({leaf: {"rule": rule} for leaf, rule in found.items()}, words)

        self.beside.run(words[:1].upper() + words[1:], len(figures.rows), solve, take)

    def _refuse_loop(self, node: Node, values: Fields) -> None:
        """A link that would make items wait for each other is not made."""
        if not values.get("after") or values["after"] == node.item.after:
            return
        if self.schedule is not None:
            self.schedule.require_no_loop(node.item.id, values["after"])

    def clear(self, cells: Iterable[tuple[Node, GridColumn]], count: int) -> None:
        """Empty these cells in one step."""
        self.set_cells(((node, column, None) for node, column in cells), count, clearing)

    def set_cells(
        self, cells: Iterable[Typed], count: int, label: Named | None = None,
        told: Callable[[int], object] = lambda _count: None,
    ) -> None:  # fmt: skip
        """Type these texts into so many cells in one step; None empties a cell.

        ``label`` names the step of so many cells; ``told`` hears how many were changed.
        """
        if self.is_read_only:
            self.refuse()
            return
        reading, words = CellReading(self), (label or filling)(count)

        def take(found: Read) -> None:
            self._take_read(found)
            told(found.count)

        self.beside.run(
            words[:1].upper() + words[1:], count,
            lambda progress: reading.typed(cells, label, progress, count), take,
        )  # fmt: skip

    def paste(
        self, over: Sequence[Node], columns: Sequence[GridColumn], block: Sequence[Sequence[str]],
        outline: Sequence[int] | None = None, taken: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        """A block over these rows; what is more becomes new rows after the last of them."""
        if self.is_read_only:
            self.refuse()
            return
        reading = CellReading(self)
        words = n_("Paste a row", "Paste {count} rows", len(block))
        words = words.format(count=formats().whole(len(block)))

        def take(found: Read) -> None:
            self._take_read(found)
            taken()

        self.beside.run(
            words, sum(map(len, block)),
            lambda progress: reading.pasted(over, columns, block, outline, progress), take,
        )  # fmt: skip

    def _take_read(self, found: Read) -> None:
        """What was read, as one step."""
        self.problems = found.problems
        self.problems_changed.emit()
        if found.label:
            self.take(replace(self.draft, plan=found.plan), found.label)

    # -- rows

    def insert(self, near: Node | None, *, below: bool, count: int = 1) -> Node | None:
        """Empty rows beside another; below a branch that is open they are its first children.

        Answers the first of them.
        """
        item = near.item if near else None
        level = item.level if item else 0
        at = len(self.plan)
        if near is not None:
            at = self.row_of(near) + int(below)
            level += int(below and near.is_branch)
        kind = kind_of_new(item.kind if item else None)
        fresh = tuple(WorkItem(kind=kind, level=level) for _row in range(count))
        return self.figures.rows[at] if self.do(Insert(at, fresh)) else None

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

    def duplicate(self, nodes: Sequence[Node]) -> None:
        rows = sorted(self.row_of(node) for node in nodes)
        if rows:
            self.do(Duplicate(tuple(rows)))

    def link(self, nodes: Sequence[Node]) -> None:
        """Each row waits for the one before it."""
        plan_hand.link_rows(self, nodes)

    def unlink(self, nodes: Sequence[Node]) -> None:
        """The links among these rows are removed; of a single row, all that it waits for."""
        plan_hand.unlink_rows(self, nodes)


def filling(count: int) -> str:
    """What filling so many cells is called."""
    return n_("fill a cell", "fill {count} cells", count).format(count=formats().whole(count))


def clearing(count: int) -> str:
    """What emptying so many cells is called."""
    return n_("clear a cell", "clear {count} cells", count).format(count=formats().whole(count))
