"""Rows of a CSV, text or XLSX file, whatever program wrote it."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.folding import folded
from salesdesk.services.formula_cells import has_marks, plain_cell
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.archive import check_archive
from salesdesk.services.imports.figures import amount_of, thousands_of

LARGEST = 200 * 1024 * 1024
MOST_ROWS = 2_000_000
MOST_COLUMNS = 512
_EVIDENCE = 10_000
"""The rows that show how a file writes its figures."""
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
    """A row by its place in the file (1 is the first line) and its cells by folded heading.

    ``thousands`` is what the file may write between thousands.
    """

    number: int
    cells: dict[str, str]
    thousands: str = ","

    def get(self, *names: str) -> str:
        """The first filled cell of these headings."""
        for name in names:
            value = self.cells.get(name, "")
            if value:
                return value
        return ""

    def amount(self, *names: str) -> Decimal | None:
        """The first filled cell of these headings as an amount."""
        return amount_of(self.get(*names), self.thousands)


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
    delimiter: str = ""

    @cached_property
    def rows(self) -> Sequence[TableRow]:
        thousands = self.thousands
        return [
            TableRow(
                number,
                {n: c for n, c in zip(self.headings, cells, strict=True) if n},
                thousands,
            )
            for number, cells in self.lines
        ]

    @property
    def thousands(self) -> str:
        """What may separate thousands here; all workbooks write their numbers alike."""
        if not self.encoding:
            return ","
        shown = (cells for _at, cells in self.lines[:_EVIDENCE])
        return thousands_of(chain.from_iterable(shown), self.delimiter)

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
        encoding, delimiter, lines = "", "", _sheet(path, content)
    else:
        encoding, text = decoded(content, path)
        require_table(text, path)
        delimiter, _body, _first = _told(text)
        lines = csv_lines(text)
        if has_marks(text):
            lines = ((number, [plain_cell(cell) for cell in cells]) for number, cells in lines)
    table = replace(_table(path, encoding, lines, report), delimiter=delimiter)
    return _renamed(table, mapping or {})


def _renamed(table: FileTable, mapping: Mapping[str, str]) -> FileTable:
    names = tuple(mapping.get(name, name) for name in table.headings)
    return replace(table, headings=names, written=table.headings)


def decoded(content: bytes, path: Path) -> tuple[str, str]:
    """The text by its mark, else UTF-8, else Windows-1252."""
    encoding, text = _decoded(content)
    if "\0" in text:
        raise InvalidInput(_("{file} is not a text file.").format(file=path.name))
    return encoding, text


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", content.decode("utf-16", errors="replace")
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
    delimiter, text, first_line = _told(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(10_000_000)
    last = before = 0
    try:
        for cells in reader:
            yield before + first_line, cells
            last, before = before, reader.line_num
    except csv.Error as problem:
        raise InvalidInput(
            _("Row {row} can't be read: {why}.").format(row=before + first_line, why=problem)
        ) from problem
    if text.count('"') % 2 and _is_open(text, delimiter, last):
        said = _("Row {row} opens a quotation mark that nothing closes. Close it or take it out.")
        said = said.format(row=last + first_line)
        raise InvalidInput(said, [Problem(said, "", last + first_line)])


def _is_open(text: str, delimiter: str, lines_before: int) -> bool:
    """Whether the last row ends inside quotation marks: all below its beginning is one cell."""
    rest = islice(io.StringIO(text, newline=""), lines_before, None)
    try:
        list(csv.reader(rest, delimiter=delimiter, strict=True))
    except csv.Error as problem:
        return "unexpected end" in str(problem)
    return False


def _told(text: str) -> tuple[str, str, int]:
    """The separator, the table and the line it begins in; Excel may say ``sep=;`` before it."""
    said = re.match(r"(?i)sep=([^\r\n])?[^\r\n]*(?:\r\n?|\n)", text)
    if said is None:
        return _delimiter(text), text, 1
    text = text[said.end() :]
    return said[1] or _delimiter(text), text, 2


def _delimiter(text: str) -> str:
    """The separator that the heading line uses most, outside quotes."""
    heading = re.match(r"[\r\n]*([^\r\n]*)", text)
    bare = "".join(heading[1].split('"')[::2]) if heading else ""
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
