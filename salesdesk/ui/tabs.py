"""The open pages: which tab shows what, where the user was, and what comes back after a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from salesdesk.ui.page import Page, Place
from salesdesk.ui.tab_strip import TabStrip


@dataclass(slots=True)
class _Tab:
    place: Place
    title: str
    icon: str
    page: Page | None = None


class Tabs(QObject):
    """Opens, closes and restores pages; ``shown`` carries the page on top."""

    shown = Signal(object)
    told = Signal()

    def __init__(
        self, strip: TabStrip, stack: QStackedWidget, make: Callable[[Place], Page]
    ) -> None:
        super().__init__()
        self._strip, self._stack, self._make = strip, stack, make
        self._tabs: list[_Tab] = []
        self._past: list[Place] = []
        self._future: list[Place] = []
        self._closed: list[Place] = []
        self._walking = False
        strip.currentChanged.connect(self._chosen)
        strip.tabMoved.connect(self._moved)
        strip.close_asked.connect(self.close)

    @property
    def page(self) -> Page | None:
        index = self._strip.currentIndex()
        return self._tabs[index].page if 0 <= index < len(self._tabs) else None

    @property
    def pages(self) -> list[Page]:
        return [tab.page for tab in self._tabs if tab.page is not None]

    @property
    def unsaved(self) -> list[Page]:
        return [page for page in self.pages if page.dirty]

    def __len__(self) -> int:
        return len(self._tabs)

    def open(
        self, place: Place, title: str = "", icon: str = "file", *, behind: bool = False
    ) -> None:
        """Show the tab of a place, a new one when it has none."""
        for index, tab in enumerate(self._tabs):
            if tab.place == place:
                if not behind:
                    self._strip.setCurrentIndex(index)
                    self._chosen(index)
                return
        self._tabs.append(_Tab(place, title, icon))
        self._strip.blockSignals(True)
        index = self._strip.put(title, icon)
        self._strip.blockSignals(False)
        if not behind:
            self._strip.setCurrentIndex(index)
            self._chosen(index)

    def _chosen(self, index: int) -> None:
        if not 0 <= index < len(self._tabs):
            return
        tab = self._tabs[index]
        if tab.page is None:
            tab.page = self._make(tab.place)
            tab.page.place = tab.place
            tab.page.told.connect(self._tell)
            self._stack.addWidget(tab.page)
        already = self._stack.currentWidget() is tab.page
        self._stack.setCurrentWidget(tab.page)
        self._walk(tab.place)
        self._tell()
        if not already or len(self._tabs) == 1:
            tab.page.arrived()
        self.shown.emit(tab.page)

    def _walk(self, place: Place) -> None:
        if self._walking or (self._past and self._past[-1] == place):
            return
        self._past.append(place)
        self._future.clear()

    @property
    def can_go_back(self) -> bool:
        return len(self._past) > 1

    @property
    def can_go_forward(self) -> bool:
        return bool(self._future)

    def back(self) -> Place | None:
        """Where I was before; None when this is where I began."""
        if not self.can_go_back:
            return None
        self._future.append(self._past.pop())
        return self._past[-1]

    def forward(self) -> Place | None:
        if not self._future:
            return None
        self._past.append(self._future.pop())
        return self._past[-1]

    def walk_to(self, place: Place, title: str, icon: str) -> None:
        """Show a place without making it a new step of the walk."""
        self._walking = True
        self.open(place, title, icon)
        self._walking = False
        self.told.emit()

    def _moved(self, start: int, end: int) -> None:
        self._tabs.insert(end, self._tabs.pop(start))

    def _tell(self) -> None:
        for index, tab in enumerate(self._tabs):
            if tab.page is not None:
                tab.title, tab.icon = tab.page.title, tab.page.icon
                self._strip.show_tab(index, tab.title, tab.icon, dirty=tab.page.dirty)
        self.told.emit()

    def close(self, index: int) -> None:
        """Close a tab after its page has asked what it must ask."""
        if not 0 <= index < len(self._tabs):
            return
        tab = self._tabs[index]
        if tab.page is None:
            self._drop(tab)
        else:
            tab.page.leave(lambda: self._drop(tab))

    def close_page(self, page: Page) -> None:
        for index, tab in enumerate(self._tabs):
            if tab.page is page:
                self.close(index)
                return

    def _drop(self, tab: _Tab) -> None:
        index = self._tabs.index(tab)
        self._closed.append(tab.place)
        self._tabs.pop(index)
        self._past = [place for place in self._past if place != tab.place]
        self._strip.blockSignals(True)
        self._strip.removeTab(index)
        self._strip.blockSignals(False)
        if tab.page is not None:
            self._stack.removeWidget(tab.page)
            tab.page.deleteLater()
        if self._tabs:
            self._chosen(self._strip.currentIndex())
        else:
            self.shown.emit(None)
        self.told.emit()

    def close_current(self) -> None:
        self.close(self._strip.currentIndex())

    def reopen(self) -> Place | None:
        return self._closed.pop() if self._closed else None

    def step(self, by: int) -> None:
        if self._tabs:
            self._strip.setCurrentIndex((self._strip.currentIndex() + by) % len(self._tabs))

    def choose(self, index: int) -> None:
        if index < len(self._tabs):
            self._strip.setCurrentIndex(index)

    def kept(self) -> str:
        """The open tabs, to be restored."""
        import json

        return json.dumps([[t.place.module, t.place.record, t.title, t.icon] for t in self._tabs])

    def restore(self, kept: str, current: int, known: Callable[[str], bool]) -> None:
        """Bring tabs back; only the one shown reads its data now."""
        entries = _entries(kept)
        for module, record, title, icon in entries:
            if known(module) and record != "new":
                self.open(Place(module, record), title, icon, behind=True)
        if self._tabs:
            index = min(current, len(self._tabs) - 1)
            self._strip.setCurrentIndex(index)
            self._chosen(index)


def first_shown(kept: str, current: int) -> Place:
    """Where ``Tabs.restore`` will begin: the tab that was current, or the first screen."""
    entries = _entries(kept)
    if not entries:
        return Place("home")
    module, record, _title, _icon = entries[min(current, len(entries) - 1)]
    return Place(module, record)


def _entries(kept: str) -> list[tuple[str, str, str, str]]:
    import json

    try:
        found: list[tuple[str, str, str, str]] = json.loads(kept or "[]")
    except ValueError:
        return []
    return found
