"""The paper of a company in the settings: chosen, seen, replaced and removed."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.ui.screens.branding import BrandCard
from tests.ui.test_app import app, desk, settle
from tests.ui.test_settings_lists import panel, settings

__all__ = ["app", "desk"]


def card(app: App, qtbot: QtBot) -> BrandCard:
    shown = panel(settings(app, qtbot), "companies", app, qtbot)
    settle(app, qtbot)
    assert shown._brand is not None
    return shown._brand


def test_a_letterhead_is_seen_replaced_and_removed(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    brand = card(app, qtbot)
    assert brand.letterhead.thumbnail.picture is None
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(62, 780, "Maven Hardware")
    canvas.save()
    brand.keep_letterhead(path)
    settle(app, qtbot)
    assert brand.letterhead.thumbnail.picture is not None
    assert brand.letterhead.choose.text() == "Replace…"
    (row,) = desk.reference.rows("companies")
    assert desk.branding.brand(row.id).letterhead
    QTest.mouseClick(brand.letterhead.drop, Qt.MouseButton.LeftButton)
    settle(app, qtbot)
    assert brand.letterhead.thumbnail.picture is None
    assert desk.branding.brand(row.id).letterhead is None


def test_a_refused_file_is_named_and_the_logo_stays(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    brand = card(app, qtbot)
    logo = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "teal").save(logo)
    brand.keep_logo(logo)
    settle(app, qtbot)
    wrong = tmp_path / "notes.png"
    wrong.write_text("no picture")
    brand.keep_logo(wrong)
    settle(app, qtbot)
    assert brand._wrong.isVisibleTo(brand)
    assert "notes.png is no picture" in brand._said.text()
    assert brand.logo.thumbnail.picture is not None


def test_what_was_typed_of_a_company_is_saved_after_its_logo_changed(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = panel(settings(app, qtbot), "companies", app, qtbot)
    rows = shown.table.rows
    column = [each.name for each in rows.columns].index("legal_name")
    rows.setData(rows.index(0, column), "Maven Hardware Lda.")
    logo = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "teal").save(logo)
    assert shown._brand is not None
    shown._brand.keep_logo(logo)
    settle(app, qtbot)
    shown.save()
    settle(app, qtbot)
    (row,) = desk.reference.rows("companies")
    assert row.values["legal_name"] == "Maven Hardware Lda."
    assert desk.branding.brand(row.id).logo
