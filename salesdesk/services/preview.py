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


def section_pages(pdf: bytes, language: str) -> dict[str, int]:
    """The page, from 0, on which each section of a printed proposal begins."""
    import pypdfium2

    from salesdesk.services.documents import proposal as pages
    from salesdesk.services.documents.speech import speech

    say = speech(language)
    titles = {
        "summary": say.text(pages.SUMMARY_TITLE),
        "scope": say.text(pages.SCOPE_TITLE),
        "plan": say.text(pages.PLAN_TITLE),
        "pricing": say.text(pages.PRICING_TITLE),
        "terms": say.text(pages.TERMS_TITLE),
        "acceptance": say.text(pages.AGREEMENT_TITLE),
    }
    found = {"cover": 0}
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for at in range(1, len(document)):
                lines = document[at].get_textpage().get_text_range().splitlines()
                said = {line.strip() for line in lines}
                for section, title in titles.items():
                    if title in said:
                        found.setdefault(section, at)
        finally:
            document.close()
    return found
