"""What is done with several selected rows, and what they come to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.editor_panel import EditorPanel
from tests.ui.estimation_panel import CTRL, SHIFT, at, names, opened, press, typed
from tests.ui.test_estimation_header import Place31, place

__all__ = ["place"]
Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


def select(panel: EditorPanel, name: str, column: str, rows: int) -> None:
    at(panel, name, column)
    for _row in range(rows - 1):
        press(panel, (Key.Key_Down, SHIFT))


def step(panel: EditorPanel) -> str:
    return panel.workbench.document.stack.undoText()


def test_all_selected_rows_are_duplicated_below_them(panel: EditorPanel) -> None:
    before = names(panel)
    select(panel, "Kick-off", "name", 3)
    press(panel, (Key.Key_D, CTRL | SHIFT))
    assert names(panel) == [*before[:5], *before[2:5], *before[5:]]
    assert step(panel) == "duplicate 3 rows"
    panel.workbench.undo()
    assert names(panel) == before


def test_a_branch_is_duplicated_once_with_its_selected_rows(panel: EditorPanel) -> None:
    before = names(panel)
    select(panel, "Workshops", "name", 4)
    press(panel, (Key.Key_D, CTRL | SHIFT))
    assert names(panel) == [*before[:5], *before[1:5], *before[5:]]


def test_rows_of_two_levels_are_duplicated_each_below_itself(panel: EditorPanel) -> None:
    before = names(panel)
    select(panel, "Findings report", "name", 2)
    press(panel, (Key.Key_D, CTRL | SHIFT))
    assert names(panel) == [*before[:5], before[4], before[5], *before[5:]]


def test_as_many_rows_are_inserted_as_are_selected(panel: EditorPanel) -> None:
    before = names(panel)
    select(panel, "Kick-off", "name", 3)
    press(panel, (Key.Key_Plus, CTRL))
    assert names(panel) == [*before[:5], "2 ", "2 ", "2 ", *before[5:]]
    assert step(panel) == "insert 3 rows"
    assert panel.view.current_row == 5
    panel.workbench.undo()
    select(panel, "Kick-off", "name", 2)
    press(panel, (Key.Key_Plus, CTRL | SHIFT))
    assert names(panel) == [*before[:2], "2 ", "2 ", *before[2:]]


def test_a_column_of_selected_cells_tells_its_sum(panel: EditorPanel) -> None:
    select(panel, "Kick-off", "sell", 3)
    assert panel.selection_words() == "3 cells, sum EUR 3,190.00"
    select(panel, "Kick-off", "effort", 3)
    assert panel.selection_words() == "3 cells, sum 40.00 h"
    select(panel, "Kick-off", "role", 3)
    assert panel.selection_words() == "3 cells"
    select(panel, "Kick-off", "sell_rate", 3)
    assert panel.selection_words() == "3 cells"
    at(panel, "Kick-off", "sell")
    assert panel.selection_words() == ""


def test_a_branch_and_its_rows_are_not_counted_twice(panel: EditorPanel) -> None:
    at(panel, "Discovery", "sell")
    press(panel, (Key.Key_Space, CTRL))
    assert panel.selection_words() == "22 cells, sum EUR 33,623.00"


def test_the_sum_follows_an_edit(panel: EditorPanel) -> None:
    select(panel, "Kick-off", "effort", 3)
    typed(panel, "10")
    press(panel, (Key.Key_Return, CTRL))
    assert panel.selection_words().startswith("3 cells, sum ")
    before = panel.selection_words()
    panel.workbench.undo()
    assert panel.selection_words() == "3 cells, sum 40.00 h"
    assert before != panel.selection_words()


def test_the_status_bar_tells_it(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    page.panel.view.setFocus()
    select(page.panel, "Kick-off", "sell", 3)
    place.settle()
    assert place.app.window.status._selection.words.text() == "3 cells, sum EUR 3,190.00"
