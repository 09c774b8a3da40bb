"""Blocks of cells on the clipboard: what spreadsheets put there and take from it.

Excel and LibreOffice write a table in HTML beside the tab-separated text. The table tells cells
apart for certain and holds a number as it is, whatever the notation it is shown in, so it is read
first and written too. It comes from outside: nothing of it is run, fetched or shown.
"""

from __future__ import annotations

import atexit
import csv
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from salesdesk.models.values.collecting import no_collecting

Block = list[list[str]]
MOST_ROWS = 100_000
MOST_SPAN = 1_000
INDENT = "  "
_SPANS = frozenset(("colspan", "rowspan"))
_SPACES = re.compile(r"[ \t\r\n]+")
_MONEY = re.compile(r"^(?:[€$£¥]|[A-Z]{3}\s)\s*|\s*(?:[€$£¥]|\s[A-Z]{3})$")
_NUMBER_ENDS = re.compile(r"^[(+\-\u2212]?\d[\d.,'\s\u00a0\u202f]*\)?$")


def block_of(text: str) -> Block:
    """Tab-separated rows; quoted cells may hold tabs and line ends. Leading spaces are levels."""
    lines = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    return _whole([[cell.rstrip() for cell in row] for row in lines])


def text_of(block: Sequence[Sequence[str]]) -> str:
    """What ``block_of`` reads back."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerows(block)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Clip:
    """What the clipboard holds of a block: its text, and its table where there is one."""

    text: str
    html: str = ""

    @property
    def cells(self) -> int:
        """About how many cells it has."""
        return max(self.text.count("\t") + self.text.count("\n") + 1, self.html.count("<td"))


def clip_of(block: Sequence[Sequence[str]], numbers: Sequence[Sequence[Decimal | None]]) -> Clip:
    """Text and table for the clipboard; ``numbers`` are the cells that are numbers."""
    cell = cache(_cell)  # most texts stand in many cells
    rows = []
    for cells, values in zip(block, numbers, strict=True):
        rows.append(f"<tr>{''.join(map(cell, cells, values))}</tr>")
    table = f"<table>{''.join(rows)}</table>"
    head = '<head><meta charset="utf-8"></head>'
    return Clip(text_of(block), f"<html>{head}<body>{table}</body></html>")


def put(clip: Clip) -> None:
    """Put a block on the clipboard.

    The clipboard outlives Python, which made the block: when the program ends only its text stays.
    """
    data = QMimeData()
    data.setText(clip.text)
    data.setHtml(clip.html)
    QGuiApplication.clipboard().setMimeData(data)
    _copied[:] = [clip.text]
    atexit.unregister(_leave_text)
    atexit.register(_leave_text)


_copied: list[str] = []


def _leave_text() -> None:
    if QGuiApplication.instance() is not None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() in _copied:
            clipboard.setText(_copied[0])


def _cell(text: str, value: Decimal | None) -> str:
    """A cell as LibreOffice and Excel read it: a number whatever their notation, or text."""
    if value is not None:
        return f'<td sdval="{value:f}" x:num="{value:f}">{html.escape(text)}</td>'
    inner = text.lstrip(" ")
    shown = "&nbsp;" * (len(text) - len(inner)) + html.escape(inner).replace("\n", "<br>")
    return f"<td style=\"mso-number-format:'\\@'\">{shown}</td>"


def clip_in(data: QMimeData | None) -> Clip:
    """What a clipboard holds; one that another program has, or that is empty, has no data."""
    if data is None:
        return Clip("")
    return Clip(data.text(), data.html() if data.hasHtml() else "")


@no_collecting()
def block_from(clip: Clip, point: str) -> Block:
    """The block on the clipboard; numbers of a table in the user's decimal sign."""
    return (block_of_html(clip.html, point) if clip.html else []) or block_of(clip.text)


def block_of_html(text: str, point: str = ".") -> Block:
    """The first table of a page; empty when there is none."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if page is None:
        return []
    table = next(page.iter("table"), None)
    if table is None:
        return []
    return _whole(_spread([list(row.iterchildren("td", "th")) for row in table.iter("tr")], point))


def _spread(rows: Sequence[Sequence[Any]], point: str) -> Block:
    """Cells over several rows or columns take their place and leave the others empty."""
    found: Block = []
    taken: dict[tuple[int, int], bool] = {}
    for at, cells in enumerate(rows[:MOST_ROWS]):
        line: list[str] = []
        for cell in cells:
            while taken and taken.pop((at, len(line)), False):
                line.append("")
            if not cell.keys() or not _SPANS.intersection(cell.keys()):
                line.append(_text(cell, point))
                continue
            wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, tall):
                taken.update(((at + below, len(line) + one), True) for one in range(wide))
            line += [_text(cell, point), *([""] * (wide - 1))]
        found.append(line)
    return found


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1")
    return max(1, min(int(text), MOST_SPAN)) if text.isdecimal() else 1


def _text(cell: Any, point: str) -> str:
    """A cell's number where it says one, else its words with their leading spaces."""
    exact = cell.get("sdval") or cell.get("x:num") or cell.get("num")
    if exact:
        try:
            return f"{Decimal(exact):f}".replace(".", point)
        except InvalidOperation:
            pass
    if not len(cell):  # nothing but a text, as almost every cell
        return _line(cell.text or "", keeps=False).rstrip().replace("\u00a0", " ")
    parts = []
    for part in cell.iter():
        if part.tag == "br":
            parts.append("\n")
        if part.text:
            parts.append(_line(part.text, keeps=bool("".join(parts).strip())))
        if part is not cell and part.tail:
            parts.append(_line(part.tail, keeps=bool("".join(parts).strip())))
    return "".join(parts).rstrip().replace("\u00a0", " ")


def _line(text: str, *, keeps: bool) -> str:
    """HTML's own spaces fold into one; hard spaces are the level and stay."""
    folded = _SPACES.sub(" ", text)
    return folded if keeps else folded.lstrip(" ")


def _whole(rows: Block) -> Block:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows[:MOST_ROWS]


def bare_number(text: str) -> str:
    """A number without the currency that a spreadsheet shows with it; brackets are a minus."""
    bare = _MONEY.sub("", text.strip())
    if not _NUMBER_ENDS.fullmatch(bare):
        return text
    return f"-{bare[1:-1]}" if bare.startswith("(") and bare.endswith(")") else bare.strip()


def tiled(block: Block, rows: int, columns: int) -> Block:
    """One cell, or a block that goes in whole times, over everything that is selected."""
    wide = max(len(row) for row in block)
    if rows % len(block) or columns % wide or (rows, columns) == (len(block), wide):
        return block
    square = [row + [""] * (wide - len(row)) for row in block]
    return [square[at % len(block)] * (columns // wide) for at in range(rows)]


def levels_of(cells: Sequence[str]) -> list[int]:
    """How deep each name stands by its leading spaces, the shallowest being 0."""
    indents = [len(cell) - len(cell.lstrip(" \u00a0\u3000")) for cell in cells]
    filled = sorted({indent for indent, cell in zip(indents, cells, strict=True) if cell.strip()})
    return [filled.index(i) if i in filled else 0 for i in indents]


def outline_of(cells: Sequence[str]) -> list[int] | None:
    """The levels that a column of outline codes (1, 1.1, 1.1.2) says; None when it is none."""
    texts = [cell.strip().rstrip(".") for cell in cells]
    if not all(re.fullmatch(r"\d{1,4}(\.\d{1,4})*", text) for text in texts):
        return None
    depths = [text.count(".") for text in texts]
    if len(set(texts)) != len(texts) or not any(depths):
        return None
    least = min(depths)
    return [depth - least for depth in depths]
