"""A phase's title never ends a page while its items begin the next."""

from __future__ import annotations

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.services.documents.fonts import register_fonts
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table

register_fonts()


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=40),
    st.floats(120, 400),
)
def test_no_title_is_left_alone_at_the_foot(phases: list[int], depth: float) -> None:
    rows = []
    for at, count in enumerate(phases):
        rows.append(Row((f"Phase {at}",), is_bold=True, is_head=count > 0))
        rows += [Row((f"Item {at}.{n}",)) for n in range(count)]
    whole = Ledger(Table([Column("Item", 200)], rows))
    parts: list[Ledger] = []
    rest = whole
    while rest.wrap(200, depth)[1] > depth:
        first, _page, after = rest.split(200, depth)
        part, rest = cast("Ledger", first), cast("Ledger", after)
        parts.append(part)
    for part in parts:
        assert not part._body.rows[part._stop - 1].row.is_head
