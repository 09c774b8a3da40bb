"""Approval by file in the window: a request is opened, looked at, signed, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.services.approval_keys import export_key, import_key
from salesdesk.services.desk import Desk
from salesdesk.ui.approving_files import ApprovalFiles, KeySheet
from salesdesk.ui.context import Context
from salesdesk.ui.kit.memory import ForgetfulMemory
from salesdesk.ui.request_sheet import RequestSheet
from salesdesk.ui.settings import Settings
from tests.fresh_files import empty_company
from tests.ui.proposal_workplace import Workplace


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path) -> Iterator[Workplace]:
    made = Workplace(qtbot, tmp_path)
    made.desk.proposals.step(made.key, "submit", "they wait")
    yield made
    made.jobs.close()
    made.desk.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Desk]:
    """The approver's own SalesDesk."""
    found = Desk.open(empty_company(tmp_path / "own.salesdesk"))
    yield found
    found.close()


def files_of(place: Workplace, desk: Desk) -> ApprovalFiles:
    window = QWidget()
    window.resize(1300, 850)
    place.qtbot.addWidget(window)
    window.show()
    return ApprovalFiles(Context(
        desk, place.jobs, Settings(), ForgetfulMemory(),
        lambda where, how="tab": place.places.append(where),
        lambda words, *_more: place.toasts.append(words), place.failures.append, window,
    ))  # fmt: skip


def test_from_the_question_to_the_answer(place: Workplace, own: Desk, tmp_path: Path) -> None:
    asking, approving = files_of(place, place.desk), files_of(place, own)
    request, answer = tmp_path / "portal.sdapprove", tmp_path / "portal.sdanswer"
    asking.write_request(place.key, request)
    place.settle()
    approving.open(request)
    place.settle()
    key = place.sheet(KeySheet)
    assert isinstance(key, KeySheet)
    key.word.setText("sesame")
    key.make()
    assert key.wrong.isVisible()
    key.again.setText("sesame")
    key.make()
    place.settle()
    place.sign_in("administrator")
    import_key(place.desk.database, export_key(own.database), place.firm.people["approver"].id)
    approving.open(request)
    place.settle()
    sheet = place.sheet(RequestSheet)
    assert isinstance(sheet, RequestSheet)
    place.settle()
    assert len(sheet.pictures) > 1
    sheet._take("return")
    assert "Say why" in sheet.wrong.text()
    sheet.reject()
    approving.write_answer(answer, sheet._request, "approve", "fine", "sesame")
    place.settle()
    place.sign_in("account_manager")
    asking.open(answer)
    place.settle()
    assert place.stored() == "approved"
    assert place.toasts[-1].endswith("is approved.")
    assert place.places[-1].record == str(place.key)
    assert place.failures == []


def test_a_wrong_file_is_a_sentence(place: Workplace, own: Desk, tmp_path: Path) -> None:
    files = files_of(place, own)  # as long as its window, which it listens to
    for ending in (".sdapprove", ".sdanswer", ".sdkey"):
        file = tmp_path / f"junk{ending}"
        file.write_bytes(b"junk")
        files.open(file)
        place.settle()
    assert [str(failure)[:15] for failure in place.failures] == ["This file isn't"] * 3
