"""Templates of branches, and what was estimated before, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.pipeline import Stage
from salesdesk.models.template import PlanTemplate
from salesdesk.models.values.pricing import Method, PriceRule, RoleRate, RoleRates
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan, relevelled
from salesdesk.services import estimate_memory
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.estimate_memory import LOST, WON, remembered
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimations import Estimations
from salesdesk.services.plan_templates import applied, save_template, template, templates

D = Decimal
OUT = WorkItem("Outside")
BUILD = WorkItem("Build", ItemKind.PHASE)
BACK = WorkItem("Backend service", level=1, role="Developer", effort=D(40), low=D(30), high=D(60),
                cost_rate=D(39), not_before=date(2026, 3, 5),
                after=(Dependency(OUT.id),))  # fmt: skip
SHIP = WorkItem("Go live", ItemKind.MILESTONE, 1, after=(Dependency(BACK.id),),
                fixed=(datetime.fromisoformat("2026-03-20T09:00"),) * 2)  # fmt: skip
CARE = WorkItem("Care", level=1, rule=PriceRule(Method.PART, D(10), BUILD.id), effort=D(1))
ELSE = WorkItem("Elsewhere", level=1, rule=PriceRule(Method.PART, D(10), OUT.id), effort=D(1))
PLAN = WorkPlan([OUT, BUILD, BACK, SHIP, CARE, ELSE])
RATES = RoleRates([RoleRate("Developer", D(44), D(88))])


def made(desk: Estimations, name: str = "Portal", plan: WorkPlan = PLAN) -> EstimationDraft:
    draft = replace(desk.new(), name=name, currency="EUR", starts_on=date(2026, 3, 2), plan=plan)
    return desk.draft(desk.save(draft))


def test_a_branch_becomes_a_template_and_rows_again(database: Database) -> None:
    desk = Estimations(database)
    draft = made(desk)
    key = save_template(database, "A service", draft, BUILD.id, "with care")
    (listed,) = templates(database)
    assert (listed.id, listed.name, listed.note, listed.rows) == (key, "A service", "with care", 5)
    found = template(database, key, "EUR")
    assert found.start == date(2026, 3, 2)
    rated = replace(draft, rates=RATES)
    rows = relevelled(applied(found, rated, date(2026, 4, 6), todays_rates=True), 1)
    assert [(row.level, row.name) for row in rows] == [
        (1, "Build"), (2, "Backend service"), (2, "Go live"), (2, "Care"),
        (2, "Elsewhere")]  # fmt: skip
    build, back, ship, care, other = rows
    assert not {row.id for row in rows} & {row.id for row in PLAN}
    assert back.cost_rate is None
    assert back.after == ()
    assert ship.after == (Dependency(back.id),)
    assert back.not_before == date(2026, 4, 9)
    assert ship.fixed
    assert ship.fixed[0] == datetime.fromisoformat("2026-04-24T09:00")
    assert care.rule
    assert care.rule.of == build.id
    assert other.rule is None
    kept = applied(found, rated, found.start, todays_rates=False)
    assert kept[1].cost_rate == 39
    assert (kept[1].low, kept[1].high) == (30, 60)


def test_amounts_of_another_currency_stay_behind(database: Database) -> None:
    draft = made(Estimations(database))
    key = save_template(database, "A service", draft, BUILD.id)
    found = template(database, key, "USD")
    assert (found.lost, found.currency) == (1, "EUR")
    assert [row.cost_rate for row in found.items] == [None] * 5
    assert found.items[3].rule == CARE.rule
    same = template(database, key, "EUR")
    assert (same.lost, same.items[1].cost_rate) == (0, D(39))


def test_names_are_taken_once_and_archived_ones_are_not_offered(database: Database) -> None:
    draft = made(Estimations(database))
    key = save_template(database, "A service", draft, BUILD.id)
    with pytest.raises(InvalidInput, match="Choose another name"):
        save_template(database, "A service", draft, BUILD.id)
    with database.changing() as session:
        session.get_one(PlanTemplate, key).is_active = False
    assert templates(database) == []
    with database.changing() as session:
        session.get_one(PlanTemplate, key).body = "{"
    with pytest.raises(InvalidInput, match="Save it anew"):
        template(database, key, "EUR")


def test_templates_are_a_list_of_the_settings(database: Database) -> None:
    desk = Desk(database)
    save_template(database, "A service", made(desk.estimations), BUILD.id)
    rows = desk.reference.rows("plan-templates")
    assert [row.values["name"] for row in rows] == ["A service"]


def task(name: str, hours: int, **more: object) -> WorkItem:
    found = WorkItem(name, role="Developer", effort=D(hours), cost_rate=D(40))
    return replace(found, **more)  # type: ignore[arg-type]


def stage_of(database: Database, kind: str) -> UUID:
    from sqlalchemy import select

    with database.reading() as session:
        return session.scalars(select(Stage.id).where(Stage.kind == kind)).first()  # type: ignore[return-value]


def test_memory_counts_medians_prices_and_outcomes(database: Database) -> None:
    desk = Desk(database)
    keys = []
    rate = PriceRule(Method.RATE, D(90))
    for name, hours, kind in (("One", 10, "won"), ("Two", 20, "lost"), ("Three", 40, "open")):
        plan = WorkPlan([task("Ünit tests of the login", hours, rule=rate), task("Other", 5)])
        draft = made(desk.estimations, name, plan)
        deal = replace(desk.opportunities.new(), name=name, currency="EUR")
        deal_id = desk.opportunities.save(deal)
        with database.changing() as session:
            from salesdesk.models.estimation import Estimation
            from salesdesk.models.opportunity import Opportunity

            session.get_one(Opportunity, deal_id).stage_id = stage_of(database, kind)
            session.get_one(Estimation, draft.id).opportunity_id = deal_id
        keys.append(draft.id)
    found = remembered(database, "unit log")
    assert len(found.hits) == found.estimations == 3
    assert (found.effort, found.low, found.high) == (20, 15, 30)
    assert found.prices == (("EUR", D(90)),)
    assert (found.won, found.lost) == (1, 1)
    assert {hit.estimation_name: hit.outcome for hit in found.hits} == {
        "One": WON, "Two": LOST, "Three": ""}  # fmt: skip
    assert all(hit.price == 90 for hit in found.hits)
    assert remembered(database, "unit log", keys[0]).estimations == 2
    assert remembered(database, "nothing like it").hits == ()
    assert remembered(database, "  ").hits == ()


def test_memory_finds_what_is_counted_with_the_price_of_a_piece(database: Database) -> None:
    plan = WorkPlan([
        WorkItem("Laser scanner", ItemKind.PRODUCT, quantity=D(4), unit="pcs", cost_rate=D(900),
                 rule=PriceRule(Method.FIXED, D(4000))),
        WorkItem("Hotel nights", ItemKind.EXPENSE, cost_rate=D(90),
                 rule=PriceRule(Method.RATE, D(100))),
        WorkItem("Scaffold firm", ItemKind.SUBCONTRACT, quantity=D(1), cost_rate=D(5000)),
        WorkItem("Laser nothing", ItemKind.PRODUCT),
        task("Laser survey", 5, rule=PriceRule(Method.RATE, D(80))),
    ])  # fmt: skip
    made(Estimations(database), "One", plan)
    found = remembered(database, "laser")
    assert [(hit.item.name, hit.item.quantity, hit.price) for hit in found.hits] == [
        ("Laser scanner", D(4), D(1000)), ("Laser survey", None, D(80))]  # fmt: skip
    assert (found.prices, found.piece_prices) == ((("EUR", D(80)),), (("EUR", D(1000)),))
    assert found.effort == 5
    (hotel,) = remembered(database, "hotel").hits
    assert (hotel.price, hotel.item.cost_rate) == (D(100), D(90))
    assert remembered(database, "hotel").effort is None
    assert len(remembered(database, "scaffold").hits) == 1


def test_memory_says_where_it_stops(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("One", "Two", "Three"):
        made(Estimations(database), name, WorkPlan([task("Unit tests", 5)]))
    found = remembered(database, "unit")
    assert (len(found.hits), found.is_cut, found.priced) == (3, False, None)
    monkeypatch.setattr(estimate_memory, "MOST_HITS", 2)
    monkeypatch.setattr(estimate_memory, "MOST_PRICED", 1)
    found = remembered(database, "unit")
    assert (len(found.hits), found.is_cut, found.priced) == (2, True, 1)


def test_memory_follows_a_renamed_row(database: Database) -> None:
    desk = Estimations(database)
    draft = made(desk, plan=WorkPlan([task("Old words", 5)]))
    renamed = draft.plan.with_rows({0: replace(draft.plan[0], name="Fresh words")})
    desk.save(replace(draft, plan=renamed), draft)
    assert remembered(database, "old").hits == ()
    assert len(remembered(database, "fresh wor").hits) == 1
