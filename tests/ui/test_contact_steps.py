"""A contact's steps by keyboard: to the next stage, closed with a reason, open again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.values.listing import Condition, ListQuery, Operator
from salesdesk.services.desk import Desk
from salesdesk.ui.kit.dialogs import Reason
from salesdesk.ui.kit.steps import StepBar
from salesdesk.ui.screens.contacts import ContactPage
from tests.ui.test_app import app, desk, first, settle

__all__ = ["app", "desk"]

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def contact_page(app: App, qtbot: QtBot) -> ContactPage:
    app.window.show_place(first(app, "contacts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, ContactPage)
    return page


def stage_of(page: ContactPage) -> str:
    named: dict[object, str] = {stage.id: stage.name for stage in page.more["stages"]}
    return named.get(page.draft.lifecycle_stage_id, "")


def press(app: App, qtbot: QtBot, key: Qt.Key) -> None:
    """A key of the page, wherever the caret is."""
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    QTest.keyClick(app.window, key, CTRL_SHIFT)
    settle(app, qtbot)


def reason_sheet(app: App, qtbot: QtBot) -> Reason:
    (sheet,) = [s for s in app.window.findChildren(Reason) if s.isVisible()]
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def test_a_contact_goes_through_its_stages_by_key(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = contact_page(app, qtbot)
    names = [stage.name for stage in page.more["stages"]]
    assert stage_of(page) == ""
    for name in names[:2]:
        press(app, qtbot, Qt.Key.Key_Return)
        assert stage_of(page) == name
    assert page.draft.lifecycle_id is not None
    app.window.toasts.undo_last()
    settle(app, qtbot)
    assert stage_of(page) == names[0]
    bar = [b for b in page.findChildren(StepBar) if b.isVisible()][-1]
    steps = bar.findChildren(QPushButton)
    steps[2].setFocus()
    QTest.keyClick(steps[2], Qt.Key.Key_Space)
    settle(app, qtbot)
    assert stage_of(page) == names[2]
    query = ListQuery(conditions=(Condition("lifecycle_stage", Operator.IS, (names[2],)),))
    assert desk.contacts.listing.count(query) == 1
    changes = desk.history.of(page.key, named=True)[0].changes
    assert ("lifecycle_stage_id", names[0], names[2]) in [(c.field, c.old, c.new) for c in changes]


def test_closing_asks_for_a_reason_and_is_taken_back(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = contact_page(app, qtbot)
    press(app, qtbot, Qt.Key.Key_X)
    sheet = reason_sheet(app, qtbot)
    box, comment = sheet.findChild(QComboBox), sheet.findChild(QPlainTextEdit)
    assert box is not None
    assert comment is not None
    words = box.currentText()
    comment.setFocus()
    QTest.keyClicks(comment, "Left the firm")
    QTest.keyClick(comment, Qt.Key.Key_Return, CTRL)
    settle(app, qtbot)
    assert page.draft.status == "closed"
    assert desk.reference.label("reasons", page.draft.reason_id) == words
    assert [row.title for row in desk.activities.timeline(page.key)] == ["Left the firm"]
    (on,) = [c for c in page.commands() if c.key == "contact.next"]
    assert not on.enabled()
    press(app, qtbot, Qt.Key.Key_X)
    assert page.draft.status == "open"
    assert page.draft.reason_id is None


def test_a_stage_that_needs_a_reason_asks_for_it(app: App, qtbot: QtBot) -> None:
    page = contact_page(app, qtbot)
    needy = next(stage for stage in page.more["stages"] if stage.needs_reason)
    (move,) = [c for c in page.commands() if c.title.endswith(needy.name)]
    move.run()
    settle(app, qtbot)
    sheet = reason_sheet(app, qtbot)
    QTest.keyClick(sheet, Qt.Key.Key_Return, CTRL)
    settle(app, qtbot)
    assert stage_of(page) == needy.name
    assert page.draft.reason_id is not None
