"""A page of a PDF as a picture, for the screens that show what will be printed."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

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
            scale = max(width, 1) / found.get_width()
            bitmap = found.render(scale=scale, rev_byteorder=True)
            return PageImage(
                count, at, bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride
            )
        finally:
            document.close()


def pages_saying(pdf: bytes, words: str) -> int | None:
    """The first page whose text has these words, from 0; None when no page has them."""
    import pypdfium2

    if not words:
        return None
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for at in range(len(document)):
                if words in document[at].get_textpage().get_text_range():
                    return at
        finally:
            document.close()
    return None


def section_page(pdf: bytes, section: str, language: str) -> int | None:
    """The page on which a section of a proposal begins, from 0."""
    from salesdesk.services.documents import proposal as pages
    from salesdesk.services.documents.speech import speech

    if section == "cover":
        return 0
    titles = {
        "summary": pages.SUMMARY_TITLE,
        "scope": pages.SCOPE_TITLE,
        "plan": pages.PLAN_TITLE,
        "pricing": pages.PRICING_TITLE,
        "terms": pages.TERMS_TITLE,
        "acceptance": pages.AGREEMENT_TITLE,
    }
    return pages_saying(pdf, speech(language).text(titles[section]))
