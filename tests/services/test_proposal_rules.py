"""The rules that ask for an approval: terms as well as money; without one a draft is issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from salesdesk.errors import StepRefused
from salesdesk.models.columns import now
from salesdesk.models.reference import ApprovalRule, PaymentTerm
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposals import Proposals
from tests.services.selling import Firm, firm, pro_0042

D = Decimal
TODAY = now().date()


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def rule(house: Firm, measure: str, threshold: int) -> None:
    with house.database.changing() as session:
        session.add(ApprovalRule(name=measure, measure=measure, threshold=D(threshold)))


def within_the_rules(house: Firm, desk: Proposals) -> ProposalDraft:
    """PRO-2026-0042 at the largest discount that nobody has to approve."""
    draft = pro_0042(house, desk)
    return desk.calculated(replace(draft, discount_percent=None, discount_amount=D("84.68")))


def said(desk: Proposals, draft: ProposalDraft) -> list[str]:
    return [one.message for one in desk.fired(draft)]


def test_days_to_pay(house: Firm) -> None:
    rule(house, "payment_days", 30)
    with house.database.changing() as session:
        usual, late = PaymentTerm(name="30 net", days=30), PaymentTerm(name="60 net", days=60)
        session.add_all([usual, late])
        session.flush()
        keys = usual.id, late.id
    with house.as_("account_manager") as desk:
        draft = within_the_rules(house, desk)
        assert said(desk, replace(draft, payment_term_id=keys[0])) == []
        late_words = said(desk, replace(draft, payment_term_id=keys[1]))
    assert late_words == ["It is paid after 60 days; 30 are usual."]


def test_days_of_validity(house: Firm) -> None:
    rule(house, "validity_days", 30)
    with house.as_("account_manager") as desk:
        draft = within_the_rules(house, desk)
        assert said(desk, replace(draft, valid_until=TODAY + timedelta(days=30))) == []
        longer = replace(draft, valid_until=TODAY + timedelta(days=31))
        assert said(desk, longer) == ["It is valid for 31 days; 30 are usual."]
        later = replace(longer, valid_after=TODAY + timedelta(days=1))
        assert said(desk, later) == []


def test_age_of_the_exchange_rate(house: Firm) -> None:
    rule(house, "exchange_age", 7)
    with house.as_("account_manager") as desk:
        draft = replace(
            within_the_rules(house, desk), currency="USD", base_currency="EUR",
            exchange_rate=D("0.9180"), exchange_date=TODAY - timedelta(days=8),
        )  # fmt: skip
        assert said(desk, draft) == ["The exchange rate is 8 days old; 7 are allowed."]
        assert said(desk, replace(draft, exchange_date=TODAY - timedelta(days=7))) == []
        assert said(desk, replace(draft, currency="EUR", exchange_rate=None)) == []


def test_a_draft_that_no_rule_minds_is_issued_without_an_approval(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(within_the_rules(house, desk))
        assert "issue" not in desk.readiness(key).hindrances
        stepped = desk.step(key, "issue")
        assert (stepped["status"], stepped["number"]) == ("issued", f"PRO-{TODAY.year}-0001")
        history = desk.show(key)["history"]
    assert [each["step"] for each in history] == ["create", "free", "issue"]
    assert history[1]["reason"] == "No rule asks for an approval."


def test_a_draft_that_a_rule_minds_says_which_when_it_is_issued(house: Firm) -> None:
    rule(house, "validity_days", 10)
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        with pytest.raises(StepRefused) as refusal:
            desk.step(key, "issue")
        assert desk.readiness(key).hindrances["issue"] == refusal.value.message
        assert desk.draft(key).status == "draft"
    assert "It has to be approved first." in refusal.value.message
    assert "The margin 26.72 % is below 28 %." in refusal.value.message
    assert "It is valid for 30 days; 10 are usual." in refusal.value.message


def test_a_rule_that_was_switched_off_asks_nobody(house: Firm) -> None:
    with house.database.changing() as session:
        for one in session.query(ApprovalRule):
            one.is_active = False
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        assert desk.step(key, "issue")["status"] == "issued"
