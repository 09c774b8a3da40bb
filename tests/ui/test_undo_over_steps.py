"""A step of the workflow leaves the undo of a session; what is in review can't be undone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt

from salesdesk.models.reference import RoleRate
from salesdesk.ui.estimation.editor import EstimationPage
from tests.ui.estimation_panel import at
from tests.ui.test_estimation_header import Place31, opened, place

__all__ = ["place"]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def kick_off(page: EstimationPage) -> Decimal | None:
    return next(row.effort for row in page.workbench.plan if row.name == "Kick-off")


def submitted(place: Place31) -> EstimationPage:
    """Edited, saved and submitted in one session."""
    page = place.open()
    assert page.panel is not None
    at(page.panel, "Kick-off", "effort")
    page.workbench.enter(page.panel.view.node, page.panel.view.column, "9")  # type: ignore[arg-type]
    page.save()
    place.settle()
    page.panel.view.setFocus()
    place.press(Key.Key_Return, CTRL | SHIFT)
    place.press(Key.Key_Return, CTRL)
    assert page.workbench.base.status == "in_review"
    return page


def returned(place: Place31) -> None:
    estimator = place.desk.database.actor
    place.sign_in("approver")
    place.desk.estimations.step(place.key, "return", "More testing")
    place.desk.database.actor = estimator


def test_undo_survives_submitting_and_returning(place: Place31) -> None:
    page = submitted(place)
    stack = page.workbench.document.stack
    assert stack.count() == 1
    assert page.workbench.is_read_only
    assert not page._undo.isEnabled()
    page.undo()
    assert kick_off(page) == 9
    assert not page.dirty
    returned(place)
    page.changed(frozenset({"estimation"}))
    place.settle()
    assert page.workbench.base.status == "worksheet"
    assert page.band.isVisible()
    assert not page.workbench.is_read_only
    assert page._undo.isEnabled()
    page.undo()
    assert kick_off(page) == 8
    assert page.dirty
    page.save()
    place.settle()
    assert place.desk.estimations.draft(place.key).plan[2].effort == 8
    page.redo()
    page.save()
    place.settle()
    assert place.desk.estimations.draft(place.key).plan[2].effort == 9


def test_what_was_waived_meanwhile_stays_waived(place: Place31) -> None:
    page = submitted(place)
    returned(place)
    estimator = place.desk.database.actor
    place.sign_in("approver")
    place.desk.estimations.waive_plugs(place.key, "A pilot shows it")
    place.desk.database.actor = estimator
    page.changed(frozenset({"estimation"}))
    place.settle()
    page.undo()
    page.save()
    place.settle()
    assert place.desk.estimations.draft(place.key).plugs_waived


def test_the_settings_say_its_state_after_a_step(place: Place31) -> None:
    submitted(place)
    assert "can't be changed" in opened(place).why.text()


def test_other_rates_are_shown_anew(place: Place31) -> None:
    page = submitted(place)
    with place.desk.database.changing() as session:
        for rate in session.query(RoleRate):
            rate.cost *= 2
    returned(place)
    before = page.workbench.figures.totals().cost
    page.changed(frozenset({"estimation"}))
    place.settle()
    assert page.workbench.figures.totals().cost > before


def test_rows_that_others_saved_are_shown_anew(place: Place31) -> None:
    page = submitted(place)
    returned(place)
    base = place.desk.estimations.draft(place.key)
    rows = base.plan.with_rows({2: replace(base.plan[2], effort=Decimal(30))})
    place.desk.estimations.save(replace(base, plan=rows), base)
    page.changed(frozenset({"estimation"}))
    place.settle()
    assert kick_off(page) == 30
    assert page.workbench.document.stack.count() == 0
