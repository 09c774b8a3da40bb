"""The workbook of an estimation: LibreOffice recalculates it to the same cents; edits come back."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.utility import xl_col_to_name

from salesdesk.models.values.plan_compare import Mark, compare
from salesdesk.models.values.plan_node import COST, LOADED, SELL
from salesdesk.models.values.pricing import Category, Method, PriceRule, RoleRate, RoleRates
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import AMOUNT_FIRST, EstimationDraft, RuleDraft
from salesdesk.services.estimation_workbook import COLUMNS, workbook
from salesdesk.services.jobs import Cancelled, Progress
from salesdesk.services.plan_child import workbook_safely
from salesdesk.services.workbook_back import HEAD, EditedRow, edited_plan, read_workbook

D = Decimal
RATES = RoleRates(
    [
        RoleRate("Developer", D("41.5"), D(80), date(2020, 1, 1), date(2027, 1, 31)),
        RoleRate("Developer", D("43.75"), D("84.5"), date(2027, 2, 1)),
        RoleRate("Architect", D("65.13")),
    ]
)
ONE_PRICE = RoleRates(replace(rate, sell=D("80.01")) for rate in RATES)
OFFICE_PROGRAM = shutil.which("soffice")
RECALCULATES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def row(level: int, name: str, **more: Any) -> WorkItem:
    return WorkItem(name, level=level, **more)


def draft(**more: Any) -> EstimationDraft:
    phase, task = {"kind": ItemKind.PHASE}, {"role": "Developer"}
    build = row(0, "Build", rule=PriceRule(Method.MARKUP, D(20)), contingency=D(12), **phase)
    back = row(1, "Backend", effort=D("161.25"), **task)
    rows = [
        row(0, "Discovery", **phase),
        row(1, "Workshops", effort=D(40), low=D(30), high=D("63.7"), role="Architect"),
        row(1, "Perhaps", effort=D(10), is_optional=True, **task),
        build,
        back,
        row(1, "Inside", **phase),
        row(2, "By the role", effort=D("7.35"), rule=PriceRule(Method.ROLE), **task),
        row(2, "By rate", effort=D("12.5"), rule=PriceRule(Method.RATE, D("77.77")), **task),
        row(2, "Fixed", effort=D(9), rule=PriceRule(Method.FIXED, D("1234.567")), **task),
        row(2, "Lump", effort=D("3.333"), is_lump_sum=True, **task),
        row(1, "Unbilled", effort=D(8), is_billable=False, **task),
        row(0, "Management", rule=PriceRule(Method.PART, D("7.5"), build.id), effort=D(4), **task),
        row(0, "Server", kind=ItemKind.PRODUCT, quantity=D(3), cost_rate=D("349.99")),
        row(0, "Trip", kind=ItemKind.EXPENSE, cost_rate=D("120.05"), contingency=D(0)),
        row(0, "Go live", kind=ItemKind.MILESTONE, after=(Dependency(back.id),)),
        row(0, "A note = 5", kind=ItemKind.TEXT, client_note="=1+1"),
        row(0, "Nobody's", effort=D(5)),
    ]
    given: dict[str, Any] = {
        "name": "Portal", "number": "EST-1", "currency": "EUR", "starts_on": date(2027, 1, 11),
        "price_date": date(2027, 1, 11), "service_contingency": D(8), "rates": RATES,
        "rules": (RuleDraft(category=Category.PRODUCT, method=Method.MARKUP, value=D(18)),
                  RuleDraft(category="", method=Method.MARGIN, value=D("31.5"))),
    }  # fmt: skip
    return EstimationDraft(**{"plan": WorkPlan(rows), **given, **more})


def by_chance(seed: int) -> EstimationDraft:
    chance = random.Random(seed)
    rows: list[WorkItem] = []
    for at in range(60):
        top = rows[-1].level + 1 if rows else 0
        rule = chance.choice(
            [None, None, PriceRule(Method.MARGIN, D(chance.randint(0, 9900)) / 100),
             PriceRule(Method.MARKUP, D(chance.randint(0, 9900)) / 100),
             PriceRule(Method.RATE, D(chance.randint(0, 30000)) / 100)]
        )  # fmt: skip
        rows.append(
            row(chance.randint(0, min(3, top)), f"T{at}", role=chance.choice(("Developer", "X")),
                effort=D(chance.randint(0, 50000)) / 100, rule=rule,
                contingency=chance.choice((None, D(chance.randint(0, 400)) / 10)),
                cost_rate=chance.choice((None, D(chance.randint(0, 20000)) / 100)),
                is_optional=chance.random() < 0.1)
        )  # fmt: skip
    return draft(plan=WorkPlan(rows))


CASES = {
    "plain": draft(),
    "rates by the days of the work": draft(price_date=None),
    "one price at two costs": draft(price_date=None, rates=ONE_PRICE),
    "one price at two costs, amounts": draft(
        price_date=None, rates=ONE_PRICE, rounding=AMOUNT_FIRST
    ),
    "amount first": draft(rounding=AMOUNT_FIRST),
    "yen": draft(currency="JPY", price_date=None),
    "empty": draft(plan=WorkPlan()),
    **{f"chance {seed}": by_chance(seed) for seed in range(3)},
}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Opens workbooks in LibreOffice without a window and answers their cells, calculated anew."""
    if OFFICE_PROGRAM is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(RECALCULATES, "utf-8")

    def run(files: dict[str, bytes]) -> dict[str, list[list[str]]]:
        for name, content in files.items():
            (folder / f"{name}.xlsx").write_bytes(content)
        options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
        subprocess.run(
            [str(OFFICE_PROGRAM), f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", options, "--outdir", str(folder),
             *[str(folder / f"{name}.xlsx") for name in files]],
            check=True, timeout=170, capture_output=True, env={**os.environ, "HOME": str(folder)},
        )  # fmt: skip
        return {
            name: list(csv.reader((folder / f"{name}.csv").read_text("utf-8").splitlines()))
            for name in files
        }

    return run


def column(key: str, *, customer: bool = False) -> int:
    keys = [one.key for one in COLUMNS if not (customer and one.cost)]
    return keys.index(key)


def spoilt(content: bytes) -> bytes:
    """The same workbook, every kept result of a formula being wrong."""
    return changed(content, lambda text: re.sub(r"(</f><v>)[^<]*(</v>)", r"\g<1>77\g<2>", text))


def changed(content: bytes, edit: Any) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(found, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = edit(data.decode()).encode()
            new.writestr(entry.filename, data)
    return found.getvalue()


def figures_in(cells: list[list[str]], key: str, *, customer: bool = False) -> list[Decimal]:
    at = column(key, customer=customer)
    lines = [cells[HEAD - 1], *cells[HEAD + 1 :]]
    return [D(line[at].replace(",", "") or 0) for line in lines]


def expected(given: EstimationDraft, key: str) -> list[Decimal]:
    part = {"cost": COST, "loaded": LOADED, "sell": SELL}[key]
    figures = given.figures()
    return [figures.amount(node.sums[part]) for node in (figures.root, *figures.rows)]


def test_libreoffice_comes_to_the_same_cents(recalculated: Any) -> None:
    names = {f"c{at}": name for at, name in enumerate(CASES)}
    found = recalculated({short: spoilt(workbook(CASES[name])) for short, name in names.items()})
    for short, name in names.items():
        for key in ("cost", "loaded", "sell"):
            assert figures_in(found[short], key) == expected(CASES[name], key), (name, key)


def test_the_customers_version_has_the_prices_and_no_cost(recalculated: Any) -> None:
    given = draft()
    content = workbook(given, customer=True)
    found = recalculated({"customer": spoilt(content)})["customer"]
    assert figures_in(found, "sell", customer=True) == expected(given, "sell")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        text = " ".join(archive.read(name).decode("utf-8", "replace") for name in names)
    assert "sheet2.xml" not in " ".join(names)
    for secret in ("41.5", "65.13", "349.99", "markup", "margin", str(given.plan[0].id),
                   "Developer", "Internal note"):  # fmt: skip
        assert secret not in text


def test_an_edited_cell_is_calculated_on_and_comes_back(recalculated: Any, tmp_path: Path) -> None:
    given = draft()
    at = next(n for n, item in enumerate(given.plan) if item.name == "Backend")
    cell = f"{chr(65 + column('effort'))}{HEAD + 2 + at}"

    def edit(text: str) -> str:
        return re.sub(rf'(<c r="{cell}"[^>]*><v>)161.25(</v>)', r"\g<1>200\g<2>", text)

    content = changed(workbook(given), edit)
    after = replace(given, plan=given.plan.with_rows({at: replace(given.plan[at], effort=D(200))}))
    found = recalculated({"edited": content})["edited"]
    assert figures_in(found, "sell") == expected(after, "sell")
    path = tmp_path / "edited.xlsx"
    path.write_bytes(content)
    book = read_workbook(path)
    assert book
    plan, problems = edited_plan(book, given.plan)
    assert (plan, problems) == (after.plan, [])
    (one,) = [row for row in compare(given.figures(), after.figures()).rows if row.fields]
    assert one.marks == (Mark.CHANGED,)


@pytest.mark.parametrize("name", CASES)
def test_what_was_not_edited_does_not_differ(tmp_path: Path, name: str) -> None:
    path = tmp_path / "same.xlsx"
    path.write_bytes(workbook(CASES[name]))
    book = read_workbook(path)
    assert book
    assert book.estimation == CASES[name].id
    plan, problems = edited_plan(book, CASES[name].plan)
    assert problems == []
    assert plan == CASES[name].plan


def test_rows_that_came_went_moved_and_are_wrong(tmp_path: Path) -> None:
    given = draft()
    path = tmp_path / "same.xlsx"
    path.write_bytes(workbook(given))
    book = read_workbook(path)
    assert book
    rows = list(book.rows)
    rows[1], rows[2] = rows[2], rows[1]
    del rows[4]
    fresh = {"level": "0", "name": "New", "kind": "Task", "effort": "eight", "method": "margin",
             "value": "120", "key": rows[0].cells["key"]}  # fmt: skip
    rows.append(replace(rows[0], line=99, cells=fresh))
    plan, problems = edited_plan(replace(book, rows=tuple(rows)), given.plan)
    assert [item.name for item in plan][:5] == [
        "Discovery", "Perhaps", "Workshops", "Build", "Inside"]  # fmt: skip
    assert plan[-1].name == "New"
    assert plan[-1].id != plan[0].id
    told = {(problem.row, problem.column) for problem in problems}
    assert told == {(99, "effort"), (99, "value")}


def bare(cell: str, value: int) -> Any:
    """Type a number into a cell, over its formula too."""

    def edit(text: str) -> str:
        now, count = re.subn(rf'<c r="{cell}"([^>]*?)(/>|>.*?</c>)',
                             rf'<c r="{cell}"\1><v>{value}</v></c>', text)  # fmt: skip
        assert count == 1
        return now.replace(f'<c r="{cell}" t="s"', f'<c r="{cell}"')

    return edit


def test_what_is_typed_over_formulas_dates_and_the_head_is_told(tmp_path: Path) -> None:
    given, path = draft(), tmp_path / "edited.xlsx"
    at = next(n for n, item in enumerate(given.plan) if item.name == "Backend")
    line = HEAD + 2 + at
    content = workbook(given)
    for key, place in (("sell", line), ("cost", line), ("start", line), ("contingency", 3),
                       ("value", 4), ("sell", HEAD)):  # fmt: skip
        content = changed(content, bare(f"{xl_col_to_name(column(key))}{place}", 46100))
    path.write_bytes(content)
    for book in (read_workbook(path), workbook_safely(path)):
        assert book
        plan, problems = edited_plan(book, given.plan)
        assert plan == given.plan
        assert [(one.row, one.column) for one in problems] == [
            (3, "contingency"), (4, "value"), (HEAD, "sell"), (line, "cost"), (line, "sell"),
            (line, "start")]  # fmt: skip
        said = [one.message for one in problems]
        assert said[0] == (
            "Contingency, % in the head is not taken over; change it in the estimation."
        )
        assert said[4] == "Sell is calculated; what was typed over its formula is not taken over."
        assert said[5].startswith("Start follows from durations and links")


def test_a_workbook_that_lost_its_formulas_says_so(tmp_path: Path) -> None:
    given, path = draft(), tmp_path / "values.xlsx"
    path.write_bytes(changed(workbook(given), lambda text: re.sub("<f>.*?</f>", "", text)))
    book = read_workbook(path)
    assert book
    plan, (problem,) = edited_plan(book, given.plan)
    assert plan == given.plan
    assert problem.message.startswith("It holds no formulas any more")


def test_no_row_of_a_workbook_is_compared_with_the_others(tmp_path: Path) -> None:
    """Each is looked at on its own, or ten thousand rows would take ten seconds."""
    compared: list[EditedRow] = []

    class Watched(EditedRow):
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            compared.append(self)
            return super().__eq__(other)

    given, path = draft(), tmp_path / "same.xlsx"
    path.write_bytes(workbook(given))
    book = read_workbook(path)
    assert book
    rows = tuple(Watched(row.line, row.cells) for row in book.rows)
    plan, _problems = edited_plan(replace(book, rows=rows), given.plan)
    assert plan == given.plan
    assert not compared


def test_a_workbook_that_is_cancelled_stops_where_it_is() -> None:
    told: list[int] = []
    progress = Progress()

    def cancel_at_once(done: int, _total: int, _what: str) -> None:
        told.append(done)
        progress.stop.set()

    progress.report = cancel_at_once
    with pytest.raises(Cancelled):
        workbook(draft(), progress=progress)
    assert told == [0]


def test_other_workbooks_are_not_ours(shared_data: Path) -> None:
    for path in (shared_data / "work_plans" / "xlsx").glob("*.xlsx"):
        assert read_workbook(path) is None
