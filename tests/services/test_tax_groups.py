"""A group of taxes stands for taxes that there are, in lists, in sums and on paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader

from salesdesk.errors import InvalidInput
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.services.reference import ReferenceLists, ReferenceRow
from tests.services.selling import Firm, firm

D = Decimal
GST = {"code": "GST", "name": "GST 5 %", "kind": "percent", "rate": D(5)}
QST = {"code": "QST", "name": "QST 9.975 %", "kind": "percent", "rate": D("9.975")}


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def keep(database: Database, *codes: dict[str, object]) -> UUID:
    rows = [ReferenceRow(values=values) for values in codes]
    ReferenceLists(database).save("tax-codes", rows)
    return rows[-1].id


def group(parts: str) -> dict[str, object]:
    return {"code": "CA-QC", "name": "Quebec", "kind": "group", "rate": D(0), "parts": parts}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ("", "names none"),
        (" , ", "names none"),
        ("GST, TPS", "names the tax TPS|names TPS, but there is no such tax"),
        ("GST, CA-QC", "which is a group itself"),
        ("GST, GST", "names GST twice"),
    ],
)
def test_a_group_that_would_leave_something_untaxed_is_refused(
    database: Database, parts: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        keep(database, GST, group(parts))
    assert [(p.column, p.value) for p in refusal.value.problems] == [("parts", parts)]


def test_a_tax_that_a_group_names_can_not_be_called_otherwise(database: Database) -> None:
    keep(database, QST, GST, group("GST, QST"))
    lists = ReferenceLists(database)
    gst = next(row for row in lists.rows("tax-codes") if row.values["code"] == "GST")
    with pytest.raises(InvalidInput, match="names GST"):
        lists.save("tax-codes", [replace(gst, values={**gst.values, "code": "TPS"})])
    with pytest.raises(InvalidInput, match="names GST"):
        lists.save("tax-codes", deleted=[gst.id])


def test_two_taxes_of_one_name_charge_the_same(database: Database) -> None:
    low = {"code": "GST2", "name": "gst 5 %", "kind": "percent", "rate": D(3)}
    with pytest.raises(InvalidInput, match="GST and GST2 are both called “gst 5 %”") as refusal:
        keep(database, GST, low)
    assert refusal.value.problems[0].column == "name"
    keep(database, GST, {**low, "rate": D(5)})


@pytest.mark.parametrize(("language", "rates"), [("en", "5 + 9.975 %"), ("de", "5 + 9,975 %")])
def test_a_page_shows_the_taxes_of_a_group(house: Firm, language: str, rates: str) -> None:
    both = keep(house.database, GST, QST, group("GST, QST"))
    with house.as_("account_manager") as desk:
        line = LineDraft(description="Survey", unit_price=D(1000), tax_code_id=both)
        draft = desk.calculated(
            replace(desk.new(house.account_id), name="Q", lines=(line,), language=language)
        )
        assert [(tax.name, tax.amount) for tax in draft.taxes] == [
            ("GST 5 %", D("50.00")),
            ("QST 9.975 %", D("99.75")),
        ]
        pages = PdfReader(BytesIO(desk.preview(draft))).pages
    assert rates in " ".join(" ".join(page.extract_text() for page in pages).split())
