"""Documents of Billing read back: onto the right account, once, or refused entry by entry."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput, NotAllowed
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.billing import ReadBack, documents_of, read_documents
from salesdesk.services.database import Database
from salesdesk.services.handover import Handovers
from tests.services.selling import Firm, firm
from tests.services.test_handover import accepted, check, schema_of


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


@pytest.fixture
def key(house: Firm) -> UUID:
    found = accepted(house)
    with house.as_("account_manager"):
        Handovers(house.database).hand_over(found)
    return found


def documents(key: UUID) -> list[dict[str, Any]]:
    return [
        {"handover": f"{key}:0", "number": "FT 2026/1", "kind": "advance", "status": "Issued",
         "currency": "EUR", "amount": "11581.25", "dated": "2026-12-01", "due": "2026-12-31"},
        {"account": "Konex", "number": "FT 2026/2", "status": "Worksheet", "currency": "EUR",
         "amount": "11581.25"},
    ]  # fmt: skip


def read(house: Firm, entries: list[Any], who: str = "finance") -> ReadBack:
    content = {"format": "salesdesk-billing/1", "documents": entries}
    with house.as_(who):
        return read_documents(house.database, json.dumps(content).encode())


def test_documents_come_to_their_account(house: Firm, key: UUID) -> None:
    check({"format": "salesdesk-billing/1", "documents": documents(key)}, schema_of("billing"))
    assert read(house, documents(key)) == ReadBack(2, 0, 0)
    with house.as_("read_only") as desk:
        shown = documents_of(house.database, house.account_id)
        number = desk.draft(key).number
    by_number = {each["number"]: each for each in shown}
    assert by_number["FT 2026/1"] == {
        "number": "FT 2026/1", "kind": "advance", "status": "issued", "amount": "11581.25",
        "currency": "EUR", "dated": "2026-12-01", "due": "2026-12-31", "proposal": number,
    }  # fmt: skip
    assert (by_number["FT 2026/2"]["kind"], by_number["FT 2026/2"]["proposal"]) == ("invoice", None)
    source = Handovers(house.database).billing_of(house.account_id)
    [total] = source.totals(ListQuery())
    assert (total.currency, total.amount) == ("EUR", Decimal("23162.50"))
    assert Handovers(house.database).billing_of(key).count(ListQuery()) == 0


def test_read_again_it_changes_only_what_differs(house: Firm, key: UUID) -> None:
    read(house, documents(key))
    assert read(house, documents(key)) == ReadBack(0, 0, 2)
    later = documents(key)
    later[1] |= {"status": "CLOSED", "dated": "2027-01-02"}
    later[0].pop("handover")
    later[0]["account"] = "Konex"
    assert read(house, later, "account_manager") == ReadBack(0, 1, 1)
    source = Handovers(house.database).billing_of(house.account_id)
    at = {name: source.spec.position(name) for name in ("number", "status", "dated_on", "proposal")}
    rows = {row[at["number"]]: row for row in source.first_page(ListQuery())}
    assert rows["FT 2026/2"][at["status"]] == "closed"
    assert rows["FT 2026/2"][at["dated_on"]] == date(2027, 1, 2)
    assert rows["FT 2026/1"][at["proposal"]]


@pytest.mark.parametrize(
    ("wrong", "column", "said"),
    [
        ({"status": "Paid"}, "status", "Entry 2: Its status is none of Worksheet"),
        ({"amount": "a lot"}, "amount", "Entry 2: Its amount is no number"),
        ({"amount": "NaN"}, "amount", "no number"),
        ({"amount": "1e999999999"}, "amount", "no number"),
        ({"amount": True}, "amount", "no number"),
        ({"currency": "XYZ"}, "currency", "currency isn't known"),
        ({"number": " "}, "number", "needs a number"),
        ({"kind": "poem"}, "kind", "kind is none of"),
        ({"dated": "31.12.2026"}, "dated", "2027-02-28"),
        ({"account": "Nobody"}, "account", "neither its handover nor its account"),
        ({"handover": "x:0"}, "handover", "neither its handover nor its account"),
        ({"number": "FT 2026/1"}, "number", "stands in the file twice"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_is_read(
    house: Firm, key: UUID, wrong: dict[str, object], column: str, said: str
) -> None:
    entries = documents(key)
    entries[1] |= wrong
    with pytest.raises(InvalidInput, match="Nothing was read") as refusal:
        read(house, entries)
    [problem] = refusal.value.problems
    assert (problem.column, problem.row) == (column, 2)
    assert said in problem.message
    assert documents_of(house.database, house.account_id) == []


def test_what_is_no_file_of_billing_is_refused(house: Firm) -> None:
    for junk in (b"", b"[]", b"\xff", b'{"format": "salesdesk-billing/2", "documents": []}',
                 b'{"format": "salesdesk-billing/1"}'):  # fmt: skip
        with house.as_("finance"), pytest.raises(InvalidInput, match="doesn't hold"):
            read_documents(house.database, junk)
    with pytest.raises(InvalidInput, match="Entry 1 is no document"):
        read(house, ["x"])


def test_billing_is_for_those_who_sell_and_for_finance(house: Firm, key: UUID) -> None:
    for who in ("read_only", "estimator"):
        with pytest.raises(NotAllowed):
            read(house, documents(key), who)
