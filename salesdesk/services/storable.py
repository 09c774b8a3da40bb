"""What a column of either database can hold, looked at before anything is written."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any

from sqlalchemy import Column, Integer, String, Table

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.base import Record, table_of
from salesdesk.models.columns import Scaled
from salesdesk.services.field_words import field_title, list_title

_LARGEST = 2**31 - 1
_MOST_SCALED = 10**18
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""The null character, which PostgreSQL refuses, and halves of characters, which no file holds."""


def require_storable(record: Record) -> None:
    """Refuse, on both databases alike, what a column of either could not keep.

    Raises:
        InvalidInput: a text is too long or holds a null or half a character; a number is too
            large, or has more decimals than its column.
    """
    given = record.__dict__
    for name, fits, column in _limited(table_of(type(record))):
        value = given.get(name)
        if value is None or fits(value):
            continue
        if said := unstorable(column, value):
            shown = (
                str(value)[:80].encode(errors="replace").decode()
            )  # half characters can't be shown
            raise InvalidInput(said, [Problem(said, name, _row_of(record), value=shown)])


def _row_of(record: Record) -> int | None:
    """Which part of a list this is; people count from 1."""
    place = record.__dict__.get("position")
    if not isinstance(place, int):
        return None
    return place // record.spacing if record.spacing else place + 1


def unstorable(column: Column[Any], value: Any) -> str:
    """Why a value does not fit its column; nothing where it does."""
    said = _unstorable(column, value)
    table = column.table.name
    field = _(field_title(table, column.name))
    return said and said.format(field=field, list=_(list_title(table)))


@cache
def _limited(table: Table) -> Sequence[tuple[str, Callable[[Any], bool], Column[Any]]]:
    """Columns that can't hold everything, each with a quick look at what surely fits."""
    return [
        (column.name, fits, column)
        for column in table.columns
        if (fits := _quick_look(column.type)) is not None
    ]


def _quick_look(kind: Any) -> Callable[[Any], bool] | None:
    """A test that passes what surely fits; expressions of the database's own are left to it."""
    if isinstance(kind, Scaled):
        return partial(_surely_fits, -kind.digits, Decimal(_MOST_SCALED).scaleb(-kind.digits))
    if isinstance(kind, Integer):
        return lambda value: not isinstance(value, int) or -_LARGEST <= value <= _LARGEST
    if isinstance(kind, String):
        length = kind.length or sys.maxsize
        return lambda value: (
            not isinstance(value, str) or (len(value) <= length and not _NO_TEXT.search(value))
        )
    return None


def _surely_fits(least: int, most: Decimal, value: Any) -> bool:
    """Whether a decimal has few enough digits on either side; 1.5000000 is looked at again."""
    if not isinstance(value, Decimal):
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= least and -most < value < most


def _unstorable(column: Column[Any], value: Any) -> str:
    """The sentence for a value that does not fit its column, its field and list still open."""
    kind = column.type
    if isinstance(kind, Scaled) and isinstance(value, Decimal):
        return kind.refusal(value)
    if isinstance(kind, Integer) and isinstance(value, int) and abs(value) > _LARGEST:
        return _("{field} in {list} is a number too large to keep.")
    if isinstance(value, str) and _NO_TEXT.search(value):
        return _("{field} in {list} holds a character that no text may have. Type it again.")
    if isinstance(kind, String) and isinstance(value, str) and len(value) > (kind.length or 1e9):
        text = _("{{field}} in {{list}} may have {most} characters; this text has {count}.")
        return text.format(most=kind.length, count=len(value))
    return ""
