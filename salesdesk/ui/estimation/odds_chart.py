"""What the odds look like: a curve of chances, and the items that drive them as a tornado."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.odds import CERTAINTIES, Driver
from salesdesk.ui.formats import formats
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

_ALIGN = Qt.AlignmentFlag


class ChanceCurve(QWidget):
    """The S-curve of a value: how likely it is kept, with the plan's own value as a line.

    ``show_curve`` takes 101 numbers, the value kept with a chance of 0 .. 100 %.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._values: Sequence[float] = ()
        self._labels: Sequence[str] = ()
        self._planned, self._planned_label = 0.0, ""
        self.setAccessibleName(title)
        self.setMinimumHeight(190)

    def sizeHint(self) -> QSize:
        return QSize(400, 210)

    def show_curve(
        self, values: Sequence[float], labels: Sequence[str], planned: float, planned_label: str
    ) -> None:
        """``labels`` say the values at the certainties that are spoken of."""
        self._values, self._labels = values, labels
        self._planned, self._planned_label = planned, planned_label
        said = (f"{chance} %: {label}" for chance, label in zip(CERTAINTIES, labels, strict=True))
        self.setAccessibleDescription(", ".join([*said, planned_label]))
        self.update()

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(44, 26, -14, -24)

    def _at(self, value: float, chance: float) -> QPointF:
        low, high = self._reach()
        plot = self._plot()
        across = (value - low) / (high - low) if high > low else 0.5
        return QPointF(plot.left() + plot.width() * across, plot.bottom() - plot.height() * chance)

    def _reach(self) -> tuple[float, float]:
        return min(self._values[0], self._planned), max(self._values[-1], self._planned)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._values:
            return
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(Text.SMALL_STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(QRectF(0, 0, self.width(), 18), _ALIGN.AlignLeft, self._title)
        self._paint_grid(painter)
        self._paint_plan(painter)
        line = QPolygonF([self._at(value, at / 100) for at, value in enumerate(self._values)])
        painter.setPen(QPen(look.colour(Role.ACCENT), 2))
        painter.drawPolyline(line)
        for chance, label in zip(CERTAINTIES, self._labels, strict=True):
            self._paint_mark(painter, chance, label)

    def _paint_grid(self, painter: QPainter) -> None:
        look, plot = theme(), self._plot()
        painter.setFont(look.font(Text.CAPTION))
        for chance in (0, 50, 100):
            y = plot.bottom() - plot.height() * chance / 100
            painter.setPen(look.pen(Role.LINE))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.colour(Role.TEXT3))
            box = QRectF(0, y - 8, plot.left() - 6, 16)
            painter.drawText(box, _ALIGN.AlignRight | _ALIGN.AlignVCenter, f"{chance} %")

    def _paint_plan(self, painter: QPainter) -> None:
        look, plot = theme(), self._plot()
        x = self._at(self._planned, 0).x()
        painter.setPen(QPen(look.tone(Tone.AMBER).solid, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setFont(look.font(Text.CAPTION))
        painter.setPen(look.colour(Role.AMBER))
        _text_near(painter, self._planned_label, x, plot.bottom() + 5, plot)

    def _paint_mark(self, painter: QPainter, chance: int, label: str) -> None:
        look, spot = theme(), self._at(self._values[chance], chance / 100)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(Role.ACCENT))
        painter.drawEllipse(spot, 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(look.font(Text.CAPTION))
        painter.setPen(look.colour(Role.TEXT2))
        words = f"P{chance}  {label}"
        wide = painter.fontMetrics().horizontalAdvance(words)
        below = QPointF(spot.x() + 8, spot.y() + 13)  # right of a rising curve is room
        planned = self._at(self._planned, 0).x()
        if below.x() + wide > self.width() or below.x() < planned < below.x() + wide:
            below = QPointF(spot.x() - wide - 9, spot.y() + 4)
        painter.drawText(below, words)


def _text_near(painter: QPainter, words: str, x: float, top: float, plot: QRectF) -> None:
    """Words below a place, kept within the plot."""
    wide = painter.fontMetrics().horizontalAdvance(words)
    left = min(max(plot.left(), x - wide / 2), plot.right() - wide)
    painter.drawText(QRectF(left, top, wide + 2, 16), _ALIGN.AlignLeft, words)


ROW = 22.0


class Tornado(QWidget):
    """The items that drive the cost, the widest swing first."""

    def __init__(self) -> None:
        super().__init__()
        self._drivers: Sequence[Driver] = ()
        self.setAccessibleName(_("What drives it"))

    def sizeHint(self) -> QSize:
        return QSize(820, int(24 + ROW * max(1, len(self._drivers))))

    def show_drivers(self, drivers: Sequence[Driver]) -> None:
        self._drivers = drivers
        write = formats()
        lines = (
            f"{one.code} {one.name}: {write.amount(one.low)} … +{write.amount(one.high)}"
            for one in drivers
        )
        self.setAccessibleDescription("\n".join(lines))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._drivers:
            return
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(Text.SMALL_STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(QRectF(0, 0, self.width(), 18), _ALIGN.AlignLeft, _("What drives it"))
        most = max(max(abs(one.low), abs(one.high)) for one in self._drivers) or Decimal(1)
        for at, driver in enumerate(self._drivers):
            self._paint_driver(painter, 22 + at * ROW, driver, most)

    def _paint_driver(self, painter: QPainter, top: float, driver: Driver, most: Decimal) -> None:
        look, write = theme(), formats()
        name, amount, days = 220.0, 84.0, 70.0
        room = self.width() - name - 2 * amount - days
        middle = name + amount + room / 2
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT))
        words = f"{driver.code}  {driver.name}"
        fitted = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(name - 8))
        centre = _ALIGN.AlignVCenter
        painter.drawText(QRectF(0, top, name, ROW), _ALIGN.AlignLeft | centre, fitted)
        low, high = (float(part / most) * room / 2 for part in (driver.low, driver.high))
        _bar(painter, middle + low, middle, top, look.tone(Tone.GREEN).solid)
        _bar(painter, middle, middle + high, top, look.tone(Tone.AMBER).solid)
        painter.setPen(look.colour(Role.TEXT2))
        painter.drawText(QRectF(middle + low - amount - 6, top, amount, ROW),
                         _ALIGN.AlignRight | centre, write.amount(driver.low))  # fmt: skip
        painter.drawText(QRectF(middle + high + 6, top, amount, ROW),
                         _ALIGN.AlignLeft | centre, f"+{write.amount(driver.high)}")  # fmt: skip
        painter.setPen(look.colour(Role.TEXT3))
        late = _("{days} d").format(days=write.number(driver.days, 1))
        painter.drawText(
            QRectF(self.width() - days, top, days, ROW), _ALIGN.AlignRight | centre, late
        )


def _bar(painter: QPainter, left: float, right: float, top: float, fill: QColor) -> None:
    if right - left >= 0.5:
        rounded(painter, QRectF(left, top + 4, right - left, ROW - 8), 2, fill)
