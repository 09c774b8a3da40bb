"""Reading a list from the database: whitelisted columns, prefix search, pages by key, sums."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Join,
    Select,
    Table,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.triggers import search_index
from salesdesk.models.values.folding import words
from salesdesk.models.values.listing import (
    PAGE_SIZE,
    Condition,
    ListQuery,
    ListSpec,
    Operator,
    Outline,
    Row,
    Total,
)
from salesdesk.services.database import Database

Expression = ColumnElement[Any]
_KEYS_AT_ONCE = 20_000
_MOST_TYPED = 300


@dataclass(frozen=True)
class Listing:
    """A ``ListSource`` over one table and what is joined to it.

    ``expressions`` has one expression for each column of the spec; ``orders`` may name a
    better one to sort by. Only these names reach SQL, so a query can't ask for a hidden field.
    """

    database: Database
    spec: ListSpec
    table: Table
    source: FromClause
    expressions: Mapping[str, Expression]
    orders: Mapping[str, Expression] = field(default_factory=dict)
    always: tuple[Expression, ...] = ()

    def first_page(self, query: ListQuery) -> Sequence[Row]:
        """Read the first page straight from the order's index."""
        with self.database.reading() as session:
            return self._rows(session, self._ordered(self._select_rows(), query).limit(PAGE_SIZE))

    def all_rows(self, query: ListQuery, limit: int | None = None) -> Sequence[Row]:
        """Every row of the answer, for exports and the command line."""
        with self.database.reading() as session:
            return self._rows(session, self._ordered(self._select_rows(), query).limit(limit))

    def count(self, query: ListQuery) -> int:
        with self.database.reading() as session:
            counted = select(func.count()).select_from(self._least_source(query))
            statement = self._filtered(counted, query)
            return int(session.execute(statement).scalar_one())

    def outline(self, query: ListQuery) -> Outline:
        """The keys of the whole answer in order, eight or sixteen bytes each."""
        with self.database.reading() as session:
            sort = [key.column for key in query.sort or self.spec.sort]
            keys = select(self._key()).select_from(self._least_source(query, sort))
            statement = self._ordered(keys, query)
            # straight from the driver: a million keys as SQLAlchemy's rows take six times as long
            cursor = session.connection().execute(statement).cursor
            assert cursor is not None
            anchors: Any = array("q") if self._has_rowid() else []
            while some := cursor.fetchmany(_KEYS_AT_ONCE):
                anchors.extend(chain.from_iterable(some))
            cursor.close()
        return Outline(len(anchors), anchors)

    def page(self, query: ListQuery, outline: Outline, number: int) -> Sequence[Row]:
        """One page by its keys: stable while others insert and delete."""
        del query
        keys = list(outline.anchors[number * PAGE_SIZE : (number + 1) * PAGE_SIZE])
        return self._by_keys(keys, self._key())

    def rows(self, ids: Sequence[UUID]) -> Sequence[Row]:
        """The rows of these records, in this order."""
        return self._by_keys(list(ids), self._id)

    def _by_keys(self, keys: list[Any], key: Expression) -> Sequence[Row]:
        statement = self._select_rows().add_columns(key.label("page_key")).where(key.in_(keys))
        with self.database.reading() as session:
            found = {row[-1]: tuple(row[:-1]) for row in session.execute(statement)}
        return [found[key] for key in keys if key in found]

    def totals(self, query: ListQuery, ids: Sequence[Any] = ()) -> Sequence[Total]:
        """Sums per currency, never across currencies; the rows are gone through once."""
        units: dict[str, list[str]] = {}
        for column in self.spec.columns:
            if column.summed:
                units.setdefault(column.currency, []).append(column.name)
        with self.database.reading() as session:
            found = [t for unit, names in units.items()
                     for t in self._sums(session, names, unit, query, ids)]  # fmt: skip
        order = [column.name for column in self.spec.columns]
        return sorted(found, key=lambda total: (order.index(total.column), total.currency))

    def _sums(
        self, session: Session, names: list[str], unit: str, query: ListQuery, ids: Sequence[Any]
    ) -> list[Total]:
        code, amounts = self.expressions[unit], [self.expressions[name] for name in names]
        sums = [func.sum(amount) for amount in amounts]
        source = self._least_source(query, [unit, *names])
        statement = select(code, *sums).select_from(source).group_by(code)
        named = self._id.in_(ids)
        statement = statement.where(named) if ids else self._filtered(statement, query)
        return [
            Total(name, row[0] or "", total or Decimal(0))
            for row in session.execute(statement)
            for name, total in zip(names, row[1:], strict=True)
        ]

    def sums_by(self, query: ListQuery, name: str, by: str) -> Sequence[tuple[str, Any, Decimal]]:
        """Sums of an amount per currency and per value of another column."""
        unit = next(column.currency for column in self.spec.columns if column.name == name)
        code, group = self.expressions[unit], self.expressions[by]
        source = self._least_source(query, [unit, name, by])
        total = func.sum(self.expressions[name])
        statement = select(code, group, total).select_from(source).group_by(code, group)
        with self.database.reading() as session:
            rows = session.execute(self._filtered(statement, query))
            return [(row[0] or "", row[1], row[2] or Decimal(0)) for row in rows]

    def _select_rows(self) -> Select[Any]:
        columns = [self.expressions[c.name].label(c.name) for c in self.spec.columns]
        return select(self._id, *columns).select_from(self.source)

    def _least_source(self, query: ListQuery, names: Sequence[str] = ()) -> FromClause:
        """The table alone where these columns and the query's conditions need nothing joined.

        SQLite leaves out an outer join that adds nothing, but still reads what it joins on.
        """
        asked = [*names, *(condition.column for condition in query.conditions)]
        used = [self.orders.get(name, self._expression(name)) for name in asked]
        alone = all(getattr(expression, "table", None) is self.table for expression in used)
        return self.table if alone and _keeps_every_row(self.source) else self.source

    def _rows(self, session: Session, statement: Select[Any]) -> Sequence[Row]:
        return [tuple(row) for row in session.execute(statement)]

    @property
    def _id(self) -> Expression:
        """What identifies a row to the user's screens; the audit trail counts its own."""
        return self.table.c.id if "id" in self.table.c else self.table.c.seq

    def _has_rowid(self) -> bool:
        return self.database.dialect == "sqlite"

    def _key(self) -> Expression:
        if self._has_rowid():
            return literal_column(f"{self.table.name}.rowid")
        return self._id

    def _ordered(self, statement: Select[Any], query: ListQuery) -> Select[Any]:
        statement = self._filtered(statement, query)
        for key in query.sort or self.spec.sort:
            order = self.orders.get(key.column, self._expression(key.column))
            ordered = order.desc() if key.descending else order.asc()
            if getattr(order, "nullable", True):
                # PostgreSQL and SQLite put unknown values at opposite ends unless told; where
                # none can be, the plain order is the one that an index has.
                ordered = ordered.nulls_last() if key.descending else ordered.nulls_first()
            statement = statement.order_by(ordered)
        last = (query.sort or self.spec.sort)[-1].descending
        return statement.order_by(self._id.desc() if last else self._id)

    def _filtered(self, statement: Select[Any], query: ListQuery) -> Select[Any]:
        statement = statement.where(*self.always)
        if query.text.strip():
            statement = statement.where(self._found(query.text))
        return statement.where(*(self._condition(c) for c in query.conditions))

    def _found(self, typed: str) -> Expression:
        """By the index of the table's words; one that has none (the audit trail) is read."""
        if "search_text" in self.table.c:
            return found_by(self.table, typed, self.database.dialect)
        texts = [e for e in self.expressions.values() if e.type.python_type is str]
        return and_(
            *(
                or_(*(text.icontains(word, autoescape=True) for text in texts))
                for word in _whole(typed).split()
            )
        )

    def _expression(self, name: str) -> Expression:
        if name not in self.expressions:
            raise InvalidInput(_("This list has no column {name}.").format(name=name))
        return self.expressions[name]

    def _condition(self, condition: Condition) -> Expression:
        column, values = self._expression(condition.column), condition.values
        match condition.operator:
            case Operator.IS:
                return or_(column.in_(values))
            case Operator.IS_NOT:
                return or_(column.not_in(values), column.is_(None))
            case Operator.CONTAINS:
                return or_(*(column.icontains(str(v), autoescape=True) for v in values))
            case Operator.AT_LEAST:
                return column >= values[0]
            case Operator.AT_MOST:
                return column <= values[0]
            case Operator.IS_EMPTY:
                return _is_empty(column)
            case Operator.IS_NOT_EMPTY:
                return ~_is_empty(column)


def _keeps_every_row(source: FromClause) -> bool:
    """Whether what is joined can neither drop a row of the first table nor repeat one."""
    while isinstance(source, Join):
        if not source.isouter:
            return False
        source = source.left
    return isinstance(source, Table)


def _is_empty(column: Expression) -> Expression:
    if column.type.python_type is str:
        return or_(column.is_(None), column == "")
    return column.is_(None)


def _whole(typed: str) -> str:
    """As much as anybody types; half a character, of a terminal in another encoding, is in none."""
    return typed[:_MOST_TYPED].encode(errors="replace").decode()


def found_by(table: Table, typed: str, dialect: str) -> Expression:
    """Rows whose search words begin with every word that was typed, up to what anybody types."""
    wanted = words(_whole(typed))
    if not wanted:
        return and_(literal_column("1") == literal_column("0"))
    if dialect == "sqlite":
        match = " AND ".join(f'"{word}"*' for word in wanted)
        index = search_index(table.name)
        hits = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :match").bindparams(match=match)  # noqa: S608 the name is a table's own
        return literal_column(f"{table.name}.rowid").in_(hits)
    match = " & ".join(f"{word}:*" for word in wanted)
    return func.to_tsvector(literal_column("'simple'"), table.c.search_text).op("@@")(
        func.to_tsquery(literal_column("'simple'"), match)
    )
