"""A page: what a tab of the window shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk.ui.commands import Command


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: a module, and the record shown, empty for its list."""

    module: str
    record: str = ""


class Page(QWidget):
    """A list, a record or a settings page; tabs of equal rank.

    Subclasses set ``icon`` and ``title``, and emit ``told`` when title, icon, unsaved state or
    the words for the status bar have changed.
    """

    told = Signal()

    def __init__(self, title: str = "", icon: str = "file") -> None:
        super().__init__()
        self.title, self.icon = title, icon
        self.dirty = False
        self.status = ""
        self.selection_status = ""
        self.place = Place("")

    def commands(self) -> Sequence[Command]:
        """What can be done here, beside the window's own commands."""
        return ()

    def changed(self, tables: frozenset[str]) -> None:
        """Somebody wrote to these tables."""

    def arrived(self) -> None:
        """The page has become the one shown."""

    def save(self) -> bool:
        """Keep what is unsaved; False when a problem is in the way."""
        return True

    def leave(self, proceed: Callable[[], None]) -> None:
        """The tab is about to close: ask what must be asked, then proceed."""
        proceed()

    keeps_typed = True
    """Whether what is unsaved can wait for the next start; else it is saved or discarded now."""

    def keep_typed(self) -> None:
        """The window closes: what is unsaved comes back when this is opened again."""

    def throw_away(self) -> None:
        """What is unsaved is not wanted."""

    def tell(self) -> None:
        self.told.emit()
