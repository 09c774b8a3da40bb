"""A company's letterhead: one page of a PDF, drawn once and placed under every page.

It is kept clean (see ``services/letterhead.py``); its ArtBox is the room that it leaves for text.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFStream

from salesdesk.services.documents.content import Sheet
from salesdesk.services.documents.style import Paper, paper

_NAME = "letterhead"
_OVER_TEXT, _UNDER_FOOT = 54.0, 34.0
"""Between the letterhead's head and the text stands a section's name; under our foot its own."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How a letterhead lies on a page: whole, from the top edge, in the middle."""

    scale: float
    x: float
    y: float


def paper_of(sheet: Sheet) -> Paper:
    """The paper of a document, whose column keeps clear of what its letterhead draws."""
    page = paper(sheet.page)
    if sheet.letterhead is None:
        return page
    drawn = _page(sheet.letterhead)
    place, clear = _place(drawn, page), drawn.artbox
    head = page.height - (place.y + (float(clear.top) - float(drawn.mediabox.bottom)) * place.scale)
    foot = place.y + (float(clear.bottom) - float(drawn.mediabox.bottom)) * place.scale
    return page._replace(
        top=max(page.top, head + _OVER_TEXT), foot=max(page.foot, foot + _UNDER_FOOT)
    )


def draw_letterhead(canvas: Any, letterhead: bytes, page: Paper) -> None:
    """Under what is drawn next; its own drawing goes into the file once."""
    drawn = _page(letterhead)
    if not canvas.hasForm(_NAME):
        canvas._doc.addForm(_NAME, _form(drawn, canvas._doc))
    place, box = _place(drawn, page), drawn.mediabox
    canvas.saveState()
    canvas.translate(place.x, place.y)
    canvas.scale(place.scale, place.scale)
    canvas.translate(-float(box.left), -float(box.bottom))
    canvas.doForm(_NAME)
    canvas.restoreState()


@lru_cache(maxsize=4)
def _page(letterhead: bytes) -> PageObject:
    return PdfReader(BytesIO(letterhead)).pages[0]


def _place(drawn: PageObject, page: Paper) -> _Place:
    wide, high = float(drawn.mediabox.width), float(drawn.mediabox.height)
    scale = min(page.width / wide, page.height / high)
    return _Place(scale, (page.width - wide * scale) / 2, page.height - high * scale)


def _form(drawn: PageObject, document: Any) -> PDFStream:
    """The page as a drawing that other pages can use."""
    copied, contents = _Copied(document), drawn.get_contents()
    head = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Form"),
        "BBox": PDFArray([float(edge) for edge in drawn.mediabox]),
        "Resources": copied.of(drawn["/Resources"]),
        "Filter": PDFName("FlateDecode"),
    }
    if "/Group" in drawn:
        head["Group"] = copied.of(drawn["/Group"])
    packed = zlib.compress(b"" if contents is None else contents.get_data())
    return PDFStream(PDFDictionary(head), packed)


class _Copied:
    """Objects of another PDF as objects of ours; what is referred to comes along once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[int, Any] = {}

    def of(self, value: Any) -> Any:
        if isinstance(value, IndirectObject):
            return self._referred(value)
        if isinstance(value, ArrayObject):
            return PDFArray([self.of(part) for part in value])
        if isinstance(value, StreamObject):
            return PDFStream(self._entries(value), value._data)
        if isinstance(value, DictionaryObject):
            return self._entries(value)
        return _Plain(value)

    def _entries(self, value: DictionaryObject) -> PDFDictionary:
        entries = {name[1:]: self.of(value.raw_get(name)) for name in value if name != "/Length"}
        return PDFDictionary(entries)

    def _referred(self, value: IndirectObject) -> Any:
        """Named before it is read: what it holds may refer to it."""
        if value.idnum not in self._known:
            told = _Later()
            self._known[value.idnum] = self._document.Reference(told)
            told.value = self.of(value.get_object())
        return self._known[value.idnum]


class _Later(PDFObject):
    """An object that has its number before it is known."""

    value: Any = None

    def format(self, document: Any) -> Any:
        return self.value.format(document)


class _Plain(PDFObject):
    """A number, a name, a text: written as it was."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def format(self, _document: Any) -> bytes:
        out = BytesIO()
        self._value.write_to_stream(out)
        return out.getvalue()
