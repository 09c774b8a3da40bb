"""What is pressed while a deed is on its way: nothing is lost, nothing goes astray."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.services.desk import Desk
from salesdesk.services.keeping import Typed
from salesdesk.ui.estimation.beside import LONG
from salesdesk.ui.estimation.compare_sheet import CompareSheet
from salesdesk.ui.estimation.comparing import Offer
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.estimation.grid_fill import FillHandle
from salesdesk.ui.kit.conflict import ConflictSheet
from salesdesk.ui.kit.dialogs import Sheet
from tests.ui.test_app import settle
from tests.ui.test_beside import BY_KEY, app, desk, estimation, page

__all__ = ["app", "desk", "estimation", "page"]  # fixtures


@contextmanager
def held(
    page: EstimationPage, take: Callable[[bool], object] = lambda _done: None
) -> Iterator[None]:
    """A deed that is on its way until the block ends."""
    go_on = threading.Event()
    page.workbench.beside.run("Hold", LONG, lambda _progress: go_on.wait(20), take)
    try:
        yield
    finally:
        go_on.set()


def sheets() -> list[Sheet]:
    return [one for one in QApplication.topLevelWidgets()
            if isinstance(one, Sheet) and one.isVisible()]  # fmt: skip


def are_sums_true(page: EstimationPage) -> bool:
    """Totals and dates as they come out when everything is worked out anew."""
    bench = page.workbench
    anew = PlanSchedule(bench.plan, bench.draft.calendar, bench.draft.starts_on)
    assert bench.schedule is not None
    return (
        bench.figures.totals() == PlanFigures(bench.plan, bench.draft.terms).totals()
        and bench.schedule.spans() == anew.spans()
    )


DEEDS = ["edit_header", "edit_item", "edit_words", "goal_seek", "compare_last", "recalculate",
         "insert_template"]  # fmt: skip


@pytest.mark.parametrize("deed", [*DEEDS, "submit"])
def test_no_sheet_opens_and_no_step_is_taken_over_a_deed(
    app: App, qtbot: QtBot, page: EstimationPage, deed: str
) -> None:
    """What would be typed or decided there could not be taken, or would be lost with the deed."""
    with held(page):
        if deed == "submit":
            page.take(deed)
        else:
            getattr(page, deed)()
        assert sheets() == []
        assert "until this is done or cancelled: Hold" in app.window.toasts.kept[0]
    settle(app, qtbot)


def test_what_others_save_waits_until_the_deed_is_over(
    app: App, qtbot: QtBot, page: EstimationPage, desk: Desk, estimation: UUID
) -> None:
    bench = page.workbench
    with held(page, lambda _done: bench.change_header("x", notes="Done")):
        theirs = desk.estimations.draft(estimation)
        desk.estimations.save(replace(theirs, name="Theirs"), theirs)
        page.changed(frozenset({"estimation"}))
        qtbot.waitUntil(lambda: bench.beside.then is not None)
        assert page.workbench is bench
    settle(app, qtbot)
    assert page.workbench is bench
    assert (bench.draft.notes, page.dirty) == ("Done", True)


def test_what_others_saved_is_shown_once_a_deed_was_cancelled(
    app: App, qtbot: QtBot, page: EstimationPage, desk: Desk, estimation: UUID
) -> None:
    bench = page.workbench
    with held(page):
        theirs = desk.estimations.draft(estimation)
        desk.estimations.save(replace(theirs, name="Theirs"), theirs)
        page.changed(frozenset({"estimation"}))
        qtbot.waitUntil(lambda: bench.beside.then is not None)
        bench.beside.cancel()
    settle(app, qtbot)
    assert page.workbench.draft.name == "Theirs"


def test_a_long_block_is_pasted_where_it_was_asked_for(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    """The cursor may go elsewhere and branches may be folded while the clipboard is read."""
    assert page.panel is not None
    bench, view = page.workbench, page.panel.view
    QGuiApplication.clipboard().setText("\n".join(f"New {n}" for n in range(LONG)))
    view.go_to(bench.figures.rows[10], "name")
    view.paste()
    assert bench.beside.is_running
    page.panel.model.fold_to(1)
    view.go_to(bench.figures.rows[300], "name")
    settle(app, qtbot)
    assert [item.name for item in bench.plan[9:12]] == ["Row 9", "New 0", "New 1"]
    assert len(bench.plan) == 10 + LONG
    page.undo()
    assert bench.plan[10].name == "Row 10"


def test_nothing_typed_while_two_plans_are_compared_is_overwritten(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    bench = page.workbench
    other = bench.plan.with_rows({5: replace(bench.plan[5], name="Theirs")})
    page.offer(replace(bench.draft, plan=other), Offer("Compare", "", "Take", "take rows"))
    assert not bench.enter(bench.figures.rows[1], BY_KEY["name"], "Mine")
    assert "until this is done or cancelled: Comparing" in app.window.toasts.kept[0]
    settle(app, qtbot)
    (sheet,) = [one for one in sheets() if isinstance(one, CompareSheet)]
    sheet._accept()
    assert [bench.plan[1].name, bench.plan[5].name] == ["Row 1", "Theirs"]


def test_what_was_kept_stays_offered_while_it_can_t_be_taken(
    app: App, qtbot: QtBot, page: EstimationPage, desk: Desk
) -> None:
    base = page.workbench.draft
    desk.kept_drafts.keep("estimation", page.key, Typed(base, replace(base, name="Mine"), {}))
    page.kept._looked = False
    page.kept.look(base)
    settle(app, qtbot)
    with held(page):
        page.kept.take()
    settle(app, qtbot)
    assert page.kept.is_offered
    assert page.kept.bar.isVisible()
    page.kept.take()
    assert page.workbench.draft.name == "Mine"
    assert not page.kept.bar.isVisible()


# -- while it is saved


def test_a_header_field_that_is_changed_while_it_is_saved_stays_unsaved(
    app: App, qtbot: QtBot, page: EstimationPage, desk: Desk
) -> None:
    page.workbench.change_header("rename", name="First")
    page.save()
    page.workbench.change_header("rename", name="Second")
    settle(app, qtbot)
    assert page.dirty
    page.save()
    settle(app, qtbot)
    assert not page.dirty
    assert desk.estimations.draft(page.key).name == "Second"


def test_what_others_saved_is_shown_after_merging_and_not_written_over(
    app: App, qtbot: QtBot, page: EstimationPage, desk: Desk
) -> None:
    bench = page.workbench
    bench.enter(bench.figures.rows[1], BY_KEY["effort"], "77")
    theirs = desk.estimations.draft(page.key)
    desk.estimations.save(replace(theirs, name="Theirs"), theirs)
    for effort in (77, 78):
        page.save()
        settle(app, qtbot)
        for sheet in app.window.findChildren(ConflictSheet):
            if sheet.isVisible():
                QTest.keyClick(sheet, Qt.Key.Key_Return)
        settle(app, qtbot)
        saved = desk.estimations.draft(page.key)
        assert (saved.name, saved.plan[1].effort) == ("Theirs", effort)
        assert bench.draft.name == "Theirs"
        assert not page.dirty
        bench.enter(bench.figures.rows[1], BY_KEY["effort"], "78")
    assert are_sums_true(page)


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_rows_that_both_changed_are_asked_for_though_there_are_as_many(
    app: App, qtbot: QtBot, page: EstimationPage, desk: Desk, side: str
) -> None:
    bench = page.workbench
    bench.enter(bench.figures.rows[1], BY_KEY["name"], "mine")
    theirs = desk.estimations.draft(page.key)
    plan = theirs.plan.with_rows({1: replace(theirs.plan[1], name="theirs")})
    desk.estimations.save(replace(theirs, plan=plan), theirs)
    page.save()
    settle(app, qtbot)
    (sheet,) = app.window.findChildren(ConflictSheet)
    texts = [button.text() for button in sheet.findChildren(QRadioButton)]
    assert texts == ["700 rows, changed here: 1", "700 rows, changed by others: 1"]
    sheet.findChildren(QRadioButton)[side == "theirs"].setChecked(True)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert desk.estimations.draft(page.key).plan[1].name == side
    assert bench.plan[1].name == side
    page.undo()
    assert bench.plan[1].name == "mine"


# -- while something is dragged


def test_an_undo_while_the_fill_square_is_dragged_lets_it_go(
    app: App, qtbot: QtBot, page: EstimationPage
) -> None:
    assert page.panel is not None
    bench, view = page.workbench, page.panel.view
    bench.delete(bench.figures.rows[5:])
    page.undo()
    view.go_to(bench.figures.rows[600], "effort")
    (handle,) = view.findChildren(FillHandle)
    at = handle.box().center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(view.viewport(), at + QPoint(0, 60))
    assert handle.is_dragging
    page.redo()
    QTest.mouseMove(view.viewport(), at + QPoint(200, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(200, 0))
    assert not handle.is_dragging
    assert len(bench.plan) == 5


@pytest.mark.parametrize("deed", ["undo", "cells"])
def test_an_edit_while_a_bar_is_dragged_leaves_true_dates(
    app: App, qtbot: QtBot, page: EstimationPage, deed: str
) -> None:
    assert page.panel is not None
    bench, gantt = page.workbench, page.panel.gantt
    page.choose_view("both")
    bench.enter(bench.figures.rows[2], BY_KEY["effort"], "500")
    bench.lay_out()
    node = next(node for node in bench.figures.rows if not node.children)
    page.panel.view.go_to(node, "name")
    qtbot.waitUntil(lambda: gantt.bar(page.panel.model.row_of(node)) is not None)  # type: ignore[union-attr]
    bar = gantt.bar(page.panel.model.row_of(node))
    assert bar is not None
    at = bar.box.center().toPoint()
    week = QPoint(round(gantt.scale.day_width * 7), 0)
    QTest.mousePress(gantt, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(gantt, at + week)
    assert gantt.drag is not None
    if deed == "undo":
        page.undo()
    else:
        effort = BY_KEY["effort"]
        bench.set_cells([(one, effort, "3") for one in bench.figures.rows[650:]], LONG)
    settle(app, qtbot)
    QTest.mouseMove(gantt, at + week * 2)
    QTest.mouseRelease(gantt, Qt.MouseButton.LeftButton, pos=at + week * 2)
    settle(app, qtbot)
    assert are_sums_true(page)
