"""The headings of the matrix: quarters with their sums above the months, folded by a click."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui.budget.figures import Band
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.edit_table import PlainHeader
from salesdesk.ui.theme import Role, Text, theme

HEIGHT = 24
PAD = 10


class BandHeader(PlainHeader):
    """Two rows where there are bands, one where there are none."""

    asked = Signal(int)
    """The number of a band to fold or unfold."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bands: tuple[Band, ...] = ()
        self._sums: list[str] = []
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def show_bands(self, bands: tuple[Band, ...]) -> None:
        self._bands = bands
        self.setFixedHeight(theme().height("head") + (HEIGHT if bands else 0))

    def show_sums(self, sums: list[str]) -> None:
        """What each band comes to, as it is written."""
        self._sums = sums
        self.viewport().update()

    def box(self, number: int) -> QRect:
        """Where a band stands, whichever of its columns are shown."""
        columns = [
            column for column in self._bands[number].sections if not self.isSectionHidden(column)
        ]
        left = min(self.sectionViewportPosition(column) for column in columns)
        right = max(
            self.sectionViewportPosition(column) + self.sectionSize(column) for column in columns
        )
        return QRect(left, 0, right - left, HEIGHT)

    def is_folded(self, number: int) -> bool:
        return self.isSectionHidden(self._bands[number].sections[0])

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        super().paintSection(painter, rect.adjusted(0, HEIGHT if self._bands else 0, 0, 0), section)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._bands:
            return
        painter, look = QPainter(self.viewport()), theme()
        width = self.viewport().width()
        painter.fillRect(0, 0, width, HEIGHT, look.colour(Role.CANVAS))
        painter.fillRect(0, HEIGHT - 1, width, 1, look.colour(Role.LINE))
        for number in range(len(self._bands)):
            self._paint_band(painter, QRectF(self.box(number)), number)
        painter.end()

    def _paint_band(self, painter: QPainter, box: QRectF, number: int) -> None:
        look = theme()
        for x in (box.left() - 1, box.right() - 1):
            painter.fillRect(QRectF(x, 0, 1, HEIGHT), look.colour(Role.LINE2))
        icon = "chevron-right" if self.is_folded(number) else "chevron-down"
        paint_icon(painter, icon, QPointF(box.left() + 6, 6), Role.TEXT3, 12)
        painter.setFont(look.font(Text.LABEL))
        painter.setPen(look.colour(Role.TEXT2))
        inner = box.adjusted(22, 0, -PAD, 0)
        name = self._bands[number].name
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter.value), name)
        figure = self._sums[number] if number < len(self._sums) else ""
        used = QFontMetricsF(look.font(Text.LABEL)).horizontalAdvance(name) + 12
        painter.setFont(look.number_font(Text.SMALL))
        if QFontMetricsF(painter.font()).horizontalAdvance(figure) + used < inner.width():
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inner, int(right.value), figure)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for number in range(len(self._bands)):
            if self.box(number).contains(at):
                self.asked.emit(number)
                return
        super().mousePressEvent(event)
