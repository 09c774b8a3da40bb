"""What is wrong in a row far below is brought in sight, counted, and told until it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.errors import InvalidInput
from salesdesk.services.desk import Desk
from salesdesk.services.details import BankDraft
from salesdesk.ui.kit.edit_table import EditColumn, EditRow
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.form import Field, Form, Group
from salesdesk.ui.kit.parts_editor import PartsEditor
from salesdesk.ui.page import Place
from salesdesk.ui.screens.contacts import ContactPage
from tests.fresh_files import empty_company


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    company = empty_company(tmp_path / "test.salesdesk")
    desk = Desk.open(company)
    found = App()
    qtbot.addWidget(found.window)
    found.window.show()
    found.use(company, desk)
    yield found
    found.window.leave()
    found.close()


def settle(app: App, qtbot: QtBot) -> None:
    for _turn in range(3):
        qtbot.wait(30)
        qtbot.waitUntil(lambda: app.jobs.is_idle, timeout=30_000)


def test_a_wrong_row_is_shown_until_it_is_mended(app: App, qtbot: QtBot) -> None:
    assert app.desk is not None
    ines = replace(app.desk.contacts.new(), name="Ines")
    app.desk.contacts.save(ines)
    app.window.show_place(Place("contacts", str(ines.id)))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, ContactPage)
    assert page.form is not None
    emails = page.form.editor("emails")
    assert isinstance(emails, PartsEditor)
    table = emails.table
    table.add_row()
    rows = table.rows
    rows.setData(rows.index(0, 0), "not-an-email")
    page.save()
    settle(app, qtbot)
    assert page.form.problems == 1
    assert "1 problem" in page.status
    area = emails.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    top = emails.mapTo(area.viewport(), emails.rect().topLeft()).y()
    assert 0 <= top < area.viewport().height()
    rows.setData(rows.index(0, 0), "ines@konex.example")
    assert page.form.problems == 0
    assert not emails._wrong.isVisible()


def test_a_row_without_what_it_is_about_is_not_dropped(qtbot: QtBot) -> None:
    columns = (
        EditColumn("iban", "IBAN", TextEditor),
        EditColumn("bank", "Bank", TextEditor),
    )
    editor = PartsEditor("Bank accounts", columns, BankDraft, "iban")
    qtbot.addWidget(editor)
    editor.table.show_rows([EditRow({"iban": "", "bank": ""}), EditRow({"iban": "", "bank": "N"})])
    with pytest.raises(InvalidInput, match="IBAN"):
        editor.read()
    editor.table.show_rows([EditRow({"iban": "", "bank": ""})])
    assert editor.read() == ()


def test_a_name_that_is_offered_is_typed_over(app: App, qtbot: QtBot) -> None:
    assert app.desk is not None
    form = Form((Group("", [Field("Name", "name", TextEditor)]),), app.desk.exercises.new())
    qtbot.addWidget(form)
    form.show()
    form.focus_first()
    editor = form.editor("name")
    assert isinstance(editor, TextEditor)
    assert editor.line.selectedText() == editor.line.text() != ""
