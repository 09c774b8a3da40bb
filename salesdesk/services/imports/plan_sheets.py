"""The table of a work plan in a CSV or XLSX file: its sheet, its line of headings, its rows."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.folding import folded
from salesdesk.services.imports.archive import check_archive
from salesdesk.services.imports.plan_columns import PLAN_FIELDS
from salesdesk.services.imports.table import FileTable, csv_lines, decoded, require_table

LARGEST = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 256
FIRST_LINES = 40
"""Within how many lines of a sheet its headings are looked for."""
Lines = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True)
class PlanTable:
    """The table that looks most like a work plan, and the sheets that were not read."""

    table: FileTable
    sheet: str
    others: tuple[str, ...]


def read_plan_table(path: Path, mapping: Mapping[str, str] | None = None) -> PlanTable:
    """Find the table; raises InvalidInput when the file is too large, empty or no table."""
    if path.stat().st_size > LARGEST:
        said = _("{file} can't be read: {reason}.").format(
            file=path.name, reason=_("it is larger than 64 MB")
        )
        raise InvalidInput(said, [Problem(said, file=path.name)])
    content = path.read_bytes()
    encoding, sheets = "", {}
    if content[:4] == b"PK\x03\x04":
        sheets = _workbook(content, path.name)
    else:
        encoding, text = decoded(content, path)
        require_table(text, path)
        sheets = {"": list(csv_lines(text))}
    best = max(sheets, key=lambda name: _score(sheets[name])[0], default=None)
    if best is None or not any(any(map(str.strip, cells)) for _number, cells in sheets[best]):
        said = _("{file} is empty.").format(file=path.name)
        raise InvalidInput(said, [Problem(said, file=path.name)])
    table = _table(path.name, encoding, sheets[best], mapping or {})
    others = tuple(name for name, lines in sheets.items() if name != best and lines)
    return PlanTable(table, best, others)


def _workbook(content: bytes, name: str) -> dict[str, Lines]:
    import python_calamine

    check_archive(content, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {sheet: _lines(book.get_sheet_by_name(sheet), name) for sheet in book.sheet_names}
    except python_calamine.CalamineError as problem:
        said = _("{file} is no workbook that can be read: {why}").format(file=name, why=problem)
        raise InvalidInput(said, [Problem(said, file=name)]) from problem


def _lines(sheet: object, name: str) -> Lines:
    width, height = sheet.width, sheet.height  # type: ignore[attr-defined]
    if height > MOST_ROWS:
        raise InvalidInput(_("{file} has too many columns or rows.").format(file=name))
    if not width:
        return []
    rows = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    return [
        (number, [_cell(value) for value in row[:MOST_COLUMNS]])
        for number, row in enumerate(rows, 1)
    ]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else f"{value:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, date) else str(value)


def heading_of(cell: str) -> str:
    """A heading as it is compared; a number sign alone counts the rows."""
    return folded(cell) or ("number" if cell.strip() == "#" else "")


def _score(lines: Lines) -> tuple[int, int]:
    """How many fields the best line of headings names, and which line that is."""
    best = (0, 0)
    for at, (_number, cells) in enumerate(lines[:FIRST_LINES]):
        named = {_field(heading_of(cell)) for cell in cells} - {""}
        count = len(named) * 2 + ("name" in named)
        if count > best[0]:
            best = (count, at)
    return best


def _field(heading: str) -> str:
    return next((one.key for one in PLAN_FIELDS if heading and one.means(heading)), "")


def _table(name: str, encoding: str, lines: Lines, mapping: Mapping[str, str]) -> FileTable:
    found, at = _score(lines)
    if not found:  # the user may say what the columns of the first filled line are
        at = next(n for n, (_number, cells) in enumerate(lines) if any(map(str.strip, cells)))
    titles = lines[at][1]
    headings = _unique([heading_of(title) for title in titles])
    width = len(headings)
    rows = [
        (number, tuple((cells + [""] * width)[:width]))
        for number, cells in lines[at + 1 :]
        if any(map(str.strip, cells))
    ]
    table = FileTable(name, tuple(headings), rows, encoding, tuple(t.strip() for t in titles))
    renamed = tuple(mapping.get(heading, heading) for heading in headings)
    return replace(table, headings=renamed, written=table.headings)


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 or not name else f"{name} {seen[name]}")
    return unique
