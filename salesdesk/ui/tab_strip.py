"""The tabs of open lists and records."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QTabBar

from salesdesk.i18n import _
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

TOP = 5


class TabStrip(QTabBar):
    """Draws its tabs as sheets standing on the page; an amber dot means unsaved."""

    close_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Open tabs"))
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        self.setFont(theme().font(Text.NAME))
        self._pressed_close = -1

    def put(self, text: str, icon: str) -> int:
        index = self.addTab(text)
        self.setTabData(index, (icon, False))
        self.setTabToolTip(index, text)
        return index

    def show_tab(self, index: int, text: str, icon: str, *, dirty: bool) -> None:
        if self.tabText(index) != text:
            self.setTabText(index, text)
        self.setTabData(index, (icon, dirty))
        self.setTabToolTip(index, _("{title}, unsaved").format(title=text) if dirty else text)
        self.update()

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 Qt's name
        words = QFontMetricsF(theme().font(Text.STRONG)).horizontalAdvance(self.tabText(index))
        return QSize(min(260, round(words) + 74), theme().height("tab_strip"))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 Qt's name
        return QSize(min(150, self.tabSizeHint(index).width()), theme().height("tab_strip"))

    def _close_box(self, index: int) -> QRect:
        box = self.tabRect(index)
        return QRect(box.right() - 27, box.center().y() - 7, 20, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme()
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour(Role.LINE2))
        mouse = self.mapFromGlobal(self.cursor().pos())
        for index in range(self.count()):
            self._paint_tab(painter, index, mouse if self.underMouse() else None)

    def _paint_tab(self, painter: QPainter, index: int, mouse: object) -> None:
        look = theme()
        current = index == self.currentIndex()
        box = QRectF(self.tabRect(index))
        if current:
            _sheet(painter, box.adjusted(0, TOP, 0, 0))
        data = self.tabData(index) or ("file", False)
        middle = box.center().y() + (1 if current else 0)
        paint_icon(painter, data[0], QPointF(box.x() + 11, middle - 7),
                   Role.ACCENT if current else Role.TEXT2)  # fmt: skip
        painter.setFont(look.font(Text.STRONG if current else Text.NAME))
        painter.setPen(look.colour(Role.TEXT if current else Role.TEXT2))
        words = box.adjusted(33, 2, -30, 0)
        text = painter.fontMetrics().elidedText(
            self.tabText(index), Qt.TextElideMode.ElideRight, round(words.width() + 2)
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        self._paint_mark(painter, index, mouse, dirty=bool(data[1]))
        if current and self.hasFocus():
            rounded(painter, box.adjusted(4, TOP + 4, -4, -4), 5, None, look.pen(Role.ACCENT, 2))

    def _paint_mark(self, painter: QPainter, index: int, mouse: object, *, dirty: bool) -> None:
        box = self._close_box(index)
        hot = mouse is not None and box.contains(mouse)  # type: ignore[call-overload]
        if dirty and not hot:
            dot = QRectF(box.center().x() - 3, box.center().y() - 3, 8, 8)
            rounded(painter, dot, 4, theme().tone(Tone.AMBER).solid)
            return
        if hot:
            rounded(painter, QRectF(box), 5, theme().colour(Role.LINE2))
        paint_icon(painter, "x", QPointF(box.x() + 3, box.y() + 3), Role.TEXT3, 14)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.tabAt(at)
        if event.button() == Qt.MouseButton.MiddleButton and index >= 0:
            self.close_asked.emit(index)
        elif index >= 0 and self._close_box(index).contains(at):
            self._pressed_close = index
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index, self._pressed_close = self._pressed_close, -1
        if index >= 0:
            if self._close_box(index).contains(event.position().toPoint()):
                self.close_asked.emit(index)
            return
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


def _sheet(painter: QPainter, box: QRectF) -> None:
    """A sheet with round upper corners that is open to the page below it."""
    look = theme()
    path = QPainterPath()
    radius = 7.0
    left, right, top, bottom = box.left() + 0.5, box.right() - 0.5, box.top() + 0.5, box.bottom()
    path.moveTo(left, bottom)
    path.lineTo(left, top + radius)
    path.quadTo(left, top, left + radius, top)
    path.lineTo(right - radius, top)
    path.quadTo(right, top, right, top + radius)
    path.lineTo(right, bottom)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, look.colour(Role.CANVAS))
    painter.setPen(look.pen(Role.LINE2))
    painter.drawPath(path)
    painter.restore()
