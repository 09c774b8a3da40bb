"""An open estimation in its panel, driven by keys as a user would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import RoleRate, RoleRates
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import ROLE_COSTS
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.kit.memory import ForgetfulMemory

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
RATES = RoleRates(RoleRate(role, Decimal(cost)) for role, cost in ROLE_COSTS.items())


def opened(qtbot: QtBot, draft: EstimationDraft, **options: Any) -> EditorPanel:
    panel = EditorPanel(
        Workbench(replace(draft, rates=RATES, calendar=OFFICE)),
        options.pop("memory", None) or ForgetfulMemory(),
        may_cost=options.pop("may_cost", True),
        today=date(2026, 12, 30),
    )
    qtbot.addWidget(panel)
    panel.resize(1384, 780)
    panel.show()
    qtbot.waitExposed(panel)
    panel.view.setFocus()
    return panel


def press(panel: EditorPanel, *keys: Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    for key in keys:
        code, held = key if isinstance(key, tuple) else (key, Qt.KeyboardModifier.NoModifier)
        QTest.keyClick(QApplication.focusWidget() or panel.view, code, held)


def typed(panel: EditorPanel, text: str) -> None:
    """The first character opens the field, the others go into it."""
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget() or panel.view, sign)


def type_in(panel: EditorPanel, *texts: str) -> None:
    """Type each text and Tab to the next cell."""
    for text in texts:
        typed(panel, text)
        press(panel, Qt.Key.Key_Tab)


def names(panel: EditorPanel) -> list[str]:
    return [f"{item.level} {item.name}" for item in panel.workbench.plan]


def at(panel: EditorPanel, name: str, column: str) -> None:
    node = next(node for node in panel.workbench.figures.rows if node.item.name == name)
    panel.view.go_to(node, column)


def cell(panel: EditorPanel, name: str, column: str) -> str:
    row = next(row for row, node in enumerate(panel.model.visible) if node.item.name == name)
    return panel.model.text(row, panel.model.column_of(column))


def node_of(panel: EditorPanel, name: str) -> Node:
    """The row of this name."""
    return next(node for node in panel.workbench.figures.rows if node.item.name == name)
