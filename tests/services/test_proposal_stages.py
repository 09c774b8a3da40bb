"""The pipeline of proposals: optional, beside the status, and never commercial."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import NotAllowed, StepRefused
from salesdesk.models.pipeline import Pipeline, Stage
from salesdesk.models.values.listing import Condition, ListQuery, Operator
from salesdesk.services.database import Database
from salesdesk.services.opportunities import Opportunities
from salesdesk.services.proposal_stages import move, stages
from tests.services.selling import Firm, firm, issued, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def add_pipeline(database: Database) -> None:
    with database.changing() as session:
        pipeline = Pipeline(name="Proposals", entity="proposal")
        pipeline.stages = [
            Stage(position=at, name=name, kind=kind, probability=Decimal(odds))
            for at, (name, kind, odds) in enumerate(
                [("Sent", "open", 40), ("Talking", "open", 60), ("Signed", "won", 100)]
            )
        ]
        session.add(pipeline)


def waiting(house: Firm) -> UUID:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        desk.step(key, "submit")
    with house.as_("approver") as desk:
        desk.step(key, "approve")
    return key


def test_without_a_pipeline_there_are_no_stages(house: Firm) -> None:
    assert stages(house.database) == ()


def test_a_move_leaves_the_approval_and_says_so_in_the_history(house: Firm) -> None:
    add_pipeline(house.database)
    key = waiting(house)
    sent, talking, _signed = stages(house.database)
    with house.as_("account_manager") as desk:
        move(house.database, key, sent.id)
        move(house.database, key, talking.id)
        move(house.database, key, talking.id)
        steps = [(each["step"], each["reason"]) for each in desk.show(key)["history"]]
        assert steps[-2:] == [("stage", "outside the pipeline → Sent"), ("stage", "Sent → Talking")]
        assert desk.draft(key).status == "approved"
        query = ListQuery(conditions=(Condition("stage", Operator.IS, ("Talking",)),))
        assert desk.listing.count(query) == 1
        assert desk.step(key, "issue")["status"] == "issued"
        move(house.database, key, None)
        empty = ListQuery(conditions=(Condition("stage", Operator.IS_EMPTY),))
        assert desk.listing.count(empty) == 1


def test_only_its_owner_moves_it_and_only_in_its_own_pipeline(house: Firm) -> None:
    add_pipeline(house.database)
    with house.as_("account_manager") as desk:
        key = issued(house, desk.save(pro_0042(house, desk)))
    for who in ("approver", "read_only", "finance"):
        with house.as_(who), pytest.raises(NotAllowed):
            move(house.database, key, stages(house.database)[0].id)
    foreign = Opportunities(house.database).stages()[0].id
    with house.as_("account_manager"), pytest.raises(StepRefused, match="not one of the proposals"):
        move(house.database, key, foreign)
