"""What the window tests share: an offscreen platform, a dressed application, its own home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from salesdesk.ui.proposal.builder import ProposalPage
    from tests.ui.proposal_workplace import Workplace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    from salesdesk.ui.style import dress
    from salesdesk.ui.theme import clothe

    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(qapp_args)
    clothe()
    dress(app)
    return app


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path) -> Iterator[Workplace]:
    """Where the tests of proposals work; what went wrong there was asked for, or it is a fault."""
    from tests.ui.proposal_workplace import Workplace

    made = Workplace(qtbot, tmp_path)
    yield made
    assert not made.failures
    made.jobs.close()
    made.desk.close()


@pytest.fixture
def page(place: Workplace) -> ProposalPage:
    """The builder with the proposal open."""
    return place.open()
