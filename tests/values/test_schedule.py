"""Laying out a plan: each link type, lags, milestones, summaries, refusals."""

from __future__ import annotations

import random
from typing import Any

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.services.calculations_schedule import schedule


def laid_out(*tasks: dict[str, Any], **document: Any) -> dict[str, tuple[str, str, str, bool]]:
    answer = schedule({"start": "2026-03-02", **document, "tasks": list(tasks)})
    return {
        task["id"]: (task["start"][5:], task["finish"][5:], task["slack"], task["critical"])
        for task in answer["tasks"]
    }


def task(name: str, duration: str | None = None, after: str = "", **more: Any) -> dict[str, Any]:
    links = []
    for link in after.split():
        other, kind, *lag = link.split(":")
        links.append({"id": other, "type": kind, "lag": lag[0] if lag else None})
    return {"id": name, "duration": duration, "after": links, **more}


A = task("a", "3d")
LINKS = {
    "b 2d a:FS": ("03-05T09:00", "03-06T17:00"),
    "b 2d a:FS:1d": ("03-06T09:00", "03-09T17:00"),
    "b 2d a:FS:-1d": ("03-04T09:00", "03-05T17:00"),
    "b 2d a:FS:3ed": ("03-09T09:00", "03-10T17:00"),
    "b 2d a:SS": ("03-02T09:00", "03-03T17:00"),
    "b 2d a:SS:4h": ("03-02T13:00", "03-04T13:00"),
    "b 2d a:FF": ("03-03T09:00", "03-04T17:00"),
    "b 2d a:FF:1d": ("03-04T09:00", "03-05T17:00"),
    "b 2d a:FF:2ed": ("03-05T09:00", "03-06T17:00"),
    "b 2d a:SF:3d": ("03-03T09:00", "03-04T17:00"),
    "b 2ed a:FS": ("03-04T17:00", "03-06T17:00"),
    "b 36eh a:FS:-1d": ("03-04T09:00", "03-05T21:00"),
    "b 1.5d a:FS": ("03-05T09:00", "03-06T13:00"),
    "b 1w a:FS": ("03-05T09:00", "03-11T17:00"),
    "b 0d a:FS": ("03-04T17:00", "03-04T17:00"),
    "b 0d a:SS": ("03-02T09:00", "03-02T09:00"),
    "b 0d a:FS:1d": ("03-05T17:00", "03-05T17:00"),
}


@pytest.mark.parametrize("case", LINKS)
def test_links(case: str) -> None:
    name, duration, after = case.split()
    assert laid_out(A, task(name, duration, after))["b"][:2] == LINKS[case]


def test_the_contract_of_the_command_line() -> None:
    answer = schedule(
        {
            "start": "2026-03-02",
            "calendar": {"hours": {"mon": [["09:00", "17:00"]]}, "holidays": ["2026-03-16"]},
            "tasks": [
                {"id": 0, "duration": "1d"},
                {
                    "id": "1",
                    "parent": None,
                    "duration": "2d",
                    "after": [{"id": "0", "type": "FS", "lag": "1d"}],
                    "not_before": "2026-03-04",
                },
            ],
        }
    )
    assert answer == {
        "start": "2026-03-02T09:00",
        "finish": "2026-03-30T17:00",
        "tasks": [
            {
                "id": "0",
                "start": "2026-03-02T09:00",
                "finish": "2026-03-02T17:00",
                "slack": "0d",
                "critical": True,
            },
            {
                "id": "1",
                "start": "2026-03-23T09:00",
                "finish": "2026-03-30T17:00",
                "slack": "0d",
                "critical": True,
            },
        ],
    }


def test_a_summary_binds_its_children_and_holds_its_followers() -> None:
    found = laid_out(
        task("a", "1d"),
        task("s", None, "a:FS"),
        task("s1", "2d", parent="s"),
        task("s2", None, parent="s"),
        task("s21", "3d", parent="s2"),
        task("m", None, "s21:FS", parent="s"),
        task("z", "1d", "s:FS"),
        task("y", "1d", "s:SS:1d"),
    )
    assert found["s"] == ("03-03T09:00", "03-05T17:00", "0d", True)
    assert found["s1"] == ("03-03T09:00", "03-04T17:00", "1d", False)
    assert found["s2"] == ("03-03T09:00", "03-05T17:00", "0d", True)
    assert found["m"] == ("03-05T17:00", "03-05T17:00", "0d", True)
    assert found["z"][:2] == ("03-06T09:00", "03-06T17:00")
    assert found["y"][:2] == ("03-04T09:00", "03-04T17:00")


def test_a_milestone_keeps_its_own_date_and_its_followers_start_at_work() -> None:
    found = laid_out(
        task("m", None, not_before="2026-03-07"),
        task("n", None, not_before="2026-03-04"),
        task("a", "1d", "m:FS"),
    )
    assert found["m"][0] == "03-07T00:00"
    assert found["n"][0] == "03-04T09:00"
    assert found["a"][0] == "03-09T09:00"


def test_a_day_stands_for_the_hour_at_which_its_work_begins() -> None:
    found = laid_out(
        task("e", "1ed"),
        task("f", "1ed", not_before="2026-03-04"),
        task("t", "1ed", not_before="2026-03-04T00:00"),
        task("after", "1ed", "t:FS"),
        task("day", "1d", not_before="2026-03-05"),
        task("m", None, "t:FS"),
        task("weekend", "1ed", not_before="2026-03-07"),
    )
    starts = {name: figures[0] for name, figures in found.items()}
    assert starts == {
        "e": "03-02T09:00", "f": "03-04T09:00", "t": "03-04T00:00", "after": "03-05T00:00",
        "day": "03-05T09:00", "m": "03-05T00:00", "weekend": "03-07T00:00",
    }  # fmt: skip


def test_a_plan_that_starts_at_rest_begins_with_the_first_work() -> None:
    answer = schedule({"start": "2026-03-07", "tasks": [task("m"), A]})
    assert answer["start"] == "2026-03-09T09:00"
    assert {each["start"] for each in answer["tasks"]} == {"2026-03-09T09:00"}
    assert schedule({"start": "2026-03-07", "tasks": []})["finish"] == "2026-03-09T09:00"


def test_a_tree_may_not_be_deeper_than_anybody_reads() -> None:
    rows = [task("0"), *(task(str(at), parent=str(at - 1)) for at in range(1, 2000))]
    with pytest.raises(InvalidInput, match="100 levels"):
        laid_out(*rows)
    assert laid_out(*rows[:90])


@pytest.mark.parametrize("text", ["2026-03-04T09:00Z", "2026-03-04T09:00+02:00"])
def test_an_instant_with_a_time_zone_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="time zone") as refused:
        laid_out(task("a", "1d", not_before=text))
    assert refused.value.problems[0].column == "tasks[0].not_before"


def test_a_plan_from_its_end_is_as_late_as_it_can_be() -> None:
    answer = schedule({"end": "2026-03-07", "tasks": [A, task("b", "1d", "a:FS"), task("c", "1d")]})
    starts = [task["start"] for task in answer["tasks"]]
    assert starts == ["2026-03-03T09:00", "2026-03-06T09:00", "2026-03-06T09:00"]
    assert [task["critical"] for task in answer["tasks"]] == [True, True, False]


def test_an_empty_plan_is_a_moment() -> None:
    answer = schedule({"start": "2026-03-02", "tasks": []})
    assert answer["start"] == answer["finish"]


REFUSED = {
    "loop": ([task("a", "1d", "c:FS"), task("b", "1d", "a:FS"), task("c", "1d", "b:FS")], "waits"),
    "own child": ([task("s", None), task("a", "1d", "s:FS", parent="s")], "waits for"),
    "itself": ([task("a", "1d", "a:FS")], "a waits for a"),
    "parents in a ring": ([task("a", parent="b"), task("b", parent="a")], "waits for"),
    "unknown predecessor": ([task("a", "1d", "x:FS")], "not in the plan"),
    "unknown parent": ([task("a", "1d", parent="x")], "parent x"),
    "same id twice": ([task("a"), task("a")], "Two tasks"),
    "no duration": ([task("a", "3 moons")], "is not a duration"),
    "negative duration": ([task("a", "-1d")], "negative"),
    "bad link": ([task("a"), task("b", "1d", "a:FX")], "FS, SS, FF or SF"),
    "a kind of link that is no text": (
        [task("a"), {**task("b"), "after": [{"id": "a", "type": []}]}],
        "A text is needed",
    ),
    "beyond all years": ([task("a", "999999w"), task("b", "999999w", "a:FS")], "9999"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    tasks, words = REFUSED[case]
    with pytest.raises(InvalidInput, match=words):
        laid_out(*tasks)


def test_a_loop_names_its_tasks() -> None:
    with pytest.raises(InvalidInput) as refused:
        laid_out(*REFUSED["loop"][0])
    assert {problem.value for problem in refused.value.problems} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ({"start": "soon"}, "start"),
        ({"calendar": {"hours": {"mon": [["09:00", "08:00"]]}}}, "calendar.hours.mon[0]"),
        ({"calendar": {"hours": {"monday": []}}}, "calendar.hours.monday"),
        ({"calendar": {"hours": {}}}, "calendar.hours"),
        ({"calendar": {"holidays": ["x"]}}, "calendar.holidays[0]"),
        ({"calendar": {"hours": {"mon": [["9", "17:00"]]}}}, "calendar.hours.mon[0]"),
    ],
)
def test_a_bad_key_is_named(document: dict[str, Any], key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        schedule({"start": "2026-03-02", "tasks": [A], **document})
    assert refused.value.problems[0].column == key
    assert key in refused.value.message


def test_no_task_starts_before_what_it_waits_for() -> None:
    """Random networks: every link holds, and a critical chain reaches the end."""
    chance = random.Random(7)
    for _round in range(30):
        tasks = [
            task(
                str(at),
                f"{chance.choice([0, 1, 2, 2.5, 5])}{chance.choice(['d', 'h', 'ed'])}",
                " ".join(
                    f"{other}:FS:{chance.choice(['0d', '1d', '6h', '1ed'])}"
                    for other in chance.sample(range(at), min(at, 2))
                ),
            )
            for at in range(40)
        ]
        answer = schedule({"start": "2026-03-02", "tasks": tasks})
        placed = {task["id"]: task for task in answer["tasks"]}
        for entry in tasks:
            for link in entry["after"]:
                assert placed[entry["id"]]["start"] >= placed[link["id"]]["finish"]
        assert any(one["critical"] and one["finish"] == answer["finish"] for one in placed.values())
        assert all(not one["slack"].startswith("-") for one in placed.values())
