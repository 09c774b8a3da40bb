"""Amounts as other programs write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.services.imports.figures import amount_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.5E+5", "150000"),
        ("-2e3", "-2000"),
        ("1e400", None),
        ("EUR 12.50", "12.50"),
        ("12,50 EUR", "12.50"),
        ("NaN", None),
    ],
)
def test_an_amount_is_what_was_written_or_none(written: str, meant: str | None) -> None:
    assert amount_of(written) == (None if meant is None else Decimal(meant))
