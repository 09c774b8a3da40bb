"""Where a node stands among the rows, found again after edits without counting them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan import Splice

MOST_SPLICES = 40
MOST_ROWS = 1000  # in one splice: they are looked for one by one


class RowPlaces:
    """Counted once; later splices shift what was counted, and new rows are looked up in theirs."""

    def __init__(self, rows: Callable[[], Sequence[Node]]) -> None:
        self._rows = rows
        self._places: dict[Node, int] | None = None
        self._splices: list[Splice] = []

    def forget(self) -> None:
        """The rows are others altogether."""
        self._places = None

    def shift(self, splice: Splice) -> None:
        """Rows came and went here."""
        if not splice.removed and not splice.inserted:
            return
        last = self._splices[-1] if self._splices else None
        if last is not None and _is_within(splice, last):
            self._splices[-1] = Splice(
                last.at, last.removed, last.inserted - splice.removed + splice.inserted
            )
        else:
            self._splices.append(splice)
        if len(self._splices) > MOST_SPLICES or self._splices[-1].inserted > MOST_ROWS:
            self._places = None

    def of(self, node: Node) -> int:
        """The row of a node; -1 when it has none."""
        rows = self._rows()
        if self._places is not None:
            at = self._shifted(node, rows)
            if at is not None:
                return at
        self._places, self._splices = {one: at for at, one in enumerate(rows)}, []
        return self._places.get(node, -1)

    def _shifted(self, node: Node, rows: Sequence[Node]) -> int | None:
        """Where the splices carried it; None when that can't be told."""
        assert self._places is not None
        at = self._places.get(node)
        if at is None and not self._splices:
            return -1
        for splice in self._splices:
            if at is None or splice.at <= at < splice.at + splice.removed:
                window = rows[splice.at : splice.at + splice.inserted]
                at = splice.at + window.index(node) if node in window else None
            elif at >= splice.at + splice.removed:
                at += splice.inserted - splice.removed
        return at if at is not None and at < len(rows) and rows[at] is node else None


def _is_within(splice: Splice, last: Splice) -> bool:
    """Whether a splice changes nothing but what the last one brought: both are one."""
    end = last.at + last.inserted
    return last.at <= splice.at and splice.at + splice.removed <= end
