"""Pages as pictures: a mark tells a page from what it said before, whatever the page holds."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from salesdesk.services.preview import page_image_unless, page_mark


def pdf(*pages: str) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, invariant=1)
    for words in pages:
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_the_same_page_has_the_same_mark() -> None:
    assert page_mark(pdf("a", "b"), 0, 300) == page_mark(pdf("a", "b"), 0, 300)
    assert page_mark(pdf("a", "b"), 0, 300) == page_mark(pdf("a", "c"), 0, 300)


@pytest.mark.parametrize(
    ("other", "page", "width"),
    [(("c", "b"), 0, 300), (("a", "b", "c"), 0, 300), (("a", "b"), 1, 300), (("a", "b"), 0, 301)],
    ids=["its words", "how many there are", "which it is", "its width"],
)
def test_whatever_is_seen_of_it_changes_the_mark(
    other: tuple[str, ...], page: int, width: int
) -> None:
    assert page_mark(pdf("a", "b"), 0, 300) != page_mark(pdf(*other), page, width)


def test_it_is_drawn_unless_it_is_known() -> None:
    first = page_image_unless(None, pdf("a"), 0, 300)
    assert first is not None
    assert (first.width, first.mark) == (300, "")
    second = page_image_unless("", pdf("a"), 7, 300)
    assert second is not None
    assert (second.page, second.mark) == (0, page_mark(pdf("a"), 0, 300))
    assert page_image_unless(second.mark, pdf("a"), 0, 300) is None
    assert page_image_unless(second.mark, pdf("b"), 0, 300) is not None


def test_an_empty_page_of_others_has_a_mark_too() -> None:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    assert page_mark(file.getvalue(), 0, 300)
    assert page_image_unless("", file.getvalue(), 0, 300) is not None
