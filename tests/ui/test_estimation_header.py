"""The header of an estimation and its steps by keyboard, in the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.reference import LaborRole, RoleRate
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import ROLE_COSTS, example
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.header_sheet import HeaderSheet
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.dialogs import Confirm
from salesdesk.ui.page import Place
from tests.fresh_files import empty_company
from tests.services.selling import Firm, firm
from tests.ui.test_app import settle

D = Decimal
S = TypeVar("S", bound=QWidget)
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Place31:
    """The window with EST-2026-0031's example open."""

    def __init__(self, qtbot: QtBot, file: Path) -> None:
        self.qtbot = qtbot
        self.failures: list[BaseException] = []
        self.desk = Desk.open(empty_company(file))
        self.firm: Firm = firm(self.desk.database)
        self._rate({"EUR": D(1), "USD": D(2)})
        self.sign_in("estimator")
        self.key: UUID = self.desk.estimations.save(example(self.desk.estimations.new()))
        self.app = App()
        self.app.settings.open_tabs = ""
        self.app.fail = self.failures.append  # type: ignore[method-assign,assignment]
        qtbot.addWidget(self.app.window)
        self.app.window.resize(1384, 860)
        self.app.window.show()
        self.app.window.activateWindow()
        self.app.use(str(file), self.desk)
        self.settle()

    def _rate(self, factors: dict[str, Decimal]) -> None:
        """A rate for each role in each currency."""
        with self.desk.database.changing() as session:
            for name, cost in ROLE_COSTS.items():
                role = session.query(LaborRole).filter_by(name=name).first() or LaborRole(name=name)
                session.add(role)
                session.flush()
                for code, factor in factors.items():
                    session.add(RoleRate(role_id=role.id, currency=code, cost=D(cost) * factor,
                                         valid_from=date(2026, 1, 1)))  # fmt: skip

    def sign_in(self, who: str) -> None:
        self.desk.database.actor = self.firm.people[who]

    def settle(self) -> None:
        settle(self.app, self.qtbot)

    def open(self) -> EstimationPage:
        self.app.window.show_place(Place("estimations", str(self.key)))
        self.settle()
        page = self.app.window.tabs.page
        assert isinstance(page, EstimationPage)
        return page

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        if (
            QApplication.activeWindow() is None
        ):  # offscreen, nobody activates what was below a sheet
            self.app.window.activateWindow()
            self.settle()
        target = QApplication.focusWidget() or self.app.window
        QTest.keyClick(target, key, held)
        self.settle()

    def write(self, text: str) -> None:
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)

    def sheet(self, kind: type[S]) -> S | None:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        return found[0] if found else None


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path) -> Iterator[Place31]:
    made = Place31(qtbot, tmp_path / "company.salesdesk")
    yield made
    made.app._leaving = True  # type: ignore[attr-defined]
    made.app.window._leaving = True
    made.app.window.close()
    made.app.close()
    assert made.failures == []


def replace_text(place: Place31, text: str) -> None:
    place.press(Key.Key_A, CTRL)
    place.write(text)


def opened(place: Place31) -> HeaderSheet:
    place.press(Key.Key_Return, ALT)
    sheet = place.sheet(HeaderSheet)
    assert sheet is not None
    return sheet


def test_price_rules_and_contingency_are_typed_and_undone_as_one_step(place: Place31) -> None:
    page = place.open()
    before = page.workbench.figures.totals()
    sheet = opened(place)
    replace_text(place, "Portal, second round")
    sheet.form.editor("service_value").setFocus()
    replace_text(place, "40")
    sheet.form.editor("service_contingency").setFocus()
    replace_text(place, "10")
    place.press(Key.Key_Return, CTRL)
    assert place.sheet(HeaderSheet) is None
    stack = page.workbench.document.stack
    assert stack.count() == 1
    assert stack.undoText() == "change name, contingency, price rules"
    totals = page.workbench.figures.totals()
    assert (totals.cost, totals.loaded) == (before.cost, D("23488.00"))
    assert page.panel is not None
    assert page.panel.totals._boxes["loaded"].figure.text() == "23,488.00"
    assert page.dirty
    place.press(Key.Key_Z, CTRL)
    assert page.workbench.figures.totals() == before
    place.press(Key.Key_Y, CTRL)
    place.press(Key.Key_S, CTRL)
    stored = place.desk.estimations.draft(place.key)
    assert (stored.name, stored.service_contingency) == ("Portal, second round", D(10))
    assert {rule.category: rule.value for rule in stored.rules}["service"] == D(40)


def test_a_rule_can_be_left_to_the_company(place: Place31) -> None:
    page = place.open()
    sheet = opened(place)
    method = sheet.form.editor("service_method")
    method.setFocus()
    place.press(Key.Key_Home)
    assert method.read() is None
    assert not sheet.form.editor("service_value").isEnabled()
    place.press(Key.Key_Return, CTRL)
    assert "service" not in {rule.category for rule in page.workbench.draft.rules}


def test_what_is_wrong_stays_with_its_reason(place: Place31) -> None:
    page = place.open()
    sheet = opened(place)
    sheet.form.editor("service_value").setFocus()
    replace_text(place, "120")
    place.press(Key.Key_Return, CTRL)
    assert place.sheet(HeaderSheet) is sheet
    assert "below 100 %" in sheet.form._lines["service_value"].problem
    place.press(Key.Key_Escape)
    assert not page.dirty


def test_another_currency_brings_its_role_rates(place: Place31) -> None:
    page = place.open()
    sheet = opened(place)
    sheet.form.editor("currency").write("USD")
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.draft.currency == "USD"
    totals = page.workbench.figures.totals()
    assert totals.currency == "USD"
    assert totals.effort == 344
    assert totals.cost > D(2 * 16_780)
    assert page.workbench.document.stack.undoText() == "change currency"


def test_the_start_moves_every_date(place: Place31) -> None:
    page = place.open()
    schedule = page.workbench.schedule
    assert schedule is not None
    finish = schedule.finish
    sheet = opened(place)
    sheet.form.editor("starts_on").setFocus()
    replace_text(place, "2027-03-01")
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.schedule is not None
    assert page.workbench.schedule.finish > finish


def test_steps_have_the_approvals_keys_where_they_are_allowed(place: Place31) -> None:
    page = place.open()
    place.press(Key.Key_A, CTRL | SHIFT)
    assert place.sheet(Confirm) is None
    place.press(Key.Key_Return, CTRL | SHIFT)
    asked = place.sheet(Confirm)
    assert asked is not None
    assert "31.14 %" in asked.why.text()
    place.press(Key.Key_Return, CTRL)
    assert place.desk.estimations.draft(place.key).status == "in_review"
    assert page.workbench.is_read_only
    sheet = opened(place)
    assert "can't be changed" in sheet.why.text()
    place.press(Key.Key_Escape)


def test_an_approver_returns_with_a_reason(place: Place31) -> None:
    place.desk.estimations.step(place.key, "submit")
    place.sign_in("approver")
    place.open()
    place.press(Key.Key_R, CTRL | SHIFT)
    place.write("Too dear")
    place.press(Key.Key_Return, CTRL)
    assert place.desk.estimations.draft(place.key).status == "worksheet"


def test_an_approver_approves_by_the_same_key(place: Place31) -> None:
    place.desk.estimations.step(place.key, "submit")
    place.sign_in("approver")
    place.open()
    place.press(Key.Key_A, CTRL | SHIFT)
    place.press(Key.Key_Return, CTRL)
    assert place.desk.estimations.draft(place.key).status == "approved"


def test_an_approver_waives_the_guesses(place: Place31) -> None:
    draft = place.desk.estimations.draft(place.key)
    at = next(at for at, item in enumerate(draft.plan) if item.effort)
    guess = replace(draft.plan[at], is_plugged=True)
    place.desk.estimations.save(replace(draft, plan=draft.plan.with_rows({at: guess})), draft)
    assert not place.open()._may_waive()
    place.sign_in("approver")
    page = place.open()
    assert page._may_waive()
    page.waive()
    sheet = place.sheet(AskText)
    assert sheet is not None
    [line] = sheet.findChildren(QLineEdit)
    line.setText("The fare is capped")
    QTest.keyClick(line, Key.Key_Return)
    place.settle()
    assert place.desk.estimations.draft(place.key).plugs_waived
    assert page._waive_words() == "Hold guesses back again"
    place.sign_in("estimator")
    assert place.desk.estimations.step(place.key, "submit") == "in_review"


def test_a_revision_has_one_number_everywhere(place: Place31) -> None:
    place.desk.estimations.step(place.key, "submit")
    place.sign_in("approver")
    place.desk.estimations.step(place.key, "approve")
    place.sign_in("estimator")
    page = place.open()
    assert page._revision.text() == ""
    place.key = place.desk.estimations.revise(place.key)
    page = place.open()
    draft = place.desk.estimations.draft(place.key)
    assert page._revision.text() == "R1 of 2"
    assert page.title == draft.full_number == f"{draft.number}/R1"


def test_only_what_changed_of_the_header_is_written(place: Place31) -> None:
    from salesdesk.ui.estimation.header import header_of, with_header

    draft = place.desk.estimations.draft(place.key)
    assert with_header(draft, header_of(draft)) == draft
