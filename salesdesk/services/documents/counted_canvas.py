"""A canvas that closes each page as it is drawn and says "page x of y" all the same.

What stands on a page is compressed and put away at once; only the few words that need the number
of all pages wait for the end, and become a second stream of their page.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFStream,
)
from reportlab.pdfgen.canvas import Canvas

_FILTER = "FlateDecode"


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is drawn around the text: what is known at once, and what needs the count of pages."""

    around: Callable[[CountedCanvas], None]
    count: Callable[[Canvas, int, int], None]


class CountedCanvas(Canvas):
    """Pages in the order they are drawn, each with its number and the number of all."""

    _doc: Any
    _code: list[str]
    section = ""
    page_section = ""
    has_furniture = True

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
