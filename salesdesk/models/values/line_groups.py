"""Which lines stand together: what a heading begins, a subtotal adds and a percentage is of."""

from __future__ import annotations

from collections.abc import Sequence

HEADING, COMMENT, SUBTOTAL, RUNNING, PERCENT = (
    "heading", "comment", "subtotal", "running_subtotal", "percent",
)  # fmt: skip
WORDS = frozenset({HEADING, COMMENT, SUBTOTAL, RUNNING})
"""Kinds of line that carry no money of their own."""


def group_above(kinds: Sequence[str], at: int) -> list[int]:
    """The lines with money between the last heading and a line; all above where there is none.

    So a percentage under its heading is of that heading's lines, and one that follows a heading
    of its own ("Surcharges") is of everything before.
    """
    begins = max((place for place in range(at) if kinds[place] == HEADING), default=-1)
    return _money(kinds, begins + 1, at) or _money(kinds, 0, at)


def added_by(kinds: Sequence[str], at: int) -> list[int]:
    """The lines that a subtotal adds: since the last heading or subtotal; a running one, all."""
    if kinds[at] == RUNNING:
        return _money(kinds, 0, at)
    ends = (HEADING, SUBTOTAL, RUNNING)
    begins = max((place for place in range(at) if kinds[place] in ends), default=-1)
    return _money(kinds, begins + 1, at)


def under_heading(kinds: Sequence[str], at: int) -> list[int]:
    """The lines with money from a heading to the next one."""
    after = range(at + 1, len(kinds))
    ends = next((place for place in after if kinds[place] == HEADING), len(kinds))
    return _money(kinds, at + 1, ends)


def _money(kinds: Sequence[str], begin: int, end: int) -> list[int]:
    return [at for at in range(begin, end) if kinds[at] not in WORDS]
