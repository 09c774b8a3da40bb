"""Saving by keyboard what is wrong with a file, before it is imported and after."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.errors import InvalidInput, Problem
from salesdesk.services.import_report import ImportReport
from salesdesk.services.problem_report import write_problems
from salesdesk.ui.page import Place
from salesdesk.ui.screens.import_sheet import ImportSheet
from salesdesk.ui.screens.importing import check_file
from tests.ui.test_app import app, desk, settle

__all__ = ["app", "desk"]

FIRMS = """Name;City;Website;Country
Adyen;Amsterdam;adyen.example;NL
Bol;Utrecht;bol.example;=1+1
;Delft;none.example;NL
"""


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_the_report_is_saved_by_key_before_and_after_importing(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS)
    asked: list[str] = []

    def answer(_parent: object, _title: str, start: str, _known: str) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / f"report{len(asked)}.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    app.window.show_place(Place("accounts"))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert page is not None
    assert app.context is not None
    check_file(page, app.context, "accounts", path)
    settle(app, qtbot)
    (sheet,) = [s for s in app.window.findChildren(ImportSheet) if s.isVisible()]
    qtbot.waitUntil(sheet.isActiveWindow)
    QTest.keyClick(sheet, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    qtbot.waitUntil((tmp_path / "report1.csv").exists)  # a key presses a button for a moment
    settle(app, qtbot)
    assert sheet.isVisible()
    rows = read(tmp_path / "report1.csv")
    assert [(r["file"], r["row"], r["column"]) for r in rows] == [
        ("firms.csv", "3", "country"), ("firms.csv", "4", "name"),
    ]  # fmt: skip
    assert rows[0]["value"] == "'=1+1"
    assert all(r["message"] and r["advice"] for r in rows)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    settle(app, qtbot)
    (save,) = [c for c in page.commands() if c.key == "import.report"]
    app.window.toasts._link.setFocus()
    QTest.keyClick(app.window.toasts._link, Qt.Key.Key_Space)
    settle(app, qtbot)
    assert read(tmp_path / "report2.csv") == rows
    save.run()
    settle(app, qtbot)
    assert read(tmp_path / "report3.csv") == rows


@pytest.mark.parametrize("name", ["report.xlsx", "report.csv"])
def test_a_report_is_safe_in_a_spreadsheet(tmp_path: Path, name: str) -> None:
    report = ImportReport("contacts")
    report.problem(Problem("This is no address.", "email", 2, "people.csv", "@SUM(A1)"))
    assert write_problems(report, tmp_path / name) == 1
    assert (tmp_path / name).stat().st_size > 50


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"\.csv or \.xlsx"):
        write_problems(ImportReport("contacts"), tmp_path / "report.pdf")
