"""What may be typed into a cell of the grid, and what it means.

``=40*1.15`` calculates, ``2w`` and ``3d`` are durations (and, as effort, the hours they hold),
``m35`` a margin, ``k20`` a markup, ``r80`` a rate, ``f500`` a fixed price, ``20/30/58`` a
three-point effort, ``3FS+2d; 1.2`` predecessors. Numbers follow the user's own signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from typing import NoReturn
from uuid import UUID

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.duration import NONE, Duration
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency

MOST = Decimal(10) ** 12
MOST_UNITS = Decimal(100_000)
LETTERS = {
    Method.MARGIN: "m",
    Method.MARKUP: "k",
    Method.RATE: "r",
    Method.FIXED: "f",
    Method.PART: "p",
}
"""How a price rule is written: a letter and its figure."""
_METHODS = {letter: method for method, letter in LETTERS.items()}
_TOKEN = re.compile(r"\s*(?:(\d[\d.,'\u00a0\u202f ]*|[.,]\d+)|(.))")
_LINK = re.compile(
    r"(\d+(?:\.\d+)*)\s*(FS|SS|FF|SF)?\s*(?:([+-])\s*([\d.,]+\s*e?(?:min|mo|h|d|w)))?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[+-]?(\d{1,18}(\.\d{0,12})?|\.\d{1,12})")
_UNIT = re.compile(r"[a-z]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberSigns:
    """How the user writes numbers."""

    decimal: str = "."
    group: str = ","


PLAIN = NumberSigns()


def refuse(message: str, text: str) -> NoReturn:
    raise InvalidInput(message.format(text=text))


def number(text: str, signs: NumberSigns = PLAIN) -> Decimal:
    """A number, or a calculation after ``=``."""
    stripped = text.strip()
    found = _calculated(stripped[1:], signs) if stripped.startswith("=") else None
    if found is None:
        found = _literal(stripped, signs)
    if found is None:
        refuse(_("“{text}” is not a number. Write one, or a calculation such as =40*1.15."), text)
    if abs(found) > MOST:
        refuse(_("“{text}” is larger than any plan holds."), text)
    return found


def not_negative(text: str, signs: NumberSigns = PLAIN) -> Decimal:
    """A number from zero up."""
    found = number(text, signs)
    if found < 0:
        refuse(_("“{text}” is below zero, which is not possible here."), text)
    return found


@lru_cache(maxsize=4096)
def _literal(text: str, signs: NumberSigns) -> Decimal | None:
    """A typed number: the user's decimal sign, groups of three ignored, a true minus accepted."""
    cleaned = text.replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "")
    cleaned = cleaned.replace(" ", "").replace("'", "")
    if signs.group and signs.group in cleaned:
        whole, _sign, part = cleaned.partition(signs.decimal)
        groups = whole.lstrip("+-").split(signs.group)
        if signs.group in part or any(len(group) != 3 for group in groups[1:]):
            return None
        cleaned = whole.replace(signs.group, "") + (signs.decimal + part if part else "")
    if signs.decimal != ".":
        if "." in cleaned:
            return None
        cleaned = cleaned.replace(signs.decimal, ".")
    if not _DIGITS.fullmatch(cleaned):
        return None
    return Decimal(cleaned)


class _Calculation:
    """``+ - * / ( ) %`` over decimals, by recursive descent; nothing else is understood."""

    def __init__(self, text: str, signs: NumberSigns) -> None:
        self._signs = signs
        self._tokens: list[str] = []
        for digits, sign in _TOKEN.findall(text):
            self._tokens.append((digits or sign).strip())
        self._depth = 0

    def value(self) -> Decimal | None:
        try:
            found = self._sum()
        except (IndexError, ValueError, DivisionByZero, InvalidOperation):
            return None
        return None if self._tokens else found

    def _sum(self) -> Decimal:
        found = self._product()
        while self._tokens and self._tokens[0] in "+-\u2212":
            sign = self._tokens.pop(0)
            other = self._product()
            found = found + other if sign == "+" else found - other
        return found

    def _product(self) -> Decimal:
        found = self._factor()
        while self._tokens and self._tokens[0] in "*/×÷":
            sign = self._tokens.pop(0)
            other = self._factor()
            found = found * other if sign in "*×" else found / other
        return found

    def _factor(self) -> Decimal:
        part = self._tokens.pop(0)
        if part in ("-", "\u2212"):
            return -self._factor()
        if part == "+":
            return self._factor()
        if part == "(":
            self._depth += 1
            if self._depth > 50:
                raise ValueError(part)
            found = self._sum()
            if self._tokens.pop(0) != ")":
                raise ValueError(part)
            return self._percent(found)
        literal = _literal(part, self._signs)
        if literal is None:
            raise ValueError(part)
        return self._percent(literal)

    def _percent(self, found: Decimal) -> Decimal:
        if self._tokens and self._tokens[0] == "%":
            self._tokens.pop(0)
            return found / 100
        return found


def _calculated(text: str, signs: NumberSigns) -> Decimal | None:
    found = _Calculation(text, signs).value()
    if found is None:
        return None
    return found.quantize(Decimal("0.000001")).normalize() + 0 if abs(found) <= MOST else found


def rule(
    text: str, signs: NumberSigns = PLAIN, item_at: Mapping[str, UUID] | None = None
) -> PriceRule | None:
    """``m35``, ``k20``, ``r80``, ``f500``, ``role``; empty means inherit.

    ``p10@2`` is 10 % of what item 2 sells, ``p10`` of everything.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if stripped.casefold() in {"role", _("role").casefold()}:
        return PriceRule(Method.ROLE)
    method = _METHODS.get(stripped[0].lower())
    if method is None:
        refuse(
            _(
                "“{text}” is not a price rule. Write m35 for a margin, k20 for a markup, "
                "r80 for a rate, f500 for a fixed price, p10@2 for a tenth of item 2, "
                "t33000 for a total."
            ),
            text,
        )
    figure, _at, code = stripped[1:].partition("@")
    if code and (method is not Method.PART or item_at is None or code.strip() not in item_at):
        refuse(_("There is no item {text} in this plan."), code.strip())
    value = number(figure.strip().removesuffix("%").strip(), signs)
    return PriceRule(method, value, item_at[code.strip()] if item_at and code else None)


def rule_text(
    rule: PriceRule | None, signs: NumberSigns, code_of: Callable[[UUID], str | None]
) -> str:
    """What ``rule`` reads back."""
    if rule is None:
        return ""
    if rule.method is Method.ROLE:
        return "role"
    code = code_of(rule.of) if rule.of else None
    figure = durations.plain(rule.value).replace(".", signs.decimal)
    return f"{LETTERS[rule.method]}{figure}{f'@{code}' if code else ''}"


def duration(text: str, signs: NumberSigns = PLAIN) -> Duration | None:
    """``3d``; a bare number counts days; empty means as long as the effort takes."""
    stripped = text.strip()
    if not stripped:
        return None
    bare = _literal(stripped, signs)
    found = Duration(bare) if bare is not None else durations.parse(stripped)
    _refuse_endless(found.amount, text)
    if found.amount < 0:
        refuse(_("“{text}” is below zero, which is not possible here."), text)
    return found


def units(text: str, signs: NumberSigns = PLAIN) -> Decimal | None:
    """How much of one person works on an item: ``50`` or ``50 %``; empty is one person."""
    stripped = text.strip().removesuffix("%").strip()
    if not stripped:
        return None
    value = not_negative(stripped, signs)
    if not 0 < value <= MOST_UNITS:
        refuse(_("“{text}” is no share of a person: 100 is one person, 50 half of one."), text)
    return value


def _refuse_endless(amount: Decimal, text: str) -> None:
    if amount > durations.MOST:
        refuse(_("“{text}” is longer than any plan. Check the unit."), text)


@dataclass(frozen=True, slots=True)
class Effort:
    """Hours, perhaps with an optimistic and a pessimistic value around them."""

    likely: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None


def effort(text: str, calendar: WorkingCalendar, signs: NumberSigns = PLAIN) -> Effort:
    """Hours: ``40``, ``=5*8``, ``2w``, or ``20/30/58`` for three points."""
    stripped = text.strip()
    if not stripped:
        return Effort(None)
    parts = [stripped] if stripped.startswith("=") else stripped.split("/")
    if len(parts) not in (1, 3):
        refuse(_("“{text}” is not an effort. Write hours, 2w, or three points as 20/30/58."), text)
    hours = [_hours(part, calendar, signs) for part in parts]
    _refuse_endless(max(hours), text)
    if len(hours) == 1:
        return Effort(hours[0])
    if not hours[0] <= hours[1] <= hours[2]:
        refuse(_("“{text}” must rise: optimistic, likely, pessimistic."), text)
    return Effort(hours[1], hours[0], hours[2])


def _hours(text: str, calendar: WorkingCalendar, signs: NumberSigns) -> Decimal:
    if _UNIT.search(text) and not text.strip().startswith("="):
        found = durations.parse(text)
        if found.amount < 0:
            refuse(_("“{text}” is below zero, which is not possible here."), text)
        return found.hours(calendar).quantize(Decimal("0.000001")).normalize() + 0
    return not_negative(text, signs)


def predecessors(text: str, item_at: Mapping[str, UUID]) -> tuple[Dependency, ...]:
    """``1.2``, ``3FS+2d``, several between commas or semicolons; codes as the grid shows them."""
    found: list[Dependency] = []
    for part in re.split(r"[;,]\s*(?=\d)", text.strip().rstrip(";,")) if text.strip() else ():
        match = _LINK.fullmatch(part.strip())
        if match is None:
            refuse(_("“{text}” is not a predecessor. Write a code such as 1.2 or 3FS+2d."), part)
        code, kind, sign, lag = match.groups()
        if code not in item_at:
            refuse(_("There is no item {text} in this plan."), code)
        if any(link.before == item_at[code] for link in found):
            refuse(_("Item {text} is named twice."), code)
        wait = NONE if lag is None else durations.parse(f"{sign}{lag}")
        found.append(Dependency(item_at[code], LinkType((kind or "FS").upper()), wait))
    return tuple(found)


def predecessors_text(links: tuple[Dependency, ...], code_of: Callable[[UUID], str | None]) -> str:
    """What ``predecessors`` reads back; links to items that are gone are not shown."""
    shown = []
    for link in links:
        code = code_of(link.before)
        if code is None:
            continue
        kind = "" if link.type is LinkType.FS and not link.lag.amount else link.type.value
        sign = "+" if link.lag.amount > 0 else ""
        shown.append(f"{code}{kind}{sign}{link.lag if link.lag.amount else ''}")
    return ", ".join(shown)
