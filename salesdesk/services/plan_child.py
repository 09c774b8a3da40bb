"""Reading a plan's file in a process of its own, with little memory and time.

Whatever a file does to its reader, the window and the database go on. The process is this program
again, started with ``--read-plan REQUEST ANSWER``; both are JSON files of a folder that goes away.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _, language, use_language
from salesdesk.services.jobs import Progress

if TYPE_CHECKING:
    from salesdesk.services.imports.columns import FileColumns
    from salesdesk.services.mspdi import ImportedPlan
    from salesdesk.services.workbook_back import EditedWorkbook

WORD = "--read-plan"
MEMORY = 512 * 1024 * 1024
SECONDS = 60
LOOKS = 0.1  # seconds between two looks whether it is cancelled
FIRST_LINES = 200


def read_safely(
    path: Path, mapping: Mapping[str, str] | None = None, *, seconds: int = SECONDS,
    memory: int = MEMORY, progress: Progress | None = None,
) -> ImportedPlan:  # fmt: skip
    """Read a plan's file; raises InvalidInput for whatever goes wrong with it."""
    from salesdesk.services.plan_json import plan_of

    _require(path)
    request = {"what": "plan", "path": str(path.resolve()), "mapping": dict(mapping or {})}
    answer = _asked(request, path.name, seconds, memory, progress)
    try:
        return plan_of(answer)
    except (KeyError, TypeError, ValueError) as problem:
        raise _failed(path.name) from problem


def columns_safely(path: Path, progress: Progress | None = None) -> FileColumns:
    """The columns of a table that may hold a plan."""
    from salesdesk.services.imports.columns import columns_in
    from salesdesk.services.imports.table import FileTable

    _require(path)
    request = {"what": "table", "path": str(path.resolve())}
    answer = _asked(request, path.name, SECONDS, MEMORY, progress)
    lines = [(number, tuple(cells)) for number, cells in answer["lines"]]
    table = FileTable(
        path.name, tuple(answer["headings"]), lines, answer["encoding"], tuple(answer["titles"])
    )
    return columns_in("work-plan", table)


def workbook_safely(path: Path, progress: Progress | None = None) -> EditedWorkbook | None:
    """The rows of a workbook that we wrote; None for any other file."""
    from salesdesk.services.workbook_back import EditedRow, EditedWorkbook

    _require(path)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    request = {"what": "workbook", "path": str(path.resolve())}
    answer = _asked(request, path.name, SECONDS, MEMORY, progress)
    if not answer["estimation"]:
        return None
    rows, head = (
        tuple(EditedRow(int(line), cells, tuple(typed)) for line, cells, typed in answer[part])
        for part in ("rows", "head")
    )
    key, has_formulas = UUID(answer["estimation"]), bool(answer["has_formulas"])
    return EditedWorkbook(key, path.name, rows, head, has_formulas)


def pdf_safely(path: Path) -> Mapping[str, Any]:
    """What is attached to a PDF and what its pages say."""
    _require(path)
    return _asked({"what": "pdf", "path": str(path.resolve())}, path.name, SECONDS, MEMORY)


def own_pages_safely(path: Path) -> str:
    """The pages of a PDF or a picture, written anew without anything but what they draw."""
    _require(path)
    request = {"what": "own-pages", "path": str(path.resolve())}
    return str(_asked(request, path.name, SECONDS, MEMORY)["pdf"])


def letterhead_safely(path: Path) -> str:
    """A letterhead's one page, clean, with the room that it leaves for text."""
    _require(path)
    request = {"what": "letterhead", "path": str(path.resolve())}
    return str(_asked(request, path.name, SECONDS, MEMORY)["pdf"])


def _require(path: Path) -> None:
    if not path.is_file():
        said = _("There is no file {path}.").format(path=path)
        raise InvalidInput(said, [Problem(said, file=path.name)])


def _failed(file: str) -> InvalidInput:
    reason = _("it is damaged, or needs too much time or memory")
    said = _("{file} can't be read: {reason}.").format(file=file, reason=reason)
    return InvalidInput(said, [Problem(said, file=file)])


def _asked(
    request: Mapping[str, Any], file: str, seconds: int, memory: int,
    progress: Progress | None = None,
) -> Mapping[str, Any]:  # fmt: skip
    """Start the process and read its answer; one that nobody waits for any more is ended."""
    with tempfile.TemporaryDirectory(prefix="salesdesk-plan-") as folder:
        asked, answered = Path(folder, "request.json"), Path(folder, "answer.json")
        limits = {"memory": memory, "seconds": seconds, "language": language()}
        asked.write_text(json.dumps({**request, **limits}), "utf-8")
        try:
            child = subprocess.Popen(  # noqa: S603 this program, and files of our own
                [*_program(), WORD, str(asked), str(answered)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=_environment(), **_hidden(),
            )  # fmt: skip
            _wait(child, seconds, progress or Progress())
            answer = json.loads(answered.read_text("utf-8"))
        except (subprocess.TimeoutExpired, OSError, ValueError):
            raise _failed(file) from None
    if "refused" in answer:
        problems = [Problem(**problem) for problem in answer["problems"]]
        raise InvalidInput(answer["refused"], problems)
    if "failed" in answer:
        raise _failed(file)
    return dict(answer)


def _wait(child: subprocess.Popen[bytes], seconds: int, progress: Progress) -> None:
    """Until it is done, has taken too long, or is cancelled; whichever it is, it is gone then."""
    last = monotonic() + seconds
    try:
        while True:
            progress.step(0)
            try:
                child.wait(LOOKS)
            except subprocess.TimeoutExpired:
                if monotonic() > last:
                    raise
            else:
                return
    finally:
        child.kill()
        child.wait()


def _program() -> list[str]:
    """This program again: the packed one is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "salesdesk"]


def _environment() -> dict[str, str]:
    found = dict(os.environ)
    if not getattr(sys, "frozen", False):  # the same sources, wherever this was started
        root = str(Path(__file__).resolve().parents[2])
        found["PYTHONPATH"] = os.pathsep.join(filter(None, [root, found.get("PYTHONPATH", "")]))
    return found


def _hidden() -> dict[str, Any]:
    """No console window flashes up on Windows."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return {"creationflags": flags} if flags else {}


# -- the other side


def answer(request: Path, answered: Path) -> int:
    """What the process does: read one file under its limits and write what it found."""
    asked = json.loads(request.read_text("utf-8"))
    _limit(int(asked["memory"]), int(asked["seconds"]))
    use_language(asked["language"])
    try:
        found = _read(asked)
    except InvalidInput as refusal:
        found = {
            "refused": refusal.message,
            "problems": [asdict(problem) for problem in refusal.problems],
        }
    except (MemoryError, RecursionError):
        found = {"failed": True}
    answered.write_text(json.dumps(found), "utf-8")
    return 0


def _limit(memory: int, seconds: int) -> None:
    """Only Unix has these limits; elsewhere the time alone is watched from outside."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(asked: Mapping[str, Any]) -> dict[str, Any]:
    path = Path(asked["path"])
    if asked["what"] == "table":
        from salesdesk.services.imports.plan_sheets import read_plan_table

        table = read_plan_table(path).table
        return {
            "headings": table.headings,
            "titles": table.titles,
            "encoding": table.encoding,
            "lines": list(table.lines[:FIRST_LINES]),
        }
    if asked["what"] == "workbook":
        from salesdesk.services.workbook_back import read_workbook

        book = read_workbook(path)
        if book is None:
            return {"estimation": ""}
        rows, head = (
            [(row.line, dict(row.cells), row.typed) for row in part]
            for part in (book.rows, book.head)
        )
        return {
            "estimation": str(book.estimation), "rows": rows, "head": head,
            "has_formulas": book.has_formulas,
        }  # fmt: skip
    if asked["what"] == "own-pages":
        from salesdesk.services.own_pages import cleaned

        return cleaned(path)
    if asked["what"] == "letterhead":
        from salesdesk.services.letterhead import ready

        return ready(path)
    if asked["what"] == "pdf":
        from salesdesk.services.foreign_pdf import read_pdf

        return read_pdf(path)
    from salesdesk.services.plan_files import read_plan_file
    from salesdesk.services.plan_json import plan_json

    return plan_json(read_plan_file(path, asked["mapping"]))
