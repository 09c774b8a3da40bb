"""A bar of the Gantt: its geometry, how it is drawn, and what a hint over it says."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk.i18n import _
from salesdesk.models.values.duration import plain
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import slack_days
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.schedule import Placed
from salesdesk.ui.estimation.plan_columns import constraint_doubt
from salesdesk.ui.estimation.sheet import Sheet
from salesdesk.ui.formats import formats
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme


class Bar(NamedTuple):
    """The geometry of a row that paint, hit tests and keys share."""

    row: int
    node: Node
    placed: Placed
    box: QRectF


def paint_task(painter: QPainter, bar: Bar, *, shows_path: bool, is_current: bool) -> None:
    """A rounded bar with its effort inside, red below where it decides the end."""
    look, box = theme(), bar.box
    rounded(painter, box, 3, look.colour(Role.ACCENT))
    if bar.placed.critical and shows_path:
        stripe = QRectF(box.left() + 1, box.bottom() - 2, max(2.0, box.width() - 2), 3)
        painter.fillRect(stripe, look.tone(Tone.RED).solid)
    if is_current:
        paint_handles(painter, box)
    words = f"{plain(half_up(bar.node.effort, 1))} h" if bar.node.effort else ""
    painter.setFont(look.font(Text.LABEL))
    if words and painter.fontMetrics().horizontalAdvance(words) + 10 < box.width():
        painter.setPen(look.colour(Role.ON_ACCENT))
        inner = box.adjusted(5, -1, -2, -1)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)


def paint_handles(painter: QPainter, box: QRectF) -> None:
    """The frame of the current bar, and the knob that a link is drawn from."""
    look = theme()
    rounded(painter, box.adjusted(-2, -2, 2, 2), 4, None, QPen(look.colour(Role.TEXT), 1.5))
    paint_knob(painter, box)


def paint_knob(painter: QPainter, box: QRectF) -> None:
    """What a link is drawn from."""
    look = theme()
    knob = QRectF(box.right() + 5, box.center().y() - 3.5, 7, 7)
    rounded(painter, knob, 3.5, look.colour(Role.SURFACE), look.pen(Role.TEXT, 1.5))


def paint_slack(painter: QPainter, bar: Bar, end: float) -> None:
    """A thin line to where the bar might end, with a tick there."""
    y = bar.box.center().y()
    painter.setPen(theme().pen(Role.CONTROL, 1))
    painter.drawLine(QPointF(bar.box.right(), y), QPointF(end, y))
    painter.drawLine(QPointF(end, y - 4), QPointF(end, y + 4))


def bar_words(bar: Bar, sheet: Sheet) -> str:
    """What the hint over a bar says."""
    write, item, placed = formats(), bar.node.item, bar.placed
    lines = [f"{bar.node.code} {item.name}".strip()]
    start, finish = write.day(placed.start.date()), write.day(placed.finish.date())
    lines.append(start if placed.start == placed.finish else f"{start} – {finish}")
    if bar.node.effort:
        lines.append(_("Effort {hours} h").format(hours=write.plain(bar.node.effort)))
    slack = half_up(slack_days(placed, sheet.calendar))
    critical = _("Critical: a delay moves the end")
    days = write.plain(slack.normalize() + 0)
    lines.append(critical if placed.critical else _("Slack {days} d").format(days=days))
    doubt = constraint_doubt(sheet, bar.node)
    return "\n".join([*lines, doubt] if doubt else lines)
