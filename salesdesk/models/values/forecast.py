"""What may come in: weighted amounts, the figures of a pipeline, and effort with its odds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isqrt

from salesdesk.models.values.rounding import Exact, half_up


def weighted(amount: Exact, probability: Exact, digits: int = 2) -> Decimal:
    """Amount x probability in percent, in the currency's own digits."""
    return half_up(Fraction(amount) * Fraction(probability) / 100, digits)


class Outcome(StrEnum):
    """Where a deal stands, by the kind of its stage; the stage's name never decides."""

    LEAD = "lead"
    OPEN = "open"
    CONVERTED = "converted"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as the figures see it; what was quoted stands before what was guessed."""

    amount: Decimal
    outcome: Outcome
    quoted: Decimal | None = None

    @property
    def worth(self) -> Decimal:
        return self.amount if self.quoted is None else self.quoted


@dataclass(frozen=True, slots=True)
class PipelineFigures:
    """Counts, sums and rates; a rate of nothing is ``None``."""

    count: int
    amount: Decimal
    converted: int
    converted_amount: Decimal
    won: int
    won_amount: Decimal
    lost: int

    @property
    def conversion_rate(self) -> Decimal | None:
        return _rate(self.converted, self.count)

    @property
    def winning_rate(self) -> Decimal | None:
        return _rate(self.won, self.count)


def pipeline_figures(deals: Iterable[Deal]) -> PipelineFigures:
    """A won deal counts as converted too."""
    found: Sequence[Deal] = tuple(deals)
    converted = [deal for deal in found if deal.outcome in {Outcome.CONVERTED, Outcome.WON}]
    won = [deal for deal in converted if deal.outcome is Outcome.WON]
    return PipelineFigures(
        count=len(found),
        amount=_sum(found),
        converted=len(converted),
        converted_amount=_sum(converted),
        won=len(won),
        won_amount=_sum(won),
        lost=sum(deal.outcome is Outcome.LOST for deal in found),
    )


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """An effort in hours: at best, most likely, at worst.

    PERT: (O + 4M + P) ÷ 6, sigma (P − O) ÷ 6.
    """

    optimistic: Decimal
    likely: Decimal
    pessimistic: Decimal

    @property
    def expected(self) -> Fraction:
        return Fraction(self.optimistic + 4 * self.likely + self.pessimistic) / 6

    @property
    def sigma(self) -> Fraction:
        return Fraction(self.pessimistic - self.optimistic) / 6


def branch_sigma(points: Iterable[ThreePoint], digits: int = 2) -> Decimal:
    """The deviation of a sum of independent efforts: the root of the summed squares."""
    square = sum((point.sigma**2 for point in points), Fraction())
    # four further digits, so that the cut root still rounds right
    scale = 10 ** (digits + 4)
    return half_up(Fraction(isqrt(int(square * scale * scale)), scale), digits)


def _rate(part: int, whole: int) -> Decimal | None:
    return half_up(Fraction(part, whole), 4) if whole else None


def _sum(deals: Iterable[Deal]) -> Decimal:
    return sum((deal.worth for deal in deals), Decimal())
