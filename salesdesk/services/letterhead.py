"""A letterhead made ready: one page, clean, with the room that it leaves for text.

Runs in a process of its own, as everything that reads a file from outside.
"""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.services.own_pages import PICTURES, clean_pdf, picture_page

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdf import PageObject, PdfWriter

LARGEST_KEPT = 4 * 1024 * 1024
_A4 = (595.28, 841.89)
_SHAPES = (1.2, 1.5)
"""How much higher than wide a page is; another shape is laid on an A4 page."""
_DOTS, _WHITE = 600, 242
_HEAD, _FOOT, _MIDDLE = 0.3, 0.2, (0.45, 0.55)
"""Parts of the height: what a letterhead's head and foot take at most, and what is text's own."""


def ready(path: Path) -> dict[str, Any]:
    """The letterhead as a PDF of one page whose ArtBox is the room for text."""
    is_picture = path.suffix.lower() in PICTURES
    pdf = _shaped(picture_page(path) if is_picture else clean_pdf(path, _one_page))
    pdf = _with_room(pdf, *_room(_drawn(pdf)))
    if len(pdf) > LARGEST_KEPT:
        _refuse(path, _("{file} takes {size} MB; a letterhead may take 4, as it goes with every "
                        "proposal. Save it with smaller pictures."), len(pdf))  # fmt: skip
    return {"pdf": base64.b64encode(pdf).decode()}


def _one_page(path: Path, count: int) -> None:
    if count != 1:
        _refuse(path, _("{file} has {count} pages; a letterhead is one page, which goes under "
                        "every page."), count=count)  # fmt: skip


def _refuse(path: Path, message: str, size: int = 0, count: int = 0) -> None:
    megabytes = f"{size / 1024 / 1024:.1f}"
    said = message.format(file=path.name, size=megabytes, count=count)
    raise InvalidInput(said, [Problem(said, file=path.name)])


def _shaped(pdf: bytes) -> bytes:
    """The page cut to what is shown of it; a banner or a landscape page on a page of its own."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import RectangleObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    page = writer.pages[0]
    page.mediabox = RectangleObject(page.cropbox)
    if not _SHAPES[0] <= float(page.mediabox.height) / float(page.mediabox.width) <= _SHAPES[1]:
        writer = _on_a4(page)
    return _written(writer)


def _with_room(pdf: bytes, head: float, foot: float) -> bytes:
    """The page that says how deep its head and foot are, as parts of its height."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import RectangleObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    box = writer.pages[0].mediabox
    low, top, high = float(box.bottom), float(box.top), float(box.height)
    writer.pages[0].artbox = RectangleObject(
        (box.left, low + foot * high, box.right, top - head * high)
    )
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _on_a4(page: PageObject) -> PdfWriter:
    """A banner lies at the top of an A4 page, as wide as it."""
    from pypdf import PdfWriter, Transformation

    box = page.cropbox
    scale = min(_A4[0] / float(box.width), _A4[1] / float(box.height))
    x = (_A4[0] - float(box.width) * scale) / 2
    moved = Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale)
    writer = PdfWriter()
    sheet = writer.add_blank_page(*_A4)
    sheet.merge_transformed_page(page, moved.translate(x, _A4[1] - float(box.height) * scale))
    return writer


def _drawn(pdf: bytes) -> Image:
    """The page in grey, small enough to look at every dot."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0]
    drawn: Image = page.render(scale=_DOTS / page.get_width()).to_pil()
    return drawn.convert("L")


def _room(page: Image) -> tuple[float, float]:
    """How deep head and foot reach, as parts of the height.

    What also runs through the middle of the page, as a tint, a bar at its side or a crest, is
    meant to stand behind text and doesn't count.
    """
    wide, high = page.size
    first, last = (round(part * high) for part in _MIDDLE)
    behind = [min(page.crop((x, first, x + 1, last)).tobytes()) < _WHITE for x in range(wide)]
    used = [
        any(dot < _WHITE and not skip for dot, skip in zip(row, behind, strict=True))
        for row in (page.crop((0, y, wide, y + 1)).tobytes() for y in range(high))
    ]
    head = next((y + 1 for y in range(round(_HEAD * high) - 1, -1, -1) if used[y]), 0)
    foot = next((y for y in range(high - round(_FOOT * high), high) if used[y]), high)
    return head / high, (high - foot) / high
