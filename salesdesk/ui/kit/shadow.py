"""The one shadow, for what floats."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from salesdesk.ui.theme import Role, theme


def paint_shadow(painter: QPainter, box: QRectF, radius: float, blur: int) -> None:
    """A soft shadow below ``box``, as rings that fade out over ``blur`` pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    base = theme().colour(Role.SHADOW)
    for ring in range(blur, 0, -1):
        colour = QColor(base)
        strength = (1 - ring / blur) ** 2
        colour.setAlphaF(base.alphaF() * strength * 2.6 / blur)
        painter.setBrush(colour)
        grown = box.adjusted(-ring, -ring + blur / 4, ring, ring)
        painter.drawRoundedRect(grown, radius + ring, radius + ring)
    painter.restore()
