"""A receipt is read from the list of handovers; what isn't one is refused in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.errors import InvalidInput
from salesdesk.ui.page import Place
from salesdesk.ui.screens.handovers import HandoversPage
from tests.ui.test_app import app, desk, settle

__all__ = ["app", "desk"]


def test_what_is_no_receipt_is_refused(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    app.window.show_place(Place("handovers"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, HandoversPage)
    assert "Import…" in [command.title for command in page.commands()]
    told: list[BaseException] = []
    page.context = replace(page.context, fail=told.append)
    wrong = tmp_path / "receipt.json"
    wrong.write_text("{}")
    page.read_receipt(wrong)
    settle(app, qtbot)
    assert [type(failure) for failure in told] == [InvalidInput]
    assert "isn't a receipt" in str(told[0])
