"""Plans out of tables, and files that are made to harm whoever reads them."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from salesdesk.errors import InvalidInput
from salesdesk.models.values.workplan import ItemKind
from salesdesk.services import plan_child
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.estimations import Estimations
from salesdesk.services.importing import import_file
from salesdesk.services.imports.columns import columns_of
from salesdesk.services.jobs import Cancelled, Progress
from salesdesk.services.mspdi import ImportedPlan
from salesdesk.services.plan_child import read_safely
from salesdesk.services.plan_files import read_plan_file
from salesdesk.services.plan_json import plan_json, plan_of

D = Decimal


def read(tmp_path: Path, text: str, mapping: Mapping[str, str] | None = None) -> ImportedPlan:
    path = tmp_path / "plan.csv"
    path.write_text(text, "utf-8")
    return read_plan_file(path, mapping)


def outline(found: ImportedPlan) -> list[str]:
    return [f"{item.level} {item.name}" for item in found.plan]


@pytest.mark.parametrize(
    "text",
    [
        "Level,Task\n1,Build\n2,Backend\n3,Tables\n2,Screens\n1,Ship\n",
        "WBS;Name\n1;Build\n1.1;Backend\n1.1.1;Tables\n1.2;Screens\n2;Ship\n",
        "Name\nBuild\n  Backend\n    Tables\n  Screens\nShip\n",
        'Outline Level\tTask Name\n"10"\tBuild\n"20"\tBackend\n"30"\tTables\n'
        '"20"\tScreens\n"10"\tShip\n',
    ],
)
def test_an_outline_by_level_by_code_and_by_spaces(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert outline(found) == ["0 Build", "1 Backend", "2 Tables", "1 Screens", "0 Ship"]
    assert [item.kind for item in found.plan][:2] == [ItemKind.PHASE, ItemKind.PHASE]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("cell", "hours"),
    [("8", 8), ("8h", 8), ("2d", 16), ("2 days", 16), ("1,5 d", 12), ("1w", 40),
     ("0.25", D("0.25")), ("90 min", D("1.5")), ("3 Tage", 24)],
)  # fmt: skip
def test_effort_as_it_is_written(tmp_path: Path, cell: str, hours: Any) -> None:
    found = read(tmp_path, f'Name,Effort\nA,"{cell}"\n')
    assert found.plan[0].effort == hours
    days = read(tmp_path, "Name,Effort (days)\nA,2\n")
    assert days.plan[0].effort == 16


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("20/30/58", (20, 30, 58)),
        ("1d / 2d / 3d", (8, 16, 24)),
        ("30/20/58", (None, 20, None)),  # they don't rise
    ],
)
def test_three_points_in_one_cell(tmp_path: Path, cell: str, points: tuple[Any, ...]) -> None:
    found = read(tmp_path, f"Task;Hours\nBuild;{cell}\n")
    (item,) = found.plan
    assert (item.low, item.effort, item.high) == points
    assert bool(found.problems) is (points[0] is None)


def test_points_roles_rates_dates_links_and_notes(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "WBS,Name,Best case,Most likely,Worst case,Role,Cost rate,Start,Duration,"
        "Predecessors,Notes\n"
        '1,A,4,8,20,Developer,"41,50",2026-03-02,2 days,,hello\n'
        "2,B,,16h,,Architect,65,,,1SS+1 day,\n"
        "3,C,,,,,,2026-03-09,0,\"1, 2FS\",\n",
    )  # fmt: skip
    a, b, c = found.plan
    assert (a.low, a.effort, a.high) == (4, 8, 20)
    assert (a.role, a.cost_rate, str(a.duration)) == ("Developer", D("41.50"), "2d")
    assert a.internal_note == "hello"
    assert [(str(one.type), str(one.lag)) for one in b.after] == [("SS", "1d")]
    assert c.kind is ItemKind.MILESTONE
    assert len(c.after) == 2
    assert found.start.isoformat() == "2026-03-02T09:00:00"
    placed = found.schedule()[c.id]
    assert placed
    assert placed.start.isoformat() == "2026-03-09T09:00:00"


def test_what_is_wrong_is_told_by_row_and_the_row_comes_in(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "WBS,Name,Effort,Optimistic,Pessimistic,Start,Predecessors,Colour\n"
        "1,A,eight,,,soon,9,red\n2,B,8,9,10,01/02/2026,3,\n3,C,,4,8,,2,\n4,,5,,,,,\n",
    )
    told = {(one.row, one.column) for one in found.problems}
    assert told == {
        (2, "effort"), (2, "start"), (2, "after"), (3, "low"), (3, "start"), (4, "effort"),
        (4, "after"), (5, "name"), (None, ""),
    }  # fmt: skip
    assert outline(found) == ["0 A", "0 B", "0 C"]
    assert found.plan[2].effort == 6
    assert sum(len(item.after) for item in found.plan) == 1


def test_a_column_may_be_chosen_and_the_choice_names_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("What,How long\nBuild,3\n", "utf-8")
    with pytest.raises(InvalidInput, match="Choose it among the columns"):
        read_safely(path)
    columns = columns_of("work-plan", path)
    assert columns
    assert [(one.title, one.values, one.field) for one in columns.columns] == [
        ("What", ("Build",), ""), ("How long", ("3",), "")]  # fmt: skip
    mapping = columns.mapping({"what": "name", "how long": "effort"})
    (item,) = read_safely(path, mapping).plan
    assert (item.name, item.effort) == ("Build", 3)
    path.write_text("What,How long\nShip,5\n", "utf-8")
    again = columns_of("work-plan", path)
    assert again
    assert again.layout == columns.layout


def test_the_sheet_and_the_line_of_headings_are_found(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover").write("A1", "Our plan")
        sheet = book.add_worksheet("Plan")
        sheet.write_row(4, 1, ["WBS #", "Task Name", "Effort"])
        sheet.write_row(5, 1, ["1.1", "Build", 8])
    found = read_plan_file(path)
    assert [(item.name, item.effort) for item in found.plan] == [("Build", 8)]
    assert found.problems[-1].value == "Cover"


PLANS: Mapping[str, int | None] = {
    "xlsx/hongdt_WBS.xlsx": 91, "xlsx/pmtools_GanttChart.xlsx": 25, "xlsx/pmtools_WBS.xlsx": 26,
    "taskjuggler/taskreport.csv": 13, "taskjuggler/taskreport_with_resources.csv": 31,
    "taskjuggler/weekly.csv": 12, "effort/desharnais.csv": None,
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_every_table_of_the_real_plans(shared_data: Path, name: str) -> None:
    path = shared_data / "work_plans" / name
    if PLANS[name] is None:  # data about projects, not a plan
        with pytest.raises(InvalidInput, match="Choose it among the columns"):
            read_plan_file(path)
        return
    found = read_plan_file(path)
    assert len(found.plan) == PLANS[name]
    assert found.schedule().start.date() == found.start.date()
    assert any(item.kind is ItemKind.PHASE for item in found.plan)


def test_every_table_and_no_other_is_in_the_list(shared_data: Path) -> None:
    folder = shared_data / "work_plans"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*")
             if path.suffix in (".csv", ".xlsx")}  # fmt: skip
    assert found == set(PLANS)


def test_the_reading_process_answers_what_was_read(shared_data: Path) -> None:
    for name in (
        "ganttproject/HouseBuildingSample.gan",
        "mspdi/sample.xml",
        "xlsx/hongdt_WBS.xlsx",
    ):
        path = shared_data / "work_plans" / name
        here = read_plan_file(path)
        assert plan_of(plan_json(here)) == here
        there = read_safely(path)
        assert [item.name for item in there.plan] == [item.name for item in here.plan]
        assert there.problems == here.problems
        assert there.calendar == here.calendar


def test_every_kind_becomes_an_estimation(database: Database, shared_data: Path) -> None:
    desk = Estimations(database)
    for name, rows in (("ganttproject/HouseBuildingSample.gan", 20), ("xlsx/pmtools_WBS.xlsx", 26)):
        path = shared_data / "work_plans" / name
        report = desk.import_work_plan(path)
        assert (report.read, report.created) == (rows, rows)
        again = desk.import_work_plan(path)
        assert (again.skipped, again.number) == (rows, report.number)


def test_a_mapped_table_comes_in_by_the_door_of_every_import(
    database: Database, tmp_path: Path
) -> None:
    desk = Desk(database)
    path = tmp_path / "plan.csv"
    path.write_text("What,How long\nBuild,3\n", "utf-8")
    columns = columns_of("work-plan", path)
    assert columns
    mapping = columns.mapping({"what": "name", "how long": "effort"})
    tried = import_file(desk, "work-plan", path, mapping=mapping, dry_run=True)
    assert (tried.created, tried.number) == (1, "")
    done = import_file(desk, "work-plan", path, mapping=mapping)
    draft = desk.estimations.draft(desk.key_of("estimations", done.number))
    assert [(item.name, item.effort) for item in draft.plan] == [("Build", 3)]


def test_the_packed_program_reads_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan_child._program() == [sys.executable, "-m", "salesdesk"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert plan_child._program() == [sys.executable]


# -- files that are made to harm

LAUGHS = "<!DOCTYPE p [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
) + "]>"  # fmt: skip


def laughing(root: str) -> bytes:
    return f"<?xml version='1.0'?>{LAUGHS}<{root}><Name>&a11;</Name></{root}>".encode()


def reading_file(root: str) -> bytes:
    entity = "<!DOCTYPE p [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    return f"<?xml version='1.0'?>{entity}<{root}><Name>&x;</Name></{root}>".encode()


def zipped(**entries: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return found.getvalue()


def bomb() -> bytes:
    return zipped(**{"xl/worksheets/sheet1.xml": b"<c/>" * 30_000_000})


def declared() -> bytes:
    """Says that it unpacks to a gigabyte, whatever is in it."""
    content = bytearray(zipped(**{"xl/workbook.xml": b"<a/>" * 10}))
    size = (1 << 30).to_bytes(4, "little")
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = size
    return bytes(content)


def far_corner() -> bytes:
    cell = (
        b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    return zipped(**{"xl/worksheets/sheet1.xml": cell + b"</worksheet>"})


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("a.xml", lambda: laughing("Project"), "document type|can't be read"),
        ("a.gan", lambda: laughing("project"), "document type|can't be read"),
        ("a.xml", lambda: reading_file("Project"), "document type"),
        ("a.gan", lambda: b"<project>" + b"<a>" * 100_000, "can't be read"),
        ("a.xlsx", bomb, "unpacks to too much"),
        ("a.xlsx", declared, "unpacks to too much"),
        ("a.xlsx", far_corner, "too many columns or rows"),
        ("a.xlsx", lambda: b"PK\x03\x04" + bytes(200), "no workbook"),
        ("a.mpp", lambda: b"\xd0\xcf\x11\xe0", "ends in .xml"),
    ],
)
def test_harmful_files_are_refused(
    tmp_path: Path, name: str, make: Callable[[], bytes], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(InvalidInput, match=words):
        read_safely(path)


def test_a_file_larger_than_the_cap_is_not_even_read(tmp_path: Path) -> None:
    for ending in ("xml", "gan", "csv", "xlsx"):
        path = tmp_path / f"huge.{ending}"
        with path.open("wb") as stream:
            stream.truncate(1 << 30)
        with pytest.raises(InvalidInput, match="larger than 64 MB"):
            read_safely(path)


def test_memory_and_time_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("Name,Effort\n" + "Task,8\n" * 150_000, "utf-8")
    with pytest.raises(InvalidInput, match="too much time or memory"):
        read_safely(path, memory=120 * 1024 * 1024)
    with pytest.raises(InvalidInput, match="too much time or memory"):
        read_safely(path, seconds=1)


def test_a_reader_that_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    path, progress = tmp_path / "plan.csv", Progress()
    looks: list[tuple[object, ...]] = []
    path.write_text("Item,Effort\n" + "Row,8h\n" * 50_000, "utf-8")

    def cancel(*how: object) -> None:
        looks.append(how)
        progress.stop.set()

    progress.report = cancel
    with pytest.raises(Cancelled):
        read_safely(path, progress=progress)
    assert len(looks) == 1


def test_a_name_too_long_is_told_by_its_row(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(f"Name,Effort\nBuild,3\n{'x' * 400},4\n", "utf-8")
    with pytest.raises(InvalidInput) as told:
        Estimations(database).import_work_plan(path)
    assert [(p.column, p.row) for p in told.value.problems] == [("name", 2)]


def test_a_table_of_nothing_but_spaces_is_empty(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("  \n\n \n", "utf-8")
    with pytest.raises(InvalidInput, match="is empty"):
        Estimations(database).import_work_plan(path)
