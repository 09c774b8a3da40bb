"""Two languages side by side: the same text in facing columns, short words of ours in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from reportlab.platypus import Flowable

from salesdesk.services.documents.speech import Speech

GAP = 22.0
BETWEEN = " / "
_SHORT = 44
"""Longer than this, both languages would not fit where one was meant to stand."""


@dataclass(frozen=True, slots=True)
class BothSpeech(Speech):
    """Speaks the first language, and short words in the second one too.

    Numbers and dates are written as readers of the first language write them.
    """

    second: Speech

    def text(self, message: str, **values: object) -> str:
        """Both languages where they differ and are short; the first one alone else.

        A tax on its base stands beside amounts and has room for one language only.
        """
        said = Speech.text(self, message, **values)
        other = self.second.text(message, **values)
        both = f"{said}{BETWEEN}{other}"
        is_long = len(both) > _SHORT or "base" in values
        return said if said == other or is_long else both


def both(first: Speech, second: Speech) -> BothSpeech:
    """A speech of two languages."""
    return BothSpeech(first.language, first.locale, first.catalogue, second)


class Pair(Flowable):
    """A paragraph and its translation, on one line of sight; each parts over pages as it can."""

    def __init__(self, left: Flowable | None, right: Flowable | None) -> None:
        super().__init__()
        self._sides = (left, right)

    def getSpaceBefore(self) -> float:  # noqa: N802 the name of the PDF library
        return max((side.getSpaceBefore() for side in self._sides if side), default=0.0)

    def getSpaceAfter(self) -> float:  # noqa: N802 the name of the PDF library
        return max((side.getSpaceAfter() for side in self._sides if side), default=0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        half = (width - GAP) / 2
        depths = [side.wrap(half, height)[1] if side else 0.0 for side in self._sides]
        self.height = max(depths)
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Both sides are cut at the same height; a side that fits stays whole."""
        half = (width - GAP) / 2
        parts = [_cut(side, half, height) for side in self._sides]
        if any(part is None for part in parts):
            return []
        (left, left_rest), (right, right_rest) = (part or (None, None) for part in parts)
        return [Pair(left, right), Pair(left_rest, right_rest)]

    def draw(self) -> None:
        canvas: Any = self.canv
        half = (self.width - GAP) / 2
        for at, side in enumerate(self._sides):
            if side is not None:
                depth = side.wrap(half, self.height)[1]
                side.drawOn(canvas, at * (half + GAP), self.height - depth)


def _cut(
    side: Flowable | None, width: float, height: float
) -> tuple[Flowable | None, Flowable | None] | None:
    """What fits and what is left; nothing when it can't be cut there."""
    if side is None or side.wrap(width, height)[1] <= height:
        return side, None
    parts = side.split(width, height)
    return (parts[0], parts[1]) if len(parts) > 1 else None


def facing(left: Sequence[Flowable], right: Sequence[Flowable]) -> Iterator[Flowable]:
    """The paragraphs of two texts, one beside the other."""
    for one, other in zip_longest(left, right):
        yield Pair(one, other)
