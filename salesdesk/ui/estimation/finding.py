"""Finding a text in the cells of a plan, and putting another in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from salesdesk.i18n import _, n_
from salesdesk.models.values.plan_node import Node
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.sheet import GridColumn, Sheet
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.formats import formats

Hit = tuple[int, GridColumn]
_BY_DATES = frozenset(("start", "finish", "duration", "slack"))


class Finding:
    """Goes by what the cells show; replacing goes by what would be typed into them."""

    def __init__(self, workbench: Workbench) -> None:
        self._bench = workbench
        self._looked: tuple[Any, ...] = ()
        self._seen: Sequence[Hit] = ()

    def look(
        self, text: str, columns: Sequence[GridColumn], told: Callable[[Sequence[Hit]], object]
    ) -> None:
        """Tell rows of the plan, folded ones too, and columns where the text stands, in order.

        Looking through a long plan is dear: the same question of the same plan is answered again,
        and while something is worked out over the plan none is asked.
        """
        keys = tuple(column.key for column in columns)
        figures, sheet = self._bench.figures, self._bench.sheet
        asked = (figures, figures.plan, figures.terms, sheet.formats, figures.visits, text, keys)
        same = len(asked) == len(self._looked) and all(
            one is other for one, other in zip(asked[:4], self._looked, strict=False)
        )
        by_dates = bool(_BY_DATES.intersection(keys))  # they follow an edit when they are reckoned
        if same and not by_dates and asked[4:] == self._looked[4:]:
            told(self._seen)
            return

        def found(hits: Sequence[Hit]) -> None:
            self._looked, self._seen = asked, hits
            told(hits)

        words = _("Looking for “{text}”").format(text=text)
        rows = list(figures.rows) if text else []
        self._bench.beside.run(
            words, len(rows) * len(columns),
            lambda progress: _hits(progress, sheet, rows, columns, text.casefold()), found,
        )  # fmt: skip

    def replace(
        self, text: str, other: str, hits: Sequence[Hit], told: Callable[[int, int], object]
    ) -> None:
        """Put another text in; one named step. Tells how many cells were and were not changed.

        A rolled-up figure stays, and so does a cell where the text is only how a value is shown.
        """
        sheet, rows = self._bench.sheet, self._bench.figures.rows
        pattern = re.compile(re.escape(text), re.IGNORECASE)
        cells = (
            (rows[row], column, changed)
            for row, column in hits
            if (changed := _changed(sheet, rows[row], column, pattern, other)) is not None
        )
        self._bench.set_cells(
            cells, len(hits), _replacing, lambda done: told(done, len(hits) - done)
        )


def following(
    hits: Sequence[Hit], columns: Sequence[GridColumn], here: tuple[int, str], *, back: bool
) -> Hit | None:
    """The next hit after a cell, or the one before; at the end it begins anew."""
    order = {column.key: at for at, column in enumerate(columns)}
    stands = (here[0], order.get(here[1], -1))
    found = hits[::-1] if back else hits
    for hit in found:
        place = (hit[0], order[hit[1].key])
        if (place < stands) if back else (place > stands):
            return hit
    return found[0] if found else None


def _hits(
    progress: Progress, sheet: Sheet, rows: Sequence[Node], columns: Sequence[GridColumn],
    wanted: str,
) -> Sequence[Hit]:  # fmt: skip
    return [
        (row, column)
        for row, node in enumerate(progress.each(rows, len(rows)))
        for column in columns
        if wanted in column.show(sheet, node).casefold()
    ]


def _changed(
    sheet: Sheet, node: Node, column: GridColumn, pattern: re.Pattern[str], other: str
) -> str | None:
    if not column.is_editable(node):
        return None
    before = column.edit_text(sheet, node)
    after = pattern.sub(lambda _match: other, before)
    return None if after == before else after


def _replacing(count: int) -> str:
    words = n_("replace in a cell", "replace in {count} cells", count)
    return words.format(count=formats().whole(count))
