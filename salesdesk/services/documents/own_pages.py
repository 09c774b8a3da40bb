"""Pages of one's own between the printed ones: each keeps its shape inside our head and foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.platypus import Flowable, PageBreak

from salesdesk.services.documents.style import LEFT, Paper


@dataclass(slots=True)
class Placed:
    """A page of one's own on the sheet with this number, from 0."""

    sheet: int
    key: str
    page: int


class OwnPage(Flowable):
    """Fills the column of a page and remembers where that is."""

    def __init__(self, key: str, page: int, placed: list[Placed]) -> None:
        super().__init__()
        self._key, self._page, self._placed = key, page, placed

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, height - 1
        return self.width, self.height

    def draw(self) -> None:
        number: int = self.canv.getPageNumber()
        self._placed.append(Placed(number - 1, self._key, self._page))


def own_pages(key: str, content: bytes, placed: list[Placed], mark: Flowable) -> Iterator[Flowable]:
    """One sheet for each page; ``mark`` says where they begin."""
    from pypdf import PdfReader

    for page in range(len(PdfReader(BytesIO(content)).pages)):
        yield PageBreak()
        if page == 0:
            yield mark
        yield OwnPage(key, page, placed)


def inlaid(
    printed: bytes, placed: Sequence[Placed], contents: Mapping[str, bytes], paper: Paper
) -> bytes:
    """The printed pages with one's own drawn into them, as large as the column lets them be."""
    if not placed:
        return printed
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed)))
    readers = {key: PdfReader(BytesIO(content)) for key, content in contents.items()}
    for one in placed:
        _lay(writer.pages[one.sheet], readers[one.key].pages[one.page], paper)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _lay(sheet: Any, page: Any, paper: Paper) -> None:
    from pypdf import Transformation

    box = page.cropbox
    scale = min(paper.column / float(box.width), paper.depth / float(box.height))
    x = LEFT + (paper.column - float(box.width) * scale) / 2
    y = paper.bottom + (paper.depth - float(box.height) * scale)
    moved = Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale)
    sheet.merge_transformed_page(page, moved.translate(x, y), over=True)
