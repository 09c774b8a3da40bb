"""What of the audit trail a reader may see: the rest never leaves the database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, case, cast, func

from salesdesk.models.audit import AuditEntry
from salesdesk.models.base import table_of
from salesdesk.services.actor import Actor, Right
from salesdesk.services.database import Database

_COST = frozenset(
    {
        "cost",
        "unit_cost",
        "cost_rate",
        "loaded_cost",
        "product_cost",
        "service_cost",
        "margin",
        "margin_floor",
        "default_margin",
        "method",
        "method_value",
        "method_of_id",
        "contingency",
        "service_contingency",
        "product_contingency",
        "expense_contingency",
        "internal_note",
        "rates_text",
    }
)
"""Fields that tell what something costs or earns."""
_COST_OF = {"estimation_rule": frozenset({"value"}), "plan_template": frozenset({"body"})}
"""Fields that do so in one table, and say something else in others."""
_BANK = frozenset({"tax_number", "iban", "bic", "bank_name", "holder"})


def may_bank(actor: Actor) -> bool:
    """Whether the actor may see bank details."""
    return actor.may(Right.BANK) or actor.may(Right.ACCOUNT)


def told_columns(database: Database) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """``old`` and ``new`` without costs, margins and bank details that the actor may not see."""
    table, actor = table_of(AuditEntry), database.actor
    may_cost = actor.may(Right.COST)
    hidden = (frozenset() if may_cost else _COST) | (frozenset() if may_bank(actor) else _BANK)
    old, new = (
        _told(database, column, hidden, {} if may_cost else _COST_OF)
        for column in (table.c.old, table.c.new)
    )
    return old, new


def _told(
    database: Database,
    column: ColumnElement[str],
    hidden: frozenset[str],
    more: dict[str, frozenset[str]],
) -> ColumnElement[str]:
    if not hidden:
        return column
    usual = _stripped(database, column, hidden)
    if not more:
        return usual
    table = table_of(AuditEntry)
    return case(
        *(
            (table.c.table_name == name, _stripped(database, column, hidden | names))
            for name, names in more.items()
        ),
        else_=usual,
    )


def _stripped(
    database: Database, column: ColumnElement[str], names: frozenset[str]
) -> ColumnElement[str]:
    """A JSON object without some of its members, in the words of either database."""
    if database.engine.dialect.name == "sqlite":
        return func.json_remove(column, *(f'$."{name}"' for name in sorted(names)))
    from sqlalchemy.dialects.postgresql import ARRAY, JSONB

    members = cast(sorted(names), ARRAY(Text))
    return cast(cast(column, JSONB).op("-", return_type=JSONB())(members), Text)
