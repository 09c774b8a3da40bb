"""The fonts of paper: Inter, and those that stand in where Inter has no letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from salesdesk import paths

INTER = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold")
INTER_FIGURES = ("InterFigures-Regular", "InterFigures-SemiBold", "InterFigures-Bold")
HAN = "MicroHei-Regular"
_LAST = 0xFFFF
"""The PDF library can't say what a glyph beyond this stands for."""


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make Inter known to the PDF library, once a process; the others follow when needed."""
    for name in (*INTER, *INTER_FIGURES):
        pdfmetrics.registerFont(TTFont(name, file_of(name), shapable=False))


def file_of(name: str) -> str:
    return str(paths.resource("fonts", f"{name}.ttf"))


@lru_cache
def letters_of(name: str) -> frozenset[str]:
    """The letters that a font has; one that stands in is read when it is first needed."""
    register_fonts()
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, file_of(name), shapable=False))
    font: Any = pdfmetrics.getFont(name)
    found = (chr(code) for code in font.face.charToGlyph if code <= _LAST)
    return frozenset(letter for letter in found if unicodedata.category(letter) not in ("Co", "Cn"))


@lru_cache
def family(name: str) -> tuple[str, ...]:
    """The fonts to look for a letter in: the one asked for, then those that stand in for it."""
    weight = "Bold" if name.endswith("Bold") else "Regular"
    others = (f"NotoSansHebrew-{weight}", f"NotoSansArabic-{weight}", HAN)
    return (name, name.replace("Figures", ""), *others)


def font_of(letter: str, name: str) -> str | None:
    """The first font of the family that has the letter."""
    return next((each for each in family(name) if letter in letters_of(each)), None)
