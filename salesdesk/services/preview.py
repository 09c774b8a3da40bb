"""A page of a PDF as a picture, for the screens that show what will be printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from salesdesk.models.values.sections import shown_sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject
    from pypdf.generic import StreamObject

_MOST_PIXELS = 8000
_PDFIUM = Lock()
"""The renderer keeps state of its own and must not be entered twice at once."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as RGB bytes, row by row, and how many pages there are.

    ``mark`` tells it from every other page and width, and from the same page that says else.
    """

    count: int
    page: int
    rgb: bytes
    width: int
    height: int
    stride: int
    mark: str = ""


def page_image_unless(known: str | None, pdf: bytes, page: int, width: int) -> PageImage | None:
    """The page, or nothing where it says what the one with the mark ``known`` said.

    Without anything known it is drawn at once, and has no mark.
    """
    mark = "" if known is None else page_mark(pdf, page, width)
    if mark and mark == known:
        return None
    return replace(page_image(pdf, page, width), mark=mark)


def page_mark(pdf: bytes, page: int, width: int) -> str:
    """What a page draws at a width, in short; found in half the time that drawing it takes."""
    from pypdf import PdfReader

    pages = PdfReader(BytesIO(pdf)).pages
    at = max(0, min(page, len(pages) - 1))
    drawn = sha256()
    for stream in _streams(pages[at]):
        drawn.update(stream._data)  # as it is stored: unpacking pictures would take long
    return f"{at}/{len(pages)} {width} {drawn.hexdigest()}"


def _streams(page: PageObject) -> Iterator[StreamObject]:
    """What a page draws, and the pictures and forms that it draws with."""
    from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

    content = page.get("/Contents", ArrayObject()).get_object()
    parts = list(content) if isinstance(content, ArrayObject) else [content]
    resources = page.get("/Resources", DictionaryObject()).get_object()
    assert isinstance(resources, DictionaryObject)
    named = resources.get("/XObject", DictionaryObject()).get_object()
    assert isinstance(named, DictionaryObject)
    parts += [named[name] for name in sorted(named)]
    for part in parts:
        found = part.get_object()
        if isinstance(found, StreamObject):
            yield found


def page_image(pdf: bytes, page: int, width: int) -> PageImage:
    """The page at this width in pixels; a page beyond the last answers the last one."""
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document)
            at = max(0, min(page, count - 1))
            found = document[at]
            # a strip a thousand times as high as wide would be a picture of gigabytes
            tallest = _MOST_PIXELS / max(found.get_height(), 1)
            scale = min(max(width, 1) / max(found.get_width(), 1), tallest)
            bitmap = found.render(scale=scale, rev_byteorder=True)
            return PageImage(
                count, at, bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride
            )
        finally:
            document.close()


def section_pages(pdf: bytes, kept: str, language: str, second: str = "") -> dict[str, int]:
    """The page, from 0, on which each section of a printed proposal begins."""
    import pypdfium2

    from salesdesk.services.documents.section_titles import titles_of

    found = {"cover": 0}
    titles = list(titles_of(shown_sections(kept), language, second))
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for mark in document.get_toc():
                key = next((key for key, title in titles if title == mark.get_title()), None)
                place = mark.get_dest()
                if key is not None and key not in found and place is not None:
                    found[key] = place.get_index()
        finally:
            document.close()
    return found
