"""The foot of an estimation: cost, price and profit by category and together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesdesk.models.values.margin import margin, markup
from salesdesk.models.values.pricing import Category
from salesdesk.models.values.rounding import half_up


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """Services, products or expenses together."""

    cost: Decimal
    loaded: Decimal
    sell: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The foot of an estimation; margins are on loaded cost, from sums."""

    currency: str
    by_category: dict[Category, CategoryTotal]
    cost: Decimal
    loaded: Decimal
    sell: Decimal
    effort: Decimal
    deviation: Decimal | None
    plugs: int
    lines: int

    @property
    def profit(self) -> Decimal:
        return self.sell - self.loaded

    @property
    def margin(self) -> Decimal | None:
        return margin(self.sell, self.loaded)

    @property
    def bare_margin(self) -> Decimal | None:
        """The margin on cost without contingency."""
        return margin(self.sell, self.cost)

    @property
    def markup(self) -> Decimal | None:
        return markup(self.sell, self.loaded)

    @property
    def multiplier(self) -> Decimal | None:
        return half_up(Fraction(self.sell) / Fraction(self.loaded), 4) if self.loaded else None
