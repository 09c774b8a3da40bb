"""One record whole, as the command line shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import NotFound
from salesdesk.i18n import _
from salesdesk.models.pipeline import LifecycleStage, Segment, Stage
from salesdesk.models.planning import Market, Period, Region
from salesdesk.models.reference import Product
from salesdesk.models.user import User
from salesdesk.services.actor import Right
from salesdesk.services.billing import documents_of
from salesdesk.services.budgets import CellDraft, Matrix
from salesdesk.services.desk import Desk
from salesdesk.services.drafting import Draft
from salesdesk.services.plain import amount, number, percent, plain, price

Shown = Mapping[str, Any]


def show(desk: Desk, kind: str, wanted: str) -> Shown:
    """A record by its number: header, parts, status and history."""
    desk.actor.require(Right.READ)
    if kind == "audit":
        raise NotFound(_("An audit entry has no number; list the audit instead."))
    key = desk.key_of(kind, wanted)
    if kind in ("estimations", "proposals", "handovers"):
        shown: Shown = getattr(desk, kind).show(key)
        return shown
    return _SHOWN[kind](desk, key)


def _history(desk: Desk, key: UUID) -> list[Any]:
    return [
        {
            "at": row.at.isoformat(),
            "user": row.actor,
            "action": row.action,
            "table": row.table,
            "changes": [plain(change) for change in row.changes],
        }
        for row in desk.history.of(key)
    ]


def _fields(draft: Draft) -> dict[str, Any]:
    """A draft's fields as JSON, a program's own key without the layout it came from."""
    values: dict[str, Any] = plain(draft)
    if values.get("external_id"):
        values["external_id"] = values["external_id"].rpartition(":")[2]
    return values


def _named(desk: Desk, record: type[Any], key: UUID | None) -> str | None:
    if key is None:
        return None
    with desk.database.reading() as session:
        return session.scalars(select(record.name).where(record.id == key)).first()


def _account(desk: Desk, key: UUID) -> Shown:
    draft = desk.accounts.draft(key)
    return _fields(draft) | {
        "owner": _named(desk, User, draft.owner_id),
        "operational_transactions": documents_of(desk.database, key),
        "history": _history(desk, key),
    }


def _contact(desk: Desk, key: UUID) -> Shown:
    draft = desk.contacts.draft(key)
    return _fields(draft) | {
        "owner": _named(desk, User, draft.owner_id),
        "lifecycle_stage": _named(desk, LifecycleStage, draft.lifecycle_stage_id),
        "segment": _named(desk, Segment, draft.segment_id),
        "history": _history(desk, key),
    }


def _opportunity(desk: Desk, key: UUID) -> Shown:
    draft = desk.opportunities.draft(key)
    money = ("original_amount", "expected_amount", "real_amount", "weighted")
    account = desk.accounts.draft(draft.account_id) if draft.account_id else None
    return (
        _fields(draft)
        | {name: amount(getattr(draft, name), draft.currency) for name in money}
        | {
            "probability": percent(draft.probability),
            "stage": _named(desk, Stage, draft.stage_id),
            "account": account.name if account else None,
            "owner": _named(desk, User, draft.owner_id),
            "product": _named(desk, Product, draft.product_id),
            "stage_history": [plain(move) for move in desk.opportunities.moves(key)],
            "history": _history(desk, key),
        }
    )


def _exercise(desk: Desk, key: UUID) -> Shown:
    return _fields(desk.exercises.draft(key)) | {"history": _history(desk, key)}


def _budget(desk: Desk, key: UUID) -> Shown:
    matrix = desk.budgets.matrix(key)
    draft = matrix.draft
    cells = [
        {
            "period": _named(desk, Period, cell.period_id),
            "region": _named(desk, Region, cell.region_id),
            "seller": _named(desk, User, cell.seller_id),
            "amount": amount(cell.amount, draft.currency),
            "weight": number(cell.weight),
            "locked": cell.is_locked,
        }
        for cell in _in_order(matrix)
    ]
    actual = sum(matrix.actuals.values(), start=draft.total * 0)
    with desk.database.reading() as session:
        exercise = desk.exercises.draft(draft.exercise_id).name if draft.exercise_id else None
        market = session.get(Market, draft.market_id) if draft.market_id else None
        market_name = market.name if market else None
    return _fields(draft) | {
        "total": amount(draft.total, draft.currency),
        "actual": amount(actual, draft.currency),
        "exercise": exercise,
        "market": market_name,
        "cells": cells,
        "history": _history(desk, key),
    }


def _in_order(matrix: Matrix) -> list[CellDraft]:
    """The cells as the matrix reads: by period, then region, then seller."""
    axes = (matrix.periods, matrix.regions, matrix.sellers)
    places = {axis.id: place for found in axes for place, axis in enumerate(found)}

    def place(key: UUID | None) -> int:
        return places.get(key, -1) if key else -1

    return sorted(
        matrix.draft.cells,
        key=lambda cell: (place(cell.period_id), place(cell.region_id), place(cell.seller_id)),
    )


def _market(desk: Desk, key: UUID) -> Shown:
    with desk.database.reading() as session:
        market = session.get_one(Market, key)
        return {
            "number": market.number,
            "name": market.name,
            "currency": market.currency,
            "starts_on": plain(market.starts_on),
            "ends_on": plain(market.ends_on),
            "status": market.status,
            "regions": [{"code": r.code, "name": r.name} for r in market.regions],
            "history": _history(desk, key),
        }


def _product(desk: Desk, key: UUID) -> Shown:
    with desk.database.reading() as session:
        product = session.get_one(Product, key)
        return {
            "number": product.code,
            "name": product.name,
            "series": product.series,
            "price": price(product.price, product.currency),
            "currency": product.currency,
            "unit": product.unit,
            "history": _history(desk, key),
        }


def _user(desk: Desk, key: UUID) -> Shown:
    draft = desk.users.draft(key)
    roles = sorted(desk.users.roles(key))
    return _fields(draft) | {"number": draft.username, "roles": roles}


_SHOWN = {
    "accounts": _account,
    "contacts": _contact,
    "opportunities": _opportunity,
    "exercises": _exercise,
    "budgets": _budget,
    "markets": _market,
    "products": _product,
    "users": _user,
}
