"""Why the figures at the foot of a work plan are what they are: the calculator's sums as steps."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from salesdesk.i18n import _
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.plan_why import why
from salesdesk.models.values.plan_why_dates import NodeOf, why_placed
from salesdesk.models.values.why import Why


def why_total(figures: PlanFigures, name: str) -> Why | None:
    """The explanation of ``sell``, ``loaded``, ``effort``, or of what is made of their sums."""
    if name in ("sell", "loaded", "effort"):
        return why(figures, figures.root, name)
    totals = figures.totals()
    found: dict[str, tuple[str, Decimal | None, str]] = {
        "profit": (_("Profit"), totals.profit, _("sell − loaded cost")),
        "margin": (_("Margin, %"), totals.margin, _("(sell − loaded cost) ÷ sell, from the sums")),
        "markup": (
            _("Markup, %"), totals.markup, _("(sell − loaded cost) ÷ loaded cost, from the sums")
        ),
        "multiplier": (
            _("Multiplier"), totals.multiplier, _("sell ÷ loaded cost, from the sums")
        ),
    }  # fmt: skip
    if name not in found:
        return None
    label, value, source = found[name]
    steps = (_sum(figures, "sell", _("Sell")), _sum(figures, "loaded", _("Loaded cost")))
    return Why(label, value, source, (*steps, Why(label, value, source)))


def _sum(figures: PlanFigures, name: str, label: str) -> Why:
    """A sum with what was added to it."""
    found = why(figures, figures.root, name)
    assert found is not None
    return Why(label, found.value, found.label, found.steps)


def why_finished(plan: PlanSchedule, rows: Iterable[Node], node_of: NodeOf) -> Why:
    """The last rows to end, and why each of them ends then."""
    finish, label, source = plan.finish, _("Finish"), _("the latest end in the plan")
    steps = []
    for node in rows:
        placed = plan[node.item.id]
        if node.children or placed is None or placed.finish != finish:
            continue
        own = why_placed(plan, node, "finish", node_of)
        named = f"{node.code} {node.item.name}".strip()
        steps.append(Why(named, finish, "", own.steps[:-1] if own is not None else ()))
    return Why(label, finish, source, (*steps, Why(label, finish, source)))
