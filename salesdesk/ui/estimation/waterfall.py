"""How the price came to be: cost, contingency, markup, price as four steps."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.plan_totals import Totals
from salesdesk.ui.formats import formats
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme


class Waterfall(QWidget):
    """Painted from the totals; says them in words too."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[tuple[str, Decimal, Decimal]] = []
        self.setFixedWidth(250)
        self.setAccessibleName(_("From cost to price"))

    def sizeHint(self) -> QSize:
        return QSize(250, 60)

    def show_totals(self, totals: Totals) -> None:
        zero = Decimal(0)
        steps = [
            (_("Cost"), zero, totals.cost),
            (_("Contingency"), totals.cost, totals.loaded),
            (_("Markup"), totals.loaded, totals.sell),
            (_("Price"), zero, totals.sell),
        ]
        if steps == self._steps:
            return
        self._steps = steps
        write = formats()
        words = [
            f"{name}: {write.amount(end - start, totals.currency)}" for name, start, end in steps
        ]
        self.setAccessibleDescription(", ".join(words))
        self.setToolTip("\n".join(words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        top = max((max(start, end) for _n, start, end in self._steps), default=Decimal(0))
        if top <= 0:
            return
        painter, look = QPainter(self), theme()
        fills = (
            look.tone(Tone.GREY).solid,
            look.tone(Tone.AMBER).solid,
            look.tone(Tone.GREEN).solid,
            look.colour(Role.ACCENT),
        )
        slot = self.width() / 4
        has_words = slot >= 50
        room, gap = self.height() - (20.0 if has_words else 6.0), 24.0 if has_words else 8.0
        painter.setFont(look.font(Text.CAPTION))
        last = 0.0
        for at, (name, start, end) in enumerate(self._steps):
            fill = fills[at] if end >= start else look.tone(Tone.RED).solid
            low, high = sorted((float(start / top), float(end / top)))
            left = at * slot + gap / 2 - 2
            box = QRectF(left, room * (1 - high) + 2, slot - gap, max(2.0, room * (high - low)))
            if at:
                pen = QPen(look.colour(Role.LINE2), 1, Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(int(left - gap), int(last), int(left), int(last))
            rounded(painter, box, 2, fill)
            last = room * (1 - float(end / top)) + 2
            if not has_words:
                continue
            painter.setPen(look.colour(Role.TEXT3))
            label = QRectF(at * slot - 6, self.height() - 17, slot + 8, 15)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, name)
