"""Reading texts into many cells at once: what was typed, filled or pasted, as one other plan.

Nothing of the open plan is touched while it is read, so it may be read beside the window.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _, n_
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.work_triangle import balanced
from salesdesk.models.values.workplan import KINDS, ItemKind, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import Edit, Insert, SetFields, Several
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.clipboard import bare_number, levels_of
from salesdesk.ui.estimation.columns import NAME, cleared, step_name
from salesdesk.ui.estimation.open_plan import OpenPlan, Problems
from salesdesk.ui.estimation.sheet import Fields, GridColumn
from salesdesk.ui.formats import formats, plain_formats

EVERY = 2_000  # cells between two words about how far it is
Typed = tuple[Node, GridColumn, str | None]
Named = Callable[[int], str]
Order = Sequence[tuple[GridColumn, int]]


@dataclass(frozen=True, slots=True)
class Read:
    """The plan that came of it, the step's name, the cells that changed, and what is wrong now."""

    plan: WorkPlan
    label: str
    count: int
    problems: Problems


class CellReading:
    """The texts of one deed; the codes are looked up once, as none changes meanwhile."""

    def __init__(self, bench: OpenPlan) -> None:
        self._plan, self._rows = bench.plan, bench.figures.rows
        self._schedule, self._calendar = bench.schedule, bench.draft.calendar
        self._sheet = replace(bench.sheet, codes=cache(bench.codes))
        self._plain = replace(self._sheet, formats=plain_formats())
        self._problems: Problems = dict(bench.problems)

    # -- cells here and there

    @no_collecting()
    def typed(
        self, cells: Iterable[Typed], label: Named | None, progress: Progress, total: int
    ) -> Read:
        """These texts in these cells; None empties one. ``label`` names a step of so many cells."""
        changes: dict[Node, dict[str, Any]] = {}
        columns: dict[str, GridColumn] = {}
        count = 0
        for node, column, text in progress.each(cells, total, every=EVERY):
            if not column.is_editable(node):
                continue
            values = self._read(node, column, text)
            changed = differing(node, values) if values else None
            if changed:
                changes.setdefault(node, {}).update(changed)
                columns[column.key] = column
                count += 1
        if not changes:
            return Read(self._plan, "", 0, self._problems)
        words = label(count) if label else step_name(next(iter(columns.values())), len(changes))
        return self._done(self._setting(changes), words, count, progress)

    def _done(self, edit: Edit, label: str, count: int, progress: Progress) -> Read:
        plan = edit.apply(self._plan)
        progress.step(count, count)
        return Read(plan, label, count, self._problems)

    def _setting(self, changes: Mapping[Node, Fields]) -> SetFields:
        rows = ((at, node) for at, node in enumerate(self._rows) if node in changes)
        return SetFields(tuple((at, self._balanced(node, changes[node])) for at, node in rows), "")

    def _balanced(self, node: Node, values: Fields) -> Fields:
        schedule = self._schedule
        calendar = schedule.calendar_of(node.item) if schedule else self._calendar
        return balanced_row(node, values, calendar)

    def _read(self, node: Node, column: GridColumn, text: str | None) -> Fields | None:
        """What a text means in a cell; a wrong one is kept with its reason."""
        assert column.enter is not None
        if self._problems:
            self._problems.pop((node.item.id, column.key), None)
        if text is None:
            return cleared(column, node)
        try:
            return column.enter(self._sheet, node, text)
        except SalesDeskError as refusal:
            found = self._in_plain_notation(node, column, text)
            if found is None:
                self._problems[node.item.id, column.key] = (text, refusal.message)
            return found

    def _in_plain_notation(self, node: Node, column: GridColumn, text: str) -> Fields | None:
        """A number as spreadsheets write it: with its currency, or with the other decimal sign."""
        bare = bare_number(text)
        if column.enter is None or not (column.is_number and bare[-1:].isdigit()):
            return None
        for sheet in (self._sheet, self._plain):
            try:
                return column.enter(sheet, node, bare)
            except SalesDeskError:
                continue
        return None

    # -- a block

    @no_collecting()
    def pasted(
        self,
        over: Sequence[Node],
        columns: Sequence[GridColumn],
        block: Sequence[Sequence[str]],
        outline: Sequence[int] | None,
        progress: Progress,
    ) -> Read:
        """A block over these rows; what is more becomes new rows after the last of them.

        New rows stand as deep as their names are indented, or as ``outline`` says.
        """
        order = sorted(
            zip(columns, itertools.count(), strict=False), key=lambda c: c[0].key != "kind"
        )
        lines = progress.each(block, len(block))
        changes: dict[Node, Fields] = {}
        for node, cells in zip(over, lines, strict=False):
            changed = differing(node, self._line(node, order, cells, is_new=False))
            if changed:
                changes[node] = changed
        edits: list[Edit] = [self._setting(changes)] if changes else []
        fresh = [self._fresh_row(order, cells) for cells in lines]
        if fresh:
            edits.append(self._insert_after(over, fresh, outline or named_levels(columns, block)))
        if not edits:
            return Read(self._plan, "", 0, self._problems)
        words = n_("paste a row", "paste {count} rows", len(block))
        words = words.format(count=formats().whole(len(block)))
        return self._done(Several(tuple(edits), ""), words, len(block), progress)

    def _fresh_row(self, order: Order, cells: Sequence[str]) -> WorkItem:
        """A task, whatever stands above it, unless the paste says what the row is."""
        kind, said = _kind_said(order, cells)
        blank = Node(WorkItem(kind=kind, id=new_id()))
        values = self._line(blank, order, said, is_new=True)
        return blank.item.altered(self._balanced(blank, values))

    def _line(self, node: Node, order: Order, cells: Sequence[str], *, is_new: bool) -> Fields:
        values: dict[str, Any] = {}
        for column, at in order:
            if at >= len(cells) or not (is_new or column.is_editable(node)):
                continue
            if column.enter is None or (is_new and not cells[at].strip()):
                continue
            found = self._read(node, column, cells[at])
            if found:
                values.update(found)
                if is_new and "kind" in found:
                    node.item = node.item.altered(found)
        return values

    def _insert_after(
        self, over: Sequence[Node], fresh: Sequence[WorkItem], levels: Sequence[int]
    ) -> Insert:
        """New rows below those pasted over, as deep as ``levels`` says beside the last of them."""
        plan, count = self._plan, len(over)
        if over:
            at = plan.end_of(self._rows.index(over[-1]))
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


def balanced_row(node: Node, values: Fields, calendar: WorkingCalendar) -> Fields:
    """With what follows for effort, duration and units from one of them."""
    return values if node.children else balanced(node.item, values, calendar)


def differing(node: Node, values: Fields) -> dict[str, Any]:
    """The fields in which a row would say something else."""
    item = node.item
    return {key: value for key, value in values.items() if getattr(item, key) != value}


def _kind_said(order: Order, cells: Sequence[str]) -> tuple[ItemKind, Sequence[str]]:
    """What a pasted row is; where an item has no role the grid shows and copies its kind."""
    at = next((at for column, at in order if column.key == "role"), len(cells))
    word = cells[at].strip() if at < len(cells) else ""
    for kind in (ItemKind.PRODUCT, ItemKind.EXPENSE, ItemKind.SUBCONTRACT):
        if word and word == _(KINDS[kind]):
            return kind, [*cells[:at], "", *cells[at + 1 :]]
    return ItemKind.TASK, cells


def named_levels(columns: Sequence[GridColumn], block: Sequence[Sequence[str]]) -> Sequence[int]:
    """The levels that the names of a block say by their leading spaces."""
    at = next((at for at, column in enumerate(columns) if column.key == NAME), None)
    if at is None:
        return [0] * len(block)
    return levels_of([cells[at] if at < len(cells) else "" for cells in block])
