"""Choosing by keyboard what the columns of a file mean; the importer then reads them so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.desk import Desk
from salesdesk.services.importing import import_file
from salesdesk.services.imports.columns import FIELDS, columns_of, recognised
from salesdesk.ui.page import Place
from salesdesk.ui.screens.import_sheet import ImportSheet
from salesdesk.ui.screens.importing import check_file
from tests.ui.test_app import app, desk, settle

__all__ = ["app", "desk"]

FIRMS = """Bedrijf;Plaats;Website;Land
Adyen;Amsterdam;adyen.example;NL
Bol;Utrecht;bol.example;Nowhere
"""


def opened(app: App, qtbot: QtBot, kind: str, path: Path) -> ImportSheet:
    app.window.show_place(Place(kind))
    settle(app, qtbot)
    assert app.context is not None
    check_file(app.window, app.context, kind, path)
    settle(app, qtbot)
    (sheet,) = [s for s in app.window.findChildren(ImportSheet) if s.isVisible()]
    return sheet


def choose(box: QComboBox, words: str) -> None:
    """As by keys: the box drops its list, and the words are typed."""
    box.setFocus()
    QTest.keyClicks(box, words)
    box.activated.emit(box.currentIndex())


def wait_for_check(sheet: ImportSheet, app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not sheet._timer.isActive(), timeout=20_000)
    settle(app, qtbot)


def test_a_file_of_unknown_headings_is_mapped_and_imported(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "klanten.csv"
    path.write_text(FIRMS)
    sheet = opened(app, qtbot, "accounts", path)
    assert sheet._table is not None
    assert not sheet._deed.isEnabled()
    assert sheet._table.chosen == {"bedrijf": "", "plaats": "", "website": "website", "land": ""}
    for heading, words in (("bedrijf", "Name"), ("plaats", "City"), ("land", "Country")):
        choose(sheet._table.box(heading), words)
    wait_for_check(sheet, app, qtbot)
    assert sheet._deed.isEnabled()
    assert "2" in sheet._deed.text()
    assert sheet._table._results["land"].text() == "1 problem"
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    settle(app, qtbot)
    rows = desk.accounts.listing.first_page(ListQuery(text="adyen"))
    assert len(rows) == 1
    saved = desk.accounts.draft(rows[0][0])
    assert (saved.country, saved.website, saved.addresses[0].city) == (
        "NL", "adyen.example", "Amsterdam",
    )  # fmt: skip
    again = opened(app, qtbot, "accounts", path)
    assert again._table is not None
    assert again._table.chosen["bedrijf"] == "name"
    assert not again._deed.isEnabled()
    QTest.keyClick(again, Qt.Key.Key_Escape)


def test_a_recognised_column_may_be_left_out(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,E-mail,Mail 2,Notes\nInes Duarte,ines@konex.example,i@home.example,x\n")
    columns = columns_of("contacts", path)
    assert columns is not None
    chosen = {"mail 2": "email", "notes": ""}
    mapping = columns.mapping(chosen)
    assert mapping["notes"] == ""
    report = import_file(desk, "contacts", path, mapping=mapping)
    assert report.created == 1
    rows = desk.contacts.listing.first_page(ListQuery(text="ines"))
    people = [desk.contacts.draft(row[0]) for row in rows]
    (saved,) = [person for person in people if person.emails]
    assert {mail.address for mail in saved.emails} == {"i@home.example", "ines@konex.example"}
    assert saved.notes == ""


def test_what_the_importers_read_by_themselves_is_shown_as_recognised() -> None:
    assert recognised("contacts", "e mail 1 value") == "email"
    assert recognised("contacts", "address 1 city") == "city"
    assert recognised("contacts", "business street 2") == "street"
    assert recognised("opportunities", "deal stage") == "stage"
    assert recognised("accounts", "colour") == ""


@pytest.mark.parametrize("kind", list(FIELDS))
def test_every_field_has_a_heading_of_its_own(kind: str) -> None:
    for field in FIELDS[kind]:
        assert field.headings
        assert any(recognised(kind, name) == field.key for name in field.headings)


def test_a_card_file_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text("BEGIN:VCARD\nEND:VCARD\n")
    assert columns_of("contacts", path) is None
    assert columns_of("work-plan", tmp_path / "plan.xml") is None
