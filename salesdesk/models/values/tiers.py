"""Volume prices: one price for the whole quantity (range), or one for each slice (slab)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.rounding import half_up

_NUMBER = r"(\d{1,12}(?:\.\d{1,6}|,\d{1,2})?)"
_WRITTEN = re.compile(rf"{_NUMBER}\s*:\s*{_NUMBER}\s*%?", re.ASCII)
"""A quantity and a discount, with a point or a comma where that can mean nothing but decimals.

No exponents, which could stand for more digits than memory holds.
"""


class TierForm(StrEnum):
    """Which quantity a tier's discount is for."""

    RANGE = "range"
    SLAB = "slab"


@dataclass(frozen=True, slots=True)
class Tier:
    """A discount in percent from a quantity on; the boundary itself still has the tier below.

    With tiers from 0, 10 and 20, the 10th unit is of the first tier and the 11th of the second:
    "above 10". ``inclusive`` makes it "from 10".
    """

    above: Decimal
    discount: Decimal


def tier_price(
    quantity: Decimal,
    unit_price: Decimal,
    tiers: Sequence[Tier],
    form: TierForm = TierForm.RANGE,
    *,
    inclusive: bool = False,
    digits: int = 2,
) -> Decimal:
    """The amount for a quantity, rounded once at the end (domain rule E22)."""
    return half_up(tier_amount(quantity, unit_price, tiers, form, inclusive=inclusive), digits)


def tier_amount(
    quantity: Decimal,
    unit_price: Decimal,
    tiers: Sequence[Tier],
    form: TierForm = TierForm.RANGE,
    *,
    inclusive: bool = False,
) -> Fraction:
    """The amount for a quantity, unrounded; below the first tier the price is the full one."""
    ordered = sorted(tiers, key=lambda tier: tier.above)
    if quantity < 0 or not ordered:
        raise InvalidInput(_("A volume price needs a quantity of 0 or more and at least one tier."))
    if ordered[0].above > 0:
        ordered = [Tier(Decimal(0), Decimal(0)), *ordered]
    if form is TierForm.RANGE:
        tier = tier_at(quantity, ordered, inclusive=inclusive)
        return Fraction(quantity) * _reduced(unit_price, tier)
    ends = [*(tier.above for tier in ordered[1:]), max(quantity, ordered[-1].above)]
    slices = (
        Fraction(min(quantity, end) - tier.above) * _reduced(unit_price, tier)
        for tier, end in zip(ordered, ends, strict=True)
        if quantity > tier.above
    )
    return sum(slices, Fraction())


def read_tiers(text: str) -> tuple[Tier, ...]:
    """Tiers as they are kept and typed: ``10: 5; 20: 10`` is 5 % above 10 and 10 % above 20."""
    found = [_tier(part) for part in text.split(";") if part.strip()]
    if len({tier.above for tier in found}) < len(found):
        raise InvalidInput(_("Two volume discounts begin at the same quantity."))
    return tuple(sorted(found, key=lambda tier: tier.above))


def write_tiers(tiers: Sequence[Tier]) -> str:
    """The text that ``read_tiers`` reads."""
    return "; ".join(
        f"{tier.above.normalize() + 0:f}: {tier.discount.normalize() + 0:f}" for tier in tiers
    )


def _tier(part: str) -> Tier:
    found = _WRITTEN.fullmatch(part.strip())
    tier = Tier(*(Decimal(n.replace(",", ".")) for n in found.groups())) if found else None
    if tier is None or tier.discount > 100:
        raise InvalidInput(
            _("“{text}” is no volume discount; write 10: 5 for 5 % above 10.").format(
                text=part.strip()
            )
        )
    return tier


def tier_at(quantity: Decimal, tiers: Sequence[Tier], *, inclusive: bool = False) -> Tier:
    """The tier that a quantity reaches; the lowest one when it reaches none."""
    reached = [
        tier for tier in tiers if tier.above < quantity or (inclusive and tier.above == quantity)
    ]
    return max(reached, key=lambda tier: tier.above, default=tiers[0])


def _reduced(unit_price: Decimal, tier: Tier) -> Fraction:
    return Fraction(unit_price) * (1 - Fraction(tier.discount) / 100)
