"""The Gantt by mouse and by keys: bars move, stretch and are linked, as steps that go back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.workplan import Dependency, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import example
from salesdesk.ui.estimation.editor_panel import EditorPanel
from salesdesk.ui.estimation.gantt_bars import Bar, bar_words
from salesdesk.ui.estimation.gantt_drag import Grip
from salesdesk.ui.estimation.gantt_links import MOST_BEYOND
from salesdesk.ui.estimation.time_scale import TimeScale, Zoom
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.why_popover import WhyPopover
from tests.ui.estimation_panel import CTRL, SHIFT, at, node_of, opened

_K = Qt.Key
NAME, OTHER = "Design system", "Kick-off"


@pytest.fixture
def panel(qtbot: QtBot) -> EditorPanel:
    panel = opened(qtbot, example(EstimationDraft()))
    panel.gantt.setFocus()
    return panel


def bar_of(panel: EditorPanel, name: str) -> Bar:
    bar = panel.gantt.bar(panel.model.row_of(node_of(panel, name)))
    assert bar is not None
    return bar


def placed(panel: EditorPanel, name: str) -> Placed:
    return bar_of(panel, name).placed


def mouse(panel: EditorPanel, kind: QEvent.Type, at_: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    place = panel.gantt.mapToGlobal(at_)
    QApplication.sendEvent(
        panel.gantt, QMouseEvent(kind, at_, place, left, held, Qt.KeyboardModifier.NoModifier)
    )


def drag(panel: EditorPanel, start: QPointF, end: QPointF, *, drop: bool = True) -> None:
    mouse(panel, QEvent.Type.MouseButtonPress, start)
    mouse(panel, QEvent.Type.MouseMove, (start + end) / 2)
    mouse(panel, QEvent.Type.MouseMove, end)
    if drop:
        mouse(panel, QEvent.Type.MouseButtonRelease, end)


def days(panel: EditorPanel, count: float) -> QPointF:
    return QPointF(count * panel.gantt.scale.day_width, 0)


def knob(bar: Bar) -> QPointF:
    return QPointF(bar.box.right() + 8, bar.box.center().y())


def undo(panel: EditorPanel) -> None:
    panel.workbench.document.stack.undo()


def test_a_bar_is_moved_by_the_mouse_and_goes_back(panel: EditorPanel) -> None:
    bar, before = bar_of(panel, NAME), panel.workbench.plan
    middle = QPointF(bar.box.left() + 3, bar.box.center().y())
    drag(panel, middle, middle + days(panel, 9))
    found = node_of(panel, NAME).item.not_before
    assert found is not None
    assert (found - bar.placed.start.date()).days == 9
    assert panel.workbench.document.stack.undoText() == f"move {NAME}"
    undo(panel)
    assert panel.workbench.plan == before
    assert placed(panel, NAME) == bar.placed


def test_a_drag_shows_what_would_be_and_escape_puts_it_back(panel: EditorPanel) -> None:
    bar, before = bar_of(panel, NAME), panel.workbench.plan
    assert panel.workbench.schedule is not None
    end = panel.workbench.schedule.finish
    middle = QPointF(bar.box.left() + 3, bar.box.center().y())
    drag(panel, middle, middle + days(panel, 200), drop=False)
    assert panel.gantt.drag is not None
    assert panel.workbench.schedule.finish > end
    words = panel.gantt.drag.words(placed(panel, NAME))
    assert any("Plan ends" in line for line in words)
    assert panel.workbench.plan is before
    panel.gantt.grab()
    QTest.keyClick(panel.gantt, _K.Key_Escape)
    assert panel.workbench.schedule.finish == end
    assert placed(panel, NAME) == bar.placed
    assert not panel.workbench.document.stack.canUndo()


def test_the_bubble_counts_the_rows_that_would_stand_elsewhere(panel: EditorPanel) -> None:
    bar = bar_of(panel, NAME)
    edge = QPointF(bar.box.right() - 1, bar.box.center().y())
    before = leaves(panel)
    drag(panel, edge, edge + days(panel, 7), drop=False)
    count = sum(1 for now, then in zip(leaves(panel), before, strict=True) if now != then) - 1
    assert panel.gantt.drag is not None
    words = panel.gantt.drag.words(placed(panel, NAME))
    assert [line for line in words if line.startswith("moves")] == (
        [f"moves {count} row{'s' * (count > 1)}"] if count else []
    )
    assert len(before) > count + 1


def test_a_bar_that_is_held_back_says_by_what(panel: EditorPanel) -> None:
    bar = bar_of(panel, OTHER if node_of(panel, OTHER).item.after else NAME)
    before = bar.node.item.after[0].before
    middle = QPointF(bar.box.left() + 3, bar.box.center().y())
    drag(panel, middle, middle - days(panel, 60), drop=False)
    assert panel.gantt.drag is not None
    words = panel.gantt.drag.words(placed(panel, bar.node.item.name))
    found = panel.workbench.node_of(before)
    assert found is not None
    assert f"{found.code} {found.item.name} holds it back" in words


def test_f1_on_a_bar_says_what_put_it_there(panel: EditorPanel) -> None:
    at(panel, NAME, "name")
    panel.gantt.setFocus()
    QTest.keyClick(panel.gantt, _K.Key_F1)
    cards = [w for w in QApplication.topLevelWidgets() if isinstance(w, WhyPopover)]
    assert any("After the end of" in line.text() for w in cards for line in w.findChildren(Label))
    for card in cards:
        card.close()


def leaves(panel: EditorPanel) -> list[tuple[datetime, datetime] | None]:
    schedule = panel.workbench.schedule
    assert schedule is not None
    rows = [node.item.id for node in panel.workbench.figures.rows if not node.children]
    return [(found.start, found.finish) if (found := schedule[row]) else None for row in rows]


def test_the_right_edge_changes_the_duration_and_with_fixed_units_the_effort(
    panel: EditorPanel,
) -> None:
    bar = bar_of(panel, NAME)
    edge = QPointF(bar.box.right() - 1, bar.box.center().y())
    drag(panel, edge, edge + days(panel, 7))
    item = node_of(panel, NAME).item
    assert placed(panel, NAME).finish > bar.placed.finish
    assert item.duration is not None
    assert item.effort == item.duration.hours(panel.workbench.draft.calendar)
    undo(panel)
    assert placed(panel, NAME) == bar.placed


def test_a_link_is_drawn_from_the_end_of_a_bar(panel: EditorPanel) -> None:
    one, other = bar_of(panel, OTHER), bar_of(panel, NAME)
    drag(panel, knob(one), other.box.center(), drop=False)
    panel.gantt.grab()
    mouse(panel, QEvent.Type.MouseButtonRelease, other.box.center())
    assert one.node.item.id in {link.before for link in node_of(panel, NAME).item.after}
    assert panel.workbench.document.stack.undoText() == "link a row"
    undo(panel)
    assert one.node.item.id not in {link.before for link in node_of(panel, NAME).item.after}


def test_a_link_is_drawn_from_the_end_of_a_branch(panel: EditorPanel) -> None:
    branch = next(node for node in panel.model.visible if node.children)
    later = next(node for node in reversed(panel.model.visible)
                 if not node.children and branch not in node.path()
                 and panel.gantt.bar(panel.model.row_of(node)))  # fmt: skip
    one, other = bar_of(panel, branch.item.name), bar_of(panel, later.item.name)
    assert panel.gantt.grip_at(one.box.center()) is None  # its dates are those of its rows
    panel.view.go_to(branch)
    panel.gantt.grab()
    drag(panel, knob(one), other.box.center())
    assert branch.item.id in [link.before for link in node_of(panel, later.item.name).item.after]
    assert placed(panel, later.item.name).start >= one.placed.finish
    undo(panel)
    own, plan = branch.children[-1], panel.workbench.plan
    drag(panel, knob(one), bar_of(panel, own.item.name).box.center())
    assert panel.workbench.plan is plan  # a row of the branch can't wait for all of it


def test_a_drag_at_the_edge_scrolls_and_goes_on(qtbot: QtBot, panel: EditorPanel) -> None:
    gantt, bar, before = panel.gantt, bar_of(panel, NAME), panel.workbench.plan
    offset, right = gantt.offset, QPointF(gantt.width() - 2, bar.box.center().y())
    middle = QPointF(bar.box.left() + 3, bar.box.center().y())
    drag(panel, middle, right, drop=False)
    qtbot.waitUntil(lambda: gantt.offset > offset + 5 * gantt.scale.day_width)
    went = (right.x() - middle.x() + gantt.offset - offset) / gantt.scale.day_width
    mouse(panel, QEvent.Type.MouseButtonRelease, right)
    found = node_of(panel, NAME).item.not_before
    assert found is not None
    assert (found - bar.placed.start.date()).days == round(went)
    stood = gantt.offset
    qtbot.wait(100)
    assert gantt.offset == stood
    undo(panel)
    assert panel.workbench.plan == before


def test_a_link_is_pulled_to_a_row_below_the_view(qtbot: QtBot) -> None:
    rows = [WorkItem(f"Row {n}", effort=Decimal(8)) for n in range(60)]
    panel = opened(qtbot, replace(EstimationDraft(), plan=WorkPlan(rows)))
    panel.gantt.setFocus()
    bar = bar_of(panel, "Row 3")
    bottom = QPointF(bar.box.center().x(), panel.gantt.height() - 4)
    drag(panel, knob(bar), bottom, drop=False)
    scroll = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: scroll.value() == scroll.maximum())
    panel.gantt.grab()
    mouse(panel, QEvent.Type.MouseButtonRelease, bottom)
    assert [link.before for link in panel.workbench.plan[59].after] == [bar.node.item.id]


def test_a_loop_is_refused_with_its_tasks(panel: EditorPanel) -> None:
    told: list[str] = []
    panel.workbench.refused.connect(told.append)
    follower = next(node for node in panel.model.visible if node.item.after and not node.children)
    before = panel.workbench.node_of(follower.item.after[0].before)
    assert before is not None
    plan = panel.workbench.plan
    one, other = bar_of(panel, follower.item.name), bar_of(panel, before.item.name)
    at(panel, follower.item.name, "name")
    drag(panel, knob(one), other.box.center())
    assert panel.workbench.plan is plan
    assert follower.code in told[0]
    assert before.code in told[0]
    assert "waits for" in told[0]


def test_a_link_is_chosen_by_mouse_or_key_and_removed(panel: EditorPanel) -> None:
    follower = next(node for node in panel.model.visible if node.item.after and not node.children)
    name, links = follower.item.name, follower.item.after
    at(panel, name, "name")
    panel.gantt.setFocus()
    QTest.keyClick(panel.gantt, _K.Key_L)
    panel.gantt.grab()
    QTest.keyClick(panel.gantt, _K.Key_Delete)
    assert len(node_of(panel, name).item.after) == len(links) - 1
    undo(panel)
    line = next(
        line for line in panel.gantt._links._lines_of(panel.gantt.rows_in_view())
        if line.node.item.name == name
    )  # fmt: skip
    places = (
        one + (other - one) * (part / 16)
        for one, other in itertools.pairwise(line.points)
        for part in range(17)
    )
    free = next(point for point in places if panel.gantt.grip_at(point) is None)
    mouse(panel, QEvent.Type.MouseButtonPress, free)
    assert panel.gantt._links.chosen == line.key
    QTest.keyClick(panel.gantt, _K.Key_Delete)
    assert len(node_of(panel, name).item.after) == len(links) - 1


def test_links_come_and_go_by_keys(panel: EditorPanel) -> None:
    at(panel, NAME, "name")
    panel.gantt.setFocus()
    QTest.keyClick(panel.gantt, _K.Key_L, CTRL | SHIFT)
    assert not node_of(panel, NAME).item.after


def test_keys_move_stretch_and_look(panel: EditorPanel) -> None:
    at(panel, NAME, "name")
    gantt = panel.gantt
    gantt.setFocus()
    start = placed(panel, NAME).start
    QTest.keyClick(gantt, _K.Key_Right, CTRL)
    assert placed(panel, NAME).start > start
    finish = placed(panel, NAME).finish
    QTest.keyClick(gantt, _K.Key_Right, SHIFT)
    assert placed(panel, NAME).finish > finish
    QTest.keyClick(gantt, _K.Key_Left, CTRL | SHIFT)
    assert placed(panel, NAME).finish == finish
    QTest.keyClick(gantt, _K.Key_P)
    assert not gantt.shows_path
    for key in (_K.Key_End, _K.Key_T, _K.Key_Home, _K.Key_Space):
        QTest.keyClick(gantt, key)
    assert 0 <= bar_of(panel, NAME).box.left() <= gantt.width()
    QTest.keyClick(gantt, _K.Key_0, CTRL)
    assert panel.workbench.schedule is not None
    assert gantt.scale.x(panel.workbench.schedule.finish) - gantt.offset <= gantt.width()


def test_the_wheel_zooms_around_the_mouse_from_days_to_years(panel: EditorPanel) -> None:
    gantt = panel.gantt
    for _step in range(6):
        turn(panel, 120)
    assert gantt.scale.zoom is Zoom.DAYS
    day = gantt.scale.day_at(gantt.offset + 200)
    turn(panel, -120)
    assert abs((gantt.scale.day_at(gantt.offset + 200) - day).days) <= 1
    for _step in range(6):
        turn(panel, -120)
    assert gantt.scale.zoom is Zoom.YEARS
    assert panel.zoom.currentText() == "Years"
    gantt.grab()


def test_the_zoom_box_zooms_as_the_wheel_does(panel: EditorPanel) -> None:
    panel.zoom.setFocus()
    for zoom in (Zoom.MONTHS, Zoom.QUARTERS, Zoom.YEARS):
        QTest.keyClick(panel.zoom, _K.Key_Down)
        assert panel.gantt.scale.zoom is zoom
    for _step in range(4):
        QTest.keyClick(panel.zoom, _K.Key_Up)
    assert panel.gantt.scale.zoom is Zoom.DAYS
    assert len(list(panel.gantt.scale.lower(0, 400))) > 5


def turn(panel: EditorPanel, delta: int) -> None:
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        QPointF(200, 100), panel.gantt.mapToGlobal(QPointF(200, 100)), QPoint(), QPoint(0, delta),
        none, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel.gantt, event)


def test_years_are_named_with_their_spans() -> None:
    scale = TimeScale(date(2026, 12, 1), Zoom.YEARS)
    width = scale.x_of_day(date(2035, 1, 1))
    assert [text for _day, text in scale.lower(0, width)][:2] == ["2026", "2027"]
    assert [text for _day, text in scale.upper(0, width)][:2] == ["2025–2029", "2030–2034"]


def test_a_hint_says_the_dates_and_the_slack(panel: EditorPanel) -> None:
    bar = bar_of(panel, NAME)
    words = bar_words(bar, panel.workbench.sheet)
    assert NAME in words
    assert "–" in words
    assert "Slack" in words or "Critical" in words
    at_ = bar.box.center().toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, at_, panel.gantt.mapToGlobal(at_))
    assert QApplication.sendEvent(panel.gantt, event)
    assert NAME in QToolTip.text()


def test_a_read_only_plan_is_only_looked_at(panel: EditorPanel) -> None:
    panel.workbench.is_read_only = True
    bar, plan = bar_of(panel, NAME), panel.workbench.plan
    middle = QPointF(bar.box.left() + 3, bar.box.center().y())
    drag(panel, middle, middle + days(panel, 9))
    at(panel, NAME, "name")
    panel.gantt.setFocus()
    QTest.keyClick(panel.gantt, _K.Key_Right, CTRL)
    assert panel.workbench.plan is plan


def test_where_a_bar_is_held(panel: EditorPanel) -> None:
    bar = bar_of(panel, NAME)
    y = bar.box.center().y()
    places = {
        Grip.BODY: bar.box.left() + 2,
        Grip.END: bar.box.right() - 1,
        Grip.KNOB: knob(bar).x(),
    }
    for grip, x in places.items():
        found = panel.gantt.grip_at(QPointF(x, y))
        assert found is not None
        assert found[1] is grip


def test_of_a_thousand_links_from_a_row_few_are_drawn_beyond_the_view(qtbot: QtBot) -> None:
    """They leave the view on one line; drawing all of them took as long as a thousand rows."""
    first = WorkItem("First", effort=Decimal(8))
    after = (Dependency(first.id),)
    rest = [WorkItem(f"Row {n}", effort=Decimal(8), after=after) for n in range(1000)]
    panel = opened(qtbot, replace(EstimationDraft(), plan=WorkPlan([first, *rest])))
    panel.workbench.lay_out()
    rows = panel.gantt.rows_in_view()
    drawn = panel.gantt._links._lines_of(rows)
    assert len(drawn) == len(rows) - 1 + MOST_BEYOND
    panel.view.scrollToBottom()
    below = panel.gantt._links._lines_of(panel.gantt.rows_in_view())
    assert {line.before for line in below} == {first.id}
