"""Accounts: kept, checked, found, guarded against two editors, and audited."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text

from salesdesk.errors import InUse, InvalidInput, StaleRecord
from salesdesk.models.reference import Product
from salesdesk.models.values.listing import PAGE_SIZE, Condition, ListQuery, Operator, SortKey
from salesdesk.services.accounts import AccountDraft, Accounts
from salesdesk.services.actor import Actor, Role
from salesdesk.services.database import Database
from salesdesk.services.details import BankDraft, EmailDraft, PhoneDraft
from salesdesk.services.history import History, audit_listing


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


def test_an_account_is_kept_with_its_details(accounts: Accounts) -> None:
    mail = EmailDraft(address="office@konex.example", is_primary=True)
    phone = PhoneDraft(number="+351 213 555 010")
    new = replace(accounts.new(), name="Konex", country="pt", emails=(mail,), phones=(phone,))
    draft = accounts.draft(accounts.save(new))
    assert [p.number for p in draft.phones] == ["+351 213 555 010"]
    assert (draft.number, draft.name, draft.country) == ("ACC-00001", "Konex", "PT")
    assert [e.address for e in draft.emails] == ["office@konex.example"]


def test_a_changed_detail_bumps_the_account(accounts: Accounts) -> None:
    key = accounts.save(AccountDraft(name="Konex", emails=(EmailDraft(address="a@konex.example"),)))
    first = accounts.draft(key)
    mail = replace(first.emails[0], address="b@konex.example")
    accounts.save(replace(first, emails=(mail,)), first)
    second = accounts.draft(key)
    assert second.version > first.version
    assert second.emails[0].address == "b@konex.example"


def test_a_stale_save_is_refused_and_shows_mine_theirs_and_base(accounts: Accounts) -> None:
    key = accounts.save(AccountDraft(name="Konex"))
    base = accounts.draft(key)
    accounts.save(replace(base, industry="finance"), base)
    with pytest.raises(StaleRecord) as refusal:
        accounts.save(replace(base, industry="retail"), base)
    assert ("industry", "", "retail", "finance") in refusal.value.differences
    assert accounts.draft(key).industry == "finance"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"emails": (EmailDraft(address="no at sign"),)}, "emails"),
        ({"bank_accounts": (BankDraft(iban="PT50 0002 0123 1234 5678 9015 5"),)}, "bank_accounts"),
        ({"tax_number": "PT 501 964 842", "country": "PT"}, "tax_number"),
        ({"tax_number": "BE 0220,764.971"}, "tax_number"),
        ({"currency": "XYZ"}, "currency"),
        ({"employees": -1}, "employees"),
    ],
)
def test_what_is_wrong_is_named(accounts: Accounts, change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        accounts.save(replace(AccountDraft(name="Konex"), **change))  # type: ignore[arg-type]
    assert [problem.column for problem in refusal.value.problems] == [field]


def test_a_tax_number_belongs_to_one_account(accounts: Accounts) -> None:
    accounts.save(AccountDraft(name="Konex", tax_number="PT 501 964 843", country="PT"))
    with pytest.raises(InvalidInput, match="can't be saved"):
        accounts.save(AccountDraft(name="Konex again", tax_number="PT501964843", country="PT"))


def test_search_finds_prefixes_without_accents_and_case(accounts: Accounts) -> None:
    for name in ("Águas do Sul", "Müller & Söhne", "Zoomit"):
        accounts.save(AccountDraft(name=name))
    for typed, name in (("agu su", "Águas do Sul"), ("MULL", "Müller & Söhne"), ("zoo", "Zoomit")):
        assert [row[1] for row in accounts.listing.first_page(ListQuery(typed))] == [name]
    assert accounts.listing.first_page(ListQuery("!!!")) == []


def test_pages_follow_the_outline(accounts: Accounts) -> None:
    for number in range(140):
        accounts.save(
            AccountDraft(name=f"Account {number:03}", industry="odd" if number % 2 else "")
        )
    query = ListQuery(sort=(SortKey("name", descending=True),))
    outline = accounts.listing.outline(query)
    assert outline.count == 140
    second = accounts.listing.page(query, outline, 1)
    last = 139 - PAGE_SIZE
    wanted = [f"Account {n:03}" for n in range(last, last - PAGE_SIZE, -1)]
    assert [row[1] for row in second] == wanted
    odd = ListQuery(conditions=(Condition("industry", Operator.IS, ("odd",)),))
    assert accounts.listing.count(odd) == 70
    with pytest.raises(InvalidInput):
        accounts.listing.first_page(ListQuery(sort=(SortKey("version"),)))


def test_every_write_is_audited_with_who_and_what(database: Database) -> None:
    accounts = Accounts(database)
    key = accounts.save(AccountDraft(name="Konex", emails=(EmailDraft(address="a@k.example"),)))
    draft = accounts.draft(key)
    accounts.save(replace(draft, industry="finance", emails=()), draft)
    with database.reading() as session:
        rows = session.execute(
            text("SELECT actor, action, table_name, old, new FROM audit_entry ORDER BY seq")
        ).all()
    said = [(row.action, row.table_name) for row in rows if "account" in row.table_name]
    assert said[:1] == [("insert", "account")]
    assert ("delete", "email_address") in [(r.action, r.table_name) for r in rows]
    changed = next(r for r in rows if r.action == "update" and r.table_name == "account")
    assert "finance" in changed.new
    assert "Konex" not in changed.new
    assert {row.actor for row in rows} <= {database.actor.username, "system"}


def test_history_reads_the_same_from_either_database(database: Database) -> None:
    mail = EmailDraft(address="a@konex.example", is_primary=True)
    accounts = Accounts(database)
    draft = AccountDraft(name="Konex", credit_limit=Decimal("12.5"), emails=(mail,))
    key = accounts.save(draft)
    rows = {row.table: row for row in History(database).of(key)}
    told = {c.field: c.new for row in rows.values() for c in row.changes}
    assert (told["account_id"], told["is_primary"]) == (str(key), "true")
    assert told["credit_limit"] == "12.5"
    fields = [change.field for change in rows["account"].changes]
    assert fields.index("name") < fields.index("credit_limit")


def test_history_hides_what_the_record_hides(database: Database) -> None:
    bank = BankDraft(iban="PT50 0002 0123 1234 5678 9015 4")
    key = Accounts(database).save(AccountDraft(name="Konex", bank_accounts=(bank,)))
    product = Product(code="P", name="P", currency="EUR", price=Decimal(2), cost=Decimal(1))
    with database.changing() as session:
        session.add(product)
        session.flush()
        sold = product.id
    assert {row.table for row in History(database).of(key)} == {"account", "bank_account"}
    database.actor = Actor(None, "theo", "Theo", frozenset({Role.READ_ONLY}))
    assert {row.table for row in History(database).of(key)} == {"account"}
    [row] = History(database).of(sold)
    fields = {change.field for change in row.changes}
    assert "price" in fields
    assert "cost" not in fields


def test_the_trail_is_found_by_what_it_says(database: Database) -> None:
    Accounts(database).save(AccountDraft(name="Konex 100 %"))
    listing = audit_listing(database)
    assert listing.count(ListQuery("insert konex")) == 1
    assert listing.count(ListQuery("insert nobody")) == 0
    assert listing.count(ListQuery("100_%")) == 0


def test_a_write_past_the_program_is_audited_too(database: Database) -> None:
    Accounts(database).save(AccountDraft(name="Konex"))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE account SET industry = 'changed by hand'"))
        row = connection.execute(
            text("SELECT actor, new FROM audit_entry ORDER BY seq DESC LIMIT 1")
        ).one()
    assert row.actor == "(outside SalesDesk)"
    assert "changed by hand" in row.new


def test_an_account_in_use_is_not_deleted(database: Database) -> None:
    accounts = Accounts(database)
    parent = accounts.save(AccountDraft(name="Parent"))
    accounts.save(AccountDraft(name="Child", parent_id=parent))
    with pytest.raises(InUse):
        accounts.delete(parent)
    assert accounts.draft(parent).name == "Parent"
