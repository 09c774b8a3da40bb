"""Stand-ins: who approves for whom, on which days, and what the history says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import NotAllowed, StepRefused
from salesdesk.models.columns import now
from salesdesk.models.reference import ApprovalDelegation, ApprovalLimit, ApprovalRule
from salesdesk.models.user import User
from salesdesk.services.actor import Actor, Role
from salesdesk.services.database import Database
from salesdesk.services.users import UserDraft, Users
from tests.services.selling import Firm, firm, pro_0042

TODAY = now().date()
DAY = timedelta(days=1)


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def hire(house: Firm, name: str, *roles: Role) -> None:
    """Somebody more in the house, by first name."""
    draft = UserDraft(username=name.lower(), name=name)
    key = Users(house.database).save(draft, frozenset(roles))
    house.people[name] = Actor(key, name.lower(), name, frozenset(roles))


def lend(house: Firm, giver: str, taker: str, first: int = 0, last: int = 0) -> None:
    """``giver``'s approvals are ``taker``'s from one day to another, counted from today."""
    with house.database.changing() as session:
        session.add(
            ApprovalDelegation(
                from_id=house.people[giver].id,
                to_id=house.people[taker].id,
                valid_from=TODAY + first * DAY,
                valid_to=TODAY + last * DAY,
            )
        )


def submitted(house: Firm, owner: str = "account_manager") -> UUID:
    with house.as_(owner) as desk:
        key = desk.save(replace(pro_0042(house, desk), owner_id=house.people[owner].id))
        desk.step(key, "submit")
    return key


def test_a_stand_in_approves_and_the_history_says_in_whose_name(house: Firm) -> None:
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "approver", "Ines")
    key = submitted(house)
    with house.as_("Ines") as desk:
        assert {step.verb for step in desk.offered(key)} >= {"approve", "return"}
        assert desk.readiness(key).hindrances == {}
        assert desk.step(key, "approve")["status"] == "approved"
        history = desk.show(key)["history"]
    said = {each["step"]: (each["user"], each["reason"]) for each in history}
    assert said["stand-in"] == ("Ines", "In the name of Approver.")
    assert said["approve"][0] == "Ines"


def test_who_may_approve_anyway_does_so_in_the_own_name(house: Firm) -> None:
    lend(house, "finance", "approver")
    key = submitted(house)
    with house.as_("approver") as desk:
        desk.step(key, "approve")
        assert "stand-in" not in [each["step"] for each in desk.show(key)["history"]]


@pytest.mark.parametrize(("first", "last"), [(1, 5), (-5, -1)])
def test_only_between_the_two_days(house: Firm, first: int, last: int) -> None:
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "approver", "Ines", first, last)
    key = submitted(house)
    with house.as_("Ines") as desk:
        assert desk.offered(key) == []
        with pytest.raises(NotAllowed):
            desk.step(key, "approve")
        with pytest.raises(NotAllowed):
            desk.step(key, "return", "too dear")


@pytest.mark.parametrize(("first", "last"), [(0, 4), (-4, 0)])
def test_both_days_count(house: Firm, first: int, last: int) -> None:
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "approver", "Ines", first, last)
    key = submitted(house)
    with house.as_("Ines") as desk:
        assert desk.step(key, "return", "too dear")["status"] == "draft"


def test_who_wrote_it_approves_it_in_nobodys_name(house: Firm) -> None:
    lend(house, "approver", "account_manager")
    key = submitted(house)
    with house.as_("account_manager") as desk:
        assert desk.readiness(key).hindrances.keys() == {"approve"}
        with pytest.raises(StepRefused, match="somebody else"):
            desk.step(key, "approve")


def test_a_stand_in_of_the_author_does_not_approve_the_authors_own(house: Firm) -> None:
    hire(house, "Boss", Role.ACCOUNT_MANAGER, Role.APPROVER)
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "Boss", "Ines")
    key = submitted(house, "Boss")
    with house.as_("Ines") as desk, pytest.raises(StepRefused, match="Boss wrote this proposal"):
        desk.step(key, "approve")


def test_a_stand_in_has_the_others_limit(house: Firm) -> None:
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "approver", "Ines")
    with house.database.changing() as session:
        session.add(
            ApprovalLimit(
                user_id=house.people["approver"].id, currency="EUR", amount=Decimal(20000)
            )
        )
    key = submitted(house)
    with house.as_("Ines") as desk, pytest.raises(NotAllowed, match="above your limit"):
        desk.step(key, "approve")
    lend(house, "finance", "Ines")
    with house.as_("Ines") as desk:
        desk.step(key, "approve")
        assert "In the name of Finance." in [each["reason"] for each in desk.show(key)["history"]]


def test_what_needs_finance_needs_a_stand_in_of_finance(house: Firm) -> None:
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "approver", "Ines")
    with house.database.changing() as session:
        session.add(ApprovalRule(name="Big", measure="amount", threshold=Decimal(1),
                                 currency="EUR", role="finance", level=2))  # fmt: skip
    key = submitted(house)
    with house.as_("Ines") as desk:
        assert "Ines" not in desk.readiness(key).approvers
        with pytest.raises(NotAllowed, match="needs finance"):
            desk.step(key, "approve")
    lend(house, "finance", "Ines")
    with house.as_("Ines") as desk:
        assert "Ines" in desk.readiness(key).approvers
        assert desk.step(key, "approve")["status"] == "approved"


def test_somebody_who_left_lends_nothing(house: Firm) -> None:
    hire(house, "Ines", Role.READ_ONLY)
    lend(house, "approver", "Ines")
    with house.database.changing() as session:
        session.get_one(User, house.people["approver"].id).is_active = False
    key = submitted(house)
    with house.as_("Ines") as desk, pytest.raises(NotAllowed):
        desk.step(key, "approve")
