"""Prices that are a part of a branch: 10 % of the development, say, for project management.

A part is reckoned on what the branch sells without the parts in it, so that parts may stand inside
the branch they are reckoned on, in any order, and never wait for each other.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.models.values.plan_node import PARTS, SELL, Node
from salesdesk.models.values.pricing import Method, PriceRule, rounded

if TYPE_CHECKING:
    from salesdesk.models.values.plan_figures import PlanFigures


class PartPrices:
    """The rows of a plan whose price is a part of a branch, brought into step after each edit."""

    def __init__(self, figures: PlanFigures) -> None:
        self._figures = figures
        self._nodes: dict[UUID, Node] = {}
        self._rows: dict[UUID, Node] | None = None

    def add(self, node: Node) -> None:
        self._nodes[node.item.id] = node

    def forget(self) -> None:
        """Rows came, went or moved: which branch a key names is looked up anew."""
        self._rows = None
        if self._nodes:
            self._nodes = {node.item.id: node for node in self._figures.rows if _is_part(node)}

    def settle(self) -> set[Node]:
        """Price every part on what its branch sells now; answers the nodes whose figures moved."""
        touched: set[Node] = set()
        for key, node in tuple(self._nodes.items()):
            if _is_part(node):
                self._settle(node, touched)
            else:
                del self._nodes[key]
        return touched

    def _settle(self, node: Node, touched: set[Node]) -> None:
        priced, rule = node.priced, node.item.rule
        assert priced is not None
        assert rule is not None
        base = self.base(rule)
        sell = Decimal(0)
        if base is not None and node.item.is_billable:
            sell = rounded(base * rule.value / 100, self._figures.terms.step)
        if priced.sell != sell or priced.unit_exact != base:
            self._figures.resell(node, priced._replace(sell=sell, unit_exact=base), touched)

    def base(self, rule: PriceRule) -> Decimal | None:
        """What a part is reckoned on; None where its branch is gone."""
        node = self.node_of(rule.of)
        return None if node is None else self._figures.amount(node.sums[SELL] - node.sums[PARTS])

    def node_of(self, key: UUID | None) -> Node | None:
        """The branch (or row) that a part is reckoned on; no key means the whole estimation."""
        if key is None:
            return self._figures.root
        if self._rows is None:  # asked for by every part, so all are found in one pass
            self._rows = {node.item.id: node for node in self._figures.rows}
            self._figures.visits += len(self._rows)
        return self._rows.get(key)


def _is_part(node: Node) -> bool:
    """Whether a row is priced as a part; a branch is the sum of its rows whatever it says."""
    rule = node.item.rule
    return (
        not node.children
        and node.priced is not None
        and rule is not None
        and rule.method is Method.PART
    )
