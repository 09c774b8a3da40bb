"""Reading typed values from JSON: everything that is wrong is gathered and named by its key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.currencies import DIGITS

_Word = TypeVar("_Word", bound=StrEnum)
_LARGEST = Decimal("1e18")
_DIGITS = 18


class JsonReader:
    """Reads typed values from JSON and gathers what is wrong, each under its full key."""

    def __init__(
        self, source: object, path: str = "", problems: list[Problem] | None = None
    ) -> None:
        self._path = path
        self._problems = [] if problems is None else problems
        self._source: Mapping[str, Any] = source if isinstance(source, Mapping) else {}
        if not isinstance(source, Mapping):
            self.problem("", _("Write an object here, in braces."), source)

    def inside(self, path: str, source: object) -> JsonReader:
        prefix = f"{self._path}.{path}" if self._path else path
        return JsonReader(source, prefix, self._problems)

    def problem(self, key: str, message: str, value: object = "") -> None:
        where = ".".join(part for part in (self._path, key) if part)
        self._problems.append(Problem(message, where, value=str(value)[:80]))

    def refuse(self, message: str) -> None:
        """Raise everything that was gathered, if anything was."""
        if self._problems:
            first = self._problems[0]
            told = f"{first.column}: {first.message}" if first.column else first.message
            raise InvalidInput(message.format(first=told), self._problems)

    def value(self, key: str) -> Any:
        return self._source.get(key)

    def has(self, key: str) -> bool:
        return self._source.get(key) is not None

    def objects(self, key: str) -> Sequence[object]:
        found = self.value(key)
        if found is None:
            return ()
        if not isinstance(found, list):
            self.problem(key, _("Write a list here, in brackets."), found)
            return ()
        return found

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        found = self.value(key)
        if found is None:
            if needed:
                self.problem(key, _("This is missing."))
            return default
        if isinstance(found, (str, int)) and not isinstance(found, bool):
            return str(found)
        self.problem(key, _("Write a text here."), found)
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        found = self.value(key)
        if found is None or isinstance(found, bool):
            return default if found is None else found
        self.problem(key, _("Write true or false here."), found)
        return default

    def word(self, key: str, words: type[_Word], default: _Word) -> _Word:
        found = self.value(key)
        if found is None:
            return default
        try:
            return words(found)
        except ValueError:
            known = ", ".join(words)
            self.problem(key, _("Write one of {known} here.").format(known=known), found)
            return default

    def currency(self, key: str, *, needed: bool = False) -> str:
        code = self.text(key, needed=needed)
        if code and code not in DIGITS:
            self.problem(key, _("This is no currency code; write one such as EUR."), code)
            return "EUR"
        return code or ("EUR" if needed else "")

    def number(
        self,
        key: str,
        *,
        needed: bool = False,
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> Decimal | None:
        found = self.value(key)
        if found is None:
            if needed:
                self.problem(key, _("This number is missing."))
            return None
        return self.check_number(key, found, low, high)

    def check_number(
        self, key: str, found: object, low: Decimal | None = None, high: Decimal | None = None
    ) -> Decimal | None:
        number = exact_number(found)
        if number is None:
            self.problem(key, _('Write an exact number as a text here, such as "12.50".'), found)
        elif low is not None and number < low:
            self.problem(key, _("This must be {low} or more.").format(low=low), found)
        elif high is not None and number > high:
            self.problem(key, _("This must be {high} or less.").format(high=high), found)
        else:
            return number
        return None

    def day(self, key: str) -> date | None:
        """A calendar date as 2026-12-30."""
        found = self.text(key)
        if not found:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.problem(key, _("Write a date as 2026-12-30."), found)
            return None


def parsed(content: bytes, most: int, refusal: str, file: str = "") -> Any:
    """The JSON in a file that somebody else made; numbers stay exact.

    Raises InvalidInput that says after ``refusal`` what is wrong, and in which line.
    """
    line = None
    try:
        if not content.strip():
            why = _("It is empty.")
        elif len(content) > most:
            why = _("It is larger than {most} MB.").format(most=most >> 20)
        else:
            encoding = json.detect_encoding(content)
            value = json.loads(content.decode(encoding), parse_float=Decimal)
            if b"\\u" in content:  # an escape can stand for half a character, which no file holds
                json.dumps(value, ensure_ascii=False, default=str).encode()
            return value
    except UnicodeEncodeError:
        why = _("It holds half a character, which is no text.")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        why = _("Line {line} isn't written in UTF-8; save it so.").format(line=line)
    except json.JSONDecodeError as problem:
        line = problem.lineno
        why = _("Line {line}, letter {column} isn't JSON; is it cut off?").format(
            line=line, column=problem.colno
        )
    except (ValueError, RecursionError):
        why = _("It holds a number too long, or lists too deep, to be read.")
    message = f"{refusal} {why}"
    raise InvalidInput(message, [Problem(message, row=line, file=file)])


def exact_number(found: object) -> Decimal | None:
    """A number that is exactly what was written: floats, NaN and absurd sizes are none."""
    if isinstance(found, bool) or not isinstance(found, (str, int, Decimal)):
        return None
    try:
        number = Decimal(found)
    except InvalidOperation:
        return None
    if number.is_zero():
        return Decimal(0)
    # by its digits first: what is beyond the context's exponents bursts or becomes 0 when used
    if not number.is_finite() or not -_DIGITS <= number.adjusted() <= _LARGEST.adjusted():
        return None
    if abs(number) > _LARGEST:
        return None
    exponent = number.normalize().as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -_DIGITS else None
