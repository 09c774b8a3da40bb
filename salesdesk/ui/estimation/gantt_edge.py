"""A drag that is held at the edge of the time line scrolls it, faster the further out it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QTimer

from salesdesk.ui.estimation.gantt_drag import Grip
from salesdesk.ui.estimation.grid_header import HEAD_HEIGHT

if TYPE_CHECKING:
    from salesdesk.ui.estimation.gantt import Gantt

NEAR = 24
TURN_MS = 30
MOST = 30  # pixels at a time


class EdgeScroll(QObject):
    """Turns for as long as the mouse stays there, also when it doesn't move."""

    def __init__(self, gantt: Gantt) -> None:
        super().__init__(gantt)
        self._gantt = gantt
        self._at = QPointF()
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)

    def follow(self, at: QPointF) -> None:
        """The mouse is here now."""
        self._at = at
        if self._speed().isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _speed(self) -> QPointF:
        """Sideways for every drag that goes outwards, up and down for a link to a far row."""
        gantt, drag, at = self._gantt, self._gantt.drag, self._at
        if drag is None:
            return QPointF()
        right = _pull(at.x(), 0, gantt.width(), drag.origin.x())
        is_link = drag.grip is Grip.KNOB
        down = _pull(at.y(), HEAD_HEIGHT, gantt.height(), drag.origin.y()) if is_link else 0.0
        return QPointF(right, down)

    def _turn(self) -> None:
        gantt, drag, speed = self._gantt, self._gantt.drag, self._speed()
        if drag is None or speed.isNull():
            self.stop()
            return
        bar = gantt.view.verticalScrollBar()
        left, top = gantt.offset, bar.value()
        gantt.scroll_by(speed.x())
        bar.setValue(top + round(speed.y()))
        drag.scrolled(QPointF(gantt.offset - left, bar.value() - top))
        drag.move(self._at, gantt.scale.day_width)


def _pull(at: float, low: float, high: float, origin: float) -> float:
    """How far to scroll: nothing inside, nor back where the drag came from."""
    if at > high - NEAR and at > origin:
        return min(MOST, at - high + NEAR)
    if at < low + NEAR and at < origin:
        return max(-MOST, at - low - NEAR)
    return 0.0
