"""Numbers within sentences, as whoever reads the sentence writes them."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.i18n import language
from salesdesk.models.values.currencies import digits_of
from salesdesk.models.values.rounding import half_up

_MARKS = {"en": (",", "."), "pt": ("\N{NO-BREAK SPACE}", ","), "es": (".", ","), "de": (".", ",")}
"""Between thousands, and before the decimals."""
_MINUS = "\N{MINUS SIGN}"


def spoken(value: Decimal | None) -> str:
    """A number with the decimals that it has; those that say nothing are left out."""
    if value is None:
        return "\N{EM DASH}"
    text = f"{value:,f}"
    return _marked(text.rstrip("0").rstrip(".") if "." in text else text)


def spoken_points(points: Decimal | None) -> str:
    """A percentage with two decimals; the sign is the sentence's."""
    return spoken(None) if points is None else _marked(f"{half_up(points):,f}")


def spoken_amount(value: Decimal, currency: str) -> str:
    """Money in its currency's own digits, without its code."""
    return _marked(f"{half_up(value, digits_of(currency)):,f}")


def _marked(english: str) -> str:
    group, point = _MARKS.get(language(), _MARKS["en"])
    parts = english.replace("-", _MINUS).partition(".")
    whole = parts[0].replace(",", group)
    return whole + (point + parts[2] if parts[1] else "")
