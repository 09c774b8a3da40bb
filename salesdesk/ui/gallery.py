"""Every screen and sheet as a picture: light and dark, at 100 % and 200 %."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from salesdesk.ui.gallery_estimator import estimator_tour
from salesdesk.ui.gallery_proposal import proposal_tour
from salesdesk.ui.modules import MODULES, module
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.app import App

PATIENCE = 20.0
SELLER = "darcel.schlecht"


def render(folder: Path, database: str, user: str = "") -> list[Path]:
    """Render all pictures, each look in a process of its own; answers the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for look in ("light", "dark"):
        for scale in ("1", "2"):
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": scale,
                "SALESDESK_HOME": str(folder / ".home"),
            }
            arguments = [sys.executable, "-m", "salesdesk.ui.gallery", str(folder), database,
                         look, scale, user]  # fmt: skip
            subprocess.run(arguments, env=environment, check=True)  # noqa: S603 our own module
    return sorted(folder.glob("*.png"))


class Gallery:
    """Walks through the program and keeps what it sees."""

    def __init__(self, app: App, folder: Path, suffix: str) -> None:
        self._app, self._folder, self._suffix = app, folder, suffix
        self.taken: list[Path] = []

    def settle(self) -> None:
        """Wait until nothing is read any more."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while time.monotonic() < end and quiet < 12:
            QApplication.processEvents()
            time.sleep(0.015)
            quiet = quiet + 1 if self._app.jobs.is_idle else 0

    def take(self, name: str) -> None:
        """Keep the window as it is, with the sheets and popovers that lie over it."""
        self.settle()
        window = self._app.window
        picture = window.grab()
        painter = QPainter(picture)
        for widget in QApplication.topLevelWidgets():
            if widget is not window and widget.isVisible() and _floats(widget):
                at = widget.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
                painter.drawPixmap(at, _picture(widget))
        painter.end()
        path = self._folder / f"{name}{self._suffix}.png"
        picture.save(str(path))
        self.taken.append(path)

    def close_sheets(self) -> None:
        self._app.window.toasts.hide()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()
            elif widget is not self._app.window and _floats(widget):
                widget.close()
        self.settle()


def _floats(widget: QWidget) -> bool:
    return widget.isWindow() and not widget.isHidden() and widget.width() > 1


def _picture(widget: QWidget) -> QPixmap:
    return widget.grab(QRect(QPoint(0, 0), widget.size()))


def tour(app: App, gallery: Gallery) -> None:
    """Each module's list and first record, then the sheets."""
    window = app.window
    for found in MODULES:
        _visit(app, gallery, Place(found.key), found.key)
    for name, deed in _extras(app):
        window.show_place(Place(name.split("-")[0]))
        gallery.settle()
        deed()
        gallery.take(name)
        gallery.close_sheets()
    for key in ("accounts", "contacts", "opportunities", "estimations", "proposals", "exercises",
                "budgets"):  # fmt: skip
        place = _first(app, key)
        if place is not None:
            _visit(app, gallery, place, f"{key}-record")
    estimator_tour(app, gallery.take, gallery.close_sheets)
    proposal_tour(app, gallery.take, gallery.close_sheets)
    for key in ("role-rates", "stages", "appearance"):
        window.show_place(Place("settings"))
        gallery.settle()
        _call(app, "show_list", key)
        gallery.take(f"settings-{key}")
    window.open_palette("gt")
    gallery.take("palette")
    window.palette_overlay.close_palette()
    app.welcome("Documents/SalesDesk/company.salesdesk")
    gallery.take("first-start")
    window.close_overlay()


def _visit(app: App, gallery: Gallery, place: Place, name: str) -> None:
    """A module that can't be shown is told, and the tour goes on."""
    try:
        app.window.show_place(place)
        gallery.take(name)
    except ImportError as missing:
        sys.stderr.write(f"{name}: {missing}\n")


def _first(app: App, key: str) -> Place | None:
    assert app.desk is not None
    if module(key).record is None:
        return None
    from salesdesk.models.values.listing import ListQuery

    source = getattr(app.desk, key).listing
    rows = source.first_page(ListQuery(sort=source.spec.sort))
    return Place(key, str(rows[0][0])) if rows else None


def _call(app: App, method: str, *arguments: object) -> None:
    page = app.window.tabs.page
    getattr(page, method)(*arguments)


def _extras(app: App) -> Iterator[tuple[str, Callable[[], None]]]:
    """Sheets and other faces of the lists; a name begins with its module."""

    def new() -> None:
        _call(app, "new")

    def board() -> None:
        _call(app, "show_as", "board")

    def carried() -> None:
        _call(app, "show_as", "board")
        app.window.show()
        page = app.window.tabs.page
        card = getattr(page, "board", None)
        if card is not None:
            from PySide6.QtCore import Qt
            from PySide6.QtTest import QTest

            for key in (Qt.Key.Key_Space, Qt.Key.Key_Right):
                QTest.keyClick(card, key)

    def listed() -> None:
        _call(app, "show_as", "list")

    yield "opportunities-board", board
    yield "opportunities-board-carried", carried
    yield "opportunities-list-again", listed
    for key in ("accounts", "opportunities", "proposals", "budgets", "exercises"):
        yield f"{key}-new", new
    yield from _sheets(app)


def _sheets(app: App) -> Iterator[tuple[str, Callable[[], None]]]:
    """Sheets that something must happen for."""
    window = app.window

    def conflict() -> None:
        from salesdesk.ui.kit.conflict import ConflictSheet, Difference

        rows = [
            Difference("name", "Name", "Konex", "Konex SA", "Konex Technologies"),
            Difference("limit", "Credit limit", "40,000.00", "60,000.00", "50,000.00"),
            Difference("note", "Notes", "", "Calls on Mondays", ""),
        ]
        title = "Melvin Marxen saved Konex while you were editing"
        ConflictSheet(window, title, rows, lambda _chosen: None).open()

    def notice() -> None:
        from salesdesk.ui.kit.dialogs import Notice

        words = "Something went wrong while printing. Your proposal is safe."
        Notice(window, words, "The report tells what happened.", "report").open()

    def confirm() -> None:
        from salesdesk.ui.kit.dialogs import Confirm

        Confirm(window, "Issue PRO-2026-0042?", "It gets its number and can't be changed after.",
                "Issue PRO-2026-0042", lambda: None).open()  # fmt: skip

    def toast() -> None:
        window.toasts.say("3 opportunities moved to Engaging", lambda: None)

    def imported() -> None:
        from salesdesk import paths
        from salesdesk.ui.screens.importing import check_file

        assert app.context is not None
        check_file(window, app.context, "accounts", paths.resource("sample", "accounts.csv"))

    def filtered() -> None:
        page = window.tabs.page
        bar = getattr(page, "filters", None)
        if bar is not None:
            bar._new_condition()

    def helped() -> None:
        next(c for c in window.commands() if c.key == "help").run()

    yield "accounts-help", helped
    yield "accounts-conflict", conflict
    yield "proposals-notice", notice
    yield "proposals-confirm", confirm
    yield "opportunities-toast", toast
    yield "accounts-import", imported
    yield "opportunities-filter", filtered


def main(arguments: list[str]) -> None:
    """With a folder alone: make the sample company there and render every look of it."""
    if len(arguments) > 1:
        _one_look(arguments)
        return
    folder = Path(arguments[0] if arguments else "out/screens")
    home = folder / ".home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ["SALESDESK_HOME"] = str(home)
    database = str(home / "maven.salesdesk")
    _make_sample(database)
    for picture in render(folder, database, SELLER):
        sys.stdout.write(f"{picture}\n")
    shutil.rmtree(home, ignore_errors=True)


def _make_sample(database: str) -> None:
    from salesdesk.services.demo import fill_with_sample
    from salesdesk.services.desk import Desk

    desk = Desk.open(database)
    fill_with_sample(desk)
    desk.close()


def _one_look(arguments: list[str]) -> None:
    """One look in this process: folder, database, light or dark, scale, user."""
    from salesdesk.app import App, prepare
    from salesdesk.ui.settings import Settings

    folder, database, look, scale, user = arguments
    settings = Settings()
    settings.colour_scheme = look
    settings.open_tabs = ""
    prepare(settings=settings)
    app = App(settings)
    app.window.resize(1440, 900)
    app.window.show()
    app.open(database, user)
    gallery = Gallery(app, Path(folder), f"-{look}{'-200' if scale == '2' else ''}")
    gallery.settle()
    tour(app, gallery)
    QGuiApplication.processEvents()
    app.window.close()


if __name__ == "__main__":
    main(sys.argv[1:])
