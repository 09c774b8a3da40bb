"""Undoing every deed of the grid: it has a name, goes back exactly, and no sum is ever wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan_edits import Carry
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.columns import COLUMNS
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.estimation.finding import Finding
from salesdesk.ui.estimation.workbench import Workbench
from tests.ui.estimation_panel import ALT, CTRL, RATES, SHIFT, at, opened, press, typed

_K = Qt.Key
BY_KEY = {column.key: column for column in COLUMNS}


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


def cells(panel: EditorPanel, name: str, column: str, rows: int = 1) -> None:
    at(panel, name, column)
    for _row in range(rows - 1):
        press(panel, (_K.Key_Down, SHIFT))


def type_effort(panel: EditorPanel) -> None:
    cells(panel, "Kick-off", "effort")
    typed(panel, "99")
    press(panel, _K.Key_Return)


def paste_rows(panel: EditorPanel) -> None:
    rows = "\n".join(f"Row {n}\tDeveloper\t{n}" for n in range(14))
    QGuiApplication.clipboard().setText(rows)
    cells(panel, "Kick-off", "name")
    press(panel, (_K.Key_V, CTRL))


def fill_down(panel: EditorPanel) -> None:
    cells(panel, "Kick-off", "effort", 3)
    press(panel, (_K.Key_D, CTRL))


def fill_right(panel: EditorPanel) -> None:
    cells(panel, "Programming interface", "effort", 2)
    press(panel, (_K.Key_Right, SHIFT), (_K.Key_Right, SHIFT), (_K.Key_R, CTRL))


def type_into_many(panel: EditorPanel) -> None:
    cells(panel, "Kick-off", "effort", 3)
    typed(panel, "11")
    press(panel, (_K.Key_Return, CTRL))


def clear(panel: EditorPanel) -> None:
    cells(panel, "Kick-off", "effort", 3)
    press(panel, _K.Key_Delete)


def keys(
    name: str, *pressed: tuple[_K, Qt.KeyboardModifier], rows: int = 1
) -> Callable[[EditorPanel], None]:
    def deed(panel: EditorPanel) -> None:
        cells(panel, name, "name", rows)
        press(panel, *pressed)

    return deed


def solve(panel: EditorPanel) -> None:
    cells(panel, "Build", "sell")
    typed(panel, "t30000")
    press(panel, _K.Key_Return)


def replace_all(panel: EditorPanel) -> None:
    finding = Finding(panel.workbench)
    columns = [BY_KEY["role"], BY_KEY["name"]]
    finding.look("Consultant", columns, lambda hits: finding.replace(
        "Consultant", "Developer", hits, lambda _done, _left: None
    ))  # fmt: skip


def drag(panel: EditorPanel) -> None:
    cells(panel, "Workshops", "name")
    panel.workbench.carry(panel.view.selected_nodes(), len(panel.workbench.plan), 0)


def guess(panel: EditorPanel) -> None:
    cells(panel, "Kick-off", "name")
    panel.toggle_plug()


def make_optional(panel: EditorPanel) -> None:
    cells(panel, "Backend", "name")
    panel.toggle_optional()


DEEDS: dict[str, Callable[[EditorPanel], None]] = {
    "set effort": type_effort,
    "paste 14 rows": paste_rows,
    "fill a cell": fill_down,
    "fill 2 cells": fill_right,
    "fill 3 cells": type_into_many,
    "clear 3 cells": clear,
    "insert a row": keys("Kick-off", (_K.Key_Plus, CTRL)),
    "delete 2 rows": keys("Kick-off", (_K.Key_Minus, CTRL), rows=2),
    "duplicate": keys("Backend", (_K.Key_D, CTRL | SHIFT)),
    "indent": keys("Application server", (_K.Key_Right, ALT)),
    "outdent": keys("Accessibility", (_K.Key_Left, ALT)),
    "move up": keys("Architecture", (_K.Key_Up, ALT)),
    "move down": keys("Workshops", (_K.Key_Down, ALT)),
    "move": drag,
    "solve for a total": solve,
    "replace in 3 cells": replace_all,
    "mark a guess": guess,
    "set optional": make_optional,
    "link a row": keys("GTX Plus Pro licence", (_K.Key_L, CTRL), rows=2),
}


def whole(bench: Workbench) -> list[tuple[object, ...]]:
    """Every figure, calculated anew."""
    full = PlanFigures(bench.plan, bench.draft.terms)
    full.place(bench.figures.by_work.laid_out)
    return figures_of(full)


def figures_of(figures: PlanFigures) -> list[tuple[object, ...]]:
    return [(node.item, node.code, tuple(node.sums)) for node in [figures.root, *figures.rows][1:]]


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_has_a_name_and_goes_back_exactly(panel: EditorPanel, name: str) -> None:
    stack, before = panel.workbench.document.stack, panel.workbench.plan
    DEEDS[name](panel)
    after = panel.workbench.plan
    assert stack.undoText() == name
    assert stack.count() == 1
    assert after != before
    assert figures_of(panel.workbench.figures) == whole(panel.workbench)
    assert panel.model.visible == panel.workbench.figures.rows
    stack.undo()
    assert panel.workbench.plan == before
    assert figures_of(panel.workbench.figures) == whole(panel.workbench)
    stack.redo()
    assert panel.workbench.plan == after
    assert figures_of(panel.workbench.figures) == whole(panel.workbench)


def random_deed(bench: Workbench, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
    rows = bench.figures.rows
    if not rows:
        bench.insert(None, below=True)
        return

    def some() -> Node:
        return rows[draw(st.integers(0, len(rows) - 1))]

    node, other, number = some(), some(), draw(st.integers(0, 60))
    effort, pricing, name = BY_KEY["effort"], BY_KEY["pricing"], BY_KEY["name"]
    block = [[f"{'  ' * (n % 3)}new {n}", "Developer", str(number)] for n in range(number % 4 + 1)]
    three = [name, BY_KEY["role"], effort]
    to = draw(st.integers(0, len(rows)))
    row = bench.row_of(node)
    assert rows[row] is node
    deeds: list[Callable[[], object]] = [
        lambda: bench.enter(node, effort, str(number)) if effort.is_editable(node) else None,
        lambda: bench.enter(node, pricing, f"m{number}"),
        lambda: bench.enter(node, pricing, f"t{number * 100}"),
        lambda: bench.set_cells([(node, effort, f"{number}"), (other, name, "renamed")], 2),
        lambda: bench.clear([(node, effort), (other, pricing)], 2),
        lambda: bench.set_cells([(node, effort, effort.edit_text(bench.sheet, other))], 1),
        lambda: bench.paste(rows[row : row + 2], three, block),
        lambda: bench.insert(node, below=number % 2 == 0),
        lambda: bench.delete([node]),
        lambda: bench.indent([node], 1 if number % 2 else -1),
        lambda: bench.move([node], 1 if number % 2 else -1),
        lambda: bench.duplicate([node, other]),
        lambda: bench.link([node, other]) if row != bench.row_of(other) else None,
        lambda: bench.enter(node, BY_KEY["optional"], "yes" if number % 2 else "no"),
        lambda: (
            bench.carry([node], to, number % 3)
            if number % 3 in Carry.levels(bench.plan, row, row, to)
            and not row < to < bench.plan.end_of(row)
            else None
        ),
    ]
    deeds[draw(st.integers(0, len(deeds) - 1))]()


@pytest.mark.usefixtures("qapp")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_sequence_goes_back_and_every_sum_is_as_calculated_anew(data: st.DataObject) -> None:
    draft = replace(example(EstimationDraft()), rates=RATES, calendar=OFFICE)
    bench = Workbench(draft)
    stack, plans = bench.document.stack, [bench.plan]
    for _step in range(8):
        random_deed(bench, data.draw)
        assert figures_of(bench.figures) == whole(bench)
        if stack.count() >= len(plans):
            plans.append(bench.plan)
    assert stack.count() == len(plans) - 1
    for plan in reversed(plans[:-1]):
        assert stack.undoText()
        stack.undo()
        assert bench.plan == plan
        assert figures_of(bench.figures) == whole(bench)
        assert all(bench.row_of(node) == at for at, node in enumerate(bench.figures.rows))
    for plan in plans[1:]:
        stack.redo()
        assert bench.plan == plan
    assert bench.figures.totals() == PlanFigures(bench.plan, bench.draft.terms).totals()


def test_nothing_limits_how_far_back_it_goes(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "effort")
    node, effort = panel.view.node, BY_KEY["effort"]
    assert node is not None
    before = panel.workbench.plan
    for n in range(500):
        panel.workbench.enter(node, effort, str(Decimal(n) + Decimal("0.5")))
    stack = panel.workbench.document.stack
    assert stack.count() == 500
    stack.setIndex(0)
    assert panel.workbench.plan == before
