"""Numbers, amounts and dates as the user reads and types them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from PySide6.QtCore import QLocale

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _, language, n_
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.rounding import step_of

UNKNOWN = "—"
MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})")
"""No exponents: 1e999999999 is a number of more digits than memory holds."""
_MOST_SHOWN = 40
_WIDE = Context(prec=100)
"""A product of the largest numbers has more digits than Python's own 28."""


class Formats:
    """The user's way of writing numbers and dates."""

    def __init__(self, locale: QLocale | None = None) -> None:
        self.locale = locale or QLocale()
        if self.locale.language() == QLocale.Language.C:  # a bare system speaks no language
            self.locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
        self.point = self.locale.decimalPoint()
        self.group = self.locale.groupSeparator() or ","
        # Portuguese and Spanish group from five digits on
        self._groups_four = self.group in self.locale.toString(1234)
        # British English alone has a month of four letters, which would break the fixed width
        letters = 3 if self.locale.language() == QLocale.Language.English else 6
        self._months = [
            self.locale.monthName(m, QLocale.FormatType.ShortFormat).rstrip(".")[:letters]
            for m in range(1, 13)
        ]

    def number(self, value: Decimal | int | None, digits: int = 2) -> str:
        """The number in full, grouped, with a true minus; unknown is a dash."""
        if value is None:
            return UNKNOWN
        rounded = Decimal(value).quantize(step_of(digits), ROUND_HALF_UP, _WIDE)
        whole, _dot, fraction = f"{rounded.copy_abs():f}".partition(".")
        if len(whole) > 4 or (len(whole) == 4 and self._groups_four):
            whole = f"{int(whole):,}".replace(",", self.group)
        sign = MINUS if rounded < 0 else ""
        return f"{sign}{whole}{self.point}{fraction}" if fraction else f"{sign}{whole}"

    def unit_price(self, value: Decimal | None, currency: str) -> str:
        """A price in its currency's digits, more only where it has more."""
        if value is None:
            return UNKNOWN
        exponent = value.normalize().as_tuple().exponent
        own = -exponent if isinstance(exponent, int) else 0
        return self.number(value, max(DIGITS.get(currency, 2), own))

    def rate(self, value: Decimal | None) -> str:
        """A rate: two digits, more only where it has more."""
        return self.unit_price(value, "")

    def plain(self, value: Decimal | None) -> str:
        """All digits that matter and no more: 40, 1.5, 0.001."""
        if value is None:
            return UNKNOWN
        exponent = value.normalize().as_tuple().exponent
        return self.number(value, max(0, -exponent) if isinstance(exponent, int) else 0)

    def amount(self, value: Decimal | None, currency: str = "") -> str:
        return self.number(value, DIGITS.get(currency, 2))

    def money(self, value: Decimal | None, currency: str) -> str:
        """With its currency: "USD 2,913,690.00"."""
        return UNKNOWN if value is None else f"{currency} {self.amount(value, currency)}".strip()

    def whole(self, value: Decimal | int | None) -> str:
        return self.number(value, 0)

    def thousands(self, value: Decimal) -> str:
        """Short, for charts: "93.9k"."""
        if abs(value) < 1000:
            return self.number(value, 0)
        digits = 1 if abs(value) < 100_000 else 0
        return f"{self.number(value / 1000, digits)}k"

    def percent(self, value: Decimal | None, digits: int = 2) -> str:
        return UNKNOWN if value is None else f"{self.number(value, digits)} %"

    def day(self, value: date | None) -> str:
        """Fixed width, the month never ambiguous: "08 Jan 2027"."""
        if value is None:
            return UNKNOWN
        return f"{value.day:02d} {self._months[value.month - 1]} {value.year}"

    def short_day(self, value: date | None) -> str:
        return UNKNOWN if value is None else f"{value.day:02d} {self._months[value.month - 1]}"

    def long_day(self, value: date | None) -> str:
        if value is None:
            return UNKNOWN
        month = self.locale.monthName(value.month, QLocale.FormatType.LongFormat)
        return f"{value.day:02d} {month} {value.year}"

    def weekday(self, value: date) -> str:
        return f"{self.locale.dayName(value.isoweekday())} {self.long_day(value)}"

    def instant(self, value: datetime | None) -> str:
        """In local time: "28 Dec 2026, 16:40"."""
        if value is None:
            return UNKNOWN
        local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone()
        return f"{self.day(local.date())}, {local:%H:%M}"

    def near(self, value: date | None, today: date) -> str:
        """As a to-do list says it: "today", "tomorrow", "2 days late"."""
        if value is None:
            return UNKNOWN
        days = (value - today).days
        if days in (0, 1):
            return _("today") if days == 0 else _("tomorrow")
        if days < 0:
            return n_("{count} day late", "{count} days late", -days).format(count=-days)
        if days < 7:
            return n_("in {count} day", "in {count} days", days).format(count=days)
        return self.day(value)

    def read_decimal(self, text: str) -> Decimal | None:
        """What was typed as a number, in the user's writing or in plain digits."""
        bare = re.sub(r"[\s\u00a0\u202f%]", "", text).replace(MINUS, "-")
        if not bare:
            return None
        plain = self._with_point(bare)
        if _NUMBER.fullmatch(plain):
            return Decimal(plain)
        example = self.number(Decimal("1234.5"))
        raise InvalidInput(
            _("“{text}” is not a number. Write it like {example}.").format(
                text=text.strip()[:_MOST_SHOWN], example=example
            )
        )

    def _with_point(self, bare: str) -> str:
        if self.point in bare:
            return bare.replace(self.group, "").replace(self.point, ".")
        if bare.count(self.group) == 1 and len(bare.rpartition(self.group)[2]) != 3:
            # the other half of the world's decimal point, and nothing else it could mean
            return bare.replace(self.group, ".")
        return bare.replace(self.group, "")

    def read_day(self, text: str, today: date) -> date | None:
        """What was typed as a date: 8 Jan 2027, 08.01.2027, 2027-01-08, today, +7."""
        words = text.strip().lower()
        if not words or words == UNKNOWN:
            return None
        if words in (_("today"), "today"):
            return today
        if re.fullmatch(r"[+-]\d{1,4}", words):
            return today + timedelta(days=int(words))
        try:
            return self._parse_day(words, today)
        except ValueError:
            example = self.day(today)
            raise InvalidInput(
                _("“{text}” is not a date. Write it like {example} or {iso}.").format(
                    text=text.strip(), example=example, iso=today.isoformat()
                )
            ) from None

    def _parse_day(self, words: str, today: date) -> date:
        if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", words):
            year, month, day = (int(part) for part in words.split("-"))
            return date(year, month, day)
        parts = [part for part in re.split(r"[\s./,-]+", words) if part]
        if len(parts) == 2:
            parts.append(str(today.year))
        if len(parts) != 3:
            raise ValueError(words)
        first, second, third = parts
        year = int(third) + (2000 if len(third) <= 2 else 0)
        if second.isdigit():
            month_first = self.locale.dateFormat(QLocale.FormatType.ShortFormat).lower()[0] == "m"
            return date(
                year, *(int(first), int(second)) if month_first else (int(second), int(first))
            )
        return date(year, self._month(second), int(first))

    def _month(self, word: str) -> int:
        english = QLocale(QLocale.Language.English)
        for number in range(1, 13):
            for locale in (self.locale, english):
                name = locale.monthName(number, QLocale.FormatType.LongFormat).lower()
                if len(word) >= 3 and name.startswith(word.rstrip(".")):
                    return number
        raise ValueError(word)


@lru_cache(maxsize=1)
def formats() -> Formats:
    """The formats of this process; ``use_locale`` replaces them."""
    return Formats()


@lru_cache(maxsize=1)
def plain_formats() -> Formats:
    """How programs write for each other: 1234.5 and 2027-01-08."""
    return Formats(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


_HOMES = {"en": "en_GB", "pt": "pt_PT", "es": "es_ES", "de": "de_DE"}


def locale_of(language: str, system: str) -> str:
    """The locale of a chosen language, the system's own where that speaks it; or none."""
    if language and system.startswith(language):
        return system
    return _HOMES.get(language, language)


def use_locale(name: str) -> None:
    """Write numbers and dates as this locale does ("pt_PT"); empty means the system's."""
    QLocale.setDefault(QLocale(name) if name else QLocale.system())
    formats.cache_clear()


def language_name(code: str) -> str:
    """What a language is called in the program's own: German, alemão."""
    from babel import Locale

    found = Locale.parse(code).get_language_name(language())
    return str(found or code)
