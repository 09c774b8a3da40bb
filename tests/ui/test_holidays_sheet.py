"""Holidays of a country are filled into a calendar, and kept when the list is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.services.reference import ReferenceRow
from salesdesk.ui.screens.holidays_sheet import HolidaysSheet
from salesdesk.ui.screens.reference_list import ReferencePanel
from tests.ui.test_app import app, desk, settle
from tests.ui.test_settings_lists import panel, settings

__all__ = ["app", "desk"]

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")


def opened(shown: ReferencePanel, app: App, qtbot: QtBot) -> HolidaysSheet:
    shown.fill_in_holidays()
    settle(app, qtbot)
    sheets = [one for one in app.window.findChildren(HolidaysSheet) if one.isVisible()]
    assert len(sheets) == 1
    return sheets[0]


def fill(sheet: HolidaysSheet, country: str, part: str, first: int, last: int) -> None:
    sheet.country.setCurrentIndex(sheet.country.findData(country))
    sheet.part.setCurrentIndex(sheet.part.findData(part))
    sheet.first.setCurrentText(str(first))
    sheet.last.setCurrentText(str(last))
    sheet._ask()


def test_holidays_come_into_the_list_once_and_are_saved(app: App, desk: Desk, qtbot: QtBot) -> None:
    if not desk.reference.rows("calendars"):
        values = {"name": "Office", **WEEK, "saturday": "", "sunday": "", "country": "",
                  "is_default": True}  # fmt: skip
        desk.reference.save("calendars", [ReferenceRow(values=values)])
    before = len(desk.reference.rows("calendar-days"))
    shown = panel(settings(app, qtbot), "calendar-days", app, qtbot)
    fill(opened(shown, app, qtbot), "DE", "BY", 2033, 2034)
    settle(app, qtbot)
    days = {row.values["day"] for row in shown.table.rows.rows}
    assert {date(2033, 1, 6), date(2034, 10, 3)} <= days
    assert shown.dirty
    added = len(shown.table.rows.rows) - before
    fill(opened(shown, app, qtbot), "DE", "BY", 2033, 2034)
    settle(app, qtbot)
    assert len(shown.table.rows.rows) == before + added
    shown.save()
    settle(app, qtbot)
    assert len(desk.reference.rows("calendar-days")) == before + added


def test_the_country_offered_is_that_of_the_company(app: App, desk: Desk, qtbot: QtBot) -> None:
    company = desk.reference.rows("companies")[0]
    values = dict(company.values) | {"country": "PT"}
    desk.reference.save("companies", [replace(company, values=values)])
    sheet = opened(panel(settings(app, qtbot), "calendar-days", app, qtbot), app, qtbot)
    assert sheet.country.currentData() == "PT"
    sheet.reject()


def test_what_cannot_be_filled_in_is_said_in_the_sheet(app: App, desk: Desk, qtbot: QtBot) -> None:
    if not desk.reference.rows("calendars"):
        values = {"name": "Office", **WEEK, "saturday": "", "sunday": "", "country": "",
                  "is_default": True}  # fmt: skip
        desk.reference.save("calendars", [ReferenceRow(values=values)])
    shown = panel(settings(app, qtbot), "calendar-days", app, qtbot)
    sheet = opened(shown, app, qtbot)
    fill(sheet, "PT", "", 2040, 2030)
    settle(app, qtbot)
    assert sheet.isVisible()
    assert "from one to 30 years" in sheet._wrong.text()
    sheet.reject()
