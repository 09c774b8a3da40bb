"""Letters that join, stack or carry marks: their outlines as HarfBuzz sets them.

Such letters are drawn as shapes, and said by letters that are not seen: so the text layer holds
what was typed, whatever a reader makes of joined glyphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from salesdesk.services.documents.fonts import file_of

if TYPE_CHECKING:
    from reportlab.pdfgen.pathobject import PDFPathObject

_MIRRORED = dict(zip("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤", strict=True))
_JOINERS = "\u200c\u200d"
Point = tuple[float, float]
Said = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A run of glyphs, in parts of its size: how wide, which glyphs where, what they say where.

    What is said is a letter, its left edge and its room.
    """

    advance: float
    glyphs: tuple[tuple[int, float, float], ...]
    said: tuple[Said, ...]


@lru_cache(maxsize=4096)
def shaped(text: str, name: str, *, is_rightward: bool) -> Shape:
    """The text in this font, from left to right on the line."""
    import uharfbuzz

    face = _face(name)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr" if is_rightward else "rtl"
    uharfbuzz.shape(face, buffer)
    unit = face.face.upem
    x, glyphs = 0.0, []
    clusters: dict[int, tuple[float, float]] = {}
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append((info.codepoint, (x + at.x_offset) / unit, at.y_offset / unit))
        left = clusters.get(info.cluster, (x, x))[0]
        x += at.x_advance
        clusters[info.cluster] = (left, x)
    starts = sorted(clusters)
    said: list[Said] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        left, right = (edge / unit for edge in clusters[start])
        said += _said(text[start:end], left, right, is_rightward=is_rightward)
    return Shape(x / unit, tuple(glyphs), tuple(said if is_rightward else reversed(said)))


def _said(letters: str, left: float, right: float, *, is_rightward: bool) -> Iterator[Said]:
    """The letters of a cluster, side by side; marks stand where their letter ends."""
    bases = sum(not _is_mark(letter) for letter in letters) or 1
    wide = (right - left) / bases
    at = -1
    for letter in letters:
        is_mark = _is_mark(letter)
        at += not is_mark
        room = 0.0 if is_mark else wide
        if is_rightward:
            yield letter, left + wide * (max(at, 0) + is_mark), room
        else:
            yield _MIRRORED.get(letter, letter), left + wide * (bases - 1 - max(at, 0)), room


def _is_mark(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or letter in _JOINERS


@lru_cache
def _face(name: str) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file_of(name))))


class Pen:
    """Draws outlines on a path of the page."""

    def __init__(self, path: PDFPathObject, x: float, y: float, scale: float) -> None:
        self._path = path
        self._x = x
        self._y = y
        self._scale = scale
        self._now: Point = (x, y)

    def moveTo(self, point: Point) -> None:  # noqa: N802 the pen's protocol
        self._now = self._placed(point)
        self._path.moveTo(*self._now)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._now = self._placed(point)
        self._path.lineTo(*self._now)

    def qCurveTo(self, middle: Point, end: Point) -> None:  # noqa: N802
        """A quadratic curve is a cubic one whose handles lie two thirds of the way out."""
        (x0, y0), (x1, y1), (x2, y2) = self._now, self._placed(middle), self._placed(end)
        first = (x0 + 2 / 3 * (x1 - x0), y0 + 2 / 3 * (y1 - y0))
        second = (x2 + 2 / 3 * (x1 - x2), y2 + 2 / 3 * (y1 - y2))
        self._path.curveTo(*first, *second, x2, y2)
        self._now = (x2, y2)

    def curveTo(self, first: Point, second: Point, end: Point) -> None:  # noqa: N802
        self._now = self._placed(end)
        self._path.curveTo(*self._placed(first), *self._placed(second), *self._now)

    def closePath(self) -> None:  # noqa: N802
        self._path.close()

    def _placed(self, point: Point) -> Point:
        return self._x + point[0] * self._scale, self._y + point[1] * self._scale


def draw_outlines(
    path: PDFPathObject, shape: Shape, name: str, size: float, x: float, y: float
) -> None:
    """The outlines of a run, from this point of the line."""
    face = _face(name)
    for glyph, right, up in shape.glyphs:
        pen = Pen(path, x + right * size, y + up * size, size / face.face.upem)
        face.draw_glyph_with_pen(glyph, pen)
