"""What stands in cells and could not be read: counted, kept, and shown again as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.i18n import _, n_
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import Workbench

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.keeping import Typed


def wrong_words(bench: Workbench) -> str:
    """How many cells hold what was typed but not understood; nothing where none does."""
    count = len(bench.wrong)
    words = n_("{count} cell is wrong (F8)", "{count} cells are wrong (F8)", count)
    return words.format(count=count) if count else ""


def raw_of(bench: Workbench) -> dict[str, str]:
    """What stands in cells and could not be read, by row and column."""
    return {f"{key} {column}": text for (key, column), (text, _why) in bench.wrong.items()}


def take_back(bench: Workbench, typed: Typed, columns: Sequence[GridColumn]) -> bool:
    """One step that can be undone; rows that were not changed stay the rows they are."""
    if bench.must_wait():
        return False
    mine = replace(typed.mine, plan=typed.mine.plan.with_rows_of(bench.base.plan))
    if bench.document.dirty:
        mine = with_both(bench, replace(typed, mine=mine))
    bench.base = replace(typed.base, plan=typed.base.plan.with_rows_of(bench.base.plan))
    bench.take(mine, _("take back what was unsaved"))
    _type_again(bench, typed.raw, {column.key: column for column in columns})
    return True


def with_both(bench: Workbench, typed: Typed) -> EstimationDraft:
    """What was kept, with what was typed here since wherever the kept draft says nothing.

    Rows that came, went or moved on both sides can't be laid together: what was kept is shown
    then, and undo leads back.
    """
    now, base, kept, was = bench.draft, bench.base, typed.mine, typed.base
    own = {
        field.name: getattr(now, field.name)
        for field in fields(now)
        if field.name != "plan" and getattr(kept, field.name) == getattr(was, field.name)
    }
    plan = _laid_over(now.plan, kept.plan, was.plan) or _laid_over(kept.plan, now.plan, base.plan)
    both: EstimationDraft = replace(kept, **own, plan=plan or kept.plan)
    return both


def _laid_over(under: WorkPlan, over: WorkPlan, was: WorkPlan) -> WorkPlan | None:
    """A plan with the rows that another changed; None where that one came to have other rows."""
    if [item.id for item in over] != [item.id for item in was]:
        return None
    changed = {new.id: new for old, new in zip(was, over, strict=True) if old != new}
    rows = {at: changed[item.id] for at, item in enumerate(under) if item.id in changed}
    return under.with_rows(rows)


def _type_again(
    bench: Workbench, raw: Mapping[str, str], columns: Mapping[str, GridColumn]
) -> None:
    """Wrong entries stand in their cells again, with their reasons."""
    for place, text in raw.items():
        key, _space, name = place.partition(" ")
        node = bench.node_of(UUID(key))
        if node is not None and name in columns:
            bench.enter(node, columns[name], text)
