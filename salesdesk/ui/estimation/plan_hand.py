"""What a hand does to the bars of a plan: move, stretch, link and unlink them, as named steps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _, n_
from salesdesk.models.values.duration import of_seconds
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.work_triangle import balanced
from salesdesk.models.values.workplan import Dependency
from salesdesk.models.values.workplan_edits import SetFields

if TYPE_CHECKING:
    from salesdesk.ui.estimation.workbench import Workbench

LEAST = 3600  # the shortest bar that can be drawn, in working seconds

Changes = Mapping[Node, Mapping[str, Any]]


def moved_to(day: date) -> dict[str, Any]:
    """A bar that starts no earlier than a day."""
    return {"not_before": day, "fixed": None}


def stretched(bench: Workbench, node: Node, seconds: int) -> dict[str, Any]:
    """A bar of so much working time, with the effort or the units that follow from it."""
    item = node.item
    calendar = bench.schedule.calendar_of(item) if bench.schedule else bench.draft.calendar
    duration = of_seconds(max(seconds, LEAST), calendar)
    return balanced(item, {"duration": duration, "fixed": None}, calendar)


def do(bench: Workbench, changes: Changes, label: str) -> bool:
    """Make these changes as one step."""
    rows = tuple((bench.row_of(node), dict(values)) for node, values in changes.items())
    return bool(rows) and bench.do(SetFields(rows, label))


def link(bench: Workbench, pairs: Iterable[tuple[Node, Node]]) -> bool:
    """Let the second of each pair wait for the first; a loop is refused with its rows named."""
    changes: dict[Node, dict[str, Any]] = {}
    for before, node in pairs:
        key, waits = before.item.id, changes.get(node, {}).get("after", node.item.after)
        if before is node or any(one.before == key for one in waits):
            continue
        after = (*waits, Dependency(key))
        if bench.schedule is not None:
            try:
                bench.schedule.require_no_loop(node.item.id, after)
            except InvalidInput as loop:
                bench.refused.emit(loop.message)
                return False
        changes[node] = {"after": after}
    count = len(changes)
    return do(bench, changes, n_("link a row", "link {count} rows", count).format(count=count))


def link_rows(bench: Workbench, nodes: Sequence[Node]) -> bool:
    """Each of these rows waits for the one before it."""
    ordered = sorted(nodes, key=bench.row_of)
    return link(bench, itertools.pairwise(ordered))


def unlink_rows(bench: Workbench, nodes: Sequence[Node]) -> bool:
    """Remove the links among these rows; of a single row, all that it waits for."""
    keys = {node.item.id for node in nodes}
    changes = {}
    for node in nodes:
        kept = [one for one in node.item.after if len(nodes) > 1 and one.before not in keys]
        if len(kept) < len(node.item.after):
            changes[node] = {"after": tuple(kept)}
    count = len(changes)
    return do(bench, changes, n_("unlink a row", "unlink {count} rows", count).format(count=count))


def unlink(bench: Workbench, before: UUID, node: Node) -> bool:
    """Remove one link."""
    after = tuple(one for one in node.item.after if one.before != before)
    if len(after) == len(node.item.after):
        return False
    return do(bench, {node: {"after": after}}, _("remove a link of {name}").format(
        name=node.item.name))  # fmt: skip
