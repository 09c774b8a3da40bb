"""The main window: rail, tabs, page, status bar, palette and toast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.actions import Actions
from salesdesk.ui.commands import Command
from salesdesk.ui.kit.buttons import IconButton
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, column, row
from salesdesk.ui.modules import MODULES, SETTINGS, Module, module
from salesdesk.ui.page import Page, Place
from salesdesk.ui.palette_field import PaletteField
from salesdesk.ui.rail import NARROW, WIDE, Rail, RailEntry
from salesdesk.ui.settings import Settings
from salesdesk.ui.status_bar import StatusBar
from salesdesk.ui.tab_strip import TabStrip
from salesdesk.ui.tabs import Tabs, first_shown
from salesdesk.ui.theme import Role, Text, theme
from salesdesk.ui.window_commands import window_commands

if TYPE_CHECKING:
    from salesdesk.ui.kit.toast import Toasts
    from salesdesk.ui.menu_bar import MenuBar
    from salesdesk.ui.page_window import PageWindow
    from salesdesk.ui.palette import Found, Palette, Search

SMALL_SCREEN = 1366


class MainWindow(QMainWindow):
    """Shows itself at once, empty; ``fill`` gives it pages when the database is open."""

    closing = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.setWindowTitle("SalesDesk")
        self.resize(1440, 900)
        self.setMinimumSize(900, 560)
        self._make: Callable[[Place], Page] | None = None
        self._overlay: QWidget | None = None
        self._leaving = False
        self.rail = Rail([_entry(m) for m in MODULES], [_entry(SETTINGS)])
        self.strip = TabStrip()
        self.stack = QStackedWidget()
        self.status = StatusBar()
        self._assemble()
        self.tabs = Tabs(self.strip, self.stack, self._page)
        self.search: Search | None = None
        self.recent: list[Found] = []
        self._own = window_commands(self)
        self.actions_of = Actions(self, self._own)
        self._connect()
        self._show_rail(wide=settings.rail_wide and self._has_room())
        self._restore_geometry()

    def _assemble(self) -> None:
        self._meanwhile: QWidget | None = None
        self._windows: list[PageWindow] = []
        self.back = IconButton("arrow-left", _("Back"), "Alt+Left", self.go_back)
        self.forward = IconButton("arrow-right", _("Forward"), "Alt+Right", self.go_forward)
        self.new_tab = IconButton("plus", _("New tab"), "Ctrl+K", self.open_palette)
        self.palette_field = PaletteField(self.open_palette)
        self.bell = IconButton("bell", _("Messages"), pressed=self._show_messages)
        top = Panel(Role.RAIL, "b")
        top.setFixedHeight(theme().height("tab_strip"))
        tabs = row(self.strip, self.new_tab, spacing=2)
        tabs.addStretch(1)
        box = row(6, self.back, self.forward, 4, spacing=0, margins=(0, 0, 0, 0))
        box.addLayout(tabs, 1)
        box.addLayout(row(self.palette_field, 4, self.bell, 20, spacing=4))
        top.setLayout(box)
        welcome = Panel(Role.CANVAS)
        self._waiting = Label("", Text.BODY, Role.TEXT3)
        welcome.setLayout(column(None, row(None, self._waiting, None), None))
        self.stack.addWidget(welcome)
        work = QVBoxLayout()
        work.setSpacing(0)
        work.addWidget(top)
        work.addWidget(self.stack, 1)
        work.addWidget(self.status)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.rail)
        body.addLayout(work, 1)
        central = QWidget()
        central.setLayout(body)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.rail.chosen.connect(lambda key: self.show_place(Place(key)))
        self.rail.head.clicked.connect(self.show_menu)
        self.tabs.shown.connect(self._page_shown)
        self.tabs.told.connect(self._show_state)
        self._show_state()

    # what is made when first needed, so that the window paints at once

    @cached_property
    def palette_overlay(self) -> Palette:
        from salesdesk.ui.palette import Palette

        palette = Palette(self, self.commands, self.recent)
        palette.search = self.search
        palette.went.connect(self._go)
        return palette

    @cached_property
    def menu_bar(self) -> MenuBar:
        from salesdesk.ui.menu_bar import MenuBar

        return MenuBar(self)

    @cached_property
    def toasts(self) -> Toasts:
        from salesdesk.ui.kit.toast import Toasts

        toasts = Toasts(self)
        toasts.left = self._page_left()
        return toasts

    def _page_left(self) -> int:
        return (WIDE if self.rail.wide else NARROW) + 24

    # pages

    def fill(self, make: Callable[[Place], Page], start: Place) -> None:
        """The database is open: pages can be made."""
        from salesdesk.ui.menu_bar import IS_NATIVE, AltKey

        self._make = make
        if IS_NATIVE or self.settings.menu_bar:
            self.menu_bar.show_commands()
        if not IS_NATIVE:
            AltKey(self)
        if self._meanwhile is not None:
            self.stack.removeWidget(self._meanwhile)
            self._meanwhile.deleteLater()
            self._meanwhile = None
        kept = self.settings.open_tabs
        self.tabs.restore(kept, self.settings.current_tab, self._knows)
        if not len(self.tabs):
            self.show_place(start)
        self.stack.setFocus()

    def show_overlay(self, overlay: QWidget) -> None:
        """Cover everything until the overlay is closed: the first window."""
        overlay.setParent(self)
        overlay.setGeometry(self.rect())
        overlay.show()
        overlay.raise_()
        overlay.setFocus()
        self._overlay = overlay

    def close_overlay(self) -> None:
        if self._overlay is not None:
            self._overlay.hide()
            self._overlay.deleteLater()
            self._overlay = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._overlay is not None:
            self._overlay.setGeometry(self.rect())

    def starts_at_home(self) -> bool:
        """Whether the first page will be the first screen."""
        return first_shown(self.settings.open_tabs, self.settings.current_tab) == Place("home")

    def show_meanwhile(self, shown: QWidget) -> None:
        """Show something to look at until the database is open, and paint it at once."""
        shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._meanwhile = shown
        self.stack.addWidget(shown)
        self.stack.setCurrentWidget(shown)  # and before the next work takes the interpreter:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.repaint()

    def wait(self, words: str) -> None:
        """What the empty page says while the database opens."""
        self._waiting.setText(words)

    def _knows(self, key: str) -> bool:
        return any(m.key == key for m in (*MODULES, SETTINGS))

    def _page(self, place: Place) -> Page:
        assert self._make is not None
        return self._make(place)

    def show_place(self, place: Place, how: str = "tab") -> None:
        """Open a list or a record: in its tab, behind the page shown, or in a window."""
        if self._make is None:
            return
        if how == "window":
            self._open_window(place)
            return
        found = module(place.module)
        self.tabs.open(place, _(found.title), found.icon, behind=how == "behind")

    def _open_window(self, place: Place) -> None:
        from salesdesk.ui.page_window import PageWindow

        page = self._page(place)
        page.place = place
        window = PageWindow(self, page, self.settings.geometry("page"))
        self._windows.append(window)
        window.told.connect(self._show_state)
        window.left.connect(self._window_left)
        window.show()
        page.arrived()

    def _window_left(self, window: PageWindow) -> None:
        self.settings.keep_geometry("page", window.saveGeometry())
        self._windows.remove(window)
        self._show_state()

    @property
    def pages(self) -> list[Page]:
        """Every page that is open, in tabs and in windows of their own."""
        return [*self.tabs.pages, *(window.page for window in self._windows)]

    @property
    def unsaved(self) -> list[Page]:
        return [page for page in self.pages if page.dirty]

    def _go(self, place: Place, in_tab: bool) -> None:
        self.show_place(place, "behind" if in_tab else "tab")

    def go_back(self) -> None:
        self._walk(self.tabs.back())

    def go_forward(self) -> None:
        self._walk(self.tabs.forward())

    def _walk(self, place: Place | None) -> None:
        if place is not None:
            found = module(place.module)
            self.tabs.walk_to(place, _(found.title), found.icon)

    def _page_shown(self, page: Page | None) -> None:
        if page is None:
            self.stack.setCurrentIndex(0)
            self.rail.show_current("")
        else:
            self.rail.show_current(page.place.module)
            self._remember_recent(page)
        self.actions_of.show_page(page.commands() if page else ())
        if "menu_bar" in self.__dict__:
            self.menu_bar.show_commands()
        self._show_state()

    def _remember_recent(self, page: Page) -> None:
        """What the palette offers before anything is typed."""
        if not page.place.record:
            return
        from salesdesk.ui.palette import Found

        title = _(module(page.place.module).title)
        others = [f for f in self.recent if f.place != page.place]
        self.recent[:] = [Found(page.place, page.title, title, "", page.icon), *others][:12]

    def _show_state(self) -> None:
        page = self.tabs.page
        self.back.setEnabled(self.tabs.can_go_back)
        self.forward.setEnabled(self.tabs.can_go_forward)
        unsaved = [p.title for p in self.unsaved]
        self.status.show_saved(unsaved, page)
        self.status.show_selection(page.selection_status if page else "")
        self.setWindowModified(bool(unsaved))
        self.setWindowTitle(f"{page.title}[*] — SalesDesk" if page else "SalesDesk[*]")

    # commands

    def commands(self) -> Sequence[Command]:
        """The window's own commands and those of the page shown."""
        page = self.tabs.page
        of_page = page.commands() if page else ()
        titles = {command.title for command in of_page}
        return [*of_page, *(command for command in self._own if command.title not in titles)]

    def open_palette(self, text: str = "") -> None:
        self.palette_overlay.open(text)

    def open_new(self) -> None:
        """The palette with what can be started."""
        from salesdesk.ui.palette_scope import anything_new

        self.palette_overlay.open(scope=anything_new())

    def start_new(self, key: str) -> None:
        """Start a record of a module, over its list."""
        self.show_place(Place(key))
        start = next((c for c in self.commands() if c.key == "new"), None)
        if start is not None:
            start.run()
        else:
            self.toasts.say(_("Your role may look here, but not add."))

    def toggle_rail(self) -> None:
        self.settings.rail_wide = not self.rail.wide
        self._show_rail(wide=not self.rail.wide)

    def _show_rail(self, *, wide: bool) -> None:
        self.rail.set_wide(wide=wide)
        if "toasts" in self.__dict__:
            self.toasts.left = self._page_left()

    def _has_room(self) -> bool:
        """On the smallest laptops the rail begins narrow."""
        screen = self.screen()
        small = screen is not None and screen.availableGeometry().width() <= SMALL_SCREEN
        unseen = QGuiApplication.platformName() == "offscreen"  # its screen is made up
        return unseen or not small or self.settings.store.contains("window/rail_wide")

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_theme(self) -> None:
        theme().set_dark(dark=not theme().dark)
        self.settings.colour_scheme = "dark" if theme().dark else "light"

    def undo(self) -> None:
        self.toasts.undo_last()

    def next_pane(self, by: int = 1) -> None:
        """F6: rail, tabs, page, and the toast when there is one."""
        from salesdesk.ui.focus_walk import walk

        toast = [self.toasts] if self.toasts.isVisible() else []
        walk(self, [self.rail, self.strip, self.stack, *toast], by)

    def show_menu(self) -> None:
        menu = self.actions_of.main_menu()
        menu.popup(self.rail.head.mapToGlobal(self.rail.head.rect().bottomLeft()))

    def _show_messages(self) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        for words in self.toasts.kept or [_("No messages yet")]:
            menu.addAction(words).setEnabled(False)
        self.bell.set_marked(False)
        menu.popup(self.bell.mapToGlobal(self.bell.rect().bottomLeft()))

    # coming and going

    def _restore_geometry(self) -> None:
        state = self.settings.geometry("window")
        if not state.isEmpty():
            self.restoreGeometry(state)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mouseReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            for widget in self.findChildren(QWidget):
                widget.update()
        super().changeEvent(event)

    def leave(self) -> None:
        """Close, whatever is unsaved."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.unsaved and not self._leaving:
            event.ignore()
            from salesdesk.ui.closing import ask_before_closing

            ask_before_closing(self)
            return
        for window in tuple(self._windows):
            window.leave()
        self.settings.keep_geometry("window", self.saveGeometry())
        if self._make is not None:
            self.settings.open_tabs = self.tabs.kept()
            self.settings.current_tab = max(0, self.strip.currentIndex())
        self.closing.emit()
        super().closeEvent(event)


def _entry(found: Module) -> RailEntry:
    return RailEntry(found.key, _(found.title), found.icon, found.group, found.shortcut)
