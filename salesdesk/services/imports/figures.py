"""Amounts and dates as other programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_DATES = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d %b, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
)
_LATIN_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_POWER = re.compile(r"\d[eE][+\-−]?\d")
_LARGEST = Decimal("1e18")
_TIME_AFTER = re.compile(r"(T\d{4}|[T ]\d{1,2}:\d{2}).*$")
_NO_AMOUNT = re.compile(
    r"\d.*[^\W\d_].*\d|\d\s*[/:]\s*\d|\d\s*(?:k|t|tsd|thousand|m|mn|mio|million|bn|b|mrd|billion)\b",
    re.IGNORECASE,
)
"""Two numbers, a date, a time, or one that a letter multiplies."""
_GROUPED = re.compile(r"\d{1,3}([.,])(?:\d{2,3}\1)*\d{3}")
_SHOWN = re.compile(r"\W*(?:[^\W\d_]{1,3}\W*)?(\d[\d.,]*)\W*(?:[^\W\d_]{1,3}\W*)?")
_WITH_COMMA, _WITH_POINT = (
    re.compile(
        rf"(?:0|\d{{4,}}|\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}){mark}\d+"
        rf"|\d+{mark}(?:\d{{1,2}}|\d{{4,}})"
    )
    for group, mark in ((r"\.", ","), (",", r"\."))
)
"""Figures that can be read in one way only, by their decimal mark."""


def amount_of(text: str, thousands: str = ",") -> Decimal | None:
    """``"$22,700.00"``, ``"1.234,56"`` or ``"(12.50)"`` as a number; None for what is none.

    With both separators the last one is the decimal point. A single comma or point followed by
    exactly three digits could be either; it separates thousands where it is one of ``thousands``.
    """
    if _POWER.search(text):
        return _of_power(text)
    if _NO_AMOUNT.search(text):
        return None
    bare = re.sub(r"[^\d.,()\-−]", "", text).replace("−", "-")
    negative = bare.startswith(("(", "-")) or bool(re.search(r"\d-$", bare))
    bare = bare.strip("()-")
    if not any(c.isdigit() for c in bare):
        return None
    mark = _decimal_mark(bare, thousands)
    whole, _found, part = bare.rpartition(mark) if mark else (bare, "", "")
    if re.search("[.,]", whole) and not _GROUPED.fullmatch(whole):
        return None
    try:
        value = Decimal(re.sub("[.,]", "", whole) + (f".{part}" if part else ""))
    except InvalidOperation:
        return None
    return -value if negative else value


def _decimal_mark(bare: str, thousands: str) -> str:
    """The separator before the decimals; none where there are only thousands, or nothing."""
    last = max(bare.rfind(","), bare.rfind("."))
    if last < 0:
        return ""
    mark = bare[last]
    if (set(bare) & {",", "."}) != {mark}:
        return mark
    is_group = len(bare) - last == 4 and 0 < last < 4 and not bare.startswith("0")
    return "" if bare.count(mark) > 1 or (is_group and mark in thousands) else mark


def thousands_of(texts: Iterable[str], delimiter: str) -> str:
    """What may separate thousands in a file, as far as its own figures show their decimals.

    A program that writes semicolons between cells mostly does so because its decimals have commas.
    """
    shown = {mark for text in texts if (mark := _shown_mark(text))}
    if len(shown) == 1:
        return "." if "," in shown else ","
    return ".," if not shown and delimiter == ";" else ","


def _shown_mark(text: str) -> str:
    """The decimal mark of a figure that can be read in one way only."""
    if "," not in text and "." not in text:
        return ""
    found = _SHOWN.fullmatch(text)
    if found is None:
        return ""
    return "," if _WITH_COMMA.fullmatch(found[1]) else "." * bool(_WITH_POINT.fullmatch(found[1]))


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
    if _EIGHT_DIGITS.fullmatch(bare):
        bare = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
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
