"""Finding a text in the cells of a plan, and putting another in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from salesdesk.i18n import n_
from salesdesk.models.values.plan_node import Node
from salesdesk.ui.estimation.sheet import GridColumn, Sheet
from salesdesk.ui.estimation.workbench import Workbench

Hit = tuple[int, GridColumn]
_BY_DATES = frozenset(("start", "finish", "duration", "slack"))


class Finding:
    """Goes by what the cells show; replacing goes by what would be typed into them."""

    def __init__(self, workbench: Workbench) -> None:
        self._bench = workbench
        self._looked: tuple[Any, ...] = ()
        self._seen: Sequence[Hit] = ()

    def hits(self, text: str, columns: Sequence[GridColumn]) -> Sequence[Hit]:
        """Rows of the plan, folded ones too, and columns in which the text stands, in order.

        Looking through a long plan is dear: the same question of the same plan is answered again.
        """
        keys = tuple(column.key for column in columns)
        if _BY_DATES.intersection(keys):  # dates follow an edit when they are reckoned
            return tuple(self._look(text, columns))
        figures, sheet = self._bench.figures, self._bench.sheet
        asked = (figures, figures.plan, figures.terms, sheet.formats, figures.visits, text, keys)
        same = len(asked) == len(self._looked) and all(
            one is other for one, other in zip(asked[:4], self._looked, strict=False)
        )
        if not same or asked[4:] != self._looked[4:]:
            self._looked, self._seen = asked, tuple(self._look(text, columns))
        return self._seen

    def _look(self, text: str, columns: Sequence[GridColumn]) -> Iterator[Hit]:
        wanted, sheet = text.casefold(), self._bench.sheet
        if wanted:
            for row, node in enumerate(self._bench.figures.rows):
                for column in columns:
                    if wanted in column.show(sheet, node).casefold():
                        yield row, column

    def following(
        self, text: str, columns: Sequence[GridColumn], row: int, key: str, *, back: bool = False
    ) -> Hit | None:
        """The next hit after a cell, or the one before; at the end it begins anew."""
        order = {column.key: at for at, column in enumerate(columns)}
        here = (row, order.get(key, -1))
        hits = self.hits(text, columns)
        found = hits[::-1] if back else hits
        for hit in found:
            place = (hit[0], order[hit[1].key])
            if (place < here) if back else (place > here):
                return hit
        return found[0] if found else None

    def replace(self, text: str, other: str, hits: Sequence[Hit]) -> tuple[int, int]:
        """Put another text in; one named step. Answers how many cells were and were not changed.

        A rolled-up figure stays, and so does a cell where the text is only how a value is shown.
        """
        sheet, rows = self._bench.sheet, self._bench.figures.rows
        pattern = re.compile(re.escape(text), re.IGNORECASE)
        cells = []
        for row, column in hits:
            changed = self._changed(sheet, rows[row], column, pattern, other)
            if changed is not None:
                cells.append((rows[row], column, changed))
        done = self._bench.set_cells(cells, _replacing) if cells else 0
        return done, len(hits) - done

    @staticmethod
    def _changed(
        sheet: Sheet, node: Node, column: GridColumn, pattern: re.Pattern[str], other: str
    ) -> str | None:
        if not column.is_editable(node):
            return None
        before = column.edit_text(sheet, node)
        after = pattern.sub(lambda _match: other, before)
        return None if after == before else after


def _replacing(count: int) -> str:
    return n_("replace in a cell", "replace in {count} cells", count).format(count=count)
