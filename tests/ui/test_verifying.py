"""A printed proposal dropped on the window: the sheet says what it is and leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from salesdesk.ui.verdict_sheet import VerdictSheet
from salesdesk.ui.verifying import Verifier
from tests.fresh_files import empty_company
from tests.services.selling import firm, pro_0042
from tests.services.test_sealing import approved_and_issued, forged
from tests.ui.windows import window_on


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A company with an issued proposal, its file and a forgery of it."""
    desk = Desk.open(empty_company(tmp_path / "company.salesdesk"))
    house = firm(desk.database)
    with house.as_("account_manager") as proposals:
        key = proposals.save(pro_0042(house, proposals))
        proposals.step(key, "submit")
    draft = approved_and_issued(house, key)
    with house.as_("account_manager") as proposals:
        (tmp_path / "issued.pdf").write_bytes(proposals.print(key))
    forgery = forged(
        house, draft,
        lambda paper: replace(paper, sums=replace(paper.sums, total=Decimal("28604.16"))),
    )  # fmt: skip
    (tmp_path / "forged.pdf").write_bytes(forgery)
    (tmp_path / "note.pdf").write_bytes(b"no PDF")
    desk.close()
    return tmp_path


@pytest.fixture
def app(papers: Path, qtbot: QtBot) -> Iterator[App]:
    with window_on(papers / "company.salesdesk", qtbot) as found:
        yield found


def drop(app: App, path: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, *held)
    QApplication.sendEvent(app.window, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, *held)
    QApplication.sendEvent(app.window, event)
    return event.isAccepted()


def sheet(qtbot: QtBot) -> VerdictSheet:
    def open_one() -> VerdictSheet | None:
        return next(
            (
                each
                for each in QApplication.topLevelWidgets()
                if isinstance(each, VerdictSheet) and each.isVisible()
            ),
            None,
        )

    qtbot.waitUntil(lambda: open_one() is not None, timeout=15_000)
    found = open_one()
    assert found is not None
    return found


def test_the_issued_file_is_untouched_and_leads_to_its_proposal(
    app: App, papers: Path, qtbot: QtBot
) -> None:
    assert drop(app, papers / "issued.pdf")
    found = sheet(qtbot)
    assert found.heading.text().startswith("Untouched: this is PRO-")
    found.buttons.buttons()[0].click()
    assert app.window.tabs.page is not None
    assert app.window.tabs.page.place.module == "proposals"


def test_a_forgery_says_what_differs(app: App, papers: Path, qtbot: QtBot) -> None:
    drop(app, papers / "forged.pdf")
    found = sheet(qtbot)
    assert found.heading.text().startswith("Altered")
    assert "Don't accept a signature" in found.why.text()
    rows = found.table.rows.rows
    assert ("Total", "38604.16", "28604.16") in [
        (row.values["where"], row.values["ours"], row.values["theirs"]) for row in rows
    ]
    found.reject()


def test_a_file_of_another_kind_is_told_and_others_are_not_taken(
    app: App, papers: Path, qtbot: QtBot
) -> None:
    drop(app, papers / "note.pdf")
    found = sheet(qtbot)
    assert found.heading.text() == "This file can't be read"
    found.reject()
    assert not drop(app, papers / "company.salesdesk")


def test_the_palette_has_the_command(app: App) -> None:
    assert any(command.key == "verify" for command in app.window.commands())
    assert app.window.findChild(Verifier) is not None
