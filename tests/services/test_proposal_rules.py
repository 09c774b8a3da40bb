"""The rules that ask for an approval: terms as well as money; without one a draft is issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.i18n import use_language
from salesdesk.models.columns import now
from salesdesk.models.reference import ApprovalRule, PaymentTerm
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft
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


def parts(*shares: str) -> tuple[InstalmentDraft, ...]:
    return tuple(InstalmentDraft(name=str(n), percent=D(part)) for n, part in enumerate(shares, 1))


def submitted(desk: Proposals, draft: ProposalDraft) -> None:
    desk.step(desk.save(draft), "submit")


def tiers_below_nothing(draft: ProposalDraft) -> tuple[LineDraft, ...]:
    return (replace(draft.lines[0], tiers="0: 5", quantity=D(-1)), *draft.lines[1:])


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


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"valid_after": TODAY + timedelta(days=60)}, "end before it begins"),
        ({"instalments": parts("50", "49.99")}, "make 99.99 %, not 100 %"),
        ({"instalments": parts("150", "-50")}, "“2” is −50 %"),
        ({"instalments": (InstalmentDraft(name="1", fixed=D(1)),)}, "make 1.00 EUR, and the total"),
        ({"lines": tiers_below_nothing}, "quantity of 0 or more"),
    ],
)
def test_what_does_not_add_up_is_told_before_it_is_sent(
    house: Firm, wrong: dict[str, Any], words: str
) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        made = {name: value(draft) if callable(value) else value for name, value in wrong.items()}
        with pytest.raises(InvalidInput) as told:
            submitted(desk, replace(draft, **made))
    assert [words in problem.message for problem in told.value.problems] == [True]


def test_a_net_below_nothing_is_asked_about(house: Firm) -> None:
    rule(house, "document_margin", 28)
    with house.as_("account_manager") as desk:
        draft = within_the_rules(house, desk)
        credit = replace(draft.lines[0], unit_price=D(-90000))
        given = desk.calculated(replace(draft, lines=(credit,), discount_amount=None))
        assert given.margin is not None
        assert given.margin > 100, "a loss over a credit looks like a gain"
        assert "The net of −90,000.00 EUR is below 0, so there is no margin." in said(desk, given)


def test_a_text_too_long_is_told_with_its_row(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        long = replace(draft.lines[2], description="x" * 301)
        with pytest.raises(InvalidInput) as told:
            desk.save(replace(draft, lines=(*draft.lines[:2], long, *draft.lines[3:])))
    assert [(each.column, each.row) for each in told.value.problems] == [("description", 3)]


def test_a_sentence_writes_numbers_as_its_reader_does(house: Firm) -> None:
    rule(house, "document_margin", 28)
    rule(house, "amount", 30000)
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        try:
            use_language("de")
            words = " ".join(said(desk, draft))
        finally:
            use_language("en")
    assert "26,72 %" in words
    assert "31.595,98 EUR" in words
    assert "30.000" in words
