"""Reading the fields of a Microsoft Project XML element: texts, times, durations, rates."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.duration import Duration, working_seconds

NAMESPACE = "http://schemas.microsoft.com/project"
_SPAN = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
UNASSIGNED = "-65535"
ESTIMATED = 32
NULL_FORMATS = (21, 53)
UNITS = {
    3: "min",
    4: "emin",
    5: "h",
    6: "eh",
    7: "d",
    8: "ed",
    9: "w",
    10: "ew",
    11: "mo",
    12: "emo",
}
FORMATS = {unit: code for code, unit in UNITS.items()}
_RATE_HOURS = {1: Decimal(60), 2: Decimal(1), 7: Decimal(1) / 2080}


class Fields:
    """One element of the file, its children read by name; the namespace is optional."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._children: dict[str, list[etree._Element]] | None = None

    def _named(self, name: str) -> list[etree._Element]:
        """The children of this name; every child is looked at once."""
        if self._children is None:
            self._children = {}
            for child in self.element:
                if isinstance(child.tag, str):
                    local = child.tag.rpartition("}")[2]
                    self._children.setdefault(local, []).append(child)
        return self._children.get(name, [])

    def all(self, *path: str) -> list[Fields]:
        found = [self]
        for name in path:
            found = [Fields(child) for one in found for child in one._named(name)]
        return found

    def text(self, name: str, default: str = "") -> str:
        for child in self._named(name):
            return (child.text or "").strip() or default
        return default

    def number(self, name: str, default: int = 0) -> int:
        return int(self.decimal(name, Decimal(default)))

    def decimal(self, name: str, default: Decimal = Decimal(0)) -> Decimal:
        text = self.text(name)
        try:
            found = Decimal(text) if text else default
        except InvalidOperation:
            return default
        return found if found.is_finite() and abs(found) < 10**15 else default

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "true"}

    def moment(self, name: str) -> datetime | None:
        try:
            return datetime.fromisoformat(self.text(name)).replace(tzinfo=None, microsecond=0)
        except ValueError:
            return None

    def seconds(self, name: str) -> int | None:
        """A span such as ``PT80H0M0S``."""
        found = _SPAN.fullmatch(self.text(name))
        if found is None or not any(found.groups()):
            return None
        days, hours, minutes, seconds = (Decimal(part or 0) for part in found.groups())
        return int(days * 86400 + hours * 3600 + minutes * 60 + seconds)


def unit_of(code: int, default: int) -> str:
    """The unit that a duration format shows; an estimated one counts as the same."""
    if code in NULL_FORMATS or code == 0:
        code = default
    return UNITS.get(code if code in UNITS else code - ESTIMATED, "d")


def duration_in(seconds: int, unit: str, calendar: WorkingCalendar) -> Duration:
    """So many seconds in the unit the file shows, or in a smaller one where that is exact."""
    if unit.startswith("e"):
        sizes = {"emo": 30 * 86400, "ew": 7 * 86400, "ed": 86400, "eh": 3600, "emin": 60}
        candidates = [(name, sizes[name]) for name in (unit, "eh", "emin")]
    else:
        candidates = [(name, working_seconds(name, calendar)) for name in (unit, "h", "min")]
    found = next(
        ((name, size) for name, size in candidates if seconds * 100 % size == 0), candidates[-1]
    )
    amount = (Decimal(seconds) / found[1]).quantize(Decimal("0.0001")).normalize() + 0
    is_elapsed = unit.startswith("e")
    return Duration(amount, found[0][1:] if is_elapsed else found[0], is_elapsed)


def hourly(rate: Decimal, code: int, calendar: WorkingCalendar) -> Decimal | None:
    """A rate per hour; a material's rate per piece answers None."""
    if code in _RATE_HOURS:
        return rate * _RATE_HOURS[code]
    if code in (3, 4, 5):
        unit = {3: "d", 4: "w", 5: "mo"}[code]
        return rate * 3600 / working_seconds(unit, calendar)
    return None
