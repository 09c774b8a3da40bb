"""What a new company starts with: a country, its taxes, and a first proposal without Settings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from salesdesk.services.desk import Desk
from salesdesk.services.home_country import country_of
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.services.proposal_making import usual_tax


@pytest.mark.parametrize(
    ("locale", "country"),
    [
        ("pt_PT.UTF-8", "PT"),
        ("de-AT", "AT"),
        ("zh-Hans-CN", "CN"),
        ("sr_Latn_RS", "RS"),
        ("ca_ES@valencia", "ES"),
        ("en_US_POSIX", ""),
        ("C.UTF-8", ""),
        ("POSIX", ""),
        ("de", ""),
        ("", ""),
    ],
)
def test_the_country_of_a_locale(locale: str, country: str) -> None:
    assert country_of(locale) == country


@pytest.mark.parametrize(
    ("locale", "country", "code", "rate"),
    [
        ("pt_PT.UTF-8", "PT", "VAT 23", "23"),
        ("de_DE", "DE", "VAT 19", "19"),
        ("en_GB.UTF-8", "GB", "VAT 20", "20"),
        ("nl_NL.UTF-8", "NL", "VAT 21 NL", "21"),
        ("en_US.UTF-8", "US", "EXEMPT", "0"),
        ("C", "", "EXEMPT", "0"),
    ],
)
def test_a_first_proposal_needs_no_settings(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    locale: str,
    country: str,
    code: str,
    rate: str,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    desk = Desk.open(str(tmp_path / "fresh.salesdesk"))
    (company,) = desk.reference.rows("companies")
    assert company.values["country"] == country
    account = desk.accounts.save(replace(desk.accounts.new(), name="Konex"))
    draft = desk.proposals.new(account)
    tax = usual_tax(desk.proposals, draft)
    taxes = {row.id: row.values for row in desk.reference.rows("tax-codes")}
    assert tax is not None
    assert (taxes[tax]["code"], taxes[tax]["rate"]) == (code, Decimal(rate))
    line = LineDraft(description="Workshop", unit_price=Decimal(100), tax_code_id=tax)
    key = desk.proposals.save(replace(draft, name="First", lines=(line,)))
    assert desk.proposals.step(key, "submit")["status"] == "in_approval"
    desk.close()
