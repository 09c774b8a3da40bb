"""Effort by role and month beside the grid."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.editor_panel import BOTH, EFFORT, EditorPanel
from salesdesk.ui.estimation.effort_panel import EffortPanel
from tests.ui.estimation_panel import CTRL, SHIFT, at, opened, press, typed


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    panel = opened(qtbot, example(EstimationDraft()))
    panel.show_view(EFFORT)
    return panel


def effort(panel: EditorPanel) -> EffortPanel:
    assert panel.effort is not None
    return panel.effort


def total(panel: EditorPanel) -> str:
    return effort(panel).view._table.rows[-1][-1]


def test_it_stands_where_the_gantt_was(panel: EditorPanel) -> None:
    assert effort(panel).isVisible()
    assert not panel.gantt.isVisible()
    panel.show_view(BOTH)
    assert not effort(panel).isVisible()
    assert panel.gantt.isVisible()


def test_the_sums_are_the_plans_and_follow_it(panel: EditorPanel, qtbot: QtBot) -> None:
    whole = panel.workbench.figures.totals().effort
    assert total(panel).replace(",", "") == f"{whole:.2f}"
    at(panel, "Kick-off", "effort")
    typed(panel, "99")
    press(panel, Qt.Key.Key_Return)
    after = panel.workbench.figures.totals().effort
    assert after != whole
    qtbot.waitUntil(lambda: total(panel).replace(",", "") == f"{after:.2f}")


def test_it_is_copied_whole_or_in_part(panel: EditorPanel) -> None:
    view = effort(panel).view
    view.setFocus()
    view.clearSelection()
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Role\t")
    assert lines[-1].startswith("Total\t")
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
    effort(panel).chart._copy_numbers()
    assert QGuiApplication.clipboard().text().splitlines() == lines


def test_the_chart_says_its_numbers(panel: EditorPanel) -> None:
    chart = effort(panel).chart
    assert "Total" in chart.accessibleDescription()
    assert not chart.grab().isNull()
