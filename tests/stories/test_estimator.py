"""An estimator's day by keyboard: type, paste, undo, import, reach a goal, compare, print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk import paths
from salesdesk.ui.estimation.compare_sheet import CompareSheet
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.odds_sheet import OddsSheet
from tests.stories.test_main_job import (
    ALT,
    CTRL,
    PLAIN,
    SHIFT,
    Key,
    Person,
    _own_file_dialogs,
    ana,
    company,
)

__all__ = ["_own_file_dialogs", "ana", "company"]

HOUSE = Path(__file__).parents[2].parent / "shared/data/work_plans/ganttproject"
OWN_GAN = """<?xml version="1.0" encoding="UTF-8"?>
<project name="Shed" version="3.0" locale="en">
  <tasks>
    <task id="1" name="Ground" start="2027-03-01" duration="5">
      <task id="2" name="Dig" start="2027-03-01" duration="2">
        <depend id="3" type="2" difference="0" hardness="Strong"/>
      </task>
      <task id="3" name="Pour" start="2027-03-03" duration="3"/>
    </task>
  </tasks>
</project>
"""
PHASES = ("Discovery", "Build", "Launch")
"""Each has three groups of two items: three levels, thirty rows."""


def rows() -> list[tuple[int, str]]:
    found = []
    for phase in PHASES:
        found.append((0, phase))
        for group in range(1, 4):
            found.append((1, f"{phase} {group}"))
            found += [(2, f"{phase} {group}.{item}") for item in (1, 2)]
    return found


def press(person: Person, key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    """A key of the grid, which answers at once."""
    QTest.keyClick(person._focus(), key, held)
    QApplication.processEvents()


def write(person: Person, words: str) -> None:
    """Letter by letter: the first one opens the cell, which takes the others."""
    for letter in words:
        QTest.keyClicks(person._focus(), letter)


def open_a_new_one(person: Person) -> EstimationPage:
    person.press(Key.Key_5, ALT)
    person.press(Key.Key_N, CTRL)
    person.write("House of the estimator")
    person.agree()
    page = person.page(EstimationPage)
    assert page.panel is not None
    page.panel.view.setFocus()
    return page


def type_names(person: Person, outline: Sequence[tuple[int, str]]) -> None:
    """A name and Enter; Alt+arrows where a row stands deeper or shallower than the last."""
    level = 0
    for wanted, name in outline:
        while level != wanted:
            press(person, Key.Key_Right if wanted > level else Key.Key_Left, ALT)
            level += 1 if wanted > level else -1
        write(person, name)
        press(person, Key.Key_Return)


def type_column(person: Person, page: EstimationPage, column: str, texts: dict[str, str]) -> None:
    """Down a column from the top; arrows pass over what stays."""
    assert page.panel is not None
    view = page.panel.view
    view.go_to(page.workbench.figures.rows[0], column)
    for node in list(page.workbench.figures.rows):
        text = texts.get(node.item.name)
        if text is not None:
            write(person, text)
            press(person, Key.Key_Return)
        else:
            press(person, Key.Key_Down)


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pages:
        return "\n".join(page.get_textpage().get_text_range() for page in pages)


def total(page: EstimationPage) -> Decimal:
    figures = page.workbench.figures
    assert figures.totals() == page.workbench.draft.figures().totals()
    return figures.totals().sell


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The sample that GanttProject ships, where it is at hand; else a shed."""
    if HOUSE.exists():
        return HOUSE / "HouseBuildingSample.gan"
    path = tmp_path / "shed.gan"
    path.write_text(OWN_GAN, encoding="utf-8")
    return path


def type_thirty_items(person: Person, page: EstimationPage) -> None:
    """Three levels, three points, arithmetic in a cell, and what waits for what."""
    bench, outline = page.workbench, rows()
    items = [name for level, name in outline if level == 2]
    type_names(person, outline)
    assert [(item.level, item.name) for item in bench.plan if item.name] == outline
    type_column(person, page, "effort", dict.fromkeys(items, "20/30/58"))
    type_column(person, page, "cost_rate", dict.fromkeys(items, "=40+10"))
    after = {name: f"{n + 1}.1.1" for n, name in enumerate(items[6::6])}
    type_column(person, page, "after", after)
    assert bench.figures.root.effort == 33 * 18
    assert total(page) > 33 * 18 * 50
    assert len([item for item in bench.plan if item.after]) == len(after)
    person.press(Key.Key_S, CTRL)
    assert not page.dirty


def paste_two_hundred(person: Person, page: EstimationPage) -> None:
    """Rows out of a spreadsheet, over a fresh row at the end."""
    block = "\n".join(f"Pasted {n}\tDeveloper\t8" for n in range(200))
    QGuiApplication.clipboard().setText(block)
    assert page.panel is not None
    page.panel.view.go_to(page.workbench.figures.rows[-1], "name")
    press(person, Key.Key_Plus, CTRL)
    person.press(Key.Key_V, CTRL)
    pasted = [item for item in page.workbench.plan if item.name.startswith("Pasted")]
    assert len(pasted) == 200


def undo_and_redo_all(person: Person, page: EstimationPage) -> None:
    """Back to the empty sheet and to the last row again; saving took nothing away."""
    bench = page.workbench
    stack, pasted = bench.document.stack, bench.plan
    while stack.canUndo():
        press(person, Key.Key_Z, CTRL)
    assert len(bench.plan) == 0
    while stack.canRedo():
        press(person, Key.Key_Y, CTRL)
    assert bench.plan == pasted
    total(page)


def import_plans(person: Person, page: EstimationPage, *paths: Path) -> None:
    """Plans of other programs, their rows at the end."""
    for path in paths:
        before = len(page.workbench.plan)
        person.will_answer(path)
        person.run("Import a work plan")
        if person.sheet is not None:
            person.agree()
        assert len(page.workbench.plan) > before + 2, path.name
        total(page)


def reach_thirty_percent(person: Person, page: EstimationPage) -> None:
    person.press(Key.Key_G, CTRL | SHIFT)
    person.write("m30")
    person.agree()
    margin = page.workbench.figures.totals().margin
    assert margin is not None
    assert abs(margin - 30) < Decimal("0.05")
    person.press(Key.Key_S, CTRL)


def look_at_the_odds(person: Person) -> None:
    person.run("Odds")
    assert isinstance(person.sheet, OddsSheet)
    person.press(Key.Key_Escape)


def test_a_day_of_an_estimator(ana: Person, tmp_path: Path, house: Path) -> None:
    page = open_a_new_one(ana)
    type_thirty_items(ana, page)
    paste_two_hundred(ana, page)
    undo_and_redo_all(ana, page)
    import_plans(ana, page, house, paths.resource("sample", "customer-portal.xml"))
    reach_thirty_percent(ana, page)
    look_at_the_odds(ana)
    compare_with_a_copy(ana, page)
    for version, has_cost in (("customer", False), ("internal", True)):
        printed = print_version(ana, tmp_path / f"{version}.pdf", internal=has_cost)
        assert "Discovery 1.1" in printed
        assert ("Loaded cost" in printed) is has_cost


def compare_with_a_copy(person: Person, page: EstimationPage) -> None:
    """A copy is changed in one row; comparing says which."""
    person.run("Duplicate this estimation")
    copy = person.page(EstimationPage)
    assert copy is not page
    assert copy.panel is not None
    node = next(node for node in copy.workbench.figures.rows if node.item.name == "Discovery 1.1")
    copy.panel.view.go_to(node, "effort")
    copy.panel.view.setFocus()
    write(person, "100")
    person.press(Key.Key_Return)
    person.press(Key.Key_S, CTRL)
    person.run("Compare with")
    person.press(Key.Key_Return)
    sheet = person.sheet
    assert isinstance(sheet, CompareSheet)
    assert "Discovery 1.1" in {row.item.name for row in sheet._found.rows}
    person.press(Key.Key_Escape)


def print_version(person: Person, path: Path, *, internal: bool) -> str:
    person.press(Key.Key_P, CTRL)
    if internal:
        person.press(Key.Key_Right)
        person.press(Key.Key_Space)
    person.will_answer(path)
    person.agree()
    return text_of(path)
