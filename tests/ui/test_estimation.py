"""The estimation editor by keyboard: typing, outlining, pasting, undoing; the cursor stays put."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import ROLE_COSTS, example
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.memory import ForgetfulMemory
from tests.ui.estimation_panel import (
    ALT,
    CTRL,
    SHIFT,
    at,
    cell,
    names,
    opened,
    press,
    type_in,
    typed,
)

PORTAL = Path(__file__).parents[1] / "data" / "work_plans" / "portal.xml"


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


@pytest.fixture
def empty(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, EstimationDraft(starts_on=date(2027, 1, 11)))


def test_the_model_keeps_qts_rules(panel: EditorPanel) -> None:
    tester = QAbstractItemModelTester(panel.model)
    at(panel, "Workshops", "name")
    press(panel, (Qt.Key.Key_Plus, CTRL), (Qt.Key.Key_Minus, CTRL), (Qt.Key.Key_Right, ALT))
    panel.model.fold_to(1)
    panel.model.fold_to(9)
    del tester


def test_typing_replaces_and_enter_goes_down(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "effort")
    typed(panel, "=2*5")
    press(panel, Qt.Key.Key_Return)
    assert cell(panel, "Kick-off", "effort") == "10.00"
    node = panel.view.node
    assert node is not None
    assert node.item.name == "Process workshops"
    assert panel.view.column.key == "effort"
    assert panel.totals._boxes["effort"].figure.text() == "346.00 h"


def test_enter_after_tabs_returns_to_where_they_began(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "role")
    type_in(panel, "Developer", "12")
    press(panel, Qt.Key.Key_Return)
    node = panel.view.node
    assert node is not None
    assert (node.item.name, panel.view.column.key) == ("Process workshops", "role")
    assert cell(panel, "Kick-off", "cost_rate") == "41.50"


def test_escape_restores(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "name")
    typed(panel, "Nonsense")
    press(panel, Qt.Key.Key_Escape)
    assert "2 Kick-off" in names(panel)
    assert not panel.workbench.document.dirty


def test_a_wrong_entry_stays_with_its_reason(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "pricing")
    typed(panel, "m120")
    press(panel, Qt.Key.Key_Return)
    [(words, reason)] = panel.workbench.problems.values()
    assert words == "m120"
    assert "below 100 %" in reason
    assert cell(panel, "Kick-off", "sell") == "638.00"
    press(panel, Qt.Key.Key_Home, Qt.Key.Key_F8)
    node = panel.view.node
    assert node is not None
    assert (node.item.name, panel.view.column.key) == ("Kick-off", "pricing")
    assert "below 100 %" in panel.cell_bar.text
    typed(panel, "k20")
    press(panel, Qt.Key.Key_Return)
    assert not panel.workbench.problems
    assert cell(panel, "Kick-off", "pricing") == "k 20.00 %"


def test_a_loop_is_refused_with_codes(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "after")
    typed(panel, "1.1.3")
    press(panel, Qt.Key.Key_Return)
    [(_words, reason)] = panel.workbench.problems.values()
    assert "1.1.1" in reason
    assert "waits for" in reason


def test_rows_are_inserted_outlined_and_moved(panel: EditorPanel) -> None:
    at(panel, "Findings report", "name")
    press(panel, (Qt.Key.Key_Plus, CTRL))
    typed(panel, "Review")
    press(panel, Qt.Key.Key_Return)
    assert names(panel)[4:7] == ["2 Findings report", "2 Review", "1 Architecture"]
    at(panel, "Review", "name")
    press(panel, (Qt.Key.Key_Up, ALT))
    assert names(panel)[3:6] == ["2 Process workshops", "2 Review", "2 Findings report"]
    press(panel, (Qt.Key.Key_Right, ALT))
    assert names(panel)[4] == "3 Review"
    press(panel, (Qt.Key.Key_Left, ALT), (Qt.Key.Key_Left, ALT))
    node = panel.view.node
    assert node is not None
    assert node.item.name == "Review"
    assert node.code == "1.2"
    press(panel, (Qt.Key.Key_Minus, CTRL))
    assert "Review" not in " ".join(names(panel))


def test_undo_all_and_redo_all(panel: EditorPanel) -> None:
    before = panel.workbench.plan
    at(panel, "Kick-off", "effort")
    typed(panel, "99")
    press(panel, Qt.Key.Key_Return, (Qt.Key.Key_D, CTRL), (Qt.Key.Key_Plus, CTRL))
    at(panel, "Build", "name")
    press(panel, (Qt.Key.Key_Up, ALT), (Qt.Key.Key_D, CTRL | SHIFT), Qt.Key.Key_Delete)
    stack = panel.workbench.document.stack
    after = panel.workbench.plan
    assert stack.count() >= 5
    while stack.canUndo():
        stack.undo()
        assert panel.model.visible == panel.workbench.figures.rows
    assert panel.workbench.plan == before
    assert panel.workbench.figures.totals().sell == Decimal("33623.00")
    while stack.canRedo():
        stack.redo()
    assert panel.workbench.plan == after
    full = PlanFigures(after, panel.workbench.draft.terms)
    assert panel.workbench.figures.totals() == full.totals()


def test_steps_are_named(panel: EditorPanel) -> None:
    QGuiApplication.clipboard().setText("a\tConsultant\t1\nb\tConsultant\t2\n")
    at(panel, "Kick-off", "name")
    press(panel, (Qt.Key.Key_V, CTRL))
    assert panel.workbench.document.stack.undoText() == "paste 2 rows"


def test_a_block_from_a_spreadsheet(empty: EditorPanel) -> None:
    rows = "\n".join(f'Item {n}\tDeveloper\t"1,{n:03}.50"' for n in range(200))
    QGuiApplication.clipboard().setText(rows)
    press(empty, (Qt.Key.Key_V, CTRL))
    assert len(empty.workbench.plan) == 200
    assert cell(empty, "Item 7", "effort") == "1,007.50"
    press(empty, (Qt.Key.Key_Home, CTRL), (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier))
    empty.view.selectAll()
    press(empty, (Qt.Key.Key_C, CTRL))
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[7].split("\t")[1:4] == ["Item 7", "Developer", "1007.5"]


def test_one_value_fills_a_selection(panel: EditorPanel) -> None:
    at(panel, "Design system", "effort")
    press(panel, (Qt.Key.Key_Down, SHIFT), (Qt.Key.Key_Down, SHIFT), (Qt.Key.Key_D, CTRL))
    shown = [cell(panel, name, "effort") for name in ("Design system", "Screens", "Accessibility")]
    assert shown == ["30.00"] * 3
    assert panel.workbench.document.stack.count() == 1


def test_a_plan_is_typed_from_nothing(empty: EditorPanel) -> None:
    press(empty, (Qt.Key.Key_Plus, CTRL))
    typed(empty, "Phase")
    press(empty, Qt.Key.Key_Return)
    for n in range(1, 31):
        type_in(empty, f"Task {n}", "Developer", f"{n}/{n + 1}/{n + 5}")
        press(empty, Qt.Key.Key_Return)
    while not empty.workbench.plan[-1].name:
        at(empty, "", "name")
        press(empty, (Qt.Key.Key_Minus, CTRL))
    assert len(empty.workbench.plan) == 31
    at(empty, "Task 1", "name")
    for _row in range(29):
        press(empty, (Qt.Key.Key_Down, SHIFT))
    press(empty, (Qt.Key.Key_Right, ALT), (Qt.Key.Key_L, CTRL))
    assert names(empty)[30] == "1 Task 30"
    assert cell(empty, "Task 2", "after") == "1.1"
    node = empty.workbench.figures.rows[0]
    assert node.effort == sum(Decimal(n + 4 * (n + 1) + n + 5) / 6 for n in range(1, 31))
    assert node.deviation is not None


def test_folding_and_filters(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "name")
    press(panel, (Qt.Key.Key_Minus, ALT | SHIFT))
    shown = [node.item.name for node in panel.model.visible]
    assert shown[:3] == ["Discovery", "Workshops", "Architecture"]
    press(panel, (Qt.Key.Key_Plus, ALT | SHIFT))
    assert len(panel.model.visible) == 22
    panel.model.fold_to(1)
    assert [node.item.name for node in panel.model.visible] == [
        "Discovery",
        "Build",
        "Products",
        "Expenses",
    ]
    panel.model.fold_to(9)
    panel._filter("plugs")
    assert not panel.model.visible
    panel._filter("all")
    at(panel, "Kick-off", "effort")
    typed(panel, "9")
    press(panel, Qt.Key.Key_Return)
    panel._filter("changed")
    assert [n.item.name for n in panel.model.visible] == ["Discovery", "Workshops", "Kick-off"]


def test_only_changed_rows_are_announced_and_the_cursor_stays(panel: EditorPanel) -> None:
    told: list[tuple[int, int]] = []
    moved: list[QModelIndex] = []
    at(panel, "Programming interface", "effort")
    panel.model.dataChanged.connect(lambda a, b, *_r: told.append((a.row(), b.row())))
    panel.view.selectionModel().currentChanged.connect(lambda i, _o: moved.append(i))
    at_row = panel.view.current_row
    node = panel.view.node
    assert node is not None
    panel.workbench.enter(node, panel.view.column, "65")
    assert panel.workbench.schedule is not None
    later = panel.workbench.schedule.moved
    assert later is not None
    assert all(first == last for first, last in told)
    rows = {at for at, node in enumerate(panel.model.visible) if node.item.id in later}
    assert {7, 8, at_row} <= {row for row, _last in told} <= {7, 8, at_row} | rows
    panel.workbench.document.stack.undo()
    assert panel.view.current_row == at_row
    assert not moved


def test_why_and_the_cell_bar(panel: EditorPanel) -> None:
    at(panel, "Programming interface", "sell_rate")
    expected = "= 52.00 × (1 + 8 %) ÷ (1 − 35 %)      margin 35 % inherited from type Services"
    assert panel.cell_bar.text == expected
    press(panel, Qt.Key.Key_F1)
    found = [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "WhyPopover"]
    assert any(w.accessibleName() == "Why 86.40?" for w in found)
    for widget in found:
        widget.close()
    at(panel, "Backend", "sell")
    assert panel.cell_bar.text == "= sum of 3 items"


def test_sums_cannot_be_typed_over(panel: EditorPanel) -> None:
    at(panel, "Backend", "effort")
    typed(panel, "5")
    assert panel.view.findChild(QLineEdit) is None
    assert not panel.workbench.document.dirty


def test_costs_are_hidden_from_who_may_not_see_them(qtbot: QtBot) -> None:
    hidden = opened(qtbot, example(EstimationDraft()), may_cost=False)
    keys = {column.key for column in hidden.model.columns}
    assert not {"cost_rate", "cost", "loaded", "pricing"} & keys
    assert set(hidden.totals._boxes) == {"sell", "effort", "finish"}


def test_a_read_only_estimation_takes_no_edit(panel: EditorPanel) -> None:
    panel.workbench.is_read_only = True
    before = panel.workbench.plan
    at(panel, "Kick-off", "effort")
    typed(panel, "5")
    press(panel, (Qt.Key.Key_Minus, CTRL), (Qt.Key.Key_V, CTRL), (Qt.Key.Key_Right, ALT))
    assert panel.workbench.plan is before


def test_the_gantt_moves_a_bar_by_keys(panel: EditorPanel) -> None:
    at(panel, "Design system", "name")
    panel.gantt.setFocus()
    QTest.keyClick(panel.gantt, Qt.Key.Key_Right, CTRL)
    node = panel.view.node
    assert node is not None
    assert node.item.not_before == date(2027, 1, 21)
    QTest.keyClick(panel.gantt, Qt.Key.Key_Right, CTRL | SHIFT)
    assert str(panel.view.node.item.duration) == "4.75d"  # type: ignore[union-attr]


class Jobs(Background):
    """Reads at once, on the caller's thread; what takes long is worked out beside it."""

    def read(  # type: ignore[override]
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[..., None]
    ) -> None:
        try:
            answer = work()
        except Exception as failure:
            failed(failure)
        else:
            done(answer)


@pytest.fixture
def context(sqlite_url: str) -> Iterator[Any]:
    from salesdesk.models.reference import LaborRole
    from salesdesk.models.reference import RoleRate as Row
    from salesdesk.services.desk import Desk

    desk = Desk.open(sqlite_url)
    with desk.database.changing() as session:
        for name, cost in ROLE_COSTS.items():
            role = session.query(LaborRole).filter_by(name=name).first() or LaborRole(name=name)
            session.add(role)
            session.flush()
            session.add(
                Row(
                    role_id=role.id,
                    currency="EUR",
                    valid_from=date(2026, 1, 1),
                    cost=Decimal(cost),
                )
            )
    failures: list[BaseException] = []
    toasts: list[str] = []
    jobs = Jobs(failures.append)
    yield SimpleNamespace(
        desk=desk,
        jobs=jobs,
        memory=ForgetfulMemory(),
        navigate=lambda *_args: None,
        toast=lambda words, *_args: toasts.append(words),
        fail=failures.append,
        failures=failures,
        toasts=toasts,
    )
    jobs.close()
    desk.close()


def test_the_page_saves_imports_and_submits(qtbot: QtBot, context: Any) -> None:
    from salesdesk.ui.estimation.editor import EstimationPage

    desk = context.desk
    key = desk.estimations.save(example(desk.estimations.new()))
    page = EstimationPage(context, str(key))
    qtbot.addWidget(page)
    page.resize(1384, 838)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    assert page.panel is not None
    at(page.panel, "Kick-off", "effort")
    typed(page.panel, "10")
    press(page.panel, Qt.Key.Key_Return)
    assert page.dirty
    assert page.save()
    assert not page.dirty
    assert desk.estimations.draft(key).plan[2].effort == 10
    page.undo()
    assert page.dirty
    page.take_file(PORTAL)
    qtbot.waitUntil(lambda: not page.workbench.beside.is_running, timeout=30_000)
    assert page.workbench.document.stack.undoText() == "import 6 rows"
    assert page.save()
    assert desk.estimations.draft(key).plan[2].effort == 8
    assert len(desk.estimations.draft(key).plan) == 28
    page._do_step(next(step for step in page._offered() if step.verb == "submit"), "")
    assert desk.estimations.draft(key).status == "in_review"
    assert page.workbench.is_read_only
    assert not context.failures


def test_saving_keeps_the_steps_and_says_what_is_wrong(qtbot: QtBot, context: Any) -> None:
    from salesdesk.ui.estimation.editor import EstimationPage

    desk = context.desk
    key = desk.estimations.save(example(desk.estimations.new()))
    page = EstimationPage(context, str(key))
    qtbot.addWidget(page)
    page.resize(1384, 838)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    panel = page.panel
    assert panel is not None
    count = len(page.workbench.plan)
    for column, text in (("effort", "10"), ("after", "99")):
        at(panel, "Kick-off", column)
        typed(panel, text)
        press(panel, Qt.Key.Key_Return)
    panel.view.go(panel.model.rowCount() - 1, 1)
    press(panel, (Qt.Key.Key_Plus, CTRL), (Qt.Key.Key_Plus, CTRL))
    assert page._unsaved().raw == {  # type: ignore[union-attr]
        f"{page.workbench.plan[2].id} after": "99"
    }
    assert page.save()
    assert "1 cell is wrong" in context.toasts[-1]
    assert "1 cell is wrong" in page.status
    assert len(page.workbench.plan) == count + 2
    stored = desk.estimations.draft(key)
    assert (len(stored.plan), stored.plan[2].effort, stored.plan[2].after) == (count, 10, ())
    assert not page.workbench.document.dirty
    assert page.dirty  # the wrong cell is in no database
    while page.workbench.document.stack.canUndo():
        page.undo()
    assert page.workbench.plan[2].effort == 8
    assert page.dirty
    assert page.save()
    assert desk.estimations.draft(key).plan[2].effort == 8
    assert not context.failures


def test_what_was_wrong_stands_in_its_cell_again_after_a_restart(
    qtbot: QtBot, context: Any
) -> None:
    from salesdesk.ui.estimation.editor import EstimationPage

    key = context.desk.estimations.save(example(context.desk.estimations.new()))
    page = EstimationPage(context, str(key))
    qtbot.addWidget(page)
    bench = page.workbench
    panel = page.panel
    assert panel is not None
    at(panel, "Kick-off", "effort")
    panel.model.setData(panel.view.currentIndex(), "9")
    at(panel, "Kick-off", "pricing")
    panel.model.setData(panel.view.currentIndex(), "m120")
    kept = page._unsaved()
    assert kept is not None
    other = EstimationPage(context, str(key))
    qtbot.addWidget(other)
    other._take_back(kept)
    [(text, reason)] = other.workbench.wrong.values()
    assert text == "m120"
    assert "below 100 %" in reason
    assert other.workbench.plan == bench.plan


def test_the_page_finds_by_its_commands(qtbot: QtBot, context: Any) -> None:
    from salesdesk.ui.estimation.editor import EstimationPage

    key = context.desk.estimations.save(example(context.desk.estimations.new()))
    page = EstimationPage(context, str(key))
    qtbot.addWidget(page)
    page.show()
    panel = page.panel
    assert panel is not None
    run = {command.shortcut: command.run for command in page.commands()}
    run["Ctrl+H"]()
    assert panel.find_bar.every.isVisibleTo(panel)
    run["Ctrl+F"]()
    assert not panel.find_bar.every.isVisibleTo(panel)
    panel.find_bar.text.setText("server")
    run["F3"]()
    node = panel.view.node
    assert node is not None
    assert node.item.name == "Application server"
    run["Shift+F3"]()
    assert panel.view.node is node


def test_ten_thousand_rows_cost_a_path(qtbot: QtBot) -> None:
    items = [
        WorkItem(f"Row {n}", level=n % 5, role="Developer", effort=Decimal(n % 40))
        for n in range(10_000)
    ]
    panel = opened(qtbot, replace(EstimationDraft(), plan=WorkPlan(items)))
    told: list[int] = []
    at(panel, "Row 5004", "effort")
    panel.model.dataChanged.connect(lambda a, b, *_r: told.append(b.row() - a.row()))
    visits = panel.workbench.figures.visits
    node = panel.view.node
    assert node is not None
    panel.workbench.enter(node, panel.view.column, "77")
    assert panel.workbench.figures.visits - visits <= 7
    assert len(told) <= 6
    assert max(told) == 0


def test_the_views_and_the_gantt_are_commands_with_names(context: Any, qtbot: QtBot) -> None:
    from salesdesk.ui.estimation.editor import EstimationPage

    key = context.desk.estimations.save(example(context.desk.estimations.new()))
    page = EstimationPage(context, str(key))
    qtbot.addWidget(page)
    page.show()
    panel = page.panel
    assert panel is not None
    deeds = {one.key.removeprefix("estimation.view."): one.run for one in page.commands()}
    deeds["effort"]()
    assert panel.effort is not None
    assert panel.effort.isVisible()
    deeds["fit"]()
    assert panel.gantt.isVisible()
    for name in ("closer", "wider", "today", "bar"):
        deeds[name]()
    deeds["path"]()
    assert not panel.gantt.shows_path
    at(panel, "Design system", "name")
    deeds["unlink"]()
    assert panel.view.node is not None
    assert not panel.view.node.item.after
    deeds["grid"]()
    assert not panel.gantt.isVisible()
