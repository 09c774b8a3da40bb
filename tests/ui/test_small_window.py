"""On the smallest window nothing is cut: the side pane gives way, and long words wrap."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.ui.kit.form import Form
from salesdesk.ui.kit.panels import Scroller
from salesdesk.ui.page import Place
from salesdesk.ui.screens.accounts import AccountPage
from tests.ui.test_app import app, desk, first, settle

__all__ = ["app", "desk"]


def test_a_form_is_not_cut_on_a_small_window(app: App, qtbot: QtBot) -> None:
    app.window.resize(1024, 700)
    app.window.show_place(first(app, "accounts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, AccountPage)
    form = page.form
    [scroller] = [s for s in page.findChildren(Scroller) if form in s.findChildren(Form)]
    assert scroller.horizontalScrollBar().maximum() == 0


def test_the_first_screen_is_not_cut_on_a_small_window(app: App, qtbot: QtBot) -> None:
    app.window.resize(1024, 700)
    app.window.show_place(Place("home"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert page is not None
    assert [s.horizontalScrollBar().maximum() for s in page.findChildren(Scroller)] == [0]
