"""Words and numbers as the reader's language has them, and none of them lost to a narrow place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from salesdesk.app import prepare
from salesdesk.i18n import use_language
from salesdesk.models.values.listing import Condition, ListColumn, ListSpec, Operator
from salesdesk.ui.formats import formats, locale_of, use_locale
from salesdesk.ui.kit.conditions import sentence
from salesdesk.ui.kit.timeline import Happening, Timeline
from salesdesk.ui.settings import Settings
from salesdesk.ui.tab_strip import TabStrip
from salesdesk.ui.theme import Tone


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    del qapp
    before = QLocale()
    yield
    use_language("en")
    QLocale.setDefault(before)
    formats.cache_clear()


def test_a_chip_keeps_the_capital_of_a_noun() -> None:
    spec = ListSpec("x", (ListColumn("status", "Status", choices=("draft",)),), ())
    use_language("de")
    _plain, strong = sentence(spec, Condition("status", Operator.IS, ("draft",)))
    assert strong == "Entwurf"


def test_what_is_cut_in_the_history_is_told_by_a_tooltip(qtbot: QtBot) -> None:
    timeline = Timeline("History")
    qtbot.addWidget(timeline)
    long = "A field with a name of many words"
    timeline.show_entries(
        [
            Happening("pencil", Tone.BLUE, "Ana", "saw"),
            Happening("pencil", Tone.BLUE, "Ana", "changed", changes=((long, "1", "2"),)),
        ]
    )
    timeline.resize(300, timeline.sizeHint().height())
    timeline.show()
    timeline.grab()
    low = timeline.height() - 20
    assert timeline.whole_at(5) == ""
    assert timeline.whole_at(low) == f"Ana changed\n{long}: 1 → 2"
    at = QPoint(40, low)
    QApplication.sendEvent(
        timeline, QHelpEvent(QHelpEvent.Type.ToolTip, at, timeline.mapToGlobal(at))
    )
    assert long in QToolTip.text()
    QTest.keyClick(timeline, Qt.Key.Key_Escape)


def test_a_tab_that_was_brought_back_has_a_tooltip(qtbot: QtBot) -> None:
    strip = TabStrip()
    qtbot.addWidget(strip)
    title = "Customer portal for a company of a very long name"
    assert strip.tabToolTip(strip.put(title, "table")) == title


@pytest.mark.parametrize(
    ("language", "system", "expected"),
    [("de", "en_US", "de_DE"), ("de", "de_AT", "de_AT"), ("pt", "C", "pt_PT"), ("", "fr_FR", ""),
     ("en", "pt_PT", "en_GB")],
)  # fmt: skip
def test_the_locale_of_a_chosen_language(language: str, system: str, expected: str) -> None:
    assert locale_of(language, system) == expected


def test_numbers_follow_the_chosen_language() -> None:
    settings = Settings()
    settings.language = "de"
    prepare(settings=settings)
    assert formats().number(Decimal("1234567.5")) == "1.234.567,50"
    use_locale("en_GB")
    assert formats().number(Decimal("1234567.5")) == "1,234,567.50"
