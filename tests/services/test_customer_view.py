"""What lies before the customer: right to the cent, and no cost ever read for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import event

from salesdesk.services.customer_view import (
    CustomerView,
    customer_view,
    priced,
    taken_over,
)
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import LineDraft
from tests.services.selling import Firm, firm, pro_0042

D = Decimal
COLUMN = re.compile(r"\b(unit_cost|cost|margin|internal_note)\b")


@pytest.fixture
def sellers(database: Database) -> Firm:
    return firm(database)


def hosting(house: Firm) -> tuple[LineDraft, ...]:
    return tuple(
        LineDraft(
            description=f"Hosting {name}", unit_price=D(price), unit_cost=D(1),
            tax_code_id=house.vat_23, option_group="Hosting", variant=name, choice=choice,
        )
        for name, price, choice in (("Good", 1000, "chosen"), ("Better", 2000, "optional"))
    )  # fmt: skip


def saved(house: Firm) -> UUID:
    with house.as_("account_manager") as proposals:
        draft = pro_0042(house, proposals)
        return proposals.save(replace(draft, lines=(*draft.lines, *hosting(house))))


@contextmanager
def heard(database: Database) -> Iterator[list[str]]:
    """Every statement that goes to the database."""
    said: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield said
    event.remove(database.engine, "before_cursor_execute", hear)


def names_in(value: object) -> Iterator[str]:
    """The name of every field of a value, and of what it holds."""
    if isinstance(value, tuple):
        for each in value:
            yield from names_in(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield field.name
            yield from names_in(getattr(value, field.name))


def test_no_statement_names_a_cost_and_no_object_holds_one(sellers: Firm) -> None:
    key = saved(sellers)
    with sellers.as_("account_manager") as proposals, heard(sellers.database) as said:
        view = customer_view(proposals, key)
        view = priced(proposals, view.with_line(view.lines[0].id, on=False))
    assert any("proposal_line" in statement for statement in said)
    assert [statement for statement in said if COLUMN.search(statement)] == []
    assert not [name for name in names_in(view) if "cost" in name or "margin" in name]


def test_the_builder_of_those_without_the_right_reads_no_cost_either(sellers: Firm) -> None:
    key = saved(sellers)
    with sellers.as_("read_only") as proposals, heard(sellers.database) as said:
        draft = proposals.draft(key)
    assert [statement for statement in said if COLUMN.search(statement)] == []
    assert (draft.cost, draft.margin) == (None, None)
    assert {line.unit_cost for line in draft.lines} == {None}
    assert {line.internal_note for line in draft.lines} == {""}


def test_the_customer_sees_the_figures_of_the_proposal(sellers: Firm) -> None:
    key = saved(sellers)
    with sellers.as_("account_manager") as proposals:
        view, draft = customer_view(proposals, key), proposals.draft(key)
    assert (view.net, view.total) == (draft.net, draft.total)
    assert view.account == "Konex"
    assert view.deltas[("Hosting", "Better")] == D("980.00")


def test_prices_follow_what_is_tried(sellers: Firm) -> None:
    key = saved(sellers)
    with sellers.as_("account_manager") as proposals:
        before = customer_view(proposals, key)
        build = next(line for line in before.lines if line.description == "Build")
        without = priced(proposals, before.with_line(build.id, on=False))
        better = priced(proposals, without.with_variant("Hosting", "Better"))
        back = priced(
            proposals, better.with_line(build.id, on=True).with_variant("Hosting", "Good")
        )
    assert before.net - without.net == D("20573.23")
    assert better.net - without.net == D("980.00")
    assert (back.net, back.total) == (before.net, before.total)


def test_choices_go_back_and_what_was_tried_is_a_note(sellers: Firm) -> None:
    key = saved(sellers)
    with sellers.as_("account_manager") as proposals:
        draft = proposals.draft(key)
        view: CustomerView = customer_view(proposals, key)
        view = view.with_line(draft.lines[1].id, on=False).with_variant("Hosting", "Better")
        fresh = proposals.calculated(taken_over(draft, view, "Tried"))
        assert fresh.net == priced(proposals, view).net
        assert fresh.notes == "Tried"
        assert [line.choice for line in fresh.lines] == [
            "included", "optional", "included", "included", "included", "optional", "chosen",
        ]  # fmt: skip
        assert [line.unit_cost for line in fresh.lines] == [line.unit_cost for line in draft.lines]
        same = customer_view(proposals, key)
    assert taken_over(draft, same, "") == draft
