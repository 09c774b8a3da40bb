"""A canvas that closes each page as it is drawn and says "page x of y" all the same.

What stands on a page is compressed and put away at once; only the few words that need the number
of all pages wait for the end, and become a second stream of their page.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFStream,
)
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from salesdesk.services.documents import scripts
from salesdesk.services.documents.fonts import letters_of
from salesdesk.services.documents.shaping import draw_outlines

rl_config.useA85 = 0  # fonts and pictures as plain bytes, a fifth smaller than as letters
_FILTER = "FlateDecode"
_NON_ZERO = 1
"""How outlines are filled: their counters run the other way round."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is drawn around the text: what is known at once, and what needs the count of pages."""

    around: Callable[[CountedCanvas], None]
    count: Callable[[Canvas, int, int], None]


class CountedCanvas(Canvas):
    """Pages in the order they are drawn, each with its number and the number of all."""

    _doc: Any
    _code: list[str]
    _fontname: str
    _fontsize: float
    _fillColorObj: Any  # noqa: N815 the PDF library's name
    section = ""
    page_section = ""
    has_furniture = True
    top = 0.0
    """How far below the upper edge the text begins."""

    def __init__(self, *args: Any, furniture: Furniture, **more: Any) -> None:
        super().__init__(*args, **more)
        self._furniture = furniture
        self._closed: list[tuple[PDFPage, PDFObjectReference, bool]] = []
        self.sections: list[str] = []

    def showPage(self) -> None:  # noqa: N802 the PDF library's name
        self.page_section = self.page_section or self.section
        if self.has_furniture:
            self._furniture.around(self)
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        self._closed.append((page, self._stream(page.stream), self.has_furniture))
        page.stream = None
        self.page_section = ""

    def save(self) -> None:
        for number, (page, body, has_furniture) in enumerate(self._closed, 1):
            streams = [body]
            if has_furniture:
                streams.append(self._stream(self._counted(number)))
            page.Contents = PDFArray(streams)
        super().save()

    def stringWidth(  # noqa: N802
        self,
        text: str,
        fontName: str | None = None,  # noqa: N803 the PDF library's names
        fontSize: float | None = None,  # noqa: N803
    ) -> float:
        return scripts.width(text, fontName or self._fontname, fontSize or self._fontsize)

    def drawString(self, x: float, y: float, text: str, *_more: Any, **_named: Any) -> None:  # noqa: N802
        """Every text on a page comes by here, and stands in the fonts that have its letters."""
        if scripts.is_plain(text, self._fontname):
            super().drawString(x, y, text)
            return
        said = self.beginText(x, y)
        for run in scripts.runs(text, self._fontname):
            said.setFont(run.font, self._fontsize)
            said.setTextOrigin(x, y)
            self._set_run(said, run, x, y)
            x += run.width(self._fontsize)
        said.setTextRenderMode(0)
        said.textLine("")
        self.drawText(said)

    def _set_run(self, said: PDFTextObject, run: scripts.Run, x: float, y: float) -> None:
        size = self._fontsize
        if run.shape is None:
            self.setLineWidth(size / 42)
            self.setStrokeColor(self._fillColorObj)
            said.setTextRenderMode(2 if run.is_heavy else 0)
            said.textOut(run.text)
            return
        path = self.beginPath()
        draw_outlines(path, run.shape, run.font, size, x, y)
        self.drawPath(path, stroke=0, fill=1, fillMode=_NON_ZERO)
        said.setTextRenderMode(3)
        known = letters_of(run.font)
        for letter, right, wide in run.shape.said:
            if letter not in known:
                continue  # a joiner that this font has no sign for
            own = stringWidth(letter, run.font, size)
            said.setHorizScale(100 * wide * size / own if own and wide else 100)
            said.setTextOrigin(x + right * size, y)
            said.textOut(letter)
        said.setHorizScale(100)

    def drawRightString(self, x: float, y: float, text: str, *_more: Any, **_named: Any) -> None:  # noqa: N802
        self.drawString(x - self.stringWidth(text), y, text)

    def drawCentredString(self, x: float, y: float, text: str, *_more: Any, **_named: Any) -> None:  # noqa: N802
        self.drawString(x - self.stringWidth(text) / 2, y, text)

    def _counted(self, number: int) -> str:
        self._code = []
        self._furniture.count(self, number, len(self._closed))
        drawn, self._code = "\n".join(self._code) + "\n", []
        return drawn

    def _stream(self, drawn: str) -> PDFObjectReference:
        packed = zlib.compress(drawn.encode("utf-8"))
        content = PDFStream(PDFDictionary({"Filter": PDFName(_FILTER)}), packed)
        reference: PDFObjectReference = self._doc.Reference(content)
        return reference
