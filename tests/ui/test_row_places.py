"""Where a row stands after any splices: where counting all rows would find it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan import Splice, WorkItem
from salesdesk.ui.estimation.row_places import RowPlaces


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_row_is_found_where_it_stands(data: st.DataObject) -> None:
    rows = [Node(WorkItem()) for _ in range(20)]
    places = RowPlaces(lambda: rows)
    known = [*rows]
    assert places.of(rows[3]) == 3
    for _ in range(12):
        at = data.draw(st.integers(0, len(rows)))
        removed = data.draw(st.integers(0, min(3, len(rows) - at)))
        fresh = [Node(WorkItem()) for _ in range(data.draw(st.integers(0, 3)))]
        rows[at : at + removed] = fresh
        places.shift(Splice(at, removed, len(fresh)))
        known += fresh
        for node in data.draw(st.lists(st.sampled_from(known), max_size=3)):
            assert places.of(node) == (rows.index(node) if node in rows else -1)
