"""The lines of a document: what each one comes to, and in which pieces it is taxed.

A percentage line is taken of other lines. Without taxes of its own it is taxed as they are: its
price is split over them by largest remainder, so that each piece bears the taxes of its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import prod

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.allocation import round_shares
from salesdesk.models.values.rounding import round_to
from salesdesk.models.values.taxes import PricedLine, Tax
from salesdesk.models.values.tiers import Tier, TierForm, tier_amount

Taxes = tuple[Tax, ...]


class Choice(StrEnum):
    """Whether a line counts: always, not until chosen, or chosen."""

    INCLUDED = "included"
    OPTIONAL = "optional"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is entered; a cost of ``None`` is unknown, which is not zero.

    With ``percent`` it is a charge on the lines ``of`` (below 0 a discount, which counts as one):
    it has no quantity and no price, costs nothing where no cost is given, and bears the taxes of
    those lines unless it has its own.
    """

    id: str
    quantity: Decimal
    unit_price: Decimal
    discounts: tuple[Decimal, ...] = ()
    unit_cost: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    choice: Choice = Choice.INCLUDED
    tiers: tuple[Tier, ...] = ()
    tier_form: TierForm = TierForm.RANGE
    percent: Decimal | None = None
    of: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        return self.choice is not Choice.OPTIONAL


def line_nets(lines: Sequence[Line], step: Decimal) -> list[Decimal]:
    """What each line comes to after its own discounts; refuses percentages that go in a circle."""
    nets = _Nets({line.id: line for line in lines}, step)
    return [nets.of(line.id) for line in lines]


def priced_lines(
    lines: Sequence[Line], nets: Sequence[Decimal], prices: Sequence[Decimal], step: Decimal
) -> list[list[PricedLine]]:
    """Each line's price in the pieces in which it is taxed: one, but for percentages."""
    weights = _TaxWeights(
        {line.id: line for line in lines},
        {line.id: net for line, net in zip(lines, nets, strict=True)},
    )
    return [
        [_piece(line, price)] if not _follows(line) else _pieces(weights.of(line.id), price, step)
        for line, price in zip(lines, prices, strict=True)
    ]


def _follows(line: Line) -> bool:
    return line.percent is not None and not line.taxes


def _piece(line: Line, price: Decimal) -> PricedLine:
    worth = line.quantity * line.unit_price or line.quantity
    quantity = line.quantity if line.percent is None else Decimal(0)
    return PricedLine(price, quantity, -1 if worth < 0 else 1, line.taxes)


def _pieces(weights: Mapping[Taxes, Fraction], price: Decimal, step: Decimal) -> list[PricedLine]:
    """A fixed tax is of the quantity, which a percentage has not: its piece bears none."""
    whole = sum(weights.values(), Fraction())
    if not whole:
        return [PricedLine(price, Decimal(0), 1, ())]
    steps = Fraction(price) / Fraction(step)
    parts = round_shares(int(steps), [steps * weight / whole for weight in weights.values()])
    return [
        PricedLine(Decimal(part) * step, Decimal(0), -1 if price < 0 else 1, taxes)
        for taxes, part in zip(weights, parts, strict=True)
    ]


@dataclass
class _Nets:
    """Nets by line, each worked out once; a percentage asks for those that it is taken of."""

    lines: Mapping[str, Line]
    step: Decimal
    known: dict[str, Decimal] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def of(self, key: str) -> Decimal:
        if key not in self.known:
            if key in self.asked:
                _refuse_circle(self.asked)
            self.asked.append(key)
            self.known[key] = self._net(self.lines[key])
            self.asked.pop()
        return self.known[key]

    def _net(self, line: Line) -> Decimal:
        """The cascade multiplies and is rounded once, at its end (rules E4 and E5)."""
        kept = prod((1 - Fraction(cut) / 100 for cut in line.discounts), start=Fraction(1))
        return round_to(self._gross(line) * kept, self.step)

    def _gross(self, line: Line) -> Fraction:
        if line.percent is not None:
            taken_of = sum((self.of(key) for key in _counted(line, self.lines)), Decimal(0))
            return Fraction(taken_of) * Fraction(line.percent) / 100
        if line.tiers:
            return tier_amount(line.quantity, line.unit_price, line.tiers, line.tier_form)
        amount = Fraction(line.quantity) * Fraction(line.unit_price)
        return Fraction(round_to(amount, self.step))


@dataclass
class _TaxWeights:
    """How a percentage is spread over the taxes of the lines that it is taken of."""

    lines: Mapping[str, Line]
    nets: Mapping[str, Decimal]

    def of(self, key: str) -> dict[Taxes, Fraction]:
        found: dict[Taxes, Fraction] = {}
        for other in _counted(self.lines[key], self.lines):
            for taxes, weight in self._shares(other).items():
                found[taxes] = found.get(taxes, Fraction()) + weight
        return {taxes: weight for taxes, weight in found.items() if weight}

    def _shares(self, key: str) -> dict[Taxes, Fraction]:
        net = Fraction(self.nets[key])
        if not _follows(self.lines[key]):
            return {self.lines[key].taxes: net}
        below = self.of(key)
        whole = sum(below.values(), Fraction())
        return {taxes: net * weight / whole for taxes, weight in below.items()} if whole else {}


def _counted(line: Line, lines: Mapping[str, Line]) -> list[str]:
    """The lines that a percentage is taken of: those that count now."""
    unknown = next((key for key in line.of if key not in lines), None)
    if unknown is not None:
        message = _("There is no line “{id}” to take a percentage of.").format(id=unknown)
        raise InvalidInput(message, [Problem(message, "of", value=unknown)])
    return [key for key in line.of if lines[key].counts]


def _refuse_circle(asked: Sequence[str]) -> None:
    message = _("These lines are percentages of each other: {ids}.").format(ids=", ".join(asked))
    raise InvalidInput(message, [Problem(message, "of")])
