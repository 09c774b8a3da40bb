"""What a list shows and how it is asked for: columns, conditions, sort, pages and totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

PAGE_SIZE = 64

Row = tuple[Any, ...]
"""One row of a list: the record's id (UUID), then one value for each column of the spec.

Values by kind: TEXT, STATUS, PERSON, CURRENCY str | None; AMOUNT, NUMBER, PERCENT Decimal | None;
INTEGER int | None; DATE date | None; INSTANT datetime | None (UTC); FLAG bool.
PERCENT is in points: Decimal("26.72") is 26.72 %.
"""


class ColumnKind(StrEnum):
    """How a value is shown, compared and exported."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    PERCENT = "percent"
    INTEGER = "integer"
    DATE = "date"
    INSTANT = "instant"
    STATUS = "status"
    PERSON = "person"
    CURRENCY = "currency"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its name in queries and exports, its heading (marked with ``N_``), its kind.

    ``currency`` names the column that holds an amount's currency; ``summed`` amounts get a
    footer total per currency.
    """

    name: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    currency: str = ""
    summed: bool = False
    shown: bool = True
    width: int = 140
    choices: tuple[str, ...] = ()


class Operator(StrEnum):
    """How a condition compares a column with its values."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter chip: column, operator, and any of the values."""

    column: str
    operator: Operator
    values: tuple[str | Decimal | date | bool | int, ...] = ()


@dataclass(frozen=True, slots=True)
class SortKey:
    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What the user wants to see: words searched by prefix, conditions joined by and, the order."""

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A module's list: its columns, the order it opens in, and its saved views as shipped."""

    kind: str
    columns: tuple[ListColumn, ...]
    sort: tuple[SortKey, ...]
    views: tuple[tuple[str, ListQuery], ...] = ()

    def column(self, name: str) -> ListColumn:
        return next(column for column in self.columns if column.name == name)

    def position(self, name: str) -> int:
        """Where the column's value stands in a ``Row`` (0 is the id)."""
        return 1 + next(i for i, column in enumerate(self.columns) if column.name == name)


@dataclass(frozen=True, slots=True)
class Outline:
    """How long an answer is, and where each page of ``PAGE_SIZE`` rows begins."""

    count: int
    anchors: Sequence[Any] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a column in one currency."""

    column: str
    currency: str
    amount: Decimal


class ListSource(Protocol):
    """Reads a list a page at a time; every call may run in a worker thread."""

    @property
    def spec(self) -> ListSpec: ...

    def first_page(self, query: ListQuery) -> Sequence[Row]:
        """The first ``PAGE_SIZE`` rows, at once, before the count is known."""

    def outline(self, query: ListQuery) -> Outline:
        """The count and the anchors of all pages."""

    def page(self, query: ListQuery, outline: Outline, number: int) -> Sequence[Row]:
        """Page ``number`` (from 0) of the answer that ``outline`` describes."""

    def totals(self, query: ListQuery, ids: Sequence[Any] = ()) -> Sequence[Total]:
        """Sums per currency of the summed columns, of the answer or of the rows with these ids."""
