"""The scale of the header discount as a slider: each position is told before it is taken."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from salesdesk.ui.proposal.meter import Meter
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, theme

STEP, LEAP = Decimal("0.25"), Decimal(1)
_MOVES = {
    Qt.Key.Key_Left: -STEP, Qt.Key.Key_Down: -STEP, Qt.Key.Key_Right: STEP, Qt.Key.Key_Up: STEP,
    Qt.Key.Key_PageDown: -LEAP, Qt.Key.Key_PageUp: LEAP,
}  # fmt: skip


class DiscountSlider(Meter):
    """Arrows or the mouse try a discount, Enter or letting go takes it, Esc goes back."""

    tried = Signal(object)
    taken = Signal(object)
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.given = Decimal(0)
        self.trying: Decimal | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def position(self) -> Decimal:
        return self.given if self.trying is None else self.trying

    def try_at(self, percent: Decimal) -> None:
        low, high = self._range
        percent = max(low, min(percent, high))
        if percent == self.trying:
            return
        self.trying = self._value = percent
        self.update()
        self.tried.emit(percent)

    def back(self) -> None:
        """The discount that stands."""
        if self.trying is not None:
            self.trying, self._value = None, self.given
            self.update()
            self.left.emit()

    def take(self) -> None:
        percent, self.trying = self.trying, None
        if percent is not None:
            self.taken.emit(percent)

    def _at(self, x: float) -> Decimal:
        low, high = self._range
        part = Decimal((x - 4) / max(1, self.width() - 8))
        steps = ((low + part * (high - low)) / STEP).quantize(Decimal(1), ROUND_HALF_UP)
        return steps * STEP

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self.try_at(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.try_at(self._at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None:
            self.try_at(self.position + move)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape and self.trying is not None:
            self.back()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.back()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            box = QRectF(1, 11, self.width() - 2, 13)
            rounded(QPainter(self), box, 6, None, theme().pen(Role.ACCENT, 1.5))
