"""``t33000``: the price rules that make an item, or the items of a branch, sell for a total."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.allocation import allocate_units
from salesdesk.models.values.cell_entry import NumberSigns, number
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import LOADED, SELL, Node
from salesdesk.models.values.pricing import Method, Priced, PriceRule, rounded


def wanted_total(text: str, signs: NumberSigns) -> Decimal | None:
    """The total that ``t33000`` asks for; None when the text asks for none."""
    typed = text.strip()
    if typed[:1] not in ("t", "T") or not typed[1:].strip() or typed[1:2].isalpha():
        return None
    return number(typed[1:], signs)


def rules_for(node: Node, wanted: Decimal, figures: PlanFigures) -> dict[Node, PriceRule]:
    """The rule of each item below a row, or of the row itself, for this sell price in all.

    Items share as they share the price now, or the loaded cost while nothing has a price; each
    gets a rate where one yields its share to the cent, else a fixed price. Optional items stay.

    Raises InvalidInput for a total below zero and where no item can carry a price.
    """
    total = rounded(wanted, figures.terms.step)
    if total < 0:
        raise InvalidInput(_("A total below zero is not possible here."))
    leaves = [leaf for leaf in _leaves(node) if leaf.priced and leaf.priced.is_billable]
    weights = [leaf.sums[SELL] for leaf in leaves]
    if not any(weights):
        weights = [leaf.sums[LOADED] for leaf in leaves]
    if leaves and not any(weights) and (not node.children or total == 0):
        weights = [1] * len(leaves)
    if not any(weights):
        raise InvalidInput(
            _("Nothing here can carry a price: give an item an effort or a price first.")
        )
    units = int(total / figures.terms.step)
    shares = allocate_units(units, weights)
    found = {}
    for leaf, share in zip(leaves, shares, strict=True):
        if share != leaf.sums[SELL]:
            assert leaf.priced is not None
            found[leaf] = _rule(leaf.priced, figures.amount(share), figures.terms.step)
    return found


def _leaves(node: Node) -> list[Node]:
    """The items below a row that count towards it."""
    if not node.children:
        return [node]
    return [
        leaf for child in node.children if not child.item.is_optional for leaf in _leaves(child)
    ]


def _rule(priced: Priced, share: Decimal, step: Decimal) -> PriceRule:
    """A rate where quantity times rate is the share exactly, else a fixed price."""
    if priced.quantity and not (priced.is_lump_sum and priced.unit is None):
        each = rounded(share / priced.quantity, step)
        if each * priced.quantity == share:
            return PriceRule(Method.RATE, each)
    return PriceRule(Method.FIXED, share)
