"""The database: refused when foreign or newer, kept whole by backups, settings read back."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from alembic import command

from salesdesk.errors import DatabaseUnusable, InUse, InvalidInput, NotAllowed, StaleRecord
from salesdesk.services.accounts import AccountDraft, Accounts
from salesdesk.services.actor import Actor, Role
from salesdesk.services.backup import back_up, restore, verify
from salesdesk.services.checking import check
from salesdesk.services.database import Database, engine_for
from salesdesk.services.reference import ReferenceLists, ReferenceRow
from salesdesk.services.schema import HEAD, alembic_config, inspect_file, open_database
from salesdesk.services.sqlite import APPLICATION_ID
from salesdesk.services.sqlite_driver import driver
from salesdesk.services.users import sign_in


def test_the_newest_migration_is_the_programs_own() -> None:
    found = sorted(Path(__file__).parents[2].joinpath("migrations/versions").glob("0*.py"))
    assert found[-1].name.startswith(HEAD)


def test_settings_that_keep_a_save_true_are_in_force(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert driver().sqlite_version_info >= (3, 51, 3)
    database.close()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_newer_schema_is_refused_and_left_alone(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    before = _digest(Path(sqlite_url))
    with pytest.raises(DatabaseUnusable, match="newer SalesDesk"):
        open_database(sqlite_url)
    assert _digest(Path(sqlite_url)) == before


def _make_older(url: str) -> None:
    """A database as the first release left it, with one account in it."""
    engine = engine_for(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO app_user (id, username, name, version, created_at, created_by, "
            "updated_at, updated_by) VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 'ines', "
            "'Ines Duarte', 1, '2026-01-02 03:04:05', 'x', '2026-01-02 03:04:05', 'x')"
        )
    if not url.startswith("postgres"):
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(  # they speak of tables that a migration makes anew
                "CREATE TRIGGER salesdesk_labor_role_batch AFTER DELETE ON account "
                "BEGIN UPDATE labor_role SET name = name WHERE id = old.id; END"
            )
    engine.dispose()


def _kept_users(folder: Path) -> list[str]:
    """The names in the one backup that an upgrade left."""
    (kept,) = folder.iterdir()
    if kept.suffix == ".sdbak":
        assert verify(kept)["schema"] == "0001"
        with zipfile.ZipFile(kept) as archive:
            lines = archive.read("tables/app_user.jsonl").decode().splitlines()
        return [json.loads(line)["name"] for line in lines]
    assert inspect_file(kept) == "0001"
    connection = driver().connect(str(kept))
    names = [row[0] for row in connection.execute("SELECT name FROM app_user")]
    connection.close()
    return names


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_older_database_is_kept_before_it_is_upgraded(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "home" / "backups"
    url = str(folder / "old.salesdesk")
    if kind == "sqlite":
        folder.mkdir(parents=True)
    else:
        url = request.getfixturevalue("bare_postgresql_url")
    _make_older(url)
    database = open_database(url)
    sign_in(database)
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name FROM app_user WHERE username = 'ines'")
        assert rows.scalars().all() == ["Ines Duarte"]
    key = Accounts(database).save(AccountDraft(name="Konex"))
    assert Accounts(database).draft(key).name == "Konex"
    database.close()
    for leftover in ("old.salesdesk", "old.salesdesk-wal", "old.salesdesk-shm"):
        (folder / leftover).unlink(missing_ok=True)
    assert _kept_users(folder) == ["Ines Duarte"]


@pytest.mark.parametrize("content", [b"plain text, no database", b"\x00" * 5000])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusable):
        open_database(str(path))
    assert path.read_bytes() == content


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="folder"):
        open_database(str(tmp_path))
    with pytest.raises(DatabaseUnusable, match="no database"):
        open_database(str(tmp_path / "none"), create=False)


def test_a_backup_restores_to_an_equal_database(database: Database, tmp_path: Path) -> None:
    key = Accounts(database).save(AccountDraft(name="Konex", employees=12))
    target = tmp_path / "all.sdbak"
    rows = back_up(database, target)
    copy = open_database(str(tmp_path / "copy.salesdesk"))
    sign_in(copy)
    assert restore(copy, target) == rows
    assert Accounts(copy).draft(key) == Accounts(database).draft(key)
    assert check(copy).problems == []
    back_up(copy, tmp_path / "again.sdbak")
    copy.close()


def test_an_altered_backup_is_refused(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "all.sdbak"
    back_up(database, target)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 0xFF
    target.write_bytes(content)
    Accounts(database).save(AccountDraft(name="Kept"))
    with pytest.raises(DatabaseUnusable, match="Nothing was changed"):
        restore(database, target)
    found = Accounts(database).alike(AccountDraft(name="Kept"))
    assert [alike.name for alike in found] == ["Kept"]


def test_the_check_finds_what_was_changed_behind_the_trail(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    sign_in(database)
    Accounts(database).save(AccountDraft(name="Konex"))
    assert check(database).problems == []
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER salesdesk_account_update")
        connection.exec_driver_sql("UPDATE account SET industry = 'forged'")
    assert any("forged" in problem for problem in check(database).problems)
    database.close()


def test_a_settings_list_is_kept_whole_or_not_at_all(database: Database) -> None:
    lists = ReferenceLists(database)
    good = ReferenceRow(values={"name": "Tester"})
    lists.save("roles", [good])
    with pytest.raises(InvalidInput) as refusal:
        lists.save("roles", [ReferenceRow(values={"name": "A"}), ReferenceRow(values={"name": ""})])
    assert [(p.row, p.column) for p in refusal.value.problems] == [(2, "name")]
    assert [row.values["name"] for row in lists.rows("roles")] == ["Tester"]
    [kept] = lists.rows("roles")
    lists.save("roles", [ReferenceRow(id=kept.id, version=kept.version, values={"name": "QA"})])
    with pytest.raises(StaleRecord):
        lists.save("roles", [ReferenceRow(id=kept.id, version=kept.version, values={"name": "X"})])


def test_rates_that_overlap_and_rows_in_use_are_refused(database: Database) -> None:
    from datetime import date
    from decimal import Decimal

    lists = ReferenceLists(database)
    role = ReferenceRow(values={"name": "Architect"})
    lists.save("roles", [role])
    first = {"role_id": role.id, "currency": "EUR", "valid_from": date(2026, 1, 1)}
    rows = [
        ReferenceRow(values={**first, "valid_to": date(2026, 7, 1), "cost": Decimal(60)}),
        ReferenceRow(values={**first, "valid_from": date(2026, 6, 1), "cost": Decimal(65)}),
    ]
    with pytest.raises(InvalidInput, match="overlap"):
        lists.save("role-rates", rows)
    lists.save("role-rates", rows[:1])
    with pytest.raises(InUse):
        lists.save("roles", deleted=[role.id])


def test_settings_are_for_those_who_may(database: Database) -> None:
    database.actor = Actor(None, "ana", "Ana", frozenset({Role.ACCOUNT_MANAGER}))
    with pytest.raises(NotAllowed):
        ReferenceLists(database).save("segments", [ReferenceRow(values={"name": "X"})])
