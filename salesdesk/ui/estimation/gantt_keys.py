"""The keys of the Gantt: everything the mouse does there, for the row at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from salesdesk.i18n import _
from salesdesk.models.values.calendar import instant_of, seconds_of
from salesdesk.models.values.plan_schedule import duration_of
from salesdesk.ui.estimation import plan_hand

if TYPE_CHECKING:
    from salesdesk.ui.estimation.gantt import Gantt

_K = Qt.Key
_ROWS = {_K.Key_Up: -1, _K.Key_Down: 1}
_WAYS = {_K.Key_Left: -1, _K.Key_Right: 1}
_ZOOMS = {_K.Key_Plus: -1, _K.Key_Equal: -1, _K.Key_Minus: 1}


class GanttKeys:
    """Arrows choose rows and scroll; with Ctrl they move the bar, with Shift too they stretch."""

    def __init__(self, gantt: Gantt) -> None:
        self._gantt = gantt
        self._view = gantt.view
        self._bench = gantt.view.workbench

    def press(self, event: QKeyEvent) -> bool:
        """Answers whether the key means something here."""
        key = _K(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ROWS and not control:
            self._view.go(self._view.current_row + _ROWS[key], max(1, self._view.current_column))
        elif key in _WAYS:
            self._sideways(_WAYS[key], control=control, shift=shift)
        elif key in _ZOOMS:
            self._gantt.zoom_by(_ZOOMS[key])
        elif control:
            return self._with_control(key, shift=shift)
        else:
            return self._alone(key)
        return True

    def _sideways(self, way: int, *, control: bool, shift: bool) -> None:
        if control or shift:
            self.nudge(way, stretch=shift)
        else:
            self._gantt.scroll_by(way * 7 * self._gantt.scale.day_width)

    def _with_control(self, key: Qt.Key, *, shift: bool) -> bool:
        nodes = self._view.selected_nodes()
        if key == _K.Key_L and shift:
            self._bench.unlink(nodes)
        elif key == _K.Key_L:
            self._bench.link(nodes)
        elif key == _K.Key_0:
            self._gantt.fit()
        else:
            return False
        return True

    def _alone(self, key: Qt.Key) -> bool:
        gantt = self._gantt
        deeds = {
            _K.Key_Home: gantt.go_to_start,
            _K.Key_End: gantt.go_to_end,
            _K.Key_T: gantt.go_to_today,
            _K.Key_Space: gantt.go_to_bar,
            _K.Key_L: gantt.choose_link,
            _K.Key_Delete: gantt.remove_link,
            _K.Key_P: gantt.toggle_path,
            _K.Key_F1: gantt.why_asked.emit,
            _K.Key_Escape: gantt.give_up,
        }
        deed = deeds.get(key)
        if deed is not None:
            deed()
        return deed is not None

    def nudge(self, days: int, *, stretch: bool) -> None:
        """Move or stretch the bar by a working day."""
        row = self._view.current_row
        bar = self._gantt.bar(row) if row >= 0 else None
        if bar is None or bar.node.children:
            return
        item, schedule = bar.node.item, self._bench.schedule
        calendar = schedule.calendar_of(item) if schedule else self._bench.draft.calendar
        if stretch:
            own = duration_of(item)
            seconds = own.seconds(calendar) if own else 0
            values = plan_hand.stretched(
                self._bench, bar.node, seconds + days * calendar.day_seconds
            )
            label = _("stretch {name}")
        else:
            start = calendar.after(seconds_of(bar.placed.start), days * calendar.day_seconds)
            values = plan_hand.moved_to(instant_of(calendar.next_work(start)).date())
            label = _("move {name}")
        plan_hand.do(self._bench, {bar.node: values}, label.format(name=item.name))
