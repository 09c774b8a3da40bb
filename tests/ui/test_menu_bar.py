"""The menu bar comes by Alt, holds every command with its key, and goes when it is left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.ui.page import Place
from tests.ui.test_app import app, desk, settle

__all__ = ["app", "desk"]


def press_alt(app: App) -> None:
    QTest.keyPress(app.window, Qt.Key.Key_Alt)
    QTest.keyRelease(app.window, Qt.Key.Key_Alt)


def test_alt_opens_the_bar_and_escape_leaves_it(app: App, qtbot: QtBot) -> None:
    app.window.show_place(Place("accounts"))
    settle(app, qtbot)
    app.window.strip.setFocus()
    assert "menu_bar" not in app.window.__dict__
    press_alt(app)
    bar = app.window.menu_bar
    assert bar.isVisible()
    assert bar.activeAction() is not None
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert QApplication.focusWidget() is app.window.strip
    press_alt(app)
    press_alt(app)
    assert not bar.isVisible()


def test_alt_with_another_key_is_that_key(app: App, qtbot: QtBot) -> None:
    QTest.keyPress(app.window, Qt.Key.Key_Alt)
    QTest.keyClick(app.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    QTest.keyRelease(app.window, Qt.Key.Key_Alt)
    settle(app, qtbot)
    assert "menu_bar" not in app.window.__dict__
    page = app.window.tabs.page
    assert page is not None
    assert page.place == Place("accounts")


def test_every_command_with_a_menu_is_in_it_once(app: App, qtbot: QtBot) -> None:
    for key in ("accounts", "settings"):
        app.window.show_place(Place(key))
        settle(app, qtbot)
        app.window.menu_bar.show_commands()
        shown = [
            action.text() for menu in app.window.menu_bar._menus.values()
            for action in menu.actions()
        ]  # fmt: skip
        wanted = [c.title for c in app.window.commands() if c.menu]
        assert sorted(shown) == sorted(wanted)


def test_the_bar_may_stay(app: App, qtbot: QtBot) -> None:
    toggle = next(c for c in app.window.commands() if c.key == "view.menu_bar")
    toggle.run()
    assert app.window.menu_bar.isVisible()
    press_alt(app)
    QTest.keyClick(app.window.menu_bar, Qt.Key.Key_Escape)
    qtbot.wait(20)
    assert app.window.menu_bar.isVisible()
    toggle.run()
    assert not app.window.menu_bar.isVisible()
