"""German is the longest of the languages: its words must have room on the chief pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.i18n import use_language
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.demo import fill_with_sample
from salesdesk.services.desk import Desk
from salesdesk.ui.kit.labels import ElidedLabel
from salesdesk.ui.kit.steps import StepBar
from salesdesk.ui.page import Place
from tests.fresh_files import empty_company

LISTS = ("accounts", "contacts", "opportunities", "estimations", "proposals", "exercises",
         "budgets")  # fmt: skip


@pytest.fixture(params=[1180, 1440])
def app(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    desk = Desk.open(empty_company(tmp_path / "sample.salesdesk"))
    fill_with_sample(desk)
    use_language("de")
    found = App()
    qtbot.addWidget(found.window)
    found.window.resize(request.param, 900)
    found.window.show()
    found.use(str(tmp_path / "sample.salesdesk"), desk)
    yield found
    use_language("en")
    found.window.close()
    found.close()


def cut(widget: QWidget) -> bool:
    """Whether a widget is narrower than its words, or lies beyond the side of its page."""
    gives_way = isinstance(widget, ElidedLabel | QToolButton) or isinstance(
        widget.parent(), StepBar
    )
    wraps = isinstance(widget, QLabel) and widget.wordWrap()
    if not gives_way and not wraps and widget.width() < widget.minimumSizeHint().width():
        return True
    shown = widget.visibleRegion().boundingRect()
    return shown.isValid() and shown.width() < widget.width()


def test_german_words_have_room(app: App, qtbot: QtBot) -> None:
    assert app.desk is not None
    places = [Place(key) for key in ("home", "approvals", "handovers", "settings", *LISTS)]
    for key in LISTS:
        rows = getattr(app.desk, key).listing.first_page(ListQuery())
        places.append(Place(key, str(rows[0][0])))
    found = [words for place in places for words in too_long(app, qtbot, place)]
    assert found == []


def too_long(app: App, qtbot: QtBot, place: Place) -> list[str]:
    app.window.show_place(place)
    for _twice in range(2):
        qtbot.waitUntil(lambda: app.jobs.is_idle, timeout=20000)
        qtbot.wait(60)
    widgets: list[QLabel | QAbstractButton] = [*app.window.findChildren(QLabel)]
    widgets += app.window.findChildren(QAbstractButton)
    return [
        f"{place.module}: {widget.text()}"
        for widget in widgets
        if widget.isVisible() and widget.text() and cut(widget)
    ]
