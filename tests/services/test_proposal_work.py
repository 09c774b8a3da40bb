"""The accepted work: hours once, and no row of an option that was declined."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from uuid import UUID
from zipfile import ZipFile

import pytest

from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.database import Database
from salesdesk.services.estimations import Estimations
from salesdesk.services.handover import Handovers
from salesdesk.services.plan_choice import Detail, PlanChoice
from salesdesk.services.proposal_compare import compared
from salesdesk.services.proposal_drafts import LineDraft, PlanRowDraft, ProposalDraft
from salesdesk.services.proposal_work import hours_of, taken_rows
from tests.services.selling import Firm, estimation, firm, issued

D = Decimal
OPTION = {"User interface", "Design system", "Screens", "Accessibility"}


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def offered(house: Firm, detail: Detail = Detail.PHASES) -> UUID:
    """EST-2026-0031 with the user interface as an option, issued."""
    key = estimation(house)
    desk = Estimations(house.database)
    draft = desk.draft(key)
    rows = (replace(row, is_optional=row.name == "User interface") for row in draft.plan)
    desk.save(replace(draft, plan=WorkPlan(rows)), draft)
    with house.as_("account_manager") as proposals:
        whole = proposals.with_plan(proposals.from_estimation(key), key, None, PlanChoice(detail))
        assert any(line.choice == "optional" for line in whole.lines)
        return issued(house, proposals.save(whole))


def handed_over(house: Firm, key: UUID, *, with_options: bool) -> ZipFile:
    with house.as_("account_manager") as desk:
        options = [line.id for line in desk.draft(key).lines if line.choice == "optional"]
        desk.step(key, "accept", chosen=options if with_options else [])
        handovers = Handovers(house.database)
        return ZipFile(BytesIO(handovers.package(handovers.hand_over(key).id)))


def hours_in(archive: ZipFile) -> Decimal:
    """The hours by role, which are those by row too."""
    by_role = json.loads(archive.read("proposal.json"))["hours"]
    assert all(each["role"] for each in by_role)
    table = csv.DictReader(StringIO(archive.read("hours.csv").decode("utf-8-sig")))
    found = sum(D(each["hours"]) for each in by_role)
    assert sum(D(row["effort_hours"]) for row in table) == found
    return D(found)


@pytest.mark.parametrize("detail", list(Detail))
def test_the_hours_handed_over_are_those_that_were_accepted(house: Firm, detail: Detail) -> None:
    archive = handed_over(house, offered(house, detail), with_options=False)
    assert hours_in(archive) == 224
    plan = {row["name"]: row for row in json.loads(archive.read("proposal.json"))["work_plan"]}
    assert not OPTION & set(plan)
    assert (plan["Build"]["effort_hours"], plan["Backend"]["effort_hours"]) == ("160", "160")
    assert "Programming interface" in plan
    known = {row["wbs"] for row in plan.values()}
    assert all(set(row["after"].split()) <= known for row in plan.values())
    assert b"<Name>Backend</Name>" in archive.read("work-plan.xml")
    assert b"<Name>Screens</Name>" not in archive.read("work-plan.xml")


@pytest.mark.parametrize("detail", [Detail.PHASES, Detail.ITEMS])
def test_an_option_that_was_taken_brings_its_work(house: Firm, detail: Detail) -> None:
    archive = handed_over(house, offered(house, detail), with_options=True)
    assert hours_in(archive) == 344
    plan = {row["name"]: row for row in json.loads(archive.read("proposal.json"))["work_plan"]}
    assert set(plan) >= OPTION
    assert plan["Build"]["effort_hours"] == "280"


def test_a_comparison_counts_each_hour_once(house: Firm) -> None:
    first = offered(house)
    with house.as_("account_manager") as desk:
        later = desk.step(first, "revise")["id"]
        draft = desk.draft(later)
        lines = tuple(replace(line, choice="included") for line in draft.lines)
        desk.save(replace(draft, lines=lines), draft)
        [hours] = [f for f in compared(house.database, first, later).fields if f.name == "hours"]
    assert (hours.old, hours.new) == (224, 344)


def test_a_branch_in_a_lump_sum_keeps_the_work_beside_its_option(house: Firm) -> None:
    lump, piece = UUID(int=1), UUID(int=2)
    rows = (
        PlanRowDraft(work_item_id=lump, name="Set-up", effort=D(8)),
        PlanRowDraft(level=1, name="Hall"),
        PlanRowDraft(level=2, name="Cabling", role="Technician", effort=D(8)),
        PlanRowDraft(work_item_id=piece, level=2, kind="product", name="Spare server"),
    )
    lines = (
        LineDraft(work_item_id=lump, description="Set-up"),
        LineDraft(work_item_id=piece, description="Spare server", choice="optional"),
    )
    taken = taken_rows(ProposalDraft(lines=lines, plan=rows))
    assert [(row.name, row.effort) for row in taken] == [
        ("Set-up", 8), ("Hall", 8), ("Cabling", 8),
    ]  # fmt: skip
    assert hours_of(taken) == 8
