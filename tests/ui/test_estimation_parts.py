"""Every part of the estimation's page is reached by keys, and its sums can be asked why."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_why_totals import why_total
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.column_chooser import ColumnChooser
from salesdesk.ui.estimation.editor import EstimationPage
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.why_popover import WhyPopover
from tests.ui.estimation_panel import RATES, at
from tests.ui.test_estimation_header import Place31, place

__all__ = ["place"]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SUMS = ("loaded", "sell", "profit", "margin", "markup", "multiplier", "effort", "finish")


def focused_part(page: EstimationPage) -> str:
    panel, focus = page.panel, QApplication.focusWidget()
    assert panel is not None
    assert focus is not None
    names: dict[str, QWidget] = {"grid": panel.view, "gantt": panel.gantt, "sums": panel.totals,
                                 "bar": panel._bar, "head": page.head}  # fmt: skip
    found = [key for key, part in names.items() if part is focus or part.isAncestorOf(focus)]
    return found[0] if found else "window"


def test_f6_goes_through_every_part_and_the_window_and_back(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    page.panel.view.setFocus()
    seen = []
    for _turn in range(12):
        place.press(Key.Key_F6)
        seen.append(focused_part(page))
    assert seen[:4] == ["gantt", "sums", "bar", "head"]
    assert "window" in seen[4:]
    assert "grid" in seen[5:]
    page.panel.view.setFocus()
    place.press(Key.Key_F6)
    place.press(Key.Key_F6, SHIFT)
    assert focused_part(page) == "grid"


def test_the_columns_open_by_the_key_that_their_button_names(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    page.panel.view.setFocus()
    place.press(Key.Key_C, CTRL | SHIFT)
    assert place.sheet(ColumnChooser) is not None


def test_filters_guesses_and_options_are_commands(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    run = {command.key: command.run for command in page.commands()}
    at(page.panel, "Kick-off", "effort")
    run["estimation.guess"]()
    assert page.panel.plugs == 1
    run["estimation.only.plugs"]()
    shown = [node.item.name for node in page.panel.model.visible]
    assert shown == ["Discovery", "Workshops", "Kick-off"]
    assert page.panel.filters.current == "plugs"
    run["estimation.optional"]()
    assert page.workbench.plan[2].is_optional
    run["estimation.only.all"]()
    assert len(page.panel.model.visible) == len(page.workbench.plan)


def test_filters_stay_reachable_in_a_narrow_window(place: Place31) -> None:
    page = place.open()
    panel = page.panel
    assert panel is not None
    assert panel.filters.isVisible()
    place.app.window.resize(1000, 700)
    place.settle()
    assert not panel.filters.isVisible()
    assert panel.filter_menu.isVisible()
    panel.filter_menu.setFocus()
    place.press(Key.Key_Space)
    menu = panel.filter_menu.findChild(QMenu)
    assert menu is not None
    services = next(action for action in menu.actions() if action.text() == "Services")
    services.trigger()
    assert 0 < len(panel.model.visible) < len(page.workbench.plan)
    menu.close()
    place.app.window.resize(1384, 860)
    place.settle()
    assert panel.filters.current == "service"


def explained() -> WhyPopover:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, WhyPopover)]
    return next(one for one in found if one.isVisible())


@pytest.mark.parametrize("name", SUMS)
def test_each_sum_can_be_focused_and_asked_why(place: Place31, name: str) -> None:
    page = place.open()
    assert page.panel is not None
    figure = page.panel.totals.figure(name)
    figure.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is figure
    QTest.keyClick(figure, Key.Key_F1)
    card = explained()
    assert card.accessibleName() == f"Why {figure.figure.text()}?"
    assert card.findChildren(Label)
    card.close()
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    explained().close()


def test_tab_goes_from_sum_to_sum(place: Place31) -> None:
    page = place.open()
    assert page.panel is not None
    page.panel.totals.figure("loaded").setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _turn in range(3):
        place.press(Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [page.panel.totals.figure(name) for name in ("sell", "profit", "margin")]


def test_the_steps_of_a_sum_are_the_calculators_own() -> None:
    draft = example(EstimationDraft(rates=RATES))
    figures = PlanFigures(draft.plan, draft.terms)
    totals = figures.totals()
    for name in SUMS[:-1]:
        found = why_total(figures, name)
        assert found is not None
        assert found.value == getattr(totals, name)
    margin = why_total(figures, "margin")
    assert margin is not None
    assert [step.value for step in margin.steps] == [totals.sell, totals.loaded, totals.margin]
    sell = margin.steps[0]
    assert sum(Decimal(str(step.value)) for step in sell.steps) == totals.sell
    assert why_total(figures, "nothing") is None


def test_the_finish_names_the_rows_that_end_last(place: Place31) -> None:
    page = place.open()
    found = page.workbench.why_finished()
    assert found is not None
    assert page.workbench.schedule is not None
    assert found.value == page.workbench.schedule.finish
    assert [step.label for step in found.steps[:-1]] == ["2.1.3 Integrations", "2.3 Go-live"]
