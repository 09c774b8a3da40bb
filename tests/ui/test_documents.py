"""Documents by keyboard: attached, opened with the system's program, saved elsewhere, refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.errors import InvalidInput, NotFound
from salesdesk.models.values.identity import new_id
from salesdesk.services.attachments import LARGEST_FILE
from salesdesk.services.desk import Desk
from salesdesk.ui.screens.documents import DocumentsPanel, size_words
from tests.ui.test_app import app, desk, first, settle

__all__ = ["app", "desk"]


def panel_of(app: App, qtbot: QtBot, module: str) -> DocumentsPanel:
    app.window.show_place(first(app, module))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert page is not None
    bar = page.bar  # type: ignore[attr-defined]
    at = next(n for n in range(bar.count()) if bar.tabText(n).startswith("Documents"))
    bar.setFocus()
    for _step in range(at):
        QTest.keyClick(bar, Qt.Key.Key_Right)
    settle(app, qtbot)
    (panel,) = page.findChildren(DocumentsPanel)
    assert panel.isVisible()
    return panel


@pytest.mark.parametrize("module", ["accounts", "contacts"])
def test_a_document_is_attached_opened_and_saved_by_keys(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    panel = panel_of(app, qtbot, module)
    assert not panel.table.isVisible()
    offer, copy = tmp_path / "offer.pdf", tmp_path / "copy.pdf"
    offer.write_bytes(b"%PDF offer")
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(offer), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(copy), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    panel._attach()
    settle(app, qtbot)
    (row,) = panel.table.rows.rows
    assert (row.values["title"], row.values["size"]) == ("offer.pdf", "10 bytes")
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert [path.name for path in opened] == ["offer.pdf"]
    assert opened[0].read_bytes() == b"%PDF offer"
    QTest.keyClick(panel.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert copy.read_bytes() == b"%PDF offer"
    assert len(opened) == 1
    panel._open.setFocus()
    QTest.keyClick(panel._open, Qt.Key.Key_Space)
    settle(app, qtbot)
    assert opened[1] == opened[0]
    panel.grab()


def test_what_is_too_large_or_gone_is_refused_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    large = tmp_path / "film.mp4"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    about = new_id()
    with pytest.raises(InvalidInput, match="larger than 50 MB"):
        desk.attachments.attach_file("accounts", about, large)
    with pytest.raises(InvalidInput, match="can't be read"):
        desk.attachments.attach_file("accounts", about, tmp_path / "none.txt")
    with pytest.raises(NotFound, match="no longer here"):
        desk.attachments.save_as(new_id(), tmp_path / "none.txt")
    assert desk.attachments.documents(about) == ()


def test_a_program_is_kept_and_saved_but_not_started(desk: Desk, tmp_path: Path) -> None:
    key = desk.attachments.attach("accounts", new_id(), "Setup.EXE", b"MZ")
    with pytest.raises(InvalidInput, match="not started"):
        desk.attachments.copy_to_open(key, tmp_path)
    assert desk.attachments.save_as(key, tmp_path / "setup.exe") == 2
    with pytest.raises(InvalidInput, match="can't be written"):
        desk.attachments.save_as(key, tmp_path / "no" / "setup.exe")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1023, "1,023 bytes"), (2048, "2 kB"), (1572864, "1.5 MB")],
)
def test_sizes(size: int, words: str) -> None:
    assert size_words(size) == words
