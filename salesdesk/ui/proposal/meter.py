"""The painted scales: a margin among its limits, and a discount among what may be signed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui.formats import formats
from salesdesk.ui.theme import Role, Text, Tone, theme

Mark = tuple[Decimal, str]
BELOW = 3
"""How many points under the floor the amber part reaches."""


class Meter(QWidget):
    """A bar in red, amber and green with marks below it and a pointer above."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._range = (Decimal(0), Decimal(100))
        self._zones: Sequence[tuple[Decimal, Tone]] = ()
        self._marks: Sequence[Mark] = ()
        self._value: Decimal | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(38)
        self.setMinimumWidth(150)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(300, 38)

    def show_value(
        self, value: Decimal | None, ends: tuple[Decimal, Decimal],
        zones: Sequence[tuple[Decimal, Tone]], marks: Sequence[Mark],
    ) -> None:  # fmt: skip
        """``zones`` are (where it ends, tone), from left to right."""
        self._value, self._range, self._zones, self._marks = value, ends, zones, marks
        said = ", ".join(f"{words} {formats().percent(at)}" for at, words in marks)
        self.setAccessibleName(f"{self._name}, {formats().percent(value)}")
        self.setAccessibleDescription(said)
        self.update()

    def _x(self, value: Decimal) -> float:
        low, high = self._range
        part = (value - low) / (high - low) if high > low else Decimal(0)
        return 4 + float(min(max(part, Decimal(0)), Decimal(1))) * (self.width() - 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(4, 14, self.width() - 8, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        start = bar.left()
        painter.save()
        for at, (end, tone) in enumerate(self._zones):
            stop = bar.right() if at == len(self._zones) - 1 else self._x(end)
            painter.setBrush(look.tone(tone).solid)
            painter.setClipRect(QRectF(start, bar.top(), max(0.0, stop - start), bar.height()))
            painter.drawRoundedRect(bar, 3.5, 3.5)
            start = stop
        painter.restore()
        self._paint_marks(painter, bar)
        if self._value is not None:
            x = self._x(self._value)
            painter.setBrush(look.colour(Role.TEXT))
            painter.setPen(Qt.PenStyle.NoPen)
            corners = [QPointF(x - 5, 2), QPointF(x + 5, 2), QPointF(x, 10.5)]
            painter.drawPolygon(QPolygonF(corners))

    def _paint_marks(self, painter: QPainter, bar: QRectF) -> None:
        look = theme()
        font = look.font(Text.CAPTION)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        taken = -1.0
        for value, name in self._marks:
            x, words = self._x(value), name
            painter.fillRect(QRectF(x - 1, bar.top() - 2, 2, bar.height() + 4),
                             look.colour(Role.TEXT))  # fmt: skip
            width, left = self._room(metrics, x, words)
            if left <= taken:
                words = formats().plain(value)
                width, left = self._room(metrics, x, words)
            if left > taken:
                painter.setPen(look.colour(Role.TEXT2))
                painter.drawText(QPointF(left, self.height() - 3.0), words)
                taken = left + width + 6

    def _room(self, metrics: QFontMetricsF, x: float, words: str) -> tuple[float, float]:
        """How wide the words are, and where they begin to stand under their mark."""
        width = metrics.horizontalAdvance(words)
        return width, min(max(x - width / 2, 0.0), self.width() - width)


class MarginMeter(Meter):
    """Where the margin lies against the floor and against no discount at all."""

    def __init__(self) -> None:
        super().__init__(_("Margin"))

    def show_margin(self, margin: Decimal | None, floor: Decimal, bare: Decimal | None) -> None:
        low = floor - 3 * BELOW
        high = max(floor + 4 * BELOW, (bare or floor) + BELOW)
        zones = ((floor - BELOW, Tone.RED), (floor, Tone.AMBER), (high, Tone.GREEN))
        plain = formats().plain
        marks: list[Mark] = [
            (floor - BELOW, plain(floor - BELOW)),
            (floor, _("floor {percent}").format(percent=plain(floor))),
        ]
        if bare is not None and bare > floor:
            marks.append((bare, _("{percent} undiscounted").format(percent=plain(bare))))
        self.show_value(margin, (min(low, margin) if margin is not None else low, high),
                        zones, marks)  # fmt: skip
