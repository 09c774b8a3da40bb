"""What stands in cells and could not be read: counted, kept, and shown again as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.i18n import _, n_
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import Workbench

if TYPE_CHECKING:
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
    bench.base = replace(typed.base, plan=typed.base.plan.with_rows_of(bench.base.plan))
    mine = replace(typed.mine, plan=typed.mine.plan.with_rows_of(bench.base.plan))
    bench.take(mine, _("take back what was unsaved"))
    _type_again(bench, typed.raw, {column.key: column for column in columns})
    return True


def _type_again(
    bench: Workbench, raw: Mapping[str, str], columns: Mapping[str, GridColumn]
) -> None:
    """Wrong entries stand in their cells again, with their reasons."""
    for place, text in raw.items():
        key, _space, name = place.partition(" ")
        node = bench.node_of(UUID(key))
        if node is not None and name in columns:
            bench.enter(node, columns[name], text)
