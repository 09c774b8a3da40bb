"""GanttProject files: outline, links, people, holidays and dates; what is not held is named."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import ItemKind
from salesdesk.services.gantt_project import read
from salesdesk.services.mspdi import ImportedPlan

D = Decimal
SMALL = b"""<?xml version="1.0" encoding="UTF-8"?>
<project name="Shed" view-date="2026-03-02" version="3.3">
 <calendars><day-types>
   <default-week id="1" sun="1" mon="0" tue="0" wed="0" thu="0" fri="1" sat="1"/></day-types>
   <date year="2026" month="3" date="4" type="HOLIDAY"/>
   <date year="" month="12" date="25" type="HOLIDAY"/></calendars>
 <tasks>
  <task id="1" name="Frame" start="2026-03-02" duration="3" complete="10" priority="2">
    <depend id="2" type="2" difference="1" hardness="Strong"/>
    <depend id="9" type="2" difference="0" hardness="Strong"/></task>
  <task id="2" name="Roof" start="2026-03-09" duration="1" webLink="http://x">
    <depend id="3" type="3" difference="-2" hardness="Rubber"/>
    <notes><![CDATA[
      Tiles
    ]]></notes></task>
  <task id="3" name="Done" meeting="true" start="2026-03-10" duration="0"/>
 </tasks>
 <resources><resource id="0" name="Ann" function="7" phone="1"><rate name="standard" value="400"/>
  </resource><resource id="1" name="Bob" function="Default:1"/></resources>
 <allocations><allocation task-id="1" resource-id="1" function="Default:1" load="50.0"/>
  <allocation task-id="1" resource-id="0" function="7" responsible="true" load="100.0"/>
  <allocation task-id="5" resource-id="0" load="100.0"/></allocations>
 <vacations><vacation start="2026-03-02" end="2026-03-03" resourceid="0"/></vacations>
 <roles><role id="7" name="Carpenter"/></roles>
</project>"""


def when(found: ImportedPlan, name: str) -> str:
    item = next(one for one in found.plan if one.name == name)
    placed = found.schedule()[item.id]
    assert placed
    return f"{placed.start:%m-%d %H} {placed.finish:%m-%d %H}"


def test_a_small_plan_in_full() -> None:
    found = read(SMALL, "shed.gan")
    frame, roof, done = found.plan
    assert (found.name, found.start.isoformat()) == ("Shed", "2026-03-02T09:00:00")
    assert (frame.role, frame.resource, frame.effort) == ("Carpenter", "Ann, Bob", D(36))
    assert (frame.units, frame.cost_rate) == (D(150), D("33.333333"))
    assert str(frame.duration) == "3d"
    assert [(one.type, str(one.lag)) for one in roof.after] == [(LinkType.FS, "1d")]
    assert [(one.type, str(one.lag)) for one in done.after] == [(LinkType.FF, "-2d")]
    assert roof.internal_note == "Tiles"
    assert done.kind is ItemKind.MILESTONE
    assert when(found, "Frame") == "03-02 09 03-05 17"  # the fourth is a holiday
    assert when(found, "Roof") == "03-09 09 03-09 17"
    assert roof.fixed  # its link and the free Friday would give the tenth
    assert not found.calendar.is_working_day(date(2026, 3, 6))
    assert not found.calendar.is_working_day(date(2030, 12, 25))


def test_everything_that_is_not_held_is_named() -> None:
    columns = Counter(problem.column for problem in read(SMALL, "shed.gan").problems)
    assert columns == {
        "calendars": 1,
        "depend": 2,
        "complete": 1,
        "priority": 1,
        "webLink": 1,
        "allocations": 2,
        "vacations": 1,
        "resources": 1,
        "start": 1,
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<project", "can't be read"),
        (b"<Project/>", "not a GanttProject"),
        (b"<!DOCTYPE p [<!ENTITY a 'b'>]><project>&a;</project>", "document type"),
        (b"<project><tasks/></project>", "no start date"),
        (b"", "x.gan is empty"),
    ],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read(data, "x.gan")


def files(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "work_plans").rglob("*.gan"))


def test_every_file_is_read_with_its_dates(shared_data: Path) -> None:
    assert files(shared_data)
    for path in files(shared_data):
        found = read(path.read_bytes(), path.name)
        assert found.plan
        assert all(found.schedule()[item.id] for item in found.plan)


def test_the_sample_house(shared_data: Path) -> None:
    path = shared_data / "work_plans" / "ganttproject" / "HouseBuildingSample.gan"
    found = read(path.read_bytes(), path.name)
    rows = {item.name.strip(): item for item in found.plan}
    assert len(found.plan) == 20
    assert sum(len(item.after) for item in found.plan) == 17
    assert found.name == "HouseBuildingSample"
    assert [item.level for item in found.plan][:6] == [0, 1, 1, 1, 0, 1]
    assert rows["Agreement on architectural plan"].kind is ItemKind.MILESTONE
    draft = rows["Create draft of architecture"]
    assert (draft.role, draft.effort, draft.resource) == (
        "Architect", D(120), "Michelangelo, Jack House")  # fmt: skip
    assert "kitchen" in rows["Equipment planning"].internal_note
    assert when(found, "Create draft of architecture") == "05-27 09 06-07 17"
    assert when(found, "Prepare construction documents") == "06-10 09 06-28 17"
    progress = [one for one in found.problems if one.column == "complete"]
    assert progress[0].row == 1
