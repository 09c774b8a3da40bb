"""Sheets over a long plan: goals, comparisons and templates are reckoned beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.values.workplan import WorkItem, WorkPlan, copied
from salesdesk.services.desk import Desk
from salesdesk.services.plan_templates import save_template, templates
from salesdesk.ui.estimation.columns import COLUMNS
from salesdesk.ui.estimation.compare_sheet import AT_ONCE, CompareSheet
from salesdesk.ui.estimation.comparing import Offer
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.goal_seek import GoalSeek
from salesdesk.ui.estimation.template_sheets import Wanted
from tests.ui.test_app import settle
from tests.ui.test_compare import opened, sheet_of
from tests.ui.windows import window_on

ROWS = AT_ONCE + 100


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk.open(str(tmp_path / "test.salesdesk"))
    yield found
    found.close()


@pytest.fixture
def estimation(desk: Desk) -> UUID:
    top = WorkItem("All of it")
    rows = [WorkItem(f"Row {n}", level=1, effort=Decimal(n % 30 + 1), cost_rate=Decimal(40))
            for n in range(ROWS)]  # fmt: skip
    return desk.estimations.save(
        replace(desk.estimations.new(), name="Long", plan=WorkPlan([top, *rows]))
    )


@pytest.fixture
def app(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    with window_on(tmp_path / "test.salesdesk", qtbot) as found:
        yield found


@pytest.fixture
def page(app: App, qtbot: QtBot, estimation: UUID) -> EstimationPage:
    return opened(app, qtbot, estimation)


def preview(sheet: GoalSeek) -> str:
    return sheet._preview.text()


def test_a_goal_is_sought_once_the_typing_rests(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench, before = page.workbench, page.workbench.figures.totals()
    page.goal_seek()
    sheet = sheet_of(GoalSeek)
    with qtbot.waitSignal(app.jobs.jobs_changed):
        QTest.keyClicks(sheet._field, "x1.5")
        assert preview(sheet) == ""
        assert not bench.beside.is_running
    assert preview(sheet) == "Seeking…"
    assert not sheet._take_button.isEnabled()
    QTest.keyClicks(sheet._field, "5")  # the one before is given up for it
    qtbot.waitUntil(sheet._take_button.isEnabled, timeout=30_000)
    assert "35.48 %" in preview(sheet)
    sheet._take_button.click()
    assert bench.document.stack.undoText() == "goal seek"
    page.undo()
    assert bench.figures.totals() == before


def test_a_goal_that_is_given_up_changes_nothing(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench, draft = page.workbench, page.workbench.draft
    page.goal_seek()
    sheet = sheet_of(GoalSeek)
    with qtbot.waitSignal(app.jobs.jobs_changed):
        QTest.keyClicks(sheet._field, "m40")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    settle(app, qtbot)
    assert not bench.beside.is_running
    assert bench.draft is draft


def test_what_is_ticked_is_added_up_beside_the_sheet(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench, before = page.workbench, page.workbench.plan
    other = WorkPlan(item.altered({"effort": Decimal(2)}) for item in before)
    page.offer(replace(bench.draft, plan=other), Offer("Other", "", "Take", "take others"))
    assert [job.title for job in app.jobs.long_jobs] == ["Comparing"]
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    qtbot.waitUntil(sheet._deed.isEnabled, timeout=30_000)
    sheet.choose_all(False)
    assert sheet._sums.text() == "Adding up…"
    sheet.choose_all(True)
    assert not sheet._deed.isEnabled()
    qtbot.waitUntil(sheet._deed.isEnabled, timeout=30_000)
    assert sheet._sums.text().startswith("Cost −") or sheet._sums.text().startswith("Cost -")
    sheet._deed.click()
    assert [item.effort for item in bench.plan][1:] == [2] * ROWS
    assert bench.document.stack.undoText() == "take others"
    page.undo()
    assert bench.plan == before


def test_a_comparison_that_is_cancelled_shows_nothing(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench = page.workbench
    other = WorkPlan(item.altered({"effort": Decimal(2)}) for item in bench.plan)
    page.offer(replace(bench.draft, plan=other), Offer("Other", "", "Take", "take others"))
    app.window.status.cancel_asked.emit()
    settle(app, qtbot)
    assert not app.window.findChildren(CompareSheet)


def test_a_long_template_comes_in_as_one_step(
    app: App, qtbot: QtBot, desk: Desk, page: EstimationPage
) -> None:
    bench, before = page.workbench, page.workbench.plan
    save_template(desk.database, "Again", bench.draft, before[0].id)
    (row,) = templates(desk.database)
    wanted = Wanted(row.id, bench.draft.starts_on, todays_rates=True)
    page._take_template(wanted)
    assert [job.title for job in app.jobs.long_jobs] == ["Insert template"]
    app.window.status.cancel_asked.emit()
    settle(app, qtbot)
    assert bench.plan is before
    page._take_template(wanted)
    settle(app, qtbot)
    assert len(bench.plan) == 2 * len(before)
    assert bench.document.stack.undoText() == "insert template Again"
    page.undo()
    assert bench.plan == before


def test_a_wanted_total_of_a_long_branch_is_spread_beside_the_window(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench, before = page.workbench, page.workbench.plan
    sell = next(column for column in COLUMNS if column.key == "sell")
    bench.take(replace(bench.draft, plan=repeated(before, 4)), "longer")
    longer = bench.plan
    bench.enter(bench.figures.rows[0], sell, "1000000")
    assert bench.beside.is_running
    app.window.status.cancel_asked.emit()
    settle(app, qtbot)
    assert bench.plan is longer
    bench.enter(bench.figures.rows[0], sell, "1000000")
    settle(app, qtbot)
    assert bench.figures.totals().sell == 1_000_000
    assert bench.document.stack.undoText() == "solve for a total"
    bench.enter(bench.figures.rows[0], sell, "-5")
    settle(app, qtbot)
    assert [text for text, _reason in bench.problems.values()] == ["-5"]
    page.undo()
    assert bench.plan == longer


def repeated(plan: WorkPlan, times: int) -> WorkPlan:
    return WorkPlan([*plan, *(row for _turn in range(times) for row in copied(plan[1:]))])
