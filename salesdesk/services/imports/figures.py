"""Amounts and dates as other programs write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_DATES = (
    "%Y-%m-%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d %b, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
)
_LATIN_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_POWER = re.compile(r"\d[eE][+\-−]?\d")
_LARGEST = Decimal("1e18")
_TIME_AFTER = re.compile(r"(T\d{4}|[T ]\d{1,2}:\d{2}).*$")


def amount_of(text: str) -> Decimal | None:
    """``"$22,700.00"``, ``"1.234,56"`` or ``"(12.50)"`` as a number; None for what is none.

    With both separators the last one is the decimal point; a single comma or point followed by
    exactly three digits separates thousands only when it stands more than once or is a comma.
    """
    if _POWER.search(text):
        return _of_power(text)
    bare = re.sub(r"[^\d.,()\-−]", "", text).replace("−", "-")
    negative = bare.startswith(("(", "-"))
    bare = bare.strip("()-")
    if not bare or not any(c.isdigit() for c in bare):
        return None
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
        bare = bare.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif comma >= 0:
        thousands = bare.count(",") > 1 or len(bare) - comma == 4
        bare = bare.replace(",", "" if thousands else ".")
    elif bare.count(".") > 1:
        bare = bare.replace(".", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return -value if negative else value


def _of_power(text: str) -> Decimal | None:
    """A workbook's ``1.5E+5``; sizes that no document has are none."""
    try:
        value = Decimal(text.strip().replace("−", "-"))
    except InvalidOperation:
        return None
    return Decimal(f"{value:f}") if abs(value) <= _LARGEST else None


def date_of(text: str) -> date | None:
    """A date with or without its time; ``01/02/1990`` only when day and month can't be confused.

    None for what is no date, or could be two.
    """
    bare = _TIME_AFTER.sub("", text.strip()).strip(" ,")
    for pattern in _DATES:
        try:
            return datetime.strptime(bare, pattern).date()  # noqa: DTZ007 a calendar day
        except ValueError:
            continue
    return _latin(bare)


def _latin(text: str) -> date | None:
    match = _LATIN_DATE.match(text)
    if match is None:
        return None
    first, second, year = (int(part) for part in match.groups())
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None
