"""What made an estimation's sums, kept with it: what was approved stays what it was.

Role rates, the company's own rule, the working calendar and those of the roles, as one JSON text.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from salesdesk.models.values.pricing import Method, PriceRule, RoleRate, RoleRates
from salesdesk.services.plan_calendars import from_json, to_json

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft


def kept_terms(draft: EstimationDraft) -> str:
    """The settings that price and lay out this draft, as text."""
    rule = draft.company_rule
    return json.dumps(
        {
            "rates": [_kept_rate(rate) for rate in draft.rates],
            "rule": [rule.method, str(rule.value)],
            "calendar": to_json(draft.calendar),
            "calendars": {role: to_json(one) for role, one in sorted(draft.calendars.items())},
        }
    )


def under_kept_terms(draft: EstimationDraft, text: str) -> EstimationDraft:
    """The draft as ``kept_terms`` left it; an early text holds the rates alone."""
    if not text:
        return draft
    kept: Any = json.loads(text)
    if isinstance(kept, list):
        return replace(draft, rates=_rates(kept))
    method, value = kept["rule"]
    return replace(
        draft,
        rates=_rates(kept["rates"]),
        company_rule=PriceRule(Method(method), Decimal(value)),
        calendar=from_json(kept["calendar"]),
        calendars={role: from_json(one) for role, one in kept["calendars"].items()},
    )


def _kept_rate(rate: RoleRate) -> list[str | None]:
    return [
        rate.role,
        str(rate.cost),
        None if rate.sell is None else str(rate.sell),
        rate.valid_from.isoformat(),
        rate.valid_to.isoformat() if rate.valid_to else None,
        rate.table,
    ]


def _rates(rows: list[list[Any]]) -> RoleRates:
    return RoleRates(
        RoleRate(
            role,
            Decimal(cost),
            None if sell is None else Decimal(sell),
            date.fromisoformat(since),
            date.fromisoformat(until) if until else None,
            table,
        )
        for role, cost, sell, since, until, table in rows
    )
