"""Amounts, dates and other cells as other programs write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.values.listing import ListQuery
from salesdesk.services import modules
from salesdesk.services.accounts import Accounts
from salesdesk.services.contacts import Contacts
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.exporting import export
from salesdesk.services.imports.catalog import import_products, import_role_rates, import_sellers
from salesdesk.services.imports.contacts import import_contacts
from salesdesk.services.imports.deals import import_opportunities
from salesdesk.services.imports.figures import amount_of, date_of, thousands_of
from salesdesk.services.imports.firms import import_accounts
from salesdesk.services.opportunities import Opportunities
from salesdesk.services.rates import Rates
from salesdesk.services.reference import ReferenceLists


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.5E+5", "150000"),
        ("-2e3", "-2000"),
        ("1e400", None),
        ("EUR 12.50", "12.50"),
        ("12,50 EUR", "12.50"),
        ("NaN", None),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1,23,456.78", "123456.78"),
        ("1'234.50", "1234.50"),
        ("12.50-", "-12.50"),
        ("50,-", "50"),
        ("80 €/h", "80"),
        ("1.5M", None),
        ("10k", None),
        ("5 of 10", None),
        ("1/3", None),
        ("15.04.2021", None),
        ("1,2,3", None),
        ("1,234.567,8", None),
    ],
)
def test_an_amount_is_what_was_written_or_none(written: str, meant: str | None) -> None:
    assert amount_of(written) == (None if meant is None else Decimal(meant))


@pytest.mark.parametrize(
    ("cells", "delimiter", "thousands"),
    [
        (["1.234,56", "50.000"], ",", "."),
        (["€ 12,5", "Rua Nova 1, 2.º"], ";", "."),
        (["1,234.56", "50,000"], ";", ","),
        (["1.234,567", "8,098"], ";", "."),
        (["12,5", "12.5"], ";", ","),
        (["50.000", "1"], ";", ".,"),
        (["50.000", "1"], ",", ","),
    ],
)
def test_a_file_shows_how_it_writes_thousands(
    cells: list[str], delimiter: str, thousands: str
) -> None:
    assert thousands_of(cells, delimiter) == thousands


@pytest.mark.parametrize("text", ["2026111", "202611", "20261301"])
def test_digits_that_are_no_eight_of_a_day_are_no_date(text: str) -> None:
    assert date_of(text) is None


def test_a_deal_of_a_german_file_has_its_thousands(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(
        "Name;Stage;Amount;Probability\nA;Won;50.000;\nB;Won;1.234,56;50\nC;Won;1;150\n"
    )
    report = import_opportunities(database, path)
    assert [(p.row, p.column, p.value) for p in report.problems] == [(4, "probability", "150")]
    listing = Opportunities(database).listing
    at = listing.spec.position("real_amount")
    found = sorted(row[at] for row in listing.first_page(ListQuery()))
    assert found == [Decimal(1), Decimal("1234.56"), Decimal(50_000)]


def test_a_firm_has_as_many_people_as_its_file_says(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("Firma;Employees;Revenue\nA;1.200;3,5\nB;7;lots\n")
    report = import_accounts(database, path)
    assert [(p.row, p.column) for p in report.problems] == [(3, "revenue_millions")]
    accounts = Accounts(database)
    found = [accounts.draft(row[0]).employees for row in accounts.listing.first_page(ListQuery())]
    assert found == [1200, 7]


def test_long_names_that_begin_alike_are_two_products(database: Database, tmp_path: Path) -> None:
    start = "Services of a senior consultant at the customer's"
    path = tmp_path / "products.csv"
    path.write_text(f"Product,Price\n{start} office,100\n{start} factory,200\n")
    assert import_products(database, path).created == 2
    assert import_products(database, path).skipped == 2
    rows = ReferenceLists(database).rows("products")
    assert {row.values["name"]: row.values["price"] for row in rows} == {
        f"{start} office": 100, f"{start} factory": 200,
    }  # fmt: skip
    path.write_text(f"Product,Code,Price\nA,{'c' * 41},1\n")
    assert [p.column for p in import_products(database, path).problems] == ["code"]


def test_a_price_comes_with_the_currency_it_is_in(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("Product,Price,Currency,Cost\nA,100,EUR,\nB,1,EUR,cheap\n")
    report = import_products(database, path)
    assert (report.created, [(p.row, p.column) for p in report.problems]) == (1, [(3, "cost")])
    path.write_text("Product,Price,Currency\nA,120,USD\n")
    assert import_products(database, path).updated == 1
    path.write_text("Product,Price\nA,130\n")
    assert import_products(database, path).updated == 1
    [row] = ReferenceLists(database).rows("products")
    assert (row.values["price"], row.values["currency"]) == (130, "USD")


def test_a_rate_whose_cells_cannot_be_read_is_left_out(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    head = "Role,Cost,Sell,Valid from,Valid to\n"
    path.write_text(
        f"{head}Dev,50,80,2026-01-01,\nDev,50,80,2026-07-01,soon\nDev,50,dear,2026-08-01,\n"
    )
    report = import_role_rates(database, path)
    assert (report.created, [(p.row, p.column) for p in report.problems]) == (
        1, [(3, "valid to"), (4, "sell")],
    )  # fmt: skip
    path.write_text(f"{head}Dev,50,80,2026-09-01,2026-08-31\n")
    assert [p.column for p in import_role_rates(database, path).problems] == ["valid to"]
    path.write_text(f"{head}Dev,50,80,2026-01-01,2026-06-30\n")
    assert import_role_rates(database, path).updated == 1
    assert import_role_rates(database, path).skipped == 1
    [row] = ReferenceLists(database).rows("role-rates")
    assert row.values["valid_to"] == date(2026, 6, 30)


def test_rates_are_found_below_empty_lines_and_between_semicolons(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("\n\nDate;USD\n2026-10-30;1.0890\n\n2026-10-29;1.0880\n2026-10-28;high\n")
    report = Rates(database).import_ecb(path)
    assert (report.created, [p.row for p in report.problems]) == (2, [7])


def test_a_birthday_in_three_cells_is_read_or_told(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "Last Name,Birth Year,Birth Month,Birth Day\nA,1980,5,17\nB,1980,,17\nC,,,\nD,1980,May,17\n"
    )
    report = import_contacts(database, path)
    assert (report.created, [(p.row, p.value) for p in report.problems]) == (
        4, [(3, "1980 17"), (5, "1980 May 17")],
    )  # fmt: skip


def test_what_a_card_says_in_quotes_ends_no_name(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "holmes.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Sherlock Holmes\n"
        'ADR;GEO="geo:51.5,0.1";LABEL="221B; London":;;221B Baker Street;London;;NW1;UK\n'
        'TEL;TYPE="cell,voice":+44 1\nEND:VCARD\n'
    )
    assert import_contacts(database, path).problems == []
    contacts = Contacts(database)
    [row] = contacts.listing.first_page(ListQuery())
    draft = contacts.draft(row[0])
    [place], [phone] = draft.addresses, draft.phones
    assert (place.street, place.city, place.country) == ("221B Baker Street", "London", "UK")
    assert (phone.number, phone.label) == ("+44 1", "mobile")


@pytest.mark.parametrize("said", ["sep=;", "sep=", "SEP=;;;"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_excels_own_first_line_is_no_heading(
    database: Database, tmp_path: Path, said: str, end: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(end.join([said, "Name;Email", "Ana;ana@mail.example", ""]), newline="")
    report = import_contacts(database, path)
    assert (report.created, report.problems) == (1, [])
    [row] = Contacts(database).listing.first_page(ListQuery("ana@mail"))
    assert row[1] == "Ana"


def test_rates_that_are_none_or_stand_twice_cost_no_other(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("Date,USD,JPY\n2026-10-30,NaN,163\n2026-10-29,1e400,162\n30 Oct 2026,1.1,163\n")
    report = Rates(database).import_ecb(path)
    assert (report.created, report.skipped) == (3, 1)
    assert [(p.row, p.column) for p in report.problems] == [(2, "USD"), (3, "USD")]


def test_sellers_whose_names_sound_alike_sign_in_apart(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "sellers.csv"
    path.write_text("Seller,Office\nJosé Silva,Lisbon\nJose Silva,Porto\n!!!,Faro\n")
    report = import_sellers(database, path)
    assert (report.created, report.problems) == (3, [])
    rows = modules.module_rows(Desk(database), "users").rows
    names = {row["name"]: row["username"] for row in rows}
    assert [names[name] for name in ("José Silva", "Jose Silva", "!!!")] == [
        "jose.silva", "jose.silva.2", "user",
    ]  # fmt: skip


def test_a_country_is_one_that_is_there(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("Account,Country\nA,UK\nB,pt\nC,Spanien\nD,XX\n")
    assert [p.value for p in import_accounts(database, path).problems] == ["XX"]
    accounts = Accounts(database)
    found = [accounts.draft(row[0]).country for row in accounts.listing.first_page(ListQuery())]
    assert found == ["GB", "PT", "ES", ""]


def test_a_quotation_mark_that_nothing_closes_takes_no_rows_along(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text('Name,Notes\nAna,fine\nRui,"open\nEva,lost\n')
    with pytest.raises(InvalidInput, match="Row 3") as told:
        import_contacts(database, path)
    assert told.value.problems[0].row == 3
    path.write_text('Name,Notes\nAna,5" pipe\nRui,"a\nb"\n')
    assert import_contacts(database, path).created == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_no_text_holds_is_no_name(database: Database, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(("Name\n" + "a\n" * 1000 + "b\0c\n").encode(encoding))
    with pytest.raises(InvalidInput, match="not a text file"):
        import_contacts(database, path)


def test_a_name_marked_for_a_spreadsheet_comes_back_as_it_was(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,Company\n=1+1,-\n@home,+351\n'quoted',\n")
    assert import_contacts(database, path).created == 3
    out = tmp_path / "out.csv"
    export(Desk(database), "contacts", out)
    assert "'=1+1" in out.read_text("utf-8-sig")
    assert import_contacts(database, out).created == 0
    again = tmp_path / "again.csv"
    again.write_text("Name\n'=2+2\n'quoted',\n")
    assert import_contacts(database, again).created == 1
    assert Contacts(database).listing.first_page(ListQuery("2 2"))[0][1] == "=2+2"
