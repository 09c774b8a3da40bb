"""The first start: one's own company begins with its name, and a wrong address is no dead end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.ui.page import Place
from salesdesk.ui.welcome import Welcome

NOBODY = "postgresql://127.0.0.1:1/nothing"


@pytest.fixture
def fresh(qtbot: QtBot) -> Iterator[tuple[App, list[BaseException]]]:
    failures: list[BaseException] = []
    found = App()
    found.fail = failures.append  # type: ignore[method-assign,assignment]
    qtbot.addWidget(found.window)
    found.window.show()
    yield found, failures
    found.window.leave()
    found.close()


def test_ones_own_company_begins_with_its_name(
    fresh: tuple[App, list[BaseException]], qtbot: QtBot, tmp_path: Path
) -> None:
    app, failures = fresh
    app.welcome(str(tmp_path / "company.salesdesk"))
    app._begin(str(tmp_path / "company.salesdesk"), "own")
    qtbot.waitUntil(lambda: app.desk is not None and app.jobs.is_idle, timeout=20_000)
    assert app.window.tabs.page is not None
    assert app.window.tabs.page.place == Place("settings")
    assert failures == []


def test_an_address_that_does_not_answer_is_asked_again(
    fresh: tuple[App, list[BaseException]], qtbot: QtBot
) -> None:
    app, failures = fresh
    app._begin_with(NOBODY)
    qtbot.waitUntil(lambda: bool(failures) and app.jobs.is_idle, timeout=20_000)
    assert app.settings.database_url == ""
    assert isinstance(app.window._overlay, Welcome)
