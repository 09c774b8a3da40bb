"""The board: columns fold by key and by click and stay so, and the list's filters hold on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.values.listing import Condition, ListQuery, Operator
from salesdesk.services.desk import Desk
from salesdesk.ui.page import Place
from salesdesk.ui.screens.board_column import weighted_words
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
    qtbot.waitUntil(lambda: sum(c.count for c in board._columns) == 1, timeout=20_000)
    settle(app, qtbot)
    assert board.isVisible()
    page.filters.search.clear()
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sum(c.count for c in board._columns) == 3, timeout=20_000)


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
    assert weighted_words(board._columns[0]) == ("25 % → 150", "→ 150")
    board.grab()


def closed(desk: Desk, name: str, day: date, amount: str) -> None:
    """A won deal that was closed on a day."""
    deal = replace(desk.opportunities.new(), name=name, expected_amount=Decimal(amount),
                   currency="EUR")  # fmt: skip
    key = desk.opportunities.save(deal)
    desk.opportunities.mark(key, "won", "Agreed")
    with desk.database.changing() as session:
        record = session.get_one(Opportunity, key)
        record.closed_on = day
        record.real_amount = Decimal(amount)


def test_won_shows_this_month_until_all_is_asked_for(app: App, desk: Desk, qtbot: QtBot) -> None:
    today = datetime.now(UTC).date()
    closed(desk, "Old", today.replace(year=today.year - 1), "500")
    closed(desk, "New", today, "70")
    page, board = on_board(app, qtbot)
    at = next(n for n, c in enumerate(board._columns) if c.stage.kind == "won")
    won = board._columns[at]
    assert (won.period, won.count, won.sums) == ("month", 1, [("EUR", Decimal(70))])
    assert [c.period for c in board._columns if c.stage.kind == "open"] == ["", ""]
    board.grab()
    for _step in range(at):
        QTest.keyClick(board, Qt.Key.Key_Right)
    QTest.keyClick(board, Qt.Key.Key_M)
    settle(app, qtbot)
    won = board._columns[at]
    assert (won.period, won.count, won.sums) == ("all", 2, [("EUR", Decimal(570))])
    assert app.context is not None
    other = OpportunityBoard(app.context)
    qtbot.addWidget(other)
    settle(app, qtbot)
    assert other._columns[at].count == 2
    link = board._link_box(at).center().toPoint()
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=link)
    settle(app, qtbot)
    assert board._columns[at].count == 1
    assert not board._columns[at].folded
    for whole in (True, False):
        (turn,) = [c for c in page.commands() if c.key == "board.period"]
        turn.run()
        settle(app, qtbot)
        assert board.is_whole is whole
    board.show_query(ListQuery(conditions=(Condition("closed_on", Operator.AT_MOST, (today,)),)))
    settle(app, qtbot)
    assert (board._columns[at].period, board._columns[at].count) == ("", 2)
