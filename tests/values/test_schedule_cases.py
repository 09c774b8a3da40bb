"""Dates and critical tasks that other schedulers answer, given to ours."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.duration import parse
from salesdesk.models.values.plan_schedule import duration_of as item_duration
from salesdesk.models.values.workplan import WorkItem
from salesdesk.services.calculations_schedule import read_calendar, schedule

CASES = Path(__file__).parents[1] / "data" / "cases"
SCHEDULING = json.loads((CASES / "scheduling.json").read_text("utf-8"))["cases"]
NETWORKS = json.loads((CASES / "cpm_psplib.json").read_text("utf-8"))["cases"]

LEFT_OUT = {"tj-hammock": "a task stretched between two milestones; we have no hammocks"}
BUSY = {
    ("tj-alloc", "t2_1"): "one of two people is busy elsewhere; we don't level resources",
    ("tj-opt5", "t6"): "a task waits for a busy person; we don't level resources",
}
"""Tasks whose dates are not ours; the others of their plans are."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHOLE = [["00:00", "24:00"]]


def calendar_of(project: dict[str, Any]) -> dict[str, Any]:
    text = project["calendar"]
    holidays = list(project.get("holidays", ()))
    if "holiday " in text:
        holidays.append(text.split("holiday ")[1])
    if text.startswith("always"):
        return {"hours": dict.fromkeys(DAYS, WHOLE), "holidays": holidays}
    hours = re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", text) or WHOLE
    return {"hours": dict.fromkeys(DAYS[:5], hours), "holidays": holidays}


def own_calendar(project: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    kept = [] if own.get("replaces_holidays") else project.get("holidays", [])
    return {
        "hours": {key: [["08:00", "16:00"]] for key in DAYS[:5]},
        "holidays": [*kept, *own.get("extra_leave", ())],
    }


def lag_of(link: dict[str, Any]) -> str:
    if "calendar_lag" in link:
        return f"{link['calendar_lag'][:-1]}e{link['calendar_lag'][-1]}"
    return str(link.get("working_lag", f"{link.get('lag_days', 0)}d"))


def duration_of(task: dict[str, Any]) -> str | None:
    if "calendar_duration" in task:
        return f"{task['calendar_duration'][:-1]}e{task['calendar_duration'][-1]}"
    if "effort" in task:
        effort = parse(task["effort"])
        units = Decimal(100 * len(task.get("resources", "1")))
        found = item_duration(WorkItem("x", effort=effort.hours(OFFICE), units=units))
        return str(found)
    if "end" in task and "start" in task:
        return f"{(date.fromisoformat(task['end']) - date.fromisoformat(task['start'])).days}ed"
    days = task.get("days", task.get("working_days"))
    return None if days is None else f"{days}d"


def _each(link: dict[str, Any]) -> list[dict[str, Any]]:
    """A link to a group names its members: ``t2 (t2_1,t2_2)``."""
    _name, group, members = link["id"].partition(" (")
    names = members.rstrip(")").split(",") if group else [link["id"]]
    return [link | {"id": name} for name in names]


def document_of(case: dict[str, Any]) -> dict[str, Any]:
    project, tasks = case["project"], []
    for task in case["tasks"]:
        entry: dict[str, Any] = {"id": task["id"], "parent": task.get("parent")}
        entry["duration"] = duration_of(task)
        entry["not_before"] = task.get("start")
        entry["after"] = [
            {"id": link["on"], "type": link.get("type", "FS"), "lag": lag_of(link)}
            for link in task.get("depends", ())
        ]
        if "resource_calendar" in task:
            entry["calendar"] = own_calendar(project, task["resource_calendar"])
        tasks.append(entry)
    by_id = {task["id"]: task for task in tasks}
    for task in tasks:
        task["after"] = [one for link in task["after"] for one in _each(link)]
    for task in case["tasks"]:
        for link in task.get("precedes", ()):
            kind = "FS" if "before" in link else "FF"
            other = link.get("before") or link["before_end_of"]
            by_id[other]["after"].append({"id": task["id"], "type": kind, "lag": lag_of(link)})
    document = {"calendar": calendar_of(project), "tasks": tasks}
    for key in ("start", "end"):
        if key in project:
            document[key] = project[key]
    if not any(task["not_before"] for task in tasks) and "end" not in document:
        document.setdefault("start", "2000-01-03")
    return document


@pytest.mark.parametrize("case", SCHEDULING, ids=lambda case: case["id"])
def test_dates_are_those_of_other_schedulers(case: dict[str, Any]) -> None:
    if case["id"] in LEFT_OUT:
        pytest.skip(LEFT_OUT[case["id"]])
    if case["id"] in {"gp-cal4", "gp-cal6", "gp-cal7"}:
        pytest.skip("counted, not scheduled: see the next test")
    answer = schedule(document_of(case))
    placed = {task["id"]: task for task in answer["tasks"]}
    for task in case["tasks"]:
        if (case["id"], task["id"]) in BUSY:
            continue
        expected, found = task.get("expected", {}), placed[task["id"]]
        for key, where in (("start", "start"), ("end", "finish"), ("end_exclusive", "finish")):
            if key in expected:
                wanted = expected[key]
                assert found[where] == (wanted if "T" in wanted else f"{wanted}T00:00") or (
                    "T" not in wanted and found[where] == f"{wanted}T09:00"
                ), (task["id"], key)
        if "last_day" in expected:
            finish = datetime.fromisoformat(found["finish"]) - timedelta(seconds=1)
            assert finish.date().isoformat() == expected["last_day"]
    for name in case.get("expected_critical", ()):
        assert placed[name]["critical"], name
    for name in case.get("expected_not_critical", ()):
        assert not placed[name]["critical"], name


@pytest.mark.parametrize("name", ["gp-cal4", "gp-cal6", "gp-cal7"])
def test_working_days_between_two_dates(name: str) -> None:
    case = next(case for case in SCHEDULING if case["id"] == name)
    calendar = read_calendar(calendar_of(case["project"]), "calendar")
    task = case["tasks"][0]
    day, end = date.fromisoformat(task["start"]), date.fromisoformat(task["end"])
    worked = 0
    while day < end:
        worked += calendar.is_working_day(day)
        day += timedelta(days=1)
    assert worked == task["expected"]["working_days"]


@pytest.mark.parametrize("case", NETWORKS, ids=lambda case: case["id"])
def test_critical_path_of_a_library_network(case: dict[str, Any]) -> None:
    start = date(2026, 1, 5)
    before: dict[int, list[int]] = {}
    for job in case["jobs"]:
        for follower in job["successors"]:
            before.setdefault(follower, []).append(job["id"])
    answer = schedule(
        {
            "start": start.isoformat(),
            "calendar": {"hours": dict.fromkeys(DAYS, WHOLE)},
            "tasks": [
                {
                    "id": str(job["id"]),
                    "duration": f"{job['duration']}d",
                    "after": [{"id": str(one)} for one in before.get(job["id"], ())],
                }
                for job in case["jobs"]
            ],
        }
    )
    expected = case["expected"]

    def days(text: str) -> int:
        return (datetime.fromisoformat(text).date() - start).days

    assert days(answer["finish"]) == expected["critical_path_length"]
    for task in answer["tasks"]:
        early, late = expected["earliest_start"][task["id"]], expected["latest_start"][task["id"]]
        assert days(task["start"]) == early
        assert task["slack"] == f"{late - early}d"
        assert task["critical"] is (int(task["id"]) in expected["critical_jobs"])
