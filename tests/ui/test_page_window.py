"""A record in a window of its own saves by its key, hears of changes, and asks before it closes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.page_window import PageWindow
from salesdesk.ui.screens.accounts import AccountPage
from tests.ui.test_app import app, desk, first, settle

__all__ = ["app", "desk"]

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(app: App, qtbot: QtBot) -> tuple[PageWindow, AccountPage]:
    app.window.show_place(first(app, "accounts"), "window")
    settle(app, qtbot)
    (window,) = app.window._windows
    assert isinstance(window.page, AccountPage)
    window.activateWindow()
    return window, window.page


def write(page: AccountPage, text: str) -> None:
    assert page.form is not None
    line = page.form.editor("industry").field
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def test_its_keys_work_and_the_main_window_knows(app: App, desk: Desk, qtbot: QtBot) -> None:
    window, page = opened(app, qtbot)
    write(page, "Retail")
    assert app.window.unsaved == [page]
    assert window.isWindowModified()
    QTest.keyClick(window, Qt.Key.Key_S, CTRL)
    settle(app, qtbot)
    assert desk.accounts.draft(page.key).industry == "Retail"
    assert app.window.unsaved == []
    theirs = desk.accounts.draft(page.key)
    desk.accounts.save(replace(theirs, industry="Theirs"), theirs)
    app._tell_pages(frozenset({"account"}))
    settle(app, qtbot)
    assert page.draft.industry == "Theirs"
    QTest.keyClick(window, Qt.Key.Key_W, CTRL)
    settle(app, qtbot)
    assert app.window._windows == []


def test_it_asks_before_it_closes_and_so_does_the_program(app: App, qtbot: QtBot) -> None:
    window, page = opened(app, qtbot)
    write(page, "Retail")
    window.close()
    assert window.isVisible()
    (sheet,) = [s for s in window.findChildren(Sheet) if s.isVisible()]
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    app.window.close()
    assert app.window.isVisible()
    (sheet,) = [s for s in app.window.findChildren(Sheet) if s.isVisible()]
    deed = next(b for b in sheet.findChildren(QPushButton) if b.text().startswith("Discard"))
    QTest.mouseClick(deed, Qt.MouseButton.LeftButton)
    assert not app.window.isVisible()
