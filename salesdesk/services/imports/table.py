"""Rows of a CSV, text or XLSX file, whatever program wrote it."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.folding import folded
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.archive import check_archive

LARGEST = 200 * 1024 * 1024
MOST_ROWS = 2_000_000
MOST_COLUMNS = 512
_DELIMITERS = ",;\t|"
_OTHERS = (
    ("<!DOCTYPE HTML", "HTML"),
    ("<HTML", "HTML"),
    ("<", "XML"),
    ("BEGIN:V", "vCard"),
    ("{", "JSON"),
    ("[", "JSON"),
    ("%PDF", "PDF"),
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by its place in the file (1 is the first line) and its cells by folded heading."""

    number: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """The first filled cell of these headings."""
        for name in names:
            value = self.cells.get(name, "")
            if value:
                return value
        return ""


@dataclass(frozen=True)
class FileTable:
    """A file as headings and lines; ``encoding`` tells how its text was read.

    ``lines`` holds each row's place in the file and its cells, trimmed, one for each heading;
    ``rows`` the same by heading. ``titles`` are the headings as they stand in the file, and
    ``written`` as they fold, whatever the user chose that they mean.
    """

    name: str
    headings: tuple[str, ...]
    lines: Sequence[tuple[int, tuple[str, ...]]]
    encoding: str = ""
    titles: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> Sequence[TableRow]:
        return [
            TableRow(number, {n: c for n, c in zip(self.headings, cells, strict=True) if n})
            for number, cells in self.lines
        ]

    def has(self, *names: str) -> bool:
        return any(name in self.headings for name in names)

    def require(self, what: str, *needed: Sequence[str]) -> None:
        """Refuse a table that lacks a column: for each one, any of the headings will do."""
        for names in needed:
            if not self.has(*names):
                text = _("{file} is no list of {what}: it has no column {heading}.")
                said = text.format(file=self.name, what=what, heading=names[0])
                raise InvalidInput(said, [Problem(said, names[0], 1, self.name)])

    @property
    def layout(self) -> str:
        """Names the program's layout: keys of two programs are never taken for each other."""
        return hashlib.sha256("|".join(self.written or self.headings).encode()).hexdigest()[:8]


def read_table(
    path: Path, report: ImportReport, mapping: Mapping[str, str] | None = None
) -> FileTable:
    """Read a table; rows that have more cells than headings are reported and kept.

    ``mapping`` gives headings other names, an empty one for a column that is not read.
    Raises InvalidInput when the file is missing, empty, too large or no table at all.
    """
    if not path.is_file():
        raise InvalidInput(_("There is no file {path}.").format(path=path))
    if path.stat().st_size > LARGEST:
        raise InvalidInput(_("{file} is larger than 200 MB.").format(file=path.name))
    content = path.read_bytes()
    if content[:4] == b"PK\x03\x04":
        encoding, lines = "", _sheet(path, content)
    else:
        encoding, text = decoded(content, path)
        require_table(text, path)
        lines = csv_lines(text)
    return _renamed(_table(path, encoding, lines, report), mapping or {})


def _renamed(table: FileTable, mapping: Mapping[str, str]) -> FileTable:
    names = tuple(mapping.get(name, name) for name in table.headings)
    return replace(table, headings=names, written=table.headings)


def decoded(content: bytes, path: Path) -> tuple[str, str]:
    """The text by its mark, else UTF-8, else Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", content.decode("utf-16", errors="replace")
    if b"\0" in content[:1000]:
        raise InvalidInput(_("{file} is not a text file.").format(file=path.name))
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252", content.decode("cp1252", errors="replace")


def require_table(text: str, path: Path) -> None:
    """Refuse what begins as another kind of text does: no line of it would be a heading."""
    start = text.lstrip()[:20].upper()
    found = next((name for mark, name in _OTHERS if start.startswith(mark)), "")
    if found:
        said = _("{file} is {format}, not a table. Give a CSV or XLSX file.")
        said = said.format(file=path.name, format=found)
        raise InvalidInput(said, [Problem(said, "", 1, path.name)])


def csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first_line = 1
    delimiter = ""
    if text[:4].lower() == "sep=" and "\n" in text:
        delimiter = text[4:5]
        text, first_line = text.split("\n", 1)[1], 2
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
    csv.field_size_limit(10_000_000)
    before = 0
    try:
        for cells in reader:
            yield before + first_line, cells
            before = reader.line_num
    except csv.Error as problem:
        raise InvalidInput(
            _("Row {row} can't be read: {why}.").format(row=before + first_line, why=problem)
        ) from problem


def _delimiter(text: str) -> str:
    """The separator that the heading line uses most, outside quotes."""
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(part for i, part in enumerate(heading.split('"')) if i % 2 == 0)
    return max(_DELIMITERS, key=lambda d: (bare.count(d), -_DELIMITERS.index(d)))


def _sheet(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet of a workbook; refuses what unpacks to more than it should."""
    import python_calamine

    check_archive(content, path.name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except python_calamine.CalamineError as problem:
        raise InvalidInput(
            _("{file} is no workbook that can be read: {why}").format(file=path.name, why=problem)
        ) from problem
    if sheet.width > MOST_COLUMNS or sheet.height > MOST_ROWS:
        raise InvalidInput(_("{file} has too many columns or rows.").format(file=path.name))
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _table(
    path: Path, encoding: str, lines: Iterator[tuple[int, list[str]]], report: ImportReport
) -> FileTable:
    heading = next((line for line in lines if any(cell.strip() for cell in line[1])), None)
    if heading is None:
        raise InvalidInput(_("{file} is empty.").format(file=path.name))
    names = _unique([folded(cell) for cell in heading[1]])
    if len(names) > MOST_COLUMNS:
        raise InvalidInput(_("{file} has too many columns.").format(file=path.name))
    width = len(names)
    kept = []
    for number, written in lines:
        cells = list(map(str.strip, written))
        if not any(cells):
            continue
        if len(cells) != width:
            if any(cells[width:]):
                said = _("This row has more cells than there are headings.")
                report.problem(Problem(said, "", number, path.name, written[width][:80]))
            cells = cells[:width] + [""] * (width - len(cells))
        kept.append((number, tuple(cells)))
    titles = tuple(cell.strip() for cell in heading[1])
    return FileTable(path.name, tuple(names), kept, encoding, titles)


def _unique(names: list[str]) -> list[str]:
    """A heading that stands twice gets a number, so no column hides another."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 or not name else f"{name} {seen[name]}")
    return unique
