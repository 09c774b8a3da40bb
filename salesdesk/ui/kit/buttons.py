"""Buttons: the deed, its icon and its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import CHIP, KIND, PRIMARY, QUIET, SECONDARY, SEGMENT, rounded
from salesdesk.ui.theme import Role, Text, theme

FULL, NO_KEY, ICON = range(3)
"""What a button shows: all it has, no key, or where it has an icon that alone."""


def key_text(shortcut: str) -> str:
    """A shortcut as the buttons and tooltips of this system show it: "Ctrl K"."""
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if not native.endswith("+") else native


class Button(QPushButton):
    """A deed in words, with an icon before and a key after; ``kind`` chooses the look."""

    def __init__(
        self, text: str, icon: str = "", kind: str = SECONDARY, key: str = "",
        pressed: Callable[[], object] | None = None, name: str = "",
    ) -> None:  # fmt: skip
        super().__init__(text)
        self.icon_name, self._key = icon, key_text(key) if key else ""
        self._look, self._full_tip = FULL, ""
        self.setProperty(KIND, kind)
        self.setAutoDefault(False)
        self.setFont(theme().font(Text.SMALL if kind == CHIP else Text.NAME))
        self.setAccessibleName(name or text.replace("…", ""))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if pressed is not None:
            self.clicked.connect(lambda _on=False: pressed())

    @property
    def _icon_size(self) -> int:
        return 14 if self.kind == CHIP else 16

    @property
    def kind(self) -> str:
        return str(self.property(KIND))

    def _parts(self, look: int) -> tuple[float, float, float]:
        icon = float(self._icon_size) if self.icon_name else 0.0
        if look == ICON and icon:
            return icon, 0.0, 0.0
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        small = QFontMetricsF(theme().font(Text.LABEL))
        key = small.horizontalAdvance(self._key) + 9 if self._key and look == FULL else 0.0
        if icon and self.text():
            icon += 5 if self.kind == CHIP else 7
        return icon, words, key

    def width_as(self, look: int) -> int:
        """The width that a look needs."""
        pad = 9 if self.kind == CHIP else 12
        return round(sum(self._parts(look)) + 2 * pad + (16 if self.menu() else 0))

    def give_way(self, look: int) -> None:
        """Show all, no key, or the icon alone; the tooltip then says the words."""
        if look == self._look:
            return
        alone = [bool(self.icon_name) and each == ICON for each in (self._look, look)]
        if alone[1] and not alone[0]:
            self._full_tip = self.toolTip()
            self.setToolTip(" ".join(filter(None, (self.text(), self._key))))
        elif alone[0] and not alone[1]:
            self.setToolTip(self._full_tip)
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = theme().height("field") - (2 if self.kind == CHIP else 0)
        return QSize(self.width_as(self._look), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _ink(self) -> QColor:
        if self.kind == PRIMARY:
            return theme().colour(Role.ON_ACCENT)
        if self.kind in (CHIP, SEGMENT) and not self.isChecked():
            return theme().colour(Role.TEXT2)
        return theme().colour(Role.TEXT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        # the shell has no such button, so its first paint needn't make Qt's style enumerations
        from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelButtonCommand, option)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        self._paint_label(painter)

    def _paint_label(self, painter: QPainter) -> None:
        icon, words, key = self._parts(self._look)
        room = self.width() - (16 if self.menu() else 0)
        x = (room - icon - words - key) / 2
        middle = self.height() / 2
        ink = self._ink()
        if self.icon_name:
            faint = self.kind not in (PRIMARY,) and not self.isChecked()
            shade = theme().colour(Role.TEXT2) if faint else ink
            at = QPointF(x, middle - self._icon_size / 2)
            paint_icon(painter, self.icon_name, at, shade, self._icon_size)
        painter.setPen(ink)
        painter.setFont(self.font())
        flags = Qt.AlignmentFlag.AlignVCenter
        if words:
            painter.drawText(QRectF(x + icon, 0, words + 4, self.height()), flags, self.text())
        if key:
            painter.setFont(theme().font(Text.LABEL))
            painter.setPen(ink if self.kind == PRIMARY else theme().colour(Role.TEXT3))
            painter.setOpacity(painter.opacity() * (0.8 if self.kind == PRIMARY else 1))
            painter.drawText(QRectF(x + icon + words + 9, 0, key, self.height()), flags, self._key)
        if self.menu():
            corner = QPointF(self.width() - 24, middle - 7)
            paint_icon(painter, "chevron-down", corner, ink, 14)


class IconButton(QPushButton):
    """An icon whose meaning the whole world knows, or whose tooltip says it with its key."""

    def __init__(
        self, icon: str, name: str, key: str = "",
        pressed: Callable[[], object] | None = None, size: int = 28,
    ) -> None:  # fmt: skip
        super().__init__()
        self.icon_name = icon
        self.setProperty(KIND, QUIET)
        self.setAutoDefault(False)
        self.setFixedSize(size, size)
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {key_text(key)}" if key else name)
        self._marked = False
        if pressed is not None:
            self.clicked.connect(lambda _on=False: pressed())

    def set_marked(self, marked: bool) -> None:
        """An amber dot at the corner: there is something new."""
        self._marked = marked
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, box = QPainter(self), theme(), QRectF(self.rect())
        down = self.isDown() or self.isChecked()
        if self.isEnabled() and (down or self.underMouse()):
            rounded(painter, box, 6, look.colour(Role.TINT if down else Role.SUNKEN))
        if self.hasFocus():
            rounded(painter, box, 6, None, look.pen(Role.ACCENT, 2))
        if not self.isEnabled():
            painter.setOpacity(0.45)
        at = QPointF((self.width() - 16) / 2, (self.height() - 16) / 2)
        role = Role.ACCENT if self.isChecked() else Role.TEXT2
        paint_icon(painter, self.icon_name, at, role)
        if self._marked:
            dot = QRectF(self.width() / 2 + 2, self.height() / 2 - 9, 7, 7)
            rounded(painter, dot, 3.5, look.colour(Role.AMBER))


class Link(QPushButton):
    """A deed that is only words in the accent."""

    def __init__(
        self, text: str, pressed: Callable[[], object] | None = None, icon: str = ""
    ) -> None:
        super().__init__(text)
        self._icon = icon
        self.setProperty(KIND, QUIET)
        self.setAutoDefault(False)
        self.setFont(theme().font(Text.NAME))
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if pressed is not None:
            self.clicked.connect(lambda _on=False: pressed())

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(words + 4 + (22 if self._icon else 0)), 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        hot = self.underMouse() and self.isEnabled()
        ink = theme().colour(Role.ACCENT_HOVER if hot else Role.ACCENT)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        if self._icon:
            paint_icon(painter, self._icon, QPointF(1, 4), ink)
        painter.setFont(self.font())
        painter.setPen(ink)
        left = 24 if self._icon else 2
        painter.drawText(
            self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self.hasFocus():
            rounded(painter, QRectF(self.rect()), 4, None, theme().pen(Role.ACCENT, 2))


STEP = 12


class Segments(QWidget):
    """A choice of two to five words in one track."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], current: str, name: str) -> None:
        """``options`` are (key, words, icon)."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        box = QHBoxLayout(self)
        box.setContentsMargins(2, 2, 2, 2)
        box.setSpacing(1)
        for key, words, icon in options:
            button = Button(words, icon, SEGMENT)
            button.setCheckable(True)
            button.setFixedHeight(theme().height("field") - 4)
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            box.addWidget(button)
        self._buttons[current].setChecked(True)
        self.setFocusProxy(self._buttons[current])
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def current(self) -> str:
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        self._buttons[key].setChecked(True)

    def words(self, key: str) -> str:
        return self._buttons[key].text()

    def rename(self, key: str, words: str) -> None:
        """Other words for a choice, such as one that counts what it shows."""
        if self._buttons[key].text() != words:
            self._buttons[key].setText(words)
            self._buttons[key].setAccessibleName(words)
            # a fixed size keeps the whole window from being laid out for another digit
            wide = -(-self._buttons[key].sizeHint().width() // STEP) * STEP
            if self._buttons[key].maximumWidth() != wide:
                self._buttons[key].setFixedWidth(wide)
                self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), 7, theme().colour(Role.SUNKEN))
