"""Text in any script that our fonts have: which font each part takes, its order and its width.

The one place that knows fonts, shaping and writing direction. Cells, covers and running text are
measured, broken and placed by the functions here; a text that needs none of it costs one look.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

from reportlab.pdfbase.pdfmetrics import stringWidth

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.services.documents.direction import has_leftward, levels, ordered
from salesdesk.services.documents.fonts import HAN, font_of, letters_of
from salesdesk.services.documents.shaping import Shape, shaped

_JOINERS = "\u200c\u200d"
"""They join or part Arabic letters; nothing else that is invisible is printed."""
_HAN = "\u2e80-\u2fdf\u3001-\u30ff\u3100-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_PART = re.compile(rf"[{_HAN}]|[^\s{_HAN}]+|\s+")
_NO_JOINERS = dict.fromkeys(map(ord, _JOINERS))
_USUAL = "Inter-Regular"
_NEVER_FIRST = frozenset(
    "、。，．：；？！」』）］｝〉》】〕・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font and one direction, as they stand on the line."""

    text: str
    font: str
    is_heavy: bool = False
    """Drawn with an outline, where the font has no bold cut."""
    shape: Shape | None = None

    def width(self, size: float) -> float:
        if self.shape is not None:
            return self.shape.advance * size
        return float(stringWidth(self.text, self.font, size))


def clean(text: str) -> str:
    """The text as it is printed: composed, without control characters, tabs as four spaces.

    Invisible signs go, but for the joiners of Arabic; letters typed as a ligature are parted again.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(map(_kept, unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))
    if not has_leftward(kept):
        kept = kept.translate(_NO_JOINERS)
    return kept.replace("\t", "    ")


def _kept(character: str) -> str:
    if character in "\n\t" or character in _JOINERS:
        return character
    if character in "\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if "\ufb00" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character)
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def unprintable(text: str) -> str:
    """The characters of a text that no font of ours has."""
    if text.isascii():
        return ""
    shown = dict.fromkeys(clean(text).replace("\n", ""))
    return "".join(each for each in shown if each not in _JOINERS and not font_of(each, _USUAL))


@lru_cache
def _plain(name: str) -> frozenset[str]:
    """The letters that a font places one after the other, left to right, without any shaping."""
    return frozenset(
        letter
        for letter in letters_of(name)
        if not unicodedata.combining(letter) and not has_leftward(letter)
    )


def is_plain(text: str, name: str) -> bool:
    """Whether the font alone prints the text as it stands."""
    return text.isascii() or _plain(name).issuperset(text)


def width(text: str, name: str, size: float) -> float:
    """How wide the text is."""
    if is_plain(text, name):
        return float(stringWidth(text, name, size))
    return sum(run.width(size) for run in runs(text, name))


@lru_cache(maxsize=4096)
def runs(text: str, name: str) -> tuple[Run, ...]:
    """The parts of a line from left to right, each with its font."""
    known, fonts = levels(text), list(_fonts(text, name))
    parts = []
    for (level, used), some in groupby(range(len(text)), lambda at: (known[at], fonts[at])):
        letters = "".join(text[at] for at in some)
        parts.append((level, _run(letters, used, name, is_rightward=level % 2 == 0)))
    return tuple(run for _level, run in ordered(parts, lambda part: part[0]))


def _run(letters: str, used: str, asked: str, *, is_rightward: bool) -> Run:
    is_heavy = used == HAN and asked.endswith("Bold")
    if is_rightward and _plain(used).issuperset(letters):
        return Run(letters, used, is_heavy)
    return Run(letters, used, is_heavy, shaped(letters, used, is_rightward=is_rightward))


def _fonts(text: str, name: str) -> Iterator[str]:
    """The font of each letter; signs between letters stay with the font before them."""
    before = name
    for character in text:
        is_letter = unicodedata.category(character).startswith(("L", "N"))
        if character not in _JOINERS and (is_letter or character not in letters_of(before)):
            before = font_of(character, name) or _refuse(text, character)
        yield before


def _refuse(text: str, character: str) -> str:
    """The last guard: a box where a letter should stand is never printed."""
    said = _("“{text}” can't be printed: no font of SalesDesk has “{characters}”.")
    message = said.format(text=text, characters=character)
    raise InvalidInput(message, [Problem(message, value=text)])


def lines(text: str, name: str, size: float, room: float) -> list[str]:
    """The text in lines that fit; a word wider than the room is cut where it must be."""
    found: list[str] = []
    for line in clean(text).split("\n"):
        if not line.strip():
            found.append("")
        elif width(line, name, size) <= room:
            found.append(line.strip())
        else:
            found += _broken(line.strip(), name, size, room)
    while found and not found[-1]:
        found.pop()
    return found


def _broken(line: str, name: str, size: float, room: float) -> Iterator[str]:
    current, taken = "", 0.0
    for part in _parts(line):
        more = width(part, name, size)
        if taken + more <= room or (part.isspace() and current):
            current, taken = current + part, taken + more
            continue
        if current.strip():
            yield current.rstrip()
        *whole, current = _cut_up(part.lstrip(), name, size, room)
        yield from whole
        taken = width(current, name, size)
    if current.strip():
        yield current.rstrip()


def _parts(line: str) -> Iterator[str]:
    """Words, the spaces between them, and Han signs, which may part anywhere but before a stop."""
    held = ""
    for part in _PART.findall(line):
        if held and part not in _NEVER_FIRST:
            yield held
            held = ""
        held += part
    if held:
        yield held


def _cut_up(word: str, name: str, size: float, room: float) -> Iterator[str]:
    """A word in pieces that fit, never between a letter and the marks on it."""
    while len(word) > 1 and width(word, name, size) > room:
        widths = list(accumulate(width(each, name, size) for each in word))
        at = max(bisect_right(widths, room), 1)
        # letters that join are wider or narrower than each on its own
        while at > 1 and (_parts_marks(word, at) or width(word[:at], name, size) > room):
            at -= 1
        yield word[:at]
        word = word[at:]
    yield word


def _parts_marks(word: str, at: int) -> bool:
    """Whether a cut here would take a mark from its letter."""
    return at < len(word) and bool(unicodedata.combining(word[at]))


def cut(text: str, name: str, size: float, room: float) -> str:
    """One line of the text, ended with an ellipsis where it is too long."""
    shown = " ".join(clean(text).split("\n"))
    if width(shown, name, size) <= room:
        return shown
    low, high = 0, len(shown)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width(shown[:middle].rstrip() + "…", name, size) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return shown[:low].rstrip() + "…"
