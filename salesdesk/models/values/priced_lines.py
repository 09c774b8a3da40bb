"""The lines of a document: what each one comes to, and in which pieces it is taxed.

A percentage line is taken of other lines. Without taxes of its own it is taxed as they are: its
price is split over them by largest remainder, so that each piece bears the taxes of its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
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
    nets = {line.id: _net(line, _gross(line, step), step) for line in lines if line.percent is None}
    by_id = {line.id: line for line in lines}
    for line in _in_turn(by_id):
        taken_of = sum((nets[key] for key in _counted(line, by_id)), Decimal(0))
        charge = Fraction(taken_of) * Fraction(line.percent or 0) / 100
        nets[line.id] = _net(line, charge, step)
    return [nets[line.id] for line in lines]


def priced_lines(
    lines: Sequence[Line], nets: Sequence[Decimal], prices: Sequence[Decimal], step: Decimal
) -> list[list[PricedLine]]:
    """Each line's price in the pieces in which it is taxed: one, but for percentages."""
    weights = _tax_weights(
        {line.id: line for line in lines},
        {line.id: net for line, net in zip(lines, nets, strict=True)},
    )
    return [
        [_piece(line, price)] if not _follows(line) else _pieces(weights[line.id], price, step)
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


def _net(line: Line, gross: Fraction, step: Decimal) -> Decimal:
    """The cascade multiplies and is rounded once, at its end (rules E4 and E5)."""
    kept = prod((1 - Fraction(cut) / 100 for cut in line.discounts), start=Fraction(1))
    return round_to(gross * kept, step)


def _gross(line: Line, step: Decimal) -> Fraction:
    if line.tiers:
        return tier_amount(line.quantity, line.unit_price, line.tiers, line.tier_form)
    return Fraction(round_to(Fraction(line.quantity) * Fraction(line.unit_price), step))


def _tax_weights(
    lines: Mapping[str, Line], nets: Mapping[str, Decimal]
) -> dict[str, dict[Taxes, Fraction]]:
    """How each percentage is spread over the taxes of the lines that it is taken of."""
    weights: dict[str, dict[Taxes, Fraction]] = {}
    for line in _in_turn(lines):
        found: dict[Taxes, Fraction] = {}
        for key in _counted(line, lines):
            for taxes, weight in _shares(lines[key], nets[key], weights).items():
                found[taxes] = found.get(taxes, Fraction()) + weight
        weights[line.id] = {taxes: weight for taxes, weight in found.items() if weight}
    return weights


def _shares(
    line: Line, net: Decimal, weights: Mapping[str, Mapping[Taxes, Fraction]]
) -> dict[Taxes, Fraction]:
    if not _follows(line):
        return {line.taxes: Fraction(net)}
    below = weights[line.id]
    whole = sum(below.values(), Fraction())
    return (
        {taxes: Fraction(net) * weight / whole for taxes, weight in below.items()} if whole else {}
    )


def _in_turn(lines: Mapping[str, Line]) -> list[Line]:
    """The percentages, each after those that it is taken of."""
    percents = [line for line in lines.values() if line.percent is not None]
    asked = {
        line.id: [key for key in _counted(line, lines) if lines[key].percent is not None]
        for line in percents
    }
    try:
        return [lines[key] for key in TopologicalSorter(asked).static_order()]
    except CycleError as problem:
        ids = ", ".join(sorted(set(problem.args[1])))
        message = _("These lines are percentages of each other: {ids}.").format(ids=ids)
        raise InvalidInput(message, [Problem(message, "of", value=ids)]) from None


def _counted(line: Line, lines: Mapping[str, Line]) -> list[str]:
    """The lines that a percentage is taken of: those that count now."""
    unknown = next((key for key in line.of if key not in lines), None)
    if unknown is not None:
        message = _("There is no line “{id}” to take a percentage of.").format(id=unknown)
        raise InvalidInput(message, [Problem(message, "of", value=unknown)])
    return [key for key in line.of if lines[key].counts]
