"""A printed table that grows linearly: rows are measured once and a page takes a slice of them.

A ReportLab table copies what is left at every page break; here a break is two numbers. Cells are
plain strings placed on the canvas, so no text in them is ever markup.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, FrameBreak

from salesdesk.services.documents import scripts
from salesdesk.services.documents.facing import BETWEEN
from salesdesk.services.documents.scripts import clean
from salesdesk.services.documents.style import (
    FIGURES,
    FIGURES_SEMIBOLD,
    HAIRLINE,
    INK,
    INK2,
    INK3,
    MEDIUM,
    REGULAR,
    RULE,
    SEMIBOLD,
)

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SIZE, _LEADING, _NOTE_SIZE, _NOTE_LEADING, _HEAD_SIZE = 9.5, 13.0, 8.5, 11.5, 8.0
_HEAD_DEPTH, _HEAD_LEADING, _PAD = 20.0, 10.0, 5.0
_SHORT, _LEAST, _LONGEST = 8, 3, 24
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width, and whether it holds numbers (set right)."""

    head: str
    width: float
    is_number: bool = False
    ink: Color = INK
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a text for each column, a second line under the ``noted`` column, what it adds.

    A head stays with the row after it, a tied row with the one before it; ``lead`` is white space
    above it.
    """

    cells: tuple[str, ...]
    note: str = ""
    amount: Decimal = Decimal()
    is_head: bool = False
    is_bold: bool = False
    indent: float = 0
    is_total: bool = False
    is_tied: bool = False
    size: float = _SIZE
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Carry:
    """How the sum so far is told at a page break, and in which column it stands."""

    label: str
    brought: str
    column: int
    shown: Any
    at: int = 1


@dataclass(slots=True)
class _Measured:
    row: Row
    lines: list[str]
    notes: list[str]
    depth: float
    opens: bool
    closes: bool


@dataclass(slots=True)
class _Body:
    """Rows measured for one width, with running depths and sums."""

    rows: list[_Measured]
    depths: list[float]
    sums: list[Decimal]


@dataclass(slots=True)
class Counter:
    """Counts the work done, for the tests that guard linear growth."""

    measured: int = 0
    drawn: int = 0
    cuts: int = 0


COUNTED = Counter()


@dataclass
class Table:
    """What a ledger shows; ``noted`` is the column whose text wraps and has the second line.

    ``is_kept`` holds a short table on one page; so many columns has the second line for itself.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    noted: int = 0
    carry: Carry | None = None
    tail: Flowable | None = None
    pad: float = _PAD
    is_kept: bool = False
    note_span: int = 1
    body: _Body | None = field(default=None, repr=False)

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    @property
    def head_depth(self) -> float:
        if not any(column.head for column in self.columns):
            return 1.0
        lines = max(len(_head_lines(column)) for column in self.columns)
        return _HEAD_DEPTH + (lines - 1) * _HEAD_LEADING

    def measured(self) -> _Body:
        """Measure every row once."""
        if self.body is None:
            rows = [part for row in self.rows for part in self._parts(row)]
            COUNTED.measured += len(rows)
            self.body = _Body(
                rows,
                [0.0, *accumulate(part.depth for part in rows)],
                [
                    Decimal(),
                    *accumulate(part.row.amount if part.opens else Decimal() for part in rows),
                ],
            )
        return self.body

    def _parts(self, row: Row) -> list[_Measured]:
        """A row, or several parts of one whose text is longer than a page should hold together."""
        width = self.columns[self.noted].width - row.indent - 6
        font = _text_font(self.columns[self.noted], row)
        lines = scripts.lines(row.cells[self.noted], font, row.size, width)
        spanned = self.columns[self.noted + 1 : self.noted + self.note_span]
        beside = width + sum(column.width for column in spanned)
        notes = scripts.lines(row.note, REGULAR, _NOTE_SIZE, beside) if row.note else []
        top = [] if notes and not any(row.cells) else lines or [""]
        text = [(line, True) for line in top] + [(note, False) for note in notes]
        parts: list[_Measured] = []
        for some in _held(text):
            above = [line for line, is_name in some if is_name]
            below = [note for note, is_name in some if not is_name]
            deep = len(above) * _LEADING + len(below) * _NOTE_LEADING
            parts.append(_Measured(row, above, below, deep, not parts, closes=False))
        parts[0].depth += self.pad + row.lead
        parts[-1].depth += self.pad
        parts[-1].closes = True
        return parts


def _held(text: list[tuple[str, bool]]) -> Iterator[list[tuple[str, bool]]]:
    """Lines that stay on one page: all of a short text, a long one by its paragraphs."""
    if len(text) <= _SHORT:
        yield text
        return
    some: list[tuple[str, bool]] = []
    for line in text:
        is_gap = not line[0] and len(some) >= _LEAST
        some.append(line)
        if is_gap or len(some) == _LONGEST:
            yield some
            some = []
    if some:
        yield some


class Ledger(Flowable):
    """The rows of a table from ``start`` to ``stop``, with head, carried sums and tail."""

    def __init__(self, table: Table, start: int = 0, stop: int | None = None) -> None:
        super().__init__()
        self._table = table
        self._body = table.measured()
        self._start = start
        self._stop = len(self._body.rows) if stop is None else stop

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width = width
        self.height = self._head_depth() + self._rows_depth() + self._tail_depth(width)
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:  # noqa: ARG002
        """As many rows as fit; the last row stays with the tail, a head never stands alone."""
        COUNTED.cuts += 1
        if self._table.is_kept and self._start == 0 and len(self._body.rows) <= _KEPT:
            return []
        room = height - self._head_depth() - self._carried_depth()
        depths = self._body.depths
        at = bisect_right(depths, depths[self._start] + room) - 1
        if self._ends and at >= self._stop:
            at = self._stop - 1
        least = 2 if self._start == 0 and self._stop > 2 else 1
        full = at
        while at > self._start and self._clings(at):
            at -= 1
        if at == self._start:
            at = full  # nothing but titles fits: they go on their own
        if at - self._start < least:
            return []
        rest = Ledger(self._table, at, self._stop)
        return [Ledger(self._table, self._start, at), FrameBreak, rest]

    def _clings(self, at: int) -> bool:
        """Whether no page may begin here: after a title, or before what is tied to its row."""
        rows = self._body.rows
        return rows[at - 1].row.is_head or (rows[at].row.is_tied and rows[at].opens)

    def draw(self) -> None:
        canvas = self.canv
        top = self._draw_head(canvas, self.height)
        if self._start and self._table.carry:
            top = self._draw_carried(canvas, top, self._table.carry.brought, self._start)
        for part in self._body.rows[self._start : self._stop]:
            top = self._draw_row(canvas, top, part)
            COUNTED.drawn += 1
        if not self._ends and self._table.carry:
            self._draw_carried(canvas, top, self._table.carry.label, self._stop)
        if self._ends and self._table.tail:
            self._table.tail.drawOn(canvas, 0, 0)

    @property
    def _ends(self) -> bool:
        return self._stop == len(self._body.rows)

    def _head_depth(self) -> float:
        return self._table.head_depth + (self._carried_depth() if self._start else 0)

    def _carried_depth(self) -> float:
        return _LEADING + _PAD * 2 if self._table.carry else 0

    def _rows_depth(self) -> float:
        depth = self._body.depths[self._stop] - self._body.depths[self._start]
        return depth + (0 if self._ends else self._carried_depth())

    def _tail_depth(self, width: float) -> float:
        tail = self._table.tail
        return tail.wrap(width, 10_000)[1] if tail and self._ends else 0

    def _draw_head(self, canvas: Canvas, top: float) -> float:
        depth = self._table.head_depth
        baseline = top - depth + 8
        canvas.setFillColor(INK2)
        canvas.setFont(SEMIBOLD, _HEAD_SIZE)
        x = 0.0
        for column in self._table.columns:
            told = _head_lines(column)
            for under, line in zip(reversed(range(len(told))), told, strict=True):
                _place(canvas, column, line, x, baseline + under * _HEAD_LEADING)
            x += column.width
        is_headed = depth > 1
        canvas.setStrokeColor(RULE if is_headed else HAIRLINE)
        canvas.setLineWidth(1 if is_headed else 0.5)
        canvas.line(0, top - depth, self._table.width, top - depth)
        return top - depth

    def _draw_row(self, canvas: Canvas, top: float, part: _Measured) -> float:
        row, pad = part.row, self._table.pad + part.row.lead if part.opens else 0.0
        baseline = top - pad - _SIZE + 0.5
        x = 0.0
        for at, column in enumerate(self._table.columns):
            canvas.setFillColor(INK if row.is_bold or row.is_total else column.ink)
            if at == self._table.noted:
                self._draw_noted(canvas, part, x + row.indent, baseline)
            elif part.opens and row.cells[at]:
                font = _number_font(column, row) if column.is_number else _text_font(column, row)
                canvas.setFont(font, _SIZE)
                _place(canvas, column, row.cells[at], x, baseline)
            x += column.width
        bottom = top - part.depth
        if part.closes:
            canvas.setStrokeColor(RULE if row.is_total else HAIRLINE)
            canvas.setLineWidth(0.5)
            canvas.line(0, bottom, self._table.width, bottom)
        return bottom

    def _draw_noted(self, canvas: Canvas, part: _Measured, x: float, baseline: float) -> None:
        font = _text_font(self._table.columns[self._table.noted], part.row)
        canvas.setFont(font, part.row.size)
        for line in part.lines:
            canvas.drawString(x, baseline, line)
            baseline -= _LEADING
        canvas.setFillColor(INK2)
        canvas.setFont(REGULAR, _NOTE_SIZE)
        for note in part.notes:
            canvas.drawString(x, baseline, note)
            baseline -= _NOTE_LEADING

    def _draw_carried(self, canvas: Canvas, top: float, label: str, at: int) -> float:
        carry = self._table.carry
        assert carry
        widths = [0.0, *accumulate(column.width for column in self._table.columns)]
        baseline = top - _PAD - _SIZE + 0.5
        canvas.setFillColor(INK3)
        canvas.setFont(MEDIUM, _NOTE_SIZE)
        canvas.drawString(widths[carry.at], baseline, label)
        canvas.setFont(FIGURES, _SIZE)
        right = widths[carry.column + 1]
        canvas.drawRightString(right, baseline, carry.shown(self._body.sums[at]))
        bottom = top - self._carried_depth()
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(0, bottom, self._table.width, bottom)
        return bottom


def _head_lines(column: Column) -> list[str]:
    """A head in two languages stands in two lines."""
    return column.head.split(BETWEEN)


def _place(canvas: Canvas, column: Column, text: str, x: float, baseline: float) -> None:
    if column.is_number:
        canvas.drawRightString(x + column.width, baseline, clean(text))
    else:
        canvas.drawString(x, baseline, clean(text))


def _number_font(column: Column, row: Row) -> str:
    return FIGURES_SEMIBOLD if row.is_bold or row.is_total or column.is_bold else FIGURES


def _text_font(column: Column, row: Row) -> str:
    return SEMIBOLD if row.is_bold or row.is_total or column.is_bold else REGULAR
