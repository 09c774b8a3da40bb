"""The commands that the window itself understands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.modules import MODULES, SETTINGS
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.ui.main_window import MainWindow


def window_commands(window: MainWindow) -> list[Command]:
    return [*_places(window), *_tabs(window), *_view(window), *_rest(window)]


def _places(window: MainWindow) -> list[Command]:
    return [
        Command(
            f"go.{found.key}", _("Go to {module}").format(module=_(found.title)),
            partial(window.show_place, Place(found.key)), found.shortcut, found.icon,
            "window" if found is not SETTINGS else "edit",
        )
        for found in (*MODULES, SETTINGS)
    ]  # fmt: skip


def _tabs(window: MainWindow) -> list[Command]:
    tabs = window.tabs
    numbered = [
        Command(f"tab.{n + 1}", _("Tab {number}").format(number=n + 1), partial(tabs.choose, n),
                f"Ctrl+{n + 1}", "", "")
        for n in range(8)
    ]  # fmt: skip
    return [
        Command("tab.close", _("Close tab"), tabs.close_current, "Ctrl+W", "x", "file"),
        Command("tab.reopen", _("Reopen closed tab"), partial(_reopen, window),
                "Ctrl+Shift+T", "history", "file"),
        Command("tab.next", _("Next tab"), partial(tabs.step, 1), "Ctrl+Tab", "", "window"),
        Command("tab.previous", _("Previous tab"), partial(tabs.step, -1), "Ctrl+Shift+Tab", "",
                "window"),
        *numbered,
    ]  # fmt: skip


def _reopen(window: MainWindow) -> None:
    place = window.tabs.reopen()
    if place is not None:
        window.show_place(place)


def _view(window: MainWindow) -> list[Command]:
    return [
        Command("view.rail", _("Show or hide the words of the rail"), window.toggle_rail,
                "Ctrl+B", "panel-left", "view"),
        Command("view.full", _("Full screen"), window.toggle_full_screen, "F11", "maximize-2",
                "view"),
        Command("view.theme", _("Switch between light and dark"), window.toggle_theme, "",
                "sun-moon", "view"),
        Command("view.back", _("Back"), window.go_back, "Alt+Left", "arrow-left", "view"),
        Command("view.forward", _("Forward"), window.go_forward, "Alt+Right", "arrow-right",
                "view"),
        Command("view.pane", _("Next pane"), window.next_pane, "F6", "", "view"),
        Command("view.pane.previous", _("Previous pane"), partial(window.next_pane, -1),
                "Shift+F6", "", "view"),
    ]  # fmt: skip


def _rest(window: MainWindow) -> list[Command]:
    return [
        Command("palette", _("Search or run a command"), window.open_palette, "Ctrl+K", "search",
                "tools"),
        Command("palette.commands", _("Run a command"), partial(window.open_palette, ">"),
                "Ctrl+Shift+P", "search", "tools"),
        Command("edit.undo", _("Undo"), window.undo, "Ctrl+Z", "undo-2", "edit"),
        Command("menu", _("Main menu"), window.show_menu, "F10", "menu", ""),
        Command("quit", _("Quit SalesDesk"), window.close, "Ctrl+Q", "log-out", "file"),
    ]  # fmt: skip
