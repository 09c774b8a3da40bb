"""Commands: everything the program can do, with a name, a key and a place in a menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A deed that the palette, a menu and a key can start.

    ``title`` is already in the user's language; ``scope`` is "window" or the page that owns it.
    ``menu`` names the menu it stands in: file, edit, view, record, tools, window, help.
    """

    key: str
    title: str
    run: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    menu: str = ""
    scope: str = "window"
    enabled: Callable[[], bool] = lambda: True
    detail: str = ""
