"""Lists: pages, sort, filters, footer, memory, keys."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from salesdesk.models.values.listing import Condition, ListQuery, Operator, SortKey
from salesdesk.ui.context import Context
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.conditions import packed, sentence, unpacked
from salesdesk.ui.kit.list_screen import ListScreen
from salesdesk.ui.kit.memory import ForgetfulMemory
from salesdesk.ui.kit.table_model import ShownRow, TableModel
from salesdesk.ui.page import Place
from salesdesk.ui.settings import Settings
from tests.ui.sources import SPEC, MemorySource


class Deals(ListScreen):
    module = "opportunities"
    nouns = ("deal", "deals")
    new_words = "New deal"
    watches = frozenset({"deal"})


@pytest.fixture
def jobs() -> Iterator[Background]:
    found = Background(lambda failure: logging.getLogger("test").error("%s", failure))
    yield found
    found.close()


@pytest.fixture
def went() -> list[tuple[Place, str]]:
    return []


@pytest.fixture
def context(jobs: Background, went: list[tuple[Place, str]]) -> Context:
    def navigate(place: Place, how: str = "tab") -> None:
        went.append((place, how))

    nothing: Any = None
    return Context(
        nothing, jobs, Settings(), ForgetfulMemory(), navigate, lambda *_a: None,
        lambda _f: None, nothing,
    )  # fmt: skip


@pytest.fixture
def screen(context: Context, qtbot: QtBot) -> Deals:
    found = opened(context, MemorySource())
    qtbot.addWidget(found)
    qtbot.waitUntil(lambda: found.model.count_is_known and context.jobs.is_idle)
    return found


def opened(context: Context, source: MemorySource) -> Deals:
    found = Deals(context, source, "Deals", "target")
    found.resize(1000, 600)
    found.show()
    found.arrived()
    return found


def names(screen: Deals, count: int = 3) -> list[str]:
    return [screen.model.index(i, 0).data() for i in range(count)]


def test_the_model_keeps_qts_promises(
    jobs: Background, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    model = TableModel(MemorySource(), jobs)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.reload()
    qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 1000)
    qtbot.waitUntil(lambda: jobs.is_idle)


def test_only_what_is_on_the_screen_is_read(screen: Deals, qtbot: QtBot) -> None:
    source = screen.source
    assert isinstance(source, MemorySource)
    assert source.asked == ["first", "outline"]
    screen.view.scrollToBottom()
    screen.view.viewport().repaint()
    qtbot.waitUntil(lambda: any(asked.startswith("page") for asked in source.asked))
    assert len(source.asked) <= 4


def test_the_shipped_view_is_open_first(screen: Deals) -> None:
    assert screen.filters.view_name == "All open"
    assert screen.model.rowCount() == sum(r[9] == "open" for r in MemorySource().rows)


def test_search_filters_as_i_type(screen: Deals, context: Context, qtbot: QtBot) -> None:
    QTest.keyClick(screen.view, Qt.Key.Key_Slash)
    assert screen.focusWidget() is screen.filters.search
    QTest.keyClicks(screen.filters.search, "konex")
    qtbot.waitUntil(lambda: screen.model.query.text == "konex" and context.jobs.is_idle)
    assert {screen.model.index(i, 1).data() for i in range(5)} == {"Konex"}


def test_backspace_takes_the_last_chip_away(screen: Deals, context: Context, qtbot: QtBot) -> None:
    screen.filters.search.setFocus()
    QTest.keyClick(screen.filters.search, Qt.Key.Key_Backspace)
    assert screen.filters.query.conditions == ()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1000)


def test_sort_by_the_current_column(screen: Deals, context: Context, qtbot: QtBot) -> None:
    screen.view.setCurrentIndex(screen.model.index(0, 1))
    mods = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(screen.view, Qt.Key.Key_O, mods)
    qtbot.waitUntil(lambda: context.jobs.is_idle)
    assert screen.model.query.sort == (SortKey("account"),)
    assert screen.model.index(0, 1).data() == "Acme Corporation"


def test_enter_opens_and_shift_control_enter_opens_a_window(
    screen: Deals, went: list[tuple[Place, str]]
) -> None:
    screen.view.put_on(0)
    first = screen.model.shown(0)
    assert first is not None
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    mods = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(screen.view, Qt.Key.Key_Return, mods)
    place = Place("opportunities", str(first.id))
    assert went == [(place, "tab"), (place, "window")]


def test_a_held_ctrl_key_takes_no_row_out_of_the_selection(screen: Deals) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    screen.view.put_on(2)
    QTest.keyPress(screen.view, Qt.Key.Key_Control, control)
    screen.view.put_on(2)
    QTest.keyRelease(screen.view, Qt.Key.Key_Control)
    assert len(screen.view.selected_ids()) == 1


def test_a_repaint_looks_at_each_row_on_the_screen_once(
    screen: Deals, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, model = screen.view, screen.model
    looked: list[int] = []
    asked: list[QModelIndex] = []
    shown, data = model.shown, model.data

    def look(row: int) -> ShownRow | None:
        looked.append(row)
        return shown(row)

    def ask(index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        asked.append(index)
        return data(index, role)

    monkeypatch.setattr(model, "shown", look)
    monkeypatch.setattr(model, "data", ask)
    view.viewport().repaint()
    on_screen = view.viewport().height() // view.rowHeight(0) + 1
    assert model.rowCount() > 5 * on_screen
    assert len(looked) == len(set(looked)) <= on_screen
    assert asked == []


def test_totals_follow_the_selection(screen: Deals, context: Context, qtbot: QtBot) -> None:
    screen.view.put_on(0)
    QTest.keyClick(screen.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.wait(150)
    qtbot.waitUntil(lambda: context.jobs.is_idle)
    from salesdesk.ui.kit.labels import Label

    texts = [label.text() for label in screen.footer.findChildren(Label)]
    assert "2 selected" in texts
    assert "Of the selection" in texts


def test_views_and_columns_are_remembered(screen: Deals, context: Context, qtbot: QtBot) -> None:
    rich = Condition("expected", Operator.AT_LEAST, (Decimal(13000),))
    screen.filters._append(rich)
    screen.filters.save_view("Rich")
    screen.view._show_column(1, on=False)
    qtbot.waitUntil(lambda: context.jobs.is_idle)
    again = opened(context, MemorySource())
    qtbot.addWidget(again)
    assert again.filters.view_name == "Rich"
    assert rich in again.model.query.conditions
    assert "account" not in again.view.shown_columns()
    qtbot.waitUntil(lambda: context.jobs.is_idle)


def test_conditions_survive_json_and_read_as_sentences() -> None:
    query = ListQuery("ko", (Condition("expected", Operator.AT_LEAST, (Decimal("5.5"),)),),
                      (SortKey("name"),))  # fmt: skip
    assert unpacked(SPEC, packed(query)) == query
    assert sentence(SPEC, query.conditions[0]) == ("Expected at least", "5.5")
    assert sentence(SPEC, SPEC.views[0][1].conditions[0]) == ("Stage is", "Open")


def test_an_empty_list_says_how_to_begin(context: Context, qtbot: QtBot) -> None:
    from salesdesk.ui.kit.labels import Label

    screen = opened(context, MemorySource([]))
    qtbot.addWidget(screen)
    screen.filters.clear_filters()
    qtbot.waitUntil(lambda: context.jobs.is_idle)
    assert "No deals yet" in [label.text() for label in screen.empty.findChildren(Label)]


def test_a_change_elsewhere_refreshes(screen: Deals, context: Context, qtbot: QtBot) -> None:
    source = screen.source
    assert isinstance(source, MemorySource)
    before = len(source.asked)
    screen.changed(frozenset({"something"}))
    assert len(source.asked) == before
    screen.changed(frozenset({"deal"}))
    qtbot.waitUntil(lambda: context.jobs.is_idle)
    assert len(source.asked) > before
