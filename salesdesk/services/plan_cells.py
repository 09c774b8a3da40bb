"""Durations, amounts and links as the cells of somebody else's plan write them."""

from __future__ import annotations

import re
from decimal import Decimal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values import cell_entry
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.folding import folded
from salesdesk.services.imports.figures import amount_of

_SPAN = re.compile(r"([\d.,'\u00a0 ]*\d)\s*([^\W\d]*)\.?", re.UNICODE)
_UNITS = {
    "h": ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "hora", "horas"),
    "d": ("d", "day", "days", "tag", "tage", "dia", "dias", "pd", "md", "jour", "jours"),
    "w": ("w", "wk", "wks", "week", "weeks", "woche", "wochen", "semana", "semanas"),
    "mo": ("mo", "mon", "month", "months", "monat", "monate", "mes", "meses"),
    "min": ("min", "mins", "minute", "minutes", "minuten", "minuto", "minutos"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
MOST = Decimal(10) ** 7


def is_zero(text: str) -> bool:
    """Whether a duration is nothing in whatever unit."""
    found = _SPAN.fullmatch(text)
    return found is not None and amount_of(found[1]) == 0


def money(text: str) -> Decimal:
    """An amount from zero up."""
    found = amount_of(text)
    if found is None or found < 0 or found > cell_entry.MOST:
        raise InvalidInput(_("“{text}” is not a number from zero up.").format(text=text))
    return found


def span(text: str, unit: str) -> Duration:
    """``8``, ``8h``, ``2 days``; a bare number counts the unit of its column."""
    found = _SPAN.fullmatch(text.strip())
    amount = amount_of(found[1]) if found else None
    word = folded(found[2]) if found else ""
    kind = _UNIT_OF.get(word) if word else unit
    if amount is None or kind is None or amount > MOST:
        raise InvalidInput(
            _("“{text}” is not a duration. Write a number with h, d or w, such as 8h.").format(
                text=text
            )
        )
    return Duration(amount, kind)


def plain_links(text: str) -> str:
    """``3FS+2 days`` as the grid reads it: ``3FS+2d``."""
    plain = text.replace("\n", ",").replace("|", ",").replace("&", ",")

    def unit(found: re.Match[str]) -> str:
        word = folded(found[2])
        return found[1] + _UNIT_OF.get(word, found[2])

    return re.sub(r"([+-]\s*[\d.,]+)\s*([^\W\d]+)", unit, plain)
