"""A small card that floats at what it explains or changes; Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, theme

EDGE = 14


class Popover(QWidget):
    """Opens below its opener, above it when there is no room."""

    def __init__(self, opener: QWidget, width: int = 300) -> None:
        super().__init__(opener.window(), Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._opener = opener
        self.setFixedWidth(width + 2 * EDGE)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(EDGE + 14, EDGE + 12, EDGE + 14, EDGE + 12)
        self.body.setSpacing(8)

    def open(self) -> None:
        self.adjustSize()
        window = self._opener.window()
        corner = self._opener.mapTo(window, QPoint(0, self._opener.height()))
        x = min(corner.x() - EDGE, window.width() - self.width())
        y = corner.y() - EDGE + 4
        if y + self.height() > window.height():
            y = corner.y() - self._opener.height() - self.height() + EDGE - 4
        self.move(window.mapToGlobal(QPoint(max(0, x), max(0, y))))
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        box = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        paint_shadow(painter, box, 10, EDGE)
        rounded(painter, box, 10, look.colour(Role.RAISED), look.pen(Role.LINE2))
