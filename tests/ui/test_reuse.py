"""Templates and past items by keyboard in the real window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan, copied
from salesdesk.services import estimate_memory
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import example
from salesdesk.services.plan_templates import templates
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.memory_sheet import MemorySheet
from salesdesk.ui.estimation.template_sheets import InsertTemplate, SaveTemplate
from tests.fresh_files import empty_company
from tests.ui.test_app import nameless, settle
from tests.ui.test_compare import key, opened, sheet_of, shot
from tests.ui.windows import window_on


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk.open(empty_company(tmp_path / "test.salesdesk"))
    for name, hours in (("Shop", 30), ("Portal", 50), ("Intranet", 20)):
        row = WorkItem("Process workshops", role="Consultant", effort=Decimal(hours),
                       cost_rate=Decimal(50))  # fmt: skip
        draft = replace(found.estimations.new(), name=name, currency="EUR", plan=WorkPlan([row]))
        found.estimations.save(draft)
    yield found
    found.close()


@pytest.fixture
def estimation(desk: Desk) -> UUID:
    return desk.estimations.save(example(desk.estimations.new()))


@pytest.fixture
def app(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    with window_on(tmp_path / "test.salesdesk", qtbot) as found:
        yield found


def go(page: EstimationPage, name: str) -> None:
    item = next(item for item in page.workbench.plan if item.name == name)
    page.show_row(item.id)


def test_a_branch_is_kept_and_put_in_again_with_other_dates(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID
) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.plan
    go(page, "Workshops")
    page.save_template()
    sheet = sheet_of(SaveTemplate)
    assert nameless(sheet) == []
    shot(sheet, "template-save")
    sheet.name.setText("Our workshops")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    settle(app, qtbot)
    (kept,) = templates(desk.database)
    assert (kept.name, kept.rows) == ("Our workshops", 4)
    page.insert_template()
    settle(app, qtbot)
    chooser = sheet_of(InsertTemplate)
    assert nameless(chooser) == []
    shot(chooser, "template-insert")
    chooser.start.write(date(2027, 5, 3))
    QTest.keyClick(chooser.table, Qt.Key.Key_Return)
    settle(app, qtbot)
    plan = page.workbench.plan
    assert len(plan) == len(before) + 4
    node = page.panel.view.node if page.panel else None
    assert node is not None
    assert node.item.name == "Workshops"
    assert node.item.id not in {item.id for item in before}
    assert page.workbench.document.stack.undoText() == "insert template Our workshops"
    page.undo()
    assert page.workbench.plan == before


def test_past_items_are_counted_and_one_comes_in(app: App, qtbot: QtBot, estimation: UUID) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.plan
    go(page, "Process workshops")
    page.search_memory()
    settle(app, qtbot)
    sheet = sheet_of(MemorySheet)
    assert nameless(sheet) == []
    assert sheet.field.text() == "Process workshops"
    shot(sheet, "memory")
    figures = {name: labels[0].text() for name, labels in sheet._tiles.items()}
    assert (figures["count"], figures["effort"], figures["ended"]) == ("3", "30", "0 / 0")
    assert figures["price"].startswith("EUR ")
    while sheet.table.rows.rows[sheet.table.currentIndex().row()].values["amount"] != "50":
        QTest.keyClick(sheet.field, Qt.Key.Key_Down)
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    settle(app, qtbot)
    fresh = [item for item in page.workbench.plan if item.id not in {old.id for old in before}]
    assert [(item.name, item.effort, item.role) for item in fresh] == [
        ("Process workshops", 50, "Consultant")]  # fmt: skip
    page.undo()
    assert page.workbench.plan == before


def test_pieces_and_a_cut_are_said(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [WorkItem(f"Scanner {n}", ItemKind.PRODUCT, quantity=Decimal(3), unit="pcs",
                     cost_rate=Decimal(90)) for n in range(3)]  # fmt: skip
    rows.insert(0, WorkItem("Scanner setup", role="Consultant", effort=Decimal(8),
                            low=Decimal(4), high=Decimal(20), cost_rate=Decimal(50)))  # fmt: skip
    for name in ("Lab", "Plant"):
        desk.estimations.save(
            replace(desk.estimations.new(), name=name, currency="EUR", plan=WorkPlan(copied(rows)))
        )
    monkeypatch.setattr(estimate_memory, "MOST_HITS", 4)
    monkeypatch.setattr(estimate_memory, "MOST_PRICED", 1)
    page = opened(app, qtbot, estimation)
    page.search_memory()
    settle(app, qtbot)
    sheet = sheet_of(MemorySheet)
    sheet.field.setText("scanner")
    qtbot.waitUntil(lambda: sheet._found is not None and sheet._found.is_cut, timeout=20_000)
    shot(sheet, "memory-pieces")
    assert sheet._tiles["count"][0].text() == "4+"
    assert sheet._tiles["count"][1].text() == "times in 2+ estimations"
    said = sheet._tiles["price"][1].text()
    assert said == "sold per hour / per piece, in the middle"
    assert re.fullmatch(r"EUR [\d.]+ / EUR [\d.]+", sheet._tiles["price"][0].text())
    assert sheet._cut.text() == "Prices are those of the latest 1 estimations."
    assert sheet._cut.isVisible()
    assert sheet.width() <= 1140
    assert sheet.table.rows.rows[-1].values["amount"] == "3 pcs"
    key(Qt.Key.Key_Escape)


def test_words_without_a_hit_say_so(app: App, qtbot: QtBot, estimation: UUID) -> None:
    page = opened(app, qtbot, estimation)
    page.search_memory()
    settle(app, qtbot)
    sheet = sheet_of(MemorySheet)
    sheet.field.setText("nothing like this")
    qtbot.waitUntil(lambda: sheet._found is not None and not sheet._found.hits, timeout=20_000)
    assert not sheet._deed.isEnabled()
    assert sheet._tiles["count"][0].text() == "0"
    key(Qt.Key.Key_Escape)
