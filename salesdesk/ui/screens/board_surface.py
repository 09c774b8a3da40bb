"""The face of the board: columns, cards, the carried card; only what is in view is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.listing import ListSpec, Row
from salesdesk.ui.formats import formats
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.keycaps import hints_width, paint_hints
from salesdesk.ui.kit.labels import badge_width, paint_avatar, paint_badge
from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.screens.board_column import BoardColumn, flag_of, weighted_words
from salesdesk.ui.shapes import rounded
from salesdesk.ui.states import tone_of
from salesdesk.ui.theme import Role, Text, theme

CARD, GAP, HEAD, EDGE, FOLDED = 92, 8, 62, 20, 44
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class CardFields:
    """The columns of the list that a card shows."""

    amount: str
    won: str
    due: str
    closed: str
    numbers: tuple[str, ...]


class BoardSurface(QWidget):
    """Knows where each column and card is, for painting, mouse and keys alike."""

    shown = CardFields(
        "expected_amount", "real_amount", "expected_close", "closed_on", ("external_id", "number")
    )

    def __init__(self, spec: ListSpec) -> None:
        super().__init__()
        self._columns: list[BoardColumn] = []
        self._at = (0, 0)
        self._carried: tuple[int, int] | None = None
        self._target = 0
        self._drag: QPointF | None = None
        self._places = {column.name: spec.position(column.name) for column in spec.columns}

    def _value(self, row: Row, name: str) -> Any:
        return row[self._places[name]]

    # geometry, the same for painting, mouse and keys

    def _width(self) -> float:
        """The width of a column that is not folded; what folded ones leave is theirs."""
        folded = sum(column.folded for column in self._columns)
        wide = max(1, len(self._columns) - folded)
        gaps = 12 * max(0, len(self._columns) - 1)
        return (self.width() - 2 * EDGE - gaps - folded * FOLDED) / wide

    def _column_box(self, at: int) -> QRectF:
        width = self._width()
        left = sum((FOLDED if c.folded else width) + 12 for c in self._columns[:at])
        own = FOLDED if self._columns[at].folded else width
        return QRectF(EDGE + left, 4, own, self.height() - 16)

    def _card_box(self, column: int, row: int) -> QRectF:
        box = self._column_box(column)
        top = box.top() + HEAD + row * (CARD + GAP) - self._columns[column].scroll
        return QRectF(box.left() + 10, top, box.width() - 20, CARD)

    def _link_box(self, at: int) -> QRectF:
        """Where the head of a closed column says which deals it shows."""
        box, column = self._column_box(at), self._columns[at]
        if column.folded or not column.period:
            return QRectF()
        metrics = QFontMetricsF(theme().font(Text.SMALL_STRONG))
        width = metrics.horizontalAdvance(column.period_words[1])
        return QRectF(box.right() - 14 - width, box.top() + 11, width, 24)

    def _hit(self, at: QPointF) -> tuple[int, int] | None:
        for column, shown in enumerate(self._columns):
            if shown.folded or not self._column_box(column).contains(at):
                continue
            for row in range(len(shown.rows)):
                if self._card_box(column, row).contains(at):
                    return column, row
        return None

    def _column_at(self, at: QPointF) -> int:
        for column in range(len(self._columns)):
            if self._column_box(column).left() <= at.x() <= self._column_box(column).right():
                return column
        return self._target

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.colour(Role.CANVAS))
        for at in range(len(self._columns)):
            self._paint_column(painter, at)
        if self._carried is not None:
            self._paint_carried(painter)
            self._paint_hint(painter)

    def _paint_column(self, painter: QPainter, at: int) -> None:
        look, column, box = theme(), self._columns[at], self._column_box(at)
        if column.folded:
            self._paint_folded(painter, at)
            return
        here = at == self._at[0] and self.hasFocus() and self._carried is None
        pen = look.pen(Role.ACCENT, 2) if here and not column.rows else None
        rounded(painter, box, 9, look.colour(Role.SUNKEN), pen)
        self._paint_head(painter, column, box)
        self._paint_period(painter, at)
        painter.save()
        painter.setClipRect(box.adjusted(0, HEAD - 4, 0, -26))
        target = self._carried is not None and self._target == at
        if target:
            self._paint_place(painter, at)
        for row in range(len(column.rows)):
            card = self._card_box(at, row)
            if target:
                card.translate(0, CARD + GAP)
            if card.bottom() > box.bottom() - 26:
                break
            if card.bottom() > box.top() and (at, row) != self._carried:
                self._paint_card(painter, card, column.rows[row], column, (at, row))
        painter.restore()
        if column.period == "month" and not column.rows and not target:
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT3))
            where = box.adjusted(14, HEAD, -14, 0)
            middle = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(where, middle, _("Nothing was closed this month."))
        shown = int((box.height() - HEAD) // (CARD + GAP)) + column.scroll // (CARD + GAP)
        if column.count > shown:
            painter.setFont(look.font(Text.SMALL_STRONG))
            painter.setPen(look.colour(Role.TEXT3))
            words = _("{count} more").format(count=formats().whole(column.count - shown))
            foot = QRectF(box.left(), box.bottom() - 24, box.width(), 20)
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_head(self, painter: QPainter, column: BoardColumn, box: QRectF) -> None:
        look, stage = theme(), column.stage
        tone = look.tone(tone_of(stage.name, stage.kind))
        rounded(painter, QRectF(box.left() + 14, box.top() + 19, 9, 9), 4.5, tone.solid)
        top = QRectF(box.left() + 31, box.top() + 13, box.width() - 44, 20)
        painter.setFont(look.font(Text.STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(top, _LEFT, stage.name)
        used = painter.fontMetrics().horizontalAdvance(stage.name) + 9
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        painter.drawText(top.adjusted(used, 0, 0, 0), _LEFT, formats().whole(column.count))
        line = QRectF(box.left() + 14, box.top() + 35, box.width() - 28, 20)
        sums = ", ".join(f"{code} {formats().whole(total)}" for code, total in column.sums[:2])
        painter.setFont(look.number_font(Text.STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(line, _LEFT, sums)
        if column.weighted is not None and column.sums[0][1]:
            room = line.width() - painter.fontMetrics().horizontalAdvance(sums) - 8
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            measure = painter.fontMetrics().horizontalAdvance
            fitting = (words for words in weighted_words(column) if measure(words) <= room)
            painter.drawText(line, _RIGHT, next(fitting, ""))

    def _paint_period(self, painter: QPainter, at: int) -> None:
        """``this month · show all``: the first where there is room, the second always."""
        look, column, link = theme(), self._columns[at], self._link_box(at)
        if link.isEmpty():
            return
        said, deed = column.period_words
        painter.setFont(look.font(Text.SMALL_STRONG))
        painter.setPen(look.colour(Role.ACCENT))
        painter.drawText(link, _LEFT, deed)
        painter.setFont(look.font(Text.STRONG))
        name = painter.fontMetrics().horizontalAdvance(column.stage.name)
        painter.setFont(look.font(Text.SMALL))
        words = f"{said} · "
        count = painter.fontMetrics().horizontalAdvance(formats().whole(column.count))
        width = painter.fontMetrics().horizontalAdvance(words)
        if self._column_box(at).left() + 31 + name + count + 24 < link.left() - width:
            painter.setPen(look.colour(Role.TEXT3))
            painter.drawText(link.translated(-width, 0).adjusted(0, 0, width, 0), _LEFT, words)

    def _paint_folded(self, painter: QPainter, at: int) -> None:
        """A strip with the name on its side; it opens by a click, by Space, or by +."""
        look, column, box = theme(), self._columns[at], self._column_box(at)
        current = at == self._at[0] and self.hasFocus() and self._carried is None
        pen = look.pen(Role.ACCENT, 2) if current else None
        if self._carried is not None and self._target == at:
            pen = QPen(look.colour(Role.ACCENT), 1.5, Qt.PenStyle.DashLine)
        rounded(painter, box, 9, look.colour(Role.SUNKEN), pen)
        tone = look.tone(tone_of(column.stage.name, column.stage.kind))
        rounded(painter, QRectF(box.center().x() - 4.5, box.top() + 19, 9, 9), 4.5, tone.solid)
        painter.save()
        painter.translate(box.center().x(), box.top() + 40)
        painter.rotate(90)
        painter.setFont(look.font(Text.STRONG))
        painter.setPen(look.colour(Role.TEXT))
        line = QRectF(0, -10, box.height() - 60, 20)
        painter.drawText(line, _LEFT, column.stage.name)
        used = painter.fontMetrics().horizontalAdvance(column.stage.name) + 9
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        painter.drawText(line.adjusted(used, 0, 0, 0), _LEFT, formats().whole(column.count))
        painter.restore()

    def _paint_place(self, painter: QPainter, at: int) -> None:
        look, box = theme(), self._column_box(at)
        place = QRectF(box.left() + 10, box.top() + HEAD, box.width() - 20, CARD)
        pen = QPen(look.colour(Role.ACCENT), 1.5, Qt.PenStyle.DashLine)
        rounded(painter, place, 8, look.colour(Role.TINT), pen)

    def _paint_card(
        self, painter: QPainter, box: QRectF, row: Row, column: BoardColumn, at: tuple[int, int]
    ) -> None:
        look = theme()
        chosen = at == self._at and (self.hasFocus() or at == self._carried)
        pen = look.pen(Role.ACCENT, 2) if chosen else look.pen(Role.LINE)
        rounded(painter, box, 8, look.colour(Role.SURFACE), pen)
        inner = box.adjusted(12, 8, -12, -8)
        first = QRectF(inner.left(), inner.top(), inner.width(), 20)
        amount = self._value(
            row, self.shown.won if column.stage.kind == "won" else self.shown.amount
        )
        figure = formats().whole(amount)
        painter.setFont(look.number_font(Text.STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(first, _RIGHT, figure)
        room = round(first.width() - painter.fontMetrics().horizontalAdvance(figure) - 10)
        painter.setFont(look.font(Text.STRONG))
        self._elided(painter, first, self._value(row, "account") or _("No account yet"), room)
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        number = next(filter(None, (self._value(row, name) for name in self.shown.numbers)), "")
        words = "  ·  ".join(str(p) for p in (self._value(row, "name"), number) if p)
        self._elided(painter, first.translated(0, 21), words, round(inner.width()))
        self._paint_foot(painter, inner, row, column)

    def _elided(self, painter: QPainter, box: QRectF, text: str, room: int) -> None:
        shown = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, _LEFT, shown)

    def _paint_foot(self, painter: QPainter, inner: QRectF, row: Row, column: BoardColumn) -> None:
        look = theme()
        y = inner.bottom() - 20
        x = inner.left()
        owner = self._value(row, "owner")
        if owner:
            paint_avatar(painter, QRectF(x, y, 20, 20), str(owner))
            x += 30
        closed = column.stage.kind != "open"
        day = self._value(row, self.shown.closed if closed else self.shown.due)
        if day is not None:
            paint_icon(painter, "calendar", QPointF(x, y + 4), Role.TEXT3, 12)
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(QRectF(x + 18, y, 80, 20), _LEFT, formats().short_day(day))
        flag, tone = flag_of(day, closed=closed)
        if flag:
            at = QPointF(inner.right() - badge_width(flag, dot=False), y)
            paint_badge(painter, at, flag, tone, dot=False)

    def _paint_carried(self, painter: QPainter) -> None:
        assert self._carried is not None
        column, row = self._carried
        if self._drag is not None:
            box = QRectF(self._drag.x() - 60, self._drag.y() - 20, self._width() - 20, CARD)
        else:
            place = self._column_box(self._target)
            box = QRectF(place.left() + 4, place.top() + HEAD - 8, place.width() - 20, CARD)
        paint_shadow(painter, box, 8, 18)
        shown = self._columns[column]
        self._paint_card(painter, box, shown.rows[row], shown, self._carried)

    def _paint_hint(self, painter: QPainter) -> None:
        assert self._carried is not None
        look = theme()
        here = self._columns[self._carried[0]].stage
        there = self._columns[self._target].stage
        words = _("Moving  {from_stage} → {to_stage}").format(
            from_stage=here.name, to_stage=there.name
        )
        box = QRectF(self.width() / 2 - 330, self.height() - 64, 660, 44)
        paint_shadow(painter, box, 10, 16)
        rounded(painter, box, 10, look.colour(Role.RAISED), look.pen(Role.LINE2))
        paint_icon(painter, "move", QPointF(box.left() + 16, box.top() + 14), Role.ACCENT)
        painter.setFont(look.font(Text.STRONG))
        painter.setPen(look.colour(Role.TEXT))
        hints = (("←", ""), ("→", _("column")), ("Enter", _("drop")), ("Esc", _("cancel")))
        left = box.right() - hints_width(hints)
        room = left - box.left() - 54
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(box.adjusted(42, 0, 0, 0), _LEFT, words)
        paint_hints(painter, QPointF(left, box.top() + 11), hints)
