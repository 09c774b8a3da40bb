"""The sum of the selected cells of one column, as the status bar tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from salesdesk.i18n import _
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, LOADED, SELL, Node
from salesdesk.ui.formats import formats

Value = Callable[[PlanFigures, Node], Decimal | None]
MONEY = ("cost", "loaded", "sell")


def _money(part: int) -> Value:
    def value(figures: PlanFigures, node: Node) -> Decimal | None:
        empty = not node.children and node.priced is None
        return None if empty else figures.amount(node.sums[part])

    return value


def _effort(_figures: PlanFigures, node: Node) -> Decimal | None:
    item = node.item
    if node.children:
        return node.effort
    return node.effort if item.is_priced and not item.is_counted and item.effort else None


def _own(field: str) -> Value:
    def value(_figures: PlanFigures, node: Node) -> Decimal | None:
        found: Decimal | None = None if node.children else getattr(node.item, field)
        return found

    return value


VALUES: Mapping[str, Value] = {
    "effort": _effort, "cost": _money(COST), "loaded": _money(LOADED), "sell": _money(SELL),
    "low": _own("low"), "likely": _own("effort"), "high": _own("high"),
    "quantity": _own("quantity"),
}  # fmt: skip
"""The columns that can be added up; rates, percentages and days can't."""


def selected_sum(figures: PlanFigures, nodes: Sequence[Node], column: str) -> Decimal | None:
    """What is selected together; a row below a selected sum is in that sum already.

    None where the column can't be added up, or holds nothing here.
    """
    value = VALUES.get(column)
    if value is None:
        return None
    summed: set[Node] = set()
    total, found = Decimal(0), False
    for node in nodes:  # in the order of the plan: a branch before its rows
        own = value(figures, node)
        if own is None:
            continue
        if any(above in summed for above in node.path()):
            continue
        if node.children:
            summed.add(node)
        total, found = total + own, True
    return total if found else None


def selection_words(figures: PlanFigures, nodes: Sequence[Node], columns: Sequence[str]) -> str:
    """``3 cells, sum EUR 5,782.00``; nothing for a single cell."""
    write, count = formats(), len(nodes) * len(columns)
    if count <= 1:
        return ""
    words = _("{count} cells").format(count=write.whole(count))
    total = selected_sum(figures, nodes, columns[0]) if len(columns) == 1 else None
    if total is None:
        return words
    if columns[0] in MONEY:
        shown = write.money(total, figures.terms.currency)
    elif columns[0] == "quantity":
        shown = write.plain(total)
    else:
        shown = f"{write.number(total)} h"
    return _("{cells}, sum {sum}").format(cells=words, sum=shown)
