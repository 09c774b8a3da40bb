"""The steps of a workflow as a bar: done, current, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


class _StepButton(QPushButton):
    def __init__(self, words: str, place: str) -> None:
        super().__init__(words)
        self._place = place
        self.setFont(theme().font(Text.SMALL_STRONG))
        state = {"past": _("done"), "now": _("current"), "next": _("to come")}[place]
        self.setAccessibleName(f"{words}, {state}")
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(64, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        roles = {
            "past": (Role.TINT, Role.ACCENT),
            "now": (Role.ACCENT, Role.ON_ACCENT),
            "next": (Role.SUNKEN, Role.TEXT2),
        }
        ground, ink = roles[self._place]
        if self._place == "next" and self.underMouse() and self.isEnabled():
            ground = Role.LINE2
        rounded(painter, QRectF(self.rect()), 5, look.colour(ground))
        painter.setFont(self.font())
        painter.setPen(look.colour(ink))
        room = self.width() - (26 if self._place == "past" else 10)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        if self._place == "past":
            words = painter.fontMetrics().horizontalAdvance(text) + 18
            x = (self.width() - words) / 2
            paint_icon(painter, "check", QPointF(x, 8), ink, 14)
            box = QRectF(x + 18, 0, words, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        else:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
        if self.hasFocus():
            ring = Role.TEXT if self._place == "now" else Role.ACCENT
            rounded(painter, QRectF(self.rect()), 5, None, look.pen(ring, 2))


class StepBar(QWidget):
    """A click on a step asks for it; ``asked`` carries its key."""

    asked = Signal(object)

    def __init__(self, steps: Sequence[tuple[object, str]], current: object) -> None:
        super().__init__()
        self.setAccessibleName(_("Steps"))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        keys = [key for key, _words in steps]
        now = keys.index(current) if current in keys else -1
        for at, (key, words) in enumerate(steps):
            place = "past" if at < now else "now" if at == now else "next"
            button = _StepButton(words, place)
            button.clicked.connect(lambda _on=False, key=key: self.asked.emit(key))
            box.addWidget(button)
