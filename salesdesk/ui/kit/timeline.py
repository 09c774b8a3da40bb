"""What happened, the newest first: who, what, when, and old → new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

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
        self._cut: set[int] = set()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[Happening]) -> None:
        self._entries = entries
        self._cut.clear()
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

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.whole_at(event.pos().y()), self)
            return True
        return super().event(event)

    def whole_at(self, y: int) -> str:
        """All words of the entry at a height, where some of them had no room."""
        top = 0
        for at, entry in enumerate(self._entries):
            top += self._height(entry)
            if y < top:
                return _whole(entry) if at in self._cut else ""
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0
        for at, entry in enumerate(self._entries):
            height = self._height(entry)
            if top + height >= event.rect().top() and top <= event.rect().bottom():
                self._at = at
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
            text = self._cut_to(painter, entry.text, width - 36)
            painter.drawText(QRectF(34, y - 3, width - 36, 18), _LEFT, text)

    _at = 0
    """The entry that is being painted."""

    def _cut_to(self, painter: QPainter, text: str, width: float, *, middle: bool = False) -> str:
        """The text as it fits; what did not fit is told by the tooltip."""
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), mode, round(width))
        if shown != text:
            self._cut.add(self._at)
        return shown

    def _title(self, painter: QPainter, box: QRectF, entry: Happening) -> None:
        look = theme()
        painter.setFont(look.font(Text.STRONG if entry.verb else Text.NAME))
        painter.setPen(look.colour(Role.TEXT))
        metrics = painter.fontMetrics()
        title = self._cut_to(painter, entry.title, box.width())
        painter.drawText(box, _LEFT, title)
        used = metrics.horizontalAdvance(title) + 7
        if entry.verb and used < box.width():
            painter.setFont(look.font(Text.BODY))
            painter.setPen(look.colour(Role.TEXT2))
            verb = self._cut_to(painter, entry.verb, box.width() - used)
            painter.drawText(box.adjusted(used, 0, 0, 0), _LEFT, verb)

    def _change(self, painter: QPainter, y: float, change: tuple[str, str, str]) -> None:
        look = theme()
        field, old, new = change
        painter.setFont(look.font(Text.SMALL))
        metrics = painter.fontMetrics()
        painter.setPen(look.colour(Role.TEXT3))
        shown = self._cut_to(painter, field, 96)
        painter.drawText(QRectF(34, y, 98, 20), _LEFT, shown)
        x = 138.0
        room = (self.width() - x - 26) / (2 if old and new else 1) - 14
        for text, tone in ((old, Tone.RED), (new, Tone.GREEN)):
            if not text:
                continue
            if tone == Tone.GREEN and old:
                paint_icon(painter, "arrow-right", QPointF(x + 3, y + 4), Role.TEXT3, 12)
                x += 20
            words = self._cut_to(painter, text, max(20, room), middle=True)
            width = metrics.horizontalAdvance(words) + 11
            rounded(painter, QRectF(x, y, width, 19), 3, look.tone(tone).tint)
            painter.setPen(look.tone(tone).ink)
            painter.drawText(QRectF(x + 5, y, width, 19), _LEFT, words)
            x += width + 2


def _whole(entry: Happening) -> str:
    """Every word of an entry, one change a line."""
    changes = (
        f"{field}: {' → '.join(part for part in (old, new) if part)}"
        for field, old, new in entry.changes
    )
    first = f"{entry.title} {entry.verb}".strip()
    return "\n".join(part for part in (first, *changes, entry.text) if part)
