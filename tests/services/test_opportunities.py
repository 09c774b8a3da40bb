"""Deals: born in the first stage, moved with reasons, won and reopened, owned."""

from dataclasses import replace
from decimal import Decimal

import pytest

from salesdesk.errors import InvalidInput, NotAllowed, StepRefused
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.values.identity import new_id
from salesdesk.services.actor import Actor, Role
from salesdesk.services.checking import check
from salesdesk.services.database import Database
from salesdesk.services.home import Home
from salesdesk.services.opportunities import DealOwnerDraft, Opportunities


@pytest.fixture
def deals(database: Database) -> Opportunities:
    return Opportunities(database)


def _stage(deals: Opportunities, name: str) -> object:
    return next(stage.id for stage in deals.stages() if stage.name == name)


def _a_deal(deals: Opportunities, **more: object) -> object:
    draft = replace(deals.new(), name="Portal", expected_amount=Decimal(1000))
    return deals.save(replace(draft, **more))  # type: ignore[arg-type]


def test_a_deal_begins_in_the_first_stage_with_its_amount_frozen(deals: Opportunities) -> None:
    key = _a_deal(deals)
    draft = deals.draft(key)  # type: ignore[arg-type]
    assert (draft.original_amount, draft.probability, draft.weighted) == (1000, 10, 100)
    deals.save(replace(draft, expected_amount=Decimal(1500)), draft)
    again = deals.draft(key)  # type: ignore[arg-type]
    assert (again.original_amount, again.expected_amount) == (1000, 1500)


def test_the_first_amount_entered_is_the_original(deals: Opportunities) -> None:
    key = _a_deal(deals, expected_amount=Decimal(0))
    for amount in (25_000, 30_000):
        draft = deals.draft(key)  # type: ignore[arg-type]
        deals.save(replace(draft, expected_amount=Decimal(amount)), draft)
    again = deals.draft(key)  # type: ignore[arg-type]
    assert (again.original_amount, again.expected_amount) == (25_000, 30_000)


def test_a_won_deal_is_worth_what_was_accepted(deals: Opportunities, database: Database) -> None:
    key = _a_deal(deals)
    with database.changing() as session:
        deal = session.get(Opportunity, key)
        assert deal is not None
        deal.real_amount = Decimal("919.49")  # as an accepted proposal leaves it
    deals.mark(key, "won")  # type: ignore[arg-type]
    assert deals.draft(key).real_amount == Decimal("919.49")  # type: ignore[arg-type]


def test_won_lost_and_reopened(deals: Opportunities) -> None:
    key = _a_deal(deals)
    deals.move(key, _stage(deals, "Engaging"))  # type: ignore[arg-type]
    deals.mark(key, "won")  # type: ignore[arg-type]
    won = deals.draft(key)  # type: ignore[arg-type]
    assert (won.real_amount, won.probability) == (1000, 100)
    assert won.closed_on is not None
    with pytest.raises(InvalidInput, match="why"):
        deals.mark(key, "lost")  # type: ignore[arg-type]
    deals.mark(key, "open")  # type: ignore[arg-type]
    open_again = deals.draft(key)  # type: ignore[arg-type]
    assert (open_again.stage_id, open_again.closed_on) == (_stage(deals, "Engaging"), None)
    assert [m.to_stage for m in deals.moves(key)] == [  # type: ignore[arg-type]
        "Engaging",
        "Won",
        "Engaging",
        "Prospecting",
    ]


def test_a_stage_of_another_pipeline_is_refused(deals: Opportunities) -> None:
    with pytest.raises(StepRefused):
        deals.move(_a_deal(deals), new_id())  # type: ignore[arg-type]


def test_shares_of_a_deal_are_a_hundred_percent(deals: Opportunities, database: Database) -> None:
    assert database.actor.id is not None
    half = DealOwnerDraft(user_id=database.actor.id, share=Decimal(50))
    with pytest.raises(InvalidInput):
        _a_deal(deals, owners=(half,))


def test_a_seller_changes_only_own_deals(deals: Opportunities, database: Database) -> None:
    key = _a_deal(deals)
    database.actor = Actor(new_id(), "other", "Other", frozenset({Role.ACCOUNT_MANAGER}))
    with pytest.raises(NotAllowed):
        deals.mark(key, "won")  # type: ignore[arg-type]
    database.actor = Actor(new_id(), "reader", "Reader", frozenset({Role.READ_ONLY}))
    with pytest.raises(NotAllowed):
        deals.save(deals.draft(key))  # type: ignore[arg-type]


def test_the_first_screens_sums_follow_every_write(
    deals: Opportunities, database: Database
) -> None:
    first, second = _a_deal(deals), _a_deal(deals, expected_amount=Decimal(500))
    home = Home(database)
    assert [(f.stage, f.count, f.expected) for f in home.pipeline()] == [("Prospecting", 2, 1500)]
    assert home.pipeline()[0].weighted == 150
    deals.move(first, _stage(deals, "Engaging"))  # type: ignore[arg-type]
    assert [(f.stage, f.expected) for f in home.pipeline()] == [
        ("Prospecting", 500),
        ("Engaging", 1000),
    ]
    deals.archive(first)  # type: ignore[arg-type]
    deals.delete(second)  # type: ignore[arg-type]
    assert home.pipeline() == ()
    assert check(database).problems == []
