"""Money typed into rows: it is money of their estimation's currency, and of no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from salesdesk.models.values.pricing import Method
from salesdesk.models.values.workplan import WorkItem

_MONEY = (Method.RATE, Method.FIXED)


def holds_money(item: WorkItem) -> bool:
    """Whether a cost rate, a sell rate or a fixed price was typed into the row."""
    is_priced = item.rule is not None and item.rule.method in _MONEY
    return item.cost_rate is not None or is_priced


def without_money(item: WorkItem) -> WorkItem:
    """The row as it stands in any currency: priced by its role's rate and what it inherits."""
    rule = None if item.rule is not None and item.rule.method in _MONEY else item.rule
    return replace(item, cost_rate=None, rule=rule)


def brought(
    items: Iterable[WorkItem], typed_in: str, currency: str
) -> tuple[tuple[WorkItem, ...], int]:
    """Rows for an estimation in ``currency``, and how many of them lose money typed in another.

    An amount of 100 USD is never taken for 100 EUR: a rate would have to be chosen first. Rows
    that are not known to be of another currency come as they are.
    """
    rows = tuple(items)
    if not typed_in or typed_in == currency:
        return rows, 0
    lost = sum(map(holds_money, rows))
    return tuple(without_money(row) if holds_money(row) else row for row in rows), lost
