"""Cells that a spreadsheet would run: marked on the way out, plain again on the way in."""

from __future__ import annotations

_FORMULA = tuple("=+-@\t\r\0＝＋－＠")
_MARK = "'"
_MARKED = tuple(_MARK + sign for sign in _FORMULA)


def safe_cell(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return _MARK + text if text.startswith(_FORMULA) else text


def plain_cell(text: str) -> str:
    """What ``safe_cell`` was given."""
    return text[1:] if text.startswith(_MARKED) else text


def has_marks(text: str) -> bool:
    """Whether any cell of a file may have been marked."""
    return any(mark in text for mark in _MARKED)
