"""The budget matrix in its real page: typing conserves, undo restores, saving keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.services.reference import ReferenceRow
from salesdesk.ui.budget.matrix import BudgetPage
from salesdesk.ui.page import Place


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> Iterator[BudgetPage]:
    """A worksheet of 12 months, two regions with two sellers each, in its own window."""
    path = str(tmp_path / "test.salesdesk")
    desk = Desk.open(path)
    market = ReferenceRow(values={"name": "Europe", "currency": "EUR"})
    desk.reference.save("markets", [market])
    for at, region in enumerate(("North", "South")):
        row = ReferenceRow(values={"market_id": market.id, "code": region[0], "name": region,
                                   "position": at})  # fmt: skip
        desk.reference.save("regions", [row])
        for seller in ("Ana", "Rui"):
            user = ReferenceRow(values={"name": f"{seller} {region}", "username": seller + region})
            desk.reference.save("users", [user])
            link = ReferenceRow(values={"region_id": row.id, "user_id": user.id})
            desk.reference.save("region-sellers", [link])
    exercise = desk.exercises.save(desk.exercises.new())
    draft = desk.budgets.new(
        exercise, "period-region-seller", Decimal(120000), market_id=market.id, currency="EUR"
    )
    key = desk.budgets.save(replace(draft, name="Europe"))
    app = App()
    failures: list[BaseException] = []
    app.fail = failures.append  # type: ignore[method-assign,assignment]
    qtbot.addWidget(app.window)
    app.window.show()
    app.use(path, desk)
    app.window.show_place(Place("budgets", str(key)))
    _settle(app, qtbot)
    found = next(p for p in app.window.tabs.pages if isinstance(p, BudgetPage))
    found._app = app  # type: ignore[attr-defined] # kept alive with its page
    yield found
    assert failures == []
    app.window.close()
    app.close()


def _settle(app: App, qtbot: QtBot) -> None:
    for _turn in range(3):
        qtbot.wait(30)
        qtbot.waitUntil(lambda: app.jobs.is_idle, timeout=10_000)


def _type(page: BudgetPage, qtbot: QtBot, row: int, column: int, words: str) -> None:
    """Type over a cell and press Enter, as in a spreadsheet."""
    assert page.view is not None
    assert page.model is not None
    page.view.setFocus()
    page.view.setCurrentIndex(page.model.index(row, column))
    QTest.keyClicks(page.view, words[0])
    editor = page.view.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, words[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    _settle(page._app, qtbot)  # type: ignore[attr-defined]


def _shown(page: BudgetPage, row: int, column: int) -> str:
    assert page.model is not None
    return str(page.model.index(row, column).data())


def test_an_edit_takes_from_its_own_region_and_period(page: BudgetPage, qtbot: QtBot) -> None:
    assert [_shown(page, row, 0) for row in range(7)] == [
        "North", "Ana North", "Rui North", "South", "Ana South", "Rui South", "All regions",
    ]  # fmt: skip
    assert [_shown(page, row, 1) for row in range(3)] == ["5,000", "2,500", "2,500"]
    _type(page, qtbot, 1, 1, "3000")
    assert [_shown(page, row, 1) for row in range(7)] == [
        "5,000", "3,000", "2,000", "5,000", "2,500", "2,500", "10,000",
    ]  # fmt: skip
    assert page.dirty
    page.undo()
    assert _shown(page, 1, 1) == "2,500"
    page.redo()
    assert _shown(page, 2, 1) == "2,000"


def test_more_than_the_region_has_is_taken_from_the_whole_year(
    page: BudgetPage, qtbot: QtBot
) -> None:
    _type(page, qtbot, 1, 1, "9000")
    assert _shown(page, 1, 1) == "9,000.00"  # others have cents now
    assert page.model is not None
    assert page.model.figures.residual == 0
    assert page.model.figures.value(6, 12, "target") == 120000


def test_a_sum_is_not_typed_and_a_wrong_entry_changes_nothing(
    page: BudgetPage, qtbot: QtBot
) -> None:
    assert page.model is not None
    assert not page.model.flags(page.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    _type(page, qtbot, 1, 1, "abc")
    assert _shown(page, 1, 1) == "2,500"
    assert not page.dirty


def test_a_saved_budget_keeps_its_locks(page: BudgetPage, qtbot: QtBot) -> None:
    _type(page, qtbot, 1, 1, "3000")
    assert page.save()
    _settle(page._app, qtbot)  # type: ignore[attr-defined]
    draft = page.context.desk.budgets.draft(page.key)
    assert [c.amount for c in draft.cells if c.is_locked] == [3000]
    assert sum(c.amount for c in draft.cells) == 120000
    assert not page.dirty
