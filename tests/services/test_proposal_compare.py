"""Two proposals side by side: effects add up, lines are found again, cost stays in the house."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from salesdesk.models.values.identity import new_id
from salesdesk.models.values.plan_compare import Mark
from salesdesk.services.change_notices import change_notice
from salesdesk.services.database import Database
from salesdesk.services.proposal_compare import compare, compared, matched_lines, since_last
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_steps import unlinked
from salesdesk.services.proposal_sums import calculated
from tests.services.selling import Firm, firm, issued, pro_0042

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def revised(house: Firm) -> tuple[UUID, UUID]:
    """PRO-2026-0042 as issued, and a revision: a line dearer, one gone, one new, less discount."""
    with house.as_("account_manager") as desk:
        first = issued(house, desk.save(pro_0042(house, desk)))
        second = desk.step(first, "revise")["id"]
        draft = desk.draft(second)
        discovery, build, licences, _server, travel = draft.lines
        support = LineDraft(description="Support", unit_price=D(900), unit_cost=D(400),
                            tax_code_id=house.vat_23)  # fmt: skip
        lines = (discovery, build, replace(licences, unit_price=D(150)), travel, support)
        desk.save(replace(draft, lines=lines, discount_percent=D(1)), draft)
    return first, second


def test_a_revision_shows_what_it_changes_and_the_effects_add_up(house: Firm) -> None:
    first, second = revised(house)
    with house.as_("account_manager") as desk:
        found = compared(house.database, first, second)
        assert desk.draft(second).net == found.after.net
    said = {change.line.description: (change.mark, change.effect) for change in found.lines}
    assert said == {
        "Licences": (Mark.REPRICED, D("84.00")),
        "Support": (Mark.ADDED, D("900.00")),
        "Server": (Mark.REMOVED, D("-2495.70")),
    }
    [price] = found.lines[0].fields
    assert (price.name, price.old, price.new) == ("unit_price", D("141.6"), D(150))
    assert [(f.name, f.old, f.new) for f in found.fields if f.name == "discount_percent"] == [
        ("discount_percent", D(2), D(1))
    ]
    effects = sum((change.effect for change in found.lines), D(0))
    assert effects + found.discount_effect == found.effect == found.after.net - found.before.net
    assert (found.before.margin, found.rest) == (D("26.72"), D(0))


def test_the_last_revision_is_the_one_that_this_one_revises(house: Firm) -> None:
    first, second = revised(house)
    with house.as_("account_manager"):
        as_approved = since_last(house.database, first)
        assert as_approved is not None
        assert (as_approved.lines, as_approved.fields) == ((), ())
        found = since_last(house.database, second)
        assert found is not None
        assert found.before.id == first


def test_who_may_not_see_cost_compares_without_it(house: Firm) -> None:
    first, second = revised(house)
    with house.as_("read_only"):
        found = compared(house.database, first, second)
    assert (found.before.margin, found.after.cost) == (None, None)
    assert all(each.name != "unit_cost" for change in found.lines for each in change.fields)


def test_a_renamed_line_is_the_same_line(house: Firm) -> None:
    before = (LineDraft(description="Workshops on site", unit_price=D(1)),
              LineDraft(description="Licences", unit_price=D(2)))  # fmt: skip
    after = (LineDraft(description="Licences", unit_price=D(3)),
             LineDraft(description="Workshops at your site", unit_price=D(1)),
             LineDraft(description="Travel", unit_price=D(1)))  # fmt: skip
    assert matched_lines(before, after) == {0: 1, 1: 0}


def test_a_copy_in_another_order_only_moved(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
    copy = unlinked(draft)
    other = replace(copy, lines=(copy.lines[-1], *copy.lines[:-1]))
    found = compare(draft, other)
    assert [(change.mark, change.line.description) for change in found.lines] == [
        (Mark.MOVED, "Travel")
    ]


def test_of_long_texts_the_stretch_that_differs_is_told() -> None:
    before = ProposalDraft(terms="Prices hold. " * 30 + "Paid in 30 days." + " The end." * 30)
    found = compare(before, replace(before, terms=before.terms.replace("30 days", "60 days")))
    [terms] = found.fields
    assert "30 days" in str(terms.old)
    assert "60 days" in str(terms.new)
    assert len(str(terms.old)) < 100


PRICES = st.decimals(min_value=0, max_value=99999, places=2)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["Build", "Design", "Support", "Travel"]), PRICES,
        st.sampled_from(["included", "optional", "chosen"]), st.sampled_from(["", "10"]),
    ),
    max_size=7,
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, LINES, st.sampled_from([None, "3", "100"]), st.sampled_from([None, "7.5"]))
def test_the_effects_always_add_up(
    one: list[tuple[str, Decimal, str, str]], other: list[tuple[str, Decimal, str, str]],
    cut: str | None, other_cut: str | None,
) -> None:  # fmt: skip
    def draft(rows: list[tuple[str, Decimal, str, str]], percent: str | None) -> ProposalDraft:
        lines = tuple(
            LineDraft(id=new_id(), description=name, unit_price=price, choice=choice,
                      discount_1=D(less) if less else None)
            for name, price, choice, less in rows
        )  # fmt: skip
        plain = ProposalDraft(lines=lines, discount_percent=D(percent) if percent else None)
        return calculated(plain, {})

    found = compare(draft(one, cut), draft(other, other_cut))
    assert found.rest == 0
    marks = [change.mark for change in found.lines]
    assert len(one) + marks.count(Mark.ADDED) - marks.count(Mark.REMOVED) == len(other)


def read(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())


def test_the_change_notice_has_prices_and_no_cost_in_the_proposals_language(house: Firm) -> None:
    first, second = revised(house)
    with house.as_("account_manager") as desk:
        draft = desk.draft(second)
        english = read(change_notice(house.database, first, second))
        desk.save(replace(draft, language="de"), draft)
        german = read(change_notice(house.database, first, second))
    assert "Change notice" in english
    assert "Licences" in english
    assert "+84.00" in english
    assert "Unit price: 141.60 → 150.00" in english
    assert "−2,495.70" in english
    assert "Änderungsmitteilung" in german
    assert "+84,00" in german
    for text in (english, german):
        assert not [word for word in ("400", "argin", "ost") if word in text.replace("osten", "")]


def test_the_notice_of_what_is_not_issued_is_a_draft_without_a_number(house: Firm) -> None:
    first, second = revised(house)
    with house.as_("account_manager") as desk:
        number = desk.draft(first).number
        early = read(change_notice(house.database, first, second))
    issued(house, second)
    with house.as_("account_manager"):
        late = read(change_notice(house.database, first, second))
    assert ("DRAFT" in early, f"{number} / R1" in early, f"{number} / R0" in early) == (
        True, False, True,
    )  # fmt: skip
    assert ("DRAFT" in late, f"{number} / R1" in late) == (False, True)


def test_a_hidden_price_stays_hidden_in_the_notice(house: Firm) -> None:
    first, second = revised(house)
    with house.as_("account_manager") as desk:
        draft = desk.draft(second)
        lines = tuple(replace(line, is_price_hidden=True) for line in draft.lines)
        desk.save(replace(draft, lines=lines), draft)
        said = read(change_notice(house.database, first, second))
    assert "84.00" not in said
    assert "150" not in said


def test_a_notice_of_nothing_says_so(house: Firm) -> None:
    first, _second = revised(house)
    with house.as_("read_only"):
        assert "Nothing changes." in read(change_notice(house.database, first, first))
