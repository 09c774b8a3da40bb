"""Printing an estimation and its odds from its page, by key."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog

from salesdesk.ui.estimation.odds_chart import ChanceCurve, Tornado
from salesdesk.ui.estimation.odds_sheet import OddsSheet
from salesdesk.ui.estimation.printing import PrintSheet
from tests.ui.test_estimation_header import Place31, place

__all__ = ["place"]

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def saving_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file chooser belongs to the system: it answers this path."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_how: (str(path), ""))


@pytest.mark.parametrize(("version", "has_cost"), [("customer", False), ("internal", True)])
def test_each_version_prints_what_it_may(
    place: Place31, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, has_cost: bool
) -> None:
    page, target = place.open(), tmp_path / "plan.pdf"
    saving_to(target, monkeypatch)
    place.press(Key.Key_P, CTRL)
    asked = place.sheet(PrintSheet)
    assert asked is not None
    asked._version.choose(version)
    choice = asked.findChild(QComboBox)
    assert choice is not None
    choice.setCurrentIndex(choice.findData("de"))
    QTest.keyClick(asked, Key.Key_Return, CTRL)
    place.settle()
    text = text_of(target)
    assert "33.623,00" in text
    assert ("23.152,40" in text) is has_cost
    assert ("Marge" in text) is has_cost
    assert page.prints._folder == tmp_path
    assert not place.failures


def test_odds_are_shown_and_printed(
    place: Place31, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = place.open()
    place.press(Key.Key_O, CTRL | SHIFT)
    place.settle()
    assert "20/30/58" in str(place.failures.pop())
    bench = page.workbench
    node = next(node for node in bench.figures.rows if node.priced and node.item.effort)
    assert page.panel is not None
    effort = next(c for c in page.panel.model.columns if c.key == "effort")
    assert bench.enter(node, effort, "30/40/70")
    place.press(Key.Key_O, CTRL | SHIFT)
    place.settle()
    shown = place.sheet(OddsSheet)
    assert shown is not None
    curves = shown.findChildren(ChanceCurve)
    assert [curve.accessibleName() for curve in curves] == ["Cost", "Finish"]
    assert "80 %: " in curves[0].accessibleDescription()
    tornado = shown.findChild(Tornado)
    assert tornado is not None
    assert node.item.name in tornado.accessibleDescription()
    target = tmp_path / "odds.pdf"
    saving_to(target, monkeypatch)
    QTest.keyClick(shown, Key.Key_P, CTRL)
    place.qtbot.waitUntil(target.exists)  # the button is seen going down first
    place.settle()
    assert "P80" in text_of(target)
    assert "1 of 1" in text_of(target) or "1 / 1" in text_of(target)
    assert not place.failures


def test_printing_tells_its_pages_and_leaves_no_file_when_it_is_cancelled(
    place: Place31, tmp_path: Path
) -> None:
    page, target = place.open(), tmp_path / "plan.pdf"
    page.prints.write(target, "en", internal=True)
    (job,) = place.app.jobs.long_jobs
    pages: list[int] = []
    job.progressed.connect(lambda done, _total, _what: pages.append(done))
    place.settle()
    assert pages[:2] == [1, 2]
    assert target.exists()
    target.unlink()
    page.prints.write(target, "en", internal=True)
    place.app.window.status.cancel_asked.emit()
    place.settle()
    assert not target.exists()
