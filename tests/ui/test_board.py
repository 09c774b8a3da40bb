"""The board: columns fold by key and by click and stay so, and the list's filters hold on it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.ui.page import Place
from salesdesk.ui.screens.board_surface import FOLDED
from salesdesk.ui.screens.opportunities import OpportunitiesPage
from salesdesk.ui.screens.opportunity_board import OpportunityBoard
from tests.ui.test_app import app, desk, settle

__all__ = ["app", "desk"]


def on_board(app: App, qtbot: QtBot) -> tuple[OpportunitiesPage, OpportunityBoard]:
    app.window.show_place(Place("opportunities"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, OpportunitiesPage)
    page.show_as("board")
    settle(app, qtbot)
    assert isinstance(page.board, OpportunityBoard)
    page.board.setFocus()
    return page, page.board


def test_a_column_folds_by_key_and_stays_folded(app: App, qtbot: QtBot) -> None:
    _page, board = on_board(app, qtbot)
    name = board._columns[0].stage.name
    QTest.keyClick(board, Qt.Key.Key_Minus)
    assert board._columns[0].folded
    assert board._column_box(0).width() == FOLDED
    assert name in board.accessibleDescription()
    board.grab()
    settle(app, qtbot)
    assert app.context is not None
    other = OpportunityBoard(app.context)
    qtbot.addWidget(other)
    settle(app, qtbot)
    assert other._columns[0].folded
    QTest.keyClick(board, Qt.Key.Key_Space)
    assert not board._columns[0].folded
    assert board._carried is None


def test_a_click_on_the_head_folds_and_one_column_stays_open(app: App, qtbot: QtBot) -> None:
    _page, board = on_board(app, qtbot)
    for at in range(len(board._columns)):
        where = board._column_box(at).topLeft().toPoint() + QPoint(20, 20)
        QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=where)
    assert [column.folded for column in board._columns].count(False) == 1
    last = board._column_box(0).center().toPoint()
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=last)
    assert not board._columns[0].folded


def test_a_card_is_dropped_into_a_folded_column(app: App, qtbot: QtBot) -> None:
    _page, board = on_board(app, qtbot)
    board.fold(1, folded=True)
    count = board._columns[1].count
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(board, key)
    settle(app, qtbot)
    assert board._columns[1].count == count + 1


def test_the_filters_of_the_list_hold_on_the_board(app: App, qtbot: QtBot) -> None:
    page, board = on_board(app, qtbot)
    assert sum(column.count for column in board._columns) == 3
    page.filters.search.setFocus()
    QTest.keyClicks(page.filters.search, "200")
    qtbot.waitUntil(lambda: sum(c.count for c in board._columns) == 1, timeout=4000)
    settle(app, qtbot)
    assert board.isVisible()
    page.filters.search.clear()
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sum(c.count for c in board._columns) == 3, timeout=4000)


def test_the_head_weighs_each_deal_by_its_own_probability(
    app: App, desk: Desk, qtbot: QtBot
) -> None:
    _page, board = on_board(app, qtbot)
    assert board._columns[0].weighted == 60
    key = board._columns[0].rows[0][0]
    dearest = desk.opportunities.draft(key)
    own = replace(dearest, probability=Decimal(40), probability_is_own=True)
    desk.opportunities.save(own, dearest)
    board.refresh()
    settle(app, qtbot)
    assert board._columns[0].weighted == 300 * Decimal("0.4") + 300 * Decimal("0.1")
    board.grab()
