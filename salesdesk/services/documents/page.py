"""The page around the text: mark, section, footer with page x of y, draft word, red band, seal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from salesdesk.i18n import N_
from salesdesk.services.documents.content import Sheet
from salesdesk.services.documents.counted_canvas import CountedCanvas, Furniture
from salesdesk.services.documents.fonts import register_fonts
from salesdesk.services.documents.letterhead import draw_letterhead
from salesdesk.services.documents.pictures import redrawn
from salesdesk.services.documents.scripts import clean, cut
from salesdesk.services.documents.seal import ATTACHED, COMPANION, attach, draw_code, spaced
from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import (
    BOLD,
    FIGURES,
    HAIRLINE,
    INK,
    INK2,
    LEFT,
    MEDIUM,
    RED,
    REGULAR,
    RIGHT,
    SEMIBOLD,
    WATERMARK,
    WHITE,
    Paper,
    paper,
)
from salesdesk.services.jobs import Progress

DRAFT = N_("DRAFT")
ON_COVER = 0.35
"""How strong its outline is on the colour of a cover, whose facts it must not cross out."""
SUPERSEDED = N_("SUPERSEDED")
INTERNAL = N_("Internal — contains cost")
_QR, _SEALED = 26, 144
_WIDEST, _LOGO = 8, "logo"
"""A mark is at most so many times as wide as high."""
Painter = Callable[[Canvas, Callable[[Canvas], None]], None]
"""Paints a cover; it is given the painter of what lies behind its text."""


class Section(Flowable):
    """Names the section that begins here: at the head of its pages and in the outline."""

    width = height = 0

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._name = name
        self._title = title

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        return 0, 0

    def draw(self) -> None:
        canvas: Any = self.canv
        _left, height = canvas.absolutePosition(0, 0)
        begins_page = height > canvas._pagesize[1] - canvas.top - 2
        if not canvas.page_section:
            canvas.page_section = self._name if begins_page else canvas.section
        canvas.section = self._name
        key = f"section-{len(canvas.sections)}"
        canvas.sections.append(self._title)
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(clean(self._title), key, 0)


class Pages:
    """Turns flowables into the bytes of a PDF, the same bytes for the same content."""

    def __init__(
        self, sheet: Sheet, speech: Speech, page: Paper, *, internal: bool = False,
        progress: Progress | None = None, is_companion: bool = False,
    ) -> None:  # fmt: skip
        register_fonts()
        self._sheet = sheet
        self._speech = speech
        self._page = page
        self._internal = internal
        self._keywords = [COMPANION] if is_companion else []
        self._progress = progress or Progress()
        self._letterhead = None if internal else sheet.letterhead
        self.colour = HexColor(sheet.colour)

    def build(self, flowables: Sequence[Flowable], cover: Painter | None = None) -> bytes:
        out = BytesIO()
        document = BaseDocTemplate(
            out,
            pagesize=(self._page.width, self._page.height),
            title=" ".join(part for part in (self._sheet.number, clean(self._sheet.title)) if part),
            author=clean(self._sheet.seller.name),
            subject=clean(self._sheet.title),
            creator="SalesDesk",
            keywords=self._keywords,
            lang=self._speech.language,
            invariant=1,
        )
        document.addPageTemplates(self._templates(cover))
        document.build(list(flowables), canvasmaker=self._canvas)
        return out.getvalue()

    def _templates(self, cover: Painter | None) -> list[PageTemplate]:
        page = self._page
        frame = Frame(
            LEFT,
            page.bottom,
            page.column,
            page.depth,
            id="text",
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        body = PageTemplate("body", [frame], onPage=self._before)
        if cover is None:
            return [body]

        def paint(canvas: Any, _document: object) -> None:
            cover(canvas, partial(self._behind, strength=ON_COVER))
            canvas.has_furniture = False

        return [PageTemplate("cover", [frame], onPage=paint), body]

    def _canvas(self, *args: Any, **more: Any) -> CountedCanvas:
        made = CountedCanvas(*args, furniture=Furniture(self._around, self._count), **more)
        made.top = self._page.top
        if self._sheet.figures:
            attach(made, ATTACHED, self._sheet.figures)
        return made

    def _before(self, canvas: Any, _document: object) -> None:
        self._progress.step(canvas.getPageNumber())
        canvas.has_furniture = True
        if self._letterhead:
            draw_letterhead(canvas, self._letterhead, self._page)
        self._behind(canvas)

    def _behind(self, canvas: Canvas, strength: float = 1.0) -> None:
        if not self._sheet.number:
            self._watermark(canvas, self._speech.text(DRAFT), strength)
        elif self._sheet.stamp:
            self._watermark(canvas, self._speech.text(self._sheet.stamp), strength)

    def _watermark(self, canvas: Canvas, word: str, strength: float) -> None:
        """A large outline word behind the text, in no colour that prints as black."""
        page = self._page
        size = min(150.0, 1.05 * page.width / max(len(word), 4))
        canvas.saveState()
        canvas.translate(page.width / 2, page.height / 2)
        canvas.rotate(52)
        canvas.setStrokeColor(WATERMARK, strength)
        canvas.setLineWidth(1.2)
        text = canvas.beginText()
        text.setTextRenderMode(1)
        text.setFont(BOLD, size)
        text.setTextOrigin(-canvas.stringWidth(word, BOLD, size) / 2, -size / 3)
        text.textOut(clean(word))
        canvas.drawText(text)
        canvas.restoreState()

    def _around(self, canvas: CountedCanvas) -> None:
        self._head(canvas)
        self._foot(canvas)
        if self._internal:
            self._band(canvas)

    def _count(self, canvas: Canvas, number: int, count: int) -> None:
        canvas.setFillColor(INK2)
        canvas.setFont(MEDIUM, 7.5)
        right = self._page.width - RIGHT
        canvas.drawRightString(right, self._page.foot + 6 - 12, f"{number} / {count}")

    def _head(self, canvas: CountedCanvas) -> None:
        """Who offers, unless the letterhead says it, and the section."""
        page = self._page
        top = page.height - page.top + 30
        if not self._letterhead:
            wide = draw_mark(canvas, self._sheet, LEFT, top - 4, 13, self.colour, WHITE)
            canvas.setFillColor(INK)
            canvas.setFont(SEMIBOLD, 8.5)
            name = cut(self._sheet.seller.name, SEMIBOLD, 8.5, page.column * 0.5)
            canvas.drawString(LEFT + wide + 6, top, name)
        canvas.setFillColor(INK2)
        canvas.setFont(REGULAR, 7.5)
        canvas.drawRightString(page.width - RIGHT, top, clean(canvas.page_section))

    def _foot(self, canvas: Canvas) -> None:
        page, sheet, right = self._page, self._sheet, self._page.width - RIGHT
        rule = page.foot + 6
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, rule, right, rule)
        canvas.setFillColor(INK2)
        canvas.setFont(SEMIBOLD, 7)
        reference = sheet.reference or self._speech.text(DRAFT)
        canvas.drawString(LEFT, rule - 12, clean(reference))
        after = LEFT + canvas.stringWidth(reference, SEMIBOLD, 7) + 14
        canvas.setFont(REGULAR, 7)
        room = right - (_SEALED if sheet.seal else 40)
        canvas.drawString(after, rule - 12, cut(sheet.title, REGULAR, 7, room - after))
        if page.foot == paper(sheet.page).foot:  # else the letterhead's own foot says it
            legal = cut(sheet.seller.legal_line, REGULAR, 7, room - LEFT)
            canvas.drawString(LEFT, rule - 22, legal)
        if sheet.seal:
            self._seal(canvas, page.width - RIGHT - 74, rule - 6 - _QR)
            canvas.setFont(FIGURES, 6.5)
            canvas.drawRightString(page.width - RIGHT - 80, rule - 22, spaced(sheet.mark))

    def _seal(self, canvas: Canvas, x: float, y: float) -> None:
        """The code is drawn once and placed on each page."""
        if not canvas.hasForm("seal"):
            canvas.beginForm("seal")
            canvas.setFillColor(INK)
            draw_code(canvas, self._sheet.seal, _QR)
            canvas.endForm()
        canvas.saveState()
        canvas.translate(x, y)
        canvas.doForm("seal")
        canvas.restoreState()

    def _band(self, canvas: Canvas) -> None:
        page = self._page
        canvas.setFillColor(RED)
        canvas.rect(0, page.height - 22, page.width, 22, stroke=0, fill=1)
        canvas.setFillColor(WHITE)
        canvas.setFont(SEMIBOLD, 9)
        canvas.drawCentredString(page.width / 2, page.height - 15, self._speech.text(INTERNAL))


def draw_mark(
    canvas: Canvas, sheet: Sheet, x: float, y: float, size: float, field: Color, bars: Color
) -> float:
    """The seller's own mark, or three columns on a field; answers how wide it is."""
    if sheet.logo:
        return _draw_logo(canvas, sheet.logo, x, y, size)
    canvas.setFillColor(field)
    canvas.roundRect(x, y, size, size, size * 0.22, stroke=0, fill=1)
    canvas.setFillColor(bars)
    for at, part in enumerate((0.28, 0.42, 0.58)):
        left = x + size * (0.22 + at * 0.2)
        canvas.rect(left, y + size * 0.22, size * 0.14, size * part, stroke=0, fill=1)
    return size


def _draw_logo(canvas: Canvas, logo: bytes, x: float, y: float, size: float) -> float:
    """The picture is read once for all pages."""
    image = _logo(logo)
    wide, high = image.getSize()
    width = min(size * wide / high, size * _WIDEST)
    if not canvas.hasForm(_LOGO):
        canvas.beginForm(_LOGO)
        canvas.drawImage(image, 0, 0, 100 * wide / high, 100, mask="auto")
        canvas.endForm()
    scale = width / (100 * wide / high)
    canvas.saveState()
    canvas.translate(x, y + (size - 100 * scale) / 2)
    canvas.scale(scale, scale)
    canvas.doForm(_LOGO)
    canvas.restoreState()
    return width


@lru_cache(maxsize=4)
def _logo(logo: bytes) -> ImageReader:
    return ImageReader(BytesIO(redrawn(logo)))
