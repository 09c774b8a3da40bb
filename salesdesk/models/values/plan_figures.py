"""The figures of a work plan, kept in step with it: each edit costs its path to the root only.

A node stands for a row. Leaves are priced and rounded; a branch is the sum of its rounded leaves,
so roll-ups add up on paper. Amounts are whole minor units and hours whole millionths: sums of
integers are exact in any order, so an update after any edits equals a full recalculation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import add

from salesdesk.models.values.plan_node import (
    COST,
    EMPTY,
    HOUR,
    LINES,
    LOADED,
    PARTS,
    SELL,
    WIDTH,
    Node,
)
from salesdesk.models.values.plan_parts import PartPrices
from salesdesk.models.values.plan_rates import LaidOut, RatesByWork
from salesdesk.models.values.plan_totals import CategoryTotal, Totals
from salesdesk.models.values.pricing import (
    Category,
    Costed,
    Inherited,
    Method,
    Priced,
    Terms,
    price,
)
from salesdesk.models.values.worked_rates import Stretch
from salesdesk.models.values.workplan import Splice, WorkItem, WorkPlan

MOST_KNOWN = 10_000


class Touched:
    """What an update changed: one stretch of rows, and the nodes whose figures moved."""

    __slots__ = ("nodes", "splice")

    def __init__(self, splice: Splice, nodes: set[Node]) -> None:
        self.splice = splice
        self.nodes = nodes


class PlanFigures:
    """The figures of one plan under one set of terms."""

    def __init__(self, plan: WorkPlan, terms: Terms) -> None:
        self.plan = plan
        self.terms = terms
        self._digits = -int(terms.step.as_tuple().exponent)
        self.visits = 0
        self.by_work = RatesByWork(terms)
        self.recalculate()

    def recalculate(self, terms: Terms | None = None, laid_out: LaidOut | None = None) -> None:
        """Price every row anew, on other days where given: what the updates must equal."""
        if terms is not None:
            self.terms = terms
            self._digits = -int(terms.step.as_tuple().exponent)
        self._known: dict[tuple[Costed, Inherited, tuple[Stretch, ...]], Priced] = {}
        self.root = Node(WorkItem(level=-1))
        self.parts = PartPrices(self)
        self.guesses: set[Node] = set()
        self.by_work = RatesByWork(self.terms, laid_out or self.by_work.laid_out)
        self._categories = {category: [0, 0, 0] for category in Category}
        self.rows: list[Node] = [Node(item) for item in self.plan]
        self._link(self.rows, [self.root])
        self._sum(self.rows)
        self.parts.settle()

    def place(self, laid_out: LaidOut | None, rows: Iterable[Node] | None = None) -> set[Node]:
        """Take each role's rates on the days of the work; answers the nodes whose figures moved.

        ``rows`` are those whose dates may have changed since the last time; None is all.
        """
        had, some = self.by_work.moving, None if rows is None else list(rows)
        looks_at_all = self.by_work.move(laid_out, some)
        if not had and not self.by_work.moving:
            return set()
        touched: set[Node] = set()
        for node in self.rows if looks_at_all or some is None else some:
            if node.children:
                continue
            worked = self.by_work.worked_on(node)
            if node.worked != worked:
                self._change(node, node.item, touched, worked)
        return touched | self.parts.settle()

    def show(self, plan: WorkPlan) -> Touched:
        """Follow the plan to another one, and say what changed."""
        splice = plan.change_from(self.plan)
        self.plan = plan
        new = plan[splice.at : splice.at + splice.inserted]
        old = self.rows[splice.at : splice.at + splice.removed]
        if not new and not old:
            return Touched(splice, set())
        if self._same_outline(old, new):
            touched = self._replace(old, new)
        else:
            touched = self._restructure(splice, old, new)
            self.parts.forget()
        return Touched(splice, touched | self.parts.settle())

    @staticmethod
    def _same_outline(old: Sequence[Node], new: Sequence[WorkItem]) -> bool:
        return len(old) == len(new) and all(
            node.item.id == item.id
            and node.item.level == item.level
            and (not node.children or _same_offer(node.item, item))
            for node, item in zip(old, new, strict=True)
        )

    def _replace(self, nodes: Sequence[Node], items: Sequence[WorkItem]) -> set[Node]:
        """Rows that changed where they stand: the difference goes up each path."""
        touched: set[Node] = set()
        counts_others = False
        for node, item in zip(nodes, items, strict=True):
            if node.item is not item:
                counts_others |= bool(node.children) and node.item.is_optional != item.is_optional
                self._change(node, item, touched)
        if counts_others:
            self._recount()
        return touched

    def _change(
        self,
        node: Node,
        item: WorkItem,
        touched: set[Node],
        worked: tuple[Stretch, ...] | None = None,
    ) -> None:
        """Price a row as this item, and carry what it makes up its path."""
        was_optional = node.item.is_optional
        touched.add(node)
        before = node.sums[:] if not was_optional else list(EMPTY)
        self._count(node, -1)
        node.item = item
        if not node.children:
            self._price(node, worked=worked)
        self._count(node, 1)
        after = node.sums if not item.is_optional else EMPTY
        self._carry(node, [b - a for a, b in zip(before, after, strict=True)], touched)

    def resell(self, node: Node, priced: Priced, touched: set[Node]) -> None:
        """Give a row another sell price, and carry the difference up its path."""
        self._count(node, -1)
        units = self._units(priced.sell)
        delta = list(EMPTY)
        delta[SELL] = delta[PARTS] = units - node.sums[SELL]
        delta[LINES] = int(bool(units)) - node.sums[LINES]
        node.priced = priced
        node.sums = [had + more for had, more in zip(node.sums, delta, strict=True)]
        self._count(node, 1)
        touched.add(node)
        if not node.item.is_optional:
            self._carry(node, delta, touched)

    def _carry(self, node: Node, delta: Sequence[int], touched: set[Node]) -> None:
        if not any(delta):
            return
        for above in node.path():
            self.visits += 1
            touched.add(above)
            for at in range(WIDTH):
                above.sums[at] += delta[at]
            if above.item.is_optional:
                return

    def _restructure(
        self, splice: Splice, old: Sequence[Node], new: Sequence[WorkItem]
    ) -> set[Node]:
        """Rows that came, went or moved: relink the stretch that they can affect."""
        lowest = min(
            min((node.item.level for node in old), default=10**6),
            min((item.level for item in new), default=10**6),
        )
        start = splice.at
        if start:
            before = self.rows[start - 1]
            first = new[0].level if new else self._level_at(start + len(old))
            if before.is_branch != (first > before.item.level):
                start -= 1
                lowest = min(lowest, before.item.level)
        end = splice.at + len(old)
        while end < len(self.rows) and self.rows[end].item.level > lowest:
            end += 1
        kept = {node.item.id: node for node in self.rows[start:end]}
        touched: set[Node] = set(kept.values())
        self._unlink(self.rows[start:end], touched)
        window = []
        for item in self.plan[start : end + len(new) - len(old)]:
            node = kept.get(item.id)
            if node is None:
                node = Node(item)
            elif node.item is not item:
                node.item, node.priced = item, None
            window.append(node)
        self.rows[start:end] = window
        above = self._path_before(start)
        self._link(window, above)
        self._sum(window)
        touched.update(window)
        for node in window:
            if node.parent is not None and node.parent not in touched:
                touched.update((node.parent, *node.parent.path()))
        return touched

    def _level_at(self, row: int) -> int:
        return self.rows[row].item.level if row < len(self.rows) else -1

    def _path_before(self, row: int) -> list[Node]:
        """The branches that a row here could stand in, the root first."""
        if row == 0:
            return [self.root]
        before = self.rows[row - 1]
        return [*reversed([*before.path()]), before]

    def _unlink(self, nodes: Sequence[Node], touched: set[Node]) -> None:
        """Take a stretch of rows out of the sums above it."""
        inside = set(nodes)
        outside: dict[Node, list[Node]] = {}
        for node in nodes:
            self._count(node, -1)
            if node.parent is not None and node.parent not in inside:
                outside.setdefault(node.parent, []).append(node)
                if not node.item.is_optional:
                    self._carry(node, [-value for value in node.sums], touched)
        for parent, children in outside.items():
            first = parent.children.index(children[0])
            del parent.children[first : first + len(children)]
            parent.is_numbered = False
            touched.add(parent)

    def _link(self, nodes: Sequence[Node], above: list[Node]) -> None:
        """Give each row its parent and inheritance; ``above`` is the path before the first."""
        path = list(above)
        places: dict[Node, int] = {}
        fresh = set(nodes)
        for node in nodes:
            node.children = []
            node.is_numbered = False
        for node in nodes:
            came_from: Node | None = None
            while path[-1].item.level >= node.item.level:
                came_from = path.pop()
            parent = path[-1]
            node.parent = parent
            if parent in fresh or (parent is self.root and not parent.children):
                parent.children.append(node)
            else:
                at = places.get(parent)
                if at is None:
                    stood = came_from is not None and came_from.parent is parent
                    at = parent.children.index(came_from) + 1 if came_from and stood else 0
                parent.children.insert(at, node)
                places[parent] = at + 1
            parent.is_numbered = False
            inherited = parent.offered
            if inherited is not node.inherited and inherited != node.inherited:
                node.inherited, node.priced = inherited, None
            path.append(node)

    def _sum(self, nodes: Sequence[Node]) -> None:
        """Price the leaves among these rows and add everything up, into the rows above too."""
        inside = set(nodes)
        for node in nodes:
            if node.children:
                node.sums = list(EMPTY)
                node.priced = None
            else:
                self._price(node, again=node.priced is None)
            self._count(node, 1)
        for node in reversed(nodes):
            if node.item.is_optional or node.parent is None:
                continue
            if node.parent in inside:
                node.parent.sums = list(map(add, node.parent.sums, node.sums))
            else:
                self._carry(node, node.sums, set())

    def _price(
        self, node: Node, *, again: bool = True, worked: tuple[Stretch, ...] | None = None
    ) -> None:
        """The figures of a leaf; ``worked`` is how its work divides, where that is known."""
        item = node.item
        self.visits += 1
        if not item.is_priced:
            node.priced = None
            node.sums = list(EMPTY)
            return
        if again or node.priced is None:
            node.worked = self.by_work.worked_on(node) if worked is None else worked
            node.priced = self._priced(costed(item), node.inherited, node.worked)
        priced = node.priced
        if priced.rule.method is Method.PART:
            self.parts.add(node)
        sell = self._units(priced.sell)
        node.sums = [
            int(item.mean_effort * HOUR),
            int(item.spread * HOUR) ** 2,
            self._units(priced.cost),
            self._units(priced.loaded),
            sell,
            int(bool(sell)),
            sell if priced.rule.method is Method.PART else 0,
        ]

    def _priced(self, item: Costed, inherited: Inherited, worked: tuple[Stretch, ...]) -> Priced:
        """A price; rows that say the same, as after a fill, are priced once."""
        asked = (item, inherited, worked)
        found = self._known.get(asked)
        if found is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            found = self._known[asked] = price(item, self.terms, inherited, worked)
        return found

    def _units(self, amount: Decimal) -> int:
        return int(amount.scaleb(self._digits))

    def amount(self, units: int) -> Decimal:
        """Minor units as an amount."""
        return Decimal(units).scaleb(-self._digits)

    # -- by category

    def _count(self, node: Node, sign: int) -> None:
        """Add a leaf to its category, or take it away; optional ones only to the guesses."""
        if node.children or node.priced is None:
            return
        self.guesses.discard(node)
        if sign > 0 and node.item.is_plugged:
            self.guesses.add(node)
        if node.is_left_out:
            return
        total = self._categories[node.item.category]
        _hours, _spread, cost, loaded, sell, *_others = node.sums
        total[0] += sign * cost
        total[1] += sign * loaded
        total[2] += sign * sell

    def _recount(self) -> None:
        """Branches became optional or counted: add the categories up anew, once for them all."""
        self._categories = {category: [0, 0, 0] for category in Category}
        for node in self.rows:
            self.visits += 1
            self._count(node, 1)

    # -- answers

    def totals(self) -> Totals:
        """The foot of the estimation."""
        sums = self.root.sums
        return Totals(
            self.terms.currency,
            {
                category: CategoryTotal(*(self.amount(units) for units in total))
                for category, total in self._categories.items()
            },
            self.amount(sums[COST]),
            self.amount(sums[LOADED]),
            self.amount(sums[SELL]),
            self.root.effort,
            self.root.deviation,
            len(self.guesses),
            sums[LINES],
        )


def _same_offer(old: WorkItem, new: WorkItem) -> bool:
    """Whether a branch still says the same to its children."""
    if old.rule != new.rule or old.contingency != new.contingency:
        return False
    return old.name == new.name or (new.rule is None and new.contingency is None)


def costed(item: WorkItem) -> Costed:
    """An item as the price calculator sees it."""
    return Costed(
        item.category,
        item.amount,
        item.role,
        item.cost_rate,
        item.rule,
        item.contingency,
        item.is_lump_sum,
        item.is_billable,
    )
