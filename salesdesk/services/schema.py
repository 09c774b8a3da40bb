"""Bringing a database to this program's schema, or refusing it unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from salesdesk import __version__, paths
from salesdesk.errors import DatabaseUnusable
from salesdesk.i18n import _
from salesdesk.models.records import Record
from salesdesk.models.triggers import statements
from salesdesk.services.database import Database, engine_for
from salesdesk.services.refusals import unanswered
from salesdesk.services.sqlite import APPLICATION_ID, WRITE
from salesdesk.services.sqlite_driver import driver
from salesdesk.services.upgrade_backup import keep_file, keep_server

HEAD = "0008"
"""The newest migration; a test compares it with the folder."""
_ADVISORY_LOCK = 0x5A1E5DE5


def open_database(url: str, *, create: bool = True) -> Database:
    """Open a database at this program's schema, upgrading it after a backup when it is older."""
    if url.startswith("postgres"):
        return _open_server(url)
    if "://" in url.removeprefix("sqlite:///"):
        raise DatabaseUnusable(
            _("{url} is neither a file nor the address of a PostgreSQL database.").format(url=url)
        )
    path = Path(url.removeprefix("sqlite:///"))
    found = inspect_file(path)
    if found is None and not create:
        raise DatabaseUnusable(_("There is no database at {path}.").format(path=path))
    refuse_newer(found)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if found != HEAD:
            if found:
                keep_file(path, found, HEAD)
            _upgrade_file(path)
    except (OSError, OperationalError) as problem:
        why = getattr(problem, "orig", None) or problem
        said = _("{path} can't be opened or made: {why}.").format(path=path, why=why)
        raise DatabaseUnusable(said) from problem
    return Database(str(path))


def inspect_file(path: Path) -> str | None:
    """The schema of a file without changing a byte of it; None where there is no database yet."""
    if path.is_dir():
        raise DatabaseUnusable(_("{path} is a folder, not a database.").format(path=path))
    if not path.exists() or path.stat().st_size == 0:
        return None
    module = driver()
    try:
        connection = module.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return _schema_of(connection, path)
        finally:
            connection.close()
    except module.DatabaseError as problem:
        raise DatabaseUnusable(
            _("{path} is not a SalesDesk database ({said}). Nothing was changed.").format(
                path=path, said=problem
            )
        ) from problem


def _schema_of(connection: Any, path: Path) -> str:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DatabaseUnusable(
            _("{path} belongs to another program. Nothing was changed.").format(path=path)
        )
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def refuse_newer(found: str | None) -> None:
    """Refuse a schema that this program does not know."""
    if found is not None and found > HEAD:
        raise DatabaseUnusable(
            _(
                "This company was last opened with a newer SalesDesk (schema {found}). "
                "This is {version} (schema {head}). Nothing was changed."
            ).format(found=found, version=__version__, head=HEAD)
        )


def _upgrade_file(path: Path) -> None:
    """Migrate in one transaction, foreign keys off, and check them before it is kept."""
    engine = engine_for(str(path)).execution_options(**{WRITE: True})
    try:
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                migrate(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise DatabaseUnusable(
                        _(
                            "The upgrade would break {count} references; nothing was changed."
                        ).format(count=len(broken))
                    )
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        engine.dispose()


def _open_server(url: str) -> Database:
    """Two clients that start together take turns under an advisory lock."""
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            found = _server_schema(connection)
            refuse_newer(found)
            if found != HEAD:
                if found:
                    keep_server(connection, found, HEAD)
                migrate(connection)
    except OperationalError as problem:
        raise unanswered(problem) from problem
    finally:
        engine.dispose()
    return Database(url)


def _server_schema(connection: Connection) -> str | None:
    exists = connection.execute(text("SELECT to_regclass('alembic_version')")).scalar()
    if exists is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations on this connection, then make the triggers afresh."""
    from alembic import command

    _drop_triggers(connection)
    command.upgrade(alembic_config(connection), target)
    install_triggers(connection)


def _drop_triggers(connection: Connection) -> None:
    """SQLite can't make a table anew while a trigger speaks of it; all of them are ours."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in names.scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def alembic_config(connection: Connection) -> Any:
    """Alembic's settings, with the connection it must use."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    config.attributes["connection"] = connection
    return config


def install_triggers(connection: Connection) -> None:
    """Audit and search triggers as the tables of this program ask for them."""
    assert Record.metadata.tables
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
