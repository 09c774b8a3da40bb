"""The board: deals as cards in the columns of their stages, moved by mouse or keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.listing import Condition, ListQuery, Operator, Row, SortKey
from salesdesk.ui.formats import formats
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.keycaps import hints_width, paint_hints
from salesdesk.ui.kit.labels import badge_width, paint_avatar, paint_badge
from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.page import Place
from salesdesk.ui.screens.board_column import BoardColumn, flag_of
from salesdesk.ui.screens.moving import move_deal
from salesdesk.ui.shapes import rounded
from salesdesk.ui.states import tone_of
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

CARD, GAP, HEAD, EDGE = 92, 8, 62, 20
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class OpportunityBoard(QWidget):
    """Paints only the cards that are in view; one key or one drag moves a card."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._source = context.desk.opportunities.listing
        self._columns: list[BoardColumn] = []
        self._at = (0, 0)
        self._carried: tuple[int, int] | None = None
        self._target = 0
        self._drag: QPointF | None = None
        self._pressed: QPointF | None = None
        spec = self._source.spec
        self._places = {column.name: spec.position(column.name) for column in spec.columns}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Board of opportunities"))
        self.setMouseTracking(True)
        self.refresh()

    # reading

    def refresh(self) -> None:
        """Read the first page of each column in a worker."""
        desk, source = self._context.desk, self._source

        def read() -> list[BoardColumn]:
            columns = []
            for stage in desk.opportunities.stages():
                here = Condition("stage", Operator.IS, (stage.name,))
                sort = "closed_on" if stage.kind != "open" else "expected_amount"
                query = ListQuery(conditions=(here,), sort=(SortKey(sort, True),))
                totals = source.totals(query)
                wanted = "real_amount" if stage.kind == "won" else "expected_amount"
                sums = [(t.currency, t.amount) for t in totals if t.column == wanted]
                count = source.count(query)
                columns.append(BoardColumn(stage, source.first_page(query), count, sums))
            return columns

        self._context.jobs.read(read, self._show, self._context.fail)

    def _show(self, columns: list[BoardColumn]) -> None:
        for old, new in zip(self._columns, columns, strict=False):
            new.scroll = old.scroll
        self._columns = columns
        self._carried = None
        self._clamp()
        self.update()

    def _value(self, row: Row, name: str) -> Any:
        return row[self._places[name]]

    # geometry, the same for painting, mouse and keys

    def _width(self) -> float:
        count = max(1, len(self._columns))
        return (self.width() - 2 * EDGE - 12 * (count - 1)) / count

    def _column_box(self, at: int) -> QRectF:
        width = self._width()
        return QRectF(EDGE + at * (width + 12), 4, width, self.height() - 16)

    def _card_box(self, column: int, row: int) -> QRectF:
        box = self._column_box(column)
        top = box.top() + HEAD + row * (CARD + GAP) - self._columns[column].scroll
        return QRectF(box.left() + 10, top, box.width() - 20, CARD)

    def _hit(self, at: QPointF) -> tuple[int, int] | None:
        for column, shown in enumerate(self._columns):
            if not self._column_box(column).contains(at):
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
        rounded(painter, box, 9, look.colour(Role.SUNKEN))
        self._paint_head(painter, column, box)
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
        if stage.kind == "open" and len(column.sums) == 1:
            weighted = column.sums[0][1] * stage.probability / 100
            words = f"{formats().percent(stage.probability, 0)} → {formats().whole(weighted)}"
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(line, _RIGHT, words)

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
            row, "real_amount" if column.stage.kind == "won" else "expected_amount"
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
        number = self._value(row, "external_id") or self._value(row, "number")
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
        day = self._value(row, "closed_on" if closed else "expected_close")
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

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._sideways(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._carried is None:
            self._at = (self._at[0], self._at[1] + (1 if key == Qt.Key.Key_Down else -1))
            self._clamp()
        elif key == Qt.Key.Key_Space and self._carried is None:
            self._pick_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._carried is not None:
                self._drop()
            else:
                self._open()
        elif key == Qt.Key.Key_Escape and self._carried is not None:
            self._carried = None
        else:
            super().keyPressEvent(event)
            return
        self._tell()
        self.update()

    def _sideways(self, by: int) -> None:
        last = max(0, len(self._columns) - 1)
        if self._carried is not None:
            self._target = max(0, min(last, self._target + by))
        else:
            self._at = (max(0, min(last, self._at[0] + by)), self._at[1])
            self._clamp()

    def _clamp(self) -> None:
        """Keep the current card among those there are, and in view."""
        if not self._columns:
            return
        column = min(self._at[0], len(self._columns) - 1)
        shown = self._columns[column]
        row = max(0, min(self._at[1], len(shown.rows) - 1))
        self._at = (column, row)
        room = self.height() - HEAD - 50
        top = row * (CARD + GAP)
        shown.scroll = min(max(shown.scroll, top + CARD - room), top)
        shown.scroll = max(0, shown.scroll)

    def _pick_up(self) -> None:
        if self._columns and self._columns[self._at[0]].rows:
            self._carried, self._target, self._drag = self._at, self._at[0], None

    def _row(self, at: tuple[int, int]) -> Row:
        return self._columns[at[0]].rows[at[1]]

    def _drop(self) -> None:
        assert self._carried is not None
        column, _number = self._carried
        row = self._row(self._carried)
        self._carried, self._drag = None, None
        if self._target == column:
            return
        before, stage = self._columns[column].stage, self._columns[self._target].stage
        name = str(self._value(row, "name"))
        move_deal(self, self._context, row[0], name, before, stage, self.refresh)

    def _open(self) -> None:
        if self._columns and self._columns[self._at[0]].rows:
            self._context.navigate(Place("opportunities", str(self._row(self._at)[0])))

    def _tell(self) -> None:
        """What the screen reader hears."""
        if not self._columns or not self._columns[self._at[0]].rows:
            return
        column, number = self._carried or self._at
        row = self._row((column, number))
        there = self._columns[self._target if self._carried else column]
        verb = _("Moving {name} to {stage}") if self._carried else _("{name} in {stage}")
        self.setAccessibleDescription(
            verb.format(name=self._value(row, "account"), stage=there.stage.name)
        )

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at, self._pressed = hit, event.position()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        still = self._pressed is None or self._carried is not None
        start = self._pressed or event.position()
        if not still and (event.position() - start).manhattanLength() > 8:
            self._carried, self._target = self._at, self._at[0]
        if self._carried is not None and self._pressed is not None:
            self._drag = event.position()
            self._target = self._column_at(event.position())
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._carried is not None and self._drag is not None:
            self._drop()
        self._pressed = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._hit(event.position()) is not None:
            self._open()

    def wheelEvent(self, event: QWheelEvent) -> None:
        column = self._columns[self._column_at(event.position())] if self._columns else None
        if column is not None:
            most = len(column.rows) * (CARD + GAP) - (self.height() - HEAD - 50)
            column.scroll = max(0, min(most, column.scroll - event.angleDelta().y()))
            self.update()
