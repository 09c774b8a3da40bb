"""Customer mode: options, alternatives and scope are tried live; Esc asks before it leaves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.customer_window import CustomerWindow
from tests.services.selling import issued
from tests.ui.proposal_workplace import Workplace, press_button
from tests.ui.test_proposal_alternatives import with_hosting

D = Decimal


@pytest.fixture(autouse=True)
def hosted(place: Workplace) -> None:
    """Every proposal here offers three ways to host."""
    with place.firm.as_("account_manager") as proposals:
        draft = proposals.draft(place.key)
        proposals.save(with_hosting(draft), draft)


def shown(page: ProposalPage, place: Workplace) -> CustomerWindow:
    page.customer_mode()
    place.settle()
    assert page.customer is not None
    return page.customer


def words(window: CustomerWindow) -> str:
    return "\n".join(
        label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)
    )


def leave(place: Workplace, window: CustomerWindow, deed: str) -> None:
    QTest.keyClick(window, Qt.Key.Key_Escape)
    sheet = place.sheet(Sheet)
    assert window.isVisible()
    press_button(sheet, deed)
    place.settle()


def test_it_fills_the_screen_and_shows_no_cost_or_margin(place: Workplace) -> None:
    page = place.open()
    window = shown(page, place)
    assert window.isFullScreen()
    assert window.isWindow()
    said = words(window)
    assert "Customer portal" in said
    assert "40,622.00" in said
    assert "argin" not in said
    assert "pproval" not in said
    leave(place, window, "Leave")
    assert page.customer is None
    assert not page.dirty


def test_what_the_customer_chose_goes_back_as_one_step(place: Workplace) -> None:
    page = place.open()
    bench = page.bench
    assert bench
    before = bench.draft
    window = shown(page, place)
    tick = window.ticks[before.lines[4].key].tick
    tick.click()
    place.settle()
    assert window.view.net == bench.sums.net - D("1554.00")
    window.choices["Hosting"].chosen.emit("Best")
    place.settle()
    assert window.view.net == bench.sums.net - D("1554.00") + 3000
    leave(place, window, "Take them over")
    assert bench.draft.lines[4].choice == "optional"
    assert [line.choice for line in bench.draft.lines[-3:]] == ["optional", "optional", "chosen"]
    assert "Travel left out: " in bench.draft.notes
    assert "Best chosen for Hosting: " in bench.draft.notes
    assert bench.document.stack.undoText() == "take over what the customer chose"
    page.undo()
    assert bench.draft == before


def test_what_was_tried_is_noted_when_it_is_left(place: Workplace) -> None:
    page = place.open()
    bench = page.bench
    assert bench
    before = bench.draft
    window = shown(page, place)
    window.ticks[before.lines[4].key].tick.click()
    place.settle()
    leave(place, window, "Leave them")
    assert bench.draft.lines == before.lines
    assert "Travel left out: " in bench.draft.notes


def test_esc_can_stay_and_f1_says_nothing(place: Workplace) -> None:
    page = place.open()
    window = shown(page, place)
    QTest.keyClick(window, Qt.Key.Key_F1)
    place.settle()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    press_button(place.sheet(Sheet), "Stay")
    assert window.isVisible()
    assert page.customer is window
    leave(place, window, "Leave")


def test_unsaved_changes_are_saved_first(place: Workplace) -> None:
    page = place.open()
    assert page.bench
    page.bench.set("a name", name="Portal")
    page.customer_mode()
    place.settle()
    assert page.customer is None
    assert place.toasts == ["Save first; the customer sees what is saved."]


def test_what_was_tried_of_an_issued_proposal_is_kept_beside_it(place: Workplace) -> None:
    issued(place.firm, place.key)
    page = place.open()
    window = shown(page, place)
    window.choices["Hosting"].chosen.emit("Best")
    place.settle()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    sheet = place.sheet(Sheet)
    assert not [b for b in sheet.findChildren(QAbstractButton) if b.text() == "Take them over"]
    press_button(sheet, "Leave")
    place.settle()
    assert place.toasts[-1] == "Kept among the activities of this proposal"
    [note] = place.desk.activities.timeline(place.key)
    assert note.title == "What the customer tried"
    assert "Best" in note.text
    assert not page.dirty


def put_in(window: CustomerWindow, place: Workplace, name: str, what: str, text: str) -> None:
    """Type into a line's quantity or price, or into the project discount."""
    place.qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
    line = next((one.key for one in window.view.lines if one.description == name), "")
    field = window.figures[line, what].line
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    place.settle()


def test_quantities_prices_and_the_discount_are_agreed_on_the_spot(place: Workplace) -> None:
    page = place.open()
    bench = page.bench
    assert bench
    before = bench.draft
    window = shown(page, place)
    put_in(window, place, "Licences", "quantity", "12")
    put_in(window, place, "Discovery", "unit_price", "5500")
    put_in(window, place, "", "discount", "3")
    assert "Licences, quantity 12" in window.transcript
    assert "Discovery, price 5,500" in window.transcript
    assert "Project discount 3.00 %" in window.transcript
    total = window.view.total
    leave(place, window, "Take them over")
    lines = {line.description: line for line in bench.draft.lines}
    assert lines["Licences"].quantity == 12
    assert lines["Discovery"].unit_price == 5500
    assert bench.draft.discount_percent == 3
    assert bench.sums.total == total
    bench.document.stack.undo()
    assert bench.draft == before


def test_what_is_typed_while_a_price_comes_is_not_lost(place: Workplace) -> None:
    window = shown(place.open(), place)
    line = next(one for one in window.view.lines if one.description == "Licences")
    place.qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
    put_field = window.figures[line.key, "unit_price"].line
    put_field.setFocus()
    QTest.keyClick(put_field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(put_field, "15")
    window.show_view(window.view)  # the answer to what was changed before
    assert window.figures[line.key, "unit_price"].line.text() == "15"
    assert window.transcript == ""
    leave(place, window, "Leave")


def test_a_word_is_no_price(place: Workplace) -> None:
    page = place.open()
    window = shown(page, place)
    before = window.view
    put_in(window, place, "", "discount", "much")
    assert window._refused.isVisible()
    assert window.view == before
    assert window.transcript == ""
    leave(place, window, "Leave")
