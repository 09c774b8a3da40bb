"""The sheets of the estimation editor by key: goal seek over branches, an item's words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.models.reference import LaborRole, RoleRate
from salesdesk.ui.estimation.compare_sheet import CompareSheet
from salesdesk.ui.estimation.goal_seek import BRANCHES, BranchList, GoalSeek
from salesdesk.ui.estimation.header_sheet import HeaderSheet
from salesdesk.ui.estimation.words_sheet import AboutSheet, ItemSheet
from salesdesk.ui.kit.toast import MARGIN
from tests.ui.test_estimation_header import Place31, place

__all__ = ["place"]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_a_goal_over_branches_is_previewed_and_taken_as_one_step(place: Place31) -> None:
    page = place.open()
    place.press(Key.Key_G, CTRL | SHIFT)
    sheet = place.sheet(GoalSeek)
    assert sheet is not None
    place.write("33000")
    button = sheet._how._buttons[BRANCHES]
    button.setFocus()
    place.press(Key.Key_Space)
    branches = sheet.findChild(BranchList)
    assert branches is not None
    assert branches.isVisible()
    assert "33,000.00" in sheet._preview.text()
    place.press(Key.Key_Return, CTRL)
    preview = place.sheet(CompareSheet)
    assert preview is not None
    QTest.keyClick(preview, Key.Key_Return, CTRL)
    place.settle()
    assert page.workbench.figures.totals().sell == Decimal(33000)
    assert page.workbench.document.stack.undoText() == "goal seek"
    page.undo()
    assert page.workbench.figures.totals().sell == Decimal("33623.00")


def test_what_is_said_of_an_item_is_one_step_and_is_saved(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    node = next(node for node in page.workbench.figures.rows if node.priced)
    page.panel.view.go_to(node, "name")
    page.panel.view.setFocus()
    place.press(Key.Key_I, CTRL)
    sheet = place.sheet(ItemSheet)
    assert sheet is not None
    place.write("Two days on site")
    sheet.form.editor("assumptions").setFocus()
    place.write("The customer provides the room")
    sheet.form.editor("is_plugged").setFocus()
    place.press(Key.Key_Space)
    sheet.form.editor("plug_owner").setFocus()
    place.write("Ana")
    place.press(Key.Key_Return, CTRL)
    stack = page.workbench.document.stack
    assert stack.count() == 1
    assert "note for the client" in stack.undoText()
    page.save()
    place.settle()
    kept = place.desk.estimations.draft(place.key).plan[page.workbench.plan.index_of(node.item.id)]
    assert kept.client_note == "Two days on site"
    assert kept.assumptions == "The customer provides the room"
    assert (kept.is_plugged, kept.plug_owner) == (True, "Ana")


def test_what_is_said_of_the_whole(place: Place31) -> None:
    page = place.open()
    place.press(Key.Key_I, CTRL | SHIFT)
    sheet = place.sheet(AboutSheet)
    assert sheet is not None
    place.write("One language")
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.draft.assumptions == "One language"
    page.undo()
    assert page.workbench.draft.assumptions == ""


def test_another_start_says_what_it_costs(place: Place31) -> None:
    with place.desk.database.changing() as session:
        for role in session.query(LaborRole):
            session.add(RoleRate(role_id=role.id, currency="EUR", cost=Decimal(60),
                                 valid_from=date(2028, 1, 1)))  # fmt: skip
    page = place.open()
    page.workbench.change_header("no price date", price_date=None)
    before = page.workbench.figures.totals().loaded
    place.press(Key.Key_Return, ALT)
    sheet = place.sheet(HeaderSheet)
    assert sheet is not None
    sheet.form.editor("starts_on").setFocus()
    place.press(Key.Key_A, CTRL)
    place.write("03/01/2028")
    place.press(Key.Key_Tab)
    assert "344 h under the rates from" in sheet._move.text()
    place.press(Key.Key_Return, CTRL)
    more = page.workbench.figures.totals().loaded - before
    assert more == Decimal(344) * 60 * Decimal("1.08") - Decimal("18122.40")


def test_another_start_is_priced_by_the_price_date_beside_it(place: Place31) -> None:
    with place.desk.database.changing() as session:
        for role in session.query(LaborRole):
            session.add(RoleRate(role_id=role.id, currency="EUR", cost=Decimal(60),
                                 valid_from=date(2028, 1, 1)))  # fmt: skip
    page = place.open()
    assert page.workbench.draft.price_date is not None
    place.press(Key.Key_Return, ALT)
    sheet = place.sheet(HeaderSheet)
    assert sheet is not None
    start, priced = sheet.form.editor("starts_on"), sheet.form.editor("price_date")
    start.write(date(2028, 3, 1))
    start.edited.emit()
    assert sheet._move.text() == ""
    priced.write(None)
    priced.edited.emit()
    assert "344 h under the rates from" in sheet._move.text()
    start.write(page.workbench.draft.starts_on)
    start.edited.emit()
    assert sheet._move.text() == ""


def test_a_message_never_covers_the_sums(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    window = place.app.window
    place.app.say("Three rows moved")
    bottom = window.toasts.geometry().bottom() - MARGIN
    top = page.panel.totals.mapTo(window, page.panel.totals.rect().topLeft()).y()
    assert bottom <= top


def test_the_gantt_comes_back_after_the_effort(place: Place31) -> None:
    page = place.open()
    panel = page.panel
    assert panel is not None
    before = panel.gantt.width()
    assert before > 100
    for view, shown in (("effort", "effort"), ("both", "gantt"), ("grid", ""), ("both", "gantt")):
        QTest.mouseClick(page._views._buttons[view], Qt.MouseButton.LeftButton)
        place.settle()
        widths = {
            "gantt": panel.gantt.isVisible() and panel.gantt.width() > 100,
            "effort": panel.effort is not None
            and panel.effort.isVisible()
            and panel.effort.width() > 100,
        }
        assert [name for name, is_seen in widths.items() if is_seen] == ([shown] if shown else [])
