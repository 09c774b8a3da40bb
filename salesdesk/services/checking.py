"""Is the database whole? Integrity, totals computed again, and the audit trail replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, select, text

from salesdesk.i18n import _
from salesdesk.models.audit import AuditEntry, audited_columns, audited_tables
from salesdesk.models.columns import Scaled
from salesdesk.models.summary import recount
from salesdesk.models.triggers import triggers
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.schema import HEAD


@dataclass(slots=True)
class CheckReport:
    """What was looked at and what is wrong; nothing wrong means restorable and equal."""

    checked: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.problems


def check(database: Database) -> CheckReport:
    """Look at everything; changes nothing."""
    database.actor.require(Right.READ)
    report = CheckReport()
    with database.engine.connect() as connection:
        report.problems += _storage(connection, database.dialect)
        report.checked["schema"] = int(HEAD)
        report.problems += _watchmen(connection, database.dialect)
        _replay(connection, report)
        _sums(connection, report, database.dialect)
    _recompute(database, report)
    return report


def _storage(connection: Connection, dialect: str) -> list[str]:
    """The file's own integrity and its references."""
    if dialect != "sqlite":
        return []
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    wrong = [] if list(said) == ["ok"] else [_("Storage: {said}").format(said=s) for s in said]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return wrong + [
        _("{table} refers to a missing record of {parent}.").format(table=row[0], parent=row[2])
        for row in broken
    ]


def _watchmen(connection: Connection, dialect: str) -> list[str]:
    """The triggers that keep the trail and the search: all there, none at rest."""
    if dialect == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    found = set(connection.exec_driver_sql(asked).scalars())
    return [
        _("The trigger {name} is missing: what it watches is no longer recorded.").format(name=name)
        for name in triggers(dialect)
        if name not in found
    ]


def _replay(connection: Connection, report: CheckReport) -> None:
    """Every record must be what its audit entries say it became."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    entries = connection.execution_options(yield_per=5000).execute(
        select(
            AuditEntry.table_name, AuditEntry.record_id, AuditEntry.action, AuditEntry.new
        ).order_by(AuditEntry.seq)
    )
    count = 0
    for name, record, action, new in entries:
        count += 1
        key = (name, record.hex)
        if action == "delete":
            last.pop(key, None)
        else:
            last.setdefault(key, {}).update(json.loads(new))
    report.checked["audit_entries"] = count
    for table in audited_tables():
        report.problems += _compare(connection, table, last)
    report.problems += [
        _("{table} {record} is in the audit trail but no longer in its table.").format(
            table=name, record=record
        )
        for name, record in last
    ]


def _compare(
    connection: Connection, table: Table, last: dict[tuple[str, str], dict[str, Any]]
) -> Iterator[str]:
    columns = [table.c[name] for name in audited_columns(table)]
    for row in connection.execution_options(yield_per=5000).execute(select(*columns)).mappings():
        said = last.pop((table.name, row["id"].hex), None)
        if said is None:
            yield _("{table} {record} was never audited.").format(
                table=table.name, record=row["id"]
            )
            continue
        for column in columns:
            if not _agrees(column.type, row[column.name], said.get(column.name)):
                yield _("{table} {record}: {field} is {now}, the audit trail says {said}.").format(
                    table=table.name,
                    record=row["id"],
                    field=column.name,
                    now=row[column.name],
                    said=said.get(column.name),
                )


def _agrees(kind: Any, value: Any, said: Any) -> bool:
    if value is None or said is None:
        return value is None and said is None
    if isinstance(kind, Scaled):
        return bool(Decimal(said).scaleb(-kind.digits) == value)
    if isinstance(value, bool | int):
        return int(said) == int(value)
    if hasattr(value, "hex") and not isinstance(value, float | bytes):
        return str(said).replace("-", "") == str(value.hex)
    if hasattr(value, "isoformat"):
        return _moment(str(said)) == _moment(value.isoformat())
    return str(said) == str(value)


def _moment(said: str) -> str:
    """A date or moment in one spelling: both databases write their own."""
    bare = said.replace("T", " ").removesuffix("+00:00").removesuffix("Z")
    return bare.rstrip("0").rstrip(".") if "." in bare else bare


def _sums(connection: Connection, report: CheckReport, dialect: str) -> None:
    """The sums that the database keeps by itself against a full count."""
    names = ("stage", "month", "currency", "owner", "probability", "deals", "expected")
    counted = {tuple(row) for row in connection.execute(text(recount(dialect)))}
    kept = connection.execute(
        text(f"SELECT {', '.join(names)} FROM pipeline_sum WHERE deals <> 0")  # noqa: S608 our names
    )
    report.checked["sums"] = len(counted)
    for row in {tuple(row) for row in kept} ^ counted:
        said = _("The sum of stage {stage} in {month} does not agree with its deals.")
        report.problems.append(said.format(stage=row[0], month=row[1]))


def _recompute(database: Database, report: CheckReport) -> None:
    """The stored sums of estimations and proposals against the calculator's."""
    from salesdesk.services import estimations, proposal_recheck

    for name, module in (("proposals", proposal_recheck), ("estimations", estimations)):
        report.checked[name], wrong = module.recompute_all(database)
        report.problems += wrong


def outside_writes(database: Database) -> int:
    """How many entries were written by something that is not SalesDesk."""
    with database.engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT count(*) FROM audit_entry WHERE actor LIKE '(outside%'")
            ).scalar_one()
        )
