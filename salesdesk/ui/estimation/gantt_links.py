"""The links of the Gantt: those that touch a row in view, found once for each place of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.schedule import Placed
from salesdesk.ui.estimation.gantt_shapes import BAR, paint_link
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.theme import Role, Tone, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.gantt import Gantt


class Bar(NamedTuple):
    """The geometry of a row that paint, hit tests and keys share."""

    row: int
    node: Node
    placed: Placed
    box: QRectF


class Line(NamedTuple):
    """A link between two bars, and the region it can touch."""

    source: QRectF
    target: QRectF
    bounds: QRectF
    is_critical: bool


class Links:
    """Knows who waits for whom, and where that is drawn."""

    def __init__(self, gantt: Gantt, view: GridView) -> None:
        self._gantt = gantt
        self._view = view
        self._model = view._model
        self._bench = view.workbench
        self._lines: tuple[object, list[Line]] | None = None

    def forget_places(self) -> None:
        """Rows or bars stand elsewhere."""
        self._lines = None

    def touch(self, rows: Iterable[int]) -> bool:
        """Whether a link begins or ends at one of these rows."""
        schedule = self._bench.schedule
        items = [self._model.visible[row].item for row in rows]
        return any(item.after or (schedule and schedule.waiting_for(item.id)) for item in items)

    def paint(self, painter: QPainter, rows: range, dirty: QRectF) -> None:
        """At right angles, red where both ends are critical."""
        look = theme()
        grey, red = look.pen(Role.CONTROL, 1), QPen(look.tone(Tone.RED).solid, 1)
        for line in self._lines_of(rows):
            if line.bounds.intersects(dirty):
                painter.setPen(red if line.is_critical else grey)
                paint_link(painter, line.source, line.target)

    def _lines_of(self, rows: range) -> list[Line]:
        scroll = self._view.verticalScrollBar().value()
        place = (rows, self._gantt.offset, scroll, self._gantt.scale)
        if self._lines is None or self._lines[0] != place:
            self._lines = (place, self._found(rows))
        return self._lines[1]

    def _found(self, rows: range) -> list[Line]:
        wanted: set[tuple[int, int]] = set()
        schedule = self._bench.schedule
        for row in rows:
            item = self._model.visible[row].item
            befores = (self._row_of(link.before) for link in item.after)
            wanted.update((before, row) for before in befores if before >= 0)
            afters = (
                self._row_of(key) for key in (schedule.waiting_for(item.id) if schedule else ())
            )
            wanted.update((row, after) for after in afters if after >= 0)
        lines = (self._line(*pair) for pair in sorted(wanted))
        return [line for line in lines if line is not None]

    def _line(self, first: int, second: int) -> Line | None:
        one, other = self._gantt.bar(first), self._gantt.bar(second)
        if one is None or other is None:
            return None
        both = one.placed.critical and other.placed.critical
        bounds = one.box.united(other.box).adjusted(-12, -BAR, 12, BAR)
        return Line(one.box, other.box, bounds, both and not one.node.children)

    def _row_of(self, key: UUID) -> int:
        node = self._bench.node_of(key)
        return -1 if node is None else self._model.row_of(node)
