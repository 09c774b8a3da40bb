"""A window on a company's file, that closes whatever is unsaved and had no failure to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.desk import Desk
from tests.fresh_files import empty_company
from tests.ui.test_app import settle


@contextmanager
def window_on(file: Path, qtbot: QtBot) -> Iterator[App]:
    failures: list[BaseException] = []
    found = App()
    found.fail = failures.append  # type: ignore[method-assign,assignment]
    qtbot.addWidget(found.window)
    found.window.resize(1440, 900)
    found.window.show()
    found.window.activateWindow()
    found.use(str(file), Desk.open(empty_company(file)))
    settle(found, qtbot)
    yield found
    found.window._leaving = True
    found.window.close()
    found.close()
    assert failures == [], failures
