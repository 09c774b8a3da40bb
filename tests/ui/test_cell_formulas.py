"""What the cell bar and F1 say of a price: the figures that multiply to it, and none else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.pricing import Method, PriceRule, RoleRate, RoleRates
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.formats import Formats
from salesdesk.ui.kit import why_popover
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.memory import ForgetfulMemory
from salesdesk.ui.kit.why_popover import WhyPopover
from tests.ui.estimation_panel import at, press

D = Decimal
RATES = RoleRates(
    [
        RoleRate("Developer", D(50), D(100), date(2026, 1, 1), date(2026, 12, 31)),
        RoleRate("Developer", D(60), D(110), date(2027, 1, 1)),
    ]
)
MARKUP = PriceRule(Method.MARKUP, D(50))


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    """Rates change on the Friday of each item's week."""
    task = WorkItem(role="Developer", effort=D(40), rule=MARKUP)
    early = replace(task, cost_rate=D(50))
    plan = WorkPlan(
        [
            replace(task, name="Two rates", id=WorkItem().id),
            replace(task, name="Two rates, lump", is_lump_sum=True, id=WorkItem().id),
            replace(early, name="Lump", role="", is_lump_sum=True, id=WorkItem().id),
            replace(early, name="Free", role="", is_billable=False, id=WorkItem().id),
            replace(task, name="Phase", id=WorkItem().id, role="", effort=None, rule=None),
            replace(task, name="Inside", level=1, id=WorkItem().id),
            replace(task, name="Part", rule=PriceRule(Method.PART, D(10)), id=WorkItem().id),
        ]
    )
    draft = EstimationDraft(
        starts_on=date(2026, 12, 28), price_date=None, plan=plan, rates=RATES, calendar=OFFICE
    )
    opened = EditorPanel(Workbench(draft), ForgetfulMemory(), may_cost=True, today=None)
    qtbot.addWidget(opened)
    opened.resize(1384, 780)
    opened.show()
    qtbot.waitExposed(opened)
    opened.view.setFocus()
    return opened


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Two rates", "= 32 × 75.00 + 8 × 90.00"),
        ("Two rates, lump", "= 32 × 75.00 + 8 × 90.00"),
        ("Lump", "= 40 × 50.00 × (1 + 50 %)"),
        ("Free", "not billable"),
        ("Part", "p 10.00 %"),
    ],
)
def test_the_bar_shows_what_makes_the_price(panel: EditorPanel, name: str, words: str) -> None:
    at(panel, name, "sell")
    assert panel.cell_bar.text.startswith(words)


def test_f1_shows_what_lies_below_each_stretch(panel: EditorPanel) -> None:
    at(panel, "Two rates", "sell")
    press(panel, Qt.Key.Key_F1)
    card = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhyPopover))
    words = [label.text() for label in card.findChildren(Label)]
    assert "32 h from 28 Dec 2026" in words
    assert any(word.startswith("Cost rate, Developer") for word in words)
    assert card.height() < panel.height()
    card.copy()
    copied = QApplication.clipboard().text()
    card.close()
    assert "  Effort, hours\t32.00\tthe part that falls in these days" in copied


def test_f1_on_a_sum_shows_its_items(panel: EditorPanel) -> None:
    at(panel, "Phase", "sell")
    press(panel, Qt.Key.Key_F1)
    card = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhyPopover))
    line = next(label for label in card.findChildren(Label) if "Inside" in label.text())
    assert line.height() > 0
    assert line.mapTo(card, line.rect().bottomLeft()).y() < card.height()
    assert not line.visibleRegion().isEmpty()
    card.close()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("× 1.08 Risikozuschlag", "× 1,08 Risikozuschlag"),
        ("÷ (1 − 0.35) Marge", "÷ (1 − 0,35) Marge"),
        ("Satz zuerst: 70 × 68.95 = 4826.50", "Satz zuerst: 70 × 68,95 = 4826,50"),
        ("7.5 % von 2.1 Backend", "7,5 % von 2.1 Backend"),
        ("1.1.2 Release 2.0", "1.1.2 Release 2.0"),
    ],
)
def test_numbers_of_a_step_are_written_as_the_user_writes_them(
    monkeypatch: pytest.MonkeyPatch, words: str, shown: str
) -> None:
    monkeypatch.setattr(why_popover, "formats", lambda: Formats(QLocale("de_DE")))
    assert why_popover.written(words) == shown


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ("start", "Start of the plan"),
        ("finish", "Duration, h"),
        ("slack", "Latest start"),
        ("duration", "Effort, hours"),
        ("units", "Units, %"),
    ],
)
def test_f1_says_who_put_a_row_where_it_stands(panel: EditorPanel, column: str, line: str) -> None:
    panel.view.setColumnHidden(panel.model.column_of(column), False)
    at(panel, "Two rates", column)
    press(panel, Qt.Key.Key_F1)
    card = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhyPopover))
    assert line in [label.text() for label in card.findChildren(Label)]
    card.close()
