"""An edited workbook of ours as a plan again: row by row, by the hidden keys."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.values import cell_entry
from salesdesk.models.values import duration as durations
from salesdesk.models.values.folding import folded
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import KINDS, ItemKind, WorkItem, WorkPlan
from salesdesk.services.imports.archive import check_archive
from salesdesk.services.workbook_cells import typed_over

FORMAT = "salesdesk-estimation-1"
META, SHEET, HEAD, LONGEST = "SalesDesk", "Estimation", 6, 32_767
MOST_ROWS = 100_000
_TEXTS = ("name", "role", "resource", "unit", "description", "client_note", "internal_note",
          "assumptions", "exclusions", "risks")  # fmt: skip
_NUMBERS = ("low", "effort", "high", "quantity", "cost_rate", "contingency")
_FLAGS = {"optional": ("is_optional", "yes"), "billable": ("is_billable", "yes"),
          "lump": ("is_lump_sum", "yes")}  # fmt: skip
CALCULATED = {"hours": N_("Hours"), "cost": N_("Cost"), "loaded": N_("Loaded cost"),
              "sell_rate": N_("Sell rate"), "sell": N_("Sell"), "margin": N_("Margin")}  # fmt: skip
"""The columns of formulas, which a reader of values leaves aside."""
PLACED = {"start": N_("Start"), "finish": N_("Finish")}
"""The columns of dates; as they were written, they stand hidden beside them."""
TERMS = {"contingency": N_("Contingency, %"), "method": N_("Pricing"),
         "value": N_("Pricing value")}  # fmt: skip
"""What the head says of each category; as it was written, it stands in the hidden sheet."""
TERM_LINES = (3, 4, 5)
_KIND_WORDS = {folded(words): kind for kind, words in KINDS.items()} | {
    kind.value: kind for kind in ItemKind
}


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A line of the sheet: its place in the file and its cells by column key, as texts.

    ``typed`` are the columns where something was typed that isn't taken over.
    """

    line: int
    cells: Mapping[str, str]
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditedWorkbook:
    """What a workbook of ours holds: whose it is, its rows, and its head where that was changed."""

    estimation: UUID
    file: str
    rows: tuple[EditedRow, ...]
    head: tuple[EditedRow, ...] = ()
    has_formulas: bool = True


def read_workbook(path: Path) -> EditedWorkbook | None:
    """The rows of a workbook that we wrote; None for any other file."""
    if path.suffix.lower() not in (".xlsx", ".xlsm") or path.read_bytes()[:4] != b"PK\x03\x04":
        return None
    import python_calamine

    content = path.read_bytes()
    check_archive(content, path.name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        if META not in book.sheet_names or SHEET not in book.sheet_names:
            return None
        meta = book.get_sheet_by_name(META).to_python(skip_empty_area=False)
        lines = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as problem:
        said = _("{file} is no workbook that can be read: {why}").format(
            file=path.name, why=problem
        )
        raise InvalidInput(said, [Problem(said, file=path.name)]) from problem
    if not meta or str(meta[0][0]) != FORMAT or len(lines) > MOST_ROWS:
        return None
    keys = [str(key) for key in meta[2]]
    columns = {at for at, key in enumerate(keys) if key in CALCULATED}
    over = typed_over(content, SHEET, columns)
    typed = {line: tuple(keys[at] for at in found) for line, found in (over or {}).items()}
    edited = _workbook(path.name, meta, lines, typed)
    return replace(edited, head=_head(meta, keys, lines, typed), has_formulas=over is not None)


def _workbook(
    file: str, meta: Sequence[Sequence[object]], lines: Sequence[Sequence[object]],
    typed: Mapping[int, tuple[str, ...]],
) -> EditedWorkbook:  # fmt: skip
    keys = [str(key) for key in meta[2]]
    rows = []
    for number, cells in enumerate(lines[HEAD + 1 :], HEAD + 2):
        texts = {key: _text(cell) for key, cell in zip(keys, cells, strict=False) if key}
        if texts.get("name", "").strip() or texts.get("key"):
            rows.append(EditedRow(number, texts, typed.get(number, ())))
    return EditedWorkbook(UUID(str(meta[1][0])), file, tuple(rows))


def _head(
    meta: Sequence[Sequence[object]], keys: Sequence[str], lines: Sequence[Sequence[object]],
    typed: Mapping[int, tuple[str, ...]],
) -> tuple[EditedRow, ...]:  # fmt: skip
    """The terms and the sums above the rows that are not as they were written."""
    found = []
    for number, cells in enumerate(lines[: HEAD + 1], 1):
        texts = {key: _text(cell) for key, cell in zip(keys, cells, strict=False) if key}
        over = typed.get(number, ()) if number == HEAD else ()
        if number in TERM_LINES and len(meta) > number:
            was = dict(zip(TERMS, map(_text, meta[number]), strict=False))
            over = tuple(key for key, text in was.items() if texts.get(key, "") != text)
        if over:
            found.append(EditedRow(number, texts, over))
    return tuple(found)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell)


def edited_plan(book: EditedWorkbook, base: WorkPlan) -> tuple[WorkPlan, list[Problem]]:
    """The plan as the workbook has it; what can't be read stays as it is, and is told."""
    return _Applying(book, base).plan()


class _Applying:
    def __init__(self, book: EditedWorkbook, base: WorkPlan) -> None:
        self._book = book
        self._base = {item.id: item for item in base}
        self._old_codes = dict(zip((item.id for item in base), base.codes(), strict=True))
        self._problems: list[Problem] = []

    def plan(self) -> tuple[WorkPlan, list[Problem]]:
        self._not_taken()
        rows = []
        for row in self._book.rows:
            if row.cells.get("name", "").strip():
                rows.append(row)
            else:
                self._report(row, "name", _("This row has no name and is left out."))
        keys = self._keys(rows)
        levels = self._levels(rows)
        items = [
            self._item(row, key, level) for row, key, level in zip(rows, keys, levels, strict=True)
        ]
        codes = {row.cells.get("code", ""): key for row, key in zip(rows, keys, strict=True)}
        linked = [self._linked(row, item, codes) for row, item in zip(rows, items, strict=True)]
        return WorkPlan(linked), self._problems

    def _not_taken(self) -> None:
        """Tell what was typed where nothing is read: the head, formulas and dates."""
        if not self._book.has_formulas:
            said = _("It holds no formulas any more, so what was typed over one can't be told.")
            self._problems.append(Problem(said, "", HEAD, self._book.file))
        head = _("{column} in the head is not taken over; change it in the estimation.")
        over = _("{column} is calculated; what was typed over its formula is not taken over.")
        for row in self._book.head:
            for key in row.typed:
                title = TERMS.get(key)
                said = head.format(column=_(title)) if title else over.format(
                    column=_(CALCULATED[key]))  # fmt: skip
                self._report(row, key, said)
        late = _("{column} follows from durations and links; another date is not taken over.")
        for row in self._book.rows:
            for key in row.typed:
                self._report(row, key, over.format(column=_(CALCULATED[key])))
            for key, title in PLACED.items():
                cells = row.cells
                if f"{key}_was" in cells and cells.get(key, "") != cells[f"{key}_was"]:
                    self._report(row, key, late.format(column=_(title)))

    def _report(self, row: EditedRow, column: str, said: str) -> None:
        value = row.cells.get(column, "")[:80]
        self._problems.append(Problem(said, column, row.line, self._book.file, value))

    def _keys(self, rows: Sequence[EditedRow]) -> list[UUID]:
        """Known keys once each; a row that was copied or typed is a new one."""
        seen: set[UUID] = set()
        found = []
        for row in rows:
            try:
                key = UUID(row.cells.get("key", ""))
            except ValueError:
                key = new_id()
            if key in seen or key not in self._base:
                key = new_id()
            seen.add(key)
            found.append(key)
        return found

    def _levels(self, rows: Sequence[EditedRow]) -> list[int]:
        levels: list[int] = []
        for row in rows:
            text = row.cells.get("level", "").strip()
            top = levels[-1] + 1 if levels else 0
            level = int(text) if text.isdecimal() and len(text) < 3 else None
            if level is None:
                level = levels[-1] if levels else 0
                self._report(row, "level", _("This is no level of an outline."))
            levels.append(min(level, top))
        return levels

    def _item(self, row: EditedRow, key: UUID, level: int) -> WorkItem:
        base = self._base.get(key)
        item = base or WorkItem(id=key, level=level)
        values: dict[str, Any] = {
            name: row.cells[name] for name in _TEXTS
            if name in row.cells and not _same_text(getattr(item, name), row.cells[name])
        }  # fmt: skip
        for name in _NUMBERS:
            if name in row.cells:
                values |= self._number(row, item, name)
        for column, (name, word) in _FLAGS.items():
            if column in row.cells:
                values[name] = self._flag(row.cells[column], word, default=name == "is_billable")
        values |= self._kind(row, item) | self._rule(row, item) | self._duration(row, item)
        values |= self._points(row, {**_points_of(item), **values})
        level = item.level if base is not None and self._depth(key) == level else level
        return replace(item, level=level, **values)

    def _depth(self, key: UUID) -> int:
        return self._old_codes[key].count(".")

    @staticmethod
    def _flag(text: str, word: str, *, default: bool) -> bool:
        return default if not text.strip() else folded(text) in (word, "true", "1", "x", "y")

    def _number(self, row: EditedRow, item: WorkItem, name: str) -> dict[str, Any]:
        text, old = row.cells[name].strip(), getattr(item, name)
        if not text:
            return {name: None}
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > cell_entry.MOST or value < 0:
            self._report(row, name, _("This is no number from zero up; the row keeps its own."))
            return {}
        if old is not None and (value == old or float(old) == float(value)):
            return {}
        return {name: value}

    def _points(self, row: EditedRow, values: Mapping[str, Any]) -> dict[str, Any]:
        low, likely, high = (values[name] for name in ("low", "effort", "high"))
        if low is None and high is None:
            return {}
        if None not in (low, likely, high) and low <= likely <= high:
            return {}
        if None in (low, high) and likely is None:
            return {}
        self._report(row, "low", _("The three points don't rise; only the likely one is read."))
        return {"low": None, "high": None}

    def _kind(self, row: EditedRow, item: WorkItem) -> dict[str, Any]:
        text = row.cells.get("kind", "").strip()
        found = _KIND_WORDS.get(folded(text)) if text else item.kind
        if found is None:
            self._report(row, "kind", _("This is no kind of item here."))
        return {"kind": found} if found is not None else {}

    def _rule(self, row: EditedRow, item: WorkItem) -> dict[str, Any]:
        if "method" not in row.cells:
            return {}
        method, old = folded(row.cells["method"]), item.rule
        if not method:
            return {"rule": None}
        try:
            value = Decimal(row.cells.get("value", "").strip() or 0)
            if old and old.method == method and float(old.value) == float(value):
                return {}
            of = old.of if old else None
            return {"rule": PriceRule(Method(method), value, of if method == Method.PART else None)}
        except (ValueError, InvalidOperation):
            said = _("Write margin, markup, rate, fixed or role, and a number beside it.")
            self._report(row, "method", said)
        except InvalidInput as problem:
            self._report(row, "value", problem.message)
        return {}

    def _duration(self, row: EditedRow, item: WorkItem) -> dict[str, Any]:
        text = row.cells.get("duration", "").strip()
        if "duration" not in row.cells or text == str(item.duration or ""):
            return {}
        try:
            bare = f"{text}d" if text.replace(".", "", 1).isdecimal() else text
            return {"duration": durations.parse(bare) if text else None}
        except InvalidInput as problem:
            self._report(row, "duration", problem.message)
        return {}

    def _linked(self, row: EditedRow, item: WorkItem, codes: Mapping[str, UUID]) -> WorkItem:
        if "after" not in row.cells:
            return item
        text = row.cells["after"].strip()
        code_of: Callable[[UUID], str | None] = self._old_codes.get
        if text == cell_entry.predecessors_text(item.after, code_of):
            return item
        try:
            return replace(item, after=cell_entry.predecessors(text, codes))
        except InvalidInput as problem:
            self._report(row, "after", problem.message)
        return item


def _points_of(item: WorkItem) -> dict[str, Any]:
    return {"low": item.low, "effort": item.effort, "high": item.high}


def _same_text(old: str, text: str) -> bool:
    """Whether only the workbook's own way of holding texts differs."""
    return old.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST] == text.replace("\r\n", "\n")
