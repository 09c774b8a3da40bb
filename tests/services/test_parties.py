"""Both sides of a proposal as its page names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesdesk.services.accounts import Accounts
from salesdesk.services.database import Database
from tests.documents.sample import texts
from tests.services.selling import Firm, firm, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


@pytest.mark.parametrize(
    ("language", "written", "seller", "customer"),
    [
        ("en", "DE", "Portugal", "Germany"), ("de", "de", "Portugal", "Deutschland"),
        ("pt", "Alemanha", "Portugal", "Alemanha"), ("en", "", "Portugal", "1100-060 Lisboa"),
    ],
)  # fmt: skip
def test_a_country_is_named_in_the_language_of_the_page(
    house: Firm, language: str, written: str, seller: str, customer: str
) -> None:
    accounts = Accounts(house.database)
    account = accounts.draft(house.account_id)
    [address] = account.addresses
    there = replace(address, country=written)
    accounts.save(replace(account, addresses=(there,)), account)
    with house.as_("account_manager") as desk:
        draft = replace(pro_0042(house, desk), language=language)
        letter = texts(desk.preview(desk.calculated(draft)))[1].splitlines()
    assert customer in letter
    assert f"Maven Hardware  ·  {seller}  ·  PT599999993" in letter
