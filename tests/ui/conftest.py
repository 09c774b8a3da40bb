"""What the window tests share: an offscreen platform, a dressed application, its own home."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

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
