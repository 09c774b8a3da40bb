"""The deal follows its proposals: amounts, stage, and a note when nothing is on offer any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from salesdesk.errors import InvalidInput
from salesdesk.models.columns import now
from salesdesk.models.pipeline import Stage
from salesdesk.models.proposal import Proposal
from salesdesk.services.activities import Activities
from salesdesk.services.database import Database
from salesdesk.services.opportunities import Opportunities, OpportunityDraft
from tests.services.selling import Firm, firm, issued, pro_0042

D = Decimal
NET = D("31595.98")


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def a_deal(house: Firm, **given: object) -> UUID:
    desk = Opportunities(house.database)
    deal = replace(desk.new(), name="Portal", expected_amount=D(40000), **given)  # type: ignore[arg-type]
    return desk.save(deal)


def deal_of(house: Firm, deal: UUID) -> OpportunityDraft:
    return Opportunities(house.database).draft(deal)


def kind_of(house: Firm, deal: UUID) -> str:
    with house.database.reading() as session:
        return session.get_one(Stage, deal_of(house, deal).stage_id).kind


def offered(house: Firm, deal: UUID, **given: object) -> UUID:
    """PRO-2026-0042 of a deal, issued."""
    with house.as_("account_manager") as desk:
        draft = replace(pro_0042(house, desk), opportunity_id=deal, **given)  # type: ignore[arg-type]
        key = desk.save(draft)
    return issued(house, key)


def test_an_acceptance_wins_the_deal_and_says_by_which_proposal(house: Firm) -> None:
    deal = a_deal(house)
    key = offered(house, deal)
    assert kind_of(house, deal) == "open"
    with house.as_("account_manager") as desk:
        desk.step(key, "accept")
        number = desk.draft(key).number
    won = deal_of(house, deal)
    assert (kind_of(house, deal), won.real_amount, won.closed_on) == ("won", NET, now().date())
    move = Opportunities(house.database).moves(deal)[0]
    assert (move.reason, move.actor) == (f"{number} was accepted.", "account_manager")
    assert won.probability == 100


def test_a_second_acceptance_adds_up_and_moves_nothing(house: Firm) -> None:
    deal = a_deal(house)
    first, second = offered(house, deal), offered(house, deal)
    with house.as_("account_manager") as desk:
        desk.step(first, "accept")
        moves = len(Opportunities(house.database).moves(deal))
        desk.step(second, "accept")
    assert deal_of(house, deal).real_amount == 2 * NET
    assert len(Opportunities(house.database).moves(deal)) == moves


def test_a_refused_acceptance_leaves_the_deal_alone(house: Firm) -> None:
    deal = a_deal(house)
    key = offered(house, deal)
    with house.as_("account_manager") as desk, pytest.raises(InvalidInput):
        desk.step(key, "accept", chosen=[key])
    assert (kind_of(house, deal), deal_of(house, deal).real_amount) == ("open", None)


def test_the_expected_amount_is_that_of_the_proposal_once_one_is_issued(house: Firm) -> None:
    deal = a_deal(house)
    offered(house, deal)
    found = deal_of(house, deal)
    assert (found.expected_amount, found.expected_source) == (NET, "proposal")
    assert found.original_amount == 40000


def test_a_typed_amount_stays(house: Firm) -> None:
    deal = a_deal(house, expected_source="manual")
    offered(house, deal)
    assert deal_of(house, deal).expected_amount == 40000


def test_what_is_typed_over_the_proposals_amount_is_somebodys_own(house: Firm) -> None:
    deal = a_deal(house)
    offered(house, deal)
    desk = Opportunities(house.database)
    desk.save(replace(desk.draft(deal), expected_amount=D(25000)))
    offered(house, deal)
    found = deal_of(house, deal)
    assert (found.expected_amount, found.expected_source) == (D(25000), "manual")


@pytest.mark.parametrize(
    ("source", "expected"),
    [("proposal", D("32240.80")), ("best_proposal", D("32240.80")),
     ("sum_of_proposals", NET + D("32240.80"))],
)  # fmt: skip
def test_the_expected_amount_follows_its_source(
    house: Firm, source: str, expected: Decimal
) -> None:
    deal = a_deal(house, expected_source=source)
    offered(house, deal)
    offered(house, deal, discount_percent=None)
    assert deal_of(house, deal).expected_amount == expected


def test_a_proposal_in_another_currency_counts_at_its_own_rate(house: Firm) -> None:
    deal = a_deal(house)
    offered(house, deal, currency="USD", base_currency="EUR", exchange_rate=D("0.5"))
    assert deal_of(house, deal).expected_amount == D("15797.99")


def test_a_decline_of_the_last_proposal_leaves_the_stage_and_a_note(house: Firm) -> None:
    deal = a_deal(house)
    first, second = offered(house, deal), offered(house, deal)
    notes = Activities(house.database)
    with house.as_("account_manager") as desk:
        desk.step(first, "decline", "too dear")
        assert notes.timeline(deal) == ()
        desk.step(second, "decline", "they stay with their supplier")
        number = desk.draft(second).number
    [note] = notes.timeline(deal)
    assert note.title == f"{number} is Declined; nothing is on offer any more."
    assert (note.text, note.who) == ("they stay with their supplier", "Account Manager")
    assert kind_of(house, deal) == "open"


def test_a_cancelled_acceptance_takes_its_amount_back(house: Firm) -> None:
    deal = a_deal(house)
    first, second = offered(house, deal), offered(house, deal)
    before = deal_of(house, deal)
    with house.as_("account_manager") as desk:
        desk.step(first, "accept")
        desk.step(second, "accept")
        desk.step(second, "cancel", "signed twice")
    assert (deal_of(house, deal).real_amount, kind_of(house, deal)) == (NET, "won")
    with house.as_("account_manager") as desk:
        desk.step(first, "cancel", "the customer withdrew")
        number = desk.draft(first).number
    found = deal_of(house, deal)
    assert (found.real_amount, found.closed_on, kind_of(house, deal)) == (None, None, "open")
    assert found.stage_id == before.stage_id
    assert found.probability == before.probability < 100
    move = Opportunities(house.database).moves(deal)[0]
    assert move.reason == f"{number} was cancelled."


def test_ones_own_probability_does_not_outlive_the_won_stage(house: Firm) -> None:
    deal = a_deal(house, probability=D(35), probability_is_own=True)
    key = offered(house, deal)
    with house.as_("account_manager") as desk:
        desk.step(key, "accept")
        desk.step(key, "cancel", "the customer withdrew")
    with house.database.reading() as session:
        usual = session.get_one(Stage, deal_of(house, deal).stage_id).probability
    assert deal_of(house, deal).probability == usual < 100


def test_what_has_expired_sets_no_expected_amount_until_it_is_extended(house: Firm) -> None:
    deal = a_deal(house, expected_source="best_proposal")
    dear = offered(house, deal, discount_percent=None)
    with house.database.changing() as session:
        session.get_one(Proposal, dear).valid_until = now().date() - timedelta(days=1)
    offered(house, deal)
    assert deal_of(house, deal).expected_amount == NET
    with house.as_("account_manager") as desk:
        desk.step(dear, "extend", "they asked for time", until=now().date())
    assert deal_of(house, deal).expected_amount == D("32240.80")


def test_a_pipeline_without_a_won_stage_keeps_the_stage(house: Firm) -> None:
    deal = a_deal(house)
    with house.database.changing() as session:
        for stage in session.execute(select(Stage).where(Stage.kind == "won")).scalars():
            stage.kind = "open"
    key = offered(house, deal)
    with house.as_("account_manager") as desk:
        desk.step(key, "accept")
    assert (deal_of(house, deal).real_amount, kind_of(house, deal)) == (NET, "open")
