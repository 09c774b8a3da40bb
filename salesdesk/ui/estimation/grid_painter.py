"""Draws the rows of the grid in one go: fills by row, lines by column, then the texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from salesdesk.i18n import _
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan import ItemKind
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.frozen_table import FROZEN
from salesdesk.ui.estimation.grid_header import PAD
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.grid_cursor import GridCursor

INDENT = 16
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_CACHE = 20_000
_CODES = ("code", "after")
PLAIN, STRONG, CODE = range(3)


class GridPainter:
    """Texts come from the model's cache; fonts and colours are looked up once per theme."""

    def __init__(self, model: GridModel, view: GridCursor) -> None:
        self._model = model
        self._view = view
        self._doubting = {at for at, column in enumerate(model.columns) if column.doubts}
        self._blocks: list[tuple[int, int, int, int]] = []
        self._elided: dict[tuple[str, int, int], str] = {}
        self.dress()

    def dress(self) -> None:
        """Fonts and colours of the theme."""
        look = theme()
        self._font, self._strong = look.font(), look.font(Text.STRONG)
        self._numbers, self._sums = look.number_font(), look.number_font(Text.STRONG)
        self._code = look.number_font(Text.SMALL)
        fonts = {PLAIN: self._font, STRONG: self._strong, CODE: self._code}
        self._metrics = {style: QFontMetrics(font) for style, font in fonts.items()}
        self._number_metrics = QFontMetrics(self._sums)
        self._canvas, self._surface = look.colour(Role.CANVAS), look.colour(Role.SURFACE)
        self._tint, self._line = look.colour(Role.TINT), look.colour(Role.LINE)
        self._text, self._text2 = look.colour(Role.TEXT), look.colour(Role.TEXT2)
        self._text3, self._accent = look.colour(Role.TEXT3), look.colour(Role.ACCENT)
        self._amber, self._edge = look.tone(Tone.AMBER), look.colour(Role.LINE2)
        self._elided.clear()

    def paint(self, painter: QPainter, parts: Sequence[QRect]) -> None:
        """Every row and column that these parts touch."""
        self._blocks = self._selected()
        for part in parts:
            self._part(painter, part)

    def _part(self, painter: QPainter, dirty: QRect) -> None:
        view = self._view
        painter.fillRect(dirty, self._surface)
        first, last = view.rowAt(dirty.top()), view.rowAt(dirty.bottom())
        if first < 0:
            if not self._model.rowCount():
                self._empty(painter)
            return
        if last < 0:
            last = self._model.rowCount() - 1
        from_x, to_x = dirty.left(), dirty.right()
        columns = [c for c in view.column_places() if c[1] <= to_x and c[1] + c[2] >= from_x]
        if not columns:
            return
        if not view.is_scrolled:
            self._region(painter, dirty, first, last, columns)
            return
        edge = view.frozen_width()
        for left, right, frozen in ((edge, dirty.right(), False), (0, edge - 1, True)):
            part = dirty.intersected(
                QRect(QPoint(left, dirty.top()), QPoint(right, dirty.bottom()))
            )
            own = [column for column in columns if (column[0] < FROZEN) == frozen]
            if not part.isEmpty() and own:
                painter.setClipRect(part)
                painter.fillRect(part, self._surface)
                self._region(painter, part, first, last, own)
        painter.setClipping(False)
        shade = view.rowViewportPosition(last) + view.rowHeight(last)
        painter.fillRect(edge - 1, dirty.top(), 2, shade - dirty.top(), self._edge)

    def _region(
        self,
        painter: QPainter,
        part: QRect,
        first: int,
        last: int,
        columns: list[tuple[int, int, int]],
    ) -> None:
        """Rows of some columns, their lines, and the frame of the cursor."""
        view = self._view
        end = columns[-1][1] + columns[-1][2]
        for row in range(first, last + 1):
            top, tall = view.rowViewportPosition(row), view.rowHeight(row)
            self._row(painter, row, QRect(0, top, end, tall), columns, self._blocks)
        bottom = view.rowViewportPosition(last) + view.rowHeight(last)
        for _at, left, width in columns:
            painter.fillRect(left + width - 1, part.top(), 1, bottom - part.top(), self._line)
        if any(at == view.current_column for at, _left, _width in columns):
            self._cursor(painter, first, last)

    def _empty(self, painter: QPainter) -> None:
        """A plan without rows says how to begin, over the ghosts of three rows."""
        box = self._view.viewport().rect()
        tall = self._view.verticalHeader().defaultSectionSize()
        for at in range(3):
            painter.fillRect(0, (at + 1) * tall - 1, box.width(), 1, self._line)
            painter.fillRect(60 + at * 16, at * tall + 9, 150 - at * 30, 8, self._canvas)
        is_filtered = bool(self._model.workbench.plan)
        title = _("Nothing to show here") if is_filtered else _("No items yet")
        words = _("Type a name, paste rows from a spreadsheet, or import a Microsoft Project file.")
        top = box.adjusted(0, 0, 0, -30)
        centre = int(Qt.AlignmentFlag.AlignCenter.value)
        self._draw(painter, top, self._strong, self._text, title, centre)
        if not is_filtered:
            below = box.adjusted(0, 18, 0, 0)
            self._draw(painter, below, self._font, self._text2, words, centre)

    def _selected(self) -> list[tuple[int, int, int, int]]:
        """The selected blocks; a single cell is the cursor and needs no fill of its own."""
        ranges = self._view.selectionModel().selection()
        found = [ranges.at(at) for at in range(ranges.count())]
        blocks = [(r.top(), r.bottom(), r.left(), r.right()) for r in found]
        return [b for b in blocks if (b[0], b[2]) != (b[1], b[3])]

    def _row(
        self,
        painter: QPainter,
        row: int,
        box: QRect,
        columns: list[tuple[int, int, int]],
        selected: list[tuple[int, int, int, int]],
    ) -> None:
        node = self._model.visible[row]
        if row == self._view.current_row:
            painter.fillRect(box, self._tint)
            painter.fillRect(QRect(0, box.y(), 3, box.height()), self._accent)
        elif node.children and node.item.level == 0:
            painter.fillRect(box, self._canvas)
        for __, __, first, last in (b for b in selected if b[0] <= row <= b[1]):
            for __, left, width in (c for c in columns if first <= c[0] <= last):
                painter.fillRect(left, box.y(), width, box.height(), self._tint)
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, self._line)
        text = self._model.text
        problems = self._model.workbench.problems
        for at, left, width in columns:
            cell = QRect(left, box.y(), width, box.height())
            wrong = self._model.problem(row, at) if problems else None
            self._cell(
                painter, cell, node, self._model.columns[at], wrong[0] if wrong else text(row, at)
            )
            doubt = "" if wrong or at not in self._doubting else self._model.doubt(row, at)
            if doubt:
                mark = QPointF(cell.right() - 17, cell.center().y() - 6)
                paint_icon(painter, "triangle-alert", mark, self._amber.ink, 13)
            if wrong:
                frame = QRectF(cell).adjusted(0, 0, -1, -1)
                rounded(painter, frame, 2, None, theme().pen(Role.RED, 2))

    def _cell(
        self, painter: QPainter, cell: QRect, node: Node, column: GridColumn, text: str
    ) -> None:
        if column.key == NAME:
            self._name(painter, cell, node, text)
        elif text and column.is_number:
            self._number(painter, cell, node, column, text)
        elif text:
            self._words(painter, cell, node, column, text)

    def _cursor(self, painter: QPainter, first: int, last: int) -> None:
        view = self._view
        if first <= view.current_row <= last:
            box = QRectF(view.visualRect(view.currentIndex())).adjusted(0, 0, -1, -1)
            rounded(painter, box, 2, None, theme().pen(Role.ACCENT, 2))

    def _name(self, painter: QPainter, box: QRect, node: Node, text: str) -> None:
        item = node.item
        left = box.x() + PAD + item.level * INDENT
        middle = box.center().y() + 0.5
        if node.children:
            name = "chevron-right" if self._model.is_folded(node) else "chevron-down"
            paint_icon(painter, name, QPointF(left - 4, middle - 7), self._text2, 14)
        left += 13
        if item.is_plugged:
            rounded(painter, QRectF(left, middle - 4, 8, 8), 4, self._amber.solid)
            left += 13
        elif item.kind is ItemKind.MILESTONE:
            paint_icon(painter, "diamond", QPointF(left - 2, middle - 6), self._amber.ink, 12)
            left += 13
        strong = bool(node.children)
        width = box.right() - left - 2
        ink = self._text3 if item.is_optional else self._text
        place = QRect(left, box.y(), width, box.height())
        shown = self._elide(text, width, STRONG if strong else PLAIN)
        self._draw(painter, place, self._strong if strong else self._font, ink, shown, _LEFT)

    def _number(
        self, painter: QPainter, box: QRect, node: Node, column: GridColumn, text: str
    ) -> None:
        inherited = column.inherited(node)
        ink = self._text2 if inherited else self._text
        if node.item.is_plugged and column.key == "cost_rate":
            rounded(painter, QRectF(box).adjusted(4, 4, -5, -5), 3, self._amber.tint)
            ink = self._amber.ink
        if inherited and column.key == "pricing":
            at = QPointF(box.x() + 4, box.center().y() - 6)
            paint_icon(painter, "corner-down-right", at, self._text3, 14)
        inner = box.adjusted(1, 0, -PAD, 0)
        if len(text) * 10 > inner.width():  # a number that is cut is another number
            fits = self._number_metrics.horizontalAdvance(text) < inner.width()
            text = text if fits else "#"
        font = self._sums if node.children else self._numbers
        self._draw(painter, inner, font, ink, text, _RIGHT)

    def _words(
        self, painter: QPainter, box: QRect, node: Node, column: GridColumn, text: str
    ) -> None:
        top = column.key == "code" and node.children and node.item.level == 0
        font = self._strong if top else self._code if column.key in _CODES else self._font
        ink = self._text3 if column.key == "code" and not top else self._text
        style = STRONG if top else CODE if column.key in _CODES else PLAIN
        inner = box.adjusted(PAD, 0, -4, 0)
        self._draw(painter, inner, font, ink, self._elide(text, inner.width(), style), _LEFT)

    @staticmethod
    def _draw(
        painter: QPainter, box: QRect, font: QFont, ink: QColor, text: str, flags: int
    ) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(box, flags, text)

    def _elide(self, text: str, width: int, style: int) -> str:
        key = (text, width, style)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > _CACHE:
                self._elided.clear()
            metrics = self._metrics[style]
            found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = found
        return found
