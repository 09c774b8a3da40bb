"""The headings of the grid of lines."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from salesdesk.i18n import _
from salesdesk.ui.proposal.lines_model import COLUMNS, DESCRIPTION, INCLUDED, TAX
from salesdesk.ui.theme import Role, Text, theme

PAD = 8
LEFT = frozenset({DESCRIPTION, TAX, INCLUDED})
"""Columns whose words stand at the left."""


class LinesHead(QHeaderView):
    """Headings that stand as their cells do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(theme().height("head"))
        self.setMinimumSectionSize(24)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName(_("Column headings"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look, key = theme(), COLUMNS[section].key
        painter.fillRect(rect, look.colour(Role.SURFACE))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.colour(Role.LINE2))
        painter.setFont(look.font(Text.LABEL))
        painter.setPen(look.colour(Role.TEXT3))
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        side = Qt.AlignmentFlag.AlignLeft if key in LEFT else Qt.AlignmentFlag.AlignRight
        if key == INCLUDED:
            side = Qt.AlignmentFlag.AlignHCenter
        inner = rect.adjusted(PAD, 0, -PAD, 0) if key != INCLUDED else rect
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, words)
