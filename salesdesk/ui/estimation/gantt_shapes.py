"""The shapes of the Gantt: its head, summaries, milestones and links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from salesdesk.ui.estimation.grid_header import HEAD_HEIGHT
from salesdesk.ui.estimation.time_scale import TimeScale, short_month
from salesdesk.ui.shapes import rounded
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


def link_points(
    source: QRectF, target: QRectF, *, from_finish: bool = True, to_finish: bool = False
) -> list[QPointF]:
    """Out of one end, into the other; round by the row gap where the line must turn back.

    What begins where the other ended is entered from above or below.
    """
    y1, y2 = source.center().y(), target.center().y()
    gap = target.left() - source.right()
    if from_finish and not to_finish and -4 < gap < 2 * STUB:
        x = target.left() + min(STUB - 1, target.width() / 2)
        edge = target.top() - 1 if y2 > y1 else target.bottom() + 1
        return [QPointF(source.right(), y1), QPointF(x, y1), QPointF(x, edge)]
    x1 = source.right() if from_finish else source.left()
    x2 = target.right() if to_finish else target.left()
    out = x1 + (STUB if from_finish else -STUB)
    into = x2 + (STUB if to_finish else -STUB)
    if from_finish != to_finish and (into >= out) is not from_finish:
        gap = y2 - (BAR if y2 > y1 else -BAR)
        turns = [(out, y1), (out, gap), (into, gap), (into, y2)]
    else:
        turn = out if from_finish != to_finish else (max if from_finish else min)(out, into)
        turns = [(turn, y1), (turn, y2)]
    ends = x2 + (1 if to_finish else -1)
    return [QPointF(x, y) for x, y in ((x1, y1), *turns, (ends, y2))]


def paint_link(painter: QPainter, points: list[QPointF]) -> None:
    """The line with the head of an arrow at its end."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(points)
    tip, from_ = points[-1], points[-2]
    if from_.x() == tip.x():
        back = QPointF(0, -4 if from_.y() < tip.y() else 4)
    else:
        back = QPointF(-4 if from_.x() < tip.x() else 4, 0)
    side = QPointF(back.y() * 0.75, back.x() * 0.75)
    head = [tip, tip + back + side, tip + back - side]
    painter.setBrush(painter.pen().color())
    painter.drawPolygon(QPolygonF(head))


def paint_bubble(painter: QPainter, at: QPointF, lines: Sequence[str], within: QRectF) -> None:
    """What a drag would do, beside the mouse and inside the chart."""
    look = theme()
    painter.setFont(look.font(Text.SMALL))
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in lines) + 20
    height = metrics.height() * len(lines) + 12
    box = QRectF(at.x() + 14, at.y() + 14, width, height)
    box.moveRight(min(box.right(), within.right() - 4))
    if box.bottom() > within.bottom() - 4:
        box.moveBottom(at.y() - 10)
    rounded(painter, box, 6, look.colour(Role.SURFACE), look.pen(Role.LINE2, 1))
    for number, line in enumerate(lines):
        painter.setPen(look.colour(Role.TEXT if number == 0 else Role.TEXT2))
        top = box.top() + 6 + number * metrics.height()
        row = QRectF(box.left() + 10, top, width, metrics.height())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)
