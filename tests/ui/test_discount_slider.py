"""The discount slider by keyboard: it tells before it takes, and taking is one step."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.proposal_workplace import Workplace, body_of

D = Decimal


def test_a_position_is_told_and_then_taken(place: Workplace) -> None:
    page = place.open()
    bench, ways = page.bench, body_of(page).ways
    assert bench
    slider = ways.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    place.settle()
    assert slider.trying == D("2.25")
    assert ways.told.text().startswith("2.25 %: net 31,515.38, margin 26.54 %, 6.27 % off")
    assert "Needs approval by a sales manager" in ways.told.text()
    assert not page.dirty
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert ways.told.isHidden()
    assert slider.position == 2
    for _step in range(8):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    place.settle()
    assert ways.told.text().endswith("Within the usual limits")
    QTest.keyClick(slider, Qt.Key.Key_Return)
    place.settle()
    assert bench.draft.discount_percent is None
    assert bench.sums.net == D("32240.80")
    assert bench.document.stack.undoText() == "change project discount"


def test_letting_the_mouse_go_takes_the_position(place: Workplace) -> None:
    page = place.open()
    bench, slider = page.bench, body_of(page).ways.slider
    assert bench
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(4, 15))
    QTest.mouseMove(slider, QPoint(slider.width() - 4, 15))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 4, 15))
    place.settle()
    assert bench.draft.discount_percent == 5
