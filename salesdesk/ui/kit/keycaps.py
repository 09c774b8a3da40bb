"""Keys drawn as keys, to teach them where they are used."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

Hints = Sequence[tuple[str, str]]


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


def _rooms(hints: Hints) -> list[tuple[float, float]]:
    metrics = QFontMetricsF(theme().font(Text.SMALL))
    return [
        (keycap_width(key), metrics.horizontalAdvance(words) + 18 if words else 6)
        for key, words in hints
    ]


def hints_width(hints: Hints) -> float:
    return sum(cap + room for cap, room in _rooms(hints))


def paint_hints(painter: QPainter, at: QPointF, hints: Hints) -> None:
    """Keys and what they do, 22 px high, with the upper left corner at ``at``."""
    look, x = theme(), at.x()
    for (key, words), (cap, room) in zip(hints, _rooms(hints), strict=True):
        paint_keycap(painter, QPointF(x, at.y() + 1), key)
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        box = QRectF(x + cap + 6, at.y(), room, 22)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        x += cap + room


class KeyHints(QWidget):
    """Keys and what they do, in one line."""

    def __init__(self, hints: Hints) -> None:
        super().__init__()
        self._hints = hints
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(f"{key} {words}".strip() for key, words in hints))

    def sizeHint(self) -> QSize:
        return QSize(ceil(hints_width(self._hints)), 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_hints(QPainter(self), QPointF(0, 0), self._hints)
