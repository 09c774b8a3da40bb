"""A page of a PDF as a picture, for the screens that show what will be printed."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from salesdesk.models.values.sections import shown_sections

_MOST_PIXELS = 8000
_PDFIUM = Lock()
"""The renderer keeps state of its own and must not be entered twice at once."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as RGB bytes, row by row, and how many pages there are."""

    count: int
    page: int
    rgb: bytes
    width: int
    height: int
    stride: int


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
