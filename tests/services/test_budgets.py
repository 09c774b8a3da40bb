"""Exercises and budgets: periods without gaps, cells that sum, approval by somebody else."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.models.values.identity import new_id
from salesdesk.services.actor import Actor, Role
from salesdesk.services.budgets import Budgets
from salesdesk.services.database import Database
from salesdesk.services.exercises import ExerciseDraft, Exercises
from salesdesk.services.opportunities import Opportunities


@pytest.fixture
def exercise(database: Database) -> UUID:
    exercises = Exercises(database)
    draft = ExerciseDraft(name="FY26", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    return exercises.save(exercises.generated(draft, "monthly"))


def test_months_come_with_their_quarters(database: Database, exercise: UUID) -> None:
    draft = Exercises(database).draft(exercise)
    leaves = [p for p in draft.periods if p.is_leaf]
    assert len(leaves) == 12
    assert sum((p.ends_on - p.starts_on + timedelta(1) for p in leaves), timedelta()).days == 365


def test_a_gap_between_periods_is_named(database: Database, exercise: UUID) -> None:
    exercises = Exercises(database)
    draft = exercises.draft(exercise)
    short = [replace(p, ends_on=p.ends_on - timedelta(1)) if p.is_leaf and p.starts_on.month == 2
             else p for p in draft.periods]  # fmt: skip
    with pytest.raises(InvalidInput) as refusal:
        exercises.save(replace(draft, periods=tuple(short)), draft)
    assert refusal.value.problems


def test_a_budget_sums_to_the_cent_and_locks_hold(database: Database, exercise: UUID) -> None:
    budgets = Budgets(database)
    draft = budgets.new(exercise, "period", Decimal(1000000), name="All", currency="EUR")
    assert sum(cell.amount for cell in draft.cells) == 1000000
    first = replace(draft.cells[0], amount=Decimal("12.34"), is_locked=True)
    again = budgets.redistributed(replace(draft, cells=(first, *draft.cells[1:])))
    assert again.cells[0].amount == Decimal("12.34")
    assert sum(cell.amount for cell in again.cells) == 1000000


def test_cells_that_do_not_sum_are_not_submitted(database: Database, exercise: UUID) -> None:
    budgets = Budgets(database)
    draft = budgets.new(exercise, "period", Decimal(1200), name="All", currency="EUR")
    cells = (replace(draft.cells[0], amount=Decimal(1)), *draft.cells[1:])
    key = budgets.save(replace(draft, cells=cells))
    with pytest.raises(StepRefused, match="sum to"):
        budgets.step(key, "submit")


def test_somebody_else_approves_and_then_it_stands(database: Database, exercise: UUID) -> None:
    budgets = Budgets(database)
    draft = budgets.new(exercise, "period", Decimal(1200), name="All", currency="EUR")
    key = budgets.save(draft)
    budgets.step(key, "submit")
    with pytest.raises(StepRefused, match="somebody else"):
        budgets.step(key, "approve")
    own = database.actor
    database.actor = Actor(None, "cfo", "CFO", frozenset({Role.FINANCE}))
    assert budgets.step(key, "approve") == "approved"
    with pytest.raises(StepRefused, match="read-only"):
        budgets.save(replace(budgets.draft(key), total=Decimal(1)))
    database.actor = own
    exercises = Exercises(database)
    year = exercises.draft(exercise)
    with pytest.raises(StepRefused, match="approved on these periods"):
        exercises.save(exercises.generated(year, "quarterly"), year)


def test_won_deals_count_in_the_period_they_were_won(database: Database, exercise: UUID) -> None:
    deals, budgets = Opportunities(database), Budgets(database)
    deal = replace(deals.new(), name="Portal", expected_amount=Decimal(700), currency="EUR")
    deals.mark(deals.save(deal), "won")
    today = date.today()  # noqa: DTZ011 the deal closes on the computer's own day
    draft = ExerciseDraft(
        name="Now", starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31)
    )
    exercises = Exercises(database)
    now = exercises.save(exercises.generated(draft, "annual"))
    key = budgets.save(budgets.new(now, "period", Decimal(1000), name="Now", currency="EUR"))
    assert budgets.actuals()[key] == 700
    other = budgets.new(now, "period", Decimal(1000), name="Other", currency="USD")
    other_key = budgets.save(other)
    assert budgets.actuals()[other_key] == 0
    assert new_id() != key
