"""Splitting an amount without losing or making a cent: largest remainder, ties in order.

Formula: share = amount x weight / sum of weights, cut to whole units; the units left go one each
to the shares that lost most, the first of equals first (domain rules E7 and E12). A negative
amount is split as its mirror, so a credit repeats its charge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.rounding import Exact


def allocate_units(amount: int, weights: Sequence[Exact]) -> list[int]:
    """Whole units by weight; refuses negative weights and weights that are all zero."""
    exact = [one if isinstance(one, int) else Fraction(one) for one in weights]
    if any(weight < 0 for weight in exact):
        raise InvalidInput(_("A weight below zero can't take a share; write 0 or more."))
    scale = lcm(*(weight.denominator for weight in exact))
    parts = [weight.numerator * (scale // weight.denominator) for weight in exact]
    whole = sum(parts)
    if not whole:
        if not amount:
            return [0] * len(exact)
        raise InvalidInput(_("All weights are zero, so nothing says how to split the amount."))
    cuts = [divmod(abs(amount) * part, whole) for part in parts]
    return _filled_up(amount, [cut for cut, _lost in cuts], [lost for _cut, lost in cuts])


def round_shares(amount: int, shares: Sequence[Fraction]) -> list[int]:
    """Exact shares that sum to ``amount`` as whole units that do too."""
    mirrored = [-share for share in shares] if amount < 0 else shares
    cut = [floor(share) for share in mirrored]
    return _filled_up(amount, cut, [share - one for share, one in zip(mirrored, cut, strict=True)])


def _filled_up(amount: int, cut: list[int], lost: Sequence[int | Fraction]) -> list[int]:
    """The units left go one each to those that lost most."""
    left = abs(amount) - sum(cut)
    by_loss = sorted(range(len(cut)), key=lambda at: -lost[at])
    for at in by_loss[:left]:
        cut[at] += 1
    return [-units for units in cut] if amount < 0 else cut


def allocate(amount: Decimal, weights: Sequence[Exact], step: Decimal) -> list[Decimal]:
    """An amount by weight, in whole steps: 10.00 over three equals is 3.34, 3.33, 3.33."""
    return [Decimal(part) * step for part in allocate_units(_whole_units(amount, step), weights)]


def allocate_equally(amount: Decimal, parts: int, step: Decimal) -> list[Decimal]:
    """An amount in so many equal parts, the first ones taking the odd units."""
    return allocate(amount, [1] * parts, step)


def allocate_around(
    amount: Decimal, weights: Sequence[Exact], step: Decimal, locked: Mapping[int, Decimal]
) -> list[Decimal]:
    """As ``allocate``, but the locked places keep their amount and the others absorb the rest.

    Free places whose weights are all zero share evenly; locks above the amount are refused.
    """
    rest = amount - sum(locked.values(), Decimal())
    free = [at for at in range(len(weights)) if at not in locked]
    if (rest < 0 < amount) or (amount < 0 < rest) or (rest and not free):
        raise InvalidInput(
            _("The locked amounts make {locked}, but {amount} is to be split; unlock one.").format(
                locked=amount - rest, amount=amount
            )
        )
    shares = dict(
        zip(free, allocate(rest, evened([weights[at] for at in free]), step), strict=True)
    )
    return [locked[at] if at in locked else shares[at] for at in range(len(weights))]


def evened(weights: Sequence[Exact]) -> Sequence[Exact]:
    """The weights, or ones where all of them are zero."""
    return weights if any(weights) else [1] * len(weights)


def _whole_units(amount: Decimal, step: Decimal) -> int:
    units = Fraction(amount) / Fraction(step)
    if units.denominator != 1:
        raise InvalidInput(
            _("{amount} isn't a whole number of {step}.").format(amount=amount, step=step)
        )
    return units.numerator
