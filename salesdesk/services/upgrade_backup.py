"""What an older database held, kept and read back before its schema is changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData

from salesdesk import paths
from salesdesk.errors import DatabaseUnusable
from salesdesk.i18n import _
from salesdesk.services.sqlite_driver import driver


def keep_file(path: Path, found: str, head: str) -> Path:
    """Copy a file as it stands beside itself and check the copy; answers the copy's path."""
    copy = path.with_name(f"{path.stem}-{_named(found, head)}{path.suffix}")
    module = driver()
    source = module.connect(str(path), isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", (str(copy),))
    finally:
        source.close()
    connection = module.connect(str(copy))
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    finally:
        connection.close()
    if not whole or schema != found:
        raise DatabaseUnusable(_("The backup {path} can't be read.").format(path=copy))
    return copy


def keep_server(connection: Connection, found: str, head: str) -> Path:
    """Write every table, as the server describes it, into a sealed backup on this computer."""
    from salesdesk.services.backup import write_backup

    folder = paths.data_dir() / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    database = connection.engine.url.database or "salesdesk"
    target = folder / f"{database}-{_named(found, head)}.sdbak"
    described = MetaData()
    described.reflect(connection)
    tables = [t for t in described.sorted_tables if t.name != "alembic_version"]
    write_backup(connection, target, tables, found)
    return target


def _named(found: str, head: str) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return f"before-{found}-to-{head}-{stamp}"
