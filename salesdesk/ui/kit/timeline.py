"""What happened, the newest first: who, what, when, and old → new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry; ``changes`` are (field, old, new)."""

    icon: str
    tone: Tone
    title: str
    verb: str = ""
    when: str = ""
    text: str = ""
    changes: Sequence[tuple[str, str, str]] = ()


class Timeline(QWidget):
    """Paints its entries one below the other, joined by a thin line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._entries: Sequence[Happening] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[Happening]) -> None:
        self._entries = entries
        told = (f"{e.title} {e.verb} {e.when} {e.text}".strip() for e in entries[:50])
        self.setAccessibleDescription("; ".join(told))
        self.updateGeometry()
        self.update()

    @staticmethod
    def _height(entry: Happening) -> int:
        return 28 + 23 * len(entry.changes) + (18 if entry.text else 0) + 14

    def sizeHint(self) -> QSize:
        return QSize(240, sum(self._height(e) for e in self._entries) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0
        for at, entry in enumerate(self._entries):
            height = self._height(entry)
            if top + height >= event.rect().top() and top <= event.rect().bottom():
                self._entry(painter, top, height, entry, last=at == len(self._entries) - 1)
            top += height

    def _entry(
        self, painter: QPainter, top: int, height: int, entry: Happening, *, last: bool
    ) -> None:
        look = theme()
        tone = look.tone(entry.tone)
        rounded(painter, QRectF(0, top + 2, 24, 24), 12, tone.tint)
        paint_icon(painter, entry.icon, QPointF(6, top + 8), tone.ink, 12)
        if not last:
            line = QRectF(11.5, top + 31, 1, height - 34)
            painter.fillRect(line, look.colour(Role.LINE2))
        width = self.width()
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        painter.drawText(QRectF(34, top, width - 36, 28), _RIGHT, entry.when)
        room = width - 48 - QFontMetricsF(painter.font()).horizontalAdvance(entry.when)
        self._title(painter, QRectF(34, top, room, 28), entry)
        y = top + 27
        for change in entry.changes:
            self._change(painter, y, change)
            y += 23
        if entry.text:
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            text = painter.fontMetrics().elidedText(
                entry.text.replace("\n", " "), Qt.TextElideMode.ElideRight, width - 36
            )
            painter.drawText(QRectF(34, y - 3, width - 36, 18), _LEFT, text)

    def _title(self, painter: QPainter, box: QRectF, entry: Happening) -> None:
        look = theme()
        painter.setFont(look.font(Text.STRONG if entry.verb else Text.NAME))
        painter.setPen(look.colour(Role.TEXT))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, round(box.width()))
        painter.drawText(box, _LEFT, title)
        used = metrics.horizontalAdvance(title) + 7
        if entry.verb and used < box.width():
            painter.setFont(look.font(Text.BODY))
            painter.setPen(look.colour(Role.TEXT2))
            verb = painter.fontMetrics().elidedText(
                entry.verb, Qt.TextElideMode.ElideRight, round(box.width() - used)
            )
            painter.drawText(box.adjusted(used, 0, 0, 0), _LEFT, verb)

    def _change(self, painter: QPainter, y: float, change: tuple[str, str, str]) -> None:
        look = theme()
        field, old, new = change
        painter.setFont(look.font(Text.SMALL))
        metrics = painter.fontMetrics()
        painter.setPen(look.colour(Role.TEXT3))
        shown = metrics.elidedText(field, Qt.TextElideMode.ElideRight, 96)
        painter.drawText(QRectF(34, y, 98, 20), _LEFT, shown)
        x = 138.0
        room = (self.width() - x - 26) / (2 if old and new else 1) - 14
        for text, tone in ((old, Tone.RED), (new, Tone.GREEN)):
            if not text:
                continue
            if tone == Tone.GREEN and old:
                paint_icon(painter, "arrow-right", QPointF(x + 3, y + 4), Role.TEXT3, 12)
                x += 20
            words = metrics.elidedText(
                text.replace("\n", " "), Qt.TextElideMode.ElideMiddle, round(max(20, room))
            )
            width = metrics.horizontalAdvance(words) + 11
            rounded(painter, QRectF(x, y, width, 19), 3, look.tone(tone).tint)
            painter.setPen(look.tone(tone).ink)
            painter.drawText(QRectF(x + 5, y, width, 19), _LEFT, words)
            x += width + 2
