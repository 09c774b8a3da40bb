"""A work plan: an outline of items that never changes; an edit answers another plan.

Rows stand in reading order, each with its level. A row is the branch of the deeper rows that
follow it, so indenting, moving and pasting are arithmetic on a sequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, make_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, overload
from uuid import UUID

from salesdesk.i18n import N_
from salesdesk.models.values.chunked import Chunked
from salesdesk.models.values.duration import NONE, Duration
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.pricing import Category, PriceRule
from salesdesk.models.values.schedule import LinkType


class ItemKind(StrEnum):
    """What a row stands for."""

    PHASE = "phase"
    TASK = "task"
    MILESTONE = "milestone"
    DELIVERABLE = "deliverable"
    PRODUCT = "product"
    EXPENSE = "expense"
    SUBCONTRACT = "subcontract"
    TEXT = "text"


KINDS = {
    ItemKind.PHASE: N_("Phase"),
    ItemKind.TASK: N_("Task"),
    ItemKind.MILESTONE: N_("Milestone"),
    ItemKind.DELIVERABLE: N_("Deliverable"),
    ItemKind.PRODUCT: N_("Product"),
    ItemKind.EXPENSE: N_("Expense"),
    ItemKind.SUBCONTRACT: N_("Subcontract"),
    ItemKind.TEXT: N_("Text"),
}
TASK_TYPES = {
    "units": N_("Fixed units"),
    "work": N_("Fixed work"),
    "duration": N_("Fixed duration"),
}
"""Which of effort, duration and units stays when another is typed."""
CONSTRAINTS = {
    "must_start": N_("Must start on"),
    "must_finish": N_("Must finish on"),
    "start_by": N_("Start no later than"),
    "finish_after": N_("Finish no earlier than"),
    "finish_by": N_("Finish no later than"),
    "late": N_("As late as possible"),
}
_COUNTED = (ItemKind.PRODUCT, ItemKind.EXPENSE, ItemKind.SUBCONTRACT)
_UNPRICED = (ItemKind.PHASE, ItemKind.MILESTONE, ItemKind.TEXT)
_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Dependency:
    """A link to another item, by its key: codes move, keys don't."""

    before: UUID
    type: LinkType = LinkType.FS
    lag: Duration = NONE


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row. ``effort`` is hours (the likely value when ``low`` and ``high`` stand beside it).

    ``quantity`` counts products and expenses. ``duration`` is the effort of one person unless it
    is given; ``fixed`` dates stay whatever the links say. ``units`` is how much of one person works
    on it, in points (none is 100), and ``task_type`` which of effort, duration and units stays when
    another is typed: ``work``, ``duration``, ``units`` (the same as empty). ``constraint`` is
    one of ``must_start``, ``must_finish``, ``start_by``, ``finish_by``, ``finish_after``, ``late``.
    ``rule`` and ``contingency`` on a branch hold for its items.
    """

    name: str = ""
    kind: ItemKind = ItemKind.TASK
    level: int = 0
    id: UUID = field(default_factory=new_id)
    role: str = ""
    resource: str = ""
    effort: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    cost_rate: Decimal | None = None
    rule: PriceRule | None = None
    contingency: Decimal | None = None
    is_lump_sum: bool = False
    is_billable: bool = True
    is_optional: bool = False
    is_plugged: bool = False
    plug_owner: str = ""
    plug_due: date | None = None
    duration: Duration | None = None
    after: tuple[Dependency, ...] = ()
    not_before: date | datetime | None = None
    fixed: tuple[datetime, datetime] | None = None
    units: Decimal | None = None
    task_type: str = ""
    constraint: str = ""
    constraint_at: datetime | None = None
    product: UUID | None = None
    tax_code: str = ""
    description: str = ""
    client_note: str = ""
    internal_note: str = ""
    assumptions: str = ""
    exclusions: str = ""
    risks: str = ""
    origin: UUID | None = None

    @property
    def lineage(self) -> UUID:
        """What a row and its copies in other revisions have in common."""
        return self.origin or self.id

    @property
    def category(self) -> Category:
        if self.kind is ItemKind.PRODUCT:
            return Category.PRODUCT
        return Category.EXPENSE if self.kind is ItemKind.EXPENSE else Category.SERVICE

    @property
    def is_counted(self) -> bool:
        """Whether it is counted in pieces rather than in hours."""
        return self.kind in _COUNTED

    @property
    def is_priced(self) -> bool:
        """Whether a row of this kind carries money of its own."""
        return self.kind not in _UNPRICED

    @property
    def mean_effort(self) -> Decimal:
        """The hours to count: PERT's (O + 4M + P) / 6 where three points are given."""
        if self.effort is None or self.kind in _COUNTED or self.kind in _UNPRICED:
            return _ZERO
        if self.low is None or self.high is None:
            return self.effort
        mean = (self.low + 4 * self.effort + self.high) / 6
        return mean.quantize(Decimal("0.000001")).normalize() + 0

    @property
    def spread(self) -> Decimal:
        """Pessimistic minus optimistic hours; a sixth of it is PERT's deviation."""
        if self.low is None or self.high is None or self.effort is None:
            return _ZERO
        return self.high - self.low

    @property
    def amount(self) -> Decimal:
        """What the rates are multiplied by: hours, or pieces (one unless said)."""
        if not self.is_counted:
            return self.mean_effort
        return _ONE if self.quantity is None else self.quantity

    @classmethod
    def of(cls, values: Iterable[Any]) -> WorkItem:
        """An item of all its fields in the order of ``ITEM_FIELDS``: a tenth of the time."""
        made: WorkItem = _Open(*values)
        made.__class__ = cls
        return made

    def altered(self, changes: Mapping[str, Any]) -> WorkItem:
        """What ``dataclasses.replace`` answers, ten times as fast."""
        made: WorkItem = _Open(*_VALUES(self))
        for name, value in changes.items():
            setattr(made, name, value)
        made.__class__ = WorkItem
        return made


ITEM_FIELDS = tuple(one.name for one in fields(WorkItem))
_VALUES = attrgetter(*ITEM_FIELDS)
_Open: Any = make_dataclass("_Open", ITEM_FIELDS, slots=True)
"""The same slots, not frozen yet: Python fills those of a class that freezes one by one."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Rows ``at .. at+removed`` of one plan stand as ``at .. at+inserted`` in the other."""

    at: int
    removed: int
    inserted: int

    @property
    def reversed(self) -> Splice:
        return Splice(self.at, self.inserted, self.removed)


class WorkPlan(Sequence[WorkItem]):
    """The rows of a plan. Equal plans have equal rows; plans share the rows they have in common."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[WorkItem] = ()) -> None:
        self._items: Chunked[WorkItem] = items if isinstance(items, Chunked) else Chunked(items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[WorkItem]:
        return iter(self._items)

    def rows_from(self, at: int) -> Iterator[WorkItem]:
        """The rows from this one on, one after the other."""
        return self._items.from_row(at)

    def rows_before(self, at: int) -> Iterator[WorkItem]:
        """The rows before this one, the nearest first."""
        return self._items.before_row(at)

    def with_rows_of(self, other: WorkPlan) -> WorkPlan:
        """This plan, its rows being the very ones of another wherever the two are equal."""
        known = {item.id: item for item in other}
        same = (known.get(item.id) for item in self)
        return WorkPlan(one if one == item else item for item, one in zip(self, same, strict=True))

    @overload
    def __getitem__(self, at: int) -> WorkItem: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[WorkItem, ...]: ...
    def __getitem__(self, at: int | slice) -> WorkItem | tuple[WorkItem, ...]:
        return self._items[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkPlan) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"WorkPlan({len(self._items)} items)"

    @property
    def items(self) -> tuple[WorkItem, ...]:
        return self._items.whole

    def spliced(self, at: int, removed: int, *items: WorkItem) -> WorkPlan:
        """This plan with other rows instead of ``removed`` rows at ``at``."""
        return WorkPlan(self._items.spliced(at, removed, items))

    def with_rows(self, changed: dict[int, WorkItem]) -> WorkPlan:
        """This plan with some rows replaced where they stand."""
        return WorkPlan(self._items.replaced(changed))

    def apart_from(self, other: WorkPlan) -> Iterator[WorkItem]:
        """The rows that may differ from another plan's; all others are the very same."""
        return self._items.apart_from(other._items)

    def end_of(self, at: int) -> int:
        """The row after the last one of this row's branch."""
        level = self._items[at].level
        behind = enumerate(self.rows_from(at + 1), at + 1)
        return next((end for end, item in behind if item.level <= level), len(self))

    def is_branch(self, at: int) -> bool:
        """Whether rows stand below this one."""
        after = at + 1
        return after < len(self._items) and self._items[after].level > self._items[at].level

    def parent_of(self, at: int) -> int | None:
        level = self._items[at].level
        before = zip(range(at - 1, -1, -1), self.rows_before(at), strict=True)
        return next((row for row, item in before if item.level < level), None)

    def index_of(self, key: UUID) -> int:
        return next(at for at, item in enumerate(self._items) if item.id == key)

    def parents(self) -> list[int | None]:
        """The parent's row of every row."""
        path: list[int] = []
        found: list[int | None] = []
        for at, item in enumerate(self._items):
            while path and self._items[path[-1]].level >= item.level:
                path.pop()
            found.append(path[-1] if path else None)
            path.append(at)
        return found

    def codes(self) -> list[str]:
        """The WBS code of every row: 1, 1.1, 1.1.2."""
        counts: list[tuple[int, int, str]] = []  # level, count, prefix
        found: list[str] = []
        for item in self._items:
            last = 0
            while counts and counts[-1][0] >= item.level:
                last = counts.pop()[1]
            prefix = f"{found_prefix(counts)}"
            counts.append((item.level, last + 1, f"{prefix}{last + 1}."))
            found.append(f"{prefix}{last + 1}")
        return found

    def change_from(self, before: WorkPlan) -> Splice:
        """The one stretch of rows in which this plan differs from another, by identity."""
        return Splice(*self._items.change_from(before._items))


def found_prefix(counts: Sequence[tuple[int, int, str]]) -> str:
    """The code of the branch that the next row stands in."""
    return counts[-1][2] if counts else ""


def relevelled(items: Iterable[WorkItem], by: int) -> tuple[WorkItem, ...]:
    """These rows, deeper or shallower together."""
    return tuple(item.altered({"level": max(0, item.level + by)}) for item in items)


def copied(items: Sequence[WorkItem], *, descend: bool = False) -> tuple[WorkItem, ...]:
    """The same rows as new ones; links among them follow, others stay.

    Copies that ``descend`` remember the row they stand for, as a revision's do.
    """
    keys = {item.id: new_id() for item in items}
    return tuple(
        item.altered(
            {
                "id": keys[item.id],
                "origin": item.lineage if descend else None,
                "after": tuple(
                    replace(link, before=keys.get(link.before, link.before)) for link in item.after
                ),
                "rule": rule_for(item, keys),
            }
        )
        for item in items
    )


def rule_for(item: WorkItem, keys: Mapping[UUID, UUID]) -> PriceRule | None:
    """An item's own rule where rows got other keys: a part of a branch stays a part of it."""
    rule = item.rule
    if rule is None or rule.of is None:
        return rule
    return replace(rule, of=keys.get(rule.of, rule.of))
