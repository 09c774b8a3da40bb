"""The rail of modules at the left: words and icons, or icons only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.buttons import key_text
from salesdesk.ui.kit.labels import paint_avatar
from salesdesk.ui.kit.panels import Hairline, Panel
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

WIDE, NARROW = 204, 56


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One line of the rail; a new ``group`` begins after a hairline."""

    key: str
    title: str
    icon: str
    group: int = 0
    shortcut: str = ""


class _Item(QPushButton):
    """A module: icon, words and a count; amber when it waits for the user."""

    def __init__(self, entry: RailEntry) -> None:
        super().__init__()
        self.entry = entry
        self.count = ""
        self.waits = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setFixedHeight(theme().height("rail_item"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(entry.title)
        key = f"  {key_text(entry.shortcut)}" if entry.shortcut else ""
        self.setToolTip(f"{entry.title}{key}")

    def show_count(self, count: str, *, waits: bool) -> None:
        self.count, self.waits = count, waits
        self.setAccessibleDescription(count)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, theme().height("rail_item"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        box = QRectF(self.rect()).adjusted(8, 2, -8, -2)
        if self.isChecked():
            rounded(painter, box, 6, look.colour(Role.TINT))
        elif self.underMouse():
            rounded(painter, box, 6, look.colour(Role.SUNKEN))
        if self.hasFocus():
            rounded(painter, box, 6, None, look.pen(Role.ACCENT, 2))
        wide = self.width() > NARROW
        size = 16 if wide else 18
        left = 18.0 if wide else (self.width() - size) / 2
        ink = Role.ACCENT if self.isChecked() else Role.TEXT2
        paint_icon(painter, self.entry.icon, QPointF(left, (self.height() - size) / 2), ink, size)
        if wide:
            self._paint_words(painter)
        elif self.waits:
            dot = QRectF(self.width() / 2 + 6, self.height() / 2 - 10, 7, 7)
            rounded(painter, dot, 3.5, look.tone(Tone.AMBER).solid)

    def _paint_words(self, painter: QPainter) -> None:
        look = theme()
        chosen = self.isChecked()
        painter.setFont(look.font(Text.STRONG if chosen else Text.NAME))
        painter.setPen(look.colour(Role.ACCENT if chosen else Role.TEXT))
        box = self.rect().adjusted(43, 0, -20, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.entry.title)
        if not self.count:
            return
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setFont(look.font(Text.SMALL))
        if self.waits:
            width = painter.fontMetrics().horizontalAdvance(self.count) + 16
            pill = QRectF(self.width() - 14 - width, self.height() / 2 - 9, width, 18)
            rounded(painter, pill, 9, look.tone(Tone.AMBER).tint)
            painter.setFont(look.font(Text.SMALL_STRONG))
            painter.setPen(look.tone(Tone.AMBER).ink)
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self.count)
        else:
            painter.setPen(look.colour(Role.TEXT3))
            painter.drawText(box, flags, self.count)


class _Head(QPushButton):
    """The mark and the name of the program; opens the main menu."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(48)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Main menu"))
        self.setToolTip(_("Main menu") + "  F10")

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        wide = self.width() > NARROW
        left = 14.0 if wide else (self.width() - 24) / 2
        paint_mark(painter, QRectF(left, 12, 24, 24))
        if wide:
            painter.setFont(look.font(Text.SECTION))
            painter.setPen(look.colour(Role.TEXT))
            box = self.rect().adjusted(45, 0, 0, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "SalesDesk")
            paint_icon(painter, "chevrons-up-down", QPointF(self.width() - 28, 17), Role.TEXT2, 14)
        if self.hasFocus():
            box_f = QRectF(self.rect()).adjusted(6, 6, -6, -6)
            rounded(painter, box_f, 6, None, look.pen(Role.ACCENT, 2))


def paint_mark(painter: QPainter, box: QRectF) -> None:
    """The three rising bars."""
    look = theme()
    rounded(painter, box, box.width() / 4.4, look.colour(Role.ACCENT))
    unit = box.width() / 24
    for index, height in enumerate((5.5, 9.5, 13.5)):
        bar = QRectF(
            box.x() + (5.5 + index * 4.7) * unit,
            box.bottom() - (5 + height) * unit,
            3.4 * unit,
            height * unit,
        )
        rounded(painter, bar, unit, look.colour(Role.ON_ACCENT))


class _UserItem(QPushButton):
    """Who works here, and as what."""

    def __init__(self) -> None:
        super().__init__()
        self.person, self.detail = "", ""
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("User"))

    def show_person(self, person: str, detail: str) -> None:
        self.person, self.detail = person, detail
        self.setAccessibleName(f"{person}, {detail}")
        self.setToolTip(f"{person}\n{detail}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.person:
            return
        look, painter = theme(), QPainter(self)
        wide = self.width() > NARROW
        left = 14.0 if wide else (self.width() - 24) / 2
        paint_avatar(painter, QRectF(left, 13, 24, 24), self.person)
        if wide:
            painter.setFont(look.font(Text.SMALL_STRONG))
            painter.setPen(look.colour(Role.TEXT))
            painter.drawText(47, 23, self._short(self.person, painter))
            painter.setFont(look.font(Text.CAPTION))
            painter.setPen(look.colour(Role.TEXT3))
            painter.drawText(47, 38, self._short(self.detail, painter))
        if self.hasFocus():
            rounded(painter, QRectF(self.rect()).adjusted(6, 4, -6, -4), 6, None,
                    look.pen(Role.ACCENT, 2))  # fmt: skip

    def _short(self, text: str, painter: QPainter) -> str:
        return painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, self.width() - 56
        )


class Rail(Panel):
    """Chooses the module; ``chosen`` carries its key."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[RailEntry], foot: Sequence[RailEntry]) -> None:
        super().__init__(Role.RAIL, "r")
        self.setAccessibleName(_("Modules"))
        self._items: dict[str, _Item] = {}
        self.head = _Head()
        self.user = _UserItem()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 1, 2)
        box.setSpacing(0)
        box.addWidget(self.head)
        self._add(box, entries)
        box.addStretch(1)
        self._add(box, foot)
        box.addWidget(self.user)
        self.wide = True
        self.set_wide(wide=True)

    def _add(self, box: QVBoxLayout, entries: Sequence[RailEntry]) -> None:
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                group = entry.group
                box.addSpacing(7)
                box.addWidget(_inset(Hairline(Role.LINE2)))
                box.addSpacing(7)
            item = _Item(entry)
            item.clicked.connect(lambda _on=False, key=entry.key: self._choose(key))
            self._items[entry.key] = item
            box.addWidget(item)

    def _choose(self, key: str) -> None:
        self.show_current(key)
        self.chosen.emit(key)

    def show_current(self, key: str) -> None:
        for name, item in self._items.items():
            item.setChecked(name == key)

    def show_count(self, key: str, count: str, *, waits: bool = False) -> None:
        if key in self._items:
            self._items[key].show_count(count, waits=waits)

    def set_wide(self, *, wide: bool) -> None:
        self.wide = wide
        self.setFixedWidth(WIDE if wide else NARROW)


def _inset(line: Hairline) -> QWidget:
    from salesdesk.ui.kit.panels import holder, row

    return holder(row(line, margins=(14, 0, 14, 0)))
