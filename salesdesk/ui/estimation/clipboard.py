"""Blocks of cells as text: what spreadsheets put on the clipboard and take from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

Block = list[list[str]]
MOST_ROWS = 100_000


def block_of(text: str) -> Block:
    """Tab-separated rows; quoted cells may hold tabs and line ends."""
    lines = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    rows = [[cell.strip() for cell in row] for row in lines]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows[:MOST_ROWS]


def text_of(block: Sequence[Sequence[str]]) -> str:
    """What ``block_of`` reads back."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerows(block)
    return out.getvalue()
