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
    return [
        *_places(window), *_new(window), *_tabs(window), *_view(window),
        *_approvals(window), *_rest(window)
    ]  # fmt: skip


def _places(window: MainWindow) -> list[Command]:
    return [
        Command(
            f"go.{found.key}", _("Go to {module}").format(module=_(found.title)),
            partial(window.show_place, Place(found.key)), found.shortcut, found.icon,
            "window" if found is not SETTINGS else "edit",
        )
        for found in (*MODULES, SETTINGS)
    ]  # fmt: skip


def _new(window: MainWindow) -> list[Command]:
    """Something new of any kind, from wherever the user is."""
    kinds = [
        Command(f"new.{found.key}", _(found.new_title), partial(window.start_new, found.key), "",
                found.icon, "file")
        for found in MODULES
        if found.new_title
    ]  # fmt: skip
    anything = Command("anything", _("Something new…"), window.open_new,
                       "Ctrl+Shift+N", "plus", "file")  # fmt: skip
    return [anything, *kinds]


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
        Command("view.menu_bar", _("Show or hide the menu bar"),
                partial(_toggle_menu_bar, window), "", "menu", "view"),
        Command("view.back", _("Back"), window.go_back, "Alt+Left", "arrow-left", "view"),
        Command("view.forward", _("Forward"), window.go_forward, "Alt+Right", "arrow-right",
                "view"),
        Command("view.pane", _("Next pane"), window.next_pane, "F6", "", "view"),
        Command("view.pane.previous", _("Previous pane"), partial(window.next_pane, -1),
                "Shift+F6", "", "view"),
    ]  # fmt: skip


def _show_help(window: MainWindow) -> None:
    """What the page shown is for, and its keys."""
    from salesdesk.ui.help_words import keys_for, words_for
    from salesdesk.ui.kit.help_sheet import HelpSheet, key_lines

    page = window.tabs.page
    place = page.place if page is not None else Place("home")
    lines = key_lines(page.commands() if page else (), keys_for(place))
    taken = {key for key, _words in lines}
    everywhere = [line for line in key_lines(window_commands(window)) if line[0] not in taken]
    title = page.title if page is not None else "SalesDesk"
    HelpSheet(window, title, _(words_for(place)), lines, everywhere).open()


def _toggle_menu_bar(window: MainWindow) -> None:
    from salesdesk.ui.menu_bar import toggle_menu_bar

    toggle_menu_bar(window)


def _verify(window: MainWindow) -> None:
    """Look whether a PDF is a proposal as it was issued."""
    from salesdesk.ui.verifying import Verifier

    found = window.findChild(Verifier)
    if found is not None:
        found.ask()


def _of_files(window: MainWindow, deed: str) -> None:
    """Something to do with the files of approvals."""
    from salesdesk.ui.verifying import Verifier

    found = window.findChild(Verifier)
    if found is not None:
        getattr(found.files, deed)()


def _approvals(window: MainWindow) -> list[Command]:
    return [
        Command(f"approval.{deed}", words, partial(_of_files, window, deed), "", icon, "tools")
        for deed, words, icon in (
            ("ask_request", _("Approve a file…"), "stamp"),
            ("ask_answer", _("Read approval from file…"), "file-check"),
            ("own_key", _("My approval key…"), "lock"),
            ("ask_key", _("Read a colleague's public key…"), "user-check"),
        )
    ]  # fmt: skip


def _rest(window: MainWindow) -> list[Command]:
    return [
        Command("palette", _("Search or run a command"), window.open_palette, "Ctrl+K", "search",
                "tools"),
        Command("palette.commands", _("Run a command"), partial(window.open_palette, ">"),
                "Ctrl+Shift+P", "search", "tools"),
        Command("verify", _("Verify a printed proposal…"), partial(_verify, window), "",
                "file-check", "tools"),
        Command("edit.undo", _("Undo"), window.undo, "Ctrl+Z", "undo-2", "edit"),
        Command("help", _("Help for this screen"), partial(_show_help, window), "F1",
                "circle-question-mark", "help"),
        Command("menu", _("Main menu"), window.show_menu, "F10", "menu", ""),
        Command("quit", _("Quit SalesDesk"), window.close, "Ctrl+Q", "log-out", "file"),
    ]  # fmt: skip
