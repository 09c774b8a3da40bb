"""The menu bar: the system's own on macOS; elsewhere hidden until Alt asks for it, or always."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from salesdesk.i18n import _
from salesdesk.ui.actions import MENUS

if TYPE_CHECKING:
    from salesdesk.ui.main_window import MainWindow

IS_NATIVE = sys.platform == "darwin"
_ROLES = {
    "quit": QAction.MenuRole.QuitRole,
    "go.settings": QAction.MenuRole.PreferencesRole,
}


class MenuBar(QMenuBar):
    """Every command with a menu stands in it, with its key; those of the page shown first."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._opener: QWidget | None = None
        self._menus: dict[str, QMenu] = {}
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(0)
        self._leaving.timeout.connect(self._hide_if_left)
        for key, title in MENUS:
            menu = self.addMenu(_(title))
            menu.aboutToHide.connect(self._leaving.start)
            self._menus[key] = menu
        self.setAccessibleName(_("Main menu"))
        window.setMenuBar(self)
        self.show_commands()
        self.setVisible(IS_NATIVE or window.settings.menu_bar)

    def show_commands(self) -> None:
        """Fill the menus with the commands of the page shown and of the window."""
        found = self._window.actions_of.by_menu()
        for key, menu in self._menus.items():
            menu.clear()
            for action in found.get(key, ()):
                action.setMenuRole(_ROLES.get(action.objectName(), QAction.MenuRole.NoRole))
                menu.addAction(action)
            menu.menuAction().setVisible(key in found)

    def open_by_key(self) -> None:
        """Alt: go into the bar; Alt or Esc leave it for where the user was."""
        if self.hasFocus():
            self.leave()
            return
        self._opener = QApplication.focusWidget()
        self.show_commands()
        self.show()
        self.setFocus(Qt.FocusReason.MenuBarFocusReason)
        self.setActiveAction(next(a for a in self.actions() if a.isVisible()))

    def leave(self) -> None:
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.MenuBarFocusReason)
        self._hide()

    def _hide(self) -> None:
        if not IS_NATIVE and not self._window.settings.menu_bar:
            self.hide()

    def _hide_if_left(self) -> None:
        if QApplication.activePopupWidget() is None and not self.hasFocus():
            self._hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._leaving.start()


class AltKey(QObject):
    """Alt pressed and let go alone opens the menu bar; with another key it is that key's."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._alone = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate:
            self._alone = False
        elif kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            self._alone = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Alt
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            alone, self._alone = self._alone, False
            if alone and event.key() == Qt.Key.Key_Alt:
                self._window.menu_bar.open_by_key()
                return True
        return super().eventFilter(watched, event)


def toggle_menu_bar(window: MainWindow) -> None:
    """Show the bar always, or only when Alt asks for it."""
    window.settings.menu_bar = not window.settings.menu_bar
    window.menu_bar.show_commands()
    window.menu_bar.setVisible(window.settings.menu_bar)
