"""Why payments, the lowest net and the largest discount are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from salesdesk.i18n import _
from salesdesk.models.values.instalments import Share, payments
from salesdesk.models.values.margin import floor_price, largest_discount
from salesdesk.models.values.why import Why


def payment_steps(total: Decimal, shares: Sequence[Share], step: Decimal) -> list[Why]:
    """Each payment: its fixed amount, or its share of what the fixed ones leave."""
    whole = Why(_("Total"), total)
    fixed = sum((share.fixed or 0 for share in shares), Decimal(0))
    found = []
    for share, amount in zip(shares, payments(total, shares, step), strict=True):
        if share.fixed is not None:
            found.append(Why(_("Payment"), amount, _("a fixed amount")))
            continue
        steps = [whole, Why(_("Share"), share.percent, "%")]
        if fixed:
            steps.insert(1, Why(_("Fixed payments"), fixed))
        source = _("its share of the total, in whole cents that make the total")
        if fixed:
            source = _("its share of what the fixed payments leave, in whole cents")
        found.append(Why(_("Payment"), amount, source, tuple(steps)))
    return found


def lowest_net(cost: Decimal, floor: Decimal, digits: int) -> Why:
    """The floor price: rounded up, for half-up may fall below the margin."""
    steps = (Why(_("Cost"), cost), Why(_("Lowest margin"), floor, "%"))
    source = _("cost ÷ (1 − lowest margin), rounded up")
    return Why(_("Lowest net"), floor_price(cost, floor, digits), source, steps)


def signable(subtotal: Decimal, cost: Decimal, floor: Decimal, digits: int) -> Why:
    """The largest header discount that keeps the lowest margin."""
    steps = (Why(_("Subtotal"), subtotal), lowest_net(cost, floor, digits))
    value = largest_discount(subtotal, cost, floor, digits)
    return Why(_("Largest discount"), value, _("subtotal − lowest net, never below 0"), steps)
