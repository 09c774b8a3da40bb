"""What came back is read from the list of handovers; what is nothing is refused in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.errors import InvalidInput
from salesdesk.models.values.listing import ListQuery
from salesdesk.ui.page import Place
from salesdesk.ui.screens.accounts import AccountPage
from salesdesk.ui.screens.billing_list import BillingList
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


def test_documents_of_billing_show_on_the_account(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    app.window.show_place(Place("handovers"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, HandoversPage)
    listing = page.context.desk.accounts.listing
    row = listing.first_page(ListQuery())[0]
    name = str(row[listing.spec.position("name")])
    said: list[str] = []
    page.context = replace(page.context, toast=lambda words, *_more: said.append(words))
    file = tmp_path / "billing.json"
    file.write_text(json.dumps({"format": "salesdesk-billing/1", "documents": [
        {"account": name, "number": "FT 2026/1", "status": "Validated", "currency": "EUR",
         "amount": "1200.50", "dated": "2026-12-01"},
    ]}))  # fmt: skip
    for words in ("1 new, 0 changed, 0 as before", "0 new, 0 changed, 1 as before"):
        page.read_receipt(file)
        settle(app, qtbot)
        assert words in said[-1]
    app.window.show_place(Place("accounts", str(row[0])))
    settle(app, qtbot)
    record = app.window.tabs.page
    assert isinstance(record, AccountPage)
    titles = [words for words, _make in record.tabs()]
    [at] = [n for n, words in enumerate(titles) if words.startswith("Operational transactions")]
    assert titles[at].endswith("\t1")
    made = record.tabs()[at][1]()
    assert isinstance(made, BillingList)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made.model.rowCount() == 1)
    settle(app, qtbot)
    shown = [made.model.index(0, column).data() for column in range(made.model.columnCount())]
    assert {"FT 2026/1", "1,200.50"} <= {str(cell) for cell in shown}
