"""The rows of a work plan between the database and the frozen plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.base import table_of
from salesdesk.models.estimation import WorkItemLink, WorkItemRow
from salesdesk.models.values import duration as durations
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.folding import folded
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import (
    ITEM_FIELDS,
    Dependency,
    ItemKind,
    WorkItem,
    WorkPlan,
)

SPACING = WorkItemRow.spacing
_PLAIN = (
    "name",
    "level",
    "role",
    "resource",
    "effort",
    "low",
    "high",
    "quantity",
    "unit",
    "cost_rate",
    "contingency",
    "is_lump_sum",
    "is_billable",
    "is_optional",
    "is_plugged",
    "plug_owner",
    "plug_due",
    "tax_code",
    "description",
    "client_note",
    "internal_note",
    "units",
    "task_type",
    "constraint_at",
    "assumptions",
    "exclusions",
    "risks",
)


def read_plan(session: Session, estimation_id: UUID) -> WorkPlan:
    """The plan of an estimation, two statements however long it is."""
    table, links = table_of(WorkItemRow), table_of(WorkItemLink)
    after: dict[UUID, list[Dependency]] = {}
    found = (
        select(links)
        .join(table, table.c.id == links.c.before_id)
        .where(links.c.estimation_id == estimation_id)
        .order_by(table.c.position)
    )
    for link in session.execute(found):
        lag = durations.parse(link.lag) if link.lag else durations.NONE
        waits = Dependency(link.before_id, LinkType(link.type), lag)
        after.setdefault(link.item_id, []).append(waits)
    columns = [table.c[name] for name in _READ]
    rows = select(*columns).where(table.c.estimation_id == estimation_id).order_by(table.c.position)
    with no_collecting():
        return WorkPlan([_item(row, after) for row in session.execute(rows).all()])


_COLUMNS = {
    "rule": "method",
    "after": "method_of_id",
    "fixed": "fixed_start",
    "constraint": "constraint_type",
    "product": "product_id",
    "origin": "origin_id",
}
"""The columns that stand at a field's place: under another name, or for want of one."""
_READ = (*(_COLUMNS.get(name, name) for name in ITEM_FIELDS), "method_value", "fixed_finish")
_ID, _KIND, _RULE, _DURATION, _AFTER, _NOT_BEFORE, _FIXED = map(
    ITEM_FIELDS.index, ("id", "kind", "rule", "duration", "after", "not_before", "fixed")
)


def _item(row: Iterable[Any], after: Mapping[UUID, Sequence[Dependency]]) -> WorkItem:
    """A row, its values changed where a field is something else than its column."""
    *values, value, finish = row
    method, part_of, start = values[_RULE], values[_AFTER], values[_FIXED]
    values[_KIND] = _KINDS[values[_KIND]]
    values[_RULE] = PriceRule(Method(method), value or Decimal(0), part_of) if method else None
    values[_DURATION] = durations.parse(values[_DURATION]) if values[_DURATION] else None
    values[_AFTER] = tuple(after.get(values[_ID], ()))
    values[_NOT_BEFORE] = _day_or_instant(values[_NOT_BEFORE])
    values[_FIXED] = None if start is None or finish is None else (start, finish)
    return WorkItem.of(values)


_KINDS = {kind.value: kind for kind in ItemKind}


def _day_or_instant(value: datetime | None) -> date | datetime | None:
    return value.date() if value is not None and value.time() == time() else value


def _values(item: WorkItem) -> dict[str, Any]:
    """An item as columns."""
    instant = item.not_before
    if instant is not None and not isinstance(instant, datetime):
        instant = datetime.combine(instant, time())
    return {name: getattr(item, name) for name in _PLAIN} | {
        "kind": item.kind.value,
        "method": item.rule.method.value if item.rule else "",
        "method_value": item.rule.value if item.rule else None,
        "method_of_id": item.rule.of if item.rule else None,
        "constraint_type": item.constraint,
        "origin_id": item.origin,
        "duration": str(item.duration) if item.duration else "",
        "not_before": instant,
        "fixed_start": item.fixed[0] if item.fixed else None,
        "fixed_finish": item.fixed[1] if item.fixed else None,
        "product_id": item.product,
        "search_text": folded(f"{item.name} {item.role} {item.description}"),
    }


def write_plan(session: Session, estimation_id: UUID, before: WorkPlan, after: WorkPlan) -> int:
    """Bring the stored rows from one plan to another; answers how many rows were written."""
    splice = after.change_from(before)
    old = before[splice.at : splice.at + splice.removed]
    new = after[splice.at : splice.at + splice.inserted]
    known, wanted = {item.id: item for item in old}, {item.id for item in new}
    stays = [item.id for item in old if item.id in wanted] == [
        item.id for item in new if item.id in known
    ]
    positions = _positions(session, estimation_id)
    places = _places(after, splice.at, new, positions, keep=stays and len(old) == len(new))
    rows = _rows(session, known)
    for key in known.keys() - wanted:
        session.delete(rows[key])
    changed = [item for item in new if known.get(item.id) is not item]
    _write_rows(session, estimation_id, changed, rows)
    for key, place in places.items():
        _place(session, rows, key, place)
    ids = {item.id for item in after}
    for item in changed:
        _write_links(session, estimation_id, rows[item.id], item, ids)
    return len(changed) + len(known.keys() - wanted)


def _positions(session: Session, estimation_id: UUID) -> dict[UUID, int]:
    table = table_of(WorkItemRow)
    statement = select(table.c.id, table.c.position).where(table.c.estimation_id == estimation_id)
    return {row.id: row.position for row in session.execute(statement)}


def _places(
    plan: WorkPlan, at: int, new: Sequence[WorkItem], known: Mapping[UUID, int], *, keep: bool
) -> dict[UUID, int]:
    """Positions for the rows of a changed stretch: between its neighbours while there is room."""
    if keep and all(item.id in known for item in new):
        return {}
    low = known.get(plan[at - 1].id, 0) if at else 0
    end = at + len(new)
    high = known[plan[end].id] if end < len(plan) else low + SPACING * (len(new) + 1)
    step = (high - low) // (len(new) + 1)
    if step < 1:
        return {item.id: (n + 1) * SPACING for n, item in enumerate(plan)}
    return {item.id: low + step * (n + 1) for n, item in enumerate(new)}


def _rows(session: Session, keys: Iterable[UUID]) -> dict[UUID, WorkItemRow]:
    found: dict[UUID, WorkItemRow] = {}
    for chunk in _chunks(list(keys)):
        statement = select(WorkItemRow).where(WorkItemRow.id.in_(chunk))
        found |= {row.id: row for row in session.scalars(statement)}
    return found


def _chunks(keys: Sequence[UUID], size: int = 500) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _write_rows(
    session: Session,
    estimation_id: UUID,
    items: Iterable[WorkItem],
    rows: dict[UUID, WorkItemRow],
) -> None:
    for item in items:
        row = rows.get(item.id)
        if row is None:
            row = WorkItemRow(id=item.id, estimation_id=estimation_id, position=0, **_values(item))
            rows[item.id] = row
            session.add(row)
            continue
        for name, value in _values(item).items():
            if getattr(row, name) != value:
                setattr(row, name, value)


def _place(session: Session, rows: dict[UUID, WorkItemRow], key: UUID, place: int) -> None:
    row = rows.get(key) or session.get_one(WorkItemRow, key)
    if row.position != place:
        row.position = place


def _write_links(
    session: Session, estimation_id: UUID, row: WorkItemRow, item: WorkItem, ids: set[UUID]
) -> None:
    """The links of a row; those to rows that are gone are not kept."""
    wanted = {link.before: link for link in item.after if link.before in ids}
    with session.no_autoflush:
        kept = {link.before_id: link for link in row.waits_for}
    for before, found in kept.items():
        if before not in wanted:
            row.waits_for.remove(found)
    for before, link in wanted.items():
        stored = kept.get(before)
        lag = str(link.lag) if link.lag.amount else ""
        if stored is None:
            stored = WorkItemLink(estimation_id=estimation_id, before_id=before)
            row.waits_for.append(stored)
        if (stored.type, stored.lag) != (link.type.value, lag):
            stored.type, stored.lag = link.type.value, lag
