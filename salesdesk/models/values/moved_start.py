"""What moving a plan costs: the hours that come to fall under other rates, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesdesk.models.values.plan_figures import PlanFigures


@dataclass(frozen=True, slots=True)
class MovedStart:
    """``hours`` says how many more fall under the rates that hold from each of those days on."""

    cost: Decimal
    sell: Decimal
    currency: str
    hours: tuple[tuple[date, Decimal], ...]

    def __bool__(self) -> bool:
        return bool(self.cost or self.sell)


def moved_start(before: PlanFigures, after: PlanFigures) -> MovedStart:
    """The same plan at two starts; cost is the loaded one."""
    old, new = before.totals(), after.totals()
    had, has = hours_by_rate(before), hours_by_rate(after)
    none = Decimal(0)
    more = {
        day: hours - had.get(day, none) for day, hours in has.items() if hours > had.get(day, none)
    }
    return MovedStart(
        new.loaded - old.loaded, new.sell - old.sell, new.currency, tuple(sorted(more.items()))
    )


def hours_by_rate(figures: PlanFigures) -> Mapping[date, Decimal]:
    """The hours that count, by the day from which their role's rate holds."""
    found: dict[date, Decimal] = {}
    for node in figures.rows:
        priced = node.priced
        if priced is None or node.item.is_counted or node.is_left_out:
            continue
        for part in priced.parts or (priced,):
            if part.role_rate is not None:
                day = part.role_rate.valid_from
                found[day] = found.get(day, Decimal(0)) + part.quantity
    return found
