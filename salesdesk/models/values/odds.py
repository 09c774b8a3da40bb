"""What thousands of draws said of an estimation: chances of its cost and of its end."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from salesdesk.models.values.pricing import goal_net

CERTAINTIES = (50, 80, 90)
"""The chances that are spoken of, in percent."""


@dataclass(frozen=True, slots=True)
class Driver:
    """An item whose uncertainty moves the whole.

    ``low`` and ``high`` are what it takes from the cost and adds to it at its own P10 and P90,
    the others at their means; ``days`` is how much later the end tends to come between the two.
    """

    code: str
    name: str
    low: Decimal
    high: Decimal
    days: Decimal

    @property
    def swing(self) -> Decimal:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Odds:
    """``cost`` and ``finish`` hold the value that is kept with a chance of 0, 1, … 100 percent.

    The cost drawn is the bare one: contingency is what is to cover it.
    """

    draws: int
    seed: int
    currency: str
    step: Decimal
    cost: tuple[Decimal, ...]
    finish: tuple[datetime, ...]
    planned_cost: Decimal
    planned_loaded: Decimal
    planned_sell: Decimal
    planned_finish: datetime
    margin: Decimal | None
    drivers: tuple[Driver, ...]

    @property
    def chance_of_cost(self) -> int:
        """The chance in percent that the loaded cost suffices."""
        return _chance(self.cost, self.planned_loaded)

    @property
    def chance_of_finish(self) -> int:
        """The chance in percent that the plan ends when it says."""
        return _chance(self.finish, self.planned_finish)

    def price(self, chance: int) -> Decimal | None:
        """The price that keeps the plan's margin when the cost is the one kept with this chance."""
        return None if self.margin is None else goal_net(self.cost[chance], self.margin, self.step)

    def more(self, chance: int) -> Decimal | None:
        """What that price is above the plan's."""
        found = self.price(chance)
        return None if found is None else found - self.planned_sell


def _chance(curve: tuple[Decimal, ...] | tuple[datetime, ...], wanted: Decimal | datetime) -> int:
    return min(100, bisect_left(curve, wanted))
