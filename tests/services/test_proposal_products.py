"""A product of the catalogue becomes a line with everything that is known of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput, NotFound
from salesdesk.models.reference import ExchangeRate, Product
from salesdesk.models.values.identity import new_id
from salesdesk.services.database import Database
from salesdesk.services.proposal_products import line_of
from tests.services.selling import Firm, firm

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def laser(house: Firm, currency: str = "EUR") -> UUID:
    with house.database.changing() as session:
        product = Product(id=new_id(), code="LS-1", name="Laser scanner", unit="pcs", series="LS",
                          description="With its case", currency=currency, price=D("999.99"),
                          cost=D("700"), tax_code_id=house.vat_6)  # fmt: skip
        session.add(product)
        session.add(ExchangeRate(base="EUR", currency="USD", valid_on=date(2026, 1, 2),
                                 rate=D("1.0890"), source="ECB"))  # fmt: skip
        return product.id


def test_everything_comes_along(house: Firm) -> None:
    with house.as_("account_manager"):
        found = line_of(house.database, laser(house), "EUR", D(3), house.vat_23)
    line = found.line
    assert (line.kind, line.description, line.detail) == (
        "product", "Laser scanner", "With its case",
    )  # fmt: skip
    assert (line.quantity, line.unit, line.unit_price, line.unit_cost) == (
        D(3), "pcs", D("999.99"), D(700),
    )  # fmt: skip
    assert (line.tax_code_id, found.rate) == (house.vat_6, None)


def test_a_price_in_another_currency_is_converted_at_todays_rate(house: Firm) -> None:
    with house.as_("account_manager"):
        found = line_of(house.database, laser(house), "USD", D(1), None)
    assert (found.line.unit_price, found.line.unit_cost) == (D("1088.99"), D("762.30"))
    assert (found.listed_in, found.rate) == ("EUR", D("1.0890"))


def test_without_a_rate_it_is_refused(house: Firm) -> None:
    with house.as_("account_manager"), pytest.raises(InvalidInput, match="no rate to EUR"):
        line_of(house.database, laser(house, "XAF"), "EUR", D(1), None)


def test_who_may_not_see_cost_gets_none(house: Firm) -> None:
    key = laser(house)
    with house.as_("read_only"):
        assert line_of(house.database, key, "EUR", D(1), None).line.unit_cost is None


def test_a_product_that_is_gone_is_said(house: Firm) -> None:
    with house.as_("account_manager"), pytest.raises(NotFound):
        line_of(house.database, new_id(), "EUR", D(1), None)
