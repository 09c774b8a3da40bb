"""What gives a wanted total, margin or multiplier: one margin on services, or chosen branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.cell_entry import NumberSigns, number
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import SELL, Node
from salesdesk.models.values.plan_totals import Totals
from salesdesk.models.values.price_goal import rules_for
from salesdesk.models.values.pricing import Category, goal_net
from salesdesk.models.values.workplan import WorkItem, WorkPlan

HUNDRED = Decimal(100)
_ZERO = Decimal(0)
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


ROUNDS = 6
"""How often a rest is given to the branches again: parts of them move with what they sell."""


def spread(wanted: Decimal, figures: PlanFigures, branches: Sequence[Node]) -> WorkPlan:
    """The plan whose chosen branches sell what brings the whole to a total; the rest stays.

    Each item of them gets its share of what they sell now, as a rate or a fixed price.

    Raises InvalidInput when they can't bring it there.
    """
    chosen = [node for node in _topmost(branches) if not node.is_left_out]
    group = Node(WorkItem(level=-1))
    group.children = chosen
    plan, total = figures.plan, figures.totals().sell
    target = wanted - (total - sum((figures.amount(node.sums[SELL]) for node in chosen), _ZERO))
    for _round in range(ROUNDS):
        if target < 0 or not chosen:
            raise InvalidInput(
                _("These branches alone can't bring the total to {wanted}.").format(wanted=wanted)
            )
        plan = _with_rules(figures, group, target)
        after = PlanFigures(plan, figures.terms)
        after.place(figures.by_work.laid_out)
        rest = wanted - after.totals().sell
        if not rest:
            break
        target += rest
    return plan


def _with_rules(figures: PlanFigures, group: Node, target: Decimal) -> WorkPlan:
    rules = {node.item.id: rule for node, rule in rules_for(group, target, figures).items()}
    return figures.plan.with_rows(
        {
            at: item.altered({"rule": rules[item.id]})
            for at, item in enumerate(figures.plan)
            if item.id in rules
        }
    )


def _topmost(nodes: Sequence[Node]) -> list[Node]:
    """These rows without those that stand below another of them, in the plan's order."""
    known = set(nodes)
    return [node for node in nodes if not known.intersection(node.path())]
