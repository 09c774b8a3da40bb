"""The main job by keyboard, in real windows: from importing an account to the printed proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from salesdesk import paths
from salesdesk.app import App
from salesdesk.services.actor import Role
from salesdesk.services.desk import Desk
from salesdesk.services.users import UserDraft
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.page import Page
from salesdesk.ui.palette import REST
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.screens.accounts import AccountPage
from salesdesk.ui.shapes import PRIMARY

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
TURNS, TURN = 4, 30
ANSWERS_WITHIN = 20_000

PageKind = TypeVar("PageKind", bound=Page)


class Person:
    """Somebody at a window of their own, with nothing but a keyboard."""

    def __init__(self, qtbot: QtBot, company: str, username: str) -> None:
        self.qtbot = qtbot
        self.failures: list[BaseException] = []
        self.app = App()
        self.app.fail = self.failures.append  # type: ignore[method-assign,assignment]
        qtbot.addWidget(self.app.window)
        self.app.window.resize(1440, 900)
        self.app.window.show()
        self.app.use(company, Desk.open(company, username))
        self._settle()

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self._focus(), key, modifiers)
        self._settle()

    def write(self, words: str) -> None:
        QTest.keyClicks(self._focus(), words)
        self._settle()

    def run(self, command: str) -> None:
        """Ctrl+K, the beginning of a command, Enter."""
        self._ask_palette(f">{command}")

    def find(self, record: str) -> None:
        """Ctrl+K, some words of a record's name, Enter."""
        self._ask_palette(record)

    def _ask_palette(self, words: str) -> None:
        self.press(Key.Key_K, CTRL)
        self.write(words)
        self.qtbot.wait(2 * REST)
        self._settle()
        self.press(Key.Key_Return)

    def will_answer(self, path: Path) -> None:
        """Type a path into the file dialog that the next key opens; it has its own event loop."""

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog):
                return
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            assert line is not None
            if not dialog.isActiveWindow():
                dialog.activateWindow()
            elif line.text() != str(path):
                line.selectAll()
                QTest.keyClicks(line, str(path))
            else:
                again.stop()
                popup = QApplication.activePopupWidget()
                if popup is not None:  # what it offers to complete
                    popup.hide()
                QTest.keyClick(line, Key.Key_Return)

        again = QTimer(self.app)
        again.timeout.connect(answer)
        again.start(TURN)

    @property
    def sheet(self) -> QDialog | None:
        """The sheet over this person's window, if one asks something."""
        sheets = (d for d in self.app.window.findChildren(QDialog) if d.isVisible())
        return next(sheets, None)

    def agree(self) -> None:
        """Tab to the deed of the sheet that asks, then Enter; it must go away."""
        assert self.sheet is not None
        title = self.sheet.windowTitle()
        for _tab in range(9):
            deed = self.sheet.focusWidget()
            if isinstance(deed, Button) and deed.kind == PRIMARY:
                break
            self.press(Key.Key_Tab)
        self.press(Key.Key_Return)
        assert self.sheet is None, title

    def page(self, kind: type[PageKind]) -> PageKind:
        """What is shown, which must be this."""
        page = self.app.window.tabs.page
        assert isinstance(page, kind)
        return page

    def close(self) -> None:
        self.app.window.close()
        assert not self.app.window.isVisible()
        assert self.failures == []

    def _focus(self) -> QWidget:
        """Where a key goes: the popup, the sheet or the window of this person."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        window = self.sheet or self.app.window
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        return window.focusWidget() or window

    def _settle(self) -> None:
        for _turn in range(TURNS):
            self.qtbot.wait(TURN)
            self.qtbot.waitUntil(lambda: self.app.jobs.is_idle, timeout=ANSWERS_WITHIN)
        assert self.failures == []


@pytest.fixture
def company(url: str) -> str:
    """A company in Portugal with a seller who also estimates, and somebody who approves."""
    desk = Desk.open(url)
    both = frozenset({Role.ACCOUNT_MANAGER, Role.ESTIMATOR})
    desk.users.save(UserDraft(username="ana", name="Ana Silva"), both)
    desk.users.save(UserDraft(username="rui", name="Rui Costa"), frozenset({Role.APPROVER}))
    (own,) = desk.reference.rows("companies")
    at_home = replace(own, values={**own.values, "name": "Rota Lda", "country": "PT"})
    desk.reference.save("companies", [at_home])
    desk.close()
    return url


@pytest.fixture(autouse=True)
def _own_file_dialogs() -> Iterator[None]:
    attribute = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
    QApplication.setAttribute(attribute, True)
    yield
    QApplication.setAttribute(attribute, False)


@pytest.fixture
def ana(qtbot: QtBot, company: str) -> Iterator[Person]:
    person = Person(qtbot, company, "ana")
    yield person
    person.close()


@pytest.fixture
def rui(qtbot: QtBot, company: str) -> Iterator[Person]:
    person = Person(qtbot, company, "rui")
    yield person
    person.close()


def import_account(seller: Person, folder: Path) -> None:
    """Read Konex from a file; the sheet shows what will happen first."""
    firms = folder / "accounts.csv"
    firms.write_text("account,sector,office_location\nKonex,technology,Portugal\n")
    seller.press(Key.Key_3, ALT)
    seller.will_answer(firms)
    seller.run("Import")
    seller.agree()
    seller.find("Konex")
    assert seller.page(AccountPage).title == "Konex"


def estimate(seller: Person) -> None:
    """A new estimation for Konex, its work plan out of Microsoft Project, submitted."""
    seller.press(Key.Key_5, ALT)
    seller.press(Key.Key_N, CTRL)
    seller.write("Customer portal")
    seller.press(Key.Key_Tab)
    seller.write("Konex")
    seller.press(Key.Key_Down)
    seller.press(Key.Key_Return)
    seller.agree()
    seller.will_answer(paths.resource("sample", "customer-portal.xml"))
    seller.run("Import a work plan")
    seller.press(Key.Key_S, CTRL)
    seller.press(Key.Key_Return, CTRL | SHIFT)
    seller.agree()
    estimation = seller.page(EstimationPage).workbench.base
    assert estimation.status == "in_review"
    assert "Process workshops" in [item.name for item in estimation.plan.items]


def approve_estimation(approver: Person) -> None:
    """What waits first in the approvals is approved."""
    approver.press(Key.Key_9, ALT)
    approver.press(Key.Key_A, CTRL | SHIFT)


def propose(seller: Person) -> None:
    """Read the estimation anew, make a proposal of it, and submit that."""
    seller.press(Key.Key_W, CTRL)
    seller.find("Customer portal")
    assert seller.page(EstimationPage).workbench.base.status == "approved"
    seller.run("Make a proposal")
    seller.press(Key.Key_Return, CTRL | SHIFT)
    seller.agree()
    assert status(seller) == "in_approval"


def approve_proposal(approver: Person) -> None:
    """The first proposal of the list, on its own page."""
    approver.press(Key.Key_6, ALT)
    approver.press(Key.Key_Return)
    approver.press(Key.Key_A, CTRL | SHIFT)
    approver.agree()
    assert status(approver) == "approved"


def issue(seller: Person) -> None:
    """Read the proposal anew and issue it; the sheet says what that means."""
    seller.press(Key.Key_W, CTRL)
    seller.press(Key.Key_6, ALT)
    seller.press(Key.Key_Return)
    seller.run("Issue")
    assert seller.sheet is not None
    seller.agree()
    assert status(seller) == "issued"


def print_pdf(seller: Person, path: Path) -> str:
    """The words on the pages that Ctrl+P has saved."""
    seller.will_answer(path)
    seller.press(Key.Key_P, CTRL)
    with pypdfium2.PdfDocument(path) as pages:
        return "\n".join(page.get_textpage().get_text_range() for page in pages)


def status(person: Person) -> str:
    """Of the proposal that is shown."""
    bench = person.page(ProposalPage).bench
    assert bench is not None
    return bench.base.status


def test_from_an_imported_account_to_the_printed_proposal(
    ana: Person, rui: Person, tmp_path: Path
) -> None:
    import_account(ana, tmp_path)
    estimate(ana)
    approve_estimation(rui)
    propose(ana)
    approve_proposal(rui)
    issue(ana)
    printed = print_pdf(ana, tmp_path / "printed.pdf")
    assert ana.app.desk is not None
    shown = ana.app.desk.proposals.show(ana.page(ProposalPage).key)
    net, total = (f"{Decimal(shown[sum_]):,.2f}" for sum_ in ("net", "total"))
    assert re.fullmatch(r"PRO-\d{4}-0001", shown["number"])
    assert f"Number {shown['number']}" in printed
    assert "Prepared for Konex" in printed
    assert "Process workshops" in printed
    assert f"Net {net}" in printed
    assert f"Total, EUR {total}" in printed
    assert Decimal(shown["total"]) > Decimal(shown["net"]) > 0
