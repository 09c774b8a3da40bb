"""The texts of a list's row, made once when its page arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from salesdesk.i18n import _
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, Row
from salesdesk.ui.formats import UNKNOWN, Formats, formats
from salesdesk.ui.states import state_words

NUMBERS = frozenset({ColumnKind.AMOUNT, ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.INTEGER})
RIGHT = NUMBERS | {ColumnKind.DATE, ColumnKind.INSTANT}
Texter = Callable[[Any, Row], str]


def _flag(value: Any, _row: Row) -> str:
    return _("yes") if value else ""


def _amount(spec: ListSpec, column: ListColumn, write: Formats) -> Texter:
    at = spec.position(column.currency) if column.currency else 0

    def text(value: Decimal | None, row: Row) -> str:
        return write.amount(value, (row[at] or "") if at else "")

    return text


def _number(value: Decimal | None, _row: Row) -> str:
    return formats().plain(value)


def _plain(value: Any, _row: Row) -> str:
    return UNKNOWN if value is None or value == "" else str(value)


def texter(spec: ListSpec, column: ListColumn) -> Texter:
    """What turns a column's values into text."""
    write = formats()
    kinds: Mapping[ColumnKind, Texter] = {
        ColumnKind.AMOUNT: _amount(spec, column, write),
        ColumnKind.NUMBER: _number,
        ColumnKind.INTEGER: lambda value, _row: write.whole(value),
        ColumnKind.PERCENT: lambda value, _row: _percent(write, value),
        ColumnKind.DATE: lambda value, _row: _day(write, value),
        ColumnKind.INSTANT: lambda value, _row: _instant(write, value),
        ColumnKind.STATUS: lambda value, _row: state_words(value) if value else UNKNOWN,
        ColumnKind.FLAG: _flag,
    }
    found = kinds.get(column.kind)
    if found is None and column.choices:
        return lambda value, _row: state_words(value) if value else UNKNOWN
    return found or _plain


def _percent(write: Formats, value: Decimal | None) -> str:
    digits = 0 if value is not None and value == value.to_integral_value() else 2
    return write.percent(value, digits)


def _day(write: Formats, value: date | None) -> str:
    return write.day(value)


def _instant(write: Formats, value: datetime | None) -> str:
    return write.instant(value)
