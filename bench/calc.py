"""The open plan beside LibreOffice Calc on the same 10,000 rows, through UNO and without a window.

Calc holds per row a name, a role, hours, a rate, their product and a price, with two totals below;
we hold the same as work items. Neither paints. Both are measured in turns in the same run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from bench.measure import Figure

ITEMS = 10_000
ROWS = 1_000
TURNS = 3
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-uno is made for

_CALC = """
import json, os, subprocess, sys, time
from statistics import median
import uno
from com.sun.star.beans import PropertyValue
count, many, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def said(name, value):
    found = PropertyValue(); found.Name, found.Value = name, value; return found
office = subprocess.Popen(["soffice", "--headless", "--invisible", "--norestore", "--nologo",
    "--nodefault", f"-env:UserInstallation=file://{folder}/profile",
    "--accept=pipe,name=salesdesk-bench;urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(300):
    try:
        context = resolver.resolve("uno:pipe,name=salesdesk-bench;urp;StarOffice.ComponentContext"); break
    except Exception:
        time.sleep(0.1)
make = context.ServiceManager.createInstanceWithContext
desktop = make("com.sun.star.frame.Desktop", context)
hidden = (said("Hidden", True),)
book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)
sheet = book.Sheets.getByIndex(0)
def row(name, hours, at):
    return (name, "Developer", float(hours), 41.5, f"=ROUND(C{at}*D{at};2)", f"=ROUND(E{at}*1.08/0.65;2)")
rows = tuple(row(f"Row {n}", n % 40, n + 1) for n in range(count))
sheet.getCellRangeByPosition(0, 0, 5, count - 1).setFormulaArray(rows)
sheet.getCellByPosition(7, 0).setFormula(f"=SUM(E1:E{count})")
total = sheet.getCellByPosition(7, 1); total.setFormula(f"=SUM(F1:F{count})")
total.getValue()
path = f"file://{folder}/plan.ods"
book.storeToURL(path, ())
def timed(work):
    start = time.perf_counter(); work(); total.getValue()
    return (time.perf_counter() - start) * 1000
def edit(n): return timed(lambda: sheet.getCellByPosition(2, n * 331 % count).setValue(n % 80 + 1.0))
def opening():
    start = time.perf_counter()
    found = desktop.loadComponentFromURL(path, "_blank", 0, hidden)
    found.Sheets.getByIndex(0).getCellByPosition(7, 1).getValue()
    taken = (time.perf_counter() - start) * 1000
    found.close(True)
    return taken
def inserting():
    return sum(timed(lambda: sheet.Rows.insertByIndex(count // 2, 1)) for _ in range(many))
def pasting(new):
    at = count // 2
    block = tuple(row(f"{new} {n}", n % 40, at + n + 1) for n in range(many))
    place = sheet.getCellRangeByPosition(0, at, 5, at + many - 1)
    return timed(lambda: place.setFormulaArray(block))
def copying(turn):
    helper = make("com.sun.star.frame.DispatchHelper", context)
    frame, view = book.CurrentController.Frame, book.CurrentController
    view.select(sheet.getCellRangeByPosition(0, 0, 5, many - 1))
    helper.executeDispatch(frame, ".uno:Copy", "", 0, ())
    view.select(sheet.getCellByPosition(0, 3 * count + turn * many))
    return timed(lambda: helper.executeDispatch(frame, ".uno:Paste", "", 0, ()))
try:
    for turn in sys.stdin:
        turn = int(turn)
        print(json.dumps({"edit": median(edit(n) for n in range(40)), "open": opening(),
            "insert at once": timed(lambda: sheet.Rows.insertByIndex(count // 2, many)),
            "insert": inserting(), "paste": pasting(turn), "copy": copying(turn)}), flush=True)
finally:
    book.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait(20)
"""

_OURS = """
import json, os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median
from salesdesk.app import prepare
app = prepare()
from salesdesk.models.reference import LaborRole, RoleRate as Rate
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.models.values.workplan_edits import Insert
from salesdesk.services.desk import Desk
from salesdesk.ui.estimation.columns import COLUMNS
from salesdesk.ui.estimation.workbench import Workbench
count, many, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
columns = {column.key: column for column in COLUMNS}
desk = Desk.open(f"sqlite:///{folder}/plan.salesdesk")
with desk.database.changing() as session:
    role = session.query(LaborRole).filter_by(name="Developer").first() or LaborRole(name="Developer")
    session.add(role)
    session.flush()  # its key is needed
    session.add(Rate(role_id=role.id, currency="EUR", valid_from=date(2020, 1, 1), cost=Decimal("41.50")))
items = [WorkItem(f"Row {n}", level=n % 5, role="Developer", effort=Decimal(n % 40)) for n in range(count)]
key = desk.estimations.save(replace(desk.estimations.new(), name="Bench", plan=WorkPlan(items)))
bench = Workbench(desk.estimations.draft(key))
def timed(work):
    start = time.perf_counter(); work(); bench.figures.totals()
    return (time.perf_counter() - start) * 1000
def afresh(taken):
    bench.lay_out()  # the dates of many new rows follow a moment later
    return taken
def edit(n, turn):
    leaves = [node for node in bench.figures.rows[n * 13 : n * 13 + 20] if not node.children]
    return timed(lambda: bench.enter(leaves[0], columns["effort"], str(n % 80 + turn + 0.5)))
def opening():
    start = time.perf_counter(); Workbench(desk.estimations.draft(key)).figures.totals()
    return (time.perf_counter() - start) * 1000
def inserting():
    middle = bench.figures.rows[count // 2]
    return sum(timed(lambda: bench.insert(middle, below=False)) for _ in range(many))
def pasting(turn, over):
    block = [[f"{turn} {n}", "Developer", str(n % 40)] for n in range(many)]
    rows = bench.figures.rows[count // 2 : count // 2 + many] if over else []
    three = [columns[name] for name in ("name", "role", "effort")]
    return timed(lambda: bench.paste(rows, three, block))
for turn in sys.stdin:
    turn = int(turn)
    fresh = tuple(WorkItem(level=1) for _ in range(many))
    print(json.dumps({"edit": median(edit(n, turn) for n in range(40)), "open": opening(),
        "insert": inserting(),
        "insert at once": afresh(timed(lambda: bench.do(Insert(count // 2, fresh)))),
        "paste": afresh(pasting(turn, True)), "copy": afresh(pasting(turn, False))}), flush=True)
os._exit(0)
"""


def figures() -> Iterator[Figure]:
    missing = _missing()
    if missing:
        print(f"  LibreOffice Calc is not measured: {missing}", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        calc, ours = _in_turns(Path(folder))
    lines = (
        ("edit", "10,000 items, edit to totals", "≤ 1.0"),
        ("open", "opening 10,000 items", "≤ 1.0"),
        ("insert", "inserting 1,000 rows, each to totals", "≤ 0.1"),
        ("insert at once", "inserting 1,000 empty rows in one step", "—"),
        ("paste", "pasting 1,000 rows of other texts", "≤ 0.1"),
        ("copy", "pasting 1,000 rows, against Calc copying its own", "—"),
    )
    for key, name, goal in lines:
        taken, theirs = (median(turn[key] for turn in side) for side in (ours, calc))
        yield Figure(name, taken, "ms", "LibreOffice Calc", taken / theirs, goal)


def _missing() -> str:
    """What is not installed here; empty when all is."""
    if shutil.which("soffice") is None:
        return "there is no soffice (Debian's libreoffice-calc)"
    if not Path(SYSTEM_PYTHON).exists():
        return f"there is no {SYSTEM_PYTHON}"
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "" if found.returncode == 0 else "there is no uno for Python (Debian's python3-uno)"


def _in_turns(folder: Path) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """One turn each, again and again: a busy machine then slows both alike."""
    arguments = [str(ITEMS), str(ROWS), str(folder)]
    running = [
        subprocess.Popen(
            [python, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for python, code in ((SYSTEM_PYTHON, _CALC), (sys.executable, _OURS))
    ]
    found: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for turn in range(TURNS):
        for one, answers in zip(running, found, strict=True):
            assert one.stdin is not None
            assert one.stdout is not None
            one.stdin.write(f"{turn}\n")
            one.stdin.flush()
            answers.append(_answer(one.stdout))
    for one in running:
        one.communicate(timeout=60)
    return found


def _answer(lines: Iterable[str]) -> dict[str, float]:
    """The next line that is an answer; Qt may say other things."""
    for line in lines:
        if line.startswith("{"):
            answer: dict[str, float] = json.loads(line)
            return answer
    raise RuntimeError("a side of the bench ended before its turn")
