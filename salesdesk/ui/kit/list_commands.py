"""What can be done in every list, as commands of the palette, the menus and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.ui.commands import Command

if TYPE_CHECKING:
    from salesdesk.ui.kit.list_screen import ListScreen


def list_commands(screen: ListScreen) -> Sequence[Command]:
    """The commands that this list has, by what it can and the user may."""
    page = screen.module
    found = [
        Command("list.refresh", _("Refresh"), screen.refresh, "F5", "refresh-cw", "view", page),
        Command("list.export", _("Export…"), screen.export, "Ctrl+E", "download", "file", page),
        Command("list.search", _("Search in this list"), screen.filters.search.setFocus,
                "Ctrl+F", "search", "edit", page),
    ]  # fmt: skip
    if screen.pane is not None:
        found.append(
            Command("list.detail", _("Show or hide the detail pane"), screen.toggle_detail,
                    "Ctrl+I", "panel-right", "view", page)
        )  # fmt: skip
    if screen.may_add():
        found.insert(
            0, Command("new", screen.new_words, screen.new, "Ctrl+N", "plus", "file", page)
        )
    if screen.can_duplicate and screen.may_add():
        found.append(
            Command("list.duplicate", _("Duplicate the selected record"), screen.duplicate,
                    "Ctrl+Shift+D", "copy", "edit", page)
        )  # fmt: skip
    if screen.can_archive:
        words = _("Archive the selected {nouns}").format(nouns=screen.nouns[1])
        found.append(Command("list.archive", words, screen.archive, "", "archive", "record", page))
    if screen.can_import:
        found.append(
            Command("import", _("Import…"), screen.import_file, "", "upload", "file", page)
        )
    if (save := screen.import_report) is not None:
        words = _("Save the report of the last import…")
        found.append(Command("import.report", words, save, "", "download", "file", page))
    return found
