"""The budget matrix in its real page: typing conserves, undo restores, saving keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.services.reference import ReferenceRow
from salesdesk.ui.budget.matrix import BudgetPage
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.memory import recall
from salesdesk.ui.page import Place
from salesdesk.ui.theme import Text, theme
from tests.fresh_files import empty_company


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> Iterator[BudgetPage]:
    """A worksheet of 12 months, two regions with two sellers each, in its own window."""
    path = empty_company(tmp_path / "test.salesdesk")
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
        qtbot.waitUntil(lambda: app.jobs.is_idle, timeout=30_000)


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


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def _press(page: BudgetPage, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    assert page.view is not None
    QTest.keyClick(page.view, key, held)
    _settle(page._app, qtbot)  # type: ignore[attr-defined]


def _go(page: BudgetPage, row: int, column: int) -> None:
    assert page.view is not None
    assert page.model is not None
    page.view.setFocus()
    put_cursor(page.view, page.model.index(row, column))


def _extend(page: BudgetPage, key: Qt.Key) -> None:
    assert page.view is not None
    QTest.keyClick(page.view, key, SHIFT)


def _headings(page: BudgetPage) -> list[str]:
    """What stands above the columns that are shown, from left to right."""
    assert page.view is not None
    head, model = page.view.head, page.model
    assert model is not None
    sections = [head.logicalIndex(at) for at in range(head.count())]
    shown = [section for section in sections if not head.isSectionHidden(section)]
    return [str(model.headerData(section, Qt.Orientation.Horizontal)) for section in shown]


def test_quarters_are_folded_by_key_and_their_sums_follow(page: BudgetPage, qtbot: QtBot) -> None:
    assert page.model is not None
    assert page.view is not None
    assert _headings(page)[1:4] == ["January", "February", "March"]
    assert page.view.head._sums == ["30,000"] * 4
    _go(page, 1, 2)
    _press(page, qtbot, Qt.Key.Key_Minus, ALT | SHIFT)
    assert len(_headings(page)) == 1 + 1 + 9 + 1
    assert _headings(page)[1].startswith("Q1")
    at = page.view.currentIndex()
    assert (at.row(), str(at.data())) == (1, "7,500")
    _type(page, qtbot, 1, 4, "4000")
    assert _shown(page, 1, at.column()) == "7,500"
    assert page.view.head._sums == ["30,000"] * 4
    _go(page, 1, at.column())
    _press(page, qtbot, Qt.Key.Key_Plus, ALT | SHIFT)
    assert _headings(page)[1] == "January"
    assert page.view.currentIndex().column() == 1


def test_a_click_on_a_quarter_folds_it_and_it_is_remembered(page: BudgetPage, qtbot: QtBot) -> None:
    assert page.view is not None
    place = page.view.head.box(1).center()
    QTest.mouseClick(page.view.head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    _settle(page._app, qtbot)  # type: ignore[attr-defined]
    assert page.view.head.is_folded(1)
    kept = recall(page.context.memory, "budget.matrix")["folded"]
    assert [name[:2] for name in kept] == ["Q2"]
    page.fold_all()
    assert len(_headings(page)) == 1 + 4 + 1
    page.fold_all()
    assert len(_headings(page)) == 1 + 12 + 1


def test_copying_right_fills_a_row_in_one_step(page: BudgetPage, qtbot: QtBot) -> None:
    assert page.document is not None
    assert page.model is not None
    _type(page, qtbot, 1, 1, "3000")
    count = page.document.stack.count()
    _go(page, 1, 1)
    for _month in range(3):
        _extend(page, Qt.Key.Key_Right)
    _press(page, qtbot, Qt.Key.Key_R, CTRL)
    assert [_shown(page, 1, column) for column in (1, 2, 3, 4, 5)] == ["3,000"] * 4 + ["2,500"]
    assert [_shown(page, 2, column) for column in (1, 2, 3, 4, 5)] == ["2,000"] * 4 + ["2,500"]
    assert _shown(page, 6, 13) == "120,000"
    assert page.model.figures.residual == 0
    assert page.document.stack.count() == count + 1
    assert page.document.stack.undoText() == "Copy right"
    page.undo()
    assert _shown(page, 1, 2) == "2,500"


def test_copying_down_passes_over_sums_and_a_single_cell_takes_what_is_above(
    page: BudgetPage, qtbot: QtBot
) -> None:
    assert page.model is not None
    _type(page, qtbot, 1, 1, "3000")
    _go(page, 4, 1)
    _press(page, qtbot, Qt.Key.Key_D, CTRL)
    assert [_shown(page, row, 1) for row in range(7)] == [
        "5,000", "3,000", "2,000", "5,000", "2,000", "3,000", "10,000",
    ]  # fmt: skip
    _go(page, 1, 1)
    for _row in range(4):
        _extend(page, Qt.Key.Key_Down)
    _press(page, qtbot, Qt.Key.Key_D, CTRL)
    assert [_shown(page, row, 1)[:5] for row in (1, 2, 4)] == ["3,000"] * 3
    assert page.model.figures.residual == 0
    assert page.model.figures.value(6, 12, "target") == 120000


def test_what_is_too_much_changes_nothing_and_says_so(page: BudgetPage, qtbot: QtBot) -> None:
    said: list[BaseException] = []
    page.context = replace(page.context, fail=said.append)
    _type(page, qtbot, 1, 1, "70000")
    assert page.document is not None
    count = page.document.stack.count()
    _go(page, 1, 1)
    _extend(page, Qt.Key.Key_Right)
    _press(page, qtbot, Qt.Key.Key_R, CTRL)
    assert len(said) == 1
    assert page.document.stack.count() == count
    assert page.model is not None
    assert page.model.figures.residual == 0


def test_attainment_says_actual_and_target_too(page: BudgetPage) -> None:
    assert page.model is not None
    page._show_as("attainment")
    spoken = page.model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Ana North, January: 0 %, 0 of 2,500"


def test_a_locked_cell_with_cents_is_wide_enough(page: BudgetPage, qtbot: QtBot) -> None:
    assert page.view is not None
    assert page.model is not None
    _type(page, qtbot, 1, 1, "29999.99")
    metrics = QFontMetrics(theme().number_font(Text.BODY))
    words = str(page.model.index(1, 1).data())
    assert page.view.columnWidth(1) >= metrics.horizontalAdvance(words) + 30  # and the padlock


def test_what_is_no_amount_is_told(page: BudgetPage, qtbot: QtBot) -> None:
    assert page.model is not None
    told: list[str] = []
    page.model.refused.connect(told.append)
    _type(page, qtbot, 1, 1, "abc")
    _type(page, qtbot, 1, 1, "-5")
    assert len(told) == 2
    assert "abc" in told[0]
