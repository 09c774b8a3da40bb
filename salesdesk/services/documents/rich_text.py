"""Running text with a small, safe set of styles: points, and words that stand out.

``- `` or ``* `` begins a point, ``1. `` a numbered one; ``**words**`` are strong, and a line can
be one of the pictures that the paper brings. All else is shown as it was written: there is no
markup that a text could smuggle in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import getAscent
from reportlab.platypus import Flowable

from salesdesk.services.documents.direction import has_leftward
from salesdesk.services.documents.fonts import register_fonts
from salesdesk.services.documents.picture_in_text import NO_PICTURES, Pictures
from salesdesk.services.documents.scripts import clean, lines, width
from salesdesk.services.documents.style import BODY, SEMIBOLD, para

_POINT = re.compile(r"[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_INDENT = 16.0
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the font it is set in, and whether a space goes before it."""

    text: str
    font: str
    is_apart: bool


def unmarked(text: str) -> str:
    """The words alone, where there is one cut of letters only."""
    return _STRONG.sub(r"\1", text)


def formatted(
    text: str, style: ParagraphStyle = BODY, pictures: Pictures = NO_PICTURES
) -> list[Flowable]:
    """Blank lines part paragraphs; a line that begins as a point is one of its own."""
    return [
        made
        for block in clean(text).split("\n\n")
        if block.strip()
        for made in _block(block.strip("\n"), style, pictures)
    ]


def _block(block: str, style: ParagraphStyle, pictures: Pictures) -> Iterator[Flowable]:
    plain: list[str] = []
    for line in block.split("\n"):
        made = pictures.drawn(line) or _point(line, style)
        if made is None:
            plain.append(line)
            continue
        if plain:
            yield _paragraph("\n".join(plain), style)
            plain = []
        yield made
    if any(line.strip() for line in plain):
        yield _paragraph("\n".join(plain).strip(), style)


def _point(line: str, style: ParagraphStyle) -> Flowable | None:
    """The point that a line is, if it is one."""
    if (mark := _mark(line.strip())) is None:
        return None
    bullet, words = mark
    return Styled(_lines_of(words, style, _INDENT), _listed(style), bullet)


def _mark(line: str) -> tuple[str, str] | None:
    """The bullet or number of a point, and its words."""
    if point := _POINT.match(line):
        return "•", line[point.end() :]
    if number := _NUMBER.match(line):
        return f"{number[1]}.", line[number.end() :]
    return None


def _paragraph(text: str, style: ParagraphStyle) -> Flowable:
    """Plain prose where nothing stands out, or where the lines run from the right."""
    if not _STRONG.search(text) or has_leftward(text):
        return para(_STRONG.sub(r"\1", text), style)
    return Styled(_lines_of(text, style, 0), style)


@dataclass(frozen=True, slots=True)
class _Source:
    """Lines as they were typed, each a sequence of words, to be broken where the room ends."""

    lines: Sequence[Sequence[Word]]
    indent: float


def _lines_of(text: str, style: ParagraphStyle, indent: float) -> _Source:
    if has_leftward(text):
        text = _STRONG.sub(r"\1", text)
    return _Source([list(_words(line, style.fontName)) for line in text.split("\n")], indent)


def _words(line: str, font: str) -> Iterator[Word]:
    """The words of a line; an odd pair of stars is just two stars."""
    at = 0
    for strong in _STRONG.finditer(line):
        yield from _split(line[at : strong.start()], font)
        is_apart = strong.start() > 0 and line[strong.start() - 1].isspace()
        for number, word in enumerate(_split(strong[1], SEMIBOLD)):
            yield word if number else Word(word.text, word.font, is_apart)
        at = strong.end()
    yield from _split(line[at:], font)


def _split(text: str, font: str) -> Iterator[Word]:
    for number, word in enumerate(text.split()):
        yield Word(word, font, number > 0 or text[:1].isspace())


class Styled(Flowable):
    """A paragraph of words in two cuts, perhaps indented behind a bullet."""

    def __init__(
        self,
        source: _Source,
        style: ParagraphStyle,
        bullet: str = "",
        broken: Sequence[Sequence[Word]] | None = None,
    ) -> None:
        super().__init__()
        register_fonts()
        self.style = style
        self._source = source
        self._bullet = bullet
        self._broken = broken

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width = width
        if self._broken is None:
            room = width - self._source.indent
            self._broken = [
                line
                for words in self._source.lines
                for line in _broken(words, room, self.style.fontSize)
            ]
        self.height = len(self._broken) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        broken = self._broken or []
        at = min(int(height // self.style.leading), len(broken) - _KEPT)
        if at < _KEPT:
            return []
        return [
            Styled(self._source, self.style, self._bullet, broken[:at]),
            Styled(self._source, self.style, "", broken[at:]),
        ]

    def draw(self) -> None:
        canvas, style, indent = self.canv, self.style, self._source.indent
        canvas.setFillColor(style.textColor)
        y = self.height - getAscent(style.fontName, style.fontSize)
        if self._bullet:
            canvas.setFont(style.fontName, style.fontSize)
            canvas.drawString(2, y, self._bullet)
        for line in self._broken or []:
            x = indent
            for font, text in _pieces(line):
                canvas.setFont(font, style.fontSize)
                canvas.drawString(x, y, text)
                x += width(text, font, style.fontSize)
            y -= style.leading


def _broken(words: Sequence[Word], room: float, size: float) -> Iterator[list[Word]]:
    """Words in lines that fit; a word wider than the room is cut where it must be."""
    line: list[Word] = []
    used = 0.0
    for word in words:
        for number, part in enumerate(lines(word.text, word.font, size, room)):
            piece = Word(part, word.font, word.is_apart and not number)
            space = width(" ", word.font, size) if piece.is_apart and line else 0.0
            wide = width(part, word.font, size)
            if line and used + space + wide > room:
                yield line
                line, used, space = [], 0.0, 0.0
            line.append(piece)
            used += space + wide
    yield line


def _pieces(line: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Neighbours of one font as one text, so that it is found again as it was written."""
    font, text = "", ""
    for at, word in enumerate(line):
        space = " " if word.is_apart and at else ""
        if word.font != font:
            if text:
                yield font, text + space
            font, text, space = word.font, "", ""
        text += space + word.text
    if text:
        yield font, text


def _listed(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-point", parent=style, spaceAfter=style.spaceAfter / 2)
