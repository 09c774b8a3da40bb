"""Hours by month as stacked columns, a colour for each role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from salesdesk.i18n import _
from salesdesk.models.values.effort_by_month import EffortByMonth
from salesdesk.ui.estimation.time_scale import short_month
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.charts import Chart, nice_steps, short
from salesdesk.ui.theme import Role, Text, Tone, theme

MOST = 5  # roles with a colour of their own; the rest are one
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT, _AXIS, _LEGEND = 44.0, 34.0, 24.0


def role_words(role: str) -> str:
    return role or _("No role")


def month_words(month: date) -> str:
    """``Jan 2027``."""
    return f"{short_month(month)} {month.year}"


class EffortChart(Chart):
    """A column a month; the roles with most hours stand at the bottom."""

    def __init__(self) -> None:
        super().__init__(_("Effort by month and role"))
        self._effort = EffortByMonth()
        self._parts: list[tuple[str, list[Decimal]]] = []
        self.setMinimumHeight(180)

    def show_effort(self, effort: EffortByMonth) -> None:
        self._effort = effort
        self._parts = parts_of(effort)
        self.told()

    def table(self) -> Sequence[tuple[str, ...]]:
        return table_of(self._effort)

    def paintEvent(self, _event: QPaintEvent) -> None:
        months = self._effort.months
        if not months:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = QRectF(_LEFT, _LEGEND + 14, self.width() - _LEFT - 8, 0)
        plot.setBottom(self.height() - _AXIS)
        highest = float(max(map(self._effort.of_month, months))) or 1.0
        self._grid(painter, plot, highest)
        self._legend(painter)
        room = plot.width() / len(months)
        for at in range(len(months)):
            slot = QRectF(plot.left() + at * room, plot.top(), room, plot.height())
            self._column(painter, slot, at, highest)

    def _grid(self, painter: QPainter, plot: QRectF, highest: float) -> None:
        look = theme()
        painter.setFont(look.font(Text.CAPTION))
        for value in (0.0, *nice_steps(highest, 3)):
            y = plot.bottom() - plot.height() * value / highest
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), look.colour(Role.LINE))
            painter.setPen(look.colour(Role.TEXT3))
            painter.drawText(QRectF(0, y - 8, _LEFT - 8, 16), _RIGHT, short(value))

    def _legend(self, painter: QPainter) -> None:
        look, x = theme(), _LEFT
        painter.setFont(look.font(Text.SMALL))
        for at, (role, _hours) in enumerate(self._parts):
            width = painter.fontMetrics().horizontalAdvance(role)
            painter.fillRect(QRectF(x, 8, 10, 10), colour(at))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(QRectF(x + 15, 3, width + 4, 20), Qt.AlignmentFlag.AlignVCenter, role)
            x += width + 34

    def _column(self, painter: QPainter, slot: QRectF, at: int, highest: float) -> None:
        look, month = theme(), self._effort.months[at]
        width = max(2.0, min(40.0, slot.width() * 0.62))
        left, bottom = slot.center().x() - width / 2, slot.bottom()
        for number, (_role, hours) in enumerate(self._parts):
            height = slot.height() * float(hours[at]) / highest
            painter.fillRect(QRectF(left, bottom - height, width, height), colour(number))
            bottom -= height
        painter.setFont(look.font(Text.CAPTION))
        few = slot.width() > 34
        if few and len(self._effort.months) < 15:
            painter.setPen(look.colour(Role.TEXT2))
            words = formats().number(self._effort.of_month(month), 0)
            painter.drawText(QRectF(slot.left(), bottom - 16, slot.width(), 14), _CENTER, words)
        painter.setPen(look.colour(Role.TEXT3))
        label = QRectF(slot.left() - 10, slot.bottom() + 3, slot.width() + 20, 14)
        if few or month.month == 1 or at == 0:
            painter.drawText(label, _CENTER, short_month(month) if few else str(month.year))
        if few and (month.month == 1 or at == 0):
            painter.drawText(label.translated(0, 13), _CENTER, str(month.year))


def colour(at: int) -> QColor:
    """The colours of parts, in the order of all charts."""
    look = theme()
    order = (Tone.VIOLET, Tone.AMBER, Tone.BLUE, Tone.GREEN, Tone.GREY)
    return look.colour(Role.ACCENT) if at == 0 else look.tone(order[min(at, 5) - 1]).solid


def parts_of(effort: EffortByMonth) -> list[tuple[str, list[Decimal]]]:
    """The hours of each month by role, most hours first; many roles end in “other”."""
    roles = sorted(effort.roles, key=effort.of_role, reverse=True)
    kept = roles if len(roles) <= MOST + 1 else roles[:MOST]
    found = [(role_words(role), [effort.at(role, m) for m in effort.months]) for role in kept]
    rest = roles[len(kept) :]
    if rest:
        hours = [sum((effort.at(role, m) for role in rest), Decimal(0)) for m in effort.months]
        found.append((_("Other"), hours))
    return found


def table_of(effort: EffortByMonth) -> list[tuple[str, ...]]:
    """The numbers as rows of text: a role a row, a month a column, with the sums."""
    write = formats()
    head = (_("Role"), *map(month_words, effort.months), _("Total"))
    rows = [
        (
            role_words(role),
            *(_cell(effort.at(role, month)) for month in effort.months),
            write.number(effort.of_role(role)),
        )
        for role in effort.roles
    ]
    sums = tuple(write.number(effort.of_month(month)) for month in effort.months)
    return [head, *rows, (_("Total"), *sums, write.number(effort.total))]


def _cell(hours: Decimal) -> str:
    return formats().number(hours) if hours else ""
