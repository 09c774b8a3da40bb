"""How much a list and the first screen ask of a database: counted, so that it can't grow unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from salesdesk.models.values.listing import PAGE_SIZE, ListQuery
from salesdesk.services.database import Database
from salesdesk.services.home import Home
from salesdesk.services.opportunities import Opportunities

TODAY = date(2026, 11, 23)
QUESTIONS = ListQuery(), ListQuery(text="deal 1")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile, but for those that begin and end a transaction."""
    sent: list[str] = []

    def keep(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT pg_catalog")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(database.engine, "before_cursor_execute", keep)


def add_deals(database: Database, count: int) -> None:
    deals = Opportunities(database)
    fresh = deals.new()
    for n in range(count):
        deals.save(replace(fresh, id=deals.new().id, name=f"Deal {n}", currency="EUR",
                           expected_amount=Decimal(n), expected_close=TODAY))  # fmt: skip


@pytest.mark.parametrize("query", QUESTIONS)
def test_a_page_is_one_statement_and_no_more_rows_than_it_shows(
    database: Database, query: ListQuery
) -> None:
    add_deals(database, PAGE_SIZE + 20)
    source = Opportunities(database).listing
    with counted(database) as sent:
        rows = source.first_page(query)
    assert len(sent) == 1
    assert "LIMIT" in sent[0]
    assert len(rows) <= PAGE_SIZE
    with counted(database) as sent:
        outline = source.outline(query)
        second = source.page(query, outline, 1)
        sums = source.totals(query)
    assert len(sent) == 3
    assert len(second) == max(0, outline.count - PAGE_SIZE)
    assert {total.column for total in sums} == {"original_amount", "expected_amount", "real_amount"}


def test_the_first_screen_asks_the_same_of_few_deals_and_many(database: Database) -> None:
    home, asked = Home(database), []
    for more in (2, 60):
        add_deals(database, more)
        with counted(database) as sent:
            figures = home.figures(TODAY)
        assert len(figures.deals) <= 5
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 12


def test_the_order_a_list_opens_in_comes_from_an_index(sqlite_url: str) -> None:
    from salesdesk.services.desk import Desk

    desk = Desk.open(sqlite_url)
    source = desk.opportunities.listing
    with counted(desk.database) as sent:
        source.outline(ListQuery())
    with desk.database.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[0]}")]
    desk.close()
    assert plan == ["SEARCH opportunity USING COVERING INDEX ix_opportunity_listed (archived_at=?)"]
