"""The first window: four ways to begin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.keycaps import paint_keycap
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.rail import paint_mark
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


class _Choice(QPushButton):
    """A way to begin: icon, words, why, and its digit."""

    def __init__(self, number: int, icon: str, title: str, why: str) -> None:
        super().__init__()
        self._number, self._icon, self._title, self._why = number, icon, title, why
        self.setFixedSize(640, 70)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.setAccessibleDescription(why)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        first = self._number == 1
        hot = self.hasFocus() or self.underMouse()
        pen = look.pen(Role.ACCENT, 2 if self.hasFocus() else 1) if hot or first else None
        box = QRectF(self.rect())
        rounded(painter, box, 9, look.colour(Role.SURFACE), pen or look.pen(Role.LINE))
        tile = QRectF(13, 14, 42, 42)
        rounded(painter, tile, 8, look.colour(Role.ACCENT if first else Role.TINT))
        ink = Role.ON_ACCENT if first else Role.ACCENT
        paint_icon(painter, self._icon, QPointF(25, 26), ink, 18)
        painter.setFont(look.font(Text.SECTION))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(70, 32, self._title)
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        painter.drawText(70, 50, self._why)
        paint_keycap(painter, QPointF(self.width() - 36, 25), str(self._number))


class _Mark(QWidget):
    def sizeHint(self) -> QSize:
        return QSize(52, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_mark(QPainter(self), QRectF(0, 0, 52, 52))


class Welcome(Panel):
    """Shown while there is no company yet; ``chosen`` carries how to begin."""

    chosen = Signal(str)

    def __init__(self, file: str) -> None:
        super().__init__(Role.CANVAS)
        self.setAccessibleName(_("Welcome to SalesDesk"))
        middle = Qt.AlignmentFlag.AlignHCenter
        box = QVBoxLayout(self)
        box.setSpacing(9)
        box.addStretch(2)
        mark = _Mark()
        mark.setFixedSize(52, 52)
        box.addWidget(mark, 0, middle)
        box.addSpacing(8)
        title = Label(_("Welcome to SalesDesk"), Text.FIGURE)
        font = theme().font(Text.FIGURE)
        font.setPixelSize(26)
        title.setFont(font)
        box.addWidget(title, 0, middle)
        why = _("From the first contact to an approved proposal, on your own computer.")
        box.addWidget(Label(why, Text.BODY, Role.TEXT2), 0, middle)
        box.addSpacing(12)
        self._keys: dict[str, Callable[[], None]] = {}
        for number, (key, icon, words, detail) in enumerate(_choices(), 1):
            choice = _Choice(number, icon, words, detail)
            choice.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._keys[str(number)] = partial(self.chosen.emit, key)
            box.addWidget(choice, 0, middle)
            if number == 1:
                self.setFocusProxy(choice)
        box.addSpacing(14)
        where = Label(_("Your data stays in one file on this computer:"), Text.SMALL, Role.TEXT2)
        line = row(None, where, Label(file, Text.SMALL_STRONG, Role.TEXT2), None)
        box.addLayout(line)
        box.addStretch(3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed = self._keys.get(event.text())
        if deed is not None:
            deed()
        else:
            super().keyPressEvent(event)


def _choices() -> list[tuple[str, str, str, str]]:
    return [
        ("sample", "play", _("Look around in a sample company"),
         _("5,156 opportunities, two estimations, proposals in every state. Nothing to set up.")),
        ("own", "building-2", _("Start with my company"),
         _("Name, currency and tax first; the rest when you need it.")),
        ("import", "upload", _("Bring data from a spreadsheet or another program"),
         _("CSV, XLSX, vCard, Microsoft Project XML; nothing is written before you agree.")),
        ("server", "server", _("Connect to our shared database"),
         _("PostgreSQL; ask your administrator for the address.")),
    ]  # fmt: skip
