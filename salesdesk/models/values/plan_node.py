"""A row of a work plan with its place in the outline, its price and its sums."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from salesdesk.models.values.pricing import NOTHING, Inherited, Priced
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.worked_rates import Stretch
from salesdesk.models.values.workplan import WorkItem

EFFORT, SPREAD, COST, LOADED, SELL, LINES, PARTS = range(7)
WIDTH = 7
EMPTY = (0,) * WIDTH
HOUR = 10**6


class Node:
    """A row with its place in the outline, its price and its sums."""

    __slots__ = (
        "_ordinal",
        "children",
        "inherited",
        "is_numbered",
        "item",
        "parent",
        "priced",
        "sums",
        "worked",
    )

    def __init__(self, item: WorkItem) -> None:
        self.item = item
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.inherited: Inherited = NOTHING
        self.priced: Priced | None = None
        self.worked: tuple[Stretch, ...] = ()
        self.sums: list[int] = list(EMPTY)
        self.is_numbered = False
        self._ordinal = 0

    @property
    def is_branch(self) -> bool:
        return bool(self.children)

    @property
    def is_left_out(self) -> bool:
        """Whether it is optional, or stands below something that is."""
        node: Node | None = self
        while node is not None:
            if node.item.is_optional:
                return True
            node = node.parent
        return False

    @property
    def code(self) -> str:
        """The WBS code: 1.1.2; the root has none."""
        parent = self.parent
        if parent is None:
            return ""
        if not parent.is_numbered:
            for at, child in enumerate(parent.children, 1):
                child._ordinal = at
            parent.is_numbered = True
        return f"{parent.code}.{self._ordinal}" if parent.parent else str(self._ordinal)

    @property
    def effort(self) -> Decimal:
        return Decimal(self.sums[EFFORT]) / HOUR

    @property
    def deviation(self) -> Decimal | None:
        """PERT's sigma of the branch: the root of the sum of squares."""
        if not self.sums[SPREAD]:
            return None
        return half_up((Decimal(self.sums[SPREAD]).sqrt() / HOUR) / 6)

    @property
    def offered(self) -> Inherited:
        """What the children of this row inherit."""
        item, own = self.item, self.inherited
        rule = None if item.rule is not None and item.rule.is_of_one_row else item.rule
        if rule is None and item.contingency is None:
            return own
        return Inherited(
            rule or own.rule,
            item.name if rule else own.rule_from,
            own.contingency if item.contingency is None else item.contingency,
            own.contingency_from if item.contingency is None else item.name,
        )

    def path(self) -> Iterable[Node]:
        """The branches above, nearest first, the root last."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent
