"""What was typed in one currency never becomes the same number of another."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.typed_money import brought
from salesdesk.models.values.workplan import WorkItem

D = Decimal
RATE, PRICE = PriceRule(Method.RATE, D(90)), PriceRule(Method.FIXED, D(3000))
MARGIN, TENTH = PriceRule(Method.MARGIN, D(30)), PriceRule(Method.PART, D(10))


@pytest.mark.parametrize(
    ("cost", "rule", "kept", "loses"),
    [
        (D(40), None, None, 1),
        (D(40), MARGIN, MARGIN, 1),
        (None, RATE, None, 1),
        (None, PRICE, None, 1),
        (None, MARGIN, MARGIN, 0),
        (None, TENTH, TENTH, 0),
        (None, None, None, 0),
    ],
)
def test_money_stays_behind_and_percentages_come(
    cost: Decimal | None, rule: PriceRule | None, kept: PriceRule | None, loses: int
) -> None:
    item = WorkItem("Crane", role="Driver", effort=D(8), cost_rate=cost, rule=rule)
    (row,), lost = brought([item], "USD", "EUR")
    assert (row.cost_rate, row.rule, lost) == (None, kept, loses)
    assert (row.id, row.effort, row.role) == (item.id, D(8), "Driver")


@pytest.mark.parametrize("typed_in", ["EUR", ""])
def test_rows_of_the_same_or_an_unknown_currency_come_as_they_are(typed_in: str) -> None:
    item = WorkItem("Crane", cost_rate=D(40), rule=PRICE)
    assert brought([item], typed_in, "EUR") == ((item,), 0)
