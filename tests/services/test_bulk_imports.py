"""A bulk import: few statements, a whole trail, all of it or nothing."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from salesdesk.errors import NotAllowed, SalesDeskError
from salesdesk.models.account import Contact, EmailAddress
from salesdesk.models.columns import now
from salesdesk.models.pipeline import Segment
from salesdesk.models.values.identity import new_ids
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.actor import Actor, Role
from salesdesk.services.bulk import bulk_into
from salesdesk.services.checking import check
from salesdesk.services.contacts import ContactDraft, Contacts
from salesdesk.services.database import Database
from salesdesk.services.details import EmailDraft
from salesdesk.services.history import History
from salesdesk.services.imports.contacts import import_contacts
from salesdesk.services.jobs import Cancelled, Progress
from salesdesk.services.schema import open_database


def _people(path: Path, count: int, name: str = "Ana") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["First Name", "Last Name", "Company", "Email", "Phone", "City"])
        writer.writerows(
            [
                f"{name}{n}",
                "Silva",
                f"Firm {n % 7}",
                f"{name}{n}@firm.example",
                f"+351 {n}",
                "Porto",
            ]
            for n in range(count)
        )
    return path


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    """Every statement that SQLAlchemy sends meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_ten_times_the_people_take_as_many_statements(database: Database, tmp_path: Path) -> None:
    import_contacts(database, _people(tmp_path / "first.csv", 2, "Eva"))
    counts = []
    for count, name in ((200, "Rui"), (2000, "Ana")):
        path = _people(tmp_path / f"{name}.csv", count, name)
        with _counted(database) as sent:
            assert import_contacts(database, path).created == count
        with _counted(database) as again:
            assert import_contacts(database, path).skipped == count
        counts.append((len(sent), len(again)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 60


def test_an_imported_contact_has_its_history(database: Database, tmp_path: Path) -> None:
    import_contacts(database, _people(tmp_path / "people.csv", 30))
    contacts = Contacts(database)
    [row] = contacts.listing.first_page(ListQuery("ana7"))
    typed = contacts.save(ContactDraft(name="By hand", emails=(EmailDraft(address="a@b.example"),)))
    imported, by_hand = (History(database).of(key) for key in (row[0], typed))
    assert [h.table for h in imported] == ["address", "phone_number", "email_address", "contact"]
    assert {h.action for h in imported} == {"insert"}
    assert {h.actor for h in imported} == {database.actor.username}
    fields = {c.field: c.new for c in imported[-1].changes}
    assert (fields["name"], fields["organization"]) == ("Ana7 Silva", "Firm 0")
    first = next(h for h in by_hand if h.table == "contact")
    assert {c.field for c in first.changes} <= {c.field for c in imported[-1].changes}
    assert check(database).problems == []


def test_the_trail_holds_what_the_row_holds_and_no_empty_field(
    database: Database, tmp_path: Path
) -> None:
    import_contacts(database, _people(tmp_path / "people.csv", 3))
    with database.engine.connect() as connection:
        said = connection.execute(
            text("SELECT old, new FROM audit_entry WHERE table_name = 'email_address'")
        ).all()
    assert [old for old, _new in said] == ["{}"] * 3
    for _old, new in said:
        assert set(json.loads(new)) == {"id", "contact_id", "label", "is_primary", "address"}


def test_the_check_notices_an_imported_contact_without_its_entry(
    database: Database, tmp_path: Path
) -> None:
    import_contacts(database, _people(tmp_path / "people.csv", 5))
    assert check(database).problems == []
    [row] = Contacts(database).listing.first_page(ListQuery("ana3"))
    with database.engine.begin() as connection:
        gone = text("DELETE FROM audit_entry WHERE root_id = :key AND table_name = 'contact'")
        key = row[0].hex if database.dialect == "sqlite" else row[0]
        assert connection.execute(gone, {"key": key}).rowcount == 1
    [problem] = check(database).problems
    assert str(row[0]) in problem
    assert "never audited" in problem


def test_the_check_notices_a_watchman_that_is_gone(database: Database) -> None:
    with database.engine.begin() as connection:
        on = "" if database.dialect == "sqlite" else " ON contact"
        connection.exec_driver_sql(f"DROP TRIGGER salesdesk_contact_insert{on}")
    [problem] = check(database).problems
    assert "salesdesk_contact_insert" in problem


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_stopped_import_leaves_nothing_and_every_watchman(
    database: Database, tmp_path: Path, steps: int
) -> None:
    progress = Progress()
    told: list[int] = []

    def stop_soon(done: int, _total: int, _what: str) -> None:
        told.append(done)
        if len(told) == steps:
            progress.stop.set()

    progress.report = stop_soon
    with pytest.raises(Cancelled):
        import_contacts(database, _people(tmp_path / "people.csv", 50), progress)
    assert told == [50] * steps
    assert Contacts(database).listing.count(ListQuery()) == 0
    Contacts(database).save(ContactDraft(name="Ana"))
    assert Contacts(database).listing.count(ListQuery("ana")) == 1
    assert check(database).problems == []


def test_a_dry_run_brings_the_watchmen_back(database: Database, tmp_path: Path) -> None:
    path = _people(tmp_path / "people.csv", 20)
    assert import_contacts(database, path, dry_run=True).created == 20
    Contacts(database).save(ContactDraft(name="Ana"))
    assert check(database).problems == []


def test_only_who_may_write_contacts_imports_them(database: Database, tmp_path: Path) -> None:
    database.actor = Actor(None, "eva", "Eva", frozenset({Role.READ_ONLY}))
    with pytest.raises(NotAllowed):
        import_contacts(database, _people(tmp_path / "people.csv", 1))


@pytest.mark.parametrize(
    "notes",
    [
        'He said "no", twice',
        "one\n\\.\nthree",
        "\\N",
        "tab\tand \\t and \\\\",
        "carriage\rreturn",
        "'; DROP TABLE contact; --",
        "日本語 and \N{GRINNING FACE}",
        "{curly} %s ? :name",
    ],
)
def test_every_text_arrives_as_it_was_written(
    database: Database, tmp_path: Path, notes: str
) -> None:
    path = tmp_path / "odd.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["Name", "Notes", "Company"], ["Ana", notes, notes]])
    import_contacts(database, path)
    [row] = Contacts(database).listing.first_page(ListQuery())
    draft = Contacts(database).draft(row[0])
    assert (draft.notes, draft.organization) == (notes, notes)
    assert check(database).problems == []


def _columns(name: str) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    return ("id", "number", "name", "search_text"), (new_ids(1)[0], name, name, name.lower())


_SAME = {"version": 1, "created_at": now(), "updated_at": now()}


def test_what_changes_inside_a_batch_is_written_down_as_it_ends(database: Database) -> None:
    names, first = _columns("First")
    second, third = _columns("Second")[1], _columns("Third")[1]
    with database.changing() as session, bulk_into(session, Contact) as bulk:
        bulk.insert(Contact, names, [first, second, third], _SAME)
        session.execute(
            text("UPDATE contact SET name = 'Other', search_text = 'other' WHERE number = 'First'")
        )
        session.execute(text("DELETE FROM contact WHERE number = 'Third'"))
    listing = Contacts(database).listing
    assert [listing.count(ListQuery(w)) for w in ("other", "second", "first", "third")] == [
        1,
        1,
        0,
        0,
    ]
    assert check(database).problems == []
    if database.dialect == "sqlite":
        with database.engine.connect() as connection:  # raises when index and table disagree
            connection.exec_driver_sql(
                "INSERT INTO find_contact(find_contact, rank) VALUES ('integrity-check', 1)"
            )


def test_what_other_code_inserts_meanwhile_is_written_down_too(database: Database) -> None:
    names, row = _columns("Bulk")
    with database.changing() as session, bulk_into(session, Contact) as bulk:
        session.add(Contact(number="Other", name="Before"))
        session.flush()
        bulk.insert(Contact, names, [row], _SAME)
        bulk.pay()
        bulk.owe()
        session.add(Contact(number="Third", name="After"))
    listing = Contacts(database).listing
    assert [listing.count(ListQuery(w)) for w in ("before", "bulk", "after")] == [1, 1, 1]
    assert check(database).problems == []


def test_what_the_database_refuses_is_said_in_a_sentence(database: Database) -> None:
    names, row = _columns("Twice")
    with (
        pytest.raises(SalesDeskError),
        database.changing() as session,
        bulk_into(session, Contact, EmailAddress) as bulk,
    ):
        bulk.insert(Contact, names, [row, row], _SAME)
    assert check(database).problems == []


def test_a_batch_is_paid_even_when_nobody_closes_it(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.changing() as session:
        session.execute(
            text("INSERT INTO audit_batch SELECT 'segment', coalesce(max(rowid), 0) FROM segment")
        )
        session.add(Segment(name="Schools"))
    entries = History(database).entries(1)
    assert "Schools" in entries[0].new
    assert check(database).problems == []
    database.close()


def test_a_batch_needs_an_author(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with (
        pytest.raises(Exception, match="one author"),
        database.engine.connect() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO audit_batch VALUES ('contact', 99)")
    database.close()
