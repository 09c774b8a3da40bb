"""Charts painted by us: columns with targets, bars, waterfall, sparkline, meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui.formats import formats
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


class Chart(QWidget):
    """A picture whose numbers can be read aloud and copied."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def table(self) -> Sequence[tuple[str, ...]]:
        """The numbers as rows of text."""
        return ()

    def told(self) -> None:
        """New numbers: say them to the screen reader and draw."""
        self.setAccessibleDescription("; ".join(" ".join(r) for r in self.table()))
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy numbers")).triggered.connect(lambda _on=False: self._copy_numbers())
        menu.addAction(_("Copy picture")).triggered.connect(
            lambda _on=False: QGuiApplication.clipboard().setPixmap(self.grab())
        )
        menu.popup(event.globalPos())

    def _copy_numbers(self) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(r) for r in self.table()))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label, height and the words over it; ``target`` draws a tick."""

    label: str
    value: float
    words: str
    target: float | None = None
    current: bool = False


def nice_steps(highest: float, most: int = 2) -> list[float]:
    """Round values for at most ``most`` grid lines up to ``highest``."""
    if highest <= 0:
        return []
    raw = highest / most
    size = 10 ** floor(log10(raw))
    step = next(size * f for f in (1, 2, 2.5, 5, 10) if size * f >= raw * 0.8)
    return [step * n for n in range(1, ceil(highest / step) + 1) if step * n <= highest * 1.04]


class ColumnsChart(Chart):
    """Months against their targets."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._columns: Sequence[Column] = ()
        self.setMinimumHeight(160)

    def show_columns(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self.told()

    def table(self) -> Sequence[tuple[str, ...]]:
        return [(c.label, c.words) for c in self._columns]

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._columns:
            return
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        highest = max(max(c.value, c.target or 0) for c in self._columns) or 1
        plot = QRectF(36, 20, self.width() - 36, self.height() - 46)
        painter.setFont(look.font(Text.CAPTION))
        for value in (0.0, *nice_steps(highest)):
            y = plot.bottom() - plot.height() * value / highest
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), look.colour(Role.LINE))
            painter.setPen(look.colour(Role.TEXT3))
            painter.drawText(QRectF(0, y - 8, 28, 16), _RIGHT, short(value))
        room = plot.width() / len(self._columns)
        for at, column in enumerate(self._columns):
            slot = QRectF(plot.left() + at * room, plot.top(), room, plot.height())
            self._column(painter, slot, column, highest)

    def _column(self, painter: QPainter, slot: QRectF, column: Column, highest: float) -> None:
        look = theme()
        width = min(34.0, slot.width() * 0.5)
        height = slot.height() * column.value / highest
        middle = slot.center().x()
        bar = QRectF(middle - width / 2, slot.bottom() - height, width, height)
        role = Role.ACCENT if column.current else Role.ACCENT_LINE
        if height > 1:
            rounded(painter, bar, 3, look.colour(role))
            painter.fillRect(QRectF(bar.left(), bar.bottom() - min(3, height), width,
                                    min(3, height)), look.colour(role))  # fmt: skip
        top = bar.top()
        if column.target is not None:
            y = slot.bottom() - slot.height() * column.target / highest
            tick = QRectF(middle - width / 2 - 6, y - 1, width + 12, 2)
            painter.fillRect(tick, look.colour(Role.TEXT))
            top = min(top, y)
        painter.setFont(look.number_font(Text.LABEL if column.current else Text.CAPTION))
        painter.setPen(look.colour(Role.TEXT if column.current else Role.TEXT2))
        if len(self._columns) <= 15:
            words = QRectF(slot.left() - 8, top - 17, slot.width() + 16, 14)
            painter.drawText(words, _CENTER, column.words)
        label = QRectF(slot.left() - 8, slot.bottom() + 6, slot.width() + 16, 16)
        painter.setFont(look.font(Text.LABEL if column.current else Text.CAPTION))
        painter.drawText(label, _CENTER, column.label)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a ranking: the part that is ``strong`` and the whole, both of ``highest``."""

    label: str
    detail: str
    words: str
    whole: float
    strong: float = 0.0
    tone: Tone = Tone.BLUE


class BarsChart(Chart):
    """Horizontal bars, each under its words: stages of a pipeline."""

    ROW = 54

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        self._bars = bars
        self.updateGeometry()
        self.told()

    def table(self) -> Sequence[tuple[str, ...]]:
        return [(b.label, b.detail, b.words) for b in self._bars]

    def sizeHint(self) -> QSize:
        return QSize(200, self.ROW * max(1, len(self._bars)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        highest = max((bar.whole for bar in self._bars), default=1) or 1
        for at, bar in enumerate(self._bars):
            top = at * self.ROW
            line = QRectF(0, top, self.width(), 20)
            painter.setFont(look.font(Text.NAME))
            painter.setPen(look.colour(Role.TEXT))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, bar.label)
            used = painter.fontMetrics().horizontalAdvance(bar.label) + 8
            painter.setFont(look.number_font(Text.STRONG))
            painter.drawText(line, _RIGHT, bar.words)
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(
                line.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, bar.detail
            )
            self._track(painter, QRectF(0, top + 25, self.width(), 10), bar, highest)

    def _track(self, painter: QPainter, track: QRectF, bar: Bar, highest: float) -> None:
        look = theme()
        solid = look.tone(bar.tone).solid
        rounded(painter, track, 2, look.colour(Role.SUNKEN))
        whole = QRectF(track)
        whole.setWidth(max(2.0, track.width() * bar.whole / highest))
        painter.save()
        painter.setOpacity(0.5)
        rounded(painter, whole, 2, solid)
        painter.restore()
        strong = QRectF(track)
        strong.setWidth(track.width() * bar.strong / highest)
        rounded(painter, strong, 2, solid)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a waterfall: from cost to price."""

    label: str
    value: float
    role: Role = Role.ACCENT
    is_total: bool = False


class Waterfall(Chart):
    """How one figure becomes another."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._steps: Sequence[Step] = ()

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self.told()

    def table(self) -> Sequence[tuple[str, ...]]:
        return [(s.label, f"{s.value:.2f}") for s in self._steps]

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter, look = QPainter(self), theme()
        highest, running = 1.0, 0.0
        for step in self._steps:
            running = step.value if step.is_total else running + step.value
            highest = max(highest, running)
        room = self.width() / len(self._steps)
        plot = self.height() - 20
        running = 0.0
        for at, step in enumerate(self._steps):
            start = 0.0 if step.is_total else running
            running = step.value if step.is_total else running + step.value
            top = plot * (1 - max(start, running) / highest)
            size = max(2.0, plot * abs(running - start) / highest)
            box = QRectF(at * room + room * 0.14, top, room * 0.72, size)
            rounded(painter, box, 2, look.colour(step.role))
            painter.setFont(look.font(Text.CAPTION))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(QRectF(at * room, plot + 4, room, 16), _CENTER, step.label)


class Sparkline(Chart):
    """The shape of a series in one line of text."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._values: Sequence[float] = ()
        self.setFixedSize(96, 22)

    def show_values(self, values: Sequence[float]) -> None:
        self._values = values
        self.told()

    def table(self) -> Sequence[tuple[str, ...]]:
        return [(f"{value:.2f}",) for value in self._values]

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(self._values), max(self._values)
        span = (high - low) or 1
        step = (self.width() - 4) / (len(self._values) - 1)
        points = [
            QPointF(2 + at * step, 3 + (self.height() - 6) * (1 - (value - low) / span))
            for at, value in enumerate(self._values)
        ]
        painter.setPen(theme().pen(Role.ACCENT, 1.5))
        painter.drawPolyline(QPolygonF(points))


class Meter(Chart):
    """A value against its limits: red below the first, amber to the second, green above."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._value, self._low, self._high = 0.0, 0.0, 1.0
        self._limits: Sequence[tuple[float, str]] = ()
        self.setMinimumSize(180, 40)

    def show_value(
        self, value: float, limits: Sequence[tuple[float, str]], low: float, high: float
    ) -> None:
        """``limits`` are the borders between red, amber and green, with the words below them."""
        self._value, self._limits, self._low, self._high = value, limits, low, high
        self.told()

    def table(self) -> Sequence[tuple[str, ...]]:
        return [(f"{self._value:.2f}",), *((words,) for _limit, words in self._limits)]

    def _x(self, value: float) -> float:
        share = (value - self._low) / ((self._high - self._low) or 1)
        return 4 + (self.width() - 8) * min(1.0, max(0.0, share))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        borders = [self._low, *(limit for limit, _words in self._limits[:2]), self._high]
        for at, tone in enumerate((Tone.RED, Tone.AMBER, Tone.GREEN)[-(len(borders) - 1) :]):
            left, right = self._x(borders[at]), self._x(borders[at + 1])
            rounded(painter, QRectF(left, 14, right - left, 7), 2, look.tone(tone).solid)
        painter.setFont(look.font(Text.CAPTION))
        for limit, words in self._limits:
            x = self._x(limit)
            painter.fillRect(QRectF(x - 0.75, 11, 1.5, 13), look.colour(Role.TEXT))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(QRectF(x - 60, 25, 120, 14), _CENTER, words)
        x = self._x(self._value)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(Role.TEXT))
        knob = [QPointF(x - 5, 2), QPointF(x + 5, 2), QPointF(x, 10)]
        painter.drawPolygon(QPolygonF(knob))


def short(value: float) -> str:
    """An axis label: 100k, 1.5m."""
    for size, letter in ((1_000_000, "m"), (1000, "k")):
        if value >= size:
            return f"{formats().plain(Decimal(repr(value / size)))}{letter}"
    return formats().plain(Decimal(repr(value)))
