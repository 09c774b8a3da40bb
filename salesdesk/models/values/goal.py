"""Which margin on the services gives a wanted total, margin or multiplier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.cell_entry import NumberSigns, number
from salesdesk.models.values.plan_totals import Totals
from salesdesk.models.values.pricing import Category, goal_net

HUNDRED = Decimal(100)
STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Goal:
    """A wanted price, and the margin on services that comes closest to it."""

    wanted: Decimal
    margin: Decimal


def wanted_net(text: str, totals: Totals, step: Decimal, signs: NumberSigns) -> Decimal:
    """``33000`` or ``t33000`` is a total, ``m30`` or ``30%`` a margin, ``x1.5`` a multiplier.

    Raises InvalidInput for anything else, and for margins of 100 % and more.
    """
    typed = text.strip()
    if typed[:1].lower() == "m" or typed.endswith("%"):
        percent = number(typed.lstrip("mM").rstrip("% "), signs)
        return goal_net(totals.loaded, percent, step)
    if typed[:1].lower() == "x":
        return (totals.loaded * number(typed[1:], signs)).quantize(step, ROUND_HALF_UP)
    return number(typed[1:] if typed[:1].lower() == "t" else typed, signs)


def seek(wanted: Decimal, totals: Totals) -> Goal:
    """The services' margin m = 1 - loaded / price, the other categories as they are.

    Raises InvalidInput when services alone can't reach the total.
    """
    services = totals.by_category[Category.SERVICE]
    price = wanted - (totals.sell - services.sell)
    if price <= 0 or not services.loaded:
        raise InvalidInput(
            _("Services alone can't bring the total to {wanted}.").format(wanted=wanted)
        )
    margin = (1 - services.loaded / price) * HUNDRED
    return Goal(wanted, margin.quantize(STEP, ROUND_HALF_UP))
