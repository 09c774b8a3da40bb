"""The discount slider: what each position means, and how far nobody else is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from salesdesk.models.reference import ApprovalRule
from salesdesk.services.database import Database
from salesdesk.services.proposal_figures import figures_of
from salesdesk.services.proposal_positions import position_at, unasked_percent
from tests.services.selling import Firm, firm, pro_0042

D = Decimal


@pytest.fixture
def sellers(database: Database) -> Firm:
    return firm(database)


def test_a_position_says_what_saving_it_would_say(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        draft = pro_0042(sellers, proposals)
        for percent in (D(0), D("0.26"), D("0.27"), D("7.25")):
            found = position_at(proposals, draft, percent)
            saved = figures_of(proposals, replace(draft, discount_percent=percent or None))
            assert (found.net, found.margin) == (saved.draft.net, saved.draft.margin)
            assert found.effective_discount == saved.draft.effective_discount
            assert found.fired == saved.fired


def test_without_the_right_a_position_has_no_margin(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        draft = pro_0042(sellers, proposals)
    with sellers.as_("read_only") as proposals:
        found = position_at(proposals, draft, D(5))
    assert (found.margin, found.fired) == (None, ())


@pytest.mark.parametrize("limit", ["4.25", "4.30"])
def test_a_rule_can_ask_before_the_floor_is_reached(sellers: Firm, limit: str) -> None:
    rule = ApprovalRule(
        name="Small discounts", measure="effective_discount", threshold=D(limit),
        role="approver", level=1,
    )  # fmt: skip
    with sellers.database.changing() as session:
        session.add(rule)
    with sellers.as_("account_manager") as proposals:
        draft = pro_0042(sellers, proposals)
        found = figures_of(proposals, draft)
        assert found.signable_percent is not None
        percent = found.signable_percent
        assert percent < D("0.26")
        before = {one.rule for one in position_at(proposals, draft, D(0)).fired}
        at = {one.rule for one in position_at(proposals, draft, percent).fired}
        after = {one.rule for one in position_at(proposals, draft, percent + D("0.01")).fired}
    assert at <= before
    assert "Small discounts" in after - before


def test_what_i_may_approve_myself_asks_nobody(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        draft = pro_0042(sellers, proposals)
        assert unasked_percent(proposals, draft, D(3)) == D("0.26")
    with sellers.as_("finance") as proposals:
        assert unasked_percent(proposals, draft, D(3)) == D(3)
        own = replace(draft, owner_id=proposals.database.actor.id)
        assert unasked_percent(proposals, own, D(3)) == D("0.26")
