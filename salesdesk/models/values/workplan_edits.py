"""The edits of a work plan, each a value: named, applied, undone by showing the plan before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from salesdesk.i18n import _, n_
from salesdesk.models.values.workplan import WorkItem, WorkPlan, copied, relevelled


class Edit(Protocol):
    """What the undo stack asks of an edit."""

    @property
    def label(self) -> str: ...

    def apply(self, plan: WorkPlan) -> WorkPlan: ...


Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetFields:
    """Give rows new values: typing, clearing, filling, pasting over, linking."""

    changes: tuple[tuple[int, Fields], ...]
    label: str

    def apply(self, plan: WorkPlan) -> WorkPlan:
        return plan.with_rows({at: plan[at].altered(values) for at, values in self.changes})


@dataclass(frozen=True, slots=True)
class Insert:
    """Put rows before row ``at``."""

    at: int
    items: tuple[WorkItem, ...]

    @property
    def label(self) -> str:
        return n_("insert a row", "insert {count} rows", len(self.items)).format(
            count=len(self.items)
        )

    def apply(self, plan: WorkPlan) -> WorkPlan:
        return plan.spliced(self.at, 0, *self.items)


@dataclass(frozen=True, slots=True)
class Delete:
    """Take rows away, each with its branch."""

    rows: tuple[int, ...]

    @property
    def label(self) -> str:
        return n_("delete a row", "delete {count} rows", len(self.rows)).format(
            count=len(self.rows)
        )

    def apply(self, plan: WorkPlan) -> WorkPlan:
        gone: set[int] = set()
        for at in self.rows:
            gone.update(range(at, plan.end_of(at)))
        return WorkPlan(item for at, item in enumerate(plan) if at not in gone)


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that are one step: pasting over rows and adding the rest as new ones."""

    edits: tuple[Edit, ...]
    label: str

    def apply(self, plan: WorkPlan) -> WorkPlan:
        for edit in self.edits:
            plan = edit.apply(plan)
        return plan


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Repeat rows, each with its branch: rows of one level together below the last of them."""

    rows: tuple[int, ...]

    @property
    def label(self) -> str:
        count = len(self.rows)
        words = n_("duplicate", "duplicate {count} rows", count)
        return words.format(count=count)

    def apply(self, plan: WorkPlan) -> WorkPlan:
        spans: list[tuple[int, int]] = []
        for at in sorted(self.rows):
            if not spans or at >= spans[-1][1]:
                spans.append((at, plan.end_of(at)))
        if len({plan[at].level for at, _end in spans}) == 1:
            rows = [row for at, end in spans for row in plan[at:end]]
            return plan.spliced(spans[-1][1], 0, *copied(rows))
        for at, end in reversed(spans):  # below each, so that none comes into another branch
            plan = plan.spliced(end, 0, *copied(plan[at:end]))
        return plan


@dataclass(frozen=True, slots=True)
class Indent:
    """Make rows, with their branches, part of the row above (``by`` 1) or of its branch (-1)."""

    rows: tuple[int, ...]
    by: int = 1

    @property
    def label(self) -> str:
        return _("indent") if self.by > 0 else _("outdent")

    def apply(self, plan: WorkPlan) -> WorkPlan:
        changed: dict[int, WorkItem] = {}
        for at in self.rows:
            if at in changed or not self._moves(plan, changed, at):
                continue
            for one in range(at, plan.end_of(at)):
                changed[one] = plan[one].altered({"level": plan[one].level + self.by})
        return plan.with_rows(changed) if changed else plan

    def _moves(self, plan: WorkPlan, changed: Mapping[int, WorkItem], at: int) -> bool:
        level = plan[at].level
        if self.by < 0:
            return level > 0
        above: WorkItem = changed.get(at - 1, plan[at - 1])
        return at > 0 and above.level >= level


@dataclass(frozen=True, slots=True)
class Move:
    """Carry the branches of neighbouring rows past the branch above (-1) or below (1)."""

    first: int
    last: int
    by: int

    @property
    def label(self) -> str:
        return _("move up") if self.by < 0 else _("move down")

    def apply(self, plan: WorkPlan) -> WorkPlan:
        end = plan.end_of(self.last)
        level = plan[self.first].level
        if self.by < 0:
            above = self.first - 1
            while above >= 0 and plan[above].level > level:
                above -= 1
            if above < 0 or plan[above].level < level:
                return plan
            moved = (*plan[self.first : end], *plan[above : self.first])
            return plan.spliced(above, end - above, *moved)
        if end >= len(plan) or plan[end].level < level:
            return plan
        after = plan.end_of(end)
        moved = (*plan[end:after], *plan[self.first : end])
        return plan.spliced(self.first, after - self.first, *moved)

    def landed(self, plan: WorkPlan) -> int:
        """The row at which the first moved row stands afterwards."""
        moved = self.apply(plan)
        key = plan[self.first].id
        return moved.index_of(key)


@dataclass(frozen=True, slots=True)
class Carry:
    """Drag the branches of neighbouring rows so that they stand before row ``to``, at a level."""

    first: int
    last: int
    to: int
    level: int

    @property
    def label(self) -> str:
        return _("move")

    def apply(self, plan: WorkPlan) -> WorkPlan:
        end = plan.end_of(self.last)
        by = self.level - plan[self.first].level
        if self.first < self.to < end or (self.to in (self.first, end) and not by):
            return plan
        branch = relevelled(plan[self.first : end], by) if by else plan[self.first : end]
        rest = plan.spliced(self.first, end - self.first)
        to = self.to if self.to <= self.first else self.to - (end - self.first)
        return rest.spliced(to, 0, *branch)

    @staticmethod
    def levels(plan: WorkPlan, first: int, last: int, to: int) -> range:
        """The levels at which dragged rows may stand before row ``to``."""
        end = plan.end_of(last)
        above, below = (first if first < to <= end else to) - 1, end if first <= to < end else to
        most = plan[above].level + 1 if above >= 0 else 0
        least = plan[below].level if below < len(plan) else 0
        return range(min(least, most), most + 1)


@dataclass(frozen=True, slots=True)
class Whole:
    """Show another plan altogether: an import, a template, new rates."""

    items: tuple[WorkItem, ...]
    label: str

    def apply(self, plan: WorkPlan) -> WorkPlan:
        del plan
        return WorkPlan(self.items)


def set_field(rows: Sequence[int], name: str, value: Any, label: str) -> SetFields:
    """The same value for some rows."""
    return SetFields(tuple((at, {name: value}) for at in rows), label)


def without_blank_end(plan: WorkPlan) -> WorkPlan:
    """The plan without the empty rows that typing leaves at its end."""
    waited_for = {link.before for item in plan for link in item.after}
    end = len(plan)
    while end and _is_blank(plan[end - 1]) and plan[end - 1].id not in waited_for:
        end -= 1
    return plan if end == len(plan) else plan.spliced(end, len(plan) - end)


def _is_blank(item: WorkItem) -> bool:
    return item == WorkItem(id=item.id, kind=item.kind, level=item.level)
