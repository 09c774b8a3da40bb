"""Microsoft Project files from other hands: costs, kinds of task, and what is told as left out."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import RoleRate, RoleRates, Terms
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.services import mspdi
from salesdesk.services.mspdi_write import PlanToWrite, write

D = Decimal
START = date(2027, 1, 4)
TERMS = Terms(
    "EUR", START, rates=RoleRates([RoleRate("Developer", D(41)), RoleRate("Lead", D(60))])
)


def task(uid: int, name: str, *fields: str, level: int = 1) -> str:
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><OutlineLevel>{level}"
        f"</OutlineLevel><Duration>PT16H0M0S</Duration><DurationFormat>7</DurationFormat>"
        f"{''.join(fields)}</Task>"
    )


def read(*tasks: str, rest: str = "") -> mspdi.ImportedPlan:
    text = (
        "<Project><Name>p</Name><StartDate>2027-01-04T09:00:00</StartDate>"
        f"<Tasks>{''.join(tasks)}</Tasks>{rest}</Project>"
    )
    return mspdi.read(text.encode(), "p.xml")


def told(found: mspdi.ImportedPlan) -> dict[str, str]:
    return {problem.column: problem.message for problem in found.problems}


def test_an_inactive_task_is_left_out_with_what_is_in_it_and_named() -> None:
    found = read(
        task(1, "Old idea", "<Summary>1</Summary>", "<Active>0</Active>"),
        task(2, "Inside", "<Active>0</Active>", level=2),
        task(3, "Build", "<PredecessorLink><PredecessorUID>2</PredecessorUID></PredecessorLink>"),
    )
    assert [(item.name, item.after) for item in found.plan] == [("Build", ())]
    (problem,) = found.problems
    assert (problem.value, problem.file) == ("Old idea, Inside", "p.xml")
    assert problem.message == "2 inactive tasks are left out, and nothing waits for them."


def test_a_cost_resource_becomes_an_expense() -> None:
    found = read(
        task(4, "Trip", "<Start>2027-01-06T09:00:00</Start><Finish>2027-01-07T17:00:00</Finish>"),
        task(5, "After"),
        rest="<Resources><Resource><UID>2</UID><Name>Fares</Name><Type>2</Type></Resource>"
        "</Resources><Assignments><Assignment><UID>1</UID><TaskUID>4</TaskUID>"
        "<ResourceUID>2</ResourceUID><Cost>120000</Cost></Assignment></Assignments>",
    )
    trip, fares, _after = found.plan
    assert (trip.role, trip.name) == ("", "Trip")
    assert (fares.name, fares.kind, fares.level) == ("Fares: Trip", ItemKind.EXPENSE, 0)
    assert PlanFigures(found.plan, TERMS).totals().cost == D(1200)
    assert found.problems == ()
    assert found.uids == (4, 0, 5)


def test_what_a_plan_here_has_no_place_for_is_counted_once_a_kind() -> None:
    own = "<Calendar><UID>7</UID><Name>Nights</Name><WeekDays><WeekDay/></WeekDays></Calendar>"
    plain = "<Calendar><UID>8</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar>"
    people = "".join(
        f"<Resource><UID>{uid}</UID><Name>R</Name><CalendarUID>{uid}</CalendarUID></Resource>"
        for uid in (7, 8)
    )
    found = read(
        task(1, "a", "<CalendarUID>7</CalendarUID>", "<Priority>900</Priority>"),
        task(2, "b", "<CalendarUID>-1</CalendarUID>", "<Priority>500</Priority>"),
        task(3, "c", "<Priority>0</Priority>", "<HyperlinkAddress>http://x</HyperlinkAddress>"),
        rest="<ScheduleFromStart>0</ScheduleFromStart><Calendars>"
        f"<Calendar><UID>1</UID><Name>Usual</Name></Calendar>{own}{plain}</Calendars>"
        f"<Resources>{people}</Resources>",
    )
    assert told(found) == {
        "ScheduleFromStart": "The plan is laid out back from its finish; here it runs from its "
        "start.",
        "Task calendar": "1 task has a calendar of its own, which is left out.",
        "Resource calendar": "1 resource has a calendar of its own, which is left out.",
        "Priority": "The priorities of 2 tasks are left out.",
        "Hyperlink": "The link of 1 task is left out.",
    }


def test_the_type_of_a_task_says_what_stays() -> None:
    tasks = [task(at, f"t{at}", f"<Type>{at}</Type>") for at in range(3)]
    assert [item.task_type for item in read(*tasks).plan] == ["", "duration", "work"]


def out(*items: WorkItem) -> str:
    figures = PlanFigures(WorkPlan(items), TERMS)
    laid_out = PlanSchedule(figures.plan, OFFICE, START)
    return write(PlanToWrite("P", figures, laid_out)).decode()


def found_in(text: str, tag: str) -> list[str]:
    return re.findall(f"<{tag}>([^<]*)<", text)


def test_people_units_and_types_are_written() -> None:
    half = WorkItem("a", role="Developer", resource="Ana", effort=D(16), units=D(50))
    lead = WorkItem("b", role="Lead", effort=D(8), task_type="work")
    two = WorkItem("c", role="Lead", resource="Bea, Rui", effort=D(8), task_type="duration")
    crane = WorkItem("d", ItemKind.PRODUCT, role="Lead", cost_rate=D(9000))
    text = out(crane, half, lead, two)
    resources = text.partition("<Resources>")[2]
    assert found_in(resources, "Name") == ["Ana", "Lead"]
    assert found_in(resources, "Group") == ["Developer", "Lead"]
    assert [D(rate) for rate in found_in(resources, "StandardRate")] == [D(41), D(60)]
    assert found_in(resources, "Units") == ["0.5", "1", "1"]
    tasks = text.partition("<Tasks>")[2].partition("<Resources>")[0]
    assert found_in(tasks, "Type") == ["0", "0", "2", "1"]
    again = mspdi.read(text.encode(), "again.xml").plan
    assert [(item.role, item.resource, item.task_type) for item in again] == [
        ("Lead", "", ""), ("Developer", "Ana", ""), ("Lead", "", "work"),
        ("Lead", "Bea, Rui", "duration"),
    ]  # fmt: skip


def test_another_type_set_in_project_wins() -> None:
    text = out(WorkItem("a", role="Developer", effort=D(8), task_type="work"))
    (item,) = mspdi.read(text.replace("<Type>2<", "<Type>1<").encode(), "changed.xml").plan
    assert item.task_type == "duration"


def test_a_file_from_before_types_were_witnessed_keeps_its_own() -> None:
    for own in ("work", ""):
        text = out(WorkItem("a", role="Developer", effort=D(8), task_type=own))
        code = {"work": 2, "": 0}[own]
        old = text.replace(f"{own} ~ {code}<", f"{own}<").replace(f"<Type>{code}<", "<Type>1<")
        assert old != text
        (item,) = mspdi.read(old.encode(), "old.xml").plan
        assert item.task_type == own
