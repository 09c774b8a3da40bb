"""What cells understand, offer, doubt and refuse, typed by keys in the grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import set_field, without_blank_end
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.columns import columns_for
from salesdesk.ui.estimation.editor_panel import EditorPanel
from tests.ui.estimation_panel import ALT, CTRL, SHIFT, at, cell, node_of, opened, press, typed

_K = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


def enter(panel: EditorPanel, name: str, column: str, text: str) -> None:
    panel.view.setColumnHidden(panel.model.column_of(column), False)
    at(panel, name, column)
    typed(panel, text)
    press(panel, _K.Key_Return)


def reasons(panel: EditorPanel) -> list[str]:
    return [reason for _text, reason in panel.workbench.problems.values()]


# -- arithmetic and solving


@pytest.mark.parametrize(
    ("column", "text", "shown"),
    [
        ("effort", "=40*1.15", "46.00"),
        ("effort", "2w", "80.00"),
        ("effort", "3d", "24.00"),
        ("pricing", "m35", "m 35.00 %"),
        ("pricing", "k20", "k 20.00 %"),
        ("cost_rate", "=100/8", "12.50"),
    ],
)
def test_arithmetic_in_a_cell(panel: EditorPanel, column: str, text: str, shown: str) -> None:
    enter(panel, "Kick-off", column, text)
    assert cell(panel, "Kick-off", column) == shown
    assert not panel.workbench.problems


@pytest.mark.parametrize("column", ["pricing", "sell"])
@pytest.mark.parametrize(("wanted", "method"), [("1000", Method.RATE), ("1000.01", Method.FIXED)])
def test_an_item_is_solved_for_its_total(
    panel: EditorPanel, column: str, wanted: str, method: Method
) -> None:
    enter(panel, "Kick-off", column, f"t{wanted}")
    rule = node_of(panel, "Kick-off").item.rule
    assert rule is not None
    assert rule.method is method
    assert cell(panel, "Kick-off", "sell").replace(",", "") == f"{Decimal(wanted):.2f}"


@pytest.mark.parametrize(("column", "text"), [("sell", "t20000"), ("sell", "20,000"),
                                              ("pricing", "T 20000")])  # fmt: skip
def test_a_branch_spreads_a_total_over_its_items_in_one_step(
    panel: EditorPanel, column: str, text: str
) -> None:
    before = panel.workbench.plan
    enter(panel, "Build", column, text)
    assert cell(panel, "Build", "sell") == "20,000.00"
    assert panel.workbench.document.stack.count() == 1
    assert panel.workbench.document.stack.undoText() == "solve for a total"
    full = PlanFigures(panel.workbench.plan, panel.workbench.draft.terms)
    assert full.totals() == panel.workbench.figures.totals()
    panel.workbench.document.stack.undo()
    assert panel.workbench.plan == before


def test_a_total_that_is_impossible_is_refused_with_its_reason(panel: EditorPanel) -> None:
    enter(panel, "Scope signed", "pricing", "t500")
    enter(panel, "Build", "sell", "t-5")
    enter(panel, "Build", "sell", "abc")
    assert any("Nothing here can carry a price" in reason for reason in reasons(panel))
    assert any("not a number" in reason for reason in reasons(panel))
    assert not panel.workbench.document.dirty


@pytest.mark.parametrize("typed", ["f5000", "p10", "p10@1"])
def test_a_branch_takes_no_price_of_one_item(panel: EditorPanel, typed: str) -> None:
    enter(panel, "Build", "pricing", typed)
    (reason,) = reasons(panel)
    assert "prices one item and nothing below a branch. Write t33000" in reason
    assert not panel.workbench.document.dirty


def test_a_price_that_stood_at_an_item_holds_no_more_below_a_branch(panel: EditorPanel) -> None:
    """Rows put below an item make it a branch; its fixed price must not become one for each."""
    bench = panel.workbench
    name = node_of(panel, "Build").item.name
    rows = [
        replace(row, rule=PriceRule(Method.FIXED, Decimal(5000))) if row.name == name else row
        for row in bench.plan
    ]
    before = bench.figures.totals().sell
    bench.document.edit(replace(bench.draft, plan=WorkPlan(rows)), "price a branch")
    assert bench.figures.totals().sell == before
    row, column = panel.model.row_of(node_of(panel, "Build")), panel.model.column_of("pricing")
    assert "prices one item" in panel.model.doubt(row, column)


def test_clearing_a_block_leaves_the_rule_of_a_branch_by_its_sum(panel: EditorPanel) -> None:
    enter(panel, "Build", "pricing", "m40")
    at(panel, "Build", "sell")
    press(panel, _K.Key_Delete)
    assert cell(panel, "Build", "pricing") == "m 40.00 %"


@pytest.mark.parametrize(
    ("column", "text", "shown"),
    [
        ("effort", "=40*1.15", "=40*1.15  →  46.00"),
        ("effort", "2w", "2w  →  80.00"),
        ("pricing", "m35", "m35  →  m 35.00 %"),
        ("effort", "=40*", "=40*"),
    ],
)
def test_the_result_is_shown_before_enter(
    panel: EditorPanel, column: str, text: str, shown: str
) -> None:
    at(panel, "Kick-off", column)
    typed(panel, text)
    assert panel.cell_bar.text == shown
    panel.cell_bar.grab()
    press(panel, _K.Key_Escape)
    assert panel.cell_bar.text != shown
    assert not panel.workbench.document.dirty


# -- wrong entries


def test_wrong_entries_stay_with_their_reasons(panel: EditorPanel) -> None:
    enter(panel, "Kick-off", "effort", "lots")
    enter(panel, "Kick-off", "after", "99")
    assert [text for text, _reason in panel.workbench.problems.values()] == ["lots", "99"]
    assert "no item 99" in reasons(panel)[1]
    row = panel.model.row_of(node_of(panel, "Kick-off"))
    assert "no item 99" in panel.model.hint(row, panel.model.column_of("after"))
    panel.view.viewport().repaint()
    at(panel, "Kick-off", "after")
    press(panel, _K.Key_F2)
    field = QApplication.focusWidget()
    assert field is not None
    assert field.text() == "99"  # type: ignore[attr-defined]
    assert "no item 99" in field.toolTip()
    press(panel, _K.Key_Escape)
    assert not panel.workbench.document.dirty


# -- completion and doubts


def test_a_role_is_completed_while_it_is_typed(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "role")
    typed(panel, "arch")
    press(panel, _K.Key_Return)
    assert node_of(panel, "Kick-off").item.role == "Architect"


def test_kinds_and_persons_are_completed(panel: EditorPanel) -> None:
    enter(panel, "Kick-off", "kind", "mil")
    assert node_of(panel, "Kick-off").item.kind is ItemKind.MILESTONE
    enter(panel, "Process workshops", "resource", "Ana Souza")
    enter(panel, "Findings report", "resource", "an")
    assert node_of(panel, "Findings report").item.resource.casefold() == "ana souza"


def test_a_role_without_a_rate_is_doubted_at_once(panel: EditorPanel) -> None:
    enter(panel, "Kick-off", "role", "Wizard")
    at(panel, "Kick-off", "role")
    row, column = panel.view.current_row, panel.view.current_column
    assert "“Wizard” has no rate in EUR" in panel.model.hint(row, column)
    assert "“Wizard” has no rate" in panel.cell_bar.text
    panel.view.viewport().repaint()
    enter(panel, "Kick-off", "cost_rate", "50")
    assert panel.model.doubt(row, column) == ""


def test_blank_rows_at_the_end_are_not_kept() -> None:
    blank = [WorkItem(level=1), WorkItem()]
    plan = WorkPlan([WorkItem("a"), WorkItem(), WorkItem("b"), *blank])
    assert [item.name for item in without_blank_end(plan)] == ["a", "", "b"]
    whole = WorkPlan([WorkItem("a")])
    assert without_blank_end(whole) is whole


# -- the columns that wait in the chooser


ENTRIES = {
    "resource": ("Ana", "Ana", "resource", "Ana"),
    "low": ("4", "4.00", "low", Decimal(4)),
    "likely": ("6", "6.00", "effort", Decimal(6)),
    "high": ("2d", "16.00", "high", Decimal(16)),
    "unit": ("day", "day", "unit", "day"),
    "contingency": ("12.5 %", "12.50 %", "contingency", Decimal("12.5")),
    "optional": ("y", "Yes", "is_optional", True),
    "billable": ("no", "No", "is_billable", False),
    "lump_sum": ("x", "Yes", "is_lump_sum", True),
    "guess": ("yes", "Yes", "is_plugged", True),
    "guess_owner": ("Rui", "Rui", "plug_owner", "Rui"),
    "guess_due": ("2027-02-01", "01 Feb 2027", "plug_due", date(2027, 2, 1)),
    "tax": ("N19", "N19", "tax_code", "N19"),
    "internal_note": ("Ask first", "Ask first", "internal_note", "Ask first"),
    "risks": ("Late", "Late", "risks", "Late"),
}


@pytest.mark.parametrize("column", ENTRIES)
def test_every_detail_is_typed_shown_and_cleared(panel: EditorPanel, column: str) -> None:
    text, shown, field, value = ENTRIES[column]
    before = getattr(node_of(panel, "Kick-off").item, field)
    enter(panel, "Kick-off", column, text)
    assert not panel.workbench.problems
    assert getattr(node_of(panel, "Kick-off").item, field) == value
    assert cell(panel, "Kick-off", column) == shown
    at(panel, "Kick-off", column)
    press(panel, _K.Key_Delete)
    empty = getattr(WorkItem(), field)
    assert getattr(node_of(panel, "Kick-off").item, field) == empty
    for _step in range(panel.workbench.document.stack.count()):
        panel.workbench.document.stack.undo()
    assert getattr(node_of(panel, "Kick-off").item, field) == before


def test_every_column_can_be_shown_typed_empty_and_copied(panel: EditorPanel) -> None:
    sheet = panel.workbench.sheet
    for column in columns_for(may_cost=True):
        panel.view.setColumnHidden(panel.model.column_of(column.key), False)
        for node in panel.workbench.figures.rows:
            column.show(sheet, node)
            if column.is_editable(node) and column.enter and column.key != "kind":
                text = column.edit_text(sheet, node)
                column.enter(sheet, node, text if text else "")
    panel.view.viewport().repaint()


def test_what_can_not_be_is_refused(panel: EditorPanel) -> None:
    enter(panel, "Kick-off", "quantity", "3")
    enter(panel, "Kick-off", "billable", "perhaps")
    enter(panel, "Kick-off", "high", "1")
    at(panel, "Kick-off", "guess")
    panel.view.insert_above()
    node = panel.view.node
    assert node is not None
    row = panel.workbench.row_of(node)
    panel.workbench.do(set_field([row], "kind", ItemKind.MILESTONE, "make a milestone"))
    panel.workbench.do(set_field([row], "name", "Done", "name it"))
    enter(panel, "Done", "guess", "yes")
    said: list[str] = []
    panel.workbench.refused.connect(said.append)
    at(panel, "Done", "name")
    panel.toggle_plug()
    at(panel, "Discovery", "name")
    panel.toggle_plug()
    assert len(said) == 2
    assert not any(item.is_plugged for item in panel.workbench.plan)
    found = " ".join(reasons(panel))
    assert "a task has an effort" in found
    assert "neither yes nor no" in found
    assert "must rise" in found
    assert all("Nothing is priced in this row" in one for one in (found, *said))


def test_a_long_text_is_typed_in_several_lines(panel: EditorPanel) -> None:
    panel.view.setColumnHidden(panel.model.column_of("note"), False)
    at(panel, "Kick-off", "note")
    press(panel, _K.Key_F2)
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    typed(panel, "One")
    press(panel, (_K.Key_Return, ALT))
    typed(panel, "Two")
    press(panel, _K.Key_Return)
    assert node_of(panel, "Kick-off").item.client_note == "One\nTwo"
    assert cell(panel, "Kick-off", "note") == "One Two"
    node = panel.view.node
    assert node is not None
    assert node.item.name == "Process workshops"
    press(panel, (_K.Key_Down, SHIFT))
    typed(panel, "Same")
    press(panel, (_K.Key_Return, CTRL))
    assert node_of(panel, "Findings report").item.client_note == "Same"


def test_who_may_not_see_costs_sees_no_contingency() -> None:
    keys = {column.key for column in columns_for(may_cost=False)}
    assert "contingency" not in keys
    assert {"resource", "low", "risks", "note"} <= keys
