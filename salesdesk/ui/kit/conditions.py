"""Conditions of a list as sentences: "Stage is open"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.i18n import N_, _
from salesdesk.models.values.listing import (
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    SortKey,
)
from salesdesk.ui.formats import formats
from salesdesk.ui.states import state_words

WORDS: Mapping[Operator, str] = {
    Operator.IS: N_("is"),
    Operator.IS_NOT: N_("is not"),
    Operator.CONTAINS: N_("contains"),
    Operator.AT_LEAST: N_("at least"),
    Operator.AT_MOST: N_("at most"),
    Operator.IS_EMPTY: N_("is empty"),
    Operator.IS_NOT_EMPTY: N_("is filled"),
}
_ORDERED = (Operator.AT_LEAST, Operator.AT_MOST, Operator.IS, Operator.IS_EMPTY,
            Operator.IS_NOT_EMPTY)  # fmt: skip
_WORDY = (Operator.CONTAINS, Operator.IS, Operator.IS_NOT, Operator.IS_EMPTY,
          Operator.IS_NOT_EMPTY)  # fmt: skip
_ORDERED_KINDS = frozenset(
    {ColumnKind.AMOUNT, ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.INTEGER,
     ColumnKind.DATE}
)  # fmt: skip


def operators(column: ListColumn) -> tuple[Operator, ...]:
    """How a column can be compared."""
    if column.choices or column.kind == ColumnKind.FLAG:
        return (Operator.IS, Operator.IS_NOT)
    return _ORDERED if column.kind in _ORDERED_KINDS else _WORDY


def needs_value(operator: Operator) -> bool:
    return operator not in (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)


def sentence(spec: ListSpec, condition: Condition) -> tuple[str, str]:
    """What stands plain and what stands strong in the chip."""
    column = spec.column(condition.column)
    title = _(column.title)
    if not needs_value(condition.operator):
        return title, _(WORDS[condition.operator])
    values = _(" or ").join(value_words(column, value) for value in condition.values)
    if title.endswith(_(" is")):  # a heading that is a sentence already: "Stage is"
        return title, values
    return f"{title} {_(WORDS[condition.operator])}", values


def value_words(column: ListColumn, value: object) -> str:
    if isinstance(value, Decimal):
        return formats().plain(value)
    if isinstance(value, date):
        return formats().day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return state_words(str(value)) if column.choices else str(value)


def read_value(column: ListColumn, text: str, today: date) -> str | Decimal | date | bool | int:
    """A typed value in the column's own kind; raises InvalidInput."""
    if column.kind == ColumnKind.DATE:
        return formats().read_day(text, today) or today
    if column.kind in _ORDERED_KINDS:
        number = formats().read_decimal(text) or Decimal(0)
        return int(number) if column.kind == ColumnKind.INTEGER else number
    return text.strip()


def packed(query: ListQuery) -> dict[str, Any]:
    """A query as JSON can hold it."""
    return {
        "text": query.text,
        "sort": [[key.column, key.descending] for key in query.sort],
        "conditions": [
            [c.column, c.operator.value, [_packed_value(v) for v in c.values]]
            for c in query.conditions
        ],
    }


def _packed_value(value: object) -> list[str | bool | int]:
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", value]
    if isinstance(value, Decimal):
        return ["decimal", str(value)]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["str", str(value)]


def unpacked(spec: ListSpec, kept: Mapping[str, Any]) -> ListQuery:
    """The query again; what names a column that is gone is left out."""
    known = {column.name for column in spec.columns}
    conditions = tuple(
        Condition(name, Operator(operator), tuple(_unpacked_value(v) for v in values))
        for name, operator, values in kept.get("conditions", ())
        if name in known
    )
    sort = tuple(SortKey(name, down) for name, down in kept.get("sort", ()) if name in known)
    return ListQuery(str(kept.get("text", "")), conditions, sort)


def _unpacked_value(kept: list[Any]) -> str | Decimal | date | bool | int:
    kind, value = kept
    if kind == "decimal":
        return Decimal(value)
    if kind == "date":
        return date.fromisoformat(value)
    if kind in ("bool", "int"):
        return bool(value) if kind == "bool" else int(value)
    return str(value)
