"""What painted widgets share without asking the style: rounded boxes, and the kinds of buttons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

KIND = "kind"
PRIMARY, SECONDARY, QUIET, DANGER, CHIP, SEGMENT = (
    "primary", "secondary", "quiet", "danger", "chip", "segment",
)  # fmt: skip
PROBLEM = "problem"


def rounded(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QPen | None = None
) -> None:
    """A rounded box whose border lies inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = line.widthF() / 2 if line is not None else 0.0
    painter.setPen(line if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()
