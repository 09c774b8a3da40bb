"""What a database refuses is told by list, field and value, in the same words by both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, insert
from sqlalchemy.orm import Session

from salesdesk.errors import InUse, InvalidInput, SalesDeskError
from salesdesk.models.account import Account
from salesdesk.models.base import Record, table_of
from salesdesk.models.columns import now
from salesdesk.models.pipeline import Pipeline, Stage
from salesdesk.models.planning import Exercise
from salesdesk.models.reference import (
    ApprovalDelegation,
    ExchangeRate,
    LaborRole,
    Product,
    RoleRate,
    TaxCode,
)
from salesdesk.models.user import User
from salesdesk.models.values.identity import new_id
from salesdesk.services.database import Database
from salesdesk.services.field_words import OTHER_LISTS, field_title, list_title
from salesdesk.services.reference_lists import LISTS
from salesdesk.services.refusals import CHECKS


def exercise(**more: Any) -> Exercise:
    fields = {"number": "EXE-900", "name": "Next", "starts_on": date(2026, 1, 1),
              "ends_on": date(2026, 12, 31)}  # fmt: skip
    return Exercise(**(fields | more))


def rate(**more: Any) -> ExchangeRate:
    fields = {"base": "EUR", "currency": "USD", "valid_on": now().date(), "source": "own",
              "rate": Decimal("1.1")}  # fmt: skip
    return ExchangeRate(**(fields | more))


def product() -> Product:
    return Product(code="P1", currency="EUR", price=Decimal(1))


def stage(session: Session) -> Stage:
    pipeline = session.query(Pipeline).first()
    assert pipeline is not None
    name = pipeline.stages[0].name
    return Stage(pipeline_id=pipeline.id, position=9, name=name, kind="open")


def refused(database: Database, make: Callable[[Session], Any]) -> SalesDeskError:
    with pytest.raises(SalesDeskError) as refusal, database.changing() as session:
        session.add(make(session))
    return refusal.value


def test_a_name_that_is_taken_is_told(database: Database) -> None:
    with database.changing() as session:
        session.add(exercise())
    found = refused(database, lambda _session: exercise(number="EXE-901"))
    assert isinstance(found, InvalidInput)
    assert found.message == (
        "There is already one in Exercises whose Name is “Next”. Choose another."
    )
    assert [(p.column, p.value) for p in found.problems] == [("name", "Next")]


def test_a_name_that_is_taken_within_its_owner_is_told(database: Database) -> None:
    found = refused(database, stage)
    assert found.message.startswith("There is already one in Pipeline stages whose Name is “")
    assert found.problems[0].column == "name"
    assert found.problems[0].value


CHECKED: dict[str, tuple[Callable[[], Any], str, str]] = {
    "ends_on": (lambda: exercise(ends_on=date(2025, 1, 1)), "2025-01-01", "before the first"),
    "rate": (lambda: rate(rate=Decimal("-1.5")), "-1.5", "above 0"),
}


@pytest.mark.parametrize("column", sorted(CHECKED))
def test_a_value_that_breaks_a_rule_is_told(database: Database, column: str) -> None:
    make, value, words = CHECKED[column]
    found = refused(database, lambda _session: make())
    assert words in found.message
    assert [(p.column, p.value) for p in found.problems] == [(column, value)]


def test_a_record_that_is_not_here_is_told(database: Database) -> None:
    key = new_id()
    found = refused(
        database,
        lambda _session: RoleRate(
            role_id=key, currency="EUR", valid_from=date(2026, 1, 1), cost=Decimal(1)
        ),
    )
    assert found.message == "Role names a record that is not (or no longer) in Roles."
    assert found.problems[0].column == "role_id"


def test_what_others_use_is_not_deleted_and_they_are_named(database: Database) -> None:
    with database.changing() as session:
        role = LaborRole(name="Tester")
        session.add(role)
        session.flush()
        session.add(
            RoleRate(role_id=role.id, currency="EUR", valid_from=date(2026, 1, 1), cost=Decimal(1))
        )
        key = role.id
    with pytest.raises(InUse) as refusal, database.changing() as session:
        session.delete(session.get(LaborRole, key))
    assert "Role rates" in refusal.value.message
    assert refusal.value.problems[0].value == "Role rates"


def test_only_lists_that_use_it_are_named(database: Database) -> None:
    """A tax has a version, which no list names, although it is sent with the deletion."""
    with database.changing() as session:
        key = session.query(TaxCode).filter_by(code="VAT 23").one().id
        session.add(
            Product(code="P1", name="One", currency="EUR", price=Decimal(1), tax_code_id=key)
        )
    with pytest.raises(InUse) as refusal, database.changing() as session:
        session.delete(session.get(TaxCode, key))
    assert refusal.value.problems[0].value == "Products"


def test_a_missing_value_is_told(database: Database) -> None:
    found = refused(database, lambda _session: product())
    assert found.problems[0].column == "name"
    assert found.message == "Name is missing in Products."


@pytest.mark.parametrize("name", ["x" * 301, "a\0b"])
def test_a_text_that_no_column_holds_is_refused_by_both(database: Database, name: str) -> None:
    found = refused(database, lambda _session: exercise(name=name))
    assert found.problems[0].column == "name"


@pytest.mark.parametrize("price", ["1e20", "0.1234567", "NaN"])
def test_a_number_that_no_column_holds_is_refused_by_both(database: Database, price: str) -> None:
    made = Product(code="P1", name="One", currency="EUR", price=Decimal(price))
    assert refused(database, lambda _session: made).problems[0].column == "price"


def test_a_whole_number_has_a_limit(database: Database) -> None:
    made = Account(number="A", name="A", employees=10**12)
    found = refused(database, lambda _session: made)
    assert found.problems[0].column == "employees"
    assert "too large" in found.message


def test_a_bulk_write_is_refused_in_the_same_words(database: Database) -> None:
    row = {"id": new_id(), "code": "P1", "name": "One", "currency": "EUR", "price": Decimal("1e20")}
    with pytest.raises(InvalidInput, match="larger than"), database.changing() as session:
        session.execute(insert(Product), [row])


@pytest.mark.parametrize(
    ("days", "column", "words"),
    [(30, "to_id", "stands in for themselves"), (-1, "valid_to", "before the first")],
)
def test_a_stand_in_that_makes_no_sense_is_told(
    database: Database, days: int, column: str, words: str
) -> None:
    first = date(2026, 12, 1)

    def stand_in(session: Session) -> ApprovalDelegation:
        one = session.query(User).first()
        two = User(username="deputy", name="Deputy")
        session.add(two)
        session.flush()
        assert one is not None
        return ApprovalDelegation(
            from_id=one.id, to_id=one.id if days > 0 else two.id, valid_from=first,
            valid_to=first + timedelta(days=days),
        )  # fmt: skip

    found = refused(database, stand_in)
    assert words in found.message
    assert found.problems[0].column == column


OURS = {"audit_batch", "audit_context", "audit_entry", "number_counter", "pipeline_sum"}
"""Tables that only the program writes."""


def test_every_list_has_a_name() -> None:
    assert list_title("labor_role") == "Roles"
    assert field_title("app_user", "username") == "User name"
    assert all(OTHER_LISTS.values())
    named = {table_of(each.record).name for each in LISTS} | set(OTHER_LISTS)
    assert set(Record.metadata.tables) - named == OURS


def test_every_rule_of_a_table_has_a_sentence() -> None:
    rules = [
        str(rule.name)
        for table in Record.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule, CheckConstraint) and rule.name
    ]
    assert len(rules) > 10
    assert [name for name in rules if not name.endswith(tuple(CHECKS))] == []
