"""A chunked sequence is its rows, whatever was done to it; its copies share what is the same."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.models.values.chunked import SIZE, Chunked
from salesdesk.models.values.workplan import WorkItem, WorkPlan


def same(rows: Chunked[int], plain: list[int]) -> None:
    assert (len(rows), list(rows)) == (len(plain), plain)
    assert rows == Chunked(plain)
    assert hash(rows) == hash(Chunked(plain))
    for at in (0, len(plain) // 2, len(plain) - 1, -1, -len(plain)):
        if plain and -len(plain) <= at < len(plain):
            assert rows[at] == plain[at]
    low = len(plain) // 3
    assert rows[low : low + 300] == tuple(plain[low : low + 300])
    assert rows[::-2] == tuple(plain[::-2])
    for at in (0, low, len(plain)):
        assert list(rows.from_row(at)) == plain[at:]
        assert list(rows.before_row(at)) == plain[:at][::-1]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 1500), st.data())
def test_splices_and_replacements_are_those_of_a_list(count: int, data: st.DataObject) -> None:
    plain = list(range(count))
    rows = Chunked(plain)
    for step in range(5):
        before, was = rows, list(plain)
        at = data.draw(st.integers(0, len(plain)))
        if data.draw(st.booleans()) or not plain:
            removed = data.draw(st.integers(0, min(len(plain) - at, 700)))
            fresh = [10_000 * (step + 1) + n for n in range(data.draw(st.integers(0, 700)))]
            rows = rows.spliced(at, removed, fresh)
            plain[at : at + removed] = fresh
        else:
            some = data.draw(st.sets(st.integers(0, len(plain) - 1), max_size=5))
            rows = rows.replaced({one: -one - step for one in some})
            for one in some:
                plain[one] = -one - step
        same(rows, plain)
        same(before, was)
        start, gone, came = rows.change_from(before)
        assert was[:start] == plain[:start]
        assert was[start + gone :] == plain[start + came :]


def test_an_index_beyond_the_end_is_refused() -> None:
    rows = Chunked(range(5)).spliced(2, 0, [9])
    for at in (6, -7):
        with pytest.raises(IndexError):
            rows[at]


def test_one_changed_row_makes_one_other_chunk() -> None:
    plan = WorkPlan(WorkItem(str(n)) for n in range(10 * SIZE))
    other = plan.with_rows({5 * SIZE: WorkItem("x")})
    pairs = zip(plan._items._chunks, other._items._chunks, strict=True)
    assert sum(one is not two for one, two in pairs) == 1
    assert other.change_from(plan).at == 5 * SIZE


def test_what_may_differ_is_only_what_is_not_shared() -> None:
    plan = WorkPlan(WorkItem(str(n)) for n in range(10 * SIZE))
    changed = WorkItem("x")
    apart = list(plan.with_rows({5: changed}).apart_from(plan))
    assert changed in apart
    assert len(apart) == SIZE
    assert list(plan.apart_from(plan)) == []


@pytest.mark.parametrize("changes", [{}, {"level": 3}, {"name": "b", "is_optional": True}])
def test_an_altered_item_is_what_replacing_makes(changes: dict[str, object]) -> None:
    item = WorkItem("a", role="Developer")
    other = item.altered(changes)
    assert other == replace(item, **changes)  # type: ignore[arg-type]
    assert hash(other) == hash(replace(item, **changes))  # type: ignore[arg-type]
    assert WorkItem.of(getattr(item, one.name) for one in fields(item)) == item
    with pytest.raises(AttributeError):
        item.altered({"nothing": 1})
    with pytest.raises(FrozenInstanceError):
        other.name = "c"  # type: ignore[misc]
