"""Settings: every list of the company in one area, each edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.i18n import N_, _
from salesdesk.ui.commands import Command
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.leaving import ask_before_leaving
from salesdesk.ui.kit.panels import Panel, Scroller, column, holder, row
from salesdesk.ui.page import Page
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

GROUPS = (N_("Company"), N_("Sales"), N_("Money"), N_("Work"), N_("Documents"))


class _Entry(QPushButton):
    """A list in the navigation of the settings."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.count = ""
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, 29)

    def show_count(self, count: str) -> None:
        self.count = count
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        box = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        if self.isChecked():
            rounded(painter, box, 5, look.colour(Role.TINT))
        elif self.underMouse():
            rounded(painter, box, 5, look.colour(Role.TINT2))
        if self.hasFocus():
            rounded(painter, box, 5, None, look.pen(Role.ACCENT, 2))
        painter.setFont(look.font(Text.STRONG if self.isChecked() else Text.NAME))
        painter.setPen(look.colour(Role.ACCENT if self.isChecked() else Role.TEXT))
        inner = self.rect().adjusted(10, 0, -10, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, flags, self.count)


class _Find(QLineEdit):
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(_("Find a setting"))
        self.setAccessibleName(_("Find a setting"))
        self.setTextMargins(20, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        at = QPointF(9, self.height() / 2 - 7)
        paint_icon(QPainter(self), "search", at, Role.TEXT2, 14)


class SettingsPage(Page):
    """Navigation at the left, the chosen list at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Settings"), "settings")
        self.context = context
        self.keeps_typed = False
        self._entries: dict[str, _Entry] = {}
        self._pages: dict[str, QWidget] = {}
        self._heads: list[tuple[Label, list[str]]] = []
        self._stack = QStackedWidget()
        self._find = _Find()
        self._find.textChanged.connect(self._filter)
        self._find.installEventFilter(self)
        self._nav = QVBoxLayout()
        self._nav.setSpacing(0)
        self._nav.setContentsMargins(8, 4, 8, 8)
        self._fill_navigation()
        side = Panel(Role.SURFACE, "r")
        side.setFixedWidth(226)
        inner = Panel(Role.SURFACE)
        inner.setLayout(self._nav)
        side.setLayout(
            column(holder(row(self._find, margins=(12, 6, 12, 2))), Scroller(inner), spacing=4,
                   margins=(0, 0, 1, 0))
        )  # fmt: skip
        self.setLayout(row(side, self._stack, spacing=0))

    def _fill_navigation(self) -> None:
        lists = self.context.desk.reference.lists()
        for group in dict.fromkeys([*GROUPS, *(each.group for each in lists)]):
            of_group = [each for each in lists if each.group == group]
            self._add_group(_(group), [(each.key, _(each.title)) for each in of_group])
        self._add_group(_("Computer"), [("appearance", _("Appearance"))])
        self._nav.addStretch(1)

    def _add_group(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        if not entries:
            return
        head = Label(title, Text.SMALL, Role.TEXT2)
        head.setContentsMargins(10, 8, 0, 3)
        self._nav.addWidget(head)
        for key, words in entries:
            entry = _Entry(words)
            entry.clicked.connect(lambda _on=False, key=key: self.show_list(key))
            self._entries[key] = entry
            self._nav.addWidget(entry)
        self._heads.append((head, [key for key, _words in entries]))

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for entry in self._entries.values():
            entry.setVisible(wanted in entry.text().lower())
        for head, keys in self._heads:
            head.setVisible(any(not self._entries[key].isHidden() for key in keys))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            shown = [key for key, entry in self._entries.items() if not entry.isHidden()]
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shown:
                self.show_list(shown[0])
                return True
        return super().eventFilter(watched, event)

    def arrived(self) -> None:
        if not self._pages:
            self.show_list("companies" if "companies" in self._entries else "appearance")
        self._recount()

    def changed(self, tables: frozenset[str]) -> None:
        if tables - {"preference"} and self.isVisible():
            self._recount()

    def _recount(self) -> None:
        desk = self.context.desk
        self.context.jobs.read(lambda: _count(desk), self._show_counts, self.context.fail)

    def _show_counts(self, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            if key in self._entries:
                self._entries[key].show_count(str(count) if count else "")

    def show_list(self, key: str) -> None:
        """Show one list of the settings."""
        for name, entry in self._entries.items():
            entry.setChecked(name == key)
        if key not in self._pages:
            self._pages[key] = self._make(key)
            self._stack.addWidget(self._pages[key])
        elif self._stack.currentWidget() is not self._pages[key]:
            look_again: Callable[[], None] | None = getattr(self._pages[key], "look_again", None)
            if look_again is not None:
                look_again()
        self._stack.setCurrentWidget(self._pages[key])

    def _make(self, key: str) -> QWidget:
        if key == "appearance":
            from salesdesk.ui.screens.appearance import AppearancePanel

            return AppearancePanel(self.context)
        from salesdesk.ui.screens.reference_list import ReferencePanel

        panel = ReferencePanel(self.context, self.context.desk.reference.spec(key))
        panel.told.connect(self._told)
        return panel

    def _told(self) -> None:
        dirty = [key for key, page in self._pages.items() if getattr(page, "dirty", False)]
        self.dirty = bool(dirty)
        names = ", ".join(self._entries[key].text() for key in dirty)
        self.status = _("Unsaved: {names}").format(names=names) if dirty else ""
        self.tell()

    def save(self) -> bool:
        """Save every list that was changed; each says itself what is wrong with it."""
        unsaved = self._unsaved()
        if unsaved and self._stack.currentWidget() not in unsaved:
            self.show_list(next(key for key, page in self._pages.items() if page in unsaved))
        for page in unsaved:
            page.save()
        return True

    def _save_shown(self) -> None:
        shown: Any = self._stack.currentWidget()
        if shown in self._unsaved():
            shown.save()

    def throw_away(self) -> None:
        for page in self._unsaved():
            page.load()

    def leave(self, proceed: Callable[[], None]) -> None:
        ask_before_leaving(self, proceed)

    def _unsaved(self) -> list[Any]:
        return [page for page in self._pages.values() if getattr(page, "dirty", False)]

    def commands(self) -> Sequence[Command]:
        go = [
            Command(f"settings.{key}", _("Settings: {list}").format(list=entry.text()),
                    partial(self.show_list, key), "", "settings", "", "settings")
            for key, entry in self._entries.items()
        ]  # fmt: skip
        return [
            Command("settings.save", _("Save"), self._save_shown, "Ctrl+S", "save", "file",
                    "settings"),
            Command("settings.find", _("Find a setting"), self._find.setFocus, "Ctrl+F", "search",
                    "edit", "settings"),
            *go,
        ]  # fmt: skip


def _count(desk: Any) -> dict[str, int]:
    small = ("companies", "stages", "segments", "reasons", "approval-rules", "regions",
             "role-rates", "products", "currencies", "tax-codes", "payment-terms", "calendars",
             "users")  # fmt: skip
    keys = {each.key for each in desk.reference.lists()}
    return {key: len(desk.reference.rows(key)) for key in small if key in keys}
