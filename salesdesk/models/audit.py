"""The audit trail: who changed what and when, written by the database itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import Base, Record
from salesdesk.models.columns import UtcDateTime


class AuditEntry(Base):
    """One insert, update or delete; ``old`` and ``new`` are JSON objects of what changed.

    ``root_table`` and ``root_id`` name the aggregate that the row belongs to, so that a
    proposal's history holds its lines.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_root", "root_id", "seq"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(6))
    table_name: Mapped[str] = mapped_column(String(63))
    record_id: Mapped[UUID] = mapped_column(Uuid)
    root_table: Mapped[str] = mapped_column(String(63))
    root_id: Mapped[UUID] = mapped_column(Uuid)
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)


class AuditContext(Base):
    """Who is writing, for SQLite's triggers; empty outside a transaction of SalesDesk."""

    __tablename__ = "audit_context"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor: Mapped[str] = mapped_column(String(100))


class AuditBatch(Base):
    """A table that SQLite is filling in bulk, and its last row before that.

    The rows after ``after_row`` are written into the trail and the search index together, by the
    database, when this row is deleted; that happens at the latest when the transaction forgets
    who is writing, which each one must. Empty outside a transaction, and always on PostgreSQL,
    whose triggers see whole statements.
    """

    __tablename__ = "audit_batch"

    table_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    after_row: Mapped[int] = mapped_column(BigInteger)


UNAUDITED = frozenset(
    {
        "audit_entry",
        "audit_context",
        "audit_batch",
        "alembic_version",
        "preference",
        "pipeline_sum",
    }
)
OUTSIDE = "(outside SalesDesk)"


def audited_tables() -> list[Table]:
    """Every business table: all of them but the trail itself, preferences and derived sums."""
    return [t for t in Record.metadata.sorted_tables if t.name not in UNAUDITED]


def roots_of(table: Table) -> tuple[tuple[str, str], ...]:
    """The columns and tables of the aggregates that a table's rows may belong to."""
    for mapper in Record.registry.mappers:
        if mapper.local_table is table:
            return getattr(mapper.class_, "aggregate", ()) or (("id", table.name),)
    return (("id", table.name),)


def audited_columns(table: Table) -> list[str]:
    return [c.name for c in table.columns if c.info.get("audit", True)]
