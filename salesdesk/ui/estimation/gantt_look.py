"""What of the time line is looked at: zoom, and the places that keys go to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk.ui.estimation.gantt_bars import Bar
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.estimation.time_scale import DAY_WIDTH, TimeScale, Zoom

if TYPE_CHECKING:
    from salesdesk.ui.estimation.workbench import Workbench


class GanttLook(QWidget):
    """A part of the time line, from ``offset`` pixels after its first day on."""

    zoomed = Signal(object)
    why_asked = Signal()

    scale: TimeScale
    today: date

    def __init__(self, view: GridView) -> None:
        super().__init__()
        self.view = view
        self._bench: Workbench = view.workbench
        self.offset = 0.0
        self.shows_path = True

    def bar(self, row: int) -> Bar | None:
        """Where the bar of a row stands; None where it has none."""
        raise NotImplementedError

    def set_zoom(self, zoom: Zoom, anchor: float = 0.0) -> None:
        """Another zoom; what stands at ``anchor`` stays there."""
        day = self.scale.day_at(self.offset + anchor)
        self.scale = TimeScale(self.scale.origin, zoom, self.scale.calendar)
        self.offset = max(0.0, self.scale.x_of_day(day) - anchor)
        self.zoomed.emit(zoom)
        self.update()

    def zoom_by(self, by: int, anchor: float | None = None) -> None:
        """Closer (-1) or wider (1) around the mouse, else around the bar of the current row."""
        zooms = list(Zoom)
        at = max(0, min(len(zooms) - 1, zooms.index(self.scale.zoom) + by))
        if anchor is None:
            row = self.view.current_row
            bar = self.bar(row) if row >= 0 else None
            left = bar.box.left() if bar else 0.0
            anchor = left if 0 <= left <= self.width() else 0.0
        self.set_zoom(zooms[at], anchor)

    def fit(self) -> None:
        """The closest zoom at which the whole plan is in view."""
        schedule = self._bench.schedule
        if schedule is None:
            return
        days = (schedule.finish.date() - schedule.start.date()).days + 2
        fitting = (zoom for zoom in Zoom if days * DAY_WIDTH[zoom] <= self.width())
        self.set_zoom(next(fitting, Zoom.YEARS))
        self.go_to_start()

    def scroll_by(self, pixels: float) -> None:
        self.offset = max(0.0, self.offset + pixels)
        self.update()

    def _bring(self, x: float) -> None:
        """Scroll so that a place stands a little right of the edge."""
        self.scroll_by(x - self.offset - 40)

    def go_to_start(self) -> None:
        if self._bench.schedule is not None:
            self._bring(self.scale.x(self._bench.schedule.start))

    def go_to_end(self) -> None:
        if self._bench.schedule is not None:
            self._bring(self.scale.x(self._bench.schedule.finish) - self.width() + 80)

    def go_to_today(self) -> None:
        self._bring(self.scale.x_of_day(self.today) - self.width() / 3)

    def go_to_bar(self) -> None:
        """Bring the bar of the current row into view."""
        row = self.view.current_row
        bar = self.bar(row) if row >= 0 else None
        if bar is not None:
            self._bring(self.offset + bar.box.left())

    def toggle_path(self) -> None:
        """Show the critical path, or all bars alike."""
        self.shows_path = not self.shows_path
        self.update()
