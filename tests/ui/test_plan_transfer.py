"""Plans in and out of the open estimation by keyboard: preview, one step, notes, and back again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.reference import LaborRole, RoleRate
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import example
from salesdesk.services.workbook_back import HEAD
from salesdesk.ui.estimation.compare_sheet import CompareSheet
from salesdesk.ui.estimation.import_notes import ImportNotes
from salesdesk.ui.estimation.import_plan import PlanImport
from tests.fresh_files import empty_company
from tests.services.test_estimation_workbook import changed, column
from tests.ui.test_app import nameless, settle
from tests.ui.test_compare import key, opened, sheet_of, shot
from tests.ui.windows import window_on


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk.open(empty_company(tmp_path / "test.salesdesk"))
    yield found
    found.close()


@pytest.fixture
def estimation(desk: Desk) -> UUID:
    return desk.estimations.save(example(desk.estimations.new()))


@pytest.fixture
def app(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    with window_on(tmp_path / "test.salesdesk", qtbot) as found:
        yield found


def choose(monkeypatch: pytest.MonkeyPatch, how: str, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, how, lambda *_given, **_more: (str(path), ""))


def test_a_table_is_shown_mapped_remembered_and_comes_in_as_one_step(
    app: App, qtbot: QtBot, estimation: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.plan
    path = tmp_path / "plan.csv"
    path.write_text("What,How long,Who\nBuild,,\n  Backend,8h,Developer\n  Odd,soon,\n", "utf-8")
    choose(monkeypatch, "getOpenFileName", path)
    page.import_file()
    settle(app, qtbot)
    sheet = sheet_of(PlanImport)
    assert nameless(sheet) == []
    assert not sheet._deed.isEnabled()
    for heading, field in (("what", "name"), ("how long", "effort"), ("who", "role")):
        box = sheet.table.box(heading)
        box.setFocus()
        box.setCurrentIndex(box.findData(field))
        box.activated.emit(box.currentIndex())
    qtbot.waitUntil(sheet._deed.isEnabled, timeout=30_000)
    settle(app, qtbot)
    shot(sheet, "import-table")
    QTest.keyClick(sheet._deed, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert [(item.level, item.name) for item in page.workbench.plan[len(before) :]] == [
        (0, "Build"), (1, "Backend"), (1, "Odd")]  # fmt: skip
    page.show_notes()
    notes = sheet_of(ImportNotes)
    assert nameless(notes) == []
    shot(notes, "import-notes")
    assert [row.values["row"] for row in notes.table.rows.rows] == [4]
    QTest.keyClick(notes, Qt.Key.Key_Escape)
    page.undo()
    assert page.workbench.plan == before
    page.import_file()
    settle(app, qtbot)
    again = sheet_of(PlanImport)
    assert again.table.chosen == {"what": "name", "how long": "effort", "who": "role"}
    qtbot.waitUntil(again._deed.isEnabled, timeout=30_000)
    again.reject()


DOLLARS = """<Project xmlns="http://schemas.microsoft.com/project">
<CurrencyCode>USD</CurrencyCode><StartDate>2027-03-01T09:00:00</StartDate>
<Tasks><Task><UID>1</UID><ID>1</ID><Name>Crane</Name><OutlineLevel>1</OutlineLevel>
<Start>2027-03-01T09:00:00</Start><Finish>2027-03-01T17:00:00</Finish>
<Duration>PT8H0M0S</Duration><Work>PT8H0M0S</Work></Task></Tasks>
<Resources><Resource><UID>1</UID><ID>1</ID><Name>Driver</Name><Type>1</Type>
<StandardRate>100</StandardRate><StandardRateFormat>2</StandardRateFormat></Resource></Resources>
<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID>
<Work>PT8H0M0S</Work></Assignment></Assignments></Project>"""


def test_dollars_of_a_file_are_no_euros(
    app: App, qtbot: QtBot, estimation: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "dollars.xml"
    path.write_text(DOLLARS, "utf-8")
    page = opened(app, qtbot, estimation)
    page.take_file(path)
    settle(app, qtbot)
    crane = page.workbench.plan[-1]
    assert (crane.name, crane.role, crane.cost_rate) == ("Crane", "Driver", None)
    page.show_notes()
    said = [row.values["message"] for row in sheet_of(ImportNotes).table.rows.rows]
    assert said == [
        "1 row had amounts in USD; they are left out of an estimation in EUR.",
        "1 row begins or ends on another day: the file's own start (2027-03-01) and calendar "
        "give way to the estimation's.",
    ]


def test_an_empty_estimation_takes_the_files_currency_with_its_rates(
    app: App, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "dollars.xml"
    path.write_text(DOLLARS, "utf-8")
    with desk.database.changing() as session:
        role = LaborRole(name="Driver")
        session.add(role)
        session.flush()
        for currency, cost in (("EUR", 41), ("USD", 83)):
            session.add(RoleRate(role_id=role.id, currency=currency, cost=Decimal(cost),
                                 valid_from=date(2026, 1, 1)))  # fmt: skip
    page = opened(app, qtbot, desk.estimations.save(replace(desk.estimations.new(), name="Empty")))
    page.take_file(path)
    settle(app, qtbot)
    draft = page.workbench.draft
    assert (draft.currency, draft.plan[0].cost_rate) == ("USD", Decimal(100))
    assert [rate.cost for rate in draft.rates if rate.role == "Driver"] == [83]


def test_a_gan_that_is_dropped_comes_in(
    app: App, qtbot: QtBot, estimation: UUID, shared_data: Path
) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.plan
    path = shared_data / "work_plans" / "ganttproject" / "HouseBuildingSample.gan"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    page.dropEvent(event)
    settle(app, qtbot)
    assert len(page.workbench.plan) == len(before) + 20
    assert page.workbench.document.stack.undoText() == "import 20 rows"
    page.undo()
    assert page.workbench.plan == before


def test_a_workbook_goes_out_is_edited_and_comes_back_as_differences(
    app: App, qtbot: QtBot, estimation: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.plan
    path = tmp_path / "out.xlsx"
    choose(monkeypatch, "getSaveFileName", path)
    page.export_workbook()
    settle(app, qtbot)
    at = next(n for n, item in enumerate(before) if item.name == "Kick-off")
    cell = f"{chr(65 + column('effort'))}{HEAD + 2 + at}"

    def edit(text: str) -> str:
        return re.sub(rf'(<c r="{cell}"[^>]*><v>)8(</v>)', r"\g<1>12\g<2>", text)

    path.write_bytes(changed(path.read_bytes(), edit))
    page.take_file(path)
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    shot(sheet, "workbook-back")
    assert [row.item.name for row in sheet.model.found.rows] == ["Kick-off"]
    key(Qt.Key.Key_Return)
    settle(app, qtbot)
    assert page.workbench.plan[at].effort == 12
    assert page.workbench.document.stack.undoText() == "take rows from out.xlsx"
    page.undo()
    assert page.workbench.plan == before


def test_a_price_typed_over_its_formula_is_told_though_nothing_differs(
    app: App, qtbot: QtBot, estimation: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(app, qtbot, estimation)
    path = tmp_path / "out.xlsx"
    choose(monkeypatch, "getSaveFileName", path)
    page.export_workbook()
    settle(app, qtbot)
    at = next(n for n, item in enumerate(page.workbench.plan) if item.name == "Kick-off")
    cell = f"{chr(65 + column('sell'))}{HEAD + 2 + at}"
    path.write_bytes(
        changed(path.read_bytes(), lambda text: re.sub(
            rf'(<c r="{cell}"[^>]*>)<f>.*?</f><v>.*?</v>', r"\g<1><v>9999</v>", text))
    )  # fmt: skip
    page.take_file(path)
    settle(app, qtbot)
    page.show_notes()
    (row,) = sheet_of(ImportNotes).table.rows.rows
    assert row.values["message"].startswith("Sell is calculated")


def test_a_plan_goes_out_for_other_programs_and_for_the_customer(
    app: App, qtbot: QtBot, estimation: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.services.mspdi import read_file

    page: Any = opened(app, qtbot, estimation)
    for name, deed in (
        ("plan.xml", page.export_project),
        ("prices.xlsx", page.export_for_customer),
    ):
        choose(monkeypatch, "getSaveFileName", tmp_path / name)
        deed()
        settle(app, qtbot)
        assert (tmp_path / name).stat().st_size > 1000
    read = read_file(tmp_path / "plan.xml")
    assert [item.name for item in read.plan] == [item.name for item in page.workbench.plan]


def test_reading_a_file_is_cancelled_and_leaves_the_plan(
    app: App, qtbot: QtBot, estimation: UUID, tmp_path: Path
) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.plan
    path = tmp_path / "plan.gan"
    path.write_text("<project name='P'><tasks><task id='1' name='T'/></tasks></project>", "utf-8")
    page.take_file(path)
    assert [job.title for job in app.jobs.long_jobs] == ["Reading plan.gan"]
    qtbot.wait(150)  # the reader's process has been started
    app.window.status.cancel_asked.emit()
    settle(app, qtbot)
    assert page.workbench.plan is before
    assert not page.workbench.document.stack.count()
