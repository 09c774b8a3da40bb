"""What was typed comes back after the program ended without saving, and only then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import example
from salesdesk.ui.budget.matrix import BudgetPage
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.kit.conflict import ConflictSheet
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.page import Page, Place
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.screens.accounts import AccountPage
from tests.fresh_files import empty_company
from tests.services.selling import firm, pro_0042
from tests.ui.test_app import settle, write

Start = Callable[[], App]


@pytest.fixture
def file(tmp_path: Path) -> str:
    return empty_company(tmp_path / "test.salesdesk")


@pytest.fixture
def start(qtbot: QtBot, file: str) -> Iterator[Start]:
    """Start the program; every further start is one after a crash of the last."""
    apps: list[App] = []
    failures: list[BaseException] = []

    def open_window() -> App:
        app = App()
        app.settings.open_tabs = ""
        app.fail = failures.append  # type: ignore[method-assign,assignment]
        qtbot.addWidget(app.window)
        app.window.show()
        app.window.activateWindow()
        app.use(file, Desk.open(file))
        settle(app, qtbot)
        apps.append(app)
        return app

    yield open_window
    for app in apps:
        app._leaving = True  # type: ignore[attr-defined]
        app.window._leaving = True
        app.window.close()
        app.close()
    assert failures == []


def show(app: App, qtbot: QtBot, module: str, key: UUID) -> Any:
    app.window.show_place(Place(module, str(key)))
    settle(app, qtbot)
    return app.window.tabs.page


def keep(page: Any, app: App, qtbot: QtBot) -> None:
    """Let the seconds pass after which it is written."""
    assert page.dirty
    assert page.kept._timer.isActive()
    page.kept._timer.stop()  # it has run out, and a window that crashes writes no second time
    page.kept._timer.timeout.emit()
    settle(app, qtbot)


def press(button: QAbstractButton) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


@pytest.fixture
def account(file: str) -> Iterator[tuple[Desk, UUID]]:
    desk = Desk.open(file)
    yield desk, desk.accounts.save(replace(desk.accounts.new(), name="Konex"))
    desk.close()


def test_a_form_comes_back_even_what_could_not_be_read(
    start: Start, qtbot: QtBot, account: tuple[Desk, UUID]
) -> None:
    desk, key = account
    crashed = start()
    page: AccountPage = show(crashed, qtbot, "accounts", key)
    write(page, "industry", "Retail")
    write(page, "credit_limit", "12 or so")
    keep(page, crashed, qtbot)
    app = start()
    page = show(app, qtbot, "accounts", key)
    assert page.kept.bar.isVisible()
    assert "2" in page.kept.bar.accessibleDescription()
    assert not page.dirty
    press(page.kept.bar.take)
    assert not page.kept.bar.isVisible()
    assert page.form is not None
    assert page.form.typed()[1] == {"credit_limit": "12 or so"}
    assert page.form.problems == 1
    write(page, "credit_limit", "12000")
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    saved = desk.accounts.draft(key)
    assert (saved.industry, saved.credit_limit) == ("Retail", 12000)
    again: AccountPage = show(start(), qtbot, "accounts", key)
    assert not again.kept.bar.isVisible()


def test_what_was_thrown_away_stays_away(
    start: Start, qtbot: QtBot, account: tuple[Desk, UUID]
) -> None:
    crashed = start()
    page: AccountPage = show(crashed, qtbot, "accounts", account[1])
    write(page, "industry", "Retail")
    keep(page, crashed, qtbot)
    app = start()
    page = show(app, qtbot, "accounts", account[1])
    press(page.kept.bar.drop)
    settle(app, qtbot)
    assert not page.dirty
    page = show(start(), qtbot, "accounts", account[1])
    assert not page.kept.bar.isVisible()


def test_what_others_saved_meanwhile_is_met_when_it_is_saved(
    start: Start, qtbot: QtBot, account: tuple[Desk, UUID]
) -> None:
    desk, key = account
    crashed = start()
    page: AccountPage = show(crashed, qtbot, "accounts", key)
    write(page, "industry", "Mine")
    keep(page, crashed, qtbot)
    theirs = desk.accounts.draft(key)
    desk.accounts.save(replace(theirs, industry="Theirs", website="konex.example"), theirs)
    app = start()
    page = show(app, qtbot, "accounts", key)
    press(page.kept.bar.take)
    page.save()
    settle(app, qtbot)
    (sheet,) = app.window.findChildren(ConflictSheet)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    settle(app, qtbot)
    saved = desk.accounts.draft(key)
    assert (saved.industry, saved.website) == ("Mine", "konex.example")


@pytest.mark.parametrize(("words", "offered"), [("Keep", True), ("Discard", False)])
def test_closing_asks_whether_to_keep_it(
    start: Start, qtbot: QtBot, account: tuple[Desk, UUID], words: str, offered: bool
) -> None:
    app = start()
    page: AccountPage = show(app, qtbot, "accounts", account[1])
    write(page, "industry", "Retail")
    app.window.close()
    (sheet,) = app.window.findChildren(Sheet)
    deed = next(b for b in sheet.findChildren(QPushButton) if b.text().startswith(words))
    press(deed)
    assert not app.window.isVisible()
    page = show(start(), qtbot, "accounts", account[1])
    assert page.kept.bar.isVisible() is offered


def _estimation(desk: Desk) -> tuple[str, UUID]:
    return "estimations", desk.estimations.save(example(desk.estimations.new()))


def _proposal(desk: Desk) -> tuple[str, UUID]:
    people = firm(desk.database)
    return "proposals", desk.proposals.save(pro_0042(people, desk.proposals))


def _budget(desk: Desk) -> tuple[str, UUID]:
    exercise = desk.exercises.save(desk.exercises.new())
    draft = desk.budgets.new(exercise, "period", Decimal(1200), currency="EUR")
    return "budgets", desk.budgets.save(replace(draft, name="Europe"))


def _edit_estimation(page: EstimationPage) -> None:
    assert page.panel is not None
    view = page.panel.view
    view.setFocus()
    QTest.keyClicks(view, "X")
    QTest.keyClick(view.window().focusWidget() or view, Qt.Key.Key_Return)


def _edit_proposal(page: ProposalPage) -> None:
    assert page.bench is not None
    page.bench.set("rename", name="Another name")


def _edit_budget(page: BudgetPage) -> None:
    page.lock()


CASES = [(_estimation, _edit_estimation), (_proposal, _edit_proposal), (_budget, _edit_budget)]


def _value(page: Any) -> Any:
    if isinstance(page, EstimationPage):
        return page.workbench.draft.plan
    if isinstance(page, ProposalPage):
        assert page.bench is not None
        return page.bench.draft.name
    return page.document.value.cells


@pytest.mark.parametrize(("make", "edit"), CASES, ids=["estimation", "proposal", "budget"])
def test_the_editors_keep_what_was_typed(
    start: Start, qtbot: QtBot, file: str, make: Callable[[Desk], tuple[str, UUID]],
    edit: Callable[[Page], None],
) -> None:  # fmt: skip
    desk = Desk.open(file)
    module, key = make(desk)
    desk.close()
    crashed = start()
    page = show(crashed, qtbot, module, key)
    before = _value(page)
    edit(page)
    typed = _value(page)
    assert typed != before
    keep(page, crashed, qtbot)
    app = start()
    page = show(app, qtbot, module, key)
    assert page.kept.bar.isVisible()
    assert _value(page) == before
    rows = "1 row changed." if module == "estimations" else "1 field differs."
    assert page.kept.bar.accessibleDescription().endswith(rows)
    press(page.kept.bar.take)
    settle(app, qtbot)
    assert page.dirty
    assert _value(page) == typed
    page.undo()
    assert _value(page) == before
    page.redo()
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert not page.dirty
    page = show(start(), qtbot, module, key)
    assert _value(page) == typed
    assert not page.kept.bar.isVisible()


def _hours(page: EstimationPage) -> dict[str, Decimal | None]:
    names = ("Kick-off", "Findings report", "Screens")
    return {row.name: row.effort for row in page.workbench.plan if row.name in names}


def _type_hours(page: EstimationPage, name: str, text: str) -> None:
    assert page.panel is not None
    node = next(n for n in page.workbench.figures.rows if n.item.name == name)
    page.panel.view.go_to(node, "effort")
    page.workbench.enter(node, page.panel.view.column, text)


def test_what_is_typed_while_a_draft_is_offered_is_kept_beside_it(
    start: Start, qtbot: QtBot, file: str
) -> None:
    desk = Desk.open(file)
    _module, key = _estimation(desk)
    first = start()
    page: EstimationPage = show(first, qtbot, "estimations", key)
    _type_hours(page, "Kick-off", "77")
    keep(page, first, qtbot)
    second = start()
    page = show(second, qtbot, "estimations", key)
    assert page.kept.is_offered
    _type_hours(page, "Findings report", "33")
    keep(page, second, qtbot)
    page.keep_typed()
    base = desk.estimations.draft(key)
    kept = [one.typed.mine.plan for _place, one in desk.kept_drafts.found("estimation", key, base)]
    assert [[row.effort for row in plan if row.effort in (77, 33)] for plan in kept] == [[33], [77]]
    page = show(start(), qtbot, "estimations", key)
    press(page.kept.bar.take)
    assert page.kept.bar.isVisible(), "the earlier one has its turn"
    assert _hours(page) == {"Kick-off": 8, "Findings report": 33, "Screens": 70}
    _type_hours(page, "Screens", "71")
    press(page.kept.bar.take)
    assert not page.kept.bar.isVisible()
    assert _hours(page) == {"Kick-off": 77, "Findings report": 33, "Screens": 71}
    page.undo()
    assert _hours(page) == {"Kick-off": 8, "Findings report": 33, "Screens": 71}
    page.redo()
    page.save()
    qtbot.waitUntil(lambda: not page.dirty)
    qtbot.waitUntil(lambda: desk.kept_drafts.places("estimation", key) == [])
    desk.close()


def test_throwing_one_of_two_away_keeps_the_other(start: Start, qtbot: QtBot, file: str) -> None:
    desk = Desk.open(file)
    _module, key = _estimation(desk)
    first = start()
    page: EstimationPage = show(first, qtbot, "estimations", key)
    _type_hours(page, "Kick-off", "77")
    keep(page, first, qtbot)
    second = start()
    page = show(second, qtbot, "estimations", key)
    _type_hours(page, "Screens", "33")
    page.keep_typed()
    press(page.kept.bar.drop)
    settle(second, qtbot)
    page = show(start(), qtbot, "estimations", key)
    press(page.kept.bar.take)
    assert not page.kept.is_offered
    assert _hours(page) == {"Kick-off": 8, "Findings report": 8, "Screens": 33}
    desk.close()
