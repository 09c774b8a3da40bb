"""Settings lists know of each other, and a list that was saved meanwhile can still be saved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.page import Place
from salesdesk.ui.screens.reference_list import ReferencePanel
from salesdesk.ui.screens.settings import SettingsPage
from tests.ui.test_app import app, desk, settle

__all__ = ["app", "desk"]


def settings(app: App, qtbot: QtBot) -> SettingsPage:
    app.window.show_place(Place("settings"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, SettingsPage)
    return page


def panel(page: SettingsPage, key: str, app: App, qtbot: QtBot) -> ReferencePanel:
    page.show_list(key)
    settle(app, qtbot)
    found = page._stack.currentWidget()
    assert isinstance(found, ReferencePanel)
    return found


def write(shown: ReferencePanel, at: int, name: str, value: object) -> None:
    rows = shown.table.rows
    column = [each.name for each in rows.columns].index(name)
    rows.setData(rows.index(at, column), value)


def test_a_new_role_can_be_chosen_at_once(app: App, qtbot: QtBot) -> None:
    page = settings(app, qtbot)
    panel(page, "role-rates", app, qtbot)
    roles = panel(page, "roles", app, qtbot)
    roles._add()
    write(roles, 0, "name", "Developer")
    roles.save()
    settle(app, qtbot)
    rates = panel(page, "role-rates", app, qtbot)
    assert [words for _key, words in rates._choices["roles"]] == ["Developer"]


def test_an_empty_choice_says_where_to_add_one(app: App, qtbot: QtBot) -> None:
    regions = panel(settings(app, qtbot), "regions", app, qtbot)
    regions._add()
    assert "Sales markets" in regions._why.text()
    assert regions._wrong.isVisible()


def test_a_list_saved_meanwhile_keeps_what_was_typed(app: App, desk: Desk, qtbot: QtBot) -> None:
    users = panel(settings(app, qtbot), "users", app, qtbot)
    (row,) = desk.reference.rows("users")
    theirs = {**row.values, "name": "Theirs", "email": "theirs@konex.example"}
    desk.reference.save("users", [replace(row, values=theirs)])
    write(users, 0, "name", "Mine")
    users.save()
    settle(app, qtbot)
    assert users.dirty
    assert any("Theirs" in words for words in users.table.rows.problems)
    users.save()
    settle(app, qtbot)
    (saved,) = desk.reference.rows("users")
    assert (saved.values["name"], saved.values["email"]) == ("Mine", "theirs@konex.example")
    assert not users.dirty


def test_what_cannot_be_read_stays_and_is_not_saved(app: App, desk: Desk, qtbot: QtBot) -> None:
    taxes = panel(settings(app, qtbot), "tax-codes", app, qtbot)
    table = taxes.table
    column = [each.name for each in table.rows.columns].index("rate")
    index = table.rows.index(0, column)
    table.setCurrentIndex(index)
    table.edit(index)
    line = table.findChild(QLineEdit)
    assert line is not None
    line.setText("twenty")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert index.data() == "twenty"
    before = [row.version for row in desk.reference.rows("tax-codes")]
    taxes.save()
    settle(app, qtbot)
    assert taxes.dirty
    assert "twenty" in taxes._why.text()
    assert [row.version for row in desk.reference.rows("tax-codes")] == before
    table.rows.setData(index, Decimal(20))
    taxes.save()
    settle(app, qtbot)
    assert not taxes.dirty


def buttons(app: App) -> list[str]:
    sheet = next(s for s in app.window.findChildren(Sheet) if s.isVisible())
    words = [b.text() for b in sheet.findChildren(Button) if b.isVisible()]
    sheet.reject()
    return words


def test_unsaved_lists_are_asked_about(app: App, qtbot: QtBot) -> None:
    page = settings(app, qtbot)
    write(panel(page, "users", app, qtbot), 0, "name", "Mine")
    page.leave(lambda: pytest.fail("left without a word"))
    assert "Save" in buttons(app)
    app.window.close()
    assert app.window.isVisible()
    found = buttons(app)
    assert "Discard and close" in found
    assert "Keep for next time" not in found  # lists can't be kept, so it isn't promised
    page.throw_away()
    settle(app, qtbot)
    assert not page.dirty
