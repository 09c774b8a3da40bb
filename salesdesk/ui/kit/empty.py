"""The four kinds of emptiness, each with its own look and its way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


@dataclass(frozen=True, slots=True)
class EmptyWords:
    """What an empty list says at first use: what it is for, and how to begin."""

    title: str
    why: str
    hint: str = ""


class _Ghosts(QWidget):
    """Three rows that aren't there yet."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(420, 128)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        for at in range(3):
            painter.setOpacity(1 - at * 0.33)
            top = at * 44
            rounded(painter, QRectF(0, top, 420, 37), 7, None, look.pen(Role.LINE2))
            for x, width in ((14, 90), (124, 120), (262, 58), (348, 58)):
                bar = QRectF(x, top + 13, width, 10)
                rounded(painter, bar, 5, look.colour(Role.SUNKEN))


class EmptyState(Panel):
    """Stands where the rows would be."""

    def __init__(self) -> None:
        super().__init__(Role.SURFACE)
        self._ghosts = _Ghosts()
        self._title = Label("", Text.HEADING)
        self._why = Label("", Text.BODY, Role.TEXT2, wrap=True)
        self._why.setFixedWidth(560)
        self._hint = Label("", Text.SMALL, Role.TEXT3)
        self._deeds = row(spacing=8)
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self._title, self._why, self._hint):
            label.setAlignment(middle)
        box = QVBoxLayout(self)
        box.setSpacing(0)
        box.addStretch(2)
        box.addWidget(self._ghosts, 0, middle)
        box.addSpacing(18)
        box.addWidget(self._title, 0, middle)
        box.addSpacing(6)
        box.addWidget(self._why, 0, middle)
        box.addSpacing(16)
        box.addLayout(row(None, spacing=8))
        deeds = row(None)
        deeds.addLayout(self._deeds)
        deeds.addStretch(1)
        box.addLayout(deeds)
        box.addSpacing(20)
        box.addWidget(self._hint, 0, middle)
        box.addStretch(3)

    def show_first_use(self, words: EmptyWords, deeds: Sequence[Button]) -> None:
        self._ghosts.show()
        self._say(words.title, words.why, words.hint, deeds)

    def show_no_hits(self, why: str, deeds: Sequence[Button]) -> None:
        self._ghosts.hide()
        self._say("", why, "", deeds)

    def show_failure(self, why: str, deeds: Sequence[Button]) -> None:
        self._ghosts.hide()
        self._say("", why, "", deeds)

    def _say(self, title: str, why: str, hint: str, deeds: Sequence[Button]) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._why.setText(why)
        self._hint.setText(hint)
        while (item := self._deeds.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for button in deeds:
            self._deeds.addWidget(button)
