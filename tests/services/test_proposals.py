"""Proposals: to the cent, approved by somebody else, numbered at issue, frozen, revised."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from salesdesk.errors import InvalidInput, NotAllowed, SalesDeskError, StaleRecord, StepRefused
from salesdesk.models.columns import now
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.actor import Role
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_steps import Stepped
from tests.services.selling import Firm, firm, pro_0042

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def kept(house: Firm) -> ProposalDraft:
    with house.as_("account_manager") as desk:
        return desk.draft(desk.save(pro_0042(house, desk)))


def approved(house: Firm) -> ProposalDraft:
    draft = kept(house)
    with house.as_("account_manager") as desk:
        desk.step(draft.id, "submit")
    with house.as_("approver") as desk:
        desk.step(draft.id, "approve")
        return desk.draft(draft.id)


def issued(house: Firm) -> ProposalDraft:
    draft = approved(house)
    with house.as_("account_manager") as desk:
        desk.step(draft.id, "issue")
        return desk.draft(draft.id)


def test_pro_2026_0042_is_kept_to_the_cent(house: Firm) -> None:
    draft = kept(house)
    assert draft.number.startswith("DRAFT-")
    assert (draft.gross, draft.subtotal, draft.discount) == (
        D("33623.00"),
        D("32240.80"),
        D("644.82"),
    )
    assert (draft.net, draft.tax, draft.total) == (D("31595.98"), D("7008.18"), D("38604.16"))
    assert (draft.margin, draft.effective_discount) == (D("26.72"), D("6.03"))
    assert [tax.amount for tax in draft.taxes] == [D("6916.80"), D("91.38")]
    amounts = [part.amount for part in draft.instalments]
    assert amounts == [D("11581.25"), D("11581.25"), D("15441.66")]


def test_the_whole_way_to_acceptance(house: Firm) -> None:
    draft = issued(house)
    year = now().date().year
    assert (draft.number, draft.status) == (f"PRO-{year}-0001", "issued")
    with house.as_("account_manager") as desk:
        pdf = desk.print(draft.id)
        assert pdf == desk.print(draft.id)
        shown = desk.show(draft.id)
        assert hashlib.sha256(pdf).hexdigest() == shown["pdf_sha256"]
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        assert "38,604.16" in said
        assert "DRAFT" not in said
        assert desk.step(draft.id, "accept")["status"] == "accepted"
        assert [each["step"] for each in desk.show(draft.id)["history"]] == [
            "create",
            "submit",
            "approve",
            "issue",
            "accept",
        ]


def test_nobody_approves_an_own_proposal(house: Firm) -> None:
    draft = kept(house)
    both = replace(
        house.people["account_manager"], roles=frozenset({Role.ACCOUNT_MANAGER, Role.APPROVER})
    )
    house.people["both"] = both
    with house.as_("both") as desk:
        desk.step(draft.id, "submit")
        with pytest.raises(StepRefused, match="somebody else"):
            desk.step(draft.id, "approve")
    with house.as_("account_manager") as desk, pytest.raises(NotAllowed):
        desk.step(draft.id, "approve")


def test_a_commercial_change_voids_the_approval_and_a_note_does_not(house: Firm) -> None:
    draft = approved(house)
    with house.as_("account_manager") as desk:
        desk.save(replace(draft, notes="call on Monday"), draft)
        again = desk.draft(draft.id)
        assert (again.status, again.notes) == ("approved", "call on Monday")
        line = replace(again.lines[0], unit_price=D("5000.00"))
        desk.save(replace(again, lines=(line, *again.lines[1:])), again)
        changed = desk.draft(draft.id)
        assert (changed.status, changed.lines[0].net) == ("draft", D("5000.00"))
        with pytest.raises(StepRefused):
            desk.step(draft.id, "issue")


def test_a_copy_has_no_approval(house: Firm) -> None:
    draft = approved(house)
    with house.as_("account_manager") as desk:
        copy = desk.from_proposal(draft.id)
        assert (copy.status, copy.version) == ("draft", 0)
        assert not {line.id for line in copy.lines} & {line.id for line in draft.lines}
        assert desk.draft(desk.save(copy)).total == draft.total


def test_what_is_in_approval_or_issued_does_not_change(house: Firm) -> None:
    draft = kept(house)
    with house.as_("account_manager") as desk:
        desk.step(draft.id, "submit")
        seen = desk.draft(draft.id)
        with pytest.raises(StepRefused, match="In approval"):
            desk.save(replace(seen, discount_percent=D(1)), seen)
    with house.as_("approver") as desk:
        assert desk.step(draft.id, "return", "too dear")["status"] == "draft"


def test_an_issued_proposal_keeps_its_parties(house: Firm) -> None:
    from salesdesk.services.accounts import Accounts

    draft = issued(house)
    accounts = Accounts(house.database)
    account = accounts.draft(house.account_id)
    accounts.save(replace(account, name="Konex Global", legal_name="Konex Global SA"), account)
    with house.as_("account_manager") as desk:
        assert desk.show(draft.id)["account"]["name"] == "Konex"
        other_page = desk.print(draft.id, page="Letter", language="de")
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(other_page)).pages)
        assert "Konex Global" not in said
        assert "38.604,16" in said


def test_a_revision_replaces_the_old_one_when_it_is_issued(house: Firm) -> None:
    first = issued(house)
    with house.as_("account_manager") as desk:
        led_to = desk.step(first.id, "revise")
        assert (led_to["number"], led_to["status"]) == (f"{first.number}/R1", "draft")
        assert desk.draft(first.id).status == "issued"
        with pytest.raises(StepRefused, match="in the making"):
            desk.step(first.id, "revise")
        second = desk.draft(led_to["id"])
        until = now().date() + timedelta(days=10)
        desk.save(replace(second, discount_percent=D(1), valid_until=until), second)
        desk.step(led_to["id"], "submit")
    with house.as_("approver") as desk:
        desk.step(led_to["id"], "approve")
    with house.as_("account_manager") as desk:
        assert desk.step(led_to["id"], "issue")["number"] == first.number
        assert desk.draft(first.id).status == "superseded"
        assert [(r, s) for _key, r, s in desk.revisions(first.id)] == [
            (0, "superseded"),
            (1, "issued"),
        ]
        old = "".join(p.extract_text() for p in PdfReader(BytesIO(desk.print(first.id))).pages)
        assert "SUPERSEDED" in old
        with pytest.raises(StepRefused):
            desk.step(first.id, "accept")


def test_cancelling_an_accepted_revision_restores_the_one_before(house: Firm) -> None:
    first = issued(house)
    with house.as_("account_manager") as desk:
        second = desk.step(first.id, "revise")["id"]
        draft = desk.draft(second)
        desk.save(replace(draft, valid_until=now().date()), draft)
        desk.step(second, "submit")
    with house.as_("finance") as desk:
        desk.step(second, "approve")
    with house.as_("account_manager") as desk:
        desk.step(second, "issue")
        desk.step(second, "accept")
        with pytest.raises(InvalidInput, match="needs a reason"):
            desk.step(second, "cancel")
        desk.step(second, "cancel", "customer withdrew")
        assert desk.draft(first.id).status == "issued"
        assert desk.draft(first.id).is_current


def test_expiry_is_derived_and_extended_with_a_reason(house: Firm) -> None:
    draft = issued(house)
    late = draft.valid_until + timedelta(days=1) if draft.valid_until else now().date()
    with house.as_("account_manager") as desk:
        assert draft.is_expired(late)
        with pytest.raises(StepRefused, match="expired"):
            desk.step(draft.id, "accept", on=late)
        with pytest.raises(NotAllowed):
            desk.step(draft.id, "accept", "agreed by phone", on=late)
        with pytest.raises(InvalidInput, match="new last day"):
            desk.step(draft.id, "extend", "longer please", on=late)
        until = late + timedelta(days=20)
        desk.step(draft.id, "extend", f"until {until.isoformat()}, as agreed", on=late)
        assert desk.draft(draft.id).valid_until == until
        assert desk.step(draft.id, "accept", on=late)["status"] == "accepted"


def test_options_count_only_when_they_are_chosen(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        extra = LineDraft(
            description="Support",
            unit_price=D(1000),
            unit_cost=D(500),
            tax_code_id=house.vat_23,
            choice="optional",
        )
        key = desk.save(replace(draft, lines=(*draft.lines, extra)))
        assert desk.draft(key).total == D("38604.16")
        desk.step(key, "submit")
    with house.as_("approver") as desk:
        desk.step(key, "approve")
    with house.as_("account_manager") as desk:
        desk.step(key, "issue")
        with pytest.raises(InvalidInput, match="no option"):
            desk.step(key, "accept", chosen=[key])
        desk.step(key, "accept", chosen=[extra.id])
        settled = desk.draft(key)
        assert settled.lines[-1].choice == "chosen"
        assert settled.lines[-1].chosen_by
        assert settled.net == D("32575.98")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"account_id": None}, "account_id"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": date(2020, 1, 1)}, "valid_until"),
        ({"lines": ()}, "lines"),
        ({"currency": "USD", "exchange_rate": None}, "exchange_rate"),
        ({"instalments": ()}, ""),
    ],
)
def test_what_is_missing_is_named(house: Firm, change: dict[str, object], column: str) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(replace(pro_0042(house, desk), **change))  # type: ignore[arg-type]
        if not column:
            assert desk.step(key, "submit")["status"] == "in_approval"
            return
        with pytest.raises(InvalidInput) as refusal:
            desk.step(key, "submit")
        assert column in [problem.column for problem in refusal.value.problems]


def test_a_stale_save_is_refused(house: Firm) -> None:
    base = kept(house)
    with house.as_("account_manager") as desk:
        line = replace(base.lines[0], quantity=D(2))
        desk.save(replace(base, lines=(line, *base.lines[1:])), base)
        with pytest.raises(StaleRecord) as refusal:
            desk.save(replace(base, name="Mine"), base)
    assert ("name", "Customer portal", "Mine", "Customer portal") in refusal.value.differences


def test_the_rules_that_fire_say_why(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        assert [one.role for one in desk.fired(draft)] == ["approver"]
        assert "26.72" in desk.fired(draft)[0].message
        at_floor = replace(draft, discount_percent=None, discount_amount=D("84.68"))
        assert desk.fired(at_floor) == ()
        above = replace(at_floor, discount_amount=D("84.69"))
        assert len(desk.fired(above)) == 1


@pytest.mark.parametrize("who", ["estimator", "approver", "finance", "administrator", "read_only"])
def test_only_account_managers_write_proposals(house: Firm, who: str) -> None:
    draft = kept(house)
    with house.as_(who) as desk:
        with pytest.raises(NotAllowed):
            desk.save(replace(draft, name="Mine now"), draft)
        with pytest.raises(NotAllowed):
            desk.step(draft.id, "submit")


def test_another_managers_proposal_is_left_alone(house: Firm) -> None:
    draft = kept(house)
    other = replace(house.people["account_manager"], id=house.people["estimator"].id)
    house.people["other"] = other
    with house.as_("other") as desk, pytest.raises(NotAllowed, match="somebody else"):
        desk.step(draft.id, "submit")


def test_cost_is_absent_without_the_right(house: Firm) -> None:
    draft = issued(house)
    with house.as_("read_only") as desk:
        shown = desk.show(draft.id)
        assert "margin" not in shown
        assert all("cost" not in line for line in shown["lines"])
        assert desk.draft(draft.id).cost is None
        assert "margin" not in [column.name for column in desk.listing.spec.columns]
        with pytest.raises(NotAllowed):
            desk.print(draft.id, internal=True)
    with house.as_("account_manager") as desk:
        assert desk.show(draft.id)["margin"] == "26.72"
        sheet = desk.print(draft.id, internal=True)
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(sheet)).pages)
        assert "23,152.40" in said


def test_the_list_shows_numbers_names_and_sums(house: Firm) -> None:
    draft = issued(house)
    with house.as_("account_manager") as desk:
        spec = desk.listing.spec
        [row] = desk.listing.first_page(ListQuery(text="portal"))
        values = dict(zip(("id", *(c.name for c in spec.columns)), row, strict=True))
        assert values["number"] == draft.number
        assert (values["account"], values["status"], values["total"]) == (
            "Konex",
            "issued",
            D("38604.16"),
        )
        [net, *_rest] = desk.listing.totals(ListQuery())
        assert (net.currency, net.amount) == ("EUR", D("31595.98"))


def test_two_steps_at_once_have_one_winner(house: Firm) -> None:
    draft = kept(house)
    with house.as_("account_manager") as desk:
        results: list[Stepped | SalesDeskError] = []
        for _time in range(2):
            try:
                results.append(desk.step(draft.id, "submit"))
            except SalesDeskError as refusal:
                results.append(refusal)
    assert [isinstance(each, dict) for each in results] == [True, False]


def test_numbers_are_taken_in_order_and_by_year(house: Firm) -> None:
    numbers = []
    for day in (date(2031, 12, 31), date(2032, 1, 1), date(2032, 1, 2)):
        with house.as_("account_manager") as desk:
            draft = replace(pro_0042(house, desk), valid_until=date(2040, 1, 1))
            key = desk.save(draft)
            desk.step(key, "submit", on=day)
        with house.as_("approver") as desk:
            desk.step(key, "approve", on=day)
        with house.as_("account_manager") as desk:
            numbers.append(desk.step(key, "issue", on=day)["number"])
    assert numbers == ["PRO-2031-0001", "PRO-2032-0001", "PRO-2032-0002"]


def test_a_preview_needs_no_record(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        pages = PdfReader(BytesIO(desk.preview(pro_0042(house, desk)))).pages
        assert "DRAFT" in pages[0].extract_text()
        assert desk.offered(kept(house).id)[0].verb == "submit"


def test_a_proposal_comes_back_out_of_what_was_shown(house: Firm) -> None:
    draft = kept(house)
    with house.as_("account_manager") as desk:
        shown = desk.show(draft.id)
        copy = desk.draft(desk.create(json.loads(json.dumps(shown))))
        assert copy.id != draft.id
        assert (copy.name, copy.total, copy.margin) == (draft.name, draft.total, draft.margin)
        assert [line.tax_code_id for line in copy.lines] == [
            line.tax_code_id for line in draft.lines
        ]
        assert [part.amount for part in copy.instalments] == [
            part.amount for part in draft.instalments
        ]


def test_a_proposal_is_created_from_little(house: Firm) -> None:
    given = {
        "name": "Small", "account": "Konex", "discount": {"percent": "10"},
        "lines": [{"description": "Work", "quantity": "2", "unit_price": "100", "tax": "VAT 6"}],
    }  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = desk.draft(desk.create(given))
        assert (draft.net, draft.total, draft.cost) == (D("180.00"), D("190.80"), None)


def test_a_currency_keeps_its_own_digits_when_shown(house: Firm) -> None:
    line = {"description": "Work", "quantity": "1", "unit_price": "1000"}
    with house.as_("account_manager") as desk:
        key = desk.create({"name": "Yen", "account": "Konex", "currency": "JPY", "lines": [line]})
        shown = desk.show(key)
        assert (shown["net"], shown["lines"][0]["unit_price"]) == ("1000", "1000")
        dinar = desk.create({"name": "Dinar", "account": "Konex", "currency": "TND",
                             "lines": [line | {"unit_price": "1.5"}]})  # fmt: skip
        assert desk.show(dinar)["lines"][0]["net"] == "1.500"
        assert desk.draft(dinar).exchange_rate is None, "that of another currency is not kept"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"account": "Nobody"}, "account"),
        ({"account": ["Konex"]}, "account"),
        ({"account": {"number": {"x": 1}}}, "account.number"),
        ({"lines": [{"description": "Work"}]}, "lines[0].unit_price"),
        ({"lines": [{"description": "W", "unit_price": "1", "tax": "VAT 99"}]}, "lines[0].tax"),
        ({"valid_until": "soon"}, "valid_until"),
        ({"currency": "XXX"}, "currency"),
        ({"language": "xx"}, "language"),
        ({"exchange_rate": "0"}, "exchange_rate"),
        ({"lines": [{"description": "W", "unit_price": "1", "kind": "wish"}]}, "lines[0].kind"),
    ],
)
def test_what_can_not_be_read_is_named(house: Firm, wrong: dict[str, object], column: str) -> None:
    with house.as_("account_manager") as desk, pytest.raises(InvalidInput) as refusal:
        desk.create({"name": "Small", "account": "Konex", **wrong})
    assert [problem.column for problem in refusal.value.problems] == [column]


def test_a_decision_is_only_offered_to_those_who_may_take_it(house: Firm) -> None:
    draft = kept(house)
    with house.as_("account_manager") as desk:
        desk.step(draft.id, "submit")
        mine = desk.readiness(draft.id)
    with house.as_("approver") as desk:
        theirs = desk.readiness(draft.id)
    assert mine.approvers == theirs.approvers
    assert set(mine.for_others) == {"approve", "return"}
    assert theirs.hindrances == theirs.for_others == {}


def test_shipped_texts_follow_the_language_of_the_print_and_written_ones_stay(
    house: Firm,
) -> None:
    draft = issued(house)
    with house.as_("account_manager") as desk:
        again = desk.draft(desk.step(draft.id, "revise")["id"])
        german = printed(desk.print(again.id, language="de"))
        desk.save(replace(again, summary="Dear Konex, we begin."), again)
        own = printed(desk.print(again.id, language="de"))
    assert "Preise gelten bis zum Datum" in german
    assert "Prices are valid" not in german
    assert "Dear Konex, we begin." in own


def printed(pdf: bytes) -> str:
    return " ".join("\n".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())
