"""Surfaces: panels with hairlines, and cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


class Panel(QWidget):
    """A filled region; ``edges`` names the sides that get a hairline: "lrtb"."""

    def __init__(self, role: Role = Role.SURFACE, edges: str = "", line: Role = Role.LINE2) -> None:
        super().__init__()
        self._role, self._edges, self._line = role, edges, line

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, box = theme(), self.rect()
        painter.fillRect(box, look.colour(self._role))
        line = look.colour(self._line)
        for edge in self._edges:
            if edge == "l":
                painter.fillRect(0, 0, 1, box.height(), line)
            elif edge == "r":
                painter.fillRect(box.width() - 1, 0, 1, box.height(), line)
            elif edge == "t":
                painter.fillRect(0, 0, box.width(), 1, line)
            else:
                painter.fillRect(0, box.height() - 1, box.width(), 1, line)


class Card(QWidget):
    """A rounded surface with a soft border."""

    def __init__(self, role: Role = Role.SURFACE, radius: int = 10, line: Role = Role.LINE) -> None:
        super().__init__()
        self._role, self._radius, self._line = role, radius, line

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme()
        box = QRectF(self.rect())
        rounded(painter, box, self._radius, look.colour(self._role), look.pen(self._line))


class Hairline(QWidget):
    """A thin line between two groups."""

    def __init__(self, role: Role = Role.LINE, *, upright: bool = False) -> None:
        super().__init__()
        self._role = role
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour(self._role))


class IconLabel(QWidget):
    """A small picture in a colour role; never the only carrier of a state."""

    def __init__(self, name: str, role: Role = Role.TEXT2, size: int = 16) -> None:
        super().__init__()
        self.name, self.role, self._size = name, role, size
        self.setFixedSize(size, size)

    def show_icon(self, name: str, role: Role) -> None:
        self.name, self.role = name, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.name, QPoint(0, 0).toPointF(), self.role, self._size)


class Scroller(QScrollArea):
    """A page that scrolls up and down (sideways only if it must), frameless, on one surface."""

    def __init__(self, body: QWidget, role: Role = Role.SURFACE) -> None:
        super().__init__()
        self._role = role
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(body)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ink()

    def _ink(self) -> None:
        colour = theme().colour(self._role)
        palette = self.viewport().palette()
        if palette.color(self.viewport().backgroundRole()) != colour:
            palette.setColor(self.viewport().backgroundRole(), colour)
            self.viewport().setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._ink()
        super().changeEvent(event)


class ClickCard(Card):
    """A card that is a button."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


Part = QWidget | QLayout | int | None
Margins = tuple[int, int, int, int]
NO_MARGINS = (0, 0, 0, 0)


def row(*parts: Part, spacing: int = 8, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Parts side by side; a number is a gap, None takes the room that is left."""
    box = QHBoxLayout()
    _fill(box, parts, spacing, margins)
    return box


def column(*parts: Part, spacing: int = 8, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """The same, one below the other."""
    box = QVBoxLayout()
    _fill(box, parts, spacing, margins)
    return box


def _fill(box: QBoxLayout, parts: Sequence[Part], spacing: int, margins: Margins) -> None:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)


def holder(layout: QLayout) -> QWidget:
    """A plain widget around a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


class FigureBox(QWidget):
    """A caption over a figure: "Expected" over "5,482.00"."""

    def __init__(self, caption: str, figure: str, role: Role = Role.TEXT) -> None:
        super().__init__()
        self.caption = Label(caption, Text.LABEL, Role.TEXT3)
        self.figure = Label(figure, Text.SECTION, role, number=True)
        self.setLayout(column(self.caption, self.figure, spacing=2))
        self.show_figure(figure, role)

    def show_figure(self, figure: str, role: Role = Role.TEXT) -> None:
        self.figure.setText(figure)
        self.figure.set_role(role)
        self.setAccessibleName(f"{self.caption.text()}, {figure}")
