"""Units, task types, constraints and slack, typed by keys in the grid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.editor_panel import EditorPanel
from tests.ui.estimation_panel import at, cell, node_of, opened, press, typed


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


def enter(panel: EditorPanel, column: str, text: str, name: str = "Kick-off") -> None:
    panel.view.setColumnHidden(panel.model.column_of(column), False)
    at(panel, name, column)
    typed(panel, text)
    press(panel, Qt.Key.Key_Return)


def reasons(panel: EditorPanel) -> list[str]:
    return [reason for _text, reason in panel.workbench.problems.values()]


def test_the_three_give_way_to_each_other_in_one_step(panel: EditorPanel) -> None:
    enter(panel, "effort", "40")
    enter(panel, "units", "50")
    assert cell(panel, "Kick-off", "units") == "50.00 %"
    assert cell(panel, "Kick-off", "duration") == "80 h"
    enter(panel, "duration", "5d")
    assert cell(panel, "Kick-off", "effort") == "20.00"
    panel.workbench.document.stack.undo()
    assert cell(panel, "Kick-off", "effort") == "40.00"
    enter(panel, "task_type", "fixed w")
    enter(panel, "duration", "5d")
    assert node_of(panel, "Kick-off").item.units is None
    assert cell(panel, "Kick-off", "effort") == "40.00"
    assert cell(panel, "Kick-off", "task_type") == "Fixed work"


def test_what_is_pasted_together_leaves_the_third_to_follow(panel: EditorPanel) -> None:
    columns = [panel.model.columns[panel.model.column_of(key)] for key in ("effort", "duration")]
    panel.workbench.paste([node_of(panel, "Kick-off")], columns, [["20", "5d"]])
    item = node_of(panel, "Kick-off").item
    assert (item.effort, item.units, str(item.duration)) == (20, Decimal("50.00"), "5d")


def test_a_deadline_that_cannot_be_kept_is_a_warning_on_the_row(panel: EditorPanel) -> None:
    enter(panel, "constraint_day", "2020-01-10")
    assert cell(panel, "Kick-off", "constraint") == "Finish no later than"
    row = panel.model.row_of(node_of(panel, "Kick-off"))
    assert "can't be kept: it finishes on" in panel.model.doubt(row, panel.model.column_of("name"))
    assert cell(panel, "Kick-off", "slack").startswith("−")
    assert not panel.workbench.problems
    enter(panel, "constraint", "as soon as possible")
    assert not panel.model.doubt(row, panel.model.column_of("name"))
    assert node_of(panel, "Kick-off").item.constraint_at is None


def test_a_constraint_takes_the_date_that_the_item_has(panel: EditorPanel) -> None:
    starts = cell(panel, "Kick-off", "start")
    enter(panel, "constraint", "must start on")
    assert cell(panel, "Kick-off", "constraint_day") == starts
    enter(panel, "constraint", "as late as possible")
    assert cell(panel, "Kick-off", "constraint_day") == ""


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("units", "0", "no share of a person"),
        ("task_type", "elastic", "Fixed units, Fixed work, Fixed duration"),
        ("constraint", "someday", "choose As soon as possible"),
        ("constraint_day", "soon", "not a date"),
    ],
)
def test_what_is_refused(panel: EditorPanel, column: str, text: str, words: str) -> None:
    enter(panel, column, text)
    assert words in reasons(panel)[0]


def test_a_late_item_takes_no_date(panel: EditorPanel) -> None:
    enter(panel, "constraint", "as late as possible")
    enter(panel, "constraint_day", "2027-01-10")
    assert "takes no date" in reasons(panel)[0]
