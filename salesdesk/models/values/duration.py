"""How long something takes or waits: ``3d``, ``40h``, ``2w`` of work, ``3ed`` by the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.calendar import DAY, WorkingCalendar

UNITS = ("min", "h", "d", "w", "mo")
DAYS_PER_MONTH = 20  # as Microsoft Project ships it
MOST = Decimal(10) ** 7

_TEXT = re.compile(
    r"\s*([+-]?)\s*(\d{1,9}(?:[.,]\d{1,6})?|[.,]\d{1,6})\s*(e?)(min|mo|h|d|w)\s*", re.IGNORECASE
)
_ELAPSED = {"min": 60, "h": 3600, "d": DAY, "w": 7 * DAY, "mo": 30 * DAY}


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of a unit; ``elapsed`` ignores the calendar. A negative one is a lead."""

    amount: Decimal
    unit: str = "d"
    elapsed: bool = False

    def __str__(self) -> str:
        """``1.5d``, ``-2eh``: what ``parse`` reads."""
        return f"{plain(self.amount)}{'e' if self.elapsed else ''}{self.unit}"

    def seconds(self, calendar: WorkingCalendar) -> int:
        """Seconds of work on this calendar, or of the clock when elapsed."""
        if not self.amount:
            return 0
        each = _ELAPSED[self.unit] if self.elapsed else working_seconds(self.unit, calendar)
        return int((self.amount * each).quantize(Decimal(1), ROUND_HALF_UP))

    def hours(self, calendar: WorkingCalendar) -> Decimal:
        return Decimal(self.seconds(calendar)) / 3600


NONE = Duration(Decimal(0))


def plain(number: Decimal) -> str:
    """The number without trailing zeros and never in exponents."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def working_seconds(unit: str, calendar: WorkingCalendar) -> int:
    """What one working unit lasts on a calendar."""
    if unit == "d":
        return calendar.day_seconds
    if unit == "w":
        return calendar.week_seconds
    if unit == "mo":
        return calendar.day_seconds * DAYS_PER_MONTH
    return _ELAPSED[unit]


def parse(text: str) -> Duration:
    """Read ``3d``, ``1.5w``, ``-2ed``; refuses the rest with what would be possible."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise InvalidInput(
            _(
                "“{text}” is not a duration. Write a number with h, d or w, such as 3d or 2ew."
            ).format(text=text)
        )
    sign, number, elapsed, unit = found.groups()
    amount = Decimal(number.replace(",", "."))
    if amount > MOST:
        raise InvalidInput(_("“{text}” is longer than any plan. Check the unit.").format(text=text))
    return Duration(-amount if sign == "-" else amount, unit.lower(), bool(elapsed))


def of_seconds(seconds: int, calendar: WorkingCalendar) -> Duration:
    """Working seconds in days where that is a short number, else in hours or minutes."""
    for unit in ("d", "h"):
        amount = Decimal(seconds) / working_seconds(unit, calendar)
        if amount == amount.quantize(Decimal("0.01")):
            return Duration(amount, unit)
    return Duration((Decimal(seconds) / 60).quantize(Decimal("0.01")), "min")
