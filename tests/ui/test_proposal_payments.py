"""The payment schedule by keyboard: by percent, by amount, by milestone, by month, and the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from PySide6.QtTest import QTest

from salesdesk.services.proposal_drafts import PlanRowDraft
from salesdesk.ui.kit.edit_table import EditTable
from salesdesk.ui.proposal.monthly_sheet import MonthlySheet
from tests.ui.proposal_workplace import Workplace, body_of, press_button

D = Decimal


def put(table: EditTable, row: int, name: str, value: object) -> None:
    """A value as its cell's editor gives it."""
    at = [column.name for column in table.rows.columns].index(name)
    table.setCurrentIndex(table.rows.index(row, at))
    table.rows.setData(table.rows.index(row, at), value)


def amounts(table: EditTable) -> list[str]:
    return [str(table.rows.index(row, 5).data()) for row in range(len(table.rows.rows))]


def test_a_fixed_amount_and_what_is_missing(place: Workplace) -> None:
    page = place.open()
    payments, bench = body_of(page).payments, page.bench
    assert bench
    put(payments.table, 0, "fixed", D(5000))
    place.settle()
    assert amounts(payments.table) == ["5,000.00", "10,081.25", "13,441.66"]
    assert payments.said.text() == "10,081.25 of the total is in no payment yet."
    payments.table.setCurrentIndex(payments.table.rows.index(1, 0))
    press_button(payments, "The rest here")
    place.settle()
    assert amounts(payments.table) == ["5,000.00", "20,162.50", "13,441.66"]
    assert sum(part.amount for part in bench.sums.instalments) == bench.sums.total
    assert payments.said.isHidden()
    put(payments.table, 0, "percent", D(10))
    place.settle()
    assert bench.draft.instalments[0].fixed is None
    assert payments.said.text() == "The payments make 3,860.42 more than the total."


def test_every_month_the_same(place: Workplace) -> None:
    page = place.open()
    payments, bench = body_of(page).payments, page.bench
    assert bench
    press_button(payments, "Monthly…")
    sheet = place.sheet(MonthlySheet)
    assert isinstance(sheet, MonthlySheet)
    sheet.first.line.clear()
    press_button(sheet, "Make the payments")
    assert sheet.isVisible()
    sheet.first.write(date(2027, 1, 31))
    sheet.count.line.clear()
    QTest.keyClicks(sheet.count.line, "3")
    press_button(sheet, "Make the payments")
    place.settle()
    assert [(part.due_on, part.percent) for part in bench.draft.instalments] == [
        (date(2027, 1, 31), D("33.34")), (date(2027, 2, 28), D("33.33")),
        (date(2027, 3, 31), D("33.33")),
    ]  # fmt: skip
    assert sum(part.amount for part in bench.sums.instalments) == bench.sums.total
    assert bench.document.stack.undoText() == "make monthly payments"


def test_a_payment_follows_its_milestone(place: Workplace) -> None:
    page = place.open()
    payments, bench = body_of(page).payments, page.bench
    assert bench
    reached = PlanRowDraft(
        work_item_id=uuid4(), kind="milestone", name="Go-live", finishes_on=date(2027, 3, 9)
    )
    bench.edit(replace(bench.draft, plan=(reached,)), "plan")
    put(payments.table, 2, "milestone_id", reached.work_item_id)
    place.settle()
    assert bench.draft.instalments[2].due_on == date(2027, 3, 9)
    assert payments.table.rows.index(2, 2).data() == "Go-live"
    later = replace(reached, finishes_on=date(2027, 4, 1))
    bench.edit(replace(bench.draft, plan=(later,)), "plan")
    place.settle()
    assert bench.sums.instalments[2].due_on == date(2027, 4, 1)
    assert page.save()
    place.settle()
    stored = place.desk.proposals.draft(place.key).instalments[2]
    assert (stored.milestone_id, stored.due_on) == (reached.work_item_id, date(2027, 4, 1))
