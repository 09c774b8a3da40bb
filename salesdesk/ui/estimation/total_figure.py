"""A figure of the totals bar: focused like a control, and it can say why it is what it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from salesdesk.i18n import _
from salesdesk.ui.formats import UNKNOWN
from salesdesk.ui.kit.panels import FigureBox
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, theme

_K = Qt.Key
ROOM = 6  # between the words and the frame of the focus
ASKS = (_K.Key_F1, _K.Key_Space, _K.Key_Return, _K.Key_Enter)


class TotalFigure(FigureBox):
    """F1, Space, Enter or a click asks for its explanation."""

    asked = Signal()

    def __init__(self, caption: str) -> None:
        super().__init__(caption, UNKNOWN)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(ROOM, 4, ROOM, 4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{_('Why this number')}  F1")
        self.setAccessibleDescription(self.toolTip())

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it has the focus, whatever the window does with them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() in ASKS and not event.modifiers())
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ASKS:
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            rounded(QPainter(self), box, 6, None, theme().pen(Role.ACCENT, 2))
