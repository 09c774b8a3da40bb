"""Pictures in running text: a line of its own, ``![What it shows](picture:0f3a… 60%)``.

The mark names a picture that is kept, by the beginning of its SHA-256; it can name nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

KEY = 16
"""So many digits of the SHA-256 name a picture."""
NARROWEST, WIDEST = 10, 100
"""Its width, in percent of the column."""
_MARK = re.compile(rf"!\[([^\]\n]*)\]\(picture:([0-9a-f]{{{KEY}}})(?: +(\d{{1,3}}) ?%)?\)")


@dataclass(frozen=True, slots=True)
class PictureMark:
    """A picture as a text names it; ``words`` say what it shows to those who can't see it."""

    key: str
    words: str = ""
    percent: int = WIDEST

    def __str__(self) -> str:
        words = " ".join(self.words.replace("[", "(").replace("]", ")").split())
        return f"![{words}](picture:{self.key} {self.percent}%)"


def picture_in(line: str) -> PictureMark | None:
    """The picture that a line is, or nothing: among other words it is just words."""
    found = _MARK.fullmatch(line.strip())
    if found is None:
        return None
    percent = int(found[3]) if found[3] else WIDEST
    return PictureMark(found[2], found[1], min(max(percent, NARROWEST), WIDEST))


def pictures_in(text: str) -> Iterator[PictureMark]:
    """The pictures of a text in their order."""
    if "](picture:" not in text:
        return
    for line in text.splitlines():
        if (mark := picture_in(line)) is not None:
            yield mark


def keys_in(texts: Iterable[str]) -> frozenset[str]:
    """The pictures that some texts name."""
    return frozenset(mark.key for text in texts for mark in pictures_in(text))


def without_pictures(text: str) -> str:
    """The words of a text alone."""
    if "](picture:" not in text:
        return text
    return "\n".join(line for line in text.splitlines() if picture_in(line) is None).strip()


def with_mark(text: str, at: int, mark: PictureMark | None) -> str:
    """The text with another mark, or none, in the place of its picture of this number."""
    lines, number = [], -1
    for line in text.splitlines():
        if picture_in(line) is None:
            lines.append(line)
            continue
        number += 1
        if number != at:
            lines.append(line)
        elif mark is not None:
            lines.append(str(mark))
    return "\n".join(lines)
