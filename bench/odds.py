"""The odds of an estimation of 300 three-point items, drawn 10,000 times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bench.measure import Figure, median_ms
from salesdesk.models.values.pricing import RoleRate, RoleRates
from salesdesk.models.values.workplan import Dependency, WorkItem, WorkPlan

ITEMS, LIMIT_MS = 300, 1000


def figures() -> Iterator[Figure]:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.odds import DRAWS, odds

    rows: list[WorkItem] = []
    for at in range(ITEMS):
        low, likely, high = (Decimal(hours) for hours in (10, 20, 50 + at % 30))
        after = (Dependency(rows[at - 7].id),) if at >= 7 else ()
        rows.append(WorkItem(f"Row {at}", role="Developer", effort=likely, low=low, high=high,
                             after=after))  # fmt: skip
    rates = RoleRates([RoleRate("Developer", Decimal(50))])
    draft = EstimationDraft(plan=WorkPlan(rows), rates=rates, starts_on=date(2027, 1, 4))
    taken = median_ms(lambda: odds(draft), runs=3)
    name = f"odds of {ITEMS} three-point items, {DRAWS:,} draws"
    yield Figure(name, taken, "ms", "1 s", taken / LIMIT_MS, "≤ 1.0")
