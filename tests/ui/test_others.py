"""Somebody else writes to the same file: lists and records follow, and nothing typed is lost."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.ui.kit.conflict import ConflictSheet
from salesdesk.ui.page import Place
from salesdesk.ui.screens.accounts import AccountsPage
from tests.ui.test_app import account_page, app, desk, settle, write

__all__ = ["app", "desk"]

_ANOTHER_PROCESS = """
import sys
from dataclasses import replace
from salesdesk.services.desk import Desk
desk = Desk.open(sys.argv[1])
desk.accounts.save(replace(desk.accounts.new(), name="Conmex"))
desk.close()
"""


def test_a_list_shows_what_another_process_wrote(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    app.window.show_place(Place("accounts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, AccountsPage)
    assert page.model.rowCount() == 1
    file = str(tmp_path / "test.salesdesk")
    subprocess.run([sys.executable, "-c", _ANOTHER_PROCESS, file], check=True)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=20_000)


def test_f5_brings_what_others_wrote_and_keeps_what_was_typed(
    app: App, desk: Desk, qtbot: QtBot
) -> None:
    page = account_page(app, qtbot)
    write(page, "website", "konex.example")
    theirs = desk.accounts.draft(page.key)
    desk.accounts.save(replace(theirs, industry="Retail"), theirs)
    QTest.keyClick(app.window, Qt.Key.Key_F5)
    settle(app, qtbot)
    assert page.form is not None
    assert page.dirty
    assert (page.form.draft.industry, page.form.draft.website) == ("Retail", "konex.example")
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    saved = desk.accounts.draft(page.key)
    assert (saved.industry, saved.website) == ("Retail", "konex.example")


def test_f5_asks_where_both_changed_the_same_field(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Mine")
    theirs = desk.accounts.draft(page.key)
    desk.accounts.save(replace(theirs, industry="Theirs"), theirs)
    QTest.keyClick(app.window, Qt.Key.Key_F5)
    settle(app, qtbot)
    (sheet,) = app.window.findChildren(ConflictSheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert page.form is not None
    assert page.form.draft.industry == "Mine"
    page.discard()


def test_what_is_typed_while_a_save_runs_stays(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Retail")
    page.save()
    write(page, "website", "konex.example")
    settle(app, qtbot)
    assert page.dirty
    assert page.form is not None
    line = page.form.editor("website").field
    assert isinstance(line, QLineEdit)
    assert line.text() == "konex.example"
    page.save()
    settle(app, qtbot)
    assert desk.accounts.draft(page.key).website == "konex.example"


def test_only_a_save_of_this_very_record_is_told(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    write(page, "industry", "Mine")
    toasts = app.window.toasts
    before = len(toasts.kept)
    desk.accounts.save(replace(desk.accounts.new(), name="Conmex"))
    page.changed(frozenset({"account"}))
    settle(app, qtbot)
    assert len(toasts.kept) == before
    theirs = desk.accounts.draft(page.key)
    desk.accounts.save(replace(theirs, website="konex.example"), theirs)
    for _turn in range(2):
        page.changed(frozenset({"account"}))
        settle(app, qtbot)
    assert len(toasts.kept) == before + 1
    assert page.form is not None
    assert page.form.draft.industry == "Mine"
    page.discard()
