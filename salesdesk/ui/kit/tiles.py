"""A tinted square with an icon, at the head of a line that asks for something."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Tone, theme


class Tile(QWidget):
    """Decoration beside words that say the same."""

    def __init__(self, icon: str, tone: Tone, size: int = 30) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tone = QPainter(self), theme().tone(self._tone)
        rounded(painter, QRectF(self.rect()), 6, tone.tint)
        middle = (self.width() - 16) / 2
        paint_icon(painter, self._icon, QPointF(middle, middle), tone.ink)
