"""A desk with PRO-2026-0042 on it: what the tests of the builder and its sheets work at."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.services.desk import Desk
from salesdesk.ui.context import Context
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.memory import ForgetfulMemory
from salesdesk.ui.page import Place
from salesdesk.ui.proposal.body import Body
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.lines_model import AT
from salesdesk.ui.settings import Settings
from tests.fresh_files import empty_company
from tests.services.selling import Firm, firm, pro_0042

NONE = Qt.KeyboardModifier.NoModifier


class Workplace:
    """A desk, its threads, and the page of PRO-2026-0042 in somebody's hands."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot = qtbot
        self.desk = Desk.open(empty_company(path / "company.salesdesk"))
        self.firm: Firm = firm(self.desk.database)
        self.failures: list[BaseException] = []
        self.toasts: list[str] = []
        self.places: list[Place] = []
        self.jobs = Background(self.failures.append)
        with self.firm.as_("account_manager") as proposals:
            self.key: UUID = proposals.save(pro_0042(self.firm, proposals))
        self.sign_in("account_manager")

    def sign_in(self, who: str) -> None:
        self.desk.database.actor = self.firm.people[who]

    def open(self) -> ProposalPage:
        window = QWidget()
        self.qtbot.addWidget(window)
        context = Context(
            self.desk, self.jobs, Settings(), ForgetfulMemory(),
            lambda place, how="tab": self.places.append(place),
            lambda words, *_more: self.toasts.append(words), self.failures.append, window,
        )  # fmt: skip
        page = ProposalPage(context, str(self.key))
        self.qtbot.addWidget(page)
        page.resize(1384, 840)
        page.show()
        page.activateWindow()
        self.qtbot.waitUntil(page.isActiveWindow, timeout=20_000)
        self.settle()
        return page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.is_idle, timeout=30_000)

    def stored(self) -> str:
        return self.desk.proposals.draft(self.key).status

    def sheet(self, kind: type[QDialog]) -> QDialog:
        def is_open() -> bool:
            return any(
                isinstance(w, kind) and w.isVisible() for w in QApplication.topLevelWidgets()
            )

        self.qtbot.waitUntil(is_open, timeout=20_000)
        return next(
            w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()
        )


def body_of(page: ProposalPage) -> Body:
    assert page.body is not None
    return page.body


def press_button(window: QWidget, words: str) -> None:
    for button in window.findChildren(QAbstractButton):
        if button.text() == words and button.isVisibleTo(window):
            button.click()
            return
    pytest.fail(f"no button says {words!r}")


def press(page: ProposalPage, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or body_of(page).view, key, held)


def at(page: ProposalPage, name: str, column: str) -> None:
    view = body_of(page).view
    row = next(r for r, line in enumerate(view.lines.lines) if line.description == name)
    view.setCurrentIndex(view.lines.index(row, AT[column]))
    view.setFocus()


def typed(page: ProposalPage, text: str) -> None:
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget() or body_of(page).view, sign)
