"""Sentences for what a database refuses: which list, which field, which value, and what to do.

Both databases name a constraint, or its table and columns, in a message of their own. Here the
tables' metadata say the rest, so that a person reads the same words whichever of the two it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Engine,
    Index,
    Table,
    UniqueConstraint,
    Uuid,
    select,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from salesdesk.errors import (
    DatabaseUnusable,
    InUse,
    InvalidInput,
    Problem,
    SalesDeskError,
    StaleRecord,
)
from salesdesk.i18n import N_, _
from salesdesk.models.base import Record
from salesdesk.models.columns import Scaled
from salesdesk.services.field_words import field_title, list_title
from salesdesk.services.plain import number as plain_number

_UNIQUE, _FOREIGN_KEY, _CHECK, _NOT_NULL = "UNIQUE", "FOREIGN KEY", "CHECK", "NOT NULL"
_CODES = {"23505": _UNIQUE, "23503": _FOREIGN_KEY, "23514": _CHECK, "23502": _NOT_NULL}
CHECKS = {
    "ends_after_start": ("ends_on", N_("The last day can't be before the first.")),
    "total_not_negative": ("total", N_("A total can't be below 0.")),
    "amount_not_negative": ("amount", N_("An amount can't be below 0.")),
    "rate_positive": ("rate", N_("A rate must be above 0.")),
    "level_not_negative": ("level", N_("A work item can't stand left of the first level.")),
    "approver_is_not_author": (
        "approved_by_id",
        N_("Nobody approves a proposal of their own. Ask somebody else to."),
    ),
    "days_in_order": ("valid_to", N_("The last day can't be before the first.")),
    "to_somebody_else": ("to_id", N_("Nobody stands in for themselves. Choose somebody else.")),
    "one_owner": (
        "account_id",
        N_("This belongs to an account or to a contact, and can't belong to both."),
    ),
}
_VALUES = re.compile(r"INSERT INTO (\w+) \(([^)]*)\) VALUES", re.IGNORECASE)
_SET = re.compile(r"UPDATE (\w+) SET (.*?)(?: WHERE |$)", re.IGNORECASE | re.DOTALL)
_DELETE = re.compile(r"DELETE FROM (\w+)", re.IGNORECASE)
_KEYS = re.compile(r"\(([^()]*)\)=\((.*)\)", re.DOTALL)


def refused_by_database(problem: DBAPIError, engine: Engine) -> SalesDeskError:
    """The sentence for a constraint that stopped a write; the write must be rolled back first."""
    said = str(problem.orig).strip()
    if not isinstance(problem, IntegrityError):
        return InvalidInput(_("The database can't keep a value: {said}").format(said=said))
    broken = _broken(problem.orig)
    found = re.search(r"ck_\w+", said)
    if broken == _CHECK and found:
        return _check(found[0], problem)
    if broken == _FOREIGN_KEY:
        return _reference(problem, engine)
    if broken == _NOT_NULL:
        return _missing(problem)
    columns = _unique_columns(problem) if broken == _UNIQUE else ()
    if columns:
        return _duplicate(columns, problem)
    return InvalidInput(_("The database refuses this value ({said}).").format(said=said))


def _broken(orig: Any) -> str:
    """Which rule was broken: PostgreSQL has a code for it, since its words follow its locale."""
    code = getattr(orig, "sqlstate", None)
    if code:
        return _CODES.get(code, "")
    said = str(orig)
    return next((rule for rule in _CODES.values() if said.startswith(f"{rule} ")), "")


def _unique_columns(problem: IntegrityError) -> Sequence[Column[Any]]:
    """The columns that had to be unique, by SQLite's list of them or PostgreSQL's constraint."""
    orig: Any = problem.orig
    tables = Record.metadata.tables
    diag = getattr(orig, "diag", None)
    if diag is not None:
        table = tables.get(diag.table_name or "")
        return () if table is None else _columns_of(table, diag.constraint_name or "")
    _head, _sign, named = str(orig).partition("UNIQUE constraint failed: ")
    pairs = [part.strip().split(".") for part in named.split(",") if "." in part]
    return [tables[table].c[column] for table, column in pairs if table in tables]


def _columns_of(table: Table, constraint: str) -> Sequence[Column[Any]]:
    kept: list[UniqueConstraint | Index] = [
        each for each in table.constraints if isinstance(each, UniqueConstraint)
    ]
    kept += [index for index in table.indexes if index.unique]
    return next((list(each.columns) for each in kept if each.name == constraint), ())


def _duplicate(columns: Sequence[Column[Any]], problem: IntegrityError) -> SalesDeskError:
    """The field that a person gave: never a key of ours, nor the source of an import."""
    named = [c for c in columns if not c.foreign_keys and c.name not in ("source", "family_id")]
    column = named[0] if "number" in {c.name for c in named} else (named or list(columns))[-1]
    table = column.table.name
    if column.name == "family_id":
        return StaleRecord(_("Somebody saved this record a moment ago. Nothing of yours is lost."))
    value = "" if column.foreign_keys else _value_of(column.name, problem)
    text = _("There is already one in {list} with this {field}. Choose another.")
    if value:
        text = _("There is already one in {list} whose {field} is “{value}”. Choose another.")
    shown = text.format(list=_(list_title(table)), field=_(field_title(table, column.name)),
                        value=value)  # fmt: skip
    return InvalidInput(shown, [Problem(shown, column.name, value=value)])


def _check(name: str, problem: IntegrityError) -> SalesDeskError:
    for suffix, (column, message) in CHECKS.items():
        if name.endswith(suffix):
            value = _value_of(column, problem)
            return InvalidInput(_(message), [Problem(_(message), column, value=value)])
    table = _table_of(problem)
    text = _("A value in {list} is not possible ({rule}).")
    rule = next((str(each.sqltext) for each in _checks() if each.name == name), name)
    shown = text.format(list=_(list_title(table)), rule=rule)
    return InvalidInput(shown, [Problem(shown)])


def _checks() -> Iterator[CheckConstraint]:
    for table in Record.metadata.tables.values():
        yield from (each for each in table.constraints if isinstance(each, CheckConstraint))


def _missing(problem: IntegrityError) -> SalesDeskError:
    diag = getattr(problem.orig, "diag", None)
    column = diag.column_name if diag is not None else str(problem.orig).rpartition(".")[2]
    table = _table_of(problem)
    text = _("{field} is missing in {list}.")
    shown = text.format(field=_(field_title(table, column or "")), list=_(list_title(table)))
    return InvalidInput(shown, [Problem(shown, column or "")])


def _reference(problem: IntegrityError, engine: Engine) -> SalesDeskError:
    """A record that others use can't go; a record that names a missing one can't come."""
    table = Record.metadata.tables.get(_table_of(problem))
    if table is None:
        return InUse(_("Other records still refer to this one. Archive it instead."))
    if _DELETE.match(problem.statement or ""):
        return _in_use(table, problem, engine)
    for column in table.columns:
        for key in column.foreign_keys:
            value = _value_of(column.name, problem)
            if value and not _exists(engine, key.column, value):
                target, field = key.column.table.name, field_title(table.name, column.name)
                text = _("{field} names a record that is not (or no longer) in {list}.")
                shown = text.format(field=_(field), list=_(list_title(target)))
                return InvalidInput(shown, [Problem(shown, column.name, value=value)])
    return InvalidInput(_("This record names another one that is no longer here."))


def _in_use(table: Table, problem: IntegrityError, engine: Engine) -> SalesDeskError:
    """Which lists still name what was to be deleted."""
    keys = [key for row in _rows(problem) for key in map(_key, _plain_values(row)) if key]
    users = sorted(
        {
            _(list_title(other.name))
            for other in Record.metadata.tables.values()
            for column in other.columns
            for key in column.foreign_keys
            if key.column.table is table and key.ondelete != "CASCADE"
            if any(_exists(engine, column, value) for value in keys)
        }
    )
    shown = _("Other records still refer to this one. Archive it instead.")
    if users:
        text = _("This is still used in: {lists}. Archive it instead, or change those first.")
        shown = text.format(lists=", ".join(users))
    return InUse(shown, [Problem(shown, "id", value=", ".join(users))])


def _key(value: Any) -> UUID | None:
    """The key of a record among what was sent; a version or a flag is none."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


def _exists(engine: Engine, column: Any, value: Any) -> bool:
    try:
        key = value if isinstance(value, UUID) else UUID(str(value))
        with engine.connect() as connection:
            found = connection.execute(select(column).where(column == key).limit(1)).first()
    except (ValueError, SQLAlchemyError):
        return True
    return found is not None


def _table_of(problem: DBAPIError) -> str:
    said = problem.statement or ""
    found = _VALUES.match(said) or _SET.match(said) or _DELETE.match(said)
    return found[1] if found else ""


def _value_of(column: str, problem: DBAPIError) -> str:
    """What was to be written: the server tells it, else it stands among the statement's values."""
    detail = getattr(getattr(problem.orig, "diag", None), "message_detail", None) or ""
    found = _KEYS.search(detail)
    if found:
        names = [name.strip() for name in found[1].split(",")]
        values = found[2].split(", ")
        if column in names and len(values) == len(names):
            return values[names.index(column)][:80]
    rows = _rows(problem)
    table = Record.metadata.tables.get(_table_of(problem))
    if len(rows) != 1 or table is None or column not in table.c:
        return ""
    return _shown(_written(column, problem.statement or "", rows[0]), table.c[column].type)


def _rows(problem: DBAPIError) -> Sequence[Any]:
    """The values of each row of the statement."""
    params: Any = problem.params
    if params is None:
        return ()
    if isinstance(params, list) or (
        isinstance(params, tuple) and params and isinstance(params[0], (tuple, list, Mapping))
    ):
        return list(params)
    return [params]


def _written(column: str, statement: str, row: Any) -> Any:
    if isinstance(row, Mapping):
        return row.get(column)
    inserted = _VALUES.match(statement)
    updated = _SET.match(statement)
    if inserted:
        names = [name.strip().strip('"') for name in inserted[2].split(",")]
    elif updated:
        names = re.findall(r"(\w+)\"?\s*=\s*\?", updated[2])
    else:
        return None
    if column not in names or len(row) < len(names) or (inserted and len(row) != len(names)):
        return None
    return row[names.index(column)]


def _plain_values(row: Any) -> Sequence[Any]:
    return list(row.values()) if isinstance(row, Mapping) else list(row)


def _shown(value: Any, kind: Any = None) -> str:
    if isinstance(kind, Scaled) and isinstance(value, int):
        value = plain_number(Decimal(value).scaleb(-kind.digits))
    if isinstance(kind, Uuid) and value is not None:
        return str(UUID(str(value)))
    return "" if value is None else str(value)[:80]


def unanswered(problem: DBAPIError) -> DatabaseUnusable:
    """The sentence for a database that does not answer, is locked or is full."""
    said = str(problem.orig)
    if "locked" in said:
        return DatabaseUnusable(
            _("Another program is writing to this database. Nothing was changed. Try again.")
        )
    if "full" in said:
        return DatabaseUnusable(_("The disk is full. Nothing was changed. Free some space."))
    return DatabaseUnusable(_("The database does not answer: {said}").format(said=said.strip()))
