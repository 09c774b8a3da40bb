"""On the smallest window nothing is cut: the side pane gives way, and long words wrap."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.editor import EstimationPage
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


def test_the_head_of_an_estimation_is_not_cut_on_a_small_window(app: App, qtbot: QtBot) -> None:
    assert app.desk is not None
    key = app.desk.estimations.save(example(app.desk.estimations.new()))
    app.window.show_place(Place("estimations", str(key)))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, EstimationPage)
    parts = (page._name, page._undo, page._redo, page._proposal, page._settings)
    seen = []
    for width in (1500, 1100, 1000, 960, 1000, 1500):
        app.window.resize(width, 700)
        settle(app, qtbot)
        seen.append([part.isVisible() for part in parts])
        main = page._main
        assert page._heading.width() >= page._heading.sizeHint().width()
        assert not main.isVisible() or main.width() >= main.minimumSizeHint().width()
        assert page.panel is not None
        for box in page.panel.totals._boxes.values():
            assert not box.isVisible() or box.figure.width() <= box.width()
    assert all(seen[0])
    assert not all(seen[3])
    assert seen[2] == seen[4]
    assert seen[0] == seen[5]
