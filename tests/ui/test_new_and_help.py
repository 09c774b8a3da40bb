"""Starting, copying and asking for help by keys, from wherever the user is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.services.duplicating import duplicate
from salesdesk.ui.help_words import words_for
from salesdesk.ui.kit.help_sheet import HelpSheet
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.modules import MODULES, SETTINGS
from salesdesk.ui.page import Place
from salesdesk.ui.screens.accounts import AccountPage
from tests.services.selling import firm, pro_0042
from tests.ui.test_app import account_page, app, desk, first, settle, write

__all__ = ["app", "desk"]

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def sheet(kind: type[QWidget]) -> QWidget:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def test_save_and_new_saves_then_starts_the_next(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Retail")
    QTest.keyClick(app.window, Qt.Key.Key_S, CTRL_SHIFT)
    settle(app, qtbot)
    assert desk.accounts.draft(page.key).industry == "Retail"
    dialog = sheet(StartDialog)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "Conmex")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(app, qtbot)
    new = app.window.tabs.page
    assert isinstance(new, AccountPage)
    assert new.draft.name == "Conmex"


def test_save_and_new_stays_where_something_is_wrong(app: App, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "name", " ")
    QTest.keyClick(app.window, Qt.Key.Key_S, CTRL_SHIFT)
    settle(app, qtbot)
    assert page.form is not None
    assert page.form.problems == 1
    assert not any(isinstance(w, StartDialog) for w in QApplication.topLevelWidgets())
    page.discard()


@pytest.mark.parametrize("key", ["accounts", "contacts", "opportunities"])
def test_a_record_and_a_row_of_a_list_are_duplicated(
    app: App, desk: Desk, qtbot: QtBot, key: str
) -> None:
    source = first(app, key)
    for place in (source, Place(key)):
        app.window.show_place(place)
        settle(app, qtbot)
        before = app.window.tabs.page
        QTest.keyClick(app.window, Qt.Key.Key_D, CTRL_SHIFT)
        settle(app, qtbot)
        copy = app.window.tabs.page
        assert copy is not None
        assert copy is not before
        assert copy.title.endswith("(copy)")
        assert copy.place.module == key


def test_documents_are_duplicated_without_their_approvals(desk: Desk) -> None:
    people = firm(desk.database)
    key = desk.proposals.save(pro_0042(people, desk.proposals))
    desk.proposals.step(key, "submit")
    copy = desk.proposals.draft(duplicate(desk, "proposals", key))
    assert copy.status == "draft"
    assert copy.total == desk.proposals.draft(key).total
    estimation = desk.estimations.save(replace(desk.estimations.new(), name="Portal"))
    assert duplicate(desk, "estimations", estimation) != estimation


def test_something_new_is_started_from_anywhere(app: App, qtbot: QtBot) -> None:
    QTest.keyClick(app.window, Qt.Key.Key_N, CTRL_SHIFT)
    palette = app.window.palette_overlay
    field = palette.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "contact")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert sheet(StartDialog).windowTitle() == "New contact"
    QTest.keyClick(sheet(StartDialog), Qt.Key.Key_Escape)


def test_tab_narrows_the_palette_to_one_kind(app: App, qtbot: QtBot) -> None:
    QTest.keyClick(app.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = app.window.palette_overlay
    field = palette.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "deal")
    qtbot.waitUntil(lambda: palette._model.rowCount() > 1)
    settle(app, qtbot)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    settle(app, qtbot)
    rows = [palette._model.row_at(at) for at in range(palette._model.rowCount())]
    assert {r.place.module for r in rows if r and r.place} == {"opportunities"}
    assert not any(r and r.kind == "command" for r in rows)
    assert palette._chip.isVisible()
    for _sign in range(5):
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert not palette._chip.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)


def test_f1_tells_what_the_screen_is_for_and_its_keys(app: App, qtbot: QtBot) -> None:
    account_page(app, qtbot)
    app.window.strip.setFocus()
    QTest.keyClick(app.window, Qt.Key.Key_F1)
    found = sheet(HelpSheet)
    assert isinstance(found, HelpSheet)
    assert words_for(Place("accounts", "x")) in found.why.text()
    QTest.keyClick(found, Qt.Key.Key_Escape)
    assert any(c.key == "help" for c in app.window.commands())


@pytest.mark.parametrize("key", [m.key for m in (*MODULES, SETTINGS)])
def test_every_screen_has_words_of_help(key: str) -> None:
    assert words_for(Place(key))
    assert words_for(Place(key, "x"))
