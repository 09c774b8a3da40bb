"""For whom an estimation is, whose it is, and which days its plan works on, in its settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from salesdesk.models.reference import Calendar, Company
from salesdesk.services.database import Database
from salesdesk.services.estimation_example import example
from salesdesk.services.estimations import Estimations
from salesdesk.services.keeping import Typed
from salesdesk.ui.estimation.header_sheet import HeaderSheet
from salesdesk.ui.kit.editors import RecordEditor
from tests.ui.test_estimation_header import Place31, opened, place

__all__ = ["place"]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def weekends(database: Database) -> UUID:
    """A calendar that works on Saturday and Sunday mornings only."""
    with database.changing() as session:
        free = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "")
        hours = dict.fromkeys(("saturday", "sunday"), "09:00-13:00")
        record = Calendar(name="Weekends", **free, **hours)
        session.add(record)
        session.flush()
        return record.id


def choose(place: Place31, sheet: HeaderSheet, name: str, text: str) -> None:
    """Type the beginning of a name, and take what is found."""
    editor = sheet.form.editor(name)
    assert isinstance(editor, RecordEditor)
    assert isinstance(editor.line, QLineEdit)
    editor.line.setFocus()
    editor.line.selectAll()
    QTest.keyClicks(editor.line, text)
    place.qtbot.waitUntil(lambda: editor._model.rowCount() > 0)
    for key in (Key.Key_Down, Key.Key_Return):
        QTest.keyClick(editor._popup, key)
    place.settle()


def test_dates_follow_the_calendar_that_is_chosen_as_one_step(place: Place31) -> None:
    key = weekends(place.desk.database)
    page = place.open()
    bench = page.workbench
    assert bench.schedule is not None
    finish = bench.schedule.finish
    sheet = opened(place)
    sheet.form.editor("calendar_id").write(key)
    place.press(Key.Key_Return, CTRL)
    assert bench.document.stack.count() == 1
    assert bench.document.stack.undoText() == "change calendar"
    assert bench.schedule is not None
    later = bench.schedule.finish
    assert later > finish
    assert later.weekday() >= 5
    page.undo()
    assert bench.schedule.finish == finish
    page.redo()
    page.save()
    place.settle()
    kept = place.desk.estimations.draft(place.key)
    assert kept.calendar_id == key
    assert kept.schedule().finish == later


def test_a_calendar_holds_instead_of_the_one_that_an_import_brought(place: Place31) -> None:
    brought = '{"week": ["08:00-12:00", "", "", "", "", "", ""], "days": {}}'
    base = place.desk.estimations.draft(place.key)
    place.desk.estimations.save(replace(base, calendar_text=brought), base)
    key = weekends(place.desk.database)
    page = place.open()
    sheet = opened(place)
    editor = sheet.form.editor("calendar_id")
    assert isinstance(editor, RecordEditor)
    assert editor.line.placeholderText() == "that of the plan"
    sheet.form.editor("calendar_id").write(key)
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.schedule is not None
    assert page.workbench.schedule.finish.weekday() >= 5
    page.save()
    place.settle()
    assert place.desk.estimations.draft(place.key).calendar_text == ""


def test_the_account_is_found_by_its_name_and_saved(place: Place31) -> None:
    page = place.open()
    sheet = opened(place)
    choose(place, sheet, "account_id", "Kone")
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.draft.account_id == place.firm.account_id
    assert page.workbench.draft.account_name
    assert page.workbench.document.stack.undoText() == "change account"
    page.save()
    place.settle()
    assert place.desk.estimations.draft(place.key).account_id == place.firm.account_id


def test_another_company_brings_its_own_rule(place: Place31) -> None:
    with place.desk.database.changing() as session:
        other = Company(name="Other", currency="EUR", default_margin=Decimal(50))
        session.add(other)
        session.flush()
        key = other.id
    page = place.open()
    page.workbench.change_header("no rule", rules=())
    before = page.workbench.figures.totals().sell
    sheet = opened(place)
    sheet.form.editor("company_id").write(key)
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.draft.company_rule.value == 50
    assert page.workbench.figures.totals().sell > before


def test_what_is_given_away_can_only_be_looked_at(place: Place31) -> None:
    page = place.open()
    sheet = opened(place)
    sheet.form.editor("owner_id").write(place.firm.people["approver"].id)
    place.press(Key.Key_Return, CTRL)
    page.save()
    place.settle()
    assert page.workbench.is_read_only
    assert page.band.isVisible()


def test_a_kept_draft_brings_the_dates_of_its_calendar(place: Place31) -> None:
    key = weekends(place.desk.database)
    base = place.desk.estimations.draft(place.key)
    typed = Typed(base, replace(base, calendar_id=key))
    place.desk.kept_drafts.keep("estimation", place.key, typed)
    page = place.open()
    page.kept.take()
    place.settle()
    assert page.workbench.draft.calendar_id == key
    assert page.workbench.schedule is not None
    assert page.workbench.schedule.finish.weekday() >= 5


def test_a_calendar_reaches_both_databases(database: Database) -> None:
    key = weekends(database)
    desk = Estimations(database)
    draft = replace(example(desk.new()), starts_on=date(2027, 1, 11))
    saved = desk.draft(desk.save(draft))
    desk.save(desk.rated(replace(saved, calendar_id=key)), saved)
    kept = desk.draft(saved.id)
    assert kept.calendar_id == key
    assert kept.schedule().finish > saved.schedule().finish
    assert kept.schedule().finish.weekday() >= 5
