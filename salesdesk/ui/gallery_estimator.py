"""The sheets and faces of the estimation editor, for the tour of every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.app import App
    from salesdesk.ui.estimation.editor import EstimationPage

BIG = 10_000
ESTIMATOR = "nadia.ferreira"


def estimator_tour(app: App, take: Callable[[str], None], close: Callable[[], None]) -> None:
    """A worksheet of the sample's: empty, with thirty rows, with ten thousand, and its sheets."""
    from salesdesk.services.users import sign_in

    assert app.desk is not None
    actor = app.desk.database.actor
    sign_in(app.desk.database, ESTIMATOR)
    _empty(app, take)
    draft = app.desk.estimations.draft(app.desk.key_of("estimations", "EST-2026-0031"))
    key = app.desk.estimations.duplicate(draft.id, draft.name)
    app.window.show_place(Place("estimations", str(key)))
    take("estimations-worksheet")
    page = _page(app)
    _give_doubts(page)
    for name, deed in _faces(page):
        deed()
        take(f"estimations-{name}")
        close()
    _large(page)
    take("estimations-10000")
    page.workbench.document.stack.undo()
    page.save()
    app.desk.database.actor = actor


def _page(app: App) -> EstimationPage:
    from salesdesk.ui.estimation.editor import EstimationPage

    page = app.window.tabs.page
    assert isinstance(page, EstimationPage)
    return page


def _empty(app: App, take: Callable[[str], None]) -> None:
    assert app.desk is not None
    key = app.desk.estimations.save(replace(app.desk.estimations.new(), name="Not begun"))
    app.window.show_place(Place("estimations", str(key)))
    take("estimations-empty")


def _give_doubts(page: EstimationPage) -> None:
    """Three points for the odds, and one guess."""
    bench = page.workbench
    rows = {}
    for at, item in enumerate(bench.plan):
        if item.effort and item.role:
            rows[at] = replace(
                item, low=item.effort * Decimal("0.7"), high=item.effort * 2,
                is_plugged=item.name == "Screens", plug_owner="Ana Silva",
            )  # fmt: skip
    plan = bench.plan.with_rows(rows)
    bench.document.edit(replace(bench.draft, plan=plan), "three points")


def _faces(page: EstimationPage) -> Iterator[tuple[str, Callable[[], object]]]:
    from salesdesk.ui.estimation.goal_seek import BRANCHES, GoalSeek

    def odds() -> None:
        page.prints.odds()
        while not page.context.jobs.is_idle:
            QApplication.processEvents()

    def goal() -> None:
        page.goal_seek()
        for sheet in QApplication.topLevelWidgets():
            if isinstance(sheet, GoalSeek):
                sheet.seek("33000", BRANCHES)

    yield "odds", odds
    yield "goal", goal
    yield "item", page.edit_item
    yield "texts", page.edit_words
    yield "print", page.prints.ask
    yield "settings", page.edit_header
    yield "compare", page.compare_with
    yield "recalculate", page.recalculate


def _large(page: EstimationPage) -> None:
    from salesdesk.models.values.workplan import WorkPlan, copied

    bench = page.workbench
    rows = list(bench.plan)
    while len(rows) < BIG:
        rows += copied(bench.plan.items)
    bench.document.edit(replace(bench.draft, plan=WorkPlan(rows[:BIG])), "ten thousand")
