"""Estimations: kept to the cent, saved by their differences, revised, decided, imported."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text

from salesdesk.errors import InvalidInput, NotAllowed, StaleRecord, StepRefused
from salesdesk.models.estimation import Estimation, EstimationRule
from salesdesk.models.reference import Calendar, CalendarDay, Company, LaborRole, RoleRate
from salesdesk.models.user import User, UserRole
from salesdesk.models.values.listing import ListQuery
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import Delete, Insert, Move, SetFields
from salesdesk.services.actor import Actor, Role
from salesdesk.services.database import Database
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_example import ROLE_COSTS, example
from salesdesk.services.estimations import Estimations, recompute_all
from salesdesk.services.home import Home
from salesdesk.services.proposal_sums import totals_of
from salesdesk.services.proposals import Proposals

PORTAL = Path(__file__).parents[1] / "data" / "work_plans" / "portal.xml"


@pytest.fixture
def estimations(database: Database) -> Estimations:
    with database.changing() as session:
        for name, cost in ROLE_COSTS.items():
            role = session.query(LaborRole).filter_by(name=name).first() or LaborRole(name=name)
            session.add(role)
            session.flush()
            session.add(
                RoleRate(
                    role_id=role.id,
                    currency="EUR",
                    valid_from=date(2026, 7, 1),
                    valid_to=date(2027, 6, 30),
                    cost=Decimal(cost),
                )
            )
    return Estimations(database)


def saved(desk: Estimations, draft: EstimationDraft | None = None) -> EstimationDraft:
    return desk.draft(desk.save(draft or example(desk.new())))


def signed_in(database: Database, name: str, *roles: Role) -> Estimations:
    with database.changing() as session:
        user = User(username=name, name=name.title())
        session.add(user)
        user.roles = [UserRole(role=role) for role in roles]
        session.flush()
        key: UUID = user.id
    database.actor = Actor(key, name, name.title(), frozenset(roles))
    return Estimations(database)


def test_the_worked_example_to_the_cent(estimations: Estimations) -> None:
    shown = estimations.show(saved(estimations).id)
    assert shown["number"] == "EST-2026-0031"
    assert {
        key: shown[key] for key in ("cost", "loaded_cost", "sell", "profit", "margin", "markup")
    } == {
        "cost": "21810.00",
        "loaded_cost": "23152.40",
        "sell": "33623.00",
        "profit": "10470.60",
        "margin": "31.14",
        "markup": "45.22",
    }
    assert shown["categories"]["service"] == {
        "cost": "16780.00",
        "loaded_cost": "18122.40",
        "sell": "27880.00",
    }
    rows = {row["wbs"]: row for row in shown["items"]}
    assert (rows["1"]["sell"], rows["2"]["sell"]) == ("5782.00", "22098.00")
    row = rows["2.1.2"]
    assert (row["name"], row["role"], row["effort_hours"]) == (
        "Programming interface",
        "Senior dev",
        "64",
    )
    assert (row["cost_rate"], row["cost"], row["sell_rate"], row["sell"]) == (
        "52.00",
        "3328.00",
        "86.40",
        "5529.60",
    )
    assert (row["start"], row["duration"], row["after"]) == ("2027-01-27T09:00", "64h", "2.1.1")
    assert shown["finish"] == "2027-02-16T17:00"


def test_a_plan_comes_back_as_it_was(estimations: Estimations) -> None:
    rich = WorkItem(
        "All of it",
        ItemKind.SUBCONTRACT,
        resource="Ana",
        quantity=Decimal("2.5"),
        cost_rate=Decimal("10.123456"),
        contingency=Decimal(3),
        is_plugged=True,
        plug_owner="Ana",
        plug_due=date(2027, 1, 1),
        client_note="yes",
        internal_note="no",
    )
    draft = example(estimations.new())
    draft = replace(draft, plan=WorkPlan((*draft.plan, rich)))
    again = saved(estimations, draft)
    assert again.plan == draft.plan
    assert again.terms.types == draft.terms.types


def test_only_differences_are_written(database: Database, estimations: Estimations) -> None:
    base = saved(estimations)
    edit = SetFields(((4, {"effort": Decimal(10)}),), "set")
    written: list[str] = []

    def watch(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(" ".join(statement.split()[:3]))

    event.listen(database.engine, "before_cursor_execute", watch)
    estimations.save(replace(base, plan=edit.apply(base.plan)), base)
    event.remove(database.engine, "before_cursor_execute", watch)
    rows = [one for one in written if "work_item" in one]
    assert rows == ["UPDATE work_item SET"]
    again = estimations.draft(base.id)
    assert again.version > base.version
    assert again.plan[4].effort == 10


@pytest.mark.parametrize(
    "edit",
    [
        Insert(3, (WorkItem("new", level=2), WorkItem("more", level=2))),
        Insert(22, (WorkItem("last"),)),
        Insert(0, tuple(WorkItem(str(n)) for n in range(1500))),
        Delete((1,)),
        Move(7, 7, -1),
        Move(2, 2, 1),
        SetFields(((5, {"after": ()}), (9, {"name": "x", "is_optional": True})), "set"),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_each_edit_is_kept(estimations: Estimations, edit: Any) -> None:
    base = saved(estimations)
    plan = edit.apply(base.plan)
    estimations.save(replace(base, plan=plan), base)
    kept = {item.id for item in plan}
    wanted = [
        replace(item, after=tuple(link for link in item.after if link.before in kept))
        for item in plan
    ]
    again = estimations.draft(base.id)
    assert list(again.plan) == wanted
    estimations.save(replace(again, plan=base.plan), again)
    assert [item.name for item in estimations.draft(base.id).plan] == [
        item.name for item in base.plan
    ]


def test_a_stale_save_is_refused(estimations: Estimations) -> None:
    base = saved(estimations)
    estimations.save(replace(base, name="Mine"), base)
    with pytest.raises(StaleRecord) as refusal:
        estimations.save(replace(base, name="Theirs"), base)
    assert ("name", base.name, "Theirs", "Mine") in refusal.value.differences


def test_the_list(estimations: Estimations) -> None:
    saved(estimations)
    listing = estimations.listing
    [row] = listing.first_page(ListQuery(text="customer portal"))
    named = dict(zip(["id", *[c.name for c in listing.spec.columns]], row, strict=True))
    assert (named["number"], named["sell"], named["margin"]) == (
        "EST-2026-0031",
        Decimal("33623.00"),
        Decimal("31.14"),
    )


def test_costs_are_for_those_who_may_see_them(database: Database, estimations: Estimations) -> None:
    key = saved(estimations).id
    reader = signed_in(database, "rui", Role.READ_ONLY)
    shown = reader.show(key)
    assert "cost" not in shown
    assert "margin" not in shown
    assert "rules" not in shown
    assert shown["sell"] == "33623.00"
    assert not {"cost", "cost_rate", "loaded_cost", "own_cost_rate", "pricing"} & set(
        shown["items"][2]
    )
    assert not {"cost", "margin"} & {column.name for column in reader.listing.spec.columns}
    with pytest.raises(NotAllowed):
        reader.save(reader.draft(key))


@pytest.fixture
def signed(database: Database, estimations: Estimations) -> tuple[Database, UUID]:
    """An estimation of Ana's, an estimator."""
    desk = signed_in(database, "ana", Role.ESTIMATOR)
    return database, saved(desk).id


def test_the_way_to_approval(signed: tuple[Database, UUID]) -> None:
    database, key = signed
    ana, author = Estimations(database), database.actor
    assert ana.step(key, "submit") == "in_review"
    with pytest.raises(StepRefused, match="can't be changed"):
        ana.save(replace(ana.draft(key), name="x"), ana.draft(key))
    with pytest.raises(NotAllowed):
        ana.step(key, "approve")
    boss = signed_in(database, "bea", Role.APPROVER)
    with pytest.raises(InvalidInput, match="needs a reason"):
        boss.step(key, "return")
    assert boss.step(key, "return", "Add testing") == "worksheet"
    database.actor = author
    ana.step(key, "submit")
    boss = signed_in(database, "cid", Role.APPROVER)
    assert boss.step(key, "approve") == "approved"
    history = [(one["step"], one["reason"]) for one in boss.show(key)["history"]]
    assert history == [
        ("create", ""),
        ("submit", ""),
        ("return", "Add testing"),
        ("submit", ""),
        ("approve", ""),
    ]


def test_what_waits_is_counted_for_the_approver_only(signed: tuple[Database, UUID]) -> None:
    database, key = signed
    Estimations(database).step(key, "submit")
    home = Home(database)
    assert home.waiting(date(2026, 11, 23)) == ()
    signed_in(database, "rita", Role.APPROVER)
    waits = home.waiting(date(2026, 11, 23))
    assert [(w.kind, w.record_kind, w.id) for w in waits] == [("approve", "estimations", key)]


def test_what_was_submitted_keeps_its_rates(signed: tuple[Database, UUID]) -> None:
    database, key = signed
    desk = Estimations(database)
    desk.step(key, "submit")
    with database.changing() as session:
        for rate in session.query(RoleRate):
            rate.cost += 10
    assert desk.show(key)["sell"] == "33623.00"
    assert recompute_all(database) == (1, [])
    signed_in(database, "bea", Role.APPROVER).step(key, "return", "Rates have changed")
    assert desk.show(key)["cost"] == "25250.00"
    assert recompute_all(database) == (1, [])


def test_what_was_approved_keeps_its_margin_and_its_days(signed: tuple[Database, UUID]) -> None:
    database, key = signed
    desk = Estimations(database)
    with database.changing() as session:  # priced by the company's margin, on its calendar
        session.query(EstimationRule).delete()
    desk.save(replace(desk.draft(key), name="Portal on the company's terms"))
    before = desk.draft(key)
    desk.step(key, "submit")
    owner = database.actor
    signed_in(database, "bea", Role.APPROVER).step(key, "approve", "fine")
    database.actor = owner
    with database.changing() as session:
        for company in session.query(Company):
            company.default_margin = Decimal(10)
        calendar = session.query(Calendar).order_by(Calendar.is_default.desc()).first()
        assert calendar is not None
        session.add_all(
            CalendarDay(calendar_id=calendar.id, day=date(2027, 1, day), name="Shut", hours="")
            for day in range(18, 23)
        )
        for role in session.query(LaborRole):
            role.calendar_id = calendar.id
    after = desk.draft(key)
    assert after.figures().totals() == before.figures().totals()
    assert after.schedule().finish == before.schedule().finish
    assert after.calendars == {}
    offer = Proposals(database).from_estimation(key)
    assert totals_of(offer, {}).net == before.figures().totals().sell
    assert recompute_all(database) == (1, [])
    again = desk.draft(desk.revise(key))  # a worksheet follows the settings
    assert again.figures().totals().sell < before.figures().totals().sell
    assert recompute_all(database) == (2, [])


def test_rates_kept_by_an_early_version_are_read(signed: tuple[Database, UUID]) -> None:
    database, key = signed
    desk = Estimations(database)
    desk.step(key, "submit")
    with database.changing() as session:
        record = session.get_one(Estimation, key)
        record.rates_text = json.dumps(json.loads(record.rates_text)["rates"])
        for rate in session.query(RoleRate):
            rate.cost += 10
    assert desk.show(key)["cost"] == "21810.00"


def test_who_may_not_see_costs_reads_prices_only(
    database: Database, estimations: Estimations
) -> None:
    key = saved(estimations, example(estimations.new(), plugged=True)).id
    draft = signed_in(database, "rui", Role.READ_ONLY).draft(key)
    totals = draft.figures().totals()
    assert (totals.sell, totals.cost) == (Decimal("33623.00"), Decimal(0))
    assert not list(draft.rates)
    assert not draft.rules
    assert all(item.cost_rate is None for item in draft.plan)


def test_nobody_approves_their_own(database: Database, estimations: Estimations) -> None:
    signed_in(database, "dora", Role.ESTIMATOR, Role.APPROVER)
    desk = Estimations(database)
    key = saved(desk).id
    desk.step(key, "submit")
    with pytest.raises(StepRefused, match="somebody else"):
        desk.step(key, "approve")


def test_what_stops_a_submission(estimations: Estimations) -> None:
    plugged = saved(estimations, example(estimations.new(), plugged=True))
    with pytest.raises(StepRefused, match=r"is a guess: 4\.1 Travel and lodging\.") as refused:
        estimations.step(plugged.id, "submit")
    assert [one.message in refused.value.message for one in refused.value.problems] == [True]
    estimations.waive_plugs(plugged.id, "The fare is capped")
    assert estimations.step(plugged.id, "submit") == "in_review"
    empty = saved(estimations, replace(estimations.new(), name="Empty"))
    with pytest.raises(StepRefused, match="no item has a price"):
        estimations.step(empty.id, "submit")
    plan = WorkPlan([WorkItem("x", role="Nobody", effort=Decimal(1))])
    unrated = saved(estimations, replace(estimations.new(), name="Unrated", plan=plan))
    with pytest.raises(StepRefused, match="Nobody"):
        estimations.step(unrated.id, "submit")


def test_a_guess_on_an_option_stops_a_submission_too(estimations: Estimations) -> None:
    def with_guess(guess: WorkItem) -> UUID:
        base = WorkItem("Base", role="Developer", effort=Decimal(5))
        plan = WorkPlan(
            [base, guess, WorkItem("Part", level=1, role="Developer", effort=Decimal(2))]
        )
        return saved(estimations, replace(estimations.new(), name="Options", plan=plan)).id

    key = with_guess(WorkItem("Option", ItemKind.PHASE, is_optional=True))
    draft = estimations.draft(key)
    guess = replace(draft.plan[2], is_plugged=True)
    draft = estimations.draft(
        estimations.save(replace(draft, plan=draft.plan.with_rows({2: guess})), draft)
    )
    with pytest.raises(StepRefused, match=r"is a guess: 2\.1 Part\."):
        estimations.step(key, "submit")
    # nothing is priced in a branch, so a flag there holds nothing back
    other = with_guess(WorkItem("Option", ItemKind.PHASE, is_optional=True, is_plugged=True))
    assert estimations.step(other, "submit") == "in_review"


def test_guesses_are_waived_for_a_reason_before_it_is_decided(
    signed: tuple[Database, UUID],
) -> None:
    database, key = signed
    ana, author = Estimations(database), database.actor
    draft = ana.draft(key)
    at = next(at for at, item in enumerate(draft.plan) if item.effort)
    guess = replace(draft.plan[at], is_plugged=True)
    ana.save(replace(draft, plan=draft.plan.with_rows({at: guess})), draft)
    bea = signed_in(database, "bea", Role.APPROVER)
    boss = database.actor
    with pytest.raises(InvalidInput, match="Say why") as refused:
        bea.waive_plugs(key, "  ")
    assert refused.value.problems[0].column == "reason"
    bea.waive_plugs(key, "The fare is capped")
    database.actor = author
    ana.step(key, "submit")
    database.actor = boss
    bea.waive_plugs(key, waived=False)
    with pytest.raises(StepRefused, match="is a guess"):
        bea.step(key, "approve", "fine")
    bea.waive_plugs(key, "Capped indeed")
    assert bea.step(key, "approve", "fine") == "approved"
    with pytest.raises(StepRefused, match="is approved: its guesses"):
        bea.waive_plugs(key, waived=False)
    told = [(one["step"], one["reason"]) for one in bea.show(key)["history"]]
    assert [one for one in told if "waive" in one[0]] == [
        ("waive", "The fare is capped"), ("unwaive", ""), ("waive", "Capped indeed"),
    ]  # fmt: skip


def test_a_revision_takes_over_when_it_is_approved(signed: tuple[Database, UUID]) -> None:
    database, key = signed
    ana, author = Estimations(database), database.actor
    ana.step(key, "submit")
    signed_in(database, "bea", Role.APPROVER).step(key, "approve")
    boss, database.actor = database.actor, author
    second = ana.revise(key)
    draft = ana.draft(second)
    assert (draft.number, draft.revision, draft.status) == ("EST-2026-0031", 1, "worksheet")
    assert ana.draft(key).status == "approved"
    assert ana.show(second)["sell"] == "33623.00"
    ana.step(second, "submit")
    database.actor = boss
    assert ana.step(second, "approve") == "approved"
    assert ana.draft(key).status == "superseded"
    with database.reading() as session:
        rows = session.execute(text("select revision from estimation where is_current"))
        assert [row[0] for row in rows] == [1]


def test_what_show_answers_makes_a_new_one(estimations: Estimations) -> None:
    shown = estimations.show(saved(estimations).id)
    again = estimations.show(estimations.create(shown))
    assert again["number"] != shown["number"]
    changed = {key for key in shown if shown[key] != again[key]}
    assert changed <= {"number", "history"}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"items": [{"kind": "wish"}]}, "items[0].kind"),
        ({"items": [{"effort_hours": "x"}]}, "items[0].effort_hours"),
        ({"items": [{"effort_hours": "-1"}]}, "items[0].effort_hours"),
        ({"items": [{"points": ["1", "2"]}]}, "items[0].points"),
        ({"items": [{"cost_rate": "1e30"}]}, "items[0].cost_rate"),
        ({"items": [{"duration": "3 moons"}]}, "items[0].duration"),
        ({"items": [{"pricing": "?"}]}, "items[0].pricing"),
        ({"items": [{"after": "9"}]}, "items[0].after"),
        ({"items": [{"optional": "maybe"}]}, "items[0].optional"),
        ({"items": [{"not_before": "2026-01-01T00:00Z"}]}, "items[0].not_before"),
        ({"rules": {"all": "zz"}}, "rules.all"),
        ({"account": "Nobody"}, "account"),
        ({"starts_on": "soon"}, "starts_on"),
    ],
)
def test_a_wrong_document_names_its_key(
    estimations: Estimations, change: dict[str, Any], key: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        estimations.create({"name": "x", **change})
    assert refusal.value.problems[0].column == key


def test_a_work_plan_is_imported_once(estimations: Estimations) -> None:
    dry = estimations.import_work_plan(PORTAL, dry_run=True)
    first = estimations.import_work_plan(PORTAL)
    again = estimations.import_work_plan(PORTAL)
    assert (dry.read, dry.created, dry.number) == (6, 6, "")
    assert (first.read, first.created, first.skipped) == (6, 6, 0)
    assert (again.created, again.skipped, again.number) == (0, 6, first.number)
    shown = next(
        estimations.show(row[0])
        for row in estimations.listing.first_page(ListQuery())
        if first.number in row
    )
    found = {row["name"]: (row["start"], row["finish"], row["duration"]) for row in shown["items"]}
    assert found["Workshops"] == ("2027-01-11T09:00", "2027-01-15T18:00", "3d")
    assert found["Training, moved by hand"][0] == "2027-01-16T10:00"
    assert (shown["currency"], shown["finish"]) == ("EUR", "2027-01-22T11:00")


def test_a_work_plan_is_imported_into_one(estimations: Estimations) -> None:
    base = saved(estimations)
    report = estimations.import_work_plan(PORTAL, base.id)
    again = estimations.import_work_plan(PORTAL, base.id)
    assert (report.number, report.created, again.created) == (base.number, 6, 0)
    assert len(estimations.draft(base.id).plan) == len(base.plan) + 6


def test_a_copy_is_a_worksheet_of_its_own(estimations: Estimations) -> None:
    base = saved(estimations)
    copy = estimations.draft(estimations.duplicate(base.id))
    assert copy.number != base.number
    assert copy.figures().totals() == base.figures().totals()
    assert not {item.id for item in copy.plan} & {item.id for item in base.plan}


def test_the_plan_leaves_as_a_project_file(estimations: Estimations) -> None:
    from salesdesk.services import mspdi

    base = saved(estimations)
    read = mspdi.read(estimations.export_work_plan(base.id))
    assert [item.name for item in read.plan] == [item.name for item in base.plan]
    assert read.schedule().finish == base.schedule().finish
