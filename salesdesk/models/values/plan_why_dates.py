"""Why a row stands where it does and lasts as long: what the scheduler looked at, as steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from salesdesk.i18n import N_, _, n_
from salesdesk.models.values.calendar import WorkingCalendar, seconds_of
from salesdesk.models.values.duration import Duration, of_seconds, plain
from salesdesk.models.values.limits import LIMITS, limit_of
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule, duration_of, slack_days
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.schedule import LinkType, Placed
from salesdesk.models.values.schedule_why import Hold, Reason
from salesdesk.models.values.why import Why

NodeOf = Callable[[UUID], Node | None]
_MOST_DAYS = 1000  # longer work is not counted day by day
_LINKS = {
    LinkType.FS: N_("after the end of {row}"),
    LinkType.SS: N_("after the start of {row}"),
    LinkType.FF: N_("to end after the end of {row}"),
    LinkType.SF: N_("to end after the start of {row}"),
}


def why_placed(plan: PlanSchedule, node: Node, column: str, node_of: NodeOf) -> Why | None:
    """The explanation of ``start``, ``finish``, ``slack``, ``duration`` or ``units``.

    None where the row has none of it.
    """
    if column == "units":
        return _units(plan, node)
    placed = plan[node.item.id]
    maker = _MAKERS.get(column)
    if maker is None or placed is None:
        return None
    return maker(_Row(plan, node, placed, node_of))


class _Row:
    """A row that stands on the time line."""

    def __init__(self, plan: PlanSchedule, node: Node, placed: Placed, node_of: NodeOf) -> None:
        self.plan, self.node, self.item, self.placed = plan, node, node.item, placed
        self.calendar = plan.calendar_of(node.item)
        self._node_of = node_of

    def named(self, key: object) -> str:
        """A row by its code and name."""
        found = self._node_of(key) if isinstance(key, UUID) else None
        return f"{found.code} {found.item.name}".strip() if found else _("an item")

    def below(self) -> Iterator[tuple[Node, Placed]]:
        """The rows of a branch that stand on the time line."""
        for child in self.node.children:
            placed = self.plan[child.item.id]
            if placed is not None:
                yield child, placed


def _start(row: _Row) -> Why:
    label, start = _("Start"), row.placed.start
    if row.node.children:
        return _outermost(row, label, "start", _("the earliest start in the branch"))
    if row.item.fixed is not None:
        return Why(label, start, _("fixed: links and dates do not move it"))
    holds = sorted(row.plan.holds(row.item.id), key=lambda hold: hold.decides)
    steps = [_held(row, hold) for hold in holds]
    winner = next((hold for hold in holds if hold.decides), None)
    if row.item.constraint == "late":
        steps.append(Why(_("As late as possible"), start, _("without moving anything else")))
        winner = None
    source = _("the latest of these") if len(steps) > 1 and winner else ""
    if winner is not None and winner.of_finish:
        source = _("so early that it ends then")
    elif winner is not None and start > winner.at:
        source = _free_days(row, winner.at, start) or source or _("when work begins")
    return Why(label, start, source, (*steps, Why(label, start, source)))


def _held(row: _Row, hold: Hold) -> Why:
    """One thing that keeps a row from starting earlier."""
    through = "" if hold.holder == row.item.id else row.named(hold.holder)
    source = _("asked of the branch {row}").format(row=through) if through else ""
    if hold.reason is Reason.PLAN:
        return Why(_("Start of the plan"), _day_or_instant(hold.at))
    if hold.reason is Reason.DATE:
        return Why(_("Not before"), _day_or_instant(hold.at), source or _("typed here"))
    if hold.reason is Reason.LIMIT or hold.link is None:
        limit = limit_of(row.item) if not through else None
        return Why(_(LIMITS[limit]) if limit else _("Must start on"), hold.at, source)
    words = _(_LINKS[hold.link.type]).format(row=row.named(hold.link.before))
    lag = hold.link.lag
    if lag.amount:
        sign = "+" if lag.amount > 0 else "−"
        words += f", {sign} {plain(abs(lag.amount))} {'e' if lag.elapsed else ''}{lag.unit}"
    return Why(words[:1].upper() + words[1:], hold.at, source)


def _day_or_instant(at: datetime) -> date:
    """A day that was given without a time stands at its midnight."""
    return at if at.time() != time() else at.date()


def _outermost(row: _Row, label: str, end: str, source: str) -> Why:
    """A branch begins with its first row and ends with its last."""
    value: datetime = getattr(row.placed, end)
    deciding = [child for child, placed in row.below() if getattr(placed, end) == value]
    steps = tuple(Why(f"{child.code} {child.item.name}".strip(), value) for child in deciding)
    return Why(label, value, source, (*steps, Why(label, value, source)))


def _finish(row: _Row) -> Why:
    label, finish = _("Finish"), row.placed.finish
    if row.node.children:
        return _outermost(row, label, "finish", _("the latest end in the branch"))
    if row.item.fixed is not None:
        return Why(label, finish, _("fixed: links and dates do not move it"))
    start, lasts = row.placed.start, duration_of(row.item)
    steps = [Why(_("Start"), start)]
    if lasts is None:
        source = _("it takes no time")
    else:
        how = _("typed here") if row.item.duration is not None else _("from its effort and units")
        steps.append(Why(_duration_label(lasts), lasts.amount, how))
        source = "" if lasts.elapsed else _free_days(row, start, finish)
    return Why(label, finish, source, (*steps, Why(label, finish, source)))


def _free_days(row: _Row, since: datetime, until: datetime) -> str:
    """The days without work between two instants, in words."""
    free, holidays = _without_work(row.calendar, since, until)
    if not free:
        return ""
    own = row.calendar != row.plan.calendar
    words = n_(
        "{count} day without work between", "{count} days without work between", free
    ).format(count=free)
    if holidays:
        days = ", ".join(day.isoformat() for day in holidays[:3])
        more = f" +{len(holidays) - 3}" if len(holidays) > 3 else ""
        words = _("{words}, of them off by the calendar: {days}").format(
            words=words, days=days + more
        )
    if own:
        words = _("{words}; the calendar of {role}").format(words=words, role=row.item.role)
    return words


def _without_work(
    calendar: WorkingCalendar, since: datetime, until: datetime
) -> tuple[int, list[date]]:
    """How many whole days have no hours, and which of them would have by their weekday."""
    first, last = since.date(), until.date()
    if (last - first).days > _MOST_DAYS:
        return 0, []
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    free = [day for day in days if not calendar.hours_on(day)]
    return len(free), [day for day in free if calendar.week[day.weekday()]]


def _slack(row: _Row) -> Why:
    label, days = _("Slack, days"), half_up(slack_days(row.placed, row.plan.calendar))
    if row.node.children:
        least = min((placed.slack for _child, placed in row.below()), default=0)
        tight = [child for child, placed in row.below() if placed.slack == least]
        steps = tuple(Why(f"{child.code} {child.item.name}".strip(), days) for child in tight)
        source = _("the least in the branch")
        return Why(label, days, source, (*steps, Why(label, days, source)))
    room = row.plan.room(row.item.id)
    if room.follower is not None:
        source = _("later, it would push {row}").format(row=row.named(room.follower))
    elif room.is_limited:
        source = _("later, it would miss its own date")
    else:
        source = _("later, it would push the end of the plan")
    steps = (
        Why(_("Start"), row.placed.start),
        Why(_("Latest start"), room.latest, source),
        Why(_("End of the plan"), row.plan.finish),
    )
    between = _("working days from the start to the latest start")
    return Why(label, days, between, (*steps, Why(label, days, between)))


def _duration(row: _Row) -> Why | None:
    label, item, calendar = _("Duration"), row.item, row.calendar
    if row.node.children:
        start, finish = row.placed.start, row.placed.finish
        calendar = row.plan.calendar
        lasts = of_seconds(calendar.between(seconds_of(start), seconds_of(finish)), calendar)
        label = _duration_label(lasts)
        source = _("working time from the first start to the last end")
        steps: tuple[Why, ...] = (Why(_("Start"), start), Why(_("Finish"), finish))
        return Why(label, lasts.amount, source, (*steps, Why(label, lasts.amount, source)))
    own = duration_of(item)
    if own is None:
        return Why(label, Decimal(0), _("a milestone takes no time"))
    label = _duration_label(own)
    if item.duration is not None:
        return Why(label, own.amount, _("typed here"))
    source = _("effort ÷ units")
    steps = (Why(_("Effort, hours"), item.mean_effort), _share(item.units))
    return Why(label, own.amount, source, (*steps, Why(label, own.amount, source)))


def _share(units: Decimal | None) -> Why:
    how = _("typed here") if units is not None else _("one person, unless said")
    return Why(_("Units, %"), units or Decimal(100), how)


def _units(plan: PlanSchedule, node: Node) -> Why | None:
    item = node.item
    if node.children or not item.is_priced or item.is_counted:
        return None
    found = _share(item.units)
    if item.duration is None or not item.mean_effort or item.duration.elapsed:
        return found
    hours = item.duration.hours(plan.calendar_of(item))
    steps = (
        Why(_("Effort, hours"), item.mean_effort),
        Why(_("Duration, hours"), hours),
        found,
    )
    return Why(found.label, found.value, _("effort ÷ duration"), steps)


def _duration_label(lasts: Duration) -> str:
    return f"{_('Duration')}, {'e' if lasts.elapsed else ''}{lasts.unit}"


_MAKERS: dict[str, Callable[[_Row], Why | None]] = {
    "start": _start,
    "finish": _finish,
    "slack": _slack,
    "duration": _duration,
}
