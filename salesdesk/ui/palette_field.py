"""The field in the tab strip that opens the palette."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from salesdesk.i18n import _
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.buttons import key_text
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


class PaletteField(QPushButton):
    """Looks like a field, is a button."""

    def __init__(self, opened: Callable[[], object]) -> None:
        super().__init__()
        self.setFixedSize(250, 28)
        self.setAccessibleName(_("Search or run a command"))
        self.clicked.connect(lambda _on=False: opened())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        pen = look.pen(Role.ACCENT, 2) if self.hasFocus() else look.pen(Role.LINE2)
        rounded(painter, QRectF(self.rect()), 6, look.colour(Role.SURFACE), pen)
        paint_icon(painter, "search", QPointF(9, 7), Role.TEXT2, 14)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        words = _("Search or run a command")
        painter.drawText(self.rect().adjusted(30, 0, -50, 0), flags, words)
        painter.setFont(look.font(Text.LABEL))
        key = self.rect().adjusted(0, 0, -8, 0)
        painter.drawText(key, flags | Qt.AlignmentFlag.AlignRight, key_text("Ctrl+K"))
