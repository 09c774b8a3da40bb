"""The board of proposals: moved by key and drag, with the way back; nothing without a pipeline."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.ui.page import Place
from salesdesk.ui.screens.proposal_board import ProposalBoard
from salesdesk.ui.screens.proposals import ProposalsPage
from tests.services.test_proposal_stages import add_pipeline
from tests.ui import test_app
from tests.ui.test_app import app, settle

__all__ = ["app", "desk"]
desk = test_app.desk


def on_board(app: App, qtbot: QtBot) -> ProposalBoard:
    app.window.show_place(Place("proposals"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, ProposalsPage)
    page.show_as("board")
    settle(app, qtbot)
    assert isinstance(page.board, ProposalBoard)
    page.board.setFocus()
    return page.board


def test_a_house_without_a_pipeline_is_told(app: App, qtbot: QtBot) -> None:
    board = on_board(app, qtbot)
    assert board.is_read
    assert board._columns == []
    board.grab()
    QTest.keyClick(board, Qt.Key.Key_Right)
    QTest.keyClick(board, Qt.Key.Key_Space)


def test_a_card_moves_by_keys_and_back(app: App, qtbot: QtBot) -> None:
    assert app.context is not None
    desk = app.context.desk
    add_pipeline(desk.database)
    for name in ("Portal", "Shop"):
        desk.proposals.create({"name": name, "account": "Konex", "lines": [
            {"description": "Work", "unit_price": "1200"}]})  # fmt: skip
    board = on_board(app, qtbot)
    names = [column.stage.name for column in board._columns]
    assert names == ["Not in the pipeline", "Sent", "Talking", "Signed"]
    outside = board._columns[0].count
    assert outside == 2
    status = board._value(board._row((0, 0)), "status")
    number = board._value(board._row((0, 0)), "number")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(board, key)
    settle(app, qtbot)
    assert [column.count for column in board._columns] == [outside - 1, 0, 1, 0]
    assert board._columns[2].weighted is not None
    moved = board._row((2, 0))
    assert (board._value(moved, "number"), board._value(moved, "status")) == (number, status)
    board._bring(moved[0], None)
    settle(app, qtbot)
    assert board._columns[0].count == outside
