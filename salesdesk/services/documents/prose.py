"""Running text: lines of one style, in any script, that part over pages.

It reads no markup, so that nothing in a text can be a tag, a link or a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import getAscent
from reportlab.platypus import Flowable

from salesdesk.services.documents import scripts
from salesdesk.services.documents.direction import is_leftward
from salesdesk.services.documents.fonts import register_fonts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.lib.styles import ParagraphStyle

_KEPT = 2
"""Lines of a paragraph that stay together at the foot and at the head of a page."""


class Prose(Flowable):
    """A paragraph; a page never ends or begins with a single line of it."""

    def __init__(
        self, text: str, style: ParagraphStyle, lines: Sequence[str] | None = None
    ) -> None:
        super().__init__()
        register_fonts()
        self.style = style
        self._text = text
        self._lines = lines
        self._broken_at: float | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width = width
        self.height = len(self._wrapped(width)) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        lines = self._wrapped(width)
        at = min(int(height // self.style.leading), len(lines) - _KEPT)
        if at < _KEPT:
            return []
        return [Prose(self._text, self.style, part) for part in (lines[:at], lines[at:])]

    def draw(self) -> None:
        canvas, style = self.canv, self.style
        canvas.setFillColor(style.textColor)
        canvas.setFont(style.fontName, style.fontSize)
        y = self.height - getAscent(style.fontName, style.fontSize)
        for line in self._wrapped(self.width):
            if is_leftward(line):
                canvas.drawRightString(self.width, y, line)
            else:
                canvas.drawString(0, y, line)
            y -= style.leading

    def _wrapped(self, width: float) -> Sequence[str]:
        if self._lines is None or self._broken_at not in (None, width):
            self._lines = scripts.lines(
                self._text, self.style.fontName, self.style.fontSize, width
            ) or [""]
            self._broken_at = width
        return self._lines
