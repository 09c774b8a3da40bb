"""The window: tabs, walking back, keys, palette and toast."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.calculator import calculate
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.modules import module
from salesdesk.ui.page import Page, Place
from salesdesk.ui.palette import Answer, Found
from salesdesk.ui.settings import Settings


def page(place: Place) -> Page:
    found = module(place.module)
    return Page(f"{found.title} {place.record}".strip(), found.icon)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.fill(page, Place("home"))
    window.show()
    window.activateWindow()
    return window


def titles(window: MainWindow) -> list[str]:
    return [window.strip.tabText(i) for i in range(window.strip.count())]


def test_a_place_has_one_tab(window: MainWindow) -> None:
    for key in ("accounts", "contacts", "accounts"):
        window.show_place(Place(key))
    assert titles(window) == ["Home", "Accounts", "Contacts"]
    assert window.tabs.page is not None
    assert window.tabs.page.place == Place("accounts")


def test_back_and_forward_walk_through_where_i_was(window: MainWindow) -> None:
    window.show_place(Place("accounts"))
    window.show_place(Place("accounts", "x"))
    window.go_back()
    window.go_back()
    assert window.tabs.page is not None
    assert window.tabs.page.place == Place("home")
    window.go_forward()
    assert window.tabs.page.place == Place("accounts")
    assert window.tabs.can_go_forward


def test_a_closed_tab_can_be_reopened(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place(Place("accounts"))
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(window) == ["Home"]
    mods = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_T, mods)
    assert titles(window) == ["Home", "Accounts"]


def test_open_tabs_come_back(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place(Place("accounts", "7"))
    window.close()
    again = MainWindow(Settings())
    qtbot.addWidget(again)
    made: list[Place] = []
    again.fill(lambda place: made.append(place) or page(place), Place("home"))  # type: ignore[func-returns-value]
    assert titles(again) == ["Home", "Accounts 7"]
    assert made == [Place("accounts", "7")]  # only the page on top reads its data


def test_alt_and_a_digit_goes_to_a_module(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert window.tabs.page is not None
    assert window.tabs.page.place == Place("opportunities")


def test_the_palette_runs_a_command(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = window.palette_overlay.findChild(QLineEdit)
    assert field is not None
    assert window.palette_overlay.isVisible()
    QTest.keyClicks(field, "budgets")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.tabs.page is not None
    assert window.tabs.page.place == Place("budgets")


def test_the_palette_opens_a_record_and_drops_stale_answers(
    window: MainWindow, qtbot: QtBot
) -> None:
    asked: list[tuple[str, Answer]] = []
    window.search = lambda text, _kind, answer: asked.append((text, answer))
    window.open_palette()
    field = window.palette_overlay.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "ko")
    qtbot.waitUntil(lambda: bool(asked))
    QTest.keyClicks(field, "nex")
    qtbot.waitUntil(lambda: asked[-1][0] == "konex")
    asked[0][1]([Found(Place("accounts", "stale"), "Ko")])
    asked[-1][1]([Found(Place("accounts", "konex"), "Konex")])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.tabs.page is not None
    assert window.tabs.page.place == Place("accounts", "konex")


def test_escape_gives_the_focus_back(window: MainWindow, qtbot: QtBot) -> None:
    window.strip.setFocus()
    window.open_palette()
    field = window.palette_overlay.findChild(QLineEdit)
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not window.palette_overlay.isVisible()
    assert window.focusWidget() is window.strip


def test_the_toast_undoes_on_ctrl_z(window: MainWindow, qtbot: QtBot) -> None:
    undone: list[bool] = []
    window.toasts.say("3 opportunities moved", lambda: undone.append(True))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    assert window.toasts.kept == ["3 opportunities moved"]


def test_no_two_commands_of_one_scope_share_a_key(window: MainWindow) -> None:
    keys = [c.shortcut for c in window.commands() if c.shortcut]
    assert len(keys) == len(set(keys))
    forbidden = [
        k for k in keys if k.startswith("Ctrl+Alt+") or k in ("Ctrl+Shift+0", "Ctrl+Shift+U")
    ]
    assert forbidden == []


@pytest.mark.parametrize(
    ("sum_", "result"),
    [("40*1.15", "46.00"), ("(1+2)×3", "9"), ("0.1+0.2", "0.3"), ("1/0", None), ("1+", None),
     ("__import__('os')", None), ("2**9**9", None)],
)  # fmt: skip
def test_the_calculator_is_exact(sum_: str, result: str | None) -> None:
    found = calculate(sum_)
    assert (str(found) if found is not None else None) == result


def test_calls_that_return_nothing_leave_none_alone(qtbot: QtBot) -> None:
    """PySide6 6.12 on 3.11 took a reference from None with each; ui.md §19."""
    widget = QWidget()
    qtbot.addWidget(widget)
    pixmap = QPixmap(10, 10)
    painter = QPainter(pixmap)
    before = sys.getrefcount(None)
    for _turn in range(1000):
        widget.update()
        painter.drawPoint(QPoint(1, 1))
        painter.setPen(QColor())
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 200
