"""A picture between the paragraphs of a text, as wide as the text says, with words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from salesdesk.models.values.picture_marks import PictureMark, picture_in
from salesdesk.services.documents.scripts import clean

_ABOVE, _BELOW = 4.0, 12.0


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures that a paper brings, and how deep one may be to fit on a page."""

    contents: Mapping[str, bytes] = field(default_factory=dict)
    deepest: float = 400.0

    def drawn(self, line: str) -> Flowable | None:
        """The picture that a line is; a name that the paper doesn't know is just words."""
        mark = picture_in(line) if self.contents else None
        if mark is None or mark.key not in self.contents:
            return None
        return Picture(self.contents[mark.key], mark, self.deepest)


NO_PICTURES = Pictures()


class Picture(Flowable):
    """Never cut: where it doesn't fit it goes to the next page, at most as deep as one."""

    def __init__(self, content: bytes, mark: PictureMark, deepest: float) -> None:
        super().__init__()
        self._image, self._mark, self._deepest = _image(content), mark, deepest

    def getSpaceBefore(self) -> float:  # noqa: N802 the name of the PDF library
        return _ABOVE

    def getSpaceAfter(self) -> float:  # noqa: N802 the name of the PDF library
        return _BELOW

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        wide, high = self._image.getSize()
        self._wide = min(width * self._mark.percent / 100, self._deepest * wide / high)
        self.width, self.height = width, self._wide * high / wide
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        words = clean(self._mark.words).strip()
        if words:  # said where the picture is: as digits, so that no sign in them means anything
            said = words.encode("utf-16-be").hex().upper()
            canvas._code.append(f"/Span <</Alt <FEFF{said}>>> BDC")
        canvas.drawImage(self._image, 0, 0, self._wide, self.height, mask="auto")
        if words:
            canvas._code.append("EMC")


@lru_cache(maxsize=16)
def _image(content: bytes) -> ImageReader:
    return ImageReader(BytesIO(content))
