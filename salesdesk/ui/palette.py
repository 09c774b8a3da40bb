"""The palette: finds any record and runs any command, from one field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.folding import folded
from salesdesk.ui.calculator import calculate
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.keycaps import KeyHints
from salesdesk.ui.kit.panels import Hairline, IconLabel, column, row
from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.page import Place
from salesdesk.ui.palette_list import PaletteDelegate, PaletteModel, PaletteRow
from salesdesk.ui.palette_scope import Scope, ScopeChip, scope_of
from salesdesk.ui.shapes import KIND, rounded
from salesdesk.ui.theme import Role, Text, theme

WIDTH, TOP, REST = 680, 104, 30


@dataclass(frozen=True, slots=True)
class Found:
    """A record that the search found."""

    place: Place
    title: str
    detail: str = ""
    figure: str = ""
    icon: str = "file"


Answer = Callable[[Sequence[Found]], None]
Search = Callable[[str, str, Answer], None]
"""Looks for records (of a module, or of all) and hands them to the answer later, on the window's
thread."""


@dataclass(slots=True)
class _Asked:
    number: int = 0
    found: Sequence[Found] = field(default=())


class Palette(QWidget):
    """Lies over the window while it is open; Esc closes it."""

    went = Signal(object, bool)

    def __init__(
        self, window: QWidget, commands: Callable[[], Sequence[Command]], recent: list[Found]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self.search: Search | None = None
        self.recent = recent
        self._asked = _Asked()
        self._scope: Scope | None = None
        self._chip = ScopeChip()
        self._opener: QWidget | None = None
        self._field = QLineEdit()
        self._field.setProperty(KIND, "bare")
        self._field.setFont(theme().font(Text.HEADING))
        self._field.setPlaceholderText(_("Search or run a command"))
        self._field.setAccessibleName(_("Search or run a command"))
        self._model = PaletteModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(PaletteDelegate(self))
        self._list.setFrameShape(QListView.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(_("Results"))
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        self._list.clicked.connect(lambda index: self._run(index.row(), in_tab=False))
        self._panel = _Panel(self)
        self._panel.setLayout(self._layout())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._look)
        self._field.textChanged.connect(self._typed)
        self._field.installEventFilter(self)
        window.installEventFilter(self)
        self.setAccessibleName(_("Palette"))
        self.hide()

    def _layout(self) -> QVBoxLayout:
        self._hint = KeyHints([("Tab", _("only this kind"))])
        head = row(
            IconLabel("search", Role.TEXT2, 18), self._chip, self._field, self._hint,
            spacing=8, margins=(20, 8, 20, 8),
        )  # fmt: skip
        foot = row(
            KeyHints([("↑", ""), ("↓", _("move")), ("Enter", _("Open").lower()),
                      ("Ctrl Enter", _("in a new tab"))]),
            None,
            KeyHints([(">", _("commands")), ("=", _("calculate")), ("#", _("number"))]),
            margins=(18, 9, 18, 10),
        )  # fmt: skip
        return column(
            head, Hairline(Role.LINE), row(self._list, margins=(8, 4, 8, 6)),
            Hairline(Role.LINE), foot, spacing=0, margins=(24, 24, 24, 24),
        )  # fmt: skip

    def open(self, text: str = "", scope: Scope | None = None) -> None:
        """Show the palette with recent records and commands at once."""
        self._opener = self.window().focusWidget()
        self._place()
        self._narrow(scope)
        self._field.setText(text)
        self._typed()
        self._timer.stop()
        self._look()
        self.show()
        self.raise_()
        self._field.setFocus()

    def close_palette(self) -> None:
        self.hide()
        if self._opener is not None:
            self._opener.setFocus()

    def _place(self) -> None:
        window = self._window
        self.setGeometry(window.rect())
        width = min(WIDTH, window.width() - 40) + 48
        height = min(528, window.height() - TOP - 20) + 48
        left = (window.width() - width) // 2
        self._panel.setGeometry(left, min(TOP, window.height() // 9) - 24, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self._field and isinstance(event, QKeyEvent) and _is_press(event):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8}.get(Qt.Key(event.key()))  # fmt: skip
        if step is not None:
            self._move(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._run(self._list.currentIndex().row(), in_tab=control)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        elif event.key() == Qt.Key.Key_Tab:
            self._narrow_to_chosen()
        elif event.key() == Qt.Key.Key_Backspace and self._scope and not self._field.text():
            self._narrow(None)
        else:
            return False
        return True

    def _narrow_to_chosen(self) -> None:
        """Tab: from now on only what is of the kind of the row that is chosen."""
        chosen = self._model.row_at(self._list.currentIndex().row())
        if self._scope is None and chosen is not None and chosen.kind in ("record", "command"):
            self._narrow(scope_of(chosen.place))

    def _narrow(self, scope: Scope | None) -> None:
        self._scope = scope
        self._chip.show_scope(scope)
        self._hint.setVisible(scope is None)
        self._asked.found = ()
        self._look()
        self._show()

    def _move(self, step: int) -> None:
        target = self._model.selectable(self._list.currentIndex().row(), step)
        self._list.setCurrentIndex(self._model.index(target, 0))

    def _typed(self) -> None:
        self._asked.found = ()
        self._timer.start()
        self._show()

    def _look(self) -> None:
        text = self._field.text().strip()
        self._asked.number += 1
        number = self._asked.number
        kind = self._scope.module if self._scope else ""
        commands_only = self._scope is not None and not kind
        if self.search is not None and text and text[0] not in ">=" and not commands_only:
            self.search(text.lstrip("#"), kind, lambda found: self._answer(number, found))

    def _answer(self, number: int, found: Sequence[Found]) -> None:
        if number == self._asked.number:  # a later key has asked anew
            self._asked.found = found
            self._show()

    def _show(self) -> None:
        text = self._field.text().strip()
        rows = self._calculated(text) if text.startswith("=") else self._records(text)
        rows += self._deeds(text)
        if not rows:
            rows = [PaletteRow("head", _("Nothing is called “{text}”").format(text=text))]
        self._model.show(rows, text.lstrip(">#="))
        self._list.setCurrentIndex(self._model.index(self._model.selectable(-1, 1), 0))

    def _calculated(self, text: str) -> list[PaletteRow]:
        result = calculate(text[1:])
        if result is None:
            return []
        shown = formats().plain(result)
        return [PaletteRow("result", shown, _("Enter copies the result"), icon="sigma",
                           run=lambda: _copy(str(result)))]  # fmt: skip

    def _records(self, text: str) -> list[PaletteRow]:
        if text.startswith(">"):
            return []
        found = self._asked.found if text else self._recent()
        title = _("Records") if text else _("Recent")
        rows = [PaletteRow("head", title)] if found else []
        return rows + [
            PaletteRow("record", f.title, f.detail, f.figure, f.icon, place=f.place) for f in found
        ]

    def _recent(self) -> Sequence[Found]:
        scope = self._scope
        return [f for f in self.recent if scope is None or scope.has(f.place)][:6]

    def _deeds(self, text: str) -> list[PaletteRow]:
        words = folded(text.lstrip(">#")).split()
        if text.startswith("="):
            return []
        fitting = [
            command
            for command in self._commands()
            if command.enabled()
            and (self._scope is None or self._scope.allows(command))
            and all(word in folded(command.title) for word in words)
        ]
        rows = [PaletteRow("head", _("Commands"))] if fitting else []
        return rows + [
            PaletteRow("command", c.title, c.detail, c.shortcut, c.icon or "chevron-right", c.run)
            for c in fitting[:40]
        ]

    def _run(self, at: int, *, in_tab: bool) -> None:
        chosen = self._model.row_at(at)
        if chosen is None or chosen.kind == "head":
            return
        self.close_palette()
        if chosen.place is not None:
            self.went.emit(chosen.place, in_tab)
        elif chosen.run is not None:
            chosen.run()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour(Role.SHADE))


class _Panel(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        box = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        paint_shadow(painter, box, 12, 24)
        rounded(painter, box, 12, look.colour(Role.RAISED), look.pen(Role.LINE2))


def _is_press(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress


def _copy(text: str) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(text)
