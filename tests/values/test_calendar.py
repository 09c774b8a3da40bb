"""The working calendar: cases of another program, and an oracle that counts every half hour."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.calendar import (
    ALWAYS,
    DAY,
    OFFICE,
    WEEKDAYS,
    Interval,
    WorkingCalendar,
    cut,
    instant_of,
    seconds_of,
)
from salesdesk.services.calculations_schedule import read_calendar

CASES = json.loads(
    (Path(__file__).parents[1] / "data" / "cases" / "working_calendar.json").read_text("utf-8")
)["cases"]


def calendar_of(case: dict[str, Any]) -> WorkingCalendar:
    if case["input"].get("no_calendar"):  # the hours that are taken where there is no calendar
        return read_calendar(
            {"hours": {key: [case["input"]["default_interval"]] for key in WEEKDAYS}}, "calendar"
        )
    leaves = [leave for name in case["input"].get("leaves", ()) for leave in case["leaves"][name]]
    return read_calendar({"hours": case["calendar"], "leaves": leaves}, "calendar")


def at(text: str) -> int:
    return seconds_of(datetime.fromisoformat(text))


def pairs(expected: list[list[str]]) -> list[Interval]:
    return [(at(start), at(end)) for start, end in expected]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_cases_of_another_program(case: dict[str, Any]) -> None:
    calendar, given_, expected = calendar_of(case), case["input"], case["expected"]
    if case["operation"] == "working_intervals_of_day":
        start = at(given_["from"])
        end = at(given_["to"]) if "to" in given_ else (start // DAY + 1) * DAY
        assert calendar.intervals(start, end) == pairs(expected)
    elif case["operation"] == "schedule_hours":
        start = at(given_["from"])
        end = calendar.after(start, given_["hours"] * 3600)
        assert end == at(expected["end"])
        assert calendar.intervals(start, end) == pairs(expected["intervals"])
    elif case["operation"] == "schedule_hours_backwards":
        end = at(given_["until"])
        start = calendar.after(end, -given_["hours"] * 3600)
        assert start == at(expected["start"])
        assert calendar.intervals(start, end) == pairs(expected["intervals"])
    elif case["operation"] == "working_hours_between":
        seconds = calendar.between(at(given_["from"]), at(given_["to"]))
        assert seconds / 3600 == expected
    elif case["operation"] == "nth_working_day":
        found = calendar.nth_working_day(date.fromisoformat(given_["from"]), given_["days"])
        assert found == date.fromisoformat(expected)
    else:
        assert case["operation"] == "previous_working_day"
        found = calendar.nth_working_day(date.fromisoformat(given_["before"]), -1)
        assert found == date.fromisoformat(expected)


intervals = st.lists(st.integers(0, 47), min_size=2, max_size=6, unique=True).map(
    lambda found: tuple(
        (low * 1800, high * 1800)
        for low, high in zip(sorted(found)[::2], sorted(found)[1::2], strict=False)
    )
)
FIRST = date(2026, 3, 2).toordinal()


@given(
    st.lists(intervals | st.just(()), min_size=7, max_size=7).filter(any),
    st.dictionaries(st.integers(FIRST - 2, FIRST + 12), intervals | st.just(()), max_size=5),
)
def test_coordinates_count_each_half_hour(
    week: list[tuple[Interval, ...]], exceptions: dict[int, tuple[Interval, ...]]
) -> None:
    calendar = WorkingCalendar(tuple(week), exceptions)
    place = calendar.worked(FIRST * DAY)
    for instant in range(FIRST * DAY, (FIRST + 10) * DAY, 1800):
        assert calendar.worked(instant) == place
        early, late = calendar.finish_at(place), calendar.start_at(place)
        assert early <= instant <= late
        assert calendar.worked(early) == calendar.worked(late) == place
        assert calendar.worked(early - 1) == place - 1
        assert calendar.worked(late + 1) == place + 1
        place += sum(high - low for low, high in calendar.intervals(instant, instant + 1800))


def test_friday_evening_and_monday_morning_are_one_moment_of_work() -> None:
    friday, monday = at("2026-03-06T17:00"), at("2026-03-09T09:00")
    assert OFFICE.worked(friday) == OFFICE.worked(monday)
    assert OFFICE.next_work(friday) == monday
    assert OFFICE.after(monday, -8 * 3600) == at("2026-03-06T09:00")
    assert OFFICE.after(friday, 0) == friday


def test_day_and_week() -> None:
    assert (OFFICE.day_seconds, OFFICE.week_seconds) == (8 * 3600, 40 * 3600)
    assert WorkingCalendar(ALWAYS).day_seconds == DAY


def test_a_leave_cuts_hours() -> None:
    assert cut(((9, 17),), (12, 13)) == ((9, 12), (13, 17))


def test_a_week_without_hours_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no working hours"):
        WorkingCalendar(((),) * 7)


def test_an_instant_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidInput, match="9999"):
        instant_of(DAY * 10**8)
