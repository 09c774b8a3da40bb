"""Commands become actions: keys, and entries of the menus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.commands import Command
from salesdesk.ui.icons import icon

MENUS = (
    ("file", N_("&File")), ("edit", N_("&Edit")), ("view", N_("&View")),
    ("record", N_("&Record")), ("tools", N_("&Tools")), ("window", N_("&Window")),
    ("help", N_("&Help")),
)  # fmt: skip


def action_of(command: Command, parent: QWidget) -> QAction:
    action = QAction(command.title, parent)
    action.setObjectName(command.key)
    if command.icon:
        action.setIcon(icon(command.icon))
    if command.shortcut:
        action.setShortcut(QKeySequence(command.shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda _on=False: command.run() if command.enabled() else None)
    return action


class Actions:
    """The actions of a window and of the page it shows."""

    def __init__(self, window: QWidget, own: Sequence[Command]) -> None:
        self._window, self._own = window, own
        self._own_actions = [action_of(command, window) for command in own]
        self._page: Sequence[Command] = ()
        self._page_actions: list[QAction] = []
        window.addActions(self._own_actions)

    def show_page(self, commands: Sequence[Command]) -> None:
        """Put the keys of the page shown in place of the last one's; a page's key wins."""
        for action in self._page_actions:
            self._window.removeAction(action)
            action.deleteLater()
        self._page = commands
        self._page_actions = [action_of(command, self._window) for command in commands]
        taken = {command.shortcut for command in commands if command.shortcut}
        for command, action in zip(self._own, self._own_actions, strict=True):
            free = command.shortcut and command.shortcut not in taken
            action.setShortcut(QKeySequence(command.shortcut) if free else QKeySequence())
        self._window.addActions(self._page_actions)

    def main_menu(self) -> QMenu:
        """All commands, by menu."""
        top = QMenu(self._window)
        top.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        found = self.by_menu()
        for key, title in MENUS:
            if key in found:
                menu = top.addMenu(_(title))
                menu.addActions(found[key])
        return top

    def by_menu(self) -> dict[str, list[QAction]]:
        """The actions of each menu that has some: the page's, then the window's."""
        titles = {command.title for command in self._page}
        pairs = [*zip(self._page, self._page_actions, strict=True),
                 *((c, a) for c, a in zip(self._own, self._own_actions, strict=True)
                   if c.title not in titles)]  # fmt: skip
        found: dict[str, list[QAction]] = {}
        for command, action in pairs:
            if command.menu:
                found.setdefault(command.menu, []).append(action)
        return found
