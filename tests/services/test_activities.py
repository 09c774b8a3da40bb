"""Calls, tasks and notes about a record, and who may keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from salesdesk.errors import InvalidInput, NotAllowed
from salesdesk.models.columns import now
from salesdesk.services.activities import Activities
from salesdesk.services.attachments import Attachments
from salesdesk.services.database import Database
from tests.services.selling import Firm, firm


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def test_a_task_is_due_until_it_is_ticked_off(house: Firm) -> None:
    activities, today = Activities(house.database), now().date()
    with house.as_("account_manager"):
        task = replace(activities.new("accounts", house.account_id, "task"), subject="Call Ana",
                       due_on=today)  # fmt: skip
        key = activities.save(task)
        assert [row.subject for row in activities.due(today)] == ["Call Ana"]
        assert activities.due(today - timedelta(days=1)) == ()
        activities.finish(key, "she agrees")
        assert activities.due(today) == ()
    [row] = activities.timeline(house.account_id)
    assert (row.title, row.is_done) == ("Call Ana", True)


def test_it_says_what_it_is_about(house: Firm) -> None:
    activities = Activities(house.database)
    with house.as_("estimator"), pytest.raises(InvalidInput) as refusal:
        activities.save(replace(activities.new("accounts", house.account_id), subject="  "))
    assert refusal.value.problems[0].column == "subject"


@pytest.mark.parametrize("who", ["account_manager", "estimator", "approver", "finance"])
def test_who_works_on_a_deal_logs_and_keeps_documents(house: Firm, who: str) -> None:
    activities = Activities(house.database)
    with house.as_(who):
        key = activities.save(
            replace(activities.new("accounts", house.account_id), subject="Met Ana")
        )
        activities.delete(key)
        Attachments(house.database).attach("accounts", house.account_id, "a.txt", b"offer")
    assert [row.kind for row in activities.timeline(house.account_id)] == ["document"]


@pytest.mark.parametrize("who", ["read_only", "administrator"])
def test_who_only_looks_writes_nothing(house: Firm, who: str) -> None:
    activities, files = Activities(house.database), Attachments(house.database)
    with house.as_("account_manager"):
        key = activities.save(
            replace(activities.new("accounts", house.account_id, "task"), subject="Met Ana")
        )
    with house.as_(who):
        about = house.account_id
        for deed in (
            lambda: activities.save(replace(activities.new("accounts", about), subject="Me too")),
            lambda: activities.finish(key),
            lambda: activities.delete(key),
            lambda: files.attach("accounts", about, "a.txt", b"offer"),
        ):
            with pytest.raises(NotAllowed, match="log activities and keep documents"):
                deed()
    [row] = activities.timeline(house.account_id)
    assert (row.title, row.is_done) == ("Met Ana", False)
