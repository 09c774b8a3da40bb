"""Keys drawn as keys, to teach them where they are used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


def keycap_width(key: str) -> float:
    words = QFontMetricsF(theme().font(Text.LABEL)).horizontalAdvance(key)
    return max(20.0, words + 11)


def paint_keycap(painter: QPainter, at: QPointF, key: str) -> None:
    look = theme()
    box = QRectF(at.x(), at.y(), keycap_width(key), 19)
    rounded(painter, box, 4, look.colour(Role.CANVAS), look.pen(Role.LINE2))
    painter.setFont(look.font(Text.LABEL))
    painter.setPen(look.colour(Role.TEXT))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


class KeyHints(QWidget):
    """Keys and what they do, in one line."""

    def __init__(self, hints: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._hints = hints
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(f"{key} {words}".strip() for key, words in hints))

    def _widths(self) -> list[tuple[float, float]]:
        metrics = QFontMetricsF(theme().font(Text.SMALL))
        return [
            (keycap_width(key), metrics.horizontalAdvance(words) + 18 if words else 6)
            for key, words in self._hints
        ]

    def sizeHint(self) -> QSize:
        return QSize(round(sum(a + b for a, b in self._widths())), 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        x = 0.0
        for (key, words), (cap, room) in zip(self._hints, self._widths(), strict=True):
            paint_keycap(painter, QPointF(x, 1), key)
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            box = QRectF(x + cap + 6, 0, room, 22)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
            x += cap + room
