"""What is done to blocks of cells: filled, copied, pasted, typed into all at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, partial

from PySide6.QtGui import QGuiApplication

from salesdesk.errors import SalesDeskError
from salesdesk.models.values import cell_entry
from salesdesk.models.values.cell_entry import NumberSigns
from salesdesk.models.values.schedule_network import no_collecting
from salesdesk.ui.estimation.clipboard import (
    INDENT,
    Block,
    block_from,
    mime_of,
    outline_of,
    put,
    tiled,
)
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_selection import GridSelection
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import filling


class GridBlocks(GridSelection):
    """As in a spreadsheet: one value fills, a block repeats, and what is more becomes rows."""

    def clear_cells(self) -> None:
        self.workbench.clear(self.selected_cells())

    def fill_down(self) -> None:
        """The first row of the block into the others; the row above where there is one row."""
        rows, columns = self.block()
        if len(rows) == 1 and rows[0] > 0:
            rows = [rows[0] - 1, rows[0]]
        visible = self._model.visible
        cells = [(visible[row], self._model.columns[at]) for row in rows[1:] for at in columns]
        if cells:
            self.workbench.fill(cells, visible[rows[0]])

    def fill_right(self) -> None:
        """The first column of the block into the others; the one to the left of a single one."""
        rows, columns = self.block()
        if len(columns) == 1:
            shown = self.shown_columns()
            at = shown.index(columns[0])
            columns = shown[max(0, at - 1) : at + 1]
        if len(columns) < 2:
            return
        sheet, source = self.workbench.sheet, self._model.columns[columns[0]]
        cells = [
            (node, self._model.columns[column], source.edit_text(sheet, node))
            for node in (self._model.visible[row] for row in rows)
            for column in columns[1:]
        ]
        self.workbench.set_cells(cells, filling)

    def fill_selection(self) -> None:
        """What stands at the cursor into every selected cell."""
        node, column = self.node, self.column
        if node is not None:
            self.enter_selected(column.edit_text(self.workbench.sheet, node))

    def enter_selected(self, text: str) -> None:
        """Type a text into every selected cell; of whole rows only into the cursor's column."""
        rows, columns = self.block()
        if columns == self.shown_columns() or self.current_column not in columns:
            columns = [self.current_column]
        cells = [
            (self._model.visible[row], self._model.columns[at], text)
            for row in rows
            for at in columns
        ]
        if len(cells) == 1:
            self._model.setData(self.currentIndex(), text)
        elif cells:
            self.workbench.set_cells(cells, filling)

    # -- the clipboard

    @no_collecting()
    def copy(self) -> None:
        """The block as text and as a table; names keep their depth by leading spaces."""
        rows, columns = self.block()
        if not rows:
            return
        block = [[self._copied(row, column) for column in columns] for row in rows]
        number = cache(partial(_number, self.workbench.sheet.signs))
        are_numbers = [self._model.columns[at].is_number for at in columns]
        numbers = [
            [
                number(text) if is_number else None
                for text, is_number in zip(cells, are_numbers, strict=True)
            ]
            for cells in block
        ]
        name = self._model.column_of(NAME)
        if name in columns:
            at, levels = columns.index(name), [self._model.visible[row].item.level for row in rows]
            top = min(levels)
            for cells, level in zip(block, levels, strict=True):
                cells[at] = INDENT * (level - top) + cells[at]
        put(mime_of(block, numbers))

    def _copied(self, row: int, column: int) -> str:
        return self._model.edit_text(row, column) or self._model.text(row, column)

    def cut(self) -> None:
        self.copy()
        self.clear_cells()

    def paste(self) -> None:
        """The block on the clipboard from the first selected cell on."""
        data = QGuiApplication.clipboard().mimeData()
        block = block_from(data, self.workbench.sheet.signs.decimal)
        if self.workbench.is_read_only:
            self.workbench.refused.emit("")
            return
        if not block:
            return
        rows, chosen = self.block()
        row = rows[0] if rows else 0
        column = chosen[0] if chosen else self._model.column_of(NAME)
        block, outline, column = self._outlined(block, column)
        if outline is None:
            block = tiled(block, len(rows) or 1, len(chosen) or 1)
        places = self._places_from(column)
        over = self._model.visible[row : row + len(block)]
        self.workbench.paste(over, places, block, outline)
        width = min(max(map(len, block)), len(places))
        self.go(row, column)
        if self._model.rowCount():
            self.select_block(row, len(block), column, width)

    def _outlined(self, block: Block, column: int) -> tuple[Block, list[int] | None, int]:
        """A first column of outline codes says the levels; it is no column of the plan."""
        name = self._model.column_of(NAME)
        at_code = self._model.columns[column].key == "code"
        codes = [row[0] if row else "" for row in block]
        outline = outline_of(codes) if at_code or column == name else None
        if at_code or (outline is not None and max(map(len, block)) > 1):
            return [row[1:] for row in block], outline, name
        return block, None, column

    def _places_from(self, column: int) -> Sequence[GridColumn]:
        shown = self.shown_columns()
        return [self._model.columns[at] for at in shown[shown.index(column) :]]


def _number(signs: NumberSigns, text: str) -> Decimal | None:
    try:
        return cell_entry.number(text, signs) if text else None
    except SalesDeskError:
        return None
