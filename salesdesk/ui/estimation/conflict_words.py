"""Where two versions of an estimation disagree, in words."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.errors import StaleRecord
from salesdesk.i18n import _, n_
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.ui.kit.conflict import Difference
from salesdesk.ui.record_words import field_words

_UNSEEN = ("version", "calendar", "calendar_text")


def differences_of(failure: StaleRecord) -> Sequence[Difference]:
    """Each field with mine, theirs and base; the work plan counts as one."""
    return [
        Difference(name, field_words(name), *_sides(*values))
        for name, *values in failure.differences
        if name not in _UNSEEN
    ]


def _sides(base: object, mine: object, theirs: object) -> tuple[str, str, str]:
    """The window goes by these words, so plans that differ may not read the same."""
    if not (isinstance(base, WorkPlan) and isinstance(mine, WorkPlan)):
        return _words(base), _words(mine), _words(theirs)
    assert isinstance(theirs, WorkPlan)
    return (
        _rows(base),
        _rows(mine, base, _("{rows}, changed here: {count}")),
        _rows(theirs, base, _("{rows}, changed by others: {count}")),
    )


def _rows(plan: WorkPlan, base: WorkPlan | None = None, words: str = "{rows}") -> str:
    rows = n_("{count} row", "{count} rows", len(plan)).format(count=len(plan))
    if base is None or plan == base:
        return rows
    known = {item.id: item for item in base}
    changed = sum(known.pop(item.id, None) != item for item in plan) + len(known)
    return words.format(rows=rows, count=changed)


def _words(value: object) -> str:
    return "" if value is None else str(value)
