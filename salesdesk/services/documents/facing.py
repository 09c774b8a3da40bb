"""Two languages side by side: the same text in facing columns, short words of ours in both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import para

GAP = 22.0
BETWEEN = " / "
_SHORT = 44
"""Longer than this, both languages would not fit where one was meant to stand."""


@dataclass(frozen=True, slots=True)
class BothSpeech(Speech):
    """Speaks the first language, and short words and days in the second one too.

    Numbers are written as readers of the first language write them.
    """

    second: Speech

    @property
    def first(self) -> Speech:
        """The first language alone."""
        return Speech(self.language, self.locale, self.catalogue)

    def spoken(self, words: Callable[[Speech], str]) -> tuple[str, ...]:
        """In both languages, or once where both say the same."""
        return tuple(dict.fromkeys((words(self.first), words(self.second))))

    def text(self, message: str, **values: object) -> str:
        """Both languages where they differ and are short; the first one alone else."""
        said = self.spoken(lambda say: say.text(message, **values))
        both = BETWEEN.join(said)
        return both if len(both) <= _SHORT else said[0]

    def day(self, day: date | None) -> str:
        return BETWEEN.join(self.spoken(lambda say: say.day(day)))

    def month_name(self, day: date) -> str:
        return BETWEEN.join(self.spoken(lambda say: say.month_name(day)))


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


def together(say: Speech, message: str, **values: object) -> str:
    """In all languages, however long that is: for what may need a second line."""
    return BETWEEN.join(say.spoken(lambda one: one.text(message, **values)))


def said(
    say: Speech,
    style: ParagraphStyle,
    message: str,
    values: Callable[[Speech], Mapping[str, object]] = lambda _say: {},
) -> Flowable:
    """A sentence of ours in each of the document's languages, its figures as each writes them."""
    sides = [
        para(words, style) for words in say.spoken(lambda one: one.text(message, **values(one)))
    ]
    return Pair(*sides) if len(sides) > 1 else sides[0]


def facing(left: Sequence[Flowable], right: Sequence[Flowable]) -> Iterator[Flowable]:
    """The paragraphs of two texts, one beside the other."""
    for one, other in zip_longest(left, right):
        yield Pair(one, other)
