"""Prices move to another currency by one rate, each rounded by itself; nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.reference import ExchangeRate
from salesdesk.services.database import Database
from salesdesk.services.proposal_currency import converted, has_amounts, rate_of_today
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft

D = Decimal
DRAFT = ProposalDraft(
    currency="EUR",
    lines=(
        LineDraft(description="Work", unit_price=D(21000), unit_cost=D(15000)),
        LineDraft(description="Calls", quantity=D(1000), unit_price=D("0.0125")),
        LineDraft(kind="percent", description="Early signature", percent=D(-3)),
    ),
    discount_amount=D("99.99"),
    cash_rounding=D("0.05"),
    exchange_rate=D(1),
    instalments=(InstalmentDraft(name="Now", fixed=D(500)), InstalmentDraft(percent=D(100))),
)


@pytest.mark.parametrize(
    ("currency", "rate", "prices", "cost", "discount", "first"),
    [
        ("USD", "1.0890", ["22869.00", "0.0136", "0.00"], "16335.00", "108.89", "544.50"),
        ("JPY", "163.5", ["3433500", "2.04", "0"], "2452500", "16348", "81750"),
        ("BHD", "0.4101", ["8612.100", "0.00513", "0.000"], "6151.500", "41.006", "205.050"),
    ],
)
def test_each_amount_is_converted_and_rounded(
    currency: str, rate: str, prices: list[str], cost: str, discount: str, first: str
) -> None:
    found = converted(DRAFT, currency, D(rate))
    assert [line.unit_price for line in found.lines] == [D(price) for price in prices]
    assert found.lines[0].unit_cost == D(cost)
    assert found.lines[2].percent == -3
    assert found.discount_amount == D(discount)
    assert [part.fixed for part in found.instalments] == [D(first), None]
    assert (found.currency, found.exchange_rate, found.cash_rounding) == (currency, None, None)
    assert [line.id for line in found.lines] == [line.id for line in DRAFT.lines]


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(InvalidInput, match="above zero"):
        converted(DRAFT, "USD", D(rate))


def test_only_amounts_need_a_rate() -> None:
    assert has_amounts(DRAFT)
    assert not has_amounts(replace(DRAFT, lines=DRAFT.lines[2:], instalments=(),
                                   discount_amount=None))  # fmt: skip


def test_the_rate_is_the_last_published(database: Database) -> None:
    with database.changing() as session:
        session.add(ExchangeRate(base="EUR", currency="USD", valid_on=date(2026, 1, 2),
                                 rate=D("1.0890"), source="ECB"))  # fmt: skip
    assert rate_of_today(database, "EUR", "USD") == D("1.0890")
    assert rate_of_today(database, "USD", "EUR") == D("0.9182736455")
    assert rate_of_today(database, "EUR", "XAF") is None
