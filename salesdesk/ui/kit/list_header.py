"""The head of a list: sorts, reorders, and opens the chooser of columns."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from salesdesk.i18n import _
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.cell_texts import RIGHT
from salesdesk.ui.kit.delegate import PAD
from salesdesk.ui.kit.table_model import TableModel
from salesdesk.ui.theme import Role, Text, theme

LEAST_WIDTH = 48


class ListHeader(QHeaderView):
    """Click sorts, Shift and click adds a key, drag moves, right click opens the chooser."""

    sort_asked = Signal(int, bool)
    chooser_asked = Signal(QPoint)

    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(LEAST_WIDTH)
        self.setFixedHeight(theme().height("head"))
        self.setAccessibleName(_("Column headings"))
        self._at = QPoint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        super().mouseReleaseEvent(event)
        still = (at - self._at).manhattanLength() < 4
        if still and event.button() == Qt.MouseButton.LeftButton and not self._on_edge(at):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_asked.emit(self.logicalIndexAt(at), shift)

    def _on_edge(self, at: QPoint) -> bool:
        return self.cursor().shape() == Qt.CursorShape.SplitHCursor and bool(at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.chooser_asked.emit(event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(100, theme().height("head"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().colour(Role.SURFACE))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self.offset() > 0:
            first = next(s for s in map(self.logicalIndex, range(self.count()))
                         if not self.isSectionHidden(s))  # fmt: skip
            self.paintSection(painter, QRect(0, 0, self.sectionSize(first), self.height()), first)
        line = theme().colour(Role.LINE2)
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        painter.fillRect(rect, look.colour(Role.SURFACE))
        column = self._model.spec.columns[section]
        sort = next((k for k in self._model.query.sort if k.column == column.name), None)
        painter.setFont(look.font(Text.LABEL))
        painter.setPen(look.colour(Role.ACCENT if sort else Role.TEXT3))
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        text = painter.fontMetrics().elidedText(
            self._model.title(column), Qt.TextElideMode.ElideRight, inner.width()
        )
        right = column.kind in RIGHT
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        if sort:
            words = painter.fontMetrics().horizontalAdvance(text)
            x = inner.right() - words - 17 if right else inner.left() + words + 4
            at = QPoint(x, rect.center().y() - 6).toPointF()
            name = "arrow-down" if sort.descending else "arrow-up"
            paint_icon(painter, name, at, Role.ACCENT, 12)
