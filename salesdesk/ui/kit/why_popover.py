"""Why this number: the calculator's own steps, in a card below the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.why import Why
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, Link
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Hairline, Scroller, column, holder, row
from salesdesk.ui.kit.popover import EDGE, Popover
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

WIDTH = 380
MOST_STEPS = 12
TALLEST = 400
_IN_FORMULA = re.compile(r"(?<=[×−=] )\d+\.\d+(?![\d.])|(?<![\d.])\d+\.\d+(?= [×=%]| h )")
_DAY = re.compile(r"\b(?!0001)\d{4}-[01]\d-[0-3]\d\b")
INSIDE = 14


class _Dot(QWidget):
    """The mark of a step on the line that joins them."""

    def __init__(self, *, last: bool, accent: bool) -> None:
        super().__init__()
        self._last, self._accent = last, accent
        self.setFixedWidth(14)

    def sizeHint(self) -> QSize:
        return QSize(14, 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        if not self._last:
            painter.fillRect(6, 18, 1, self.height() - 18, look.colour(Role.LINE2))
        fill = look.colour(Role.ACCENT) if self._accent else look.colour(Role.CONTROL)
        rounded(painter, QRectF(3, 6, 8, 8), 4, fill)


def figure(value: object) -> str:
    """A step's value as the grid writes numbers."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        return f"{formats().day(value)} {value:%H:%M}"
    if isinstance(value, date):
        return formats().day(value)
    number = Decimal(str(value)) if not isinstance(value, Fraction) else _decimal(value)
    exponent = number.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats().number(number, max(2, min(own, 6)))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def written(words: str) -> str:
    """The words of a step with its numbers and days as this user writes them.

    Only numbers of a formula: codes and names of items stay as they are.
    """
    write = formats()
    words = _IN_FORMULA.sub(lambda found: found[0].replace(".", write.point), words)
    return _DAY.sub(lambda found: write.day(date.fromisoformat(found[0])), words)


def _below(step: Why, depth: int = 1) -> Iterator[tuple[Why, int]]:
    """What made a step, and what made that, with how deep it lies."""
    for under in step.steps:
        yield under, depth
        yield from _below(under, depth + 1)


def _detail(step: Why, depth: int) -> QHBoxLayout:
    """One line of what lies below a step."""
    words = written(f"{step.label} · {step.source}" if step.source else step.label)
    value = Label(figure(step.value), Text.SMALL, number=True)
    value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    line = row(Label(words, Text.SMALL, Role.TEXT2, wrap=True), value, spacing=10)
    line.setContentsMargins(12 + 12 * depth, 0, 0, 0)
    line.setStretch(0, 1)
    return line


class _Tall(Scroller):
    """As tall as its steps, up to what a small window has room for."""

    def __init__(self, body: QWidget) -> None:
        super().__init__(body, Role.RAISED)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wraps = body.hasHeightForWidth()
        tall = body.heightForWidth(WIDTH - 2 * INSIDE) if wraps else body.sizeHint().height()
        self.setFixedHeight(min(tall, TALLEST))


class WhyPopover(Popover):
    """One line per step with its source; the last is what the cell shows."""

    def __init__(
        self, opener: QWidget, why: Why, cell: str, shown: str,
        override: Callable[[], None] | None,
    ) -> None:  # fmt: skip
        super().__init__(opener, WIDTH)
        self._why, self._cell, self._shown = why, cell, shown
        self.setAccessibleName(_("Why {value}?").format(value=shown))
        title = Label(_("Why {value}?").format(value=shown), Text.SECTION)
        self.body.addLayout(row(title, None, Label(cell, Text.SMALL, Role.TEXT3)))
        steps = why.steps or (why,)
        self.body.addWidget(_Tall(self._tree(steps)))
        self.body.addWidget(Hairline())
        deeds: list[QWidget | int | None] = []
        if override is not None:
            deeds.append(Button(_("Override here"), pressed=lambda: (self.close(), override())))
        copy = Link(_("Copy"), self.copy)
        self.body.addLayout(row(*deeds, None, Label("F1", Text.CAPTION, Role.TEXT3), copy))

    def _tree(self, steps: Sequence[Why]) -> QWidget:
        """The steps, and below each one those that made it."""
        shown = steps[:MOST_STEPS]
        lines = column(spacing=8)
        for at, step in enumerate(shown):
            lines.addLayout(self._step(step, last=at == len(shown) - 1))
            for under, depth in _below(step):
                lines.addLayout(_detail(under, depth))
        if len(steps) > MOST_STEPS:
            more = _("and {count} more").format(count=len(steps) - MOST_STEPS)
            lines.addWidget(Label(more, Text.SMALL, Role.TEXT2))
        return holder(lines)

    def _step(self, step: Why, *, last: bool) -> QHBoxLayout:
        words = column(Label(written(step.label), Text.NAME, wrap=True), spacing=1)
        if step.source:
            words.addWidget(Label(written(step.source), Text.SMALL, Role.TEXT2, wrap=True))
        words.addStretch()
        value = Label(figure(step.value), Text.STRONG, number=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line = row(_Dot(last=last, accent=last), holder(words), value, spacing=10)
        line.setStretch(1, 1)
        return line

    def copy(self) -> None:
        """The explanation as text."""
        lines = [f"{self._cell}: {self._shown}"]
        steps = self._why.steps or (self._why,)
        for step in steps:
            for one, depth in ((step, 0), *_below(step)):
                label = "  " * depth + one.label
                lines.append(f"{written(label)}\t{figure(one.value)}\t{written(one.source)}")
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.close()

    def open_at(self, cell: QRect, viewport: QWidget) -> None:
        """Below the cell, above it where there is no room."""
        self.adjustSize()
        below = viewport.mapToGlobal(QPoint(cell.center().x() - self.width() // 2, cell.bottom()))
        window = viewport.window()
        corner = window.mapToGlobal(QPoint(0, 0))
        left = max(corner.x(), min(below.x(), corner.x() + window.width() - self.width()))
        top = below.y() - EDGE + 6
        if top + self.height() > corner.y() + window.height():
            top = viewport.mapToGlobal(cell.topLeft()).y() - self.height() + EDGE - 6
        self.move(left, max(corner.y(), top))
        self.show()
