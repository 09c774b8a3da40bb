"""A role that has a calendar of its own is planned by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.desk import Desk
from salesdesk.services.reference import ReferenceRow
from tests.ui.test_app import desk

__all__ = ["desk"]

NIGHTS = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "20:00-24:00"
)


def test_items_of_a_role_stand_in_its_calendar(desk: Desk) -> None:
    nights = ReferenceRow(values={"name": "Nights", **NIGHTS, "country": "", "is_default": False})
    desk.reference.save("calendars", [nights])
    role = {"name": "Guard", "calendar_id": nights.id, "is_active": True}
    plain = {"name": "Clerk", "calendar_id": None, "is_active": True}
    desk.reference.save("roles", [ReferenceRow(values=role), ReferenceRow(values=plain)])
    guard = WorkItem("guard", role="Guard", effort=Decimal(8))
    clerk = WorkItem("clerk", role="Clerk", effort=Decimal(8))
    draft = replace(desk.estimations.new(), starts_on=date(2033, 1, 7))
    draft = desk.estimations.rated(replace(draft, plan=WorkPlan([guard, clerk])))
    placed = draft.schedule()[guard.id]
    assert placed is not None
    assert placed.start == datetime(2033, 1, 7, 20)  # noqa: DTZ001 a plan's time is local
    assert placed.finish == datetime(2033, 1, 9)  # noqa: DTZ001 a plan's time is local
    other = draft.schedule()[clerk.id]
    assert other is not None
    assert other.start.date() == other.finish.date() == date(2033, 1, 7)
