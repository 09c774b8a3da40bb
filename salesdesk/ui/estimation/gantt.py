"""The Gantt beside the grid: one scroll, one selection, only the rows in view are drawn."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip

from salesdesk.i18n import _
from salesdesk.models.values.calendar import instant_of, seconds_of
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.workplan import ItemKind
from salesdesk.ui.estimation import plan_hand
from salesdesk.ui.estimation.gantt_bars import Bar, bar_words, paint_knob, paint_slack, paint_task
from salesdesk.ui.estimation.gantt_drag import Drag, Grip
from salesdesk.ui.estimation.gantt_edge import EdgeScroll
from salesdesk.ui.estimation.gantt_keys import GanttKeys
from salesdesk.ui.estimation.gantt_links import Links
from salesdesk.ui.estimation.gantt_look import GanttLook
from salesdesk.ui.estimation.gantt_shapes import (
    BAR,
    paint_bubble,
    paint_head,
    paint_milestone,
    paint_summary,
)
from salesdesk.ui.estimation.grid_header import HEAD_HEIGHT
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.estimation.time_scale import TimeScale, Zoom
from salesdesk.ui.formats import formats
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Tone, theme

BEFORE_START = 14  # days shown before the plan begins
EDGE = 5
KNOB = 15  # how far right of a bar its link is still held
MOST_ROWS = 8  # more of them are drawn sooner together


class Gantt(GanttLook):
    """Bars of the visible rows at the heights of the grid's rows."""

    def __init__(self, view: GridView, today: date | None = None) -> None:
        super().__init__(view)
        self._view = view
        self._model = view._model
        self.today = today or date.today()  # noqa: DTZ011 the user's own day
        self.drag: Drag | None = None
        self._described = -1
        self._drawn: dict[Node, Placed | None] = {}
        self._painted: dict[int, Bar | None] | None = None
        self.scale = TimeScale(self._origin(), Zoom.WEEKS, self._bench.draft.calendar)
        self._links = Links(self, view)
        self._keys = GanttKeys(self)
        self._edge = EdgeScroll(self)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Time line of the work plan"))
        view.verticalScrollBar().valueChanged.connect(self.update)
        view.current_changed.connect(self._describe)
        self._model.dataChanged.connect(self._rows_changed)
        self._model.rowsInserted.connect(self._all_changed)
        self._model.rowsRemoved.connect(self._all_changed)
        self._bench.laid_out.connect(self._laid_out)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(480, 400)

    def _origin(self) -> date:
        schedule = self._bench.schedule
        first = schedule.start.date() if schedule else self._bench.draft.starts_on
        first -= timedelta(days=BEFORE_START)
        return first - timedelta(days=first.weekday())

    def _all_changed(self) -> None:
        """Rows stand elsewhere: links are found anew."""
        self._links.forget_places()
        self.update()

    def _rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """Only the rows that changed are drawn again."""
        rows = self.rows_in_view()
        top, bottom = max(first.row(), rows.start), min(last.row(), rows.stop - 1)
        if bottom - top > 4:
            self._all_changed()
            return
        for row in range(top, bottom + 1):
            if not self._model.visible[row].children:  # a branch's bar shows its dates alone
                self._repaint_row(row)

    def _repaint_row(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            self.update(0, round(self._row_top(row)), self.width(), self._view.rowHeight(row))

    def _laid_out(self) -> None:
        schedule, calendar = self._bench.schedule, self._bench.draft.calendar
        is_new = schedule is None or schedule.moved is None or self.scale.calendar != calendar
        if is_new:
            self.scale = TimeScale(self._origin(), self.scale.zoom, calendar)
        rows = self._redrawn()
        if is_new or len(rows) > MOST_ROWS or self._links.touch(rows):
            self._links.forget_places()
            self.update()
            return
        for row in rows:
            self._repaint_row(row)

    def _redrawn(self) -> list[int]:
        """The rows in view whose bar was drawn elsewhere."""
        schedule = self._bench.schedule
        moved = None if schedule is None or schedule.end_moved else schedule.moved
        shown = ((row, self._model.visible[row]) for row in self.rows_in_view())
        nodes = (pair for pair in shown if moved is None or pair[1].item.id in moved)
        drawn, nothing = self._drawn, object()
        return [row for row, node in nodes if drawn.get(node, nothing) != self._placed(node)]

    def _describe(self) -> None:
        """What a screen reader hears of the bar that the cursor is on."""
        node = self._view.node
        placed = self._placed(node) if node else None
        if node and placed:
            words = _("{name}, from {start} to {finish}").format(
                name=node.item.name,
                start=formats().long_day(placed.start.date()),
                finish=formats().long_day(placed.finish.date()),
            )
            self.setAccessibleDescription(words)
        for row in {self._described, self._view.current_row}:
            self._repaint_row(row)
        self._described = self._view.current_row

    # -- geometry

    def _placed(self, node: Node) -> Placed | None:
        schedule = self._bench.schedule
        return schedule[node.item.id] if schedule else None

    def _row_top(self, row: int) -> float:
        return HEAD_HEIGHT + self._view.rowViewportPosition(row)

    def rows_in_view(self) -> range:
        return self._rows_between(0, self._view.viewport().height() - 1)

    def _rows_between(self, top: int, bottom: int) -> range:
        """The rows that stand between two heights of the grid."""
        first, last = self._view.rowAt(top), self._view.rowAt(bottom)
        count = self._model.rowCount()
        return range(max(0, first), count if last < 0 else last + 1)

    def bar(self, row: int) -> Bar | None:
        """Where the bar of a row stands; None where it has none."""
        if self._painted is None:
            return self._placed_bar(row)
        if row not in self._painted:
            self._painted[row] = self._placed_bar(row)
        return self._painted[row]

    def _placed_bar(self, row: int) -> Bar | None:
        node = self._model.visible[row]
        placed = self._placed(node)
        if placed is None:
            return None
        left = self.scale.x(placed.start) - self.offset
        right = self.scale.x(placed.finish) - self.offset
        top = self._row_top(row)
        middle = top + self._view.rowHeight(row) / 2
        return Bar(row, node, placed, QRectF(left, middle - BAR / 2, max(right - left, 2), BAR))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painted = {}  # nothing moves while it is painted, and links ask for the same bars
        try:
            self._paint(event)
        finally:
            self._painted = None

    def _paint(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(event.rect(), look.colour(Role.SURFACE))
        painter.setClipRect(0, HEAD_HEIGHT, self.width(), self.height() - HEAD_HEIGHT)
        rows = self.rows_in_view()
        dirty = event.rect()
        top, bottom = dirty.top() - HEAD_HEIGHT, dirty.bottom() - HEAD_HEIGHT
        within = self._rows_between(max(0, top - 1), bottom + 1) if bottom >= 0 else range(0)
        touched = range(max(within.start, rows.start), min(within.stop, rows.stop))
        self._ground(painter, touched, dirty)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._links.paint(painter, rows, QRectF(dirty))
        if len(self._drawn) > 1000:
            self._drawn.clear()
        for row in touched:
            bar, node = self.bar(row), self._model.visible[row]
            self._drawn[node] = bar.placed if bar else None
            if bar is not None:
                self._bar(painter, bar)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipping(False)
        if dirty.top() < HEAD_HEIGHT:
            paint_head(painter, self.scale, self.offset, self.width())
        self._today(painter)
        if self.drag is not None:
            self._dragging(painter, self.drag)

    def _dragging(self, painter: QPainter, drag: Drag) -> None:
        """The line to what would be linked, or the bubble with what would follow."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if drag.grip is not Grip.KNOB:
            words = drag.words(self._placed(drag.node))
            if words and drag.values:
                paint_bubble(painter, drag.at, words, QRectF(self.rect()))
            return
        box = (self.bar(drag.bar.row) or drag.bar).box
        painter.setPen(theme().pen(Role.ACCENT, 2))
        painter.drawLine(QPointF(box.right() + 8, box.center().y()), drag.at)
        row = self._view.rowAt(int(drag.at.y() - HEAD_HEIGHT))
        target = self.bar(row) if row >= 0 else None
        if target is not None and target.node is not drag.node:
            frame = target.box.adjusted(-3, -3, 3, 3)
            rounded(painter, frame, 4, None, theme().pen(Role.ACCENT, 2))

    def _ground(self, painter: QPainter, rows: range, dirty: QRect) -> None:
        look = theme()
        top_edge = max(HEAD_HEIGHT, dirty.top())
        bottom = dirty.bottom() + 1 - top_edge
        ground = self.scale.ground(self.offset, self.offset + self.width())
        shades = look.colour(Role.SUNKEN), look.colour(Role.CANVAS)
        wide, line = self.scale.day_width, look.colour(Role.LINE)
        for place, is_weekend in ground.resting:
            painter.fillRect(QRectF(place, top_edge, wide, bottom), shades[is_weekend])
        for x in ground.lines:
            painter.fillRect(x, top_edge, 1, bottom, line)
        for row in rows:
            top = round(self._row_top(row))
            height = self._view.rowHeight(row)
            if row == self._view.current_row:
                painter.fillRect(0, top, self.width(), height, look.colour(Role.TINT))
            painter.fillRect(0, top + height - 1, self.width(), 1, line)

    def _today(self, painter: QPainter) -> None:
        x = self.scale.x_of_day(self.today) - self.offset + self.scale.day_width / 2
        if not 0 <= x <= self.width():
            return
        red = theme().tone(Tone.RED).solid
        painter.fillRect(QRectF(x, HEAD_HEIGHT - 6, 1.5, self.height()), red)
        rounded(painter, QRectF(x - 3, HEAD_HEIGHT - 10, 7, 7), 3.5, red)

    def _bar(self, painter: QPainter, bar: Bar) -> None:
        is_current = bar.row == self._view.current_row
        if bar.node.children:
            paint_summary(painter, bar.box)
            if is_current:
                paint_knob(painter, bar.box)
        elif bar.node.item.kind is ItemKind.MILESTONE or bar.placed.start == bar.placed.finish:
            day = formats().short_day(bar.placed.start.date())
            paint_milestone(painter, bar.box, day)
        else:
            if bar.placed.slack > 0:
                paint_slack(painter, bar, self._slack_end(bar))
            paint_task(painter, bar, shows_path=self.shows_path, is_current=is_current)

    def _slack_end(self, bar: Bar) -> float:
        calendar = self._bench.draft.calendar
        end = calendar.after(seconds_of(bar.placed.finish), bar.placed.slack)
        return self.scale.x(instant_of(end)) - self.offset

    # -- links

    def choose_link(self) -> None:
        """Choose the next link of the current row, for the Delete key."""
        if self._view.node is not None:
            self._links.choose_next(self._view.node)
            self.update()

    def remove_link(self) -> None:
        """Remove the link that is chosen."""
        chosen, self._links.chosen = self._links.chosen, None
        node = self._bench.node_of(chosen[1]) if chosen else None
        if chosen and node is not None:
            plan_hand.unlink(self._bench, chosen[0], node)
        self.update()

    # -- mouse

    def grip_at(self, at: QPointF) -> tuple[Bar, Grip] | None:
        """Which bar is held at a point, and where."""
        row = self._view.rowAt(int(at.y() - HEAD_HEIGHT))
        bar = self.bar(row) if row >= 0 else None
        if bar is None or not bar.box.adjusted(-6, -3, KNOB, 3).contains(at):
            return None
        is_point = bar.placed.start == bar.placed.finish
        if at.x() > bar.box.right() + (7 if is_point else 3):
            return bar, Grip.KNOB
        if bar.node.children:  # its dates are those of its rows
            return None
        return bar, Grip.BODY if is_point or at.x() < bar.box.right() - EDGE else Grip.END

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        grip = self.grip_at(at)
        if grip is None and self._links.choose_at(at):
            self.update()
            return
        if self._links.chosen is not None:
            self._links.chosen = None
            self.update()
        row = self._view.rowAt(int(at.y() - HEAD_HEIGHT))
        if row >= 0:
            self._view.go(row, max(1, self._view.current_column))
        is_left = event.button() == Qt.MouseButton.LeftButton
        if grip and is_left and not self._bench.is_read_only:
            self.drag = Drag(self._bench, grip[0], grip[1], at, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.drag is None:
            grip = self.grip_at(event.position())
            self.setCursor(_CURSORS[grip[1]] if grip else Qt.CursorShape.ArrowCursor)
            return
        self.drag.move(event.position(), self.scale.day_width)
        self._edge.follow(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self.drag = self.drag, None
        self._edge.stop()
        if drag is not None:
            row = self._view.rowAt(int(event.position().y() - HEAD_HEIGHT))
            drag.put_down(self._model.visible[row] if row >= 0 else None)
            self.update()

    def give_up(self) -> None:
        """Put back what is dragged."""
        drag, self.drag = self.drag, None
        self._edge.stop()
        if drag is not None:
            drag.give_up()
        self._links.chosen = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways by a horizontal wheel or with Shift, zoom with Ctrl, else the grid scrolls."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(-1 if delta.y() > 0 else 1, event.position().x())
        elif delta.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_by(-(delta.x() or delta.y()) / 2)
        else:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() - delta.y() // 2)
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._view.rowAt(event.pos().y() - HEAD_HEIGHT)
            bar = self.bar(row) if row >= 0 else None
            words = "" if bar is None or self.drag else bar_words(bar, self._bench.sheet)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.drag is not None:
            self.give_up()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)


_CURSORS = {
    Grip.BODY: Qt.CursorShape.OpenHandCursor,
    Grip.END: Qt.CursorShape.SizeHorCursor,
    Grip.KNOB: Qt.CursorShape.CrossCursor,
}
