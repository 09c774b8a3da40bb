"""One verified file in, one out: every table as JSON lines in a zip, with a manifest of hashes."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, insert, select, text

from salesdesk import __version__
from salesdesk.errors import DatabaseUnusable, InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.base import Record
from salesdesk.models.columns import now
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.jobs import Progress
from salesdesk.services.schema import HEAD, install_triggers
from salesdesk.services.sqlite import WRITE

FORMAT = "salesdesk-backup-1"
_BATCH = 2000
_SEAL = 64
_SKIPPED = frozenset({"audit_context", "audit_batch"})
"""Who is writing, and what in bulk, is nobody's to keep."""


def back_up(
    database: Database, target: Path, progress: Progress | None = None
) -> Mapping[str, int]:
    """Write the whole database into one file, read it back and compare; answers rows by table."""
    database.actor.require(Right.BACKUP)
    with database.engine.connect() as connection:
        if database.dialect != "sqlite":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return write_backup(connection, target, _tables(), HEAD, progress)


def write_backup(
    connection: Connection,
    target: Path,
    tables: list[Table],
    schema: str,
    progress: Progress | None = None,
) -> Mapping[str, int]:
    """Write these tables as the connection sees them now, whole or not at all."""
    progress = progress or Progress()
    if not target.name:
        message = _("Name the file to write.")
        raise InvalidInput(message, [Problem(message, "file")])
    partial = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            written = [
                _write_table(connection, archive, table)
                for table in progress.each(tables, len(tables), every=1)
            ]
            archive.writestr("manifest.json", json.dumps(_manifest(written, schema), indent=1))
            archive.comment = b"0" * _SEAL
        _seal(partial)
        verify(partial)
        _make_durable(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return {entry["table"]: entry["rows"] for entry in written}


def _tables() -> list[Table]:
    return [t for t in Record.metadata.sorted_tables if t.name not in _SKIPPED]


def _manifest(tables: list[dict[str, Any]], schema: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schema": schema,
        "program": __version__,
        "made_at": now().isoformat(),
        "tables": tables,
    }


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl", "w") as file:
        rows = connection.execute(
            select(table).order_by(*table.primary_key.columns),
            execution_options={"yield_per": _BATCH},
        )
        for row in rows.mappings():
            line = json.dumps({k: _to_json(v) for k, v in row.items()}, sort_keys=True) + "\n"
            encoded = line.encode()
            digest.update(encoded)
            file.write(encoded)
            count += 1
    return {"table": table.name, "rows": count, "sha256": digest.hexdigest()}


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _make_durable(partial: Path, target: Path) -> None:
    """On the disk before it takes its name, so that a power cut leaves the old file or the new."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(target)


def _digest_before_seal(path: Path) -> tuple[str, str]:
    """The hash of all bytes but the seal, and the seal that the file ends with."""
    digest, left = hashlib.sha256(), path.stat().st_size - _SEAL
    with path.open("rb") as file:
        while left > 0:
            block = file.read(min(left, 1 << 20))
            digest.update(block)
            left -= len(block)
        return digest.hexdigest(), file.read().decode("ascii", errors="replace")


def _seal(path: Path) -> None:
    """End the file (its zip comment) with the hash of everything before."""
    digest, _placeholder = _digest_before_seal(path)
    with path.open("rb+") as file:
        file.seek(-_SEAL, os.SEEK_END)
        file.write(digest.encode())


def verify(path: Path) -> dict[str, Any]:
    """The manifest of a backup whose every table has the rows and hash that it promises."""
    try:
        digest, seal = _digest_before_seal(path)
        if digest != seal:
            raise _unreadable(path, _("it was altered or is not whole"))
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
            if manifest.get("format") != FORMAT:
                raise _unreadable(path, _("it is no SalesDesk backup"))
            for entry in manifest["tables"]:
                _verify_table(archive, entry, path)
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, RuntimeError) as problem:
        raise _unreadable(path, str(problem)) from problem
    if manifest["schema"] > HEAD:
        raise _unreadable(path, _("it was made by a newer SalesDesk"))
    return manifest


def _verify_table(archive: zipfile.ZipFile, entry: Mapping[str, Any], path: Path) -> None:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{entry['table']}.jsonl") as file:
        for line in file:
            digest.update(line)
            rows += 1
    if digest.hexdigest() != entry["sha256"] or rows != entry["rows"]:
        raise _unreadable(path, _("table {table} was altered").format(table=entry["table"]))


def _unreadable(path: Path, why: str) -> DatabaseUnusable:
    message = _("{path} can't be restored: {why}. Nothing was changed.").format(path=path, why=why)
    return DatabaseUnusable(message, [Problem(message, file=path.name)])


def restore(database: Database, path: Path, progress: Progress | None = None) -> Mapping[str, int]:
    """Fill an open database with a verified backup in one transaction; what it held is replaced."""
    database.actor.require(Right.BACKUP)
    progress = progress or Progress()
    manifest = verify(path)
    engine = database.engine.execution_options(**{WRITE: True})
    with engine.connect() as connection:
        _without_foreign_keys(connection, database.dialect)
        with connection.begin(), zipfile.ZipFile(path) as archive:
            for statement in _triggers_off(connection, database.dialect):
                connection.exec_driver_sql(statement)
            for table in reversed(_tables()):
                connection.execute(table.delete())
            for entry in progress.each(manifest["tables"], len(manifest["tables"]), every=1):
                _load(connection, archive, Record.metadata.tables[entry["table"]])
            install_triggers(connection)
            _finish(connection, database.dialect)
    return {entry["table"]: entry["rows"] for entry in manifest["tables"]}


def _without_foreign_keys(connection: Connection, dialect: str) -> None:
    if dialect == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")


def _triggers_off(connection: Connection, dialect: str) -> list[str]:
    if dialect == "sqlite":
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'salesdesk_%'"
        )
        return [f"DROP TRIGGER {name}" for (name,) in names]
    return [f"ALTER TABLE {table.name} DISABLE TRIGGER ALL" for table in _tables()]


def _load(connection: Connection, archive: zipfile.ZipFile, table: Table) -> None:
    with archive.open(f"tables/{table.name}.jsonl") as file:
        for batch in _batches(_from_json(table, json.loads(line)) for line in file):
            connection.execute(insert(table), batch)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _from_json(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    wanted = kind.python_type
    if wanted is datetime:
        return datetime.fromisoformat(value)
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is Decimal:
        return Decimal(value)
    return UUID(value) if wanted is UUID else value


def _finish(connection: Connection, dialect: str) -> None:
    if dialect == "sqlite":
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE name LIKE 'find_%' AND sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            rebuild = f"INSERT INTO {name}({name}) VALUES ('rebuild')"  # noqa: S608 our own index
            connection.exec_driver_sql(rebuild)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise DatabaseUnusable(
                _("The backup refers to {count} missing records.").format(count=len(broken))
            )
        return
    for table in _tables():
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER ALL")
    connection.exec_driver_sql(
        "SELECT setval(pg_get_serial_sequence('audit_entry', 'seq'), "
        "greatest((SELECT max(seq) FROM audit_entry), 1))"
    )
