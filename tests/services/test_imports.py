"""Files of other programs: what can be read is read, the rest is named, and twice makes nothing."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.accounts import Accounts
from salesdesk.services.contacts import Contacts
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.import_report import ImportReport
from salesdesk.services.importing import import_file
from salesdesk.services.imports.catalog import import_products, import_role_rates, import_sellers
from salesdesk.services.imports.contacts import import_contacts
from salesdesk.services.imports.deals import import_opportunities
from salesdesk.services.imports.figures import amount_of, date_of
from salesdesk.services.imports.firms import import_accounts
from salesdesk.services.opportunities import Opportunities
from salesdesk.services.rates import Rates

CARD = """BEGIN:VCARD\r
VERSION:3.0\r
N:Silva;Ana;;Dr.;\r
FN:Dr. Ana Silva\r
ORG:Contoso\\, Lda;Sales\r
TITLE:Buyer\r
EMAIL;TYPE=INTERNET,WORK:ana.silva@contoso.example\r
TEL;TYPE=CELL:+351 910 000 001\r
ADR;TYPE=WORK:;;Rua Nova 1;Porto;;4000-001;Portugal\r
NOTE:First line\\nsecond\\; line\r
BDAY:1984-02-29\r
this line is no property\r
END:VCARD\r
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$22,700.00", "22700.00"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("(12.50)", "-12.50"),
        ("−3", "-3"),
        ("1,234", "1234"),
        ("12,5", "12.5"),
        ("1.234.567", "1234567"),
        ("n/a", None),
        ("", None),
    ],
)
def test_amounts_as_programs_write_them(text: str, value: str | None) -> None:
    assert amount_of(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017-03-01", date(2017, 3, 1)),
        ("15 Apr, 2021 00:02:00", date(2021, 4, 15)),
        ("2010-10-14T12:00:00.000Z", date(2010, 10, 14)),
        ("19531015T231000Z", date(1953, 10, 15)),
        ("31/12/2020", date(2020, 12, 31)),
        ("12/31/2020", date(2020, 12, 31)),
        ("01/02/1990", None),
        ("31.02.2020", None),
        ("soon", None),
    ],
)
def test_dates_are_read_only_when_they_can_mean_one_day(text: str, day: date | None) -> None:
    assert date_of(text) == day


def test_a_card_is_read_and_its_odd_line_is_named(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    path.write_text(CARD, encoding="utf-8", newline="")
    report = import_contacts(database, path)
    assert (report.read, report.created, report.skipped) == (1, 1, 0)
    assert [(p.row, p.value) for p in report.problems] == [(12, "this line is no property")]
    contacts = Contacts(database)
    [row] = contacts.listing.first_page(ListQuery("silva"))
    draft = contacts.draft(row[0])
    assert (draft.given_name, draft.family_name, draft.salutation) == ("Ana", "Silva", "Dr.")
    assert (draft.organization, draft.department) == ("Contoso, Lda", "Sales")
    assert draft.notes == "First line\nsecond; line"
    assert (draft.birthday, draft.phones[0].label) == (date(1984, 2, 29), "mobile")
    assert draft.addresses[0].city == "Porto"
    again = import_contacts(database, path)
    assert (again.created, again.skipped) == (0, 1)


def test_a_cp1252_table_keeps_its_letters(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "outlook.csv"
    text = '"Vorname";"Nachname";"Firma";"E-Mail-Adresse"\n"José";"Müller";"Söhne";"a@b.example"\n'
    path.write_bytes(text.encode("cp1252"))
    assert import_contacts(database, path).created == 1
    [row] = Contacts(database).listing.first_page(ListQuery("mull"))
    assert row[1] == "José Müller"


def test_a_wrong_address_is_reported_and_the_person_kept(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,Email\nAna,not an address\n,\n,lone@mail.example\n", encoding="utf-8")
    report = import_contacts(database, path)
    assert (report.read, report.created) == (2, 2)
    assert [(p.row, p.column) for p in report.problems] == [(2, "email")]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04 broken"])
def test_what_is_no_table_is_refused_whole(
    database: Database, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput):
        import_contacts(database, path)
    assert Contacts(database).listing.count(ListQuery()) == 0


def test_a_dry_run_counts_and_keeps_nothing(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name\nAna\nRui\n", encoding="utf-8")
    assert import_contacts(database, path, dry_run=True).created == 2
    assert Contacts(database).listing.count(ListQuery()) == 0
    assert import_contacts(database, path).created == 2


def test_deals_keep_their_stage_amounts_and_dates(database: Database, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("product,series,sales_price\nGTX Pro,GTX,4821\n")
    (tmp_path / "teams.csv").write_text("sales_agent,manager,regional_office\nAna,Rui,East\n")
    (tmp_path / "deals.csv").write_text(
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,Ana,GTXPro,,Won,2017-01-02,2017-03-01,4500\n"
        "A2,Ana,GTX Pro,,Prospecting,,,\n"
        "A3,Nobody,GTX Pro,Unknown Ltd,Lost,2017-01-02,2017-04-01,0\n"
    )
    assert import_products(database, tmp_path / "products.csv").created == 1
    assert import_sellers(database, tmp_path / "teams.csv").created == 1
    report = import_opportunities(database, tmp_path / "deals.csv")
    assert (report.read, report.created) == (3, 3)
    assert [(p.row, p.column) for p in report.problems] == [(4, "account"), (4, "owner")]
    listing = Opportunities(database).listing
    rows = {
        row[listing.spec.position("external_id")]: row for row in listing.first_page(ListQuery())
    }
    won, spec = rows["A1"], listing.spec
    assert won[spec.position("stage")] == "Won"
    assert won[spec.position("real_amount")] == 4500
    assert won[spec.position("original_amount")] == 4821
    assert won[spec.position("closed_on")] == date(2017, 3, 1)
    assert rows["A2"][spec.position("expected_amount")] == 4821
    assert import_opportunities(database, tmp_path / "deals.csv").created == 0


def test_a_stage_that_the_pipeline_lacks_is_added_and_told(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,name,stage,amount\n1,A,Dreaming,5\n2,B,Dreaming,6\n3,C,Won,7\n")
    report = import_opportunities(database, path)
    assert report.created == 3
    assert [(p.row, p.column, p.value, p.file) for p in report.problems] == [
        (2, "stage", "Dreaming", "deals.csv")
    ]


def test_a_product_below_nothing_is_left_out(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("name,price,cost,currency\nA,-1,,EUR\nB,1,-2,EUR\nC,1,,EURO\nD,0,0,EUR\n")
    report = import_products(database, path)
    assert report.created == 1
    assert [(p.row, p.column, p.value) for p in report.problems] == [
        (2, "price", "-1"), (3, "cost", "-2"), (4, "currency", "EURO"),
    ]  # fmt: skip


def test_what_no_column_holds_is_told_by_row_and_the_rest_is_kept(
    database: Database, tmp_path: Path
) -> None:
    products = tmp_path / "products.csv"
    products.write_text(f"name,price,currency\nA,0.12345678,EUR\n{'y' * 400},1,EUR\nB,2,EUR\n")
    report = import_products(database, products)
    assert (report.created, [(p.row, p.column) for p in report.problems]) == (
        1, [(2, "price"), (3, "name")],
    )  # fmt: skip
    firms = tmp_path / "firms.csv"
    firms.write_text(f"account,employees,revenue\nA,{10**12},1.23456789\n{'x' * 400},1,2\n")
    report = import_accounts(database, firms)
    assert (report.created, [(p.row, p.column) for p in report.problems]) == (
        2, [(2, "employees"), (2, "revenue_millions")],
    )  # fmt: skip
    assert import_accounts(database, firms).created == 0
    deals = tmp_path / "deals.csv"
    deals.write_text("id,name,stage,amount\n1,A,Won,1e17\n2,B,Won,1.23456\n")
    report = import_opportunities(database, deals)
    assert (report.created, [(p.row, p.column) for p in report.problems]) == (
        2, [(2, "amount"), (3, "amount")],
    )  # fmt: skip


@pytest.mark.parametrize("imported", [import_accounts, import_opportunities])
def test_a_company_that_is_not_here_is_refused(
    database: Database, tmp_path: Path, imported: Callable[..., ImportReport]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,stage,amount\nA,Won,1\n")
    with pytest.raises(InvalidInput, match="Nobody Ltd") as refusal:
        imported(database, path, company="Nobody Ltd")
    assert refusal.value.problems[0].column == "company"


WRONG_FILES = {
    "plan.xml": "<?xml version='1.0'?><Project><Tasks/></Project>",
    "page.csv": "<!DOCTYPE html><html></html>",
    "list.json": '{"name": "A"}',
    "people.csv": "BEGIN:VCARD\nFN:A\nEND:VCARD\n",
    "other.csv": "colour;size\nred;4\n",
}


@pytest.mark.parametrize("name", sorted(WRONG_FILES))
@pytest.mark.parametrize("kind", ["accounts", "products", "sellers", "role-rates",
                                  "opportunities", "exchange-rates"])  # fmt: skip
def test_a_file_of_another_kind_is_refused(
    sqlite_url: str, tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / name
    path.write_text(WRONG_FILES[name])
    desk = Desk.open(sqlite_url)
    with pytest.raises(InvalidInput, match=re.escape(name)):
        import_file(desk, kind, path)
    desk.close()


def test_accounts_join_their_parents(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "account,sector,employees,office_location,subsidiary_of\n"
        "Child,retail,12,Germany,Parent\nParent,retail,many,Atlantis,\nOrphan,,,,Nobody\n"
    )
    report = import_accounts(database, path)
    assert report.created == 3
    assert {(p.row, p.column) for p in report.problems} == {
        (3, "employees"),
        (3, "country"),
        (4, "parent"),
    }
    accounts = Accounts(database)
    child = accounts.draft(accounts.listing.first_page(ListQuery("child"))[0][0])
    assert (child.country, child.employees) == ("DE", 12)
    assert accounts.draft(child.parent_id).name == "Parent"  # type: ignore[arg-type]


def test_role_rates_need_a_role_a_cost_and_a_day(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(
        "role,currency,valid_from,cost,sell\nArchitect,EUR,2026-07-01,65,\n,EUR,,,\nX,,,5,\n"
    )
    report = import_role_rates(database, path)
    assert (report.created, [p.row for p in report.problems]) == (1, [3, 4])
    assert import_role_rates(database, path).skipped == 1


XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time="2026-10-30"><Cube currency="USD" rate="1.0890"/>
<Cube currency="GBP" rate="nothing"/></Cube></Cube></gesmes:Envelope>"""
CSV = "Date,USD,JPY,\n2026-10-30,1.0890,163.5,\n2026-10-29,N/A,164,\n"


@pytest.mark.parametrize(
    ("name", "text", "created", "wrong"), [("a.xml", XML, 1, 1), ("a.csv", CSV, 3, 0)]
)
def test_the_ecbs_files_are_read(
    database: Database, tmp_path: Path, name: str, text: str, created: int, wrong: int
) -> None:
    (tmp_path / name).write_text(text)
    rates = Rates(database)
    report = rates.import_ecb(tmp_path / name)
    assert (report.created, len(report.problems)) == (created, wrong)
    assert rates.import_ecb(tmp_path / name).created == 0
    assert rates.table().per_base("USD", date(2026, 11, 1)) == Fraction("1.0890")


Importer = Callable[[Database, Path], ImportReport]


@pytest.mark.parametrize(
    ("folder", "run"),
    [("contacts/vcard", import_contacts), ("contacts/csv_made", import_contacts)],
)
def test_real_address_books_are_read_once(
    database: Database, shared_data: Path, folder: str, run: Importer
) -> None:
    files = [p for p in sorted((shared_data / folder).iterdir()) if p.suffix != ".json"]
    assert files
    for path in files:
        assert run(database, path).read >= 1, path.name
        assert run(database, path).created == 0, path.name


def test_the_real_pipeline_sums_to_what_it_should(database: Database, shared_data: Path) -> None:
    maven = shared_data / "crm_pipeline" / "maven_crm"
    import_products(database, maven / "products.csv")
    import_sellers(database, maven / "sales_teams.csv")
    import_accounts(database, maven / "accounts.csv")
    report = import_opportunities(database, maven / "sales_pipeline.csv")
    assert (report.created, report.problems) == (5156, [])
    totals = {t.column: t.amount for t in Opportunities(database).listing.totals(ListQuery())}
    assert totals["real_amount"] == 5802775
