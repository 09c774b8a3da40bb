"""The Gantt beside the grid: one scroll, one selection, only the rows in view are drawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.calendar import seconds_of
from salesdesk.models.values.duration import Duration, plain
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import duration_of
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.workplan import ItemKind
from salesdesk.models.values.workplan_edits import SetFields
from salesdesk.ui.estimation.gantt_links import Bar, Links
from salesdesk.ui.estimation.gantt_shapes import (
    BAR,
    paint_head,
    paint_milestone,
    paint_summary,
)
from salesdesk.ui.estimation.grid_header import HEAD_HEIGHT
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.estimation.time_scale import TimeScale, Zoom
from salesdesk.ui.formats import formats
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

BEFORE_START = 14  # days shown before the plan begins
EDGE = 5
MOST_ROWS = 8  # more of them are drawn sooner together


class Gantt(QWidget):
    """Bars of the visible rows at the heights of the grid's rows."""

    scrolled = Signal()

    def __init__(self, view: GridView, today: date | None = None) -> None:
        super().__init__()
        self._view = view
        self._model = view._model
        self._bench = view.workbench
        self.today = today or date.today()  # noqa: DTZ011 the user's own day
        self.offset = 0.0
        self._drag: tuple[Bar, str, QPointF] | None = None
        self._dragged = 0.0
        self._described = -1
        self._drawn: dict[Node, Placed | None] = {}
        self.scale = TimeScale(self._origin(), Zoom.WEEKS, self._bench.draft.calendar)
        self._links = Links(self, view)
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
        nodes = ((row, self._model.visible[row]) for row in self.rows_in_view())
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

    def set_zoom(self, zoom: Zoom) -> None:
        """Another zoom; what stands at the left stays there."""
        day = self.scale.day_at(self.offset)
        self.scale = TimeScale(self.scale.origin, zoom, self.scale.calendar)
        self.offset = max(0.0, self.scale.x_of_day(day))
        self.update()

    # -- geometry

    def _placed(self, node: Node) -> Placed | None:
        schedule = self._bench.schedule
        return schedule[node.item.id] if schedule else None

    def _row_top(self, row: int) -> float:
        return HEAD_HEIGHT + self._view.rowViewportPosition(row)

    def rows_in_view(self) -> range:
        height = self._view.viewport().height()
        first = self._view.rowAt(0)
        last = self._view.rowAt(height - 1)
        count = self._model.rowCount()
        return range(max(0, first), count if last < 0 else last + 1)

    def bar(self, row: int) -> Bar | None:
        """Where the bar of a row stands; None where it has none."""
        node = self._model.visible[row]
        placed = self._placed(node)
        self._drawn[node] = placed
        if placed is None:
            return None
        left = self.scale.x(placed.start) - self.offset
        right = self.scale.x(placed.finish) - self.offset
        top = self._row_top(row)
        middle = top + self._view.rowHeight(row) / 2
        return Bar(row, node, placed, QRectF(left, middle - BAR / 2, max(right - left, 2), BAR))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(event.rect(), look.colour(Role.SURFACE))
        painter.setClipRect(0, HEAD_HEIGHT, self.width(), self.height() - HEAD_HEIGHT)
        rows = self.rows_in_view()
        dirty = QRectF(event.rect())
        touched = [row for row in rows if self._touches(row, dirty)]
        self._ground(painter, touched, event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._links.paint(painter, rows, dirty)
        if len(self._drawn) > 1000:
            self._drawn.clear()
        for row in touched:
            bar = self.bar(row)
            if bar is not None:
                self._bar(painter, bar)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipping(False)
        if event.rect().top() < HEAD_HEIGHT:
            paint_head(painter, self.scale, self.offset, self.width())
        self._today(painter)

    def _touches(self, row: int, dirty: QRectF) -> bool:
        top = self._row_top(row)
        return top <= dirty.bottom() and top + self._view.rowHeight(row) >= dirty.top()

    def _ground(self, painter: QPainter, rows: list[int], dirty: QRect) -> None:
        look = theme()
        top_edge = max(HEAD_HEIGHT, dirty.top())
        bottom = dirty.bottom() + 1 - top_edge
        left, right = self.offset, self.offset + self.width()
        if self.scale.zoom in (Zoom.DAYS, Zoom.WEEKS):
            for day in self.scale.resting(left, right):
                role = Role.CANVAS if day.weekday() >= 5 else Role.SUNKEN
                x = self.scale.x_of_day(day) - self.offset
                box = QRectF(x, top_edge, self.scale.day_width, bottom)
                painter.fillRect(box, look.colour(role))
        line = look.colour(Role.LINE)
        for day, _text in self.scale.lower(left, right):
            x = round(self.scale.x_of_day(day) - self.offset)
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
        if bar.node.children:
            paint_summary(painter, bar.box)
        elif bar.node.item.kind is ItemKind.MILESTONE or bar.placed.start == bar.placed.finish:
            day = formats().short_day(bar.placed.start.date())
            paint_milestone(painter, bar.box, day)
        else:
            self._task(painter, bar)

    def _task(self, painter: QPainter, bar: Bar) -> None:
        look, box = theme(), self._shifted(bar)
        slack = bar.placed.slack
        if slack > 0:
            self._slack(painter, bar)
        rounded(painter, box, 3, look.colour(Role.ACCENT))
        if bar.placed.critical:
            stripe = QRectF(box.left() + 1, box.bottom() - 2, max(2.0, box.width() - 2), 3)
            painter.fillRect(stripe, look.tone(Tone.RED).solid)
        if bar.row == self._view.current_row:
            rounded(painter, box.adjusted(-2, -2, 2, 2), 4, None, QPen(look.colour(Role.TEXT), 1.5))
            knob = QRectF(box.right() - 1, box.center().y() - 3.5, 7, 7)
            rounded(painter, knob, 3.5, look.colour(Role.SURFACE), look.pen(Role.TEXT, 1.5))
        words = f"{plain(bar.node.effort)} h" if bar.node.effort else ""
        painter.setFont(look.font(Text.LABEL))
        if words and painter.fontMetrics().horizontalAdvance(words) + 10 < box.width():
            painter.setPen(look.colour(Role.ON_ACCENT))
            inner = box.adjusted(5, -1, -2, -1)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)

    def _slack(self, painter: QPainter, bar: Bar) -> None:
        calendar = self._bench.draft.calendar
        end = calendar.after(seconds_of(bar.placed.finish), bar.placed.slack)
        x = self.scale.x(_instant(end)) - self.offset
        y = bar.box.center().y()
        painter.setPen(theme().pen(Role.CONTROL, 1))
        painter.drawLine(QPointF(bar.box.right(), y), QPointF(x, y))
        painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))

    # -- mouse and keys

    def _shifted(self, bar: Bar) -> QRectF:
        if self._drag is None or self._drag[0].node is not bar.node:
            return bar.box
        if self._drag[1] == "end":
            return bar.box.adjusted(0, 0, max(self._dragged, 3 - bar.box.width()), 0)
        return bar.box.translated(self._dragged, 0)

    def _hit(self, at: QPointF) -> tuple[Bar, str] | None:
        row = self._view.rowAt(int(at.y() - HEAD_HEIGHT))
        bar = self.bar(row) if row >= 0 else None
        if bar is None or bar.node.children or not bar.box.adjusted(-3, -3, 8, 3).contains(at):
            return None
        return bar, "end" if at.x() > bar.box.right() - EDGE else "body"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._view.rowAt(int(event.position().y() - HEAD_HEIGHT))
        if row >= 0:
            self._view.go(row, max(1, self._view.current_column))
        hit = self._hit(event.position())
        if hit and not self._bench.is_read_only and event.button() == Qt.MouseButton.LeftButton:
            self._drag, self._dragged = (hit[0], hit[1], event.position()), 0.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            hit = self._hit(event.position())
            shapes = {"end": Qt.CursorShape.SizeHorCursor, "body": Qt.CursorShape.OpenHandCursor}
            self.setCursor(shapes[hit[1]] if hit else Qt.CursorShape.ArrowCursor)
            return
        self._dragged = event.position().x() - self._drag[2].x()
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._drag is None:
            return
        (bar, part, _from), moved = self._drag, self._dragged
        self._drag = None
        days = round(moved / self.scale.day_width)
        if days and part == "body":
            self._start_on(bar.node, bar.placed.start.date() + timedelta(days=days))
        elif days:
            finish = _instant(seconds_of(bar.placed.finish) + days * 86_400)
            seconds = self._bench.draft.calendar.between(
                seconds_of(bar.placed.start), seconds_of(finish)
            )
            self._last(bar.node, seconds)
        self.update()

    def _start_on(self, node: Node, day: date) -> None:
        values = {"not_before": day, "fixed": None}
        edit = SetFields(
            ((self._bench.row_of(node), values),), _("move {name}").format(name=node.item.name)
        )
        self._bench.do(edit)

    def _last(self, node: Node, seconds: int) -> None:
        from salesdesk.models.values.duration import of_seconds

        duration: Duration = of_seconds(max(seconds, 3600), self._bench.draft.calendar)
        values = {"duration": duration, "fixed": None}
        label = _("stretch {name}").format(name=node.item.name)
        self._bench.do(SetFields(((self._bench.row_of(node), values),), label))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose rows; with Ctrl they move the bar, with Shift too they stretch it."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in rows and not control:
            self._view.go(self._view.current_row + rows[key], max(1, self._view.current_column))
        elif key in ways and control:
            self._nudge(ways[key], stretch=shift)
        elif key in ways:
            self.scroll_by(ways[key] * 7 * self.scale.day_width)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and control:
            self._zoom(-1 if key is not Qt.Key.Key_Minus else 1)
        else:
            super().keyPressEvent(event)

    def _nudge(self, days: int, *, stretch: bool) -> None:
        """By a working day."""
        row = self._view.current_row
        bar = self.bar(row) if row >= 0 else None
        if bar is None or bar.node.children:
            return
        calendar = self._bench.draft.calendar
        if stretch:
            own = duration_of(bar.node.item)
            seconds = own.seconds(calendar) if own else 0
            self._last(bar.node, seconds + days * calendar.day_seconds)
            return
        start = calendar.after(seconds_of(bar.placed.start), days * calendar.day_seconds)
        self._start_on(bar.node, _instant(calendar.next_work(start)).date())

    def _zoom(self, by: int) -> None:
        zooms = list(Zoom)
        at = max(0, min(len(zooms) - 1, zooms.index(self.scale.zoom) + by))
        self.set_zoom(zooms[at])

    def scroll_by(self, pixels: float) -> None:
        self.offset = max(0.0, self.offset + pixels)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways by a horizontal wheel or with Shift, zoom with Ctrl, else the grid scrolls."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(-1 if delta.y() > 0 else 1)
        elif delta.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_by(-(delta.x() or delta.y()) / 2)
        else:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() - delta.y() // 2)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


def _instant(seconds: int) -> datetime:
    from salesdesk.models.values.calendar import instant_of

    return instant_of(seconds)
