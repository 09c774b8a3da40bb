"""The heads of the estimation grid."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHeaderView, QWidget

from salesdesk.i18n import _
from salesdesk.ui.estimation.frozen_table import FROZEN
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.theme import Role, Text, theme

HEAD_HEIGHT = 44
PAD = 8


class GridHeader(QHeaderView):
    """Heads align as their cells; the line below is theirs."""

    chooser_asked = Signal(QPoint)

    def __init__(self, model: GridModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setFixedHeight(HEAD_HEIGHT)
        self.setAccessibleName(_("Column headings"))
        self.sectionMoved.connect(self._stay)

    def sizeHint(self) -> QSize:
        return QSize(100, HEAD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().colour(Role.SURFACE))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self.offset() > 0:
            left = 0
            for section in (at for at in range(FROZEN) if not self.isSectionHidden(at)):
                width = self.sectionSize(section)
                self.paintSection(painter, QRect(left, 0, width, self.height()), section)
                left += width
            painter.fillRect(left - 1, 0, 2, self.height(), theme().colour(Role.LINE2))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour(Role.LINE2))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        painter.fillRect(rect, look.colour(Role.SURFACE))
        painter.fillRect(QRect(rect.right(), rect.y(), 1, rect.height()), look.colour(Role.LINE))
        painter.setFont(look.font(Text.LABEL))
        painter.setPen(look.colour(Role.TEXT3))
        right = self._model.columns[section].is_number
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        text = self._model.headerData(section, Qt.Orientation.Horizontal)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), flags, text)

    def _stay(self, _section: int, _from: int, _to: int) -> None:
        """The frozen columns keep their place when others are dragged."""
        for at in range(FROZEN):
            if self.visualIndex(at) != at:
                self.moveSection(self.visualIndex(at), at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Over the frozen heads nothing of what is scrolled below them is caught."""
        frozen = sum(self.sectionSize(at) for at in range(FROZEN))
        if self.offset() > 0 and event.position().x() < frozen:
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.chooser_asked.emit(event.globalPos())

    def room_for(self, section: int) -> int:
        """The least width: a heading goes on in a second line, but its words stay whole."""
        metrics = QFontMetricsF(theme().font(Text.LABEL))
        words = self._model.headerData(section, Qt.Orientation.Horizontal).split()
        return ceil(max(map(metrics.horizontalAdvance, words), default=0)) + 2 * PAD + 2
