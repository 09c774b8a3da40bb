"""Who took which step of an estimation, when and why; and who may only look at it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.history_sheet import HistorySheet
from salesdesk.ui.estimation.page_band import PageBand
from tests.ui.test_estimation_header import Place31, place

__all__ = ["place"]
Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
WHY = "Add two weeks of testing"


def returned(place: Place31) -> None:
    place.desk.estimations.step(place.key, "submit")
    place.sign_in("approver")
    place.desk.estimations.step(place.key, "return", WHY)
    place.sign_in("estimator")


def test_the_history_tells_each_step_with_its_reason(place: Place31) -> None:
    returned(place)
    page = place.open()
    assert page.panel is not None
    page.panel.view.setFocus()
    place.press(Key.Key_H, CTRL | ALT)
    sheet = place.sheet(HistorySheet)
    assert sheet is not None
    entries = sheet.panel._changes._entries
    steps = [(entry.title, entry.verb, entry.text) for entry in entries if "→" in entry.verb]
    approver = place.firm.people["approver"].name
    estimator = place.firm.people["estimator"].name
    assert steps == [
        (approver, "Return → Worksheet", WHY),
        (estimator, "Submit for review → In review", ""),
        (estimator, "Created → Worksheet", ""),
    ]
    assert all(entry.when for entry in entries)


def test_steps_stay_in_the_history_when_many_rows_were_written_since(place: Place31) -> None:
    returned(place)
    base = place.desk.estimations.draft(place.key)
    rows = (*base.plan, *(WorkItem(name=f"Row {n}") for n in range(300)))
    place.desk.estimations.save(replace(base, plan=WorkPlan(rows)), base)
    trail = place.desk.history.of(place.key, named=True)
    taken = [row for row in trail if row.table == "estimation_step"]
    assert len(taken) == 3
    assert [row.at for row in trail] == sorted((row.at for row in trail), reverse=True)


def test_a_returned_worksheet_says_who_why_and_when_until_it_is_submitted(place: Place31) -> None:
    returned(place)
    page = place.open()
    assert page.band.isVisible()
    assert WHY in page.band.words
    assert place.firm.people["approver"].name in page.band.words
    assert page.band.mapTo(page, page.band.rect().bottomLeft()).y() < page.height() / 3
    page.take("submit")
    place.settle()
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.base.status == "in_review"
    assert not page.band.isVisible()


def test_the_reason_leads_to_the_history(place: Place31) -> None:
    returned(place)
    page = place.open()
    QTest.mouseClick(page.band.history, Qt.MouseButton.LeftButton)
    place.settle()
    assert place.sheet(HistorySheet) is not None


def test_nothing_is_said_of_a_worksheet_that_was_never_returned(place: Place31) -> None:
    assert not place.open().band.isVisible()


def other_estimator(place: Place31) -> None:
    """Somebody with the same role, who owns other estimations."""
    own = place.firm.people["estimator"]
    place.desk.database.actor = replace(own, id=place.firm.people["approver"].id, username="other")


def test_somebody_elses_worksheet_is_read_only_from_the_beginning(place: Place31) -> None:
    other_estimator(place)
    page = place.open()
    assert page.panel is not None
    assert page.band.isVisible()
    assert "only its owner changes it" in page.band.words
    before = page.workbench.plan
    page.panel.view.setFocus()
    place.write("12")
    place.press(Key.Key_Delete)
    assert page.workbench.plan is before
    assert not page.dirty
    assert not page._save.isVisible()
    assert not page._main.isVisible()
    assert not page._may_take("submit")
    QTest.mouseClick(page.band.duplicate, Qt.MouseButton.LeftButton)
    place.settle()
    copy = place.app.window.tabs.page
    assert isinstance(copy, EstimationPage)
    assert copy.key != place.key
    assert not copy.band.isVisible()
    assert not copy.workbench.is_read_only


def test_its_owner_types_as_ever(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    node = next(n for n in page.workbench.figures.rows if n.item.name == "Kick-off")
    page.panel.view.go_to(node, "effort")
    page.workbench.enter(node, page.panel.view.column, "9")
    assert page.workbench.plan[2].effort == Decimal(9)
    assert isinstance(page.band, PageBand)
    assert not page.band.isVisible()
