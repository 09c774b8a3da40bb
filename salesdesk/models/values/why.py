"""Why a number is what it is: the steps that made it, kept beside it by the one calculator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from salesdesk.models.values.rounding import Exact, decimal_of


class WhyDict(TypedDict):
    """The shape of an explanation in JSON."""

    label: str
    value: str | None
    source: str
    steps: list[WhyDict]


@dataclass(frozen=True, slots=True)
class Why:
    """A figure, where it came from, and the figures that it was made of."""

    label: str
    value: Exact | date | None
    source: str = ""
    steps: tuple[Why, ...] = ()

    def as_dict(self) -> WhyDict:
        """The tree for JSON, numbers as strings."""
        return {
            "label": self.label,
            "value": shown(self.value),
            "source": self.source,
            "steps": [step.as_dict() for step in self.steps],
        }


def shown(value: Exact | date | None) -> str | None:
    """A number as plain digits, cut at ten decimals and marked; an instant by ISO 8601."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Fraction):
        return f"{Decimal(value):f}"
    text = f"{decimal_of(value, 10):f}"
    return text if Fraction(text) == value else f"{text}…"
