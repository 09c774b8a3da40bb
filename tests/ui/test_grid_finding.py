"""Find and replace over the estimation grid, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.editor_panel import EditorPanel
from tests.ui.estimation_panel import CTRL, SHIFT, at, cell, node_of, opened, press

_K = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


def search(panel: EditorPanel, text: str, *, replacing: bool = False) -> None:
    panel.find_bar.open_bar(replacing=replacing)
    assert QApplication.focusWidget() is panel.find_bar.text
    QTest.keyClick(panel.find_bar.text, _K.Key_A, CTRL)
    QTest.keyClicks(panel.find_bar.text, text)


def here(panel: EditorPanel) -> tuple[str, str]:
    node = panel.view.node
    assert node is not None
    return node.item.name, panel.view.column.key


def test_enter_goes_on_and_round_and_shift_goes_back(panel: EditorPanel) -> None:
    at(panel, "Workshops", "name")
    search(panel, "WORKSHOP")
    press(panel, _K.Key_Return)
    assert here(panel) == ("Process workshops", "name")
    assert panel.find_bar.count.text() == "2 of 2"
    press(panel, _K.Key_Return)
    assert here(panel) == ("Workshops", "name")
    press(panel, (_K.Key_Return, SHIFT))
    assert here(panel) == ("Process workshops", "name")
    press(panel, _K.Key_Escape)
    assert panel.view.hasFocus()
    assert panel.find_bar.isHidden()


def test_what_is_folded_is_found_and_opened(panel: EditorPanel) -> None:
    panel.model.fold_to(1)
    search(panel, "Kick-off")
    press(panel, _K.Key_Return)
    assert here(panel) == ("Kick-off", "name")


def test_replace_all_is_one_named_step(panel: EditorPanel) -> None:
    before = panel.workbench.plan
    at(panel, "Kick-off", "role")
    search(panel, "Consultant", replacing=True)
    QTest.keyClicks(panel.find_bar.other, "Developer")
    panel.find_bar.replace_all()
    assert all(item.role != "Consultant" for item in panel.workbench.plan)
    assert panel.workbench.document.stack.count() == 1
    assert panel.workbench.document.stack.undoText().startswith("replace in ")
    assert panel.find_bar.count.text().endswith("replaced")
    panel.workbench.document.stack.undo()
    assert panel.workbench.plan == before


def test_one_by_one_and_only_this_column(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "effort")
    panel.find_bar.where.setCurrentIndex(1)
    search(panel, "8", replacing=True)
    QTest.keyClicks(panel.find_bar.other, "9")
    panel.find_bar.replace_one()
    assert cell(panel, "Kick-off", "effort") == "9.00"
    assert here(panel)[1] == "effort"
    assert here(panel)[0] != "Kick-off"


def test_sums_are_found_but_stay(panel: EditorPanel) -> None:
    figure = cell(panel, "Backend", "effort")
    at(panel, "Discovery", "effort")
    panel.find_bar.where.setCurrentIndex(1)
    search(panel, figure, replacing=True)
    press(panel, _K.Key_Return)
    assert node_of(panel, here(panel)[0]).children
    QTest.keyClicks(panel.find_bar.other, "1")
    panel.find_bar.replace_all()
    assert "left as" in panel.find_bar.count.text()
    assert not panel.workbench.document.dirty


def test_what_was_found_is_looked_for_anew_after_an_edit(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "name")
    search(panel, "Kick-off")
    press(panel, _K.Key_Return)
    assert panel.find_bar.count.text() == "1 of 1"
    node = node_of(panel, "Backend")
    panel.workbench.enter(node, panel.view.column, "Kick-off, the second")
    press(panel, _K.Key_F3)
    panel.find_bar.next()
    assert panel.find_bar.count.text().endswith("of 2")
    node = node_of(panel, "Screens")
    effort = panel.model.columns[panel.model.column_of("effort")]
    panel.workbench.enter(node, effort, "1234.5")
    search(panel, "1,234.50")
    press(panel, _K.Key_Return)
    assert here(panel) == ("Screens", "effort")
