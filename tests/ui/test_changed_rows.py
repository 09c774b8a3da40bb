"""Which rows count as changed: by what they say and where they stand, not by who touched them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from salesdesk.models.values.workplan import Splice, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.changed_rows import ChangedRows, longest_rise
from salesdesk.ui.estimation.editor_panel import EditorPanel
from tests.ui.estimation_panel import ALT, CTRL, at, opened, press, typed

Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


def changed(panel: EditorPanel) -> list[str]:
    bench = panel.workbench
    found = [item.name for item in bench.plan if bench.is_changed(item)]
    assert len(found) == bench.changed_count
    return found


def effort(panel: EditorPanel, text: str) -> None:
    at(panel, "Kick-off", "effort")
    typed(panel, text)
    press(panel, Key.Key_Return)


def test_what_is_typed_back_is_not_changed(panel: EditorPanel) -> None:
    effort(panel, "9")
    assert changed(panel) == ["Kick-off"]
    assert panel.filters.words("changed") == "Changed 1"
    effort(panel, "8")
    assert changed(panel) == []
    assert panel.filters.words("changed") == "Changed"


def test_a_moved_row_is_changed_and_those_it_passed_are_not(panel: EditorPanel) -> None:
    at(panel, "Process workshops", "name")
    press(panel, (Key.Key_Up, ALT))
    assert changed(panel) == ["Process workshops"]
    panel.show_only("changed")
    shown = [node.item.name for node in panel.model.visible]
    assert shown == ["Discovery", "Workshops", "Process workshops"]
    panel.show_only("all")
    press(panel, (Key.Key_Down, ALT))
    assert changed(panel) == []
    press(panel, (Key.Key_Down, ALT))
    assert changed(panel) == ["Process workshops"]
    panel.workbench.undo()
    panel.workbench.undo()
    panel.workbench.undo()
    assert changed(panel) == []
    panel.workbench.redo()
    assert changed(panel) == ["Process workshops"]


def test_a_branch_moves_with_its_rows(panel: EditorPanel) -> None:
    at(panel, "Backend", "name")
    press(panel, (Key.Key_Down, ALT))
    assert changed(panel) == ["Backend", "Data model, migration", "Programming interface",
                              "Integrations"]  # fmt: skip
    panel.workbench.undo()
    assert changed(panel) == []


def test_new_rows_are_changed_and_push_none(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "name")
    press(panel, (Key.Key_Plus, CTRL))
    typed(panel, "Welcome")
    press(panel, Key.Key_Return)
    assert changed(panel) == ["Welcome"]


ROWS = [WorkItem(name=str(n), effort=Decimal(n)) for n in range(9)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 3)), max_size=8))
def test_edits_and_their_undoing_leave_nothing_changed(
    edits: list[tuple[int, int, int]],
) -> None:
    """Moves, changes and new rows in any order; all of it taken back."""
    base = WorkPlan(ROWS)
    plan, found, steps = base, ChangedRows(base, base), []
    for first, second, kind in edits:
        start, end = sorted((first % len(plan), second % len(plan)))
        old = plan[start : end + 1]
        rows = list(old)
        if kind == 0:
            rows = [*rows[1:], rows[0]]
            found.carry(rows[-1:])
        elif kind == 1:
            rows = [rows[0].altered({"effort": Decimal(50)}), *rows[1:]]
        elif kind == 2:
            rows.insert(1, WorkItem(name="new"))
        else:
            rows = [rows[-1], *rows[:-1]]
            found.carry(rows[:1])
        after = plan.spliced(start, len(old), *rows)
        splice = Splice(start, len(old), len(rows))
        found.follow(splice, plan, after)
        steps.append((plan, after, Splice(start, len(rows), len(old))))
        plan = after
        rises = [ROWS.index(one) for one in plan if one in ROWS and one not in found]
        assert rises == sorted(rises), "what counts as unmoved stands in its order"
    for before, after, splice in reversed(steps):
        found.follow(splice, after, before)
    assert len(found) == 0


def test_the_longest_rise() -> None:
    assert longest_rise([]) == []
    assert longest_rise([3, 0, 1, 2]) == [1, 2, 3]
    assert longest_rise([0, 5, 1, 2, 9, 3]) == [0, 2, 3, 5]
