"""The colours: every pair that is read or must be seen has the contrast it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesdesk.ui.theme import DARK, DARK_TONES, LIGHT, LIGHT_TONES

GROUNDS = ("canvas", "surface", "raised", "rail", "sunken", "tint")
THEMES = {"light": (LIGHT, LIGHT_TONES), "dark": (DARK, DARK_TONES)}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "needed"),
    [("text", 4.5), ("text2", 4.5), ("text3", 4.5), ("accent", 4.5), ("control", 3)],
)
def test_ink_on_every_ground(theme: str, ink: str, needed: float) -> None:
    colours, _tones = THEMES[theme]
    worst = min(contrast(colours[ink], colours[ground]) for ground in GROUNDS)
    assert worst >= needed


@pytest.mark.parametrize("theme", THEMES)
def test_on_accent(theme: str) -> None:
    colours, _tones = THEMES[theme]
    assert contrast(colours["on_accent"], colours["accent"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", LIGHT_TONES)
def test_status(theme: str, tone: str) -> None:
    colours, tones = THEMES[theme]
    ink, tint, solid = tones[tone]
    assert contrast(ink, tint) >= 4.5
    assert min(contrast(solid, colours[ground]) for ground in GROUNDS) >= 3


def test_colours_live_in_the_theme_only() -> None:
    root = Path(__file__).parents[2] / "salesdesk/ui"
    literal = re.compile(
        r"""["']#[0-9A-Fa-f]{3,8}["']|QColor\(\s*\d|GlobalColor\.(?!transparent)"""
    )
    guilty = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if path.name != "theme.py" and literal.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_no_style_sheets() -> None:
    root = Path(__file__).parents[2] / "salesdesk/ui"
    assert not [p for p in root.rglob("*.py") if "setStyleSheet" in p.read_text(encoding="utf-8")]
