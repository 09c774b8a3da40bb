"""Writing a block of cells for the clipboard, beside the window where it is long."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, partial

from salesdesk.errors import SalesDeskError
from salesdesk.models.values import cell_entry
from salesdesk.models.values.cell_entry import NumberSigns
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.plan_node import Node
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.clipboard import INDENT, Clip, clip_of
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.open_plan import OpenPlan
from salesdesk.ui.estimation.sheet import GridColumn


class BlockCopy:
    """What each cell would be typed as, or what it shows where nothing is typed into it."""

    def __init__(self, bench: OpenPlan, columns: Sequence[GridColumn]) -> None:
        self._sheet, self._problems, self._columns = bench.sheet, bench.problems, columns

    @no_collecting()
    def clip(self, nodes: Sequence[Node], progress: Progress) -> Clip:
        """The block as text and as a table; names keep their depth by leading spaces."""
        number = cache(partial(_number, self._sheet.signs))
        are_numbers = [column.is_number for column in self._columns]
        name = next((at for at, one in enumerate(self._columns) if one.key == NAME), None)
        top = min(node.item.level for node in nodes)
        block: list[list[str]] = []
        numbers: list[list[Decimal | None]] = []
        for node in progress.each(nodes, len(nodes)):
            cells = self._line(node)
            numbers.append(
                [number(cells[at]) if one else None for at, one in enumerate(are_numbers)]
            )
            if name is not None:
                cells[name] = INDENT * (node.item.level - top) + cells[name]
            block.append(cells)
        return clip_of(block, numbers)

    def _line(self, node: Node) -> list[str]:
        sheet = self._sheet
        if self._problems:
            return [self._copied(node, column) for column in self._columns]
        return [
            column.show(sheet, node)
            if column.raw is None
            else column.raw(sheet, node) or column.show(sheet, node)
            for column in self._columns
        ]

    def _copied(self, node: Node, column: GridColumn) -> str:
        """What was typed wrongly is copied as it was typed."""
        wrong = self._problems.get((node.item.id, column.key))
        typed = wrong[0] if wrong else column.edit_text(self._sheet, node)
        return typed or column.show(self._sheet, node)


def _number(signs: NumberSigns, text: str) -> Decimal | None:
    try:
        return cell_entry.number(text, signs) if text else None
    except SalesDeskError:
        return None
