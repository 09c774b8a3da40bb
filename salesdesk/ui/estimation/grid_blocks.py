"""What is done to blocks of cells: filled, copied, pasted, typed into all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QGuiApplication

from salesdesk.i18n import _, n_
from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.block_copy import BlockCopy
from salesdesk.ui.estimation.clipboard import (
    Block,
    Clip,
    block_from,
    clip_in,
    outline_of,
    put,
    tiled,
)
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.grid_selection import GridSelection
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import filling
from salesdesk.ui.formats import formats


class GridBlocks(GridSelection):
    """As in a spreadsheet: one value fills, a block repeats, and what is more becomes rows."""

    def clear_cells(self) -> None:
        self._clear(*self._selected())

    def _clear(self, nodes: Sequence[Node], columns: Sequence[GridColumn]) -> None:
        cells = ((node, column) for node in nodes for column in columns)
        self.workbench.clear(cells, len(nodes) * len(columns))

    def _selected(self) -> tuple[list[Node], list[GridColumn]]:
        """The rows and columns of the block as they are now."""
        rows, columns = self.block()
        visible = self._model.visible
        return [visible[row] for row in rows], [self._model.columns[at] for at in columns]

    def fill_down(self) -> None:
        """The first row of the block into the others; the row above where there is one row."""
        nodes, columns = self._selected()
        if len(nodes) == 1 and (row := self._model.row_of(nodes[0])) > 0:
            nodes = [self._model.visible[row - 1], *nodes]
        if len(nodes) < 2:
            return
        sheet, (source, *others) = self.workbench.sheet, nodes
        texts = [column.edit_text(sheet, source) for column in columns]
        cells = (
            (node, column, text)
            for node in others
            for column, text in zip(columns, texts, strict=True)
        )
        self.workbench.set_cells(cells, len(others) * len(columns), filling)

    def fill_right(self) -> None:
        """The first column of the block into the others; the one to the left of a single one."""
        rows, places = self.block()
        if len(places) == 1:
            shown = self.shown_columns()
            at = shown.index(places[0])
            places = shown[max(0, at - 1) : at + 1]
        if len(places) < 2:
            return
        sheet, nodes = self.workbench.sheet, [self._model.visible[row] for row in rows]
        source, *columns = (self._model.columns[at] for at in places)
        cells = (
            (node, column, text)
            for node in nodes
            for text in (source.edit_text(sheet, node),)
            for column in columns
        )
        self.workbench.set_cells(cells, len(nodes) * len(columns), filling)

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
        if len(rows) * len(columns) == 1:
            self._model.setData(self.currentIndex(), text)
            return
        nodes = [self._model.visible[row] for row in rows]
        chosen = [self._model.columns[at] for at in columns]
        cells = ((node, column, text) for node in nodes for column in chosen)
        self.workbench.set_cells(cells, len(nodes) * len(chosen), filling)

    # -- the clipboard

    def copy(self) -> None:
        """The block as text and as a table; names keep their depth by leading spaces."""
        self._copy(lambda: None)

    def _copy(self, then: Callable[[], object]) -> None:
        nodes, columns = self._selected()
        if not nodes:
            return
        if self.workbench.must_wait():
            return

        def take(clip: Clip) -> None:
            put(clip)
            then()

        copying, count = BlockCopy(self.workbench, columns), len(nodes) * len(columns)
        words = n_("Copy a cell", "Copy {count} cells", count).format(count=formats().whole(count))
        self.workbench.beside.run(
            words, count, lambda progress: copying.clip(nodes, progress), take
        )

    def cut(self) -> None:
        """What was selected then is emptied once it is on the clipboard."""
        self._copy(partial(self._clear, *self._selected()))

    def paste(self) -> None:
        """The block on the clipboard from what is the first selected cell now on."""
        clip = clip_in(QGuiApplication.clipboard().mimeData())
        if self.workbench.is_read_only:
            self.workbench.refuse()
            return
        point = self.workbench.sheet.signs.decimal
        self.workbench.beside.run(
            _("Reading the clipboard"), clip.cells, lambda _progress: block_from(clip, point),
            partial(self._paste, self._model.visible[:], *self.block()),
        )  # fmt: skip

    def _paste(
        self, visible: Sequence[Node], rows: Sequence[int], chosen: Sequence[int], block: Block
    ) -> None:
        """Over the rows that were seen when it was asked for, whatever is folded meanwhile."""
        if not block:
            return
        row = rows[0] if rows else 0
        column = chosen[0] if chosen else self._model.column_of(NAME)
        block, outline, column = self._outlined(block, column)
        if not any(block):  # codes alone
            return
        if outline is None:
            block = tiled(block, len(rows) or 1, len(chosen) or 1)
        places = self._places_from(column)
        over = visible[row : row + len(block)]
        width = min(max(map(len, block)), len(places))
        pasted = partial(self._show_pasted, over[:1], len(block), column, width)
        self.workbench.paste(over, places, block, outline, pasted)

    def _show_pasted(self, first: Sequence[Node], rows: int, column: int, columns: int) -> None:
        row = self._model.row_of(first[0]) if first else 0
        if row < 0:
            return
        self.go(row, column)
        if self._model.rowCount():
            self.select_block(row, rows, column, columns)

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
