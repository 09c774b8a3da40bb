"""Blocks of cells in the estimation grid: selected, filled, copied, pasted, typed into by keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.clipboard import (
    Clip,
    bare_number,
    block_from,
    block_of_html,
    clip_in,
    levels_of,
    outline_of,
    put,
    tiled,
)
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.kit.memory import ForgetfulMemory
from tests.ui.estimation_panel import (
    ALT,
    CTRL,
    SHIFT,
    at,
    cell,
    names,
    node_of,
    opened,
    press,
    typed,
)

_K = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, example(EstimationDraft()))


@pytest.fixture
def empty(qtbot: QtBot) -> EditorPanel:
    return opened(qtbot, EstimationDraft(starts_on=date(2027, 1, 11)))


@pytest.fixture
def flat(qtbot: QtBot) -> EditorPanel:
    items = [WorkItem(f"Row {n}", role="Developer", effort=Decimal(n + 1)) for n in range(12)]
    return opened(qtbot, replace(EstimationDraft(), plan=WorkPlan(items)))


def efforts(panel: EditorPanel) -> list[str]:
    return [str(item.effort) if item.effort else "" for item in panel.workbench.plan]


def here(panel: EditorPanel) -> tuple[str, str]:
    node = panel.view.node
    assert node is not None
    return node.item.name, panel.view.column.key


def undo_name(panel: EditorPanel) -> str:
    return panel.workbench.document.stack.undoText()


def clip_html(table: str, text: str = "") -> None:
    put(Clip(text, table))


# -- where keys lead


def test_home_end_and_the_corners(flat: EditorPanel) -> None:
    at(flat, "Row 5", "role")
    press(flat, _K.Key_Home)
    assert here(flat) == ("Row 5", "code")
    press(flat, _K.Key_End)
    assert here(flat) == ("Row 5", "after")
    press(flat, (_K.Key_Home, CTRL))
    assert here(flat) == ("Row 0", "code")
    press(flat, (_K.Key_End, CTRL))
    assert here(flat) == ("Row 11", "after")


def test_ctrl_arrows_go_to_the_edge_of_the_data(flat: EditorPanel) -> None:
    at(flat, "Row 4", "effort")
    press(flat, _K.Key_Delete, _K.Key_Down, _K.Key_Delete)
    at(flat, "Row 0", "effort")
    press(flat, (_K.Key_Down, CTRL))
    assert here(flat) == ("Row 3", "effort")
    press(flat, (_K.Key_Down, CTRL))
    assert here(flat) == ("Row 6", "effort")
    press(flat, (_K.Key_Down, CTRL))
    assert here(flat) == ("Row 11", "effort")
    press(flat, (_K.Key_Up, CTRL), (_K.Key_Left, CTRL))
    assert here(flat) == ("Row 6", "code")
    press(flat, (_K.Key_Right, CTRL))
    assert here(flat) == ("Row 6", "sell")


def test_shift_stretches_a_block_from_where_it_began(flat: EditorPanel) -> None:
    at(flat, "Row 3", "effort")
    press(flat, (_K.Key_Down, SHIFT), (_K.Key_Down, SHIFT), (_K.Key_Left, SHIFT))
    assert flat.view.block() == ([3, 4, 5], [3, 4])
    press(flat, (_K.Key_Up, SHIFT), (_K.Key_Up, SHIFT), (_K.Key_Up, SHIFT))
    assert flat.view.block() == ([2, 3], [3, 4])
    press(flat, (_K.Key_End, CTRL | SHIFT))
    assert flat.view.block()[0] == list(range(3, 12))
    press(flat, (_K.Key_Home, CTRL | SHIFT))
    assert flat.view.block() == ([0, 1, 2, 3], [0, 1, 3, 4])
    press(flat, _K.Key_Down, (_K.Key_Space, SHIFT))
    assert flat.view.block() == ([1], flat.view.shown_columns())


def test_shift_and_click_selects_to_there_and_dragging_too(flat: EditorPanel) -> None:
    view = flat.view

    def middle(row: int, key: str) -> QPoint:
        return view.visualRect(view.grid_model.index(row, view.grid_model.column_of(key))).center()

    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), left, pos=middle(2, "role"))
    QTest.mouseClick(view.viewport(), left, SHIFT, middle(4, "effort"))
    assert view.block() == ([2, 3, 4], [3, 4])
    QTest.mousePress(view.viewport(), left, pos=middle(6, "role"))
    QTest.mouseMove(view.viewport(), middle(8, "cost_rate"))
    QTest.mouseRelease(view.viewport(), left, pos=middle(8, "cost_rate"))
    assert view.block() == ([6, 7, 8], [3, 4, 5])


# -- filling and typing into many


def test_fill_down_and_right_are_one_step_each(flat: EditorPanel) -> None:
    at(flat, "Row 0", "effort")
    for _row in range(3):
        press(flat, (_K.Key_Down, SHIFT))
    press(flat, (_K.Key_D, CTRL))
    assert efforts(flat)[:5] == ["1", "1", "1", "1", "5"]
    assert undo_name(flat) == "fill 3 cells"
    at(flat, "Row 7", "effort")
    press(flat, (_K.Key_Right, SHIFT), (_K.Key_R, CTRL))
    assert cell(flat, "Row 7", "cost_rate") == "8.00"
    at(flat, "Row 9", "effort")
    press(flat, (_K.Key_D, CTRL))
    assert efforts(flat)[9] == "9"
    for _step in range(3):
        flat.workbench.document.stack.undo()
    assert efforts(flat) == [str(n + 1) for n in range(12)]


def test_ctrl_enter_types_into_every_selected_cell(flat: EditorPanel) -> None:
    at(flat, "Row 1", "effort")
    press(flat, (_K.Key_Down, SHIFT), (_K.Key_Down, SHIFT))
    typed(flat, "=8*2")
    press(flat, (_K.Key_Return, CTRL))
    assert efforts(flat)[:5] == ["1", "16", "16", "16", "5"]
    assert flat.workbench.document.stack.count() == 1
    assert undo_name(flat) == "fill 3 cells"
    at(flat, "Row 6", "role")
    press(flat, (_K.Key_Down, SHIFT), (_K.Key_Space, SHIFT))
    typed(flat, "Architect")
    press(flat, (_K.Key_Return, CTRL))
    assert [item.role for item in flat.workbench.plan][5:9] == [
        "Developer", "Architect", "Architect", "Developer",
    ]  # fmt: skip
    assert flat.view.hasFocus()


def test_delete_clears_a_block_in_one_step(flat: EditorPanel) -> None:
    at(flat, "Row 1", "role")
    press(flat, (_K.Key_Down, SHIFT), (_K.Key_Right, SHIFT), _K.Key_Delete)
    assert [(i.role, i.effort) for i in flat.workbench.plan[1:3]] == [("", None), ("", None)]
    assert undo_name(flat) == "clear 4 cells"


# -- copying and pasting


def test_a_copy_is_text_and_table_and_comes_back_with_its_levels(panel: EditorPanel) -> None:
    at(panel, "Discovery", "name")
    for _row in range(4):
        press(panel, (_K.Key_Down, SHIFT))
    for _column in range(2):
        press(panel, (_K.Key_Right, SHIFT))
    press(panel, (_K.Key_C, CTRL))
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().splitlines()
    assert lines[0].startswith("Discovery\t")
    assert lines[2].startswith("    Kick-off\tConsultant\t8")
    assert 'sdval="8"' in data.html()
    assert block_of_html(data.html())[2] == ["    Kick-off", "Consultant", "8"]
    count = len(panel.workbench.plan)
    press(panel, (_K.Key_End, CTRL), _K.Key_Home, _K.Key_Right, (_K.Key_Plus, CTRL))
    press(panel, (_K.Key_V, CTRL))
    assert undo_name(panel) == "paste 5 rows"
    base = panel.workbench.plan[count].level
    assert [(i.name, i.level - base) for i in panel.workbench.plan[count:]] == [
        ("Discovery", 0), ("Workshops", 1), ("Kick-off", 2), ("Process workshops", 2),
        ("Findings report", 2),
    ]  # fmt: skip


def test_one_cell_fills_a_selection_and_a_block_is_repeated(flat: EditorPanel) -> None:
    QGuiApplication.clipboard().setText("7")
    at(flat, "Row 2", "effort")
    press(flat, (_K.Key_Down, SHIFT), (_K.Key_Down, SHIFT), (_K.Key_V, CTRL))
    assert efforts(flat)[1:6] == ["2", "7", "7", "7", "6"]
    QGuiApplication.clipboard().setText("1\n2\n")
    at(flat, "Row 6", "effort")
    for _row in range(3):
        press(flat, (_K.Key_Down, SHIFT))
    press(flat, (_K.Key_V, CTRL))
    assert efforts(flat)[6:11] == ["1", "2", "1", "2", "11"]
    QGuiApplication.clipboard().setText("50\n60\n70\n")
    at(flat, "Row 0", "effort")
    press(flat, (_K.Key_Down, SHIFT), (_K.Key_V, CTRL))
    assert efforts(flat)[:4] == ["50", "60", "70", "7"]


def test_more_rows_than_exist_become_rows(flat: EditorPanel) -> None:
    QGuiApplication.clipboard().setText(
        "Last\tDeveloper\t1\nPhase\n  Task\tDeveloper\t3\n    Part\tDeveloper\tmany\n  Other\t\t4\n"
    )
    at(flat, "Row 11", "name")
    press(flat, (_K.Key_V, CTRL))
    assert names(flat)[11:] == ["0 Last", "0 Phase", "1 Task", "2 Part", "1 Other"]
    [(words, reason)] = flat.workbench.problems.values()
    assert words == "many"
    assert "not a duration" in reason or "not a number" in reason
    flat.workbench.document.stack.undo()
    assert names(flat)[11:] == ["0 Row 11"]
    assert efforts(flat)[11] == "12"


def test_an_outline_column_says_the_levels(empty: EditorPanel) -> None:
    QGuiApplication.clipboard().setText("1\tBuild\n1.1\tBackend\n1.1.1\tAPI\n1.2\tWeb\n2\tRun\n")
    press(empty, (_K.Key_V, CTRL))
    assert names(empty) == ["0 Build", "1 Backend", "2 API", "1 Web", "0 Run"]


def test_a_table_of_excel_or_libreoffice_is_read(empty: EditorPanel) -> None:
    clip_html(
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>'
        "<tr><td>Design</td><td>Developer</td><td x:num='1234.5'>1.234,50 h</td></tr>"
        "<tr><td>&nbsp;&nbsp;Review<br>and fix</td><td></td><td sdval='2.25'>2,25</td></tr>"
        "</table></body></html>",
        "not this",
    )
    press(empty, (_K.Key_V, CTRL))
    assert [(i.name, i.level, i.effort) for i in empty.workbench.plan] == [
        ("Design", 0, Decimal("1234.5")),
        ("Review and fix", 1, Decimal("2.25")),
    ]


@pytest.mark.parametrize(
    ("text", "effort"),
    [("1,234.50", "1234.5"), ("12.5", "12.5"), ("€ 40.00", "40"), ("40 EUR", "40")],
)
def test_numbers_come_as_spreadsheets_write_them(flat: EditorPanel, text: str, effort: str) -> None:
    QGuiApplication.clipboard().setText(text)
    at(flat, "Row 0", "effort")
    press(flat, (_K.Key_V, CTRL))
    assert flat.workbench.plan[0].effort == Decimal(effort)


def test_the_rules_of_blocks() -> None:
    assert tiled([["1"]], 2, 3) == [["1", "1", "1"]] * 2
    assert tiled([["1"], ["2"]], 3, 1) == [["1"], ["2"]]
    assert tiled([["1", "2"]], 2, 2) == [["1", "2"]] * 2
    assert levels_of(["a", "   b", "      c", "", "   d"]) == [0, 1, 2, 0, 1]
    assert outline_of(["1", "1.1", "2"]) == [0, 1, 0]
    assert outline_of(["1", "2", "3"]) is None
    assert outline_of(["1", "Design"]) is None
    assert bare_number("(1.50)") == "-1.50"
    assert bare_number("Phase EUR") == "Phase EUR"
    assert block_of_html("<p>no table</p>") == []
    assert block_of_html("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr>") == [
        ["a", "b"], ["", "c"],
    ]  # fmt: skip


def test_a_hostile_table_reads_as_text(tmp_path: object) -> None:
    bomb = (
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><table><tr><td>&a;</td></tr></table>"
    )
    assert "root" not in str(block_of_html(bomb))
    many = f"<table><tr><td colspan=999999999>a</td></tr></table>{'<div>' * 5000}"
    assert len(block_of_html(many)[0]) <= 1000


# -- rows by mouse, columns, filters


def drag(panel: EditorPanel, name: str, to: str, *, below: bool, level: int) -> None:
    view = panel.view
    start = view.visualRect(view.grid_model.index(view.grid_model.row_of(node_of(panel, name)), 0))
    end = view.visualRect(view.grid_model.index(view.grid_model.row_of(node_of(panel, to)), 1))
    point = QPoint(end.left() + 8 + level * 16 + 4, end.bottom() - 3 if below else end.top() + 3)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), left, pos=start.center())
    QTest.mouseMove(view.viewport(), (start.center() + point) / 2)
    QTest.mouseMove(view.viewport(), point)
    assert view.drag.is_dragging
    view.viewport().repaint()
    QTest.mouseRelease(view.viewport(), left, pos=point)


def test_a_branch_is_dragged_with_all_below_it(panel: EditorPanel) -> None:
    before = panel.workbench.plan
    drag(panel, "Workshops", "Build", below=True, level=1)
    assert names(panel)[:8] == [
        "0 Discovery", "1 Architecture", "1 Scope signed", "0 Build", "1 Workshops", "2 Kick-off",
        "2 Process workshops", "2 Findings report",
    ]  # fmt: skip
    assert undo_name(panel) == "move"
    assert here(panel)[0] == "Workshops"
    panel.workbench.document.stack.undo()
    assert panel.workbench.plan == before


def test_a_branch_can_not_be_dragged_into_itself(panel: EditorPanel) -> None:
    before = panel.workbench.plan
    drag(panel, "Workshops", "Kick-off", below=True, level=2)
    assert panel.workbench.plan is before


def test_code_and_name_stay_when_the_grid_scrolls_sideways(panel: EditorPanel) -> None:
    view = panel.view
    for column in panel.model.columns:
        view.setColumnHidden(panel.model.column_of(column.key), False)
    QApplication.processEvents()
    at(panel, "Kick-off", "note")
    assert view.is_scrolled
    name = view.visualRect(panel.model.index(2, 1))
    assert name.left() == view.columnWidth(0)
    assert view.indexAt(QPoint(name.left() + 20, name.center().y())).column() == 1
    assert view.visualRect(view.currentIndex()).right() <= view.viewport().width()
    shown = view.grab().toImage()
    press(panel, (_K.Key_Home, CTRL))
    scrolled = view.horizontalScrollBar().value()
    assert scrolled > 0
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(name.left() + 40, 5))
    assert here(panel) == ("Discovery", "name")
    assert view.horizontalScrollBar().value() == scrolled
    assert not shown.isNull()
    at(panel, "Kick-off", "role")
    assert view.visualRect(view.currentIndex()).left() >= view.frozen_width()


def test_columns_widths_and_their_order_come_back(qtbot: QtBot) -> None:
    memory = ForgetfulMemory()
    first = opened(qtbot, example(EstimationDraft()), memory=memory)
    head, columns = first.view.horizontalHeader(), first.model
    first.view.setColumnHidden(columns.column_of("cost"), False)
    first.view.setColumnWidth(columns.column_of("role"), 151)
    head.moveSection(head.visualIndex(columns.column_of("sell")), 2)
    head.moveSection(head.visualIndex(columns.column_of("role")), 0)
    second = opened(qtbot, example(EstimationDraft()), memory=memory)
    keys = [second.model.columns[c].key for c in second.view.shown_columns()]
    assert keys[:3] == ["code", "name", "role"]
    assert keys.index("sell") < keys.index("effort")
    assert "cost" in keys
    assert second.view.columnWidth(second.model.column_of("role")) == 151


def test_the_chooser_shows_columns_and_goes_back(panel: EditorPanel, qtbot: QtBot) -> None:
    panel.choose_columns()
    from salesdesk.ui.estimation.column_chooser import ColumnChooser

    [chooser] = panel.window().findChildren(ColumnChooser)
    chooser.ticks["finish"].click()
    assert not panel.view.isColumnHidden(panel.model.column_of("finish"))
    chooser._reset()
    assert panel.view.isColumnHidden(panel.model.column_of("finish"))
    chooser.close()


def test_filters_keep_the_cursor_and_show_the_branches_above(panel: EditorPanel) -> None:
    at(panel, "Kick-off", "effort")
    press(panel, _K.Key_Delete)
    panel.toggle_plug()
    for which in ("service", "plugs", "changed", "all"):
        panel._filter(which)
        assert here(panel) == ("Kick-off", "effort")
    panel._filter("plugs")
    assert [n.item.name for n in panel.model.visible] == ["Discovery", "Workshops", "Kick-off"]
    panel._filter("service")
    assert "Products" not in [n.item.name for n in panel.model.visible]
    panel.model.fold_to(1)
    assert here(panel) == ("Discovery", "effort")


def test_rows_move_with_alt_and_keep_their_branch(panel: EditorPanel) -> None:
    at(panel, "Architecture", "name")
    press(panel, (_K.Key_Up, ALT))
    assert names(panel)[1:6] == [
        "1 Architecture", "1 Workshops", "2 Kick-off", "2 Process workshops", "2 Findings report",
    ]  # fmt: skip
    assert undo_name(panel) == "move up"


def test_an_empty_clipboard_gives_nothing() -> None:
    assert block_from(clip_in(None), ".") == []


def test_rows_pasted_below_an_expense_are_tasks(panel: EditorPanel) -> None:
    press(panel, (_K.Key_End, CTRL))
    at(panel, "Travel and lodging", "name")
    assert panel.workbench.plan[-1].kind is ItemKind.EXPENSE
    QGuiApplication.clipboard().setText("Travel\nRollout\nTraining\tDeveloper\t16")
    press(panel, (_K.Key_V, CTRL))
    assert [node_of(panel, name).item.kind for name in ("Travel", "Rollout", "Training")] == [
        ItemKind.EXPENSE,
        ItemKind.TASK,
        ItemKind.TASK,
    ]
    assert node_of(panel, "Training").effort == 16


def test_an_expense_that_is_copied_stays_one(panel: EditorPanel) -> None:
    at(panel, "Travel and lodging", "name")
    press(panel, (_K.Key_Right, SHIFT), (_K.Key_Right, SHIFT), (_K.Key_C, CTRL))
    text = QGuiApplication.clipboard().text().rstrip("\n")
    QGuiApplication.clipboard().setText(f"{text}\n{text.replace('Travel and lodging', 'Hotel')}")
    at(panel, "Travel and lodging", "name")
    press(panel, (_K.Key_V, CTRL))
    hotel = node_of(panel, "Hotel").item
    assert (hotel.kind, hotel.role) == (ItemKind.EXPENSE, "")


def pulled(panel: EditorPanel, name: str, column: str, *, drop: bool = True) -> None:
    """Drag the square at the corner of the selection to a cell, by the mouse."""
    view, left = panel.view, Qt.MouseButton.LeftButton
    row = next(at for at, node in enumerate(panel.model.visible) if node.item.name == name)
    to = view.visualRect(panel.model.index(row, panel.model.column_of(column))).center()
    QTest.mousePress(
        view.viewport(), left, Qt.KeyboardModifier.NoModifier, view.fill.box().center()
    )
    QTest.mouseMove(view.viewport(), to)
    if drop:
        QTest.mouseRelease(view.viewport(), left, Qt.KeyboardModifier.NoModifier, to)


def test_the_corner_of_the_selection_is_dragged_to_fill(flat: EditorPanel) -> None:
    at(flat, "Row 0", "effort")
    press(flat, (_K.Key_Down, SHIFT))
    pulled(flat, "Row 4", "effort")
    assert efforts(flat)[:6] == ["1", "2", "1", "2", "1", "6"]
    assert undo_name(flat) == "fill 3 cells"
    assert flat.selection_words() == "5 cells, sum 7.00 h"
    flat.workbench.document.stack.undo()
    at(flat, "Row 2", "effort")
    pulled(flat, "Row 2", "cost_rate")
    assert cell(flat, "Row 2", "cost_rate") == "3.00"


def test_the_corner_is_dragged_up_and_left_too(flat: EditorPanel) -> None:
    at(flat, "Row 5", "effort")
    press(flat, (_K.Key_Down, SHIFT))
    pulled(flat, "Row 2", "effort")
    assert efforts(flat)[:7] == ["1", "2", "7", "6", "7", "6", "7"]  # from the nearest row on
    assert undo_name(flat) == "fill 3 cells"
    assert flat.view.block()[0] == [2, 3, 4, 5, 6]
    flat.workbench.undo()
    at(flat, "Row 8", "effort")
    pulled(flat, "Row 8", "code")  # as far as the names; the codes are none to fill
    assert [cell(flat, "9", column) for column in ("role", "effort")] == ["9", "9.00"]
    columns = [flat.model.columns[column].key for column in flat.view.block()[1]]
    assert columns == ["name", "role", "effort"]


def test_a_drag_of_the_corner_is_given_up_by_escape(flat: EditorPanel) -> None:
    before = flat.workbench.plan
    at(flat, "Row 0", "effort")
    pulled(flat, "Row 4", "effort", drop=False)
    flat.view.grab()
    press(flat, _K.Key_Escape)
    pulled(flat, "Row 0", "effort")
    assert flat.workbench.plan is before


def test_nothing_is_dragged_from_a_code_or_in_what_is_only_read(flat: EditorPanel) -> None:
    at(flat, "Row 0", "effort")
    assert not flat.view.fill.box().isEmpty()
    flat.workbench.is_read_only = True
    assert flat.view.fill.box().isEmpty()


def test_nothing_is_dragged_from_a_column_that_is_hidden(flat: EditorPanel) -> None:
    """The cursor may stand there; the square is drawn at the shown column before it."""
    before = flat.workbench.plan
    flat.view.go(3, flat.model.column_of("start"))
    assert flat.model.column_of("start") not in flat.view.shown_columns()
    flat.view.fill._press(flat.view.fill.box().center())
    assert not flat.view.fill.is_dragging
    assert flat.workbench.plan is before


def test_a_text_pasted_over_a_code_alone_changes_nothing(flat: EditorPanel) -> None:
    before = flat.workbench.plan
    at(flat, "Row 3", "code")
    QGuiApplication.clipboard().setText("a")
    flat.view.paste()
    assert flat.workbench.plan is before
