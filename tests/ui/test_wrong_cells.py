"""What was typed into a cell and not understood is unsaved: it is told, kept, and never dropped."""

from __future__ import annotations

from PySide6.QtCore import Qt

from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.kit.dialogs import Confirm, Sheet
from tests.ui.estimation_panel import at
from tests.ui.test_estimation_header import Place31, place

__all__ = ["place"]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def typed_wrongly(place: Place31) -> EstimationPage:
    page = place.open()
    assert page.panel is not None
    at(page.panel, "Kick-off", "effort")
    page.panel.view.setFocus()
    for sign in "8oo":
        place.write(sign)
    place.press(Key.Key_Return)
    return page


def shown_status(place: Place31) -> str:
    return place.app.window.status._saved.words.text()


def test_a_wrong_cell_is_unsaved_and_the_status_bar_says_so(place: Place31) -> None:
    page = typed_wrongly(place)
    assert page.dirty
    assert shown_status(place) == "1 cell is wrong (F8)"
    assert not page._save.isEnabled()
    at(page.panel, "Kick-off", "effort")  # type: ignore[arg-type]
    place.write("8")
    place.press(Key.Key_Return)
    assert not page.dirty
    assert shown_status(place) == "All changes saved"


def test_leaving_asks_and_saving_says_what_is_left_out(place: Place31) -> None:
    page = typed_wrongly(place)
    left: list[int] = []
    page.leave(lambda: left.append(1))
    sheet = place.sheet(Sheet)
    assert sheet is not None
    assert not left
    sheet.reject()
    place.settle()
    place.press(Key.Key_S, CTRL)
    assert "1 cell is wrong (F8)" in place.app.window.toasts.kept[0]
    assert [text for text, _why in page.workbench.wrong.values()] == ["8oo"]


def test_a_wrong_cell_is_kept_for_the_next_start(place: Place31) -> None:
    page = typed_wrongly(place)
    page.keep_typed()
    base = page.workbench.base
    kept = place.desk.kept_drafts.find("estimation", place.key, base)
    assert kept is not None
    assert kept.count == 1
    page.kept._looked = False
    page.workbench.problems.clear()
    page.kept.look(base)
    place.settle()
    assert page.kept.bar.isVisible()
    page.kept.take()
    assert [text for text, _why in page.workbench.wrong.values()] == ["8oo"]


def test_submitting_is_refused_while_a_cell_is_wrong(place: Place31) -> None:
    page = typed_wrongly(place)
    place.press(Key.Key_Return, CTRL | SHIFT)
    assert place.sheet(Confirm) is None
    assert "1 cell is wrong (F8)" in place.app.window.toasts.kept[0]
    assert place.desk.estimations.draft(place.key).status == "worksheet"
    page._do_step(next(step for step in page._offered() if step.verb == "submit"), "")
    place.settle()
    assert page.workbench.base.status == "worksheet"
    assert len(page.workbench.wrong) == 1


def test_a_loop_is_told_with_nothing_unsaved(place: Place31) -> None:
    page = place.open()
    page.workbench.schedule_problem = "1.1 waits for 1.2, which waits for 1.1."
    page._say()
    assert "waits for" in shown_status(place)
