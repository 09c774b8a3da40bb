"""A proposal as an approver saw it, out of the audit trail, whatever was done to it since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal
from salesdesk.services.as_of import when_decided
from salesdesk.services.database import Database
from salesdesk.services.proposal_compare import since_last
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft
from tests.services.selling import Firm, estimation, firm, issued, pro_0042

D = Decimal
Edit = Callable[[ProposalDraft], ProposalDraft]


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def less(draft: ProposalDraft) -> ProposalDraft:
    return replace(draft, lines=draft.lines[1:3], discount_percent=D("3.5"), currency="USD")


def more(draft: ProposalDraft) -> ProposalDraft:
    line = LineDraft(description="Support", unit_price=D("900.1234"), unit_cost=None)
    return replace(draft, lines=(line, *draft.lines[::-1]), summary="Dear Ana", valid_until=None)


def otherwise(draft: ProposalDraft) -> ProposalDraft:
    first = replace(draft.lines[0], description="Explore", discount_1=D(1), is_lump_sum=False)
    paid = (InstalmentDraft(name="Start", percent=D(40)), InstalmentDraft(name="End"))
    return replace(draft, lines=(first, *draft.lines[1:]), instalments=paid,
                   starts_on=date(2027, 5, 3), plan=())  # fmt: skip


@pytest.mark.parametrize("edits", [(less,), (more, less), (otherwise, more, less, otherwise)])
def test_it_stands_as_it_was_returned(house: Firm, edits: tuple[Edit, ...]) -> None:
    plan = estimation(house)
    with house.as_("account_manager") as desk:
        draft = desk.with_plan(pro_0042(house, desk), plan)
        key = desk.save(replace(draft, instalments=(InstalmentDraft(name="All", percent=D(100)),)))
        desk.step(key, "submit")
    with house.as_("approver") as desk:
        desk.step(key, "return", "too dear")
        seen = desk.draft(key)
    with house.as_("account_manager") as desk:
        for edit in edits:
            draft = desk.draft(key)
            desk.save(edit(draft), draft)
    with house.database.reading() as session:
        found = when_decided(session, session.get_one(Proposal, key))
    assert found is not None
    assert found[1] == now().date()
    assert {f.name: getattr(found[0], f.name) for f in fields(seen)} == {
        f.name: getattr(seen, f.name) for f in fields(seen)
    }


def test_the_second_look_tells_what_changed_since_the_first(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        desk.step(key, "submit")
        assert since_last(house.database, key) is None
    with house.as_("approver") as desk:
        desk.step(key, "return", "Build is too cheap")
    with house.as_("account_manager") as desk:
        draft = desk.draft(key)
        build = replace(draft.lines[1], discount_1=None)
        desk.save(replace(draft, lines=(draft.lines[0], build, *draft.lines[2:])), draft)
        desk.step(key, "submit")
    with house.as_("approver"):
        found = since_last(house.database, key)
    assert found is not None
    assert found.seen_on == now().date()
    assert [
        (c.line.description, c.old and c.old.net, c.new and c.new.net) for c in found.lines
    ] == [("Build", D("20993.10"), D("22098.00"))]
    assert (found.before.net, found.before.margin) == (D("31595.98"), D("26.72"))
    with house.as_("account_manager"):
        assert since_last(house.database, key) is not None
    with house.as_("read_only"):
        hidden = since_last(house.database, key)
    assert hidden is not None
    assert (hidden.before.margin, hidden.before.lines[0].unit_cost) == (None, None)


def test_a_fresh_revision_is_set_against_the_one_before(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
    issued(house, key)
    with house.as_("account_manager") as desk:
        second = desk.step(key, "revise")["id"]
        found = since_last(house.database, second)
    assert found is not None
    assert (found.seen_on, found.before.id) == (None, key)
