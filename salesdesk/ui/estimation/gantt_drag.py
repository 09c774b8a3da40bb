"""A bar in the hand: while it is dragged the plan is laid out as it would be, then it is put down.

Nothing of the document changes before the button is released; what was laid out is put back when
the drag is given up.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPointF

from salesdesk.i18n import _, n_
from salesdesk.models.values.calendar import DAY, seconds_of
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.schedule import Placed, TaskId
from salesdesk.models.values.work_triangle import WHOLE
from salesdesk.ui.estimation import plan_hand
from salesdesk.ui.estimation.gantt_bars import Bar
from salesdesk.ui.formats import formats

if TYPE_CHECKING:
    from salesdesk.models.values.plan_schedule import PlanSchedule
    from salesdesk.ui.estimation.workbench import Workbench


class Grip(StrEnum):
    """Where a bar is held."""

    BODY = "body"
    END = "end"
    KNOB = "knob"


@dataclass
class Drag:
    """From pressing the button to releasing it."""

    bench: Workbench
    bar: Bar
    grip: Grip
    origin: QPointF
    at: QPointF
    days: int = 0
    moved_others: int | None = None
    touched: set[TaskId] | None = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        schedule = self.bench.schedule
        self.stood = schedule.spans() if schedule else {}
        self.end_before = formats().day(schedule.finish.date()) if schedule else ""
        self.sell_before = self.bench.figures.totals().sell

    @property
    def node(self) -> Node:
        return self.bar.node

    def move(self, at: QPointF, day_width: float) -> bool:
        """Follow the mouse; answers whether the plan was laid out anew."""
        self.at = at
        days = round((at.x() - self.origin.x()) / day_width)
        if self.grip is Grip.KNOB or days == self.days:
            return False
        self.days = days
        self.values = self._values() if days else {}
        self._show(self.values)
        return True

    def scrolled(self, by: QPointF) -> None:
        """What was taken hold of went out from under the mouse by so much."""
        self.origin -= by

    def _values(self) -> dict[str, Any]:
        placed = self.bar.placed
        if self.grip is Grip.BODY:
            return plan_hand.moved_to(placed.start.date() + timedelta(days=self.days))
        schedule = self.bench.schedule
        calendar = schedule.calendar_of(self.node.item) if schedule else self.bench.draft.calendar
        finish = seconds_of(placed.finish) + self.days * DAY
        seconds = calendar.between(seconds_of(placed.start), finish)
        return plan_hand.stretched(self.bench, self.node, seconds)

    def _show(self, values: dict[str, Any]) -> None:
        """Lay the plan out as if these values were set."""
        bench = self.bench
        plan, self.moved_others = bench.plan, None
        if values:
            row = bench.row_of(self.node)
            plan = plan.with_rows({row: replace(self.node.item, **values)})
        bench.try_out(plan)
        moved = bench.schedule.moved if bench.schedule else None
        if self.touched is not None:
            self.touched = None if moved is None else self.touched | moved

    def give_up(self) -> None:
        """Put everything back."""
        if self.values:
            self.values = {}
            self._show({})

    def put_down(self, target: Node | None) -> None:
        """Make what is shown a step of the document; a link is made to what it is dropped on."""
        values, node = self.values, self.node
        self.give_up()
        if self.grip is Grip.KNOB:
            if target is not None:
                plan_hand.link(self.bench, [(node, target)])
            return
        if values:
            move = self.grip is Grip.BODY
            label = _("move {name}") if move else _("stretch {name}")
            plan_hand.do(self.bench, {node: values}, label.format(name=node.item.name))

    def words(self, placed: Placed | None) -> list[str]:
        """What the bubble says: where the bar would stand, and what follows."""
        if placed is None:
            return []
        write = formats()
        days = f"{write.day(placed.start.date())} – {write.day(placed.finish.date())}"
        found = [days]
        effort = self.values.get("effort")
        if effort is not None and effort != self.node.item.effort:
            found.append(_("Effort {hours} h").format(hours=write.plain(effort)))
        units = self.values.get("units", self.node.item.units)
        if units != self.node.item.units:
            found.append(_("Units {units}").format(units=write.percent(units or WHOLE)))
        wanted = self.values.get("not_before")
        if wanted is not None and wanted < placed.start.date():
            found.append(_("{row} holds it back").format(row=self._holder()))
        return [*found, *self._consequences()]

    def _holder(self) -> str:
        """What keeps the bar from standing where it is dragged."""
        schedule = self.bench.schedule
        holds = schedule.holds(self.node.item.id) if schedule else ()
        link = next((hold.link for hold in holds if hold.decides and hold.link), None)
        before = link.before if link else None
        found = self.bench.node_of(before) if isinstance(before, UUID) else None
        return f"{found.code} {found.item.name}".strip() if found else _("A date or the calendar")

    def _moved_others(self, schedule: PlanSchedule) -> int:
        """How many other rows would stand elsewhere; branches only follow and are not counted."""
        if self.moved_others is None:
            self.moved_others = schedule.moved_since(self.stood, self.touched) - 1
        return self.moved_others

    def _consequences(self) -> list[str]:
        """What else would move, and what the rates of other days cost."""
        write, schedule, found = formats(), self.bench.schedule, list[str]()
        if schedule is not None:
            moved = self._moved_others(schedule)
            if moved > 0:
                found.append(n_("moves {count} row", "moves {count} rows", moved).format(
                    count=write.plain(Decimal(moved))))  # fmt: skip
            end = write.day(schedule.finish.date())
            if end != self.end_before:
                found.append(_("Plan ends {day}").format(day=end))
        totals = self.bench.figures.totals()
        if totals.sell != self.sell_before:
            more = write.money(totals.sell - self.sell_before, totals.currency)
            found.append(_("Sell {difference}").format(difference=more))
        return found
