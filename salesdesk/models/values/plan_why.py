"""Why a figure of a work plan is what it is: the calculator's own values as a tree of steps."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from salesdesk.i18n import _, n_
from salesdesk.models.values.duration import plain
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, LOADED, SELL, Node
from salesdesk.models.values.pricing import Method, Priced, source_text
from salesdesk.models.values.why import Why

_Maker = Callable[[Node, Priced], Why]


def why(figures: PlanFigures, node: Node, column: str) -> Why | None:
    """The explanation of ``effort``, ``cost_rate``, ``cost``, ``loaded``, ``sell_rate``, ``sell``.

    None where the column holds no figure.
    """
    if node.children or node is figures.root:
        return _rolled_up(figures, node, column)
    if column == "effort" and node.item.is_counted and node.priced is not None:
        return _quantity(node, node.priced)
    if column in _OF_EFFORT:
        return _effort(node) if node.item.is_priced and not node.item.is_counted else None
    maker, priced = _MAKERS.get(column), node.priced
    if maker is None or priced is None:
        return None
    if priced.rule.method is Method.PART and maker in (_sell, _sell_rate):
        return _part(figures, priced)
    if not _is_once(priced, maker):
        return _by_stretch(node, priced, column)
    return maker(node, priced)


def _part(figures: PlanFigures, priced: Priced) -> Why:
    """A price that is a part of what a branch sells."""
    rule = priced.rule
    base = figures.parts.node_of(rule.of)
    if base is None:
        label = _("{percent} % of a branch").format(percent=plain(rule.value))
        return Why(_("Sell"), priced.sell, "", (Why(label, None, _("that branch is gone")),))
    named = f"{base.code} {base.item.name}".strip() or _("everything")
    label = _("{percent} % of {branch}").format(percent=plain(rule.value), branch=named)
    source = _("what it sells without the parts in it")
    step = Why(label, priced.unit_exact, source)
    return Why(_("Sell"), priced.sell, _("rounded half up"), (step,))


def _is_once(priced: Priced, maker: _Maker) -> bool:
    """Whether a figure is reckoned once, whatever rates change during the work."""
    if not priced.parts or maker in (_cost_rate, _own_contingency, _quantity):
        return True
    if maker in (_cost, _loaded):
        return priced.cost_rate is not None
    if not priced.is_billable or priced.rule.method is Method.FIXED:
        return True
    needs_cost = priced.rule.method in (Method.MARGIN, Method.MARKUP)
    return priced.unit_exact is not None and not (needs_cost and priced.cost_rate is None)


def _by_stretch(node: Node, priced: Priced, column: str) -> Why:
    """A figure of work during which a rate changed: each stretch is reckoned by itself."""
    whole = _MAKERS[column](node, priced)
    return _divided(node, priced, whole, _MAKERS[column])


def _divided(node: Node, priced: Priced, whole: Why, maker: _Maker) -> Why:
    found = []
    for part in priced.parts:
        own = maker(node, part)
        label = _("{hours} h from {day}").format(
            hours=plain(part.quantity), day=part.day.isoformat()
        )
        found.append(Why(label, own.value, own.source, own.steps))
    source = _("a rate changes during the work, so each stretch has its own")
    return Why(whole.label, whole.value, source, tuple(found))


_OF_EFFORT = ("effort", "low", "likely", "high", "deviation")
_SUMS = {"cost": COST, "loaded": LOADED, "sell": SELL}


def _rolled_up(figures: PlanFigures, node: Node, column: str) -> Why | None:
    """A branch is the sum of its items; optional ones are named and count nothing."""
    if column == "deviation":
        return _deviation(node)
    if column not in _SUMS and column != "effort":
        return None

    def value(one: Node) -> Decimal:
        return one.effort if column == "effort" else figures.amount(one.sums[_SUMS[column]])

    steps = tuple(
        Why(
            f"{child.code} {child.item.name}",
            Decimal(0) if child.item.is_optional else value(child),
            _("optional, not counted") if child.item.is_optional else "",
        )
        for child in node.children
    )
    count = len(node.children)
    label = n_("Sum of {count} item", "Sum of {count} items", count).format(count=count)
    return Why(label, value(node), _("rounded items are added, nothing is rounded twice"), steps)


def _deviation(node: Node) -> Why | None:
    """The spread of a branch, from that of its items that have three points."""
    if node.deviation is None:
        return None
    spread = [child for child in node.children if child.deviation and not child.item.is_optional]
    steps = tuple(Why(f"{child.code} {child.item.name}", child.deviation) for child in spread)
    return Why(_("Deviation"), node.deviation, _("the root of the sum of their squares"), steps)


def _effort(node: Node) -> Why:
    item = node.item
    if item.low is None or item.high is None or item.effort is None:
        return Why(_("Effort, hours"), item.mean_effort, _("typed here"))
    steps = (
        Why(_("Optimistic"), item.low, _("typed here")),
        Why(_("Likely"), item.effort, _("typed here")),
        Why(_("Pessimistic"), item.high, _("typed here")),
        Why(_("Deviation"), node.deviation, _("(pessimistic − optimistic) ÷ 6")),
    )
    return Why(_("Effort, hours"), item.mean_effort, _("(O + 4M + P) ÷ 6"), steps)


def _cost_rate(node: Node, priced: Priced) -> Why:
    label = _("Cost rate, {role}").format(role=node.item.role) if node.item.role else _("Cost rate")
    if node.item.cost_rate is not None:
        return Why(label, priced.cost_rate, _("typed here"))
    if priced.parts:
        return _divided(node, priced, Why(label, priced.cost_rate), _cost_rate)
    rate = priced.role_rate
    if rate is None:
        return Why(label, None, _("no rate of this role on {day}").format(day=priced.day))
    until = rate.valid_to.isoformat() if rate.valid_to else "…"
    since = "" if rate.valid_from.year == 1 else rate.valid_from.isoformat()
    table = rate.table or _("role rates")
    dates = f", {since} – {until}" if since or rate.valid_to else ""
    return Why(label, priced.cost_rate, f"{table}{dates}")


def _quantity(node: Node, priced: Priced) -> Why:
    if node.item.is_counted:
        return Why(_("Quantity"), priced.quantity, _("typed here"))
    whole = _effort(node)
    if priced.quantity == node.item.amount:
        return whole
    return Why(whole.label, priced.quantity, _("the part that falls in these days"), (whole,))


def _cost(node: Node, priced: Priced) -> Why:
    steps = (_quantity(node, priced), _cost_rate(node, priced))
    return Why(_("Cost"), priced.cost, _("quantity × cost rate, rounded half up"), steps)


def _contingency(priced: Priced, value: Decimal | None) -> Why:
    label = _("× {factor} contingency").format(factor=plain(1 + priced.contingency / 100))
    source = _("{percent} %, from {source}").format(
        percent=plain(priced.contingency),
        source=source_text(priced.contingency_source, priced.contingency_name),
    )
    return Why(label, value, source)


def _own_contingency(_node: Node, priced: Priced) -> Why:
    step = _contingency(priced, priced.loaded)
    return Why(_("Contingency"), priced.contingency, "", (step,))


def _loaded(node: Node, priced: Priced) -> Why:
    steps = (*_cost(node, priced).steps, _contingency(priced, priced.loaded))
    return Why(_("Loaded cost"), priced.loaded, _("with contingency, rounded half up"), steps)


def _rule(priced: Priced) -> Why:
    rule, source = priced.rule, source_text(priced.source, priced.source_name)
    percent = plain(rule.value)
    if rule.method is Method.MARGIN:
        label = _("÷ (1 − {part}) margin").format(part=plain(rule.value / 100))
        return Why(label, priced.unit_exact, f"{percent} %, {source}")
    if rule.method is Method.MARKUP:
        label = _("× {factor} markup").format(factor=plain(rule.factor))
        return Why(label, priced.unit_exact, f"{percent} %, {source}")
    if rule.method is Method.ROLE:
        return Why(_("Sell rate of the role"), priced.unit_exact, source)
    label = _("Fixed price") if rule.method is Method.FIXED else _("Sell rate")
    return Why(label, rule.value, source)


def _sell_rate(node: Node, priced: Priced) -> Why:
    steps = [_rule(priced)]
    if priced.rule.method in (Method.MARGIN, Method.MARKUP):
        loaded = None
        if priced.cost_rate is not None:
            loaded = priced.cost_rate * (1 + priced.contingency / 100)
        steps = [_cost_rate(node, priced), _contingency(priced, loaded), *steps]
    if priced.unit is not None:
        line = f"{plain(priced.quantity)} × {priced.unit} = {priced.sell}"
        steps.append(
            Why(_("rounded half up"), priced.unit, _("rate first: {line}").format(line=line))
        )
    return Why(_("Sell rate"), priced.unit, "", tuple(steps))


def _sell(node: Node, priced: Priced) -> Why:
    if not priced.is_billable:
        return Why(_("Sell"), priced.sell, _("not billable"))
    if priced.rule.method is Method.FIXED:
        return Why(_("Sell"), priced.sell, "", (_rule(priced),))
    steps = (*_sell_rate(node, priced).steps, _quantity(node, priced))
    how = _("lump sum: rounded once, at the end") if priced.is_lump_sum else _("rate first")
    return Why(_("Sell"), priced.sell, how, steps)


_MAKERS: dict[str, _Maker] = {
    "cost_rate": _cost_rate,
    "cost": _cost,
    "loaded": _loaded,
    "sell_rate": _sell_rate,
    "sell": _sell,
    "pricing": _sell_rate,
    "contingency": _own_contingency,
    "quantity": _quantity,
}
