"""The printed work plan over pages: calendars repeated, rows and years cut where they are full."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from salesdesk.services.documents.content import EstimationPrint, PlanPrint, PlanRow
from salesdesk.services.documents.estimation import print_estimation
from tests.documents.sample import SUMS, proposal, texts

START = date(2027, 1, 4)


def rows(phases: int, tasks: int, apart: int) -> tuple[PlanRow, ...]:
    """Phases one after the other, each of some tasks that begin so many days apart."""
    found: list[PlanRow] = []
    day = START
    for phase in range(1, phases + 1):
        below = []
        for task in range(1, tasks + 1):
            code = f"{phase}.{task}"
            finish = day + timedelta(days=apart)
            below.append(PlanRow(code, f"Task {code}", day, finish, Decimal(8)))
            day = finish
        first, last = below[0].start, below[-1].finish
        found += [PlanRow(str(phase), f"Phase {phase}", first, last, is_summary=True), *below]
    return tuple(found)


def pages(*parts: PlanRow) -> list[str]:
    content = EstimationPrint(
        sheet=proposal().sheet, account="", rows=(), sums=SUMS, has_cost=False,
        plan=PlanPrint(rows=parts), notes=(),
    )  # fmt: skip
    return [text for text in texts(print_estimation(content)) if "Step" in text]


def test_a_long_plan_repeats_its_calendar_and_breaks_before_a_phase() -> None:
    found = pages(*rows(12, 9, 1))
    assert len(found) > 2
    for text in found:
        assert "January" in text
    names = "\n".join(found)
    for phase in range(1, 13):
        assert f"Phase {phase}" in names
        for task in (1, 9):
            assert names.count(f"Task {phase}.{task}\n") == 1
    for text in found[1:]:
        lines = [line for line in text.splitlines() if line.startswith(("Phase", "Task"))]
        assert lines[0].startswith("Phase")


@pytest.mark.parametrize("tasks", range(24, 44, 3))
def test_no_page_ends_with_a_phase_whatever_stands_below_it(tasks: int) -> None:
    """A phase in a phase: neither of the two titles stays behind."""
    outer, *below = rows(1, tasks, 1)
    inner, *rest = rows(1, 30, 1)
    names = [replace(inner, name="Phase outer"), replace(inner, name="Phase inner")]
    found = pages(replace(outer, name="Phase first"), *below, *names, *rest)
    assert len(found) > 1
    for text in found:
        lines = [line for line in text.splitlines() if line.startswith(("Phase", "Task"))]
        assert lines[-1].startswith("Task")


def test_years_are_cut_into_charts_of_their_own_rows() -> None:
    found = pages(*rows(6, 6, 40))
    names = "\n".join(found)
    assert names.count("Step") >= 3
    for year in (2027, 2028, 2029, 2030):
        assert str(year) in names
    first = next(text for text in found if "Phase 1\n" in text)
    assert "Task 6.6" not in first.split("Step")[1]


def test_a_short_plan_is_one_chart() -> None:
    assert len(pages(*rows(2, 3, 5))) == 1
    one = replace(rows(1, 1, 1)[1], is_milestone=True)
    assert len(pages(one)) == 1
