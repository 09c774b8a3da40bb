"""The sample company's exercises, and a budget for each regional office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from salesdesk.models.planning import Market
from salesdesk.services.demo import OFFICES, acting
from salesdesk.services.desk import Desk
from salesdesk.services.exercises import ExerciseDraft

_YEARS = ((2017, ("2500000", "2200000", "1700000")), (2026, ("1200000", "950000", "800000")))
_AUTHOR, _APPROVER = "Melvin Marxen", "Gustavo Lima"


def add_planning(desk: Desk) -> None:
    """Two sales years by quarters and months, with three approved budgets each."""
    for year, totals in _YEARS:
        with acting(desk, _AUTHOR):
            draft = ExerciseDraft(
                name=f"Sales {year}", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)
            )
            exercise = desk.exercises.save(desk.exercises.generated(draft, "monthly"))
            desk.exercises.step(exercise, "open")
        for office, total in zip(OFFICES, totals, strict=True):
            _add_budget(desk, exercise, year, office, Decimal(total))


def _add_budget(desk: Desk, exercise: object, year: int, office: str, total: Decimal) -> None:
    with desk.database.reading() as session:
        market = session.scalars(select(Market.id).where(Market.name == office)).one()
    with acting(desk, _AUTHOR):
        draft = desk.budgets.new(
            exercise,  # type: ignore[arg-type] # the exercise's key
            "period-region-seller",
            total,
            market_id=market,
            currency="USD",
            name=f"{office} {year}",
        )
        key = desk.budgets.save(replace(draft, notes="Invented for the sample company."))
        desk.budgets.step(key, "submit")
    with acting(desk, _APPROVER):
        desk.budgets.step(key, "approve")
