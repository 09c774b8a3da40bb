"""The odds of an estimation: its three points drawn thousands of times, priced and laid out.

Hours follow the PERT distribution (a beta distribution over optimistic .. pessimistic whose mean
is (O + 4M + P) / 6; Malcolm et al., 1959), independent of each other. The draws of all rows go
through the plan together, so that an end is the end of one possible world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.calendar import instant_of
from salesdesk.models.values.odds import Driver, Odds
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import rounded
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.jobs import Progress
from salesdesk.services.odds_plan import DrawnPlan, Draws

DRAWS = 10_000
MOST_AT_ONCE = 4_000_000
"""How many drawn places are held at a time: rows times draws."""
DRIVERS = 12
HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Uncertain:
    """A row with three points: its hours, and what one of them costs."""

    node: Node
    low: float
    likely: float
    high: float
    rate: float

    def drawn(self, random: np.random.Generator, count: int) -> Draws:
        """Hours, ``count`` times."""
        width = self.high - self.low
        first = 1 + 4 * (self.likely - self.low) / width
        second = 1 + 4 * (self.high - self.likely) / width
        return self.low + width * random.beta(first, second, count)


def odds(
    draft: EstimationDraft, draws: int = DRAWS, seed: int = 0, progress: Progress | None = None
) -> Odds:
    """Draw the plan's three points; the same draft and seed answer the same.

    Raises:
        InvalidInput: where no row that counts has three points.
    """
    figures, laid_out = draft.figures(), draft.schedule()
    rows = [*_uncertain(figures)]
    if not rows:
        raise InvalidInput(
            _("No item has three points yet. Type an effort as 20/30/58 to have odds.")
        )
    worlds = _Worlds(rows, figures, DrawnPlan(draft.plan, laid_out), seed or draft.id.int % 2**32)
    worlds.draw(draws, progress or Progress())
    return worlds.answer(draft, figures, laid_out)


def _uncertain(figures: PlanFigures) -> Iterator[_Uncertain]:
    for node in figures.rows:
        item, priced = node.item, node.priced
        if node.children or priced is None or not item.spread or not item.mean_effort:
            continue
        if item.is_optional or any(above.item.is_optional for above in node.path()):
            continue
        assert item.low is not None
        assert item.effort is not None
        assert item.high is not None
        rate = float(priced.cost / item.mean_effort)
        yield _Uncertain(node, float(item.low), float(item.effort), float(item.high), rate)


class _Worlds:
    """All draws, a batch at a time."""

    def __init__(
        self, rows: list[_Uncertain], figures: PlanFigures, plan: DrawnPlan, seed: int
    ) -> None:
        self._rows, self._plan, self._seed = rows, plan, seed
        mean = sum(float(row.node.item.mean_effort) * row.rate for row in rows)
        self._certain = float(figures.totals().cost) - mean
        self._costs: list[Draws] = []
        self._ends: list[Draws] = []
        self._hours: list[NDArray[np.float32]] = []

    def draw(self, draws: int, progress: Progress) -> None:
        random = np.random.default_rng(self._seed)
        batch = max(100, min(draws, MOST_AT_ONCE // max(1, len(self._plan))))
        for done in range(0, draws, batch):
            progress.step(done, draws, _("Drawing the plan"))
            self._draw(random, min(batch, draws - done))

    def _draw(self, random: np.random.Generator, count: int) -> None:
        hours = np.empty((len(self._rows), count))
        for at, row in enumerate(self._rows):
            hours[at] = row.drawn(random, count)
        rates = np.array([row.rate for row in self._rows])
        self._costs.append(rates @ hours + self._certain)
        drawn = {
            row.node.item.id: hours[at] / float(row.node.item.mean_effort)
            for at, row in enumerate(self._rows)
        }
        self._ends.append(self._plan.ends(drawn, count))
        self._hours.append(hours.astype(np.float32))

    def answer(self, draft: EstimationDraft, figures: PlanFigures, laid_out: PlanSchedule) -> Odds:
        costs, ends = np.concatenate(self._costs), np.concatenate(self._ends)
        percents, step, totals = np.arange(101), figures.terms.step, figures.totals()
        return Odds(
            len(costs),
            self._seed,
            draft.currency,
            step,
            tuple(_amount(value, step) for value in np.percentile(costs, percents)),
            tuple(self._instant(value) for value in np.percentile(ends, percents)),
            totals.cost,
            totals.loaded,
            totals.sell,
            laid_out.finish,
            totals.margin,
            self._drivers(ends, step),
        )

    def _instant(self, value: float) -> datetime:
        return instant_of(self._plan.calendar.finish_at(round(value)))

    def _drivers(self, ends: Draws, step: Decimal) -> tuple[Driver, ...]:
        hours = np.concatenate(self._hours, axis=1)
        day = self._plan.calendar.day_seconds
        late = ends - ends.mean()
        found = []
        for row, own in zip(self._rows, hours, strict=True):
            low, high = (float(value) for value in np.percentile(own, (10, 90)))
            mean = float(row.node.item.mean_effort)
            apart = own - own.mean()
            spread = float(apart @ apart)
            # an item that lasts longer never ends the plan sooner: less than nothing is chance
            slope = max(0.0, float(apart @ late) / spread) if spread else 0.0
            found.append(
                Driver(
                    row.node.code,
                    row.node.item.name,
                    _amount((low - mean) * row.rate, step),
                    _amount((high - mean) * row.rate, step),
                    rounded(Decimal(slope * (high - low) / day), Decimal("0.1")),
                )
            )
        found.sort(key=lambda driver: (driver.swing, abs(driver.days)), reverse=True)
        return tuple(found[:DRIVERS])


def _amount(value: float, step: Decimal) -> Decimal:
    """A drawn amount, which is no more exact than its digits."""
    return rounded(Decimal(value), step)
