"""Words, badges and people as the screens show them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, initials, theme


class Label(QLabel):
    """Text in one of the theme's sizes and roles; follows light and dark."""

    def __init__(
        self, text: str = "", style: Text = Text.BODY, role: Role = Role.TEXT, *,
        number: bool = False, wrap: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(text)
        self._role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme().number_font(style) if number else theme().font(style))
        self.setWordWrap(wrap)
        self._ink()

    def set_role(self, role: Role) -> None:
        self._role = role
        self._ink()

    def _ink(self) -> None:
        colour = theme().colour(self._role)
        if self.palette().color(QPalette.ColorRole.WindowText) != colour:
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._ink()
        super().changeEvent(event)


class ElidedLabel(Label):
    """A label that gives way: it ends in … when there is no room, and its tooltip says the rest."""

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.drawText(self.rect(), int(self.alignment()), shown)


def badge_width(text: str, *, dot: bool = True) -> float:
    metrics = QFontMetricsF(theme().font(Text.SMALL_STRONG))
    return metrics.horizontalAdvance(text) + (26 if dot else 16)


def paint_badge(painter: QPainter, at: QPointF, text: str, tone: Tone, *, dot: bool = True) -> None:
    """A 20 px pill with its upper left corner at ``at``."""
    colours = theme().tone(tone)
    box = QRectF(at.x(), at.y(), badge_width(text, dot=dot), 20)
    rounded(painter, box, 10, colours.tint)
    if dot:
        rounded(painter, QRectF(box.x() + 8, box.y() + 7, 6, 6), 3, colours.solid)
    painter.setPen(colours.ink)
    painter.setFont(theme().font(Text.SMALL_STRONG))
    left = 18 if dot else 8
    painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)


class Badge(QWidget):
    """The state of a record, right after its title."""

    def __init__(self, text: str = "", tone: Tone = Tone.GREY, *, dot: bool = True) -> None:
        super().__init__()
        self._text, self._tone, self._dot = text, tone, dot
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_state(self, text: str, tone: Tone, *, dot: bool = True) -> None:
        self._text, self._tone, self._dot = text, tone, dot
        self.setVisible(bool(text))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(round(badge_width(self._text, dot=self._dot) + 0.5), 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._text:
            paint_badge(QPainter(self), QPointF(0, 0), self._text, self._tone, dot=self._dot)


def paint_avatar(painter: QPainter, box: QRectF, name: str) -> None:
    """A person's initials on a disc of their own colour."""
    look = theme()
    rounded(painter, box, box.width() / 2, look.avatar(name))
    font = look.font(Text.TINY)
    if box.width() > 22:
        font = look.font(Text.LABEL)
    elif box.width() < 20:
        font.setPixelSize(8)
    painter.setFont(font)
    painter.setPen(look.colour(Role.ON_AVATAR))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))


class Avatar(QWidget):
    """Who: a disc with initials."""

    def __init__(self, name: str, size: int = 24) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(size, size)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_avatar(QPainter(self), QRectF(self.rect()), self._name)
