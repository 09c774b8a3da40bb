"""From EST-2026-0031 to PRO-2026-0042, to the cent and with its plan shifted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import TaxCode
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.database import Database
from salesdesk.services.estimations import Estimations
from salesdesk.services.plan_changes import plan_changes
from salesdesk.services.plan_choice import Detail, PlanChoice
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.services.proposal_recheck import recompute_all
from salesdesk.services.proposals import Proposals
from tests.services.selling import Firm, estimation, firm, issued, pro_0042

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def test_an_estimation_becomes_lines_and_dates(house: Firm) -> None:
    key = estimation(house)
    with house.as_("account_manager") as desk:
        draft = desk.from_estimation(key, date(2027, 3, 1))
        nets = {line.description: (line.net, line.cost, line.is_lump_sum) for line in draft.lines}
        assert nets == {
            "Discovery": (D("5782.00"), D("3758.40"), True),
            "Build": (D("22098.00"), D("14364.00"), True),
            "GTX Plus Pro licence": (D("1416.00"), D("1200.00"), False),
            "Application server": (D("2773.00"), D("2350.00"), False),
            "Travel and lodging": (D("1554.00"), D("1480.00"), False),
        }
        assert (draft.net, draft.cost, draft.margin) == (D("33623.00"), D("23152.40"), D("31.14"))
        assert min(row.starts_on for row in draft.plan if row.starts_on) == date(2027, 3, 1)
        assert draft.plan[1].code == "1.1"
        assert draft.starts_on == date(2027, 3, 1)
        assert any(row.is_critical for row in draft.plan)
        assert {line.tax_code_id for line in draft.lines} == {house.vat_23}


def test_pro_2026_0042_comes_out_of_it_to_the_cent(house: Firm) -> None:
    key = estimation(house)
    cuts = {"Build": D(5), "Application server": D(10)}
    with house.as_("account_manager") as desk:
        draft = desk.from_estimation(key)
        lines = tuple(
            replace(
                line,
                discount_1=cuts.get(line.description),
                tax_code_id=house.vat_6 if line.kind == "expense" else line.tax_code_id,
            )
            for line in draft.lines
        )
        kept = desk.save(replace(draft, lines=lines, discount_percent=D(2)))
        draft = desk.draft(kept)
        shares = [line.discount_share for line in draft.lines]
        assert shares == [D("115.64"), D("419.87"), D("28.32"), D("49.91"), D("31.08")]
        assert (draft.net, draft.tax, draft.total) == (D("31595.98"), D("7008.18"), D("38604.16"))
        assert (draft.margin, draft.effective_discount) == (D("26.72"), D("6.03"))
        pages = desk.print(kept)
        assert pages.startswith(b"%PDF")
    assert recompute_all(house.database) == (1, [])


def test_importing_again_keeps_the_lines_that_were_typed(house: Firm) -> None:
    key = estimation(house)
    with house.as_("account_manager") as desk:
        draft = desk.from_estimation(key)
        own = replace(draft.lines[0], work_item_id=None, description="Typed")
        again = desk.with_plan(replace(draft, lines=(*draft.lines, own)), key, date(2027, 6, 1))
        assert [line.description for line in again.lines].count("Typed") == 1
        assert len(again.lines) == 6
        assert again.starts_on == date(2027, 6, 1)
        with pytest.raises(StepRefused, match="convert it then"):
            desk.with_plan(replace(draft, currency="USD"), key)


def test_importing_again_keeps_what_was_decided_of_a_line_and_its_place(house: Firm) -> None:
    key = estimation(house)
    decided: dict[str, Any] = {
        "discount_1": D(5), "tiers": "10: 5", "tier_form": "range", "internal_note": "Ask Rosa",
        "option_group": "Hosting", "variant": "Cloud", "choice": "chosen",
        "is_price_hidden": True, "tax_code_id": house.vat_6,
    }  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = desk.from_estimation(key)
        first, *others = draft.lines
        heading = LineDraft(kind="heading", description="Hardware")
        marked = replace(others[-1], **decided)
        typed = replace(draft, lines=(marked, heading, *others[:-1]))
        assert first.description == "Discovery"
        again = desk.with_plan(typed, key).lines
    names = [line.description for line in again]
    assert names[:3] == ["Discovery", "Travel and lodging", "Hardware"]
    assert names[3:] == ["Build", "GTX Plus Pro licence", "Application server"]
    assert {name: getattr(again[1], name) for name in decided} == decided
    assert again[1].id == marked.id


def test_a_stored_total_that_is_wrong_is_found(house: Firm) -> None:
    key = estimation(house)
    with house.as_("account_manager") as desk:
        kept = desk.save(desk.from_estimation(key))
    with house.database.changing() as session:
        code = session.execute(select(TaxCode).where(TaxCode.code == "VAT 23")).scalar_one()
        code.rate = D(24)
    count, wrong = recompute_all(house.database)
    assert count == 1
    assert any("tax" in said for said in wrong)
    assert Proposals(house.database).draft(kept).tax == D("7733.29")


def test_what_can_not_be_read_is_found_and_stops_nothing(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        keys = [desk.save(pro_0042(house, desk)) for _n in range(3)]
    with house.database.changing() as session:
        session.get_one(Proposal, keys[0]).sections = "{broken"
        session.get_one(Proposal, keys[1]).status = "lost in thought"
    count, wrong = recompute_all(house.database)
    assert count == 3
    assert ["sections can't be read" in wrong[0], "can't be added up" in wrong[1]] == [True, True]
    with house.as_("account_manager") as desk:
        assert desk.print(keys[0]).startswith(b"%PDF")
        with pytest.raises(InvalidInput, match="sections can't be read"):
            desk.step(keys[0], "submit")


def test_codes_that_share_a_name_keep_their_rates_once_decided(house: Firm) -> None:
    with house.database.changing() as session:
        for code in session.execute(select(TaxCode)).scalars():
            code.name = "VAT"
    with house.as_("account_manager") as desk:
        key = issued(house, desk.save(pro_0042(house, desk)))
        total = desk.draft(key).total
        desk.step(key, "accept")
        assert desk.draft(key).total == total > desk.draft(key).net
    assert recompute_all(house.database)[1] == []


def test_a_later_tax_rate_leaves_what_was_issued_alone(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        kept = desk.save(pro_0042(house, desk))
        desk.step(kept, "submit")
    with house.as_("approver") as desk:
        desk.step(kept, "approve")
    with house.as_("account_manager") as desk:
        desk.step(kept, "issue")
    with house.database.changing() as session:
        code = session.execute(select(TaxCode).where(TaxCode.code == "VAT 23")).scalar_one()
        code.rate = D(24)
    assert recompute_all(house.database) == (1, [])
    with house.as_("account_manager") as desk:
        desk.step(kept, "accept")
        assert desk.draft(kept).total == D("38604.16")


@pytest.mark.parametrize(
    ("detail", "count"),
    [(Detail.PHASES, 5), (Detail.ITEMS, 17), (Detail.TIME, 17), (Detail.SUM, 1)],
)
def test_every_detail_comes_to_the_same_net_and_cost(
    house: Firm, detail: Detail, count: int
) -> None:
    key = estimation(house)
    with house.as_("account_manager") as desk:
        draft = desk.with_plan(desk.new(house.account_id), key, None, PlanChoice(detail))
        assert (draft.net, draft.cost) == (D("33623.00"), D("23152.40"))
        assert len(draft.lines) == count
        again = desk.with_plan(draft, key)
        assert [line.id for line in again.lines] == [line.id for line in draft.lines]


def test_time_is_sold_by_the_hour_and_the_sum_as_one(house: Firm) -> None:
    key = estimation(house)
    with house.as_("account_manager") as desk:
        hours = desk.with_plan(desk.new(house.account_id), key, None, PlanChoice(Detail.TIME))
        by_hour = [line for line in hours.lines if line.unit == "h"]
        assert sum(line.quantity for line in by_hour) == 344
        assert all(line.net == line.quantity * line.unit_price for line in by_hour)
        whole = desk.with_plan(desk.new(house.account_id), key, None, PlanChoice(Detail.SUM))
        assert whole.lines[0].description == "Customer portal for Konex"


def test_only_the_chosen_branches_come_over(house: Firm) -> None:
    key = estimation(house)
    with house.as_("account_manager") as desk:
        whole = desk.from_estimation(key)
        build = next(row for row in whole.plan if row.name == "Build")
        assert build.work_item_id
        choice = PlanChoice(Detail.PHASES, frozenset({build.work_item_id}))
        part = desk.with_plan(desk.new(house.account_id), key, None, choice)
        assert [line.description for line in part.lines] == ["Build"]
        assert part.net == D("22098.00")
        assert {row.code.split(".")[0] for row in part.plan} == {"2"}


def test_a_changed_estimation_is_offered_row_by_row(house: Firm) -> None:
    key = estimation(house)
    estimations = Estimations(house.database)
    with house.as_("account_manager") as desk:
        draft = desk.from_estimation(key, date(2027, 3, 1))
        draft = desk.draft(desk.save(draft))
        assert plan_changes(desk, draft) is None
    source = estimations.draft(key)
    rule = PriceRule(Method.FIXED, D(3000))
    dearer = [replace(item, name="Server, bigger", rule=rule) if "server" in item.name
              else item for item in source.plan if item.name != "Travel and lodging"]  # fmt: skip
    estimations.save(replace(source, plan=WorkPlan(dearer)), source)
    with house.as_("account_manager") as desk:
        own = replace(draft.lines[0], unit_price=D("6000.00"))
        typed = desk.calculated(replace(draft, lines=(own, *draft.lines[1:])))
        found = plan_changes(desk, typed)
        assert found
        told = {(row.kind, row.name): (row.before, row.after) for row in found.rows}
        assert told[("removed", "Travel and lodging")] == (D("1554.00"), D(0))
        assert told[("changed", "Server, bigger")][0] == D("2773.00")
        assert told[("changed", "Discovery")] == (D("6000.00"), D("5782.00"))
        server = next(row.key for row in found.rows if row.name == "Server, bigger")
        taken = desk.calculated(found.taken({server}))
        names = [line.description for line in taken.lines]
        assert "Server, bigger" in names
        assert "Travel and lodging" in names
        assert taken.lines[0].unit_price == D("6000.00")
        assert plan_changes(desk, taken) is None
        assert names == [*(line.description for line in draft.lines[:3]), "Server, bigger",
                         "Travel and lodging"]  # fmt: skip


def test_a_line_made_optional_here_stays_so_unless_the_plan_is_taken(house: Firm) -> None:
    key = estimation(house)
    estimations = Estimations(house.database)
    with house.as_("account_manager") as desk:
        draft = desk.draft(desk.save(desk.from_estimation(key)))
    source = estimations.draft(key)
    other = [replace(item, name=f"{item.name} II") if item.name == "Build" else item
             for item in source.plan]  # fmt: skip
    estimations.save(replace(source, plan=WorkPlan(other)), source)
    with house.as_("account_manager") as desk:
        mine = replace(draft.lines[0], choice="optional")
        found = plan_changes(desk, replace(draft, lines=(mine, *draft.lines[1:])))
        assert found
        assert {row.name for row in found.rows} == {"Discovery", "Build II"}
        build = next(row.key for row in found.rows if row.name == "Build II")
        taken = found.taken({build}).lines
        assert (taken[0].choice, taken[1].description) == ("optional", "Build II")
        assert found.taken({mine.id}).lines[0].choice == "included"
