"""The rules that ask for an approval: terms as well as money; without one a draft is issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput, NotAllowed, StepRefused
from salesdesk.i18n import use_language
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import ApprovalLimit, ApprovalRule, ExchangeRate, PaymentTerm
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


def approved(house: Firm, **given: Any) -> UUID:
    with house.as_("account_manager") as desk:
        key = desk.save(replace(pro_0042(house, desk), **given))
        desk.step(key, "submit")
    with house.as_("finance") as desk:
        desk.step(key, "approve")
    return key


DOLLARS = {
    "currency": "USD", "base_currency": "EUR", "exchange_rate": D("0.9180"),
    "exchange_date": TODAY, "valid_until": TODAY + timedelta(days=200),
}  # fmt: skip


def test_a_rate_that_grew_too_old_since_the_approval_is_not_issued(house: Firm) -> None:
    rule(house, "exchange_age", 7)
    key = approved(house, **DOLLARS)
    with house.as_("account_manager") as desk:
        with pytest.raises(StepRefused, match=r"60 days old; 7 are allowed\. Choose “Edit again”"):
            desk.step(key, "issue", on=TODAY + timedelta(days=60))
        assert desk.step(key, "issue", on=TODAY + timedelta(days=7))["status"] == "issued"


def test_an_old_rate_that_was_approved_as_old_is_issued(house: Firm) -> None:
    rule(house, "exchange_age", 7)
    key = approved(house, **DOLLARS | {"exchange_date": TODAY - timedelta(days=9)})
    with house.as_("account_manager") as desk:
        assert desk.step(key, "issue", on=TODAY + timedelta(days=1))["status"] == "issued"


@pytest.mark.parametrize("days", [30, 60])
def test_a_payment_term_that_changed_since_the_approval_is_not_issued(
    house: Firm, days: int
) -> None:
    rule(house, "payment_days", 30)
    with house.database.changing() as session:
        term = PaymentTerm(name="As agreed", days=days)
        session.add(term)
        session.flush()
        term_id = term.id
    key = approved(house, payment_term_id=term_id)
    with house.database.changing() as session:
        session.get_one(PaymentTerm, term_id).days = 120
    with house.as_("account_manager") as desk:
        with pytest.raises(StepRefused, match="paid after 120 days") as refusal:
            desk.step(key, "issue")
        assert desk.readiness(key).hindrances["issue"] == refusal.value.message
        desk.step(key, "reopen", "the term has changed")
        desk.step(key, "submit")
    with house.as_("finance") as desk:
        desk.step(key, "approve")
    with house.as_("account_manager") as desk:
        assert desk.step(key, "issue")["status"] == "issued"


def test_a_rule_that_asks_somebody_higher_since_the_approval_is_news(house: Firm) -> None:
    key = approved(house)
    with house.database.changing() as session:
        for one in session.query(ApprovalRule):
            one.role = "finance" if one.role == "approver" else one.role
    with house.as_("account_manager") as desk, pytest.raises(StepRefused, match="didn't see this"):
        desk.step(key, "issue")


def test_an_approval_of_an_earlier_version_saw_what_fired_on_its_day(house: Firm) -> None:
    rule(house, "exchange_age", 7)
    key = approved(house, **DOLLARS)
    with house.database.changing() as session:
        session.get_one(Proposal, key).approved_rules = ""
    with house.as_("account_manager") as desk:
        with pytest.raises(StepRefused, match="60 days old"):
            desk.step(key, "issue", on=TODAY + timedelta(days=60))
        assert desk.step(key, "issue")["status"] == "issued"


def quoted(house: Firm, currency: str, rate: str) -> None:
    with house.database.changing() as session:
        session.add(ExchangeRate(base="EUR", currency=currency, valid_on=TODAY, rate=D(rate),
                                 source="ECB"))  # fmt: skip


def test_an_amount_is_compared_in_the_currency_of_its_rule(house: Firm) -> None:
    with house.database.changing() as session:
        for one in session.query(ApprovalRule):
            one.is_active = False
        session.add(ApprovalRule(name="large", measure="amount", threshold=D(38000),
                                 currency="CHF"))  # fmt: skip
    pounds = {"currency": "GBP", "base_currency": "USD", "exchange_rate": D("1.25")}
    with house.as_("account_manager") as desk:
        draft = desk.calculated(replace(pro_0042(house, desk), **pounds))  # type: ignore[arg-type]
        assert said(desk, draft) == ["The net can't be compared with 38,000 CHF: there is no rate."]
        quoted(house, "GBP", "0.80")
        quoted(house, "CHF", "0.96")
        assert said(desk, draft) == []  # 31,595.98 x 1.2 is 37,915.18
        assert said(desk, desk.calculated(replace(draft, discount_percent=D(1)))) == [
            "The net of 38,302.07 CHF reaches 38,000."
        ]


def test_a_limit_in_a_third_currency_binds(house: Firm) -> None:
    approver = house.people["approver"].id
    with house.database.changing() as session:
        session.add(ApprovalLimit(user_id=approver, amount=D(30000), currency="CHF"))
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        desk.step(key, "submit")
    with house.as_("approver") as desk:
        with pytest.raises(NotAllowed, match="there is no rate for it"):
            desk.step(key, "approve")
        quoted(house, "CHF", "0.96")
        with pytest.raises(NotAllowed, match="above your limit"):
            desk.step(key, "approve")
        quoted_lower(house)
        assert desk.step(key, "approve")["status"] == "approved"


def quoted_lower(house: Firm) -> None:
    with house.database.changing() as session:
        for quote in session.query(ExchangeRate):
            quote.rate = D("0.9")
