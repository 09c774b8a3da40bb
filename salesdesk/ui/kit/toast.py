"""A toast: what was just done, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import IconButton, Link
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import IconLabel
from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

STAYS = 8000
MARGIN = 16
KEPT = 20
FOOT = "foot"
"""The object name of what a message must not cover."""


class Toasts(QWidget):
    """Shows one message at a time at the lower left of its window; the last twenty are kept."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.kept: list[str] = []
        self.left, self.bottom = 228, 46
        self._undo: Callable[[], object] | None = None
        self._icon = IconLabel("circle-check", Role.GREEN)
        self._words = Label("", Text.NAME)
        self._link = Link(_("Undo"), self._run)
        self._key = Label("Ctrl Z", Text.LABEL, Role.TEXT3)
        self._close = IconButton("x", _("Dismiss"), "Esc", self.hide, 26)
        box = QHBoxLayout(self)
        box.setContentsMargins(MARGIN + 16, MARGIN + 7, MARGIN + 8, MARGIN + 7)
        box.setSpacing(8)
        for widget in (self._icon, self._words, self._link, self._key, self._close):
            box.addWidget(widget)
        box.insertSpacing(2, 8)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.setAccessibleName(_("Message"))
        self.hide()

    def say(self, words: str, undo: Callable[[], object] | None = None, deed: str = "") -> None:
        """Show a message; ``undo`` gets a link, named ``deed`` when it is another deed."""
        self.kept = [words, *self.kept][:KEPT]
        self._words.setText(words)
        self._undo = undo
        self._link.setText(deed or _("Undo"))
        self._link.setVisible(undo is not None)
        self._key.setVisible(undo is not None and not deed)
        self.setAccessibleDescription(words)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(STAYS)
        _announce(self, words)

    def undo_last(self) -> bool:
        """Ctrl+Z while the toast offers it."""
        if self._undo is None or not self.isVisible():
            return False
        self._run()
        return True

    def _run(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def _place(self) -> None:
        """At the lower left, above the sums that a page shows at its foot."""
        feet = (w.height() for w in self._window.findChildren(QWidget, FOOT) if w.isVisible())
        bottom = self.bottom + max(feet, default=0)
        self.move(self.left - MARGIN + 4, self._window.height() - bottom - self.height() + MARGIN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(STAYS)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        paint_shadow(painter, box, 10, MARGIN)
        look = theme()
        rounded(painter, box, 10, look.colour(Role.RAISED), look.pen(Role.LINE2))


def _announce(widget: QWidget, words: str) -> None:
    """Tell the screen reader, politely."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
