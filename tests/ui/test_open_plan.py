"""The open estimation's figures: after any edits those of the draft calculated anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from salesdesk.models.values.pricing import Method, PriceRule, RoleRate, RoleRates
from salesdesk.models.values.workplan import Dependency, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import Delete, Indent, Insert, Move, SetFields
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.ui.estimation.cell_bar import formula
from salesdesk.ui.estimation.columns import COLUMNS
from salesdesk.ui.estimation.reckoned import reckoned
from salesdesk.ui.estimation.workbench import Workbench

D = Decimal
RATES = RoleRates(
    [
        RoleRate("Developer", D(50), valid_to=date(2026, 12, 31)),
        RoleRate("Developer", D(60), valid_from=date(2027, 1, 1)),
    ]
)
FIRST = WorkItem("First", role="Developer", effort=D(16))
SECOND = WorkItem("Second", role="Developer", effort=D(40), after=(Dependency(FIRST.id),))
TENTH = WorkItem("Tenth", rule=PriceRule(Method.PART, D(10), SECOND.id))


@pytest.fixture
def bench(qtbot: QtBot) -> Workbench:
    plan = WorkPlan([FIRST, SECOND, TENTH])
    return Workbench(EstimationDraft(plan=plan, rates=RATES, starts_on=date(2026, 12, 21)))


def cost(bench: Workbench) -> Decimal:
    """The cost, which is that of the draft calculated anew."""
    assert bench.figures.totals() == bench.draft.figures().totals()
    return bench.figures.totals().cost


def test_work_that_is_pushed_into_the_new_year_costs_its_rates(bench: Workbench) -> None:
    assert cost(bench) == D(2800)  # Wednesday 23rd to Tuesday 29th
    assert bench.do(SetFields(((0, {"effort": D(40)}),), "longer"))
    assert cost(bench) == D(40 * 50 + 32 * 50 + 8 * 60)  # Monday 28th to Friday 1st
    bench.change_header("start", starts_on=date(2027, 1, 4))
    assert cost(bench) == D(80 * 60)
    bench.document.stack.undo()
    assert cost(bench) == D(40 * 50 + 32 * 50 + 8 * 60)
    bench.change_header("price date", price_date=date(2026, 12, 1))
    assert cost(bench) == D(80 * 50)


def test_rows_that_come_go_and_move_keep_in_step(bench: Workbench) -> None:
    fresh = replace(SECOND, id=FIRST.id.__class__(int=7), name="Third")
    for edit in (
        Insert(1, (fresh,)),
        SetFields(((1, {"effort": D(80)}),), "longer"),
        Move(2, 2, -1),
        SetFields(((0, {"role": ""}),), "no role"),
        SetFields(((2, {"role": "developer"}),), "another case"),
        Delete((0,)),
    ):
        assert bench.do(edit)
        assert cost(bench) > 0
        assert bench.changed_count == sum(bench.is_changed(item) for item in bench.plan)
    while bench.document.stack.canUndo():
        bench.document.stack.undo()
        assert cost(bench) > 0
    assert cost(bench) == D(2800)


def test_a_split_rate_and_a_part_are_told_in_the_cell(bench: Workbench) -> None:
    bench.do(SetFields(((0, {"effort": D(40)}),), "longer"))
    second, tenth = bench.figures.rows[1:]
    shown = {column.key: column.show(bench.sheet, second) for column in COLUMNS}
    assert shown["cost_rate"] == "50.00 …"
    told = {column.key: formula(bench.sheet, second, column) for column in COLUMNS}
    assert told["cost"] == "= 32 × 50.00 + 8 × 60.00"
    assert told["cost_rate"] == "50.00 from 28 Dec 2026; 60.00 from 01 Jan 2027"
    pricing = next(column for column in COLUMNS if column.key == "pricing")
    assert pricing.show(bench.sheet, tenth) == "p 10.00 % @ 2"
    assert pricing.edit_text(bench.sheet, tenth) == "p10@2"
    assert "10 % of a branch typed here" in formula(bench.sheet, tenth, pricing)
    assert bench.enter(tenth, pricing, "p20@1")
    assert tenth.item.rule == PriceRule(Method.PART, D(20), FIRST.id)
    assert not bench.enter(tenth, pricing, "p20@9")


def test_a_move_that_makes_a_loop_is_refused_with_its_rows(bench: Workbench) -> None:
    said: list[str] = []
    bench.refused.connect(said.append)
    phase = WorkItem("Phase", level=0)
    inside = WorkItem("Inside", level=1, effort=D(8))
    assert bench.do(Insert(0, (phase, inside)))
    third = next(at for at, item in enumerate(bench.plan) if item.id == FIRST.id)
    assert bench.do(SetFields(((third, {"after": (Dependency(phase.id),)}),), "link"))
    kept = bench.plan
    assert not bench.do(Indent((third,), 1))  # it would wait for the phase that it stands in
    assert bench.plan == kept
    assert "1" in said[-1]


@pytest.mark.parametrize(
    ("key", "text", "is_refused"),
    [
        ("effort", "999999999999", True),
        ("duration", "1000000000000000", True),
        ("effort", "9999999", False),  # more than a thousand years
        ("duration", "9999999d", False),
        ("after", "1FS+9999999d", False),
    ],
)
def test_an_endless_plan_keeps_its_dates_and_says_so(
    bench: Workbench, key: str, text: str, *, is_refused: bool
) -> None:
    second = bench.figures.rows[1]
    column = next(column for column in COLUMNS if column.key == key)
    assert bench.enter(second, column, text) is not is_refused
    for shown in COLUMNS:  # nothing that is painted may refuse
        for node in bench.figures.rows:
            shown.show(bench.sheet, node)
    if is_refused:
        ((typed, reason),) = bench.problems.values()
        assert typed == text
        assert "longer than any plan" in reason
    bench.document.stack.undo()
    assert bench.schedule_problem == ""


@pytest.mark.usefixtures("qapp")
def test_what_was_reckoned_beside_the_window_is_not_reckoned_again() -> None:
    plan = WorkPlan([FIRST, SECOND, TENTH])
    draft = EstimationDraft(plan=plan, rates=RATES, starts_on=date(2026, 12, 21))
    found = reckoned(draft)
    visits = found.figures.visits
    bench = Workbench(draft, found)
    assert bench.figures is found.figures
    assert bench.schedule is found.schedule
    assert bench.figures.visits == visits
