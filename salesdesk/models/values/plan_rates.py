"""Which rates hold while each row of a laid out plan is worked on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import Terms
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.worked_rates import Stretch, stretches
from salesdesk.models.values.workplan import WorkItem


class LaidOut(Protocol):
    """Where each row of a plan stands in time."""

    @property
    def start(self) -> datetime: ...
    @property
    def finish(self) -> datetime: ...
    def calendar_of(self, item: WorkItem) -> WorkingCalendar: ...
    def __getitem__(self, key: UUID) -> Placed | None: ...


class RatesByWork:
    """The rates by the days of the work; most roles have one rate while a plan lasts."""

    def __init__(self, terms: Terms, laid_out: LaidOut | None = None) -> None:
        self.laid_out = laid_out if terms.by_work else None
        self._terms = terms
        self._first = terms.price_date
        self.moving = self._roles_that_change()

    def move(self, laid_out: LaidOut | None, rows: Sequence[Node] | None) -> bool:
        """Take other dates; ``rows`` may have moved, None is all. Whether all must be looked at."""
        had = self.moving
        self.laid_out = laid_out if self._terms.by_work else None
        self.moving = self._roles_that_change(rows)
        return rows is None or had != self.moving

    def _roles_that_change(self, moved: Sequence[Node] | None = None) -> frozenset[str]:
        """The roles whose rate changes while the plan lasts."""
        found, rates = self.laid_out, self._terms.rates
        if found is None or not rates.are_dated:
            return frozenset()
        if moved is None:
            self._first = min(self._terms.price_date, found.start.date())
        else:  # the plan's own start is dear to ask for after every edit
            starts = (placed.start.date() for node in moved if (placed := found[node.item.id]))
            self._first = min((self._first, *starts))
        last = found.finish.date()
        return frozenset(
            role.casefold()
            for role in rates.roles()
            if any(self._first < day <= last for day in rates.changes(role))
        )

    def worked_on(self, node: Node) -> tuple[Stretch, ...]:
        """How a row's work divides over the rates of its role; nothing where one holds."""
        item, found = node.item, self.laid_out
        if found is None or item.role.casefold() not in self.moving or item.is_counted:
            return ()
        placed = found[item.id]
        if placed is None:
            return ()
        changes = self._terms.rates.changes(item.role)
        return stretches(placed.start, placed.finish, changes, found.calendar_of(item))
