"""Two plans side by side: which rows came, went, moved or cost otherwise, and what that does.

The effects of all rows add up to the difference of the two totals: each row counts what it adds
to the sum itself, a branch nothing but what its children do not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from salesdesk.i18n import N_
from salesdesk.models.values.margin import margin
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_match import matched
from salesdesk.models.values.plan_node import COST, SELL, Node
from salesdesk.models.values.workplan import WorkItem, WorkPlan, rule_for

ZERO = Decimal(0)
Key = TypeVar("Key")


class Mark(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REPRICED = "repriced"
    CHANGED = "changed"


MARKS = {
    Mark.ADDED: N_("Added"),
    Mark.REMOVED: N_("Removed"),
    Mark.MOVED: N_("Moved"),
    Mark.REPRICED: N_("Re-priced"),
    Mark.CHANGED: N_("Changed"),
}
FIELDS = tuple(f.name for f in fields(WorkItem) if f.name not in ("id", "level", "origin"))
_PRICED_BY = frozenset(
    {
        "kind",
        "role",
        "effort",
        "low",
        "high",
        "quantity",
        "cost_rate",
        "rule",
        "contingency",
        "is_lump_sum",
        "is_billable",
        "is_optional",
    }
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to the sums."""

    cost: Decimal = ZERO
    loaded: Decimal = ZERO
    sell: Decimal = ZERO

    def __add__(self, other: Effect) -> Effect:
        return Effect(self.cost + other.cost, self.loaded + other.loaded, self.sell + other.sell)

    def __bool__(self) -> bool:
        return bool(self.cost or self.loaded or self.sell)

    @property
    def profit(self) -> Decimal:
        return self.sell - self.loaded


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a row that differs."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs; ``key`` is the earlier one where it had one."""

    key: UUID
    before: WorkItem | None
    after: WorkItem | None
    marks: tuple[Mark, ...]
    fields: tuple[FieldChange, ...] = ()
    effect: Effect = Effect()
    code: str = ""
    old_code: str = ""
    branch: str = ""

    @property
    def item(self) -> WorkItem:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Comparison:
    """The rows that differ, in reading order, and the two feet.

    ``earlier`` names the earlier key of each later row that was there before. The effects are
    nothing where the two are in different currencies.
    """

    before: PlanFigures
    after: PlanFigures
    rows: tuple[RowChange, ...]
    earlier: Mapping[UUID, UUID]

    @property
    def is_comparable(self) -> bool:
        return self.before.terms.currency == self.after.terms.currency

    @cached_property
    def effect(self) -> Effect:
        return total(self.rows)

    def margin_with(self, effect: Effect) -> Decimal | None:
        """The margin of the earlier plan with these effects."""
        foot = self.before.totals()
        return margin(foot.sell + effect.sell, foot.loaded + effect.loaded)


def total(rows: Iterable[RowChange]) -> Effect:
    """The effects of some rows together."""
    return sum((row.effect for row in rows), Effect())


def compare(before: PlanFigures, after: PlanFigures) -> Comparison:
    """What differs between two calculated plans."""
    earlier = matched(before.plan, after.plan)
    return Comparison(before, after, tuple(_Comparing(before, after, earlier).rows()), earlier)


class _Comparing:
    """One pass over both plans."""

    def __init__(
        self, before: PlanFigures, after: PlanFigures, earlier: Mapping[UUID, UUID]
    ) -> None:
        self._before, self._after, self._earlier = before, after, earlier
        self._old = {node.item.id: node for node in before.rows}
        self._moved = moved_rows(before.plan, after.plan, earlier)
        self._has_effects = before.terms.currency == after.terms.currency

    def rows(self) -> Iterable[RowChange]:
        gone = self._gone()
        yield from gone.get(None, ())
        for node in self._after.rows:
            change = self._changed(node)
            if change is not None:
                yield change
            if node.item.id in self._earlier:
                yield from gone.get(self._earlier[node.item.id], ())

    def _gone(self) -> Mapping[UUID | None, Sequence[RowChange]]:
        """The removed rows by the earlier row after which they stood."""
        stays = set(self._earlier.values())
        found: dict[UUID | None, list[RowChange]] = {}
        last: UUID | None = None
        for node in self._before.rows:
            if node.item.id in stays:
                last = node.item.id
                continue
            change = RowChange(
                node.item.id, node.item, None, (Mark.REMOVED,), (),
                self._effect(node, None), "", node.code, _branch(node),
            )  # fmt: skip
            found.setdefault(last, []).append(change)
        return found

    def _changed(self, node: Node) -> RowChange | None:
        key = self._earlier.get(node.item.id)
        if key is None:
            effect, branch = self._effect(None, node), _branch(node)
            return RowChange(
                node.item.id, None, node.item, (Mark.ADDED,), (), effect, node.code, "", branch
            )
        old = self._old[key]
        changes = changed_fields(old.item, node.item, self._earlier)
        effect = self._effect(old, node)
        marks = self._marks(old, node, changes, effect)
        if not marks:
            return None
        return RowChange(
            key, old.item, node.item, marks, changes, effect, node.code, old.code, _branch(node)
        )

    def _marks(
        self, old: Node, new: Node, changes: Sequence[FieldChange], effect: Effect
    ) -> tuple[Mark, ...]:
        marks = []
        if new.item.id in self._moved:
            marks.append(Mark.MOVED)
        priced = any(change.name in _PRICED_BY for change in changes)
        if not priced and self._has_effects and (effect or _unit(old) != _unit(new)):
            marks.append(Mark.REPRICED)
        if changes:
            marks.append(Mark.CHANGED)
        return tuple(marks)

    def _effect(self, old: Node | None, new: Node | None) -> Effect:
        if not self._has_effects:
            return Effect()
        was = own_units(old) if old else (0, 0, 0)
        now = own_units(new) if new else (0, 0, 0)
        figures = self._after
        return Effect(*(figures.amount(b - a) for a, b in zip(was, now, strict=True)))


def _unit(node: Node) -> Decimal | None:
    return node.priced.unit if node.priced else None


def _branch(node: Node) -> str:
    names = [above.item.name for above in node.path() if above.parent is not None]
    return " › ".join(reversed(names))


def own_units(node: Node) -> tuple[int, ...]:
    """Cost, loaded cost and price that a row brings to the foot beyond its children."""
    if node.item.is_optional or any(above.item.is_optional for above in node.path()):
        return (0, 0, 0)
    own = node.sums[COST : SELL + 1]
    for child in node.children:
        if not child.item.is_optional:
            own = [a - b for a, b in zip(own, child.sums[COST : SELL + 1], strict=True)]
    return tuple(own)


def changed_fields(
    old: WorkItem, new: WorkItem, earlier: Mapping[UUID, UUID]
) -> tuple[FieldChange, ...]:
    """The fields that differ, links and shares being compared by what they point to."""
    if old == new:
        return ()
    same = carried(new, earlier)
    return tuple(
        FieldChange(name, getattr(old, name), getattr(same, name))
        for name in FIELDS
        if _plain(getattr(old, name)) != _plain(getattr(same, name))
    )


def _plain(value: Any) -> Any:
    """Links wait for the same rows in whatever order they are written."""
    return frozenset(value) if isinstance(value, tuple) else value


def carried(item: WorkItem, keys: Mapping[UUID, UUID]) -> WorkItem:
    """The row with what it points to under other keys."""
    after = tuple(replace(link, before=keys.get(link.before, link.before)) for link in item.after)
    rule = rule_for(item, keys)
    if after == item.after and rule == item.rule:
        return item
    return replace(item, after=after, rule=rule)


def moved_rows(before: WorkPlan, after: WorkPlan, earlier: Mapping[UUID, UUID]) -> set[UUID]:
    """The later keys of the rows that stand in another branch, on another level or out of order."""
    was = _places(before)
    order = {item.id: at for at, item in enumerate(before)}
    moved: set[UUID] = set()
    siblings: dict[UUID | None, list[UUID]] = {}
    for key, (parent, depth) in _places(after).items():
        old = earlier.get(key)
        if old is None:
            continue
        above = None if parent is None else earlier.get(parent, parent)
        if was[old] != (above, depth):
            moved.add(key)
        else:
            siblings.setdefault(parent, []).append(key)
    for keys in siblings.values():
        moved.update(out_of_order(keys, [order[earlier[key]] for key in keys]))
    return moved


def _places(plan: WorkPlan) -> dict[UUID, tuple[UUID | None, int]]:
    """The branch of every row and how much deeper it stands."""
    found: dict[UUID, tuple[UUID | None, int]] = {}
    for item, parent in zip(plan, plan.parents(), strict=True):
        if parent is None:
            found[item.id] = (None, item.level)
        else:
            found[item.id] = (plan[parent].id, item.level - plan[parent].level)
    return found


def out_of_order(keys: Sequence[Key], places: Sequence[int]) -> set[Key]:
    """All but the longest run that kept its order."""
    tails: list[int] = []
    at_tail: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        before.append(at_tail[length - 1] if length else -1)
        tails[length:], at_tail[length:] = (
            [place, *tails[length + 1 :]],
            [at, *at_tail[length + 1 :]],
        )
    stays: set[int] = set()
    at = at_tail[-1] if at_tail else -1
    while at >= 0:
        stays.add(at)
        at = before[at]
    return {key for n, key in enumerate(keys) if n not in stays}
