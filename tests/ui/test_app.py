"""The whole window on a real database: screens, saving, conflicts, names for every control."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.services.jobs import Progress
from salesdesk.ui.kit.conflict import ConflictSheet
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.modules import MODULES
from salesdesk.ui.page import Place
from salesdesk.ui.screens.accounts import AccountPage, AccountsPage
from salesdesk.ui.screens.documents import DocumentsPanel
from salesdesk.ui.screens.opportunities import OpportunitiesPage
from salesdesk.ui.screens.opportunity_board import OpportunityBoard
from tests.fresh_files import empty_company


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk.open(empty_company(tmp_path / "test.salesdesk"))
    account = replace(found.accounts.new(), name="Konex", industry="technology")
    found.accounts.save(account)
    found.contacts.save(replace(found.contacts.new(), name="Ines Duarte"))
    for amount in (100, 200, 300):
        deal = replace(found.opportunities.new(), name=f"Deal {amount}", account_id=account.id,
                       expected_amount=Decimal(amount), currency="EUR")  # fmt: skip
        found.opportunities.save(deal)
    found.exercises.save(found.exercises.new())
    yield found
    found.close()


@pytest.fixture
def app(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    failures: list[BaseException] = []
    found = App()
    found.fail = failures.append  # type: ignore[method-assign,assignment]
    qtbot.addWidget(found.window)
    found.window.show()
    found.window.activateWindow()
    other = Desk.open(empty_company(tmp_path / "test.salesdesk"))
    found.use(str(tmp_path / "test.salesdesk"), other)
    settle(found, qtbot)
    yield found
    found.window.close()
    found.close()
    assert failures == []


def settle(app: App, qtbot: QtBot) -> None:
    for _turn in range(3):
        qtbot.wait(30)
        qtbot.waitUntil(lambda: app.jobs.is_idle, timeout=30_000)


def nameless(root: QWidget) -> list[str]:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView, QTabBar)
    found = []
    for widget in root.findChildren(QWidget):
        inside = widget.parentWidget()
        part = isinstance(inside, (QComboBox, QTabBar, QLineEdit)) or not widget.isVisible()
        if isinstance(widget, kinds) and not part:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or text):
                found.append(f"{type(widget).__name__} in {type(inside).__name__}")
    return found


@pytest.mark.parametrize("key", [m.key for m in MODULES] + ["settings"])
def test_every_screen_opens_and_names_its_controls(app: App, qtbot: QtBot, key: str) -> None:
    app.window.show_place(Place(key))
    settle(app, qtbot)
    assert nameless(app.window) == []
    page = app.window.tabs.page
    assert page is not None
    keys = [c.shortcut for c in page.commands() if c.shortcut]
    assert len(keys) == len(set(keys))


def first(app: App, key: str) -> Place:
    assert app.desk is not None
    source = getattr(app.desk, key).listing
    from salesdesk.models.values.listing import ListQuery

    return Place(key, str(source.first_page(ListQuery(sort=source.spec.sort))[0][0]))


@pytest.mark.parametrize("key", ["accounts", "contacts", "opportunities", "exercises"])
def test_every_record_opens_and_names_its_controls(app: App, qtbot: QtBot, key: str) -> None:
    app.window.show_place(first(app, key))
    settle(app, qtbot)
    assert nameless(app.window) == []
    page = app.window.tabs.page
    assert page is not None
    assert not page.dirty
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert shown == [app.window]


def account_page(app: App, qtbot: QtBot) -> AccountPage:
    app.window.show_place(first(app, "accounts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, AccountPage)
    return page


def write(page: AccountPage, attribute: str, text: str) -> None:
    assert page.form is not None
    line = page.form.editor(attribute).field
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def test_control_s_saves_and_the_list_hears_it(app: App, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Retail")
    assert page.dirty
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert not page.dirty
    assert app.desk is not None
    assert app.desk.accounts.draft(page.key).industry == "Retail"


def test_a_problem_stays_beside_its_field(app: App, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "name", " ")
    page.save()
    settle(app, qtbot)
    assert page.form is not None
    assert page.form.problems == 1
    page.discard()
    assert not page.dirty


def test_a_stale_save_shows_mine_and_theirs_and_loses_nothing(
    app: App, desk: Desk, qtbot: QtBot
) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Mine")
    write(page, "website", "konex.example")
    theirs = desk.accounts.draft(page.key)
    desk.accounts.save(replace(theirs, industry="Theirs", legal_name="Konex SA"), theirs)
    page.save()
    settle(app, qtbot)
    sheets = page.window().findChildren(ConflictSheet)
    assert len(sheets) == 1
    QTest.keyClick(sheets[0], Qt.Key.Key_Return)
    settle(app, qtbot)
    saved = desk.accounts.draft(page.key)
    assert (saved.industry, saved.website, saved.legal_name) == (
        "Mine",
        "konex.example",
        "Konex SA",
    )
    assert not page.dirty  # what came from them is shown, not waiting to be saved over
    assert page.form is not None
    assert page.form.draft.legal_name == "Konex SA"


def test_a_card_moves_by_keys_and_comes_back_by_undo(app: App, desk: Desk, qtbot: QtBot) -> None:
    app.window.show_place(Place("opportunities"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, OpportunitiesPage)
    page.show_as("board")
    settle(app, qtbot)
    board = page.board
    assert isinstance(board, OpportunityBoard)
    card = board._row((0, 0))[0]
    before = desk.opportunities.draft(card).stage_id
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(board, key)
    settle(app, qtbot)
    assert desk.opportunities.draft(card).stage_id != before
    QTest.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert desk.opportunities.draft(card).stage_id == before


def test_escape_puts_the_card_back(app: App, qtbot: QtBot) -> None:
    app.window.show_place(Place("opportunities"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, OpportunitiesPage)
    page.show_as("board")
    settle(app, qtbot)
    assert isinstance(page.board, OpportunityBoard)
    QTest.keyClick(page.board, Qt.Key.Key_Space)
    assert page.board._carried == (0, 0)
    QTest.keyClick(page.board, Qt.Key.Key_Escape)
    assert page.board._carried is None


def test_the_palette_finds_a_record_of_the_database(app: App, qtbot: QtBot) -> None:
    app.window.open_palette()
    field = app.window.palette_overlay.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "kone")
    settle(app, qtbot)
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(app, qtbot)
    page = app.window.tabs.page
    assert page is not None
    assert page.place.module in ("accounts", "opportunities")


def test_what_a_list_remembers_is_kept_in_the_database(app: App, desk: Desk, qtbot: QtBot) -> None:
    app.window.show_place(Place("accounts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert page is not None
    page.view._show_column(2, on=False)  # type: ignore[attr-defined]
    settle(app, qtbot)
    assert "tax_number" not in (desk.preferences.get("list.accounts") or "").split('"order"')[0]


def test_archived_records_come_back_by_undo(app: App, qtbot: QtBot) -> None:
    app.window.show_place(Place("accounts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, AccountsPage)
    page.view.put_on(0)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=30_000)
    app.window.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=30_000)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_is_exported_as_it_is_shown(app: App, tmp_path: Path, ending: str) -> None:
    assert app.context is not None
    assert app.desk is not None
    assert app.context.export is not None
    path = tmp_path / f"accounts.{ending}"
    source = app.desk.accounts.listing
    from salesdesk.models.values.listing import ListQuery

    query = ListQuery(sort=source.spec.sort)
    assert app.context.export(source, query, ["name"], path, Progress()) == 1
    assert path.stat().st_size > 0
    if ending == "csv":
        assert path.read_text(encoding="utf-8-sig").splitlines()[1] == "Konex"


def test_a_file_is_kept_with_an_account(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    page = account_page(app, qtbot)
    assert app.context is not None
    panel = DocumentsPanel(app.context, "accounts", page.key)
    qtbot.addWidget(panel)
    offer = tmp_path / "offer.txt"
    offer.write_text("old offer")
    panel.attach(offer)
    settle(app, qtbot)
    assert [row.values["title"] for row in panel.table.rows.rows] == ["offer.txt"]


def test_closing_with_unsaved_words_asks_first(app: App, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Unsaved")
    app.window.close()
    assert app.window.isVisible()
    sheets = [w for w in QApplication.topLevelWidgets() if isinstance(w, Sheet) and w.isVisible()]
    assert len(sheets) == 1
    sheets[0].reject()
    page.discard()


def test_the_first_screen_is_there_before_the_database_is_open(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    app.window.show_place(Place("home"))
    settle(app, qtbot)
    again = App()
    qtbot.addWidget(again.window)
    seen: list[bool] = []
    show = again.window.show_meanwhile

    def watched(shown: QWidget) -> None:
        show(shown)
        seen.append(again.desk is None)

    again.window.show_meanwhile = watched  # type: ignore[method-assign]
    again.window.settings.open_tabs = ""
    again.window.show()
    again.open(str(tmp_path / "test.salesdesk"))
    qtbot.waitUntil(lambda: again.desk is not None, timeout=30_000)
    settle(again, qtbot)
    again.window.close()
    again.close()
    assert seen == [True]
