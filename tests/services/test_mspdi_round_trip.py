"""Microsoft Project XML out and in again: every field of a work item comes back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import Method, PriceRule, RoleRate, RoleRates, Terms
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan, rule_for
from salesdesk.services import mspdi
from salesdesk.services.mspdi_own import NAMES
from salesdesk.services.mspdi_write import PlanToWrite, write

D = Decimal
RATES = RoleRates([RoleRate("Developer", D(41), D(80)), RoleRate("Architect", D("65.25"))])
TERMS = Terms("EUR", date(2027, 1, 4), rates=RATES)
START = date(2027, 1, 4)

words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\ufffe\uffff"),
    max_size=12,
).map(str.strip)
hours = st.decimals(0, 500, places=2)
small = st.none() | st.decimals(0, 99, places=3)
moments = st.integers(0, 3500).map(
    lambda hour: datetime.fromisoformat("2027-01-04") + timedelta(hours=hour)
)
rules = st.none() | st.builds(
    PriceRule, st.sampled_from([one for one in Method if one is not Method.PART]),
    st.decimals(0, 90, places=2),
)  # fmt: skip


@st.composite
def items(draw: st.DrawFn) -> WorkItem:
    low, likely, high = sorted(draw(hours) for _each in range(3))
    points = draw(st.booleans())
    constraint = draw(st.sampled_from(("", "", "", "late", "must_start", "finish_by")))
    dated = constraint not in ("", "late")
    fixed = draw(st.none() | moments)
    return WorkItem(
        name=draw(words), kind=draw(st.sampled_from(ItemKind)), level=draw(st.integers(0, 3)),
        role=draw(st.sampled_from(("", "Developer", "Architect", "Nobody yet"))),
        resource=draw(words), low=low if points else None, high=high if points else None,
        effort=likely if points else draw(st.sampled_from((likely, None, D(0)))),
        quantity=draw(small), unit=draw(words), cost_rate=draw(small), rule=draw(rules),
        contingency=draw(small), is_lump_sum=draw(st.booleans()),
        is_billable=draw(st.booleans()), is_optional=draw(st.booleans()),
        is_plugged=draw(st.booleans()),
        plug_owner=draw(words), plug_due=draw(st.none() | st.dates(START, date(2028, 1, 1))),
        duration=draw(st.none() | st.sampled_from([Duration(D(3)), Duration(D("1.5"), "w"),
                                                   Duration(D(2), "d", True)])),
        not_before=draw(st.none() | moments | st.dates(START, date(2027, 6, 1))),
        fixed=(fixed, fixed) if fixed else None,
        units=draw(st.none() | st.sampled_from([D(50), D(200)])),
        task_type=draw(st.sampled_from(("", "work", "duration", "units"))),
        constraint=constraint, constraint_at=draw(moments) if dated else None,
        product=draw(st.none() | st.uuids()), tax_code=draw(words), description=draw(words),
        client_note=draw(words), internal_note=draw(words), assumptions=draw(words),
        exclusions=draw(words), risks=draw(words), origin=draw(st.none() | st.uuids()),
    )  # fmt: skip


def outlined(rows: list[WorkItem]) -> WorkPlan:
    found: list[WorkItem] = []
    for row in rows:
        top = found[-1].level + 1 if found else 0
        found.append(replace(row, level=min(row.level, top)))
    if len(found) > 2:
        link = Dependency(found[0].id, LinkType.SS, Duration(D(2)))
        part = PriceRule(Method.PART, D(10), found[0].id)
        if not WorkPlan(found).is_branch(0):
            found[-1] = replace(found[-1], after=(link,), rule=part)
    return WorkPlan(found)


def out_and_in(plan: WorkPlan) -> mspdi.ImportedPlan:
    figures = PlanFigures(plan, TERMS)
    laid_out = PlanSchedule(plan, OFFICE, START)
    return mspdi.read(write(PlanToWrite("Plan", figures, laid_out)), "again.xml")


def keyed(plan: WorkPlan) -> list[WorkItem]:
    """The rows with keys by their place."""
    keys = {item.id: UUID(int=at) for at, item in enumerate(plan)}
    return [
        replace(
            item, id=keys[item.id], rule=rule_for(item, keys),
            after=tuple(replace(one, before=keys[one.before]) for one in item.after),
        )
        for item in plan
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(items(), min_size=1, max_size=7))
def test_every_field_comes_back(rows: list[WorkItem]) -> None:
    plan = outlined(rows)
    again = out_and_in(plan)
    for one, other in zip(keyed(plan), keyed(again.plan), strict=True):
        lost = {
            f.name: (getattr(one, f.name), getattr(other, f.name))
            for f in fields(one)
            if getattr(one, f.name) != getattr(other, f.name)
        }
        assert lost == {}


def test_no_field_is_forgotten() -> None:
    native = {"id", "name", "after", "constraint", "constraint_at", "internal_note"}
    flags = {"is_lump_sum", "is_billable", "is_optional", "is_plugged"}
    assert {f.name for f in fields(WorkItem)} == (native | flags | set(NAMES) - {"flags", "placed"})


def test_what_another_program_changed_wins() -> None:
    plan = WorkPlan([WorkItem("Build", role="Developer", effort=D(16), low=D(16), high=D(16))])
    figures = PlanFigures(plan, TERMS)
    text = write(PlanToWrite("Plan", figures, PlanSchedule(plan, OFFICE, START))).decode()
    text = text.replace("<Work>PT16H0M0S</Work>", "<Work>PT24H0M0S</Work>")
    text = text.replace("<Duration>PT16H0M0S</Duration>", "<Duration>PT24H0M0S</Duration>")
    (item,) = mspdi.read(text.encode(), "changed.xml").plan
    assert (item.effort, str(item.duration)) == (D(24), "24h")


def test_signs_that_xml_lacks_are_left_out() -> None:
    (item,) = out_and_in(WorkPlan([WorkItem("a\x00b\x1f", effort=D(1), risks="\ud800x")])).plan
    assert (item.name, item.risks) == ("ab", "x")


def test_real_files_lose_nothing_on_the_way(shared_data: Path) -> None:
    for path in sorted((shared_data / "work_plans").rglob("*.xml")):
        if path.parent.name != "mspdi":
            continue
        first = mspdi.read_file(path)
        again = _again(first)
        assert keyed(again.plan) == keyed(first.plan), path.name


def _again(first: mspdi.ImportedPlan) -> mspdi.ImportedPlan:
    figures = PlanFigures(first.plan, TERMS)
    laid_out = PlanSchedule(first.plan, first.calendar, first.start.date())
    return mspdi.read(write(PlanToWrite(first.name, figures, laid_out)), "again.xml")
