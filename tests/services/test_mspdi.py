"""Microsoft Project files: dates kept, losses named, and what we write is what we read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import Terms
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.services import mspdi, mspdi_write
from salesdesk.services.calculations_schedule import schedule_file
from salesdesk.services.jobs import Cancelled, Progress

DAY = date(2027, 1, 1)
OWN = Path(__file__).parents[1] / "data" / "work_plans" / "portal.xml"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "work_plans"
FACTS = SHARED / "expected" / "mspdi_facts.json"
CASES: list[dict[str, Any]] = json.loads(FACTS.read_text("utf-8")) if FACTS.exists() else []
HERE = pytest.mark.skipif(not CASES, reason="the folder of real work plans is not beside this one")


def test_a_plan_is_read_with_its_outline_durations_links_and_people() -> None:
    read = mspdi.read_file(OWN)
    assert (read.name, read.currency) == ("Customer portal", "EUR")
    rows = {item.name: item for item in read.plan}
    assert [item.level for item in read.plan] == [0, 1, 1, 0, 0, 0]
    assert rows["Discovery"].kind is ItemKind.PHASE
    assert rows["Scope signed"].kind is ItemKind.MILESTONE
    assert (rows["Workshops"].role, rows["Workshops"].effort) == ("Consultant", Decimal(24))
    assert [str(rows[name].duration) for name in ("Workshops", "Report", "Backend")] == [
        "3d",
        "8h",
        "2d",
    ]
    assert str(rows["Backend"].after[0].lag) == "10h"
    assert rows["Backend"].cost_rate == Decimal(50)
    assert rows["Workshops"].internal_note == "At the customer's"
    assert rows["Training, moved by hand"].fixed is not None


def test_dates_are_kept() -> None:
    read = mspdi.read_file(OWN)
    laid_out = read.schedule()
    found = {}
    for item in read.plan:
        placed = laid_out[item.id]
        assert placed
        found[item.name] = f"{placed.start:%m-%dT%H} {placed.finish:%m-%dT%H}"
    assert found == {
        "Discovery": "01-11T09 01-18T18",
        "Workshops": "01-11T09 01-15T18",
        "Report": "01-18T09 01-18T18",
        "Scope signed": "01-18T18 01-18T18",
        "Backend": "01-20T11 01-22T11",
        "Training, moved by hand": "01-16T10 01-16T12",
    }


def test_what_is_not_held_is_reported() -> None:
    columns = [problem.column for problem in mspdi.read_file(OWN).problems]
    assert sorted(columns) == [
        "Assignment",
        "Assignment",
        "Calendar",
        "ExtendedAttributes",
        "PercentComplete",
        "Start",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<Project", "can't be read"),
        (b"<a/>", "not a Microsoft Project"),
        (b"<!DOCTYPE p [<!ENTITY a 'b'>]><Project>&a;</Project>", "document type"),
        (b"<Project><Tasks/></Project>", "no start date"),
        (b"", "x.xml is empty"),
        (b" \r\n", "x.xml is empty"),
    ],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        mspdi.read(data, "x.xml")


def written(read: mspdi.ImportedPlan) -> bytes:
    figures = PlanFigures(read.plan, Terms("EUR", DAY))
    laid_out = PlanSchedule(read.plan, read.calendar, read.start)
    return mspdi_write.write(mspdi_write.PlanToWrite(read.name, figures, laid_out))


def test_a_file_asks_once_when_the_plan_begins() -> None:
    """The begin is the least of all rows: asked for each row, a long plan takes seconds."""
    asked: list[str] = []

    class Watched(PlanSchedule):
        @property
        def start(self) -> datetime:
            asked.append("start")
            return super().start

    rows = [WorkItem("A branch"), *(WorkItem(f"Note {n}", ItemKind.TEXT, 1) for n in range(9))]
    plan, terms = WorkPlan([*rows, WorkItem("Work", effort=Decimal(8))]), Terms("EUR", DAY)
    laid_out = Watched(plan, OFFICE, DAY)
    asked.clear()
    content = mspdi_write.write(mspdi_write.PlanToWrite("P", PlanFigures(plan, terms), laid_out))
    assert asked == ["start"]
    assert len(mspdi.read(content, "p.xml").plan) == len(plan)


def test_a_file_that_is_cancelled_is_not_made() -> None:
    read = mspdi.read_file(OWN)
    figures = PlanFigures(read.plan, Terms("EUR", DAY))
    laid_out = PlanSchedule(read.plan, read.calendar, read.start)
    progress = Progress()
    progress.stop.set()
    with pytest.raises(Cancelled):
        mspdi_write.write(mspdi_write.PlanToWrite("P", figures, laid_out), progress)


def plain(read: mspdi.ImportedPlan) -> list[WorkItem]:
    """The rows with keys by position, so that two readings can be compared."""
    codes = {item.id: at for at, item in enumerate(read.plan)}
    return [
        replace(
            item,
            id=read.plan[0].id,
            resource="",
            description=" ".join(f"{codes[one.before]}{one.type}{one.lag}" for one in item.after),
            after=(),
        )
        for item in read.plan
    ]


def test_what_we_write_is_what_we_read() -> None:
    first = mspdi.read_file(OWN)
    again = mspdi.read(written(first), "again.xml")
    key = plain(first)[0].id
    assert [replace(item, id=key) for item in plain(again)] == plain(first)
    ours, theirs = first.schedule(), again.schedule()
    for one, other in zip(first.plan, again.plan, strict=True):
        assert ours[one.id] == theirs[other.id]
    assert again.calendar == first.calendar


def test_a_file_is_scheduled_like_a_document(tmp_path: Path) -> None:
    answer = schedule_file(OWN)
    assert (answer["start"], answer["finish"]) == ("2027-01-11T09:00", "2027-01-22T11:00")
    assert answer["tasks"][1]["name"] == "Workshops"
    plan = tmp_path / "plan.json"
    plan.write_text('{"start": "2027-01-11", "tasks": [{"id": "a", "duration": "1d"}]}')
    assert schedule_file(plan)["finish"] == "2027-01-11T17:00"
    plan.write_text("nothing")
    with pytest.raises(InvalidInput, match="neither JSON nor"):
        schedule_file(plan)


@HERE
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_real_files_keep_their_dates_durations_and_work(case: dict[str, Any]) -> None:
    read = mspdi.read_file(SHARED / case["file"])
    rows, laid_out = dict(zip(read.uids, read.plan, strict=True)), read.schedule()
    for task in case["tasks"]:
        if task["level"] == 0:
            continue
        item = rows[task["uid"]]
        placed = laid_out[item.id]
        assert placed
        assert placed.start.isoformat() == task["start"]
        assert placed.finish.isoformat() == task["finish"]
        if not task["summary"]:
            assert item.duration
            hours = item.duration.seconds(read.calendar) / 3600
            assert hours == pytest.approx(task["duration_h"], abs=0.001)
            assert float(item.effort or 0) == pytest.approx(task["work_h"], abs=0.001)


@HERE
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_real_files_come_back_as_they_left(case: dict[str, Any]) -> None:
    first = mspdi.read_file(SHARED / case["file"])
    again = mspdi.read(written(first), "again.xml")
    ours, theirs = first.schedule(), again.schedule()
    assert [(item.name, item.kind, item.level) for item in again.plan] == [
        (item.name, item.kind, item.level) for item in first.plan
    ]
    for one, other in zip(first.plan, again.plan, strict=True):
        found, expected = theirs[other.id], ours[one.id]
        assert found
        assert expected
        assert (found.start, found.finish) == (expected.start, expected.finish)
        assert one.duration is None or other.duration == one.duration
