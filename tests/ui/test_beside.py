"""Deeds on thousands of cells: beside the window, with progress, cancelled without a trace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.desk import Desk
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.beside import SHORT
from salesdesk.ui.estimation.block_copy import BlockCopy
from salesdesk.ui.estimation.columns import COLUMNS
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.sheet import Sheet
from tests.ui.estimation_panel import CTRL
from tests.ui.test_app import settle
from tests.ui.test_compare import opened
from tests.ui.windows import window_on

_K = Qt.Key
ROWS = 700
BY_KEY = {column.key: column for column in COLUMNS}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk.open(str(tmp_path / "test.salesdesk"))
    yield found
    found.close()


@pytest.fixture
def estimation(desk: Desk) -> UUID:
    rows = [
        WorkItem(f"Row {n}", level=min(n % 4, 1), role="Developer", effort=Decimal(n % 30 + 1),
                 cost_rate=Decimal(40)) for n in range(ROWS)
    ]  # fmt: skip
    fresh = desk.estimations.new()
    return desk.estimations.save(replace(fresh, name="Big", plan=WorkPlan(rows)))


@pytest.fixture
def app(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    with window_on(tmp_path / "test.salesdesk", qtbot) as found:
        yield found


@pytest.fixture
def page(app: App, qtbot: QtBot, estimation: UUID) -> EstimationPage:
    return opened(app, qtbot, estimation)


def begin(page: EstimationPage, key: Qt.Key, held: Qt.KeyboardModifier = CTRL) -> None:
    """Select every cell and press a key; what it does is on its way then."""
    assert page.panel is not None
    page.panel.view.selectAll()
    rows, columns = page.panel.view.block()
    assert len(rows) * len(columns) > SHORT
    QTest.keyClick(page.panel.view, key, held)
    assert page.workbench.beside.is_running


def told(app: App) -> str:
    """What the status bar says is being done."""
    status = app.window.status
    return status._job.words.text() if status._cancel.isVisible() else ""


PLAIN = Qt.KeyboardModifier.NoModifier
DEEDS = [(_K.Key_Delete, PLAIN), (_K.Key_X, CTRL), (_K.Key_R, CTRL), (_K.Key_D, CTRL),
         (_K.Key_V, CTRL)]  # fmt: skip


@pytest.mark.parametrize(("key", "held"), DEEDS)
def test_a_deed_on_many_cells_is_cancelled_in_the_status_bar_and_changes_nothing(
    app: App, qtbot: QtBot, page: EstimationPage, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    bench = page.workbench
    begin(page, _K.Key_C)  # what Ctrl+V would paste
    settle(app, qtbot)
    plan, sums = bench.plan, bench.figures.totals()
    begin(page, key, held)
    assert told(app)
    app.window.status.cancel_asked.emit()
    settle(app, qtbot)
    assert not bench.beside.is_running
    assert told(app) == ""
    assert bench.plan is plan
    assert bench.figures.totals() == sums
    assert bench.document.stack.count() == 0
    assert bench.problems == {}
    assert not page.dirty


def test_a_deed_on_many_cells_tells_how_far_it_is_and_is_one_step(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench, far = page.workbench, []
    before = bench.plan
    begin(page, _K.Key_Delete, PLAIN)
    (job,) = app.jobs.long_jobs
    job.progressed.connect(lambda *how: far.append((how, told(app))))
    assert job.title == "Clear 7,000 cells"
    settle(app, qtbot)
    assert [done for (done, _total, _what), _words in far][:3] == [0, 2000, 4000]
    assert any("2,000 of 7,000" in words for _how, words in far)
    assert bench.document.stack.count() == 1
    assert bench.document.stack.undoText().startswith("clear ")
    assert not any(item.name for item in bench.plan)
    assert bench.figures.totals() == PlanFigures(bench.plan, bench.draft.terms).totals()
    page.undo()
    assert bench.plan == before
    assert bench.figures.totals() == PlanFigures(before, bench.draft.terms).totals()


def test_cancel_stops_what_is_shown_and_nothing_behind_it(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    """A long export goes on behind a deed, which doesn't wait for it."""
    written: list[str] = []
    go_on = threading.Event()

    def export(progress: Progress) -> str:
        progress.step(1, 2)
        go_on.wait(10)
        progress.step(2, 2)
        return "written"

    app.jobs.work("Exporting", export, written.append)
    qtbot.waitUntil(lambda: told(app) == "Exporting · 1 of 2")
    plan = page.workbench.plan
    begin(page, _K.Key_Delete, PLAIN)
    assert told(app) == "Clear 7,000 cells"
    app.window.status.cancel_asked.emit()
    qtbot.waitUntil(lambda: not page.workbench.beside.is_running)
    assert told(app) == "Exporting"
    go_on.set()
    settle(app, qtbot)
    assert page.workbench.plan is plan
    assert written == ["written"]


def test_the_plan_is_shown_but_not_changed_meanwhile(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench = page.workbench
    assert page.panel is not None
    node = bench.figures.rows[1]
    bench.enter(node, BY_KEY["effort"], "77")
    plan = bench.plan
    begin(page, _K.Key_Delete, PLAIN)
    assert page.panel.model.text(1, page.panel.model.column_of("effort")) == "77.00"
    for change in (
        page.undo,
        lambda: bench.enter(node, BY_KEY["effort"], "5"),
        lambda: bench.delete([node]),
        lambda: bench.change_header("x", name="Other"),
        page.panel.view.paste,
    ):
        change()
        assert bench.plan is plan
        assert "until this is done or cancelled: Clear 7,000 cells" in app.window.toasts.kept[0]
    QTest.keyClick(page.panel.view, _K.Key_Escape)
    settle(app, qtbot)
    assert bench.plan is plan
    page.undo()
    assert bench.plan != plan


def test_it_comes_as_if_it_had_been_done_at_once(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    """Cut and paste back, wrong texts and all; read on another thread than the window's."""
    bench, names = page.workbench, []
    before = bench.plan

    def label(count: int) -> str:
        names.append(threading.current_thread().name)
        return f"type {count} cells"

    effort, role = BY_KEY["effort"], BY_KEY["role"]
    nodes = bench.figures.rows[:]
    cells = [(node, column, "9") for node in nodes for column in [effort, role] * 5]
    cells.append((nodes[1], effort, "lots"))
    bench.set_cells(cells, len(cells), label)
    settle(app, qtbot)
    assert names == ["MainThread", "salesdesk-work"]
    assert [text for text, _reason in bench.problems.values()] == ["lots"]
    assert {item.role for node, item in zip(nodes, bench.plan, strict=True)
            if not node.children} == {"9"}  # fmt: skip
    page.undo()
    assert bench.plan == before
    begin(page, _K.Key_X)
    settle(app, qtbot)
    assert bench.problems == {}
    assert all(not item.name for item in bench.plan)
    begin(page, _K.Key_V)
    settle(app, qtbot)
    assert [item.name for item in bench.plan] == [item.name for item in before]
    assert bench.figures.totals() == PlanFigures(bench.plan, bench.draft.terms).totals()


def test_a_page_that_is_closed_gives_up_what_it_was_at(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    taken: list[None] = []

    def for_ever(progress: Progress) -> None:
        while True:
            progress.step(0)
            time.sleep(0.01)

    page.workbench.beside.run("For ever", SHORT + 1, for_ever, taken.append)
    (job,) = app.jobs.long_jobs
    app.window.tabs.close_current()
    qtbot.waitUntil(lambda: job.done)
    assert job.stop.is_set()
    assert not taken


def test_a_copy_that_is_cancelled_leaves_the_clipboard(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    QGuiApplication.clipboard().setText("mine")
    begin(page, _K.Key_C)
    page.workbench.beside.cancel()
    settle(app, qtbot)
    assert QGuiApplication.clipboard().text() == "mine"


def test_find_and_replace_all_in_many_cells(app: App, qtbot: QtBot, page: EstimationPage) -> None:
    assert page.panel is not None
    bar, bench = page.panel.find_bar, page.workbench
    bar.open_bar(replacing=True)
    settle(app, qtbot)  # it has looked for what stands at the cursor
    with qtbot.waitSignal(app.jobs.jobs_changed):
        bar.text.setText("Row ")
    assert [job.title for job in app.jobs.long_jobs] == ["Looking for “Row ”"]
    settle(app, qtbot)
    assert bar.count.text() == f"1 of {ROWS}"
    bar.other.setText("Line ")
    bar.replace_all()
    settle(app, qtbot)
    assert bar.count.text() == f"{ROWS} cells replaced"
    assert bench.plan[ROWS - 1].name == f"Line {ROWS - 1}"
    assert bench.document.stack.undoText() == f"replace in {ROWS} cells"


def test_each_cell_is_asked_once(app: App, page: EstimationPage) -> None:
    """Counted, so that a block's work can't grow by more than its cells."""
    asked: list[Node] = []

    def show(_sheet: Sheet, node: Node) -> str:
        asked.append(node)
        return node.item.name

    nodes = page.workbench.figures.rows[:50]
    counted = replace(BY_KEY["name"], show=show)
    BlockCopy(page.workbench, [counted]).clip(nodes, Progress())
    assert asked == nodes
