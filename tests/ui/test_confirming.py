"""Where Enter makes a new line, Ctrl+Enter takes the deed of the sheet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.kit.dialogs import Confirm, Reason

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_control_enter_gives_the_comment(qtbot: QtBot, key: Qt.Key) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    given: list[tuple[str, str]] = []
    sheet = Reason(
        window, "Return", "Why", "Return it", lambda why, said: given.append((why, said))
    )
    sheet.open()
    qtbot.waitUntil(sheet.isActiveWindow)
    comment = sheet.findChild(QPlainTextEdit)
    assert comment is not None
    comment.setFocus()
    QTest.keyClicks(comment, "First")
    QTest.keyClick(comment, Qt.Key.Key_Return)
    QTest.keyClicks(comment, "second")
    assert given == []
    QTest.keyClick(comment, key, CTRL)
    assert given == [("", "First\nsecond")]


def test_control_enter_does_nothing_while_the_deed_may_not_be_done(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    done: list[bool] = []
    sheet = Confirm(window, "Issue?", "It leaves the house.", "Issue", lambda: done.append(True))
    deed = sheet.buttons.buttons()[-1]
    for button in sheet.buttons.buttons():
        if button.text() == "Issue":
            deed = button
    deed.setEnabled(False)
    sheet.open()
    qtbot.waitUntil(sheet.isActiveWindow)
    QTest.keyClick(sheet, Qt.Key.Key_Return, CTRL)
    assert done == []
    deed.setEnabled(True)
    QTest.keyClick(sheet, Qt.Key.Key_Return, CTRL)
    assert done == [True]
