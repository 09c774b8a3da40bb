"""The shapes of the Gantt: its head, summaries, milestones and links."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from salesdesk.ui.estimation.grid_header import HEAD_HEIGHT
from salesdesk.ui.estimation.time_scale import TimeScale, short_month
from salesdesk.ui.theme import Role, Text, Tone, theme

BAR = 13
STUB = 5


def paint_head(painter: QPainter, scale: TimeScale, offset: float, width: int) -> None:
    """Two lines: months over weeks, years over months."""
    look = theme()
    left, right = offset, offset + width
    half = HEAD_HEIGHT // 2
    painter.fillRect(0, 0, width, HEAD_HEIGHT, look.colour(Role.SURFACE))
    line = look.colour(Role.LINE2)
    painter.setFont(look.font(Text.LABEL))
    painter.setPen(look.colour(Role.TEXT2))
    marks = list(scale.upper(left, right))
    for at, (day, text) in enumerate(marks):
        x = max(0.0, scale.x_of_day(day) - offset)
        end = width
        if at + 1 < len(marks):
            end = round(scale.x_of_day(marks[at + 1][0]) - offset)
        painter.fillRect(round(x), 0, 1, half, line)
        box = QRectF(x + 5, 0, end - x - 6, half + 2)
        shown = text
        if painter.fontMetrics().horizontalAdvance(text) > box.width():
            shown = short_month(day) if box.width() > 22 else ""
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.setFont(look.font(Text.CAPTION))
    for day, text in scale.lower(left, right):
        x = round(scale.x_of_day(day) - offset)
        painter.fillRect(x, half, 1, half, look.colour(Role.LINE))
        box = QRectF(x + 4, half - 2, 60, half)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.fillRect(0, HEAD_HEIGHT - 1, width, 1, line)


def paint_summary(painter: QPainter, bar: QRectF) -> None:
    """A thin bar with hanging ends."""
    ink = theme().colour(Role.TEXT2)
    box = QRectF(bar.left(), bar.center().y() - 4, bar.width(), 4)
    left, right, top, bottom = box.left(), box.right(), box.top(), box.bottom()
    inner = min(5.0, box.width() / 2)
    outline = ((left, top), (right, top), (right, bottom + 4), (right - inner, bottom),
               (left + inner, bottom), (left, bottom + 4))  # fmt: skip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in outline]))


def paint_milestone(painter: QPainter, bar: QRectF, text: str) -> None:
    """A diamond with its date."""
    at = QPointF(bar.left(), bar.center().y())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().tone(Tone.AMBER).solid)
    corners = (QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0))
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    painter.setFont(theme().font(Text.LABEL))
    painter.setPen(theme().colour(Role.TEXT2))
    box = QRectF(at.x() + 10, at.y() - 9, 80, 18)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)


def paint_link(painter: QPainter, source: QRectF, target: QRectF) -> None:
    """Out at the end, in at the start; round by the row gap where it must turn back."""
    y1, y2 = source.center().y(), target.center().y()
    x1, x2 = source.right(), target.left()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    out, into = x1 + STUB, x2 - STUB
    points = [QPointF(x1, y1), QPointF(out, y1)]
    if into >= out:
        points += [QPointF(out, y2)]
    else:
        gap = y2 - (BAR if y2 > y1 else -BAR)
        points += [QPointF(out, gap), QPointF(into, gap), QPointF(into, y2)]
    points.append(QPointF(x2 - 1, y2))
    painter.drawPolyline(points)
    head = QPolygonF([QPointF(x2, y2), QPointF(x2 - 4, y2 - 3), QPointF(x2 - 4, y2 + 3)])
    painter.setBrush(painter.pen().color())
    painter.drawPolygon(head)
