"""Records and rows as plain JSON values: numbers as strings, dates ISO, unknown as null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from salesdesk.models.values.currencies import digits_of
from salesdesk.models.values.listing import ColumnKind, ListSpec, Row
from salesdesk.models.values.rounding import half_up


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    match value:
        case None | bool() | int() | str():
            return value.value if isinstance(value, Enum) else value
        case Decimal():
            return number(value)
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case Sequence() | frozenset() | set():
            return [plain(v) for v in value]
        case _ if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            return str(value)


def number(value: Decimal) -> str:
    """Without exponent and without digits that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal | None, currency: str) -> str | None:
    """Money in its currency's own digits."""
    return None if value is None else f"{half_up(value, digits_of(currency)):f}"


def price(value: Decimal | None, currency: str) -> str | None:
    """A price of one unit: its currency's digits at least, more where it has more."""
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    digits = max(digits_of(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{half_up(value, digits):f}"


def percent(value: Decimal | None) -> str | None:
    """A percentage in points with two digits, as it is shown."""
    return None if value is None else f"{half_up(value, 2):f}"


def row_json(spec: ListSpec, row: Row) -> dict[str, Any]:
    """A row of a list by its column names."""
    return {
        column.name: _cell(spec, row, column.name, column.kind, column.currency)
        for column in spec.columns
    }


def _cell(spec: ListSpec, row: Row, name: str, kind: ColumnKind, currency: str) -> Any:
    value = row[spec.position(name)]
    if kind is ColumnKind.AMOUNT:
        return amount(value, row[spec.position(currency)] or "EUR")
    return percent(value) if kind is ColumnKind.PERCENT else plain(value)
