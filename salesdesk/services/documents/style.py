"""Paper, fonts, inks and the one constructor of running text."""

from __future__ import annotations

from typing import NamedTuple

from reportlab.lib import pagesizes
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle

from salesdesk.services.documents.content import LETTER
from salesdesk.services.documents.fonts import INTER, INTER_FIGURES
from salesdesk.services.documents.prose import Prose
from salesdesk.services.documents.scripts import clean

REGULAR, MEDIUM, SEMIBOLD, BOLD = INTER
FIGURES, FIGURES_SEMIBOLD, FIGURES_BOLD = INTER_FIGURES
INK, INK2, INK3 = HexColor("#1C2024"), HexColor("#515A64"), HexColor("#5F6871")
HAIRLINE, RULE, SHADE = HexColor("#DADAD4"), HexColor("#1C2024"), HexColor("#F2F2EE")
AMBER, RED, WHITE = HexColor("#8A5300"), HexColor("#B3261E"), HexColor("#FFFFFF")
WATERMARK = HexColor("#D5DEE0")

LEFT, RIGHT, TOP, FOOT = 62, 50, 76, 52
_BODY_FOOT = 26


class Paper(NamedTuple):
    """A page and the column that text stands in."""

    width: float
    height: float
    top: float = TOP
    foot: float = FOOT

    @property
    def column(self) -> float:
        return self.width - LEFT - RIGHT

    @property
    def bottom(self) -> float:
        return self.foot + _BODY_FOOT

    @property
    def depth(self) -> float:
        return self.height - self.top - self.bottom


def paper(name: str, *, landscape: bool = False) -> Paper:
    """A4, or Letter where it is asked for."""
    width, height = pagesizes.LETTER if name == LETTER else pagesizes.A4
    return Paper(height, width) if landscape else Paper(width, height)


def _style(
    name: str,
    font: str,
    size: float,
    leading: float,
    after: float,
    before: float = 0,
    ink: Color = INK,
) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=leading,
        spaceAfter=after,
        spaceBefore=before,
        textColor=ink,
    )


TITLE = _style("title", SEMIBOLD, 25, 30, 12, 34)
HEADING = _style("heading", SEMIBOLD, 13, 17, 6, 20)
BODY = _style("body", REGULAR, 10, 15.5, 8)
INTRO = _style("intro", REGULAR, 10, 15.5, 10, ink=INK2)
SMALL = _style("small", REGULAR, 8, 11.5, 4, ink=INK2)
LEGAL = _style("legal", REGULAR, 8.5, 12.5, 6)


def para(text: str, style: ParagraphStyle = BODY) -> Prose:
    """The only way text becomes a paragraph: what the user wrote is shown, never obeyed."""
    return Prose(clean(text), style)


def paragraphs(text: str, style: ParagraphStyle = BODY) -> list[Prose]:
    """Blank lines part paragraphs, so that a page may break between them."""
    parts = (part.strip() for part in clean(text).split("\n\n"))
    return [para(part, style) for part in parts if part]


def mixed(colour: Color, other: Color, part: float) -> Color:
    """A colour between two."""
    pairs = zip(colour.rgb(), other.rgb(), strict=True)
    return Color(*(one * (1 - part) + two * part for one, two in pairs))


def ink_on(colour: Color) -> Color:
    """White where it reads on the colour, else our ink: 4.5 to 1 is needed (WCAG)."""
    channels = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in colour.rgb()
    ]
    light = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return WHITE if 1.05 / (light + 0.05) >= 4.5 else INK
