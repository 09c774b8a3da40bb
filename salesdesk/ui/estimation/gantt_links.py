"""The links of the Gantt: those that touch a row in view, found once for each place of it."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency
from salesdesk.ui.estimation.gantt_shapes import BAR, link_points, paint_link
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.theme import Role, Tone, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.gantt import Gantt

NEAR = 4.0
MOST_BEYOND = 30  # links of one row that are drawn to rows above the view, and below it


class Line(NamedTuple):
    """A link between two bars, and the region it can touch."""

    before: UUID
    node: Node
    points: list[QPointF]
    bounds: QRectF
    is_critical: bool

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.before, self.node.item.id


class Links:
    """Knows who waits for whom, and where that is drawn."""

    def __init__(self, gantt: Gantt, view: GridView) -> None:
        self._gantt = gantt
        self._view = view
        self._model = view._model
        self._bench = view.workbench
        self._lines: tuple[object, list[Line]] | None = None
        self.chosen: tuple[UUID, UUID] | None = None

    def forget_places(self) -> None:
        """Rows or bars stand elsewhere."""
        self._lines = None

    def touch(self, rows: Iterable[int]) -> bool:
        """Whether a link begins or ends at one of these rows."""
        schedule = self._bench.schedule
        items = [self._model.visible[row].item for row in rows]
        return any(item.after or (schedule and schedule.waiting_for(item.id)) for item in items)

    def paint(self, painter: QPainter, rows: range, dirty: QRectF) -> None:
        """At right angles, red where both ends are critical and the path is asked for."""
        look = theme()
        grey, red = look.pen(Role.CONTROL, 1), QPen(look.tone(Tone.RED).solid, 1)
        strong = look.pen(Role.ACCENT, 2)
        shows_path = self._gantt.shows_path
        for line in self._lines_of(rows):
            if line.bounds.intersects(dirty):
                pen = red if line.is_critical and shows_path else grey
                painter.setPen(strong if line.key == self.chosen else pen)
                paint_link(painter, line.points)

    # -- choosing one

    def choose_at(self, at: QPointF) -> bool:
        """Choose the link under the mouse; answers whether there is one."""
        rows = self._gantt.rows_in_view()
        found = next((line for line in self._lines_of(rows) if _is_near(line.points, at)), None)
        self.chosen = found.key if found else None
        return found is not None

    def choose_next(self, node: Node) -> None:
        """Choose the next of the links that end at a row, round and round."""
        keys = [(link.before, node.item.id) for link in node.item.after]
        if not keys:
            self.chosen = None
            return
        at = keys.index(self.chosen) + 1 if self.chosen in keys else 0
        self.chosen = keys[at % len(keys)]

    # -- places

    def _lines_of(self, rows: range) -> list[Line]:
        scroll = self._view.verticalScrollBar().value()
        place = (rows, self._gantt.offset, scroll, self._gantt.scale)
        if self._lines is None or self._lines[0] != place:
            self._lines = (place, self._found(rows))
        return self._lines[1]

    def _found(self, rows: range) -> list[Line]:
        wanted: dict[tuple[int, int], Dependency] = {}
        schedule = self._bench.schedule
        for row in rows:
            item = self._model.visible[row].item
            for link in item.after:
                wanted[self._row_of(link.before), row] = link
            waiting = schedule.waiting_for(item.id) if schedule else ()
            for after in _nearest(map(self._row_of, waiting), rows):
                for link in self._model.visible[
                    after
                ].item.after:  # none while the dates are those of another plan
                    if link.before == item.id:
                        wanted[row, after] = link
        lines = (
            self._line(*rows, link)
            for rows, link in sorted(wanted.items(), key=lambda pair: pair[0])
            if min(rows) >= 0
        )
        return [line for line in lines if line is not None]

    def _line(self, first: int, second: int, link: Dependency) -> Line | None:
        one, other = self._gantt.bar(first), self._gantt.bar(second)
        if one is None or other is None:
            return None
        both = one.placed.critical and other.placed.critical
        points = link_points(
            one.box,
            other.box,
            from_finish=link.type in (LinkType.FS, LinkType.FF),
            to_finish=link.type in (LinkType.FF, LinkType.SF),
        )
        bounds = one.box.united(other.box).adjusted(-12, -BAR, 12, BAR)
        critical = both and not one.node.children
        return Line(one.node.item.id, other.node, points, bounds, critical)

    def _row_of(self, key: UUID) -> int:
        node = self._bench.node_of(key)
        return -1 if node is None else self._model.row_of(node)


def _nearest(followers: Iterable[int], rows: range) -> list[int]:
    """Those in view and the nearest of the others: what leaves the view goes out on few lines."""
    found = sorted(row for row in followers if row >= 0)
    above, below = bisect_left(found, rows.start), bisect_left(found, rows.stop)
    return found[max(0, above - MOST_BEYOND) : below + MOST_BEYOND]


def _is_near(points: list[QPointF], at: QPointF) -> bool:
    """Whether a point is on one of the straight pieces of a line."""
    for one, other in itertools.pairwise(points):
        box = QRectF(one, other).normalized().adjusted(-NEAR, -NEAR, NEAR, NEAR)
        if box.contains(at):
            return True
    return False
