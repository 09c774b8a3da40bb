"""Comparing by keyboard in the real window: revisions, today's rates, what a crash left."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.estimation import Estimation
from salesdesk.models.reference import LaborRole, RoleRate
from salesdesk.models.values.workplan import WorkPlan, copied
from salesdesk.models.values.workplan_edits import Delete, SetFields
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import ROLE_COSTS, example
from salesdesk.services.keeping import Typed
from salesdesk.ui.estimation.compare_sheet import CompareSheet
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.family_sheet import FamilySheet
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.page import Place
from salesdesk.ui.theme import clothe, theme
from tests.fresh_files import empty_company
from tests.ui.test_app import nameless, settle
from tests.ui.windows import window_on

D = Decimal
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Page = Callable[[UUID], EstimationPage]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk.open(empty_company(tmp_path / "test.salesdesk"))
    with found.database.changing() as session:
        for role, cost in ROLE_COSTS.items():
            record = LaborRole(name=role)
            session.add(record)
            session.flush()
            old = RoleRate(role_id=record.id, currency="EUR", cost=D(cost),
                           valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 30))  # fmt: skip
            new = RoleRate(role_id=record.id, currency="EUR", cost=D(cost) + 3,
                           valid_from=date(2026, 7, 1))  # fmt: skip
            session.add_all([old, new])
    yield found
    found.close()


@pytest.fixture
def estimation(desk: Desk) -> UUID:
    draft = example(desk.estimations.new())
    return desk.estimations.save(replace(draft, currency="EUR", price_date=date(2026, 1, 10)))


@pytest.fixture
def app(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    with window_on(tmp_path / "test.salesdesk", qtbot) as found:
        yield found


def opened(app: App, qtbot: QtBot, key: UUID) -> EstimationPage:
    app.window.show_place(Place("estimations", str(key)))
    settle(app, qtbot)
    page = app.window.tabs.page
    assert isinstance(page, EstimationPage)
    return page


def sheet_of(kind: type[Any]) -> Any:
    (found,) = [one for one in QApplication.topLevelWidgets()
                if isinstance(one, kind) and one.isVisible()]  # fmt: skip
    return found


def key(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for each in keys:
        focused = QApplication.focusWidget() or QApplication.activeModalWidget()
        assert focused is not None
        QTest.keyClick(focused, each, held)


def shot(widget: Any, name: str) -> None:
    """A picture of each look, for whoever asks for them."""
    folder = os.environ.get("SALESDESK_SHOTS")
    if folder:
        for dark in (True, False):
            theme().set_dark(dark=dark)
            clothe()
            QApplication.processEvents()
            widget.grab().save(f"{folder}/{name}-{'dark' if dark else 'light'}.png")


def changed(page: EstimationPage) -> None:
    """Three differences: a name and hours, a row that goes, and a row that comes."""
    bench = page.workbench
    at = next(n for n, item in enumerate(bench.plan) if item.name == "Process workshops")
    values = {"name": "Process workshops on site", "effort": D(99)}
    bench.do(SetFields(((at, values),), "type"))
    gone = next(n for n, item in enumerate(bench.plan) if item.name == "Kick-off")
    bench.do(Delete((gone,)))


def test_rows_of_the_last_revision_are_taken_back_by_keyboard(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID
) -> None:
    before = desk.estimations.draft(estimation)
    second = desk.estimations.save(
        replace(before, id=UUID(int=7), version=0, number="", name="Variant",
                rules=(), plan=_again(before.plan))
    )  # fmt: skip
    page = opened(app, qtbot, second)
    changed(page)
    edited = page.workbench.plan
    total = page.workbench.figures.totals().sell
    page.compare_with()
    settle(app, qtbot)
    family = sheet_of(FamilySheet)
    assert nameless(family) == []
    shot(family, "family")
    assert family.table.rows.rows[0].values["number"] == before.full_number
    key(Qt.Key.Key_Return)
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    assert nameless(sheet) == []
    shot(sheet, "compare")
    names = [change.item.name for change in sheet.model.found.rows]
    assert "Kick-off" in names
    assert "Price rules" in sheet._preview.note
    assert sheet.chosen
    key(Qt.Key.Key_A, held=CTRL | SHIFT)
    assert not sheet.chosen
    while sheet.list.row.item.name != "Kick-off":
        key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Space)
    assert len(sheet.chosen) == 1
    key(Qt.Key.Key_Return)
    settle(app, qtbot)
    assert "Kick-off" in [item.name for item in page.workbench.plan]
    assert "Process workshops on site" in [item.name for item in page.workbench.plan]
    assert page.workbench.figures.totals().sell > total
    page.undo()
    assert page.workbench.plan == edited


def _again(plan: WorkPlan) -> WorkPlan:
    return WorkPlan(copied(plan.items, descend=True))


def test_todays_rates_are_taken_for_chosen_rows(app: App, qtbot: QtBot, estimation: UUID) -> None:
    page = opened(app, qtbot, estimation)
    before = page.workbench.figures.totals()
    page.recalculate()
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    shot(sheet, "recalculate")
    first = sheet.model.found.rows[0]
    key(Qt.Key.Key_A, held=CTRL | SHIFT)
    key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Return)
    settle(app, qtbot)
    after = page.workbench.figures.totals()
    assert after.cost - before.cost == first.effect.cost
    assert page.workbench.draft.price_date != date(2026, 1, 10)
    page.undo()
    assert page.workbench.figures.totals().cost == before.cost
    assert page.workbench.draft.price_date == date(2026, 1, 10)


def test_what_a_crash_left_is_offered_by_row(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID
) -> None:
    base = desk.estimations.draft(estimation)
    items = list(base.plan)
    items[0] = replace(items[0], name="Discovery and scope")
    items[2] = replace(items[2], effort=D(7))
    mine = replace(base, name="Other name", plan=WorkPlan(items))
    desk.kept_drafts.keep("estimation", estimation, Typed(base, mine))
    page = opened(app, qtbot, estimation)
    assert page.kept.bar.isVisible()
    QTest.keyClick(page.kept.bar.compare, Qt.Key.Key_Space)
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    assert len(sheet.model.found.rows) == 2
    key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Return)
    settle(app, qtbot)
    assert not page.kept.bar.isVisible()
    assert page.workbench.draft.name == "Other name"
    assert page.workbench.plan[0].name == base.plan[0].name
    assert page.workbench.plan[2].effort == 7
    page.undo()
    assert page.workbench.plan == base.plan


def test_what_was_typed_since_is_no_difference_of_what_a_crash_left(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID
) -> None:
    base = desk.estimations.draft(estimation)
    mine = replace(base, plan=base.plan.with_rows({2: replace(base.plan[2], effort=D(7))}))
    desk.kept_drafts.keep("estimation", estimation, Typed(base, mine))
    page = opened(app, qtbot, estimation)
    assert page.panel is not None
    node = page.workbench.figures.rows[4]
    page.panel.view.go_to(node, "effort")
    page.workbench.enter(node, page.panel.view.column, "33")
    QTest.keyClick(page.kept.bar.compare, Qt.Key.Key_Space)
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    assert [change.item.id for change in sheet.model.found.rows] == [base.plan[2].id]
    key(Qt.Key.Key_Return)
    settle(app, qtbot)
    assert (page.workbench.plan[2].effort, page.workbench.plan[4].effort) == (7, 33)


def test_nothing_different_is_said(app: App, qtbot: QtBot, desk: Desk, estimation: UUID) -> None:
    page = opened(app, qtbot, estimation)
    page.compare_last()
    settle(app, qtbot)
    page._show_compared([desk.estimations.draft(estimation)])
    settle(app, qtbot)
    assert not [one for one in QApplication.topLevelWidgets()
                if isinstance(one, Sheet) and one.isVisible()]  # fmt: skip


def test_a_revision_follows_its_parent_and_two_ticked_are_compared(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID
) -> None:
    with desk.database.changing() as session:
        record = session.get_one(Estimation, estimation)
        record.status, number = "approved", record.number
    second = desk.estimations.revise(estimation)
    page = opened(app, qtbot, second)
    changed(page)
    page.save()
    settle(app, qtbot)
    page.compare_last()
    settle(app, qtbot)
    sheet = sheet_of(CompareSheet)
    assert {change.item.name for change in sheet.model.found.rows if change.fields} >= {
        "Process workshops"}  # fmt: skip
    key(Qt.Key.Key_Escape)
    page = opened(app, qtbot, estimation)
    assert page.workbench.is_read_only
    page.compare_with()
    settle(app, qtbot)
    family = sheet_of(FamilySheet)
    assert family.table.rows.rows[0].values["number"] == f"{number}/R1"
    family._take()
    settle(app, qtbot)
    shown = sheet_of(CompareSheet)
    assert not shown.model.may_tick
    assert shown._preview.note == ""
    assert "Kick-off" in [change.item.name for change in shown.model.found.rows]
    key(Qt.Key.Key_Escape)


def test_any_estimation_is_found_by_its_words_and_opened(
    app: App, qtbot: QtBot, desk: Desk, estimation: UUID
) -> None:
    other = desk.estimations.duplicate(estimation, "Warehouse of the north")
    desk.estimations.duplicate(estimation, "Office of the south")
    page = opened(app, qtbot, estimation)
    page.compare_with()
    settle(app, qtbot)
    family = sheet_of(FamilySheet)
    assert len(family.table.rows.rows) == 2
    for row in family.table.rows.rows:
        row.values["tick"] = True
    family.field.setText("ware")
    qtbot.waitUntil(lambda: len(family.table.rows.rows) == 1, timeout=20_000)
    assert family.table.rows.rows[0].key == other
    family._open_row()
    settle(app, qtbot)
    opened_page = app.window.tabs.page
    assert isinstance(opened_page, EstimationPage)
    assert opened_page.key == other
