"""Every module as the command line and exports see it: its list, its number column, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesdesk.i18n import N_
from salesdesk.models.base import table_of
from salesdesk.models.planning import Budget, Market
from salesdesk.models.reference import Product
from salesdesk.models.user import User, UserRole
from salesdesk.models.values.listing import (
    ColumnKind,
    ListColumn,
    ListQuery,
    ListSpec,
    Row,
    SortKey,
)
from salesdesk.services.actor import Right
from salesdesk.services.desk import Desk
from salesdesk.services.finding import unknown_module
from salesdesk.services.listings import Listing
from salesdesk.services.plain import amount, price, row_json

KINDS = (
    "accounts",
    "contacts",
    "opportunities",
    "estimations",
    "proposals",
    "exercises",
    "markets",
    "budgets",
    "handovers",
    "products",
    "users",
    "audit",
)
_HIDDEN_COST = frozenset({"cost", "margin", "loaded_cost", "product_cost", "service_cost"})

MARKETS = ListSpec(
    "markets",
    (
        ListColumn("name", N_("Name"), width=200),
        ListColumn("number", N_("Number"), width=100),
        ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, width=90),
        ListColumn("starts_on", N_("From"), ColumnKind.DATE, width=110),
        ListColumn("ends_on", N_("Until"), ColumnKind.DATE, width=110),
        ListColumn("status", N_("Status"), ColumnKind.STATUS, width=100),
    ),
    (SortKey("name"),),
)
PRODUCTS = ListSpec(
    "products",
    (
        ListColumn("name", N_("Name"), width=220),
        ListColumn("number", N_("Code")),
        ListColumn("series", N_("Series")),
        ListColumn("price", N_("Price"), ColumnKind.NUMBER),
        ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, width=90),
        ListColumn("is_active", N_("Active"), ColumnKind.FLAG, width=80),
    ),
    (SortKey("name"),),
)


@dataclass(frozen=True, slots=True)
class ModuleRows:
    """What ``list`` answers."""

    rows: Sequence[Mapping[str, Any]]
    total: int


def listing(desk: Desk, kind: str) -> Listing:
    """The list of a module; raises NotFound for a name that is none."""
    match kind:
        case "audit":
            desk.actor.require(Right.AUDIT)
            return desk.audit_listing
        case "markets":
            return _simple(desk, MARKETS, Market, {})
        case "products":
            return _simple(desk, PRODUCTS, Product, {"number": "code"})
        case _ if kind in KINDS:
            source: Listing = getattr(desk, kind).listing
            return source
    raise unknown_module(kind, KINDS)


def _simple(desk: Desk, spec: ListSpec, record: Any, renamed: Mapping[str, str]) -> Listing:
    table = table_of(record)
    columns = {c.name: table.c[renamed.get(c.name, c.name)] for c in spec.columns}
    return Listing(desk.database, spec, table, table, columns, {"name": table.c.sort_name})


def module_rows(desk: Desk, kind: str, text: str = "", limit: int | None = None) -> ModuleRows:
    """Rows of a module as its list shows them, costs only for those who may see them."""
    if kind != "audit":
        desk.actor.require(Right.READ)
    source = listing(desk, kind)
    query = ListQuery(text)
    rows = source.all_rows(query, limit)
    total = source.count(query) if limit is not None else len(rows)
    extra = _extra(desk, kind)
    return ModuleRows([_row(desk, source.spec, row, extra) for row in rows], total)


def _row(
    desk: Desk, spec: ListSpec, row: Row, extra: Mapping[UUID, Mapping[str, Any]]
) -> Mapping[str, Any]:
    values = row_json(spec, row) | dict(extra.get(row[0], {}))
    if spec.kind == "users":
        values["number"] = values["username"]
    if spec.kind == "audit":
        values = {"number": str(row[0]), "name": values["table"]} | values
    if spec.kind == "products":
        values["price"] = price(row[spec.position("price")], values["currency"])
    if values.get("external_id"):
        values["external_id"] = str(values["external_id"]).rpartition(":")[2]
    if not desk.actor.may(Right.COST):
        values = {name: value for name, value in values.items() if name not in _HIDDEN_COST}
    return values


def _extra(desk: Desk, kind: str) -> Mapping[UUID, Mapping[str, Any]]:
    """What a row shows beyond its columns."""
    if kind == "budgets":
        with desk.database.reading() as session:
            rows = session.execute(select(Budget.id, Budget.currency)).all()
        sold = desk.budgets.actuals()
        return {key: {"actual": amount(sold[key], code)} for key, code in rows}
    if kind == "users":
        with desk.database.reading() as session:
            pairs = session.execute(
                select(User.id, UserRole.role).join(UserRole, UserRole.user_id == User.id)
            ).all()
        roles: dict[UUID, dict[str, list[str]]] = {}
        for key, role in pairs:
            roles.setdefault(key, {"roles": []})["roles"].append(role)
        return {key: {"roles": sorted(value["roles"])} for key, value in roles.items()}
    return {}
