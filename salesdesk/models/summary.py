"""Sums that the database keeps in step by itself, so that the first screen needs no scan."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import Base
from salesdesk.models.columns import AMOUNT_DIGITS, RATE_DIGITS, Scaled


class PipelineSum(Base):
    """Deals of one stage, month, currency, owner and probability: how many, and their sum.

    Empty text stands for an unknown owner or month, so that the key is never null. Archived deals
    don't count.
    """

    __tablename__ = "pipeline_sum"

    stage: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    owner: Mapped[str] = mapped_column(String(40), primary_key=True)
    probability: Mapped[Decimal] = mapped_column(Scaled(RATE_DIGITS), primary_key=True)
    deals: Mapped[int] = mapped_column(BigInteger, default=0)
    expected: Mapped[Decimal] = mapped_column(Scaled(AMOUNT_DIGITS), default=Decimal(0))


TABLE = PipelineSum.__tablename__
_KEY = "stage, month, currency, owner, probability"


def sqlite_statements(prefix: str) -> list[str]:
    """The triggers that keep the sums on SQLite."""
    statements = []
    for moment, parts in (
        ("INSERT", (("NEW", "+"),)),
        ("DELETE", (("OLD", "-"),)),
        ("UPDATE", (("OLD", "-"), ("NEW", "+"))),
    ):
        name = f"{prefix}sum_opportunity_{moment.lower()}"
        when = (
            " OF stage_id, expected_close, currency, owner_id, probability, "
            "expected_amount, archived_at"
            if moment == "UPDATE"
            else ""
        )
        body = " ".join(_sqlite_add(row, sign) for row, sign in parts)
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {moment}{when} ON opportunity BEGIN {body} END",
        ]
    return statements


def _sqlite_add(row: str, sign: str) -> str:
    values = (
        f"{row}.stage_id, coalesce(substr({row}.expected_close, 1, 7), ''), {row}.currency, "
        f"coalesce({row}.owner_id, ''), {row}.probability, {sign}1, {sign}{row}.expected_amount"
    )
    return (
        f"INSERT INTO {TABLE} ({_KEY}, deals, expected) SELECT {values} "
        f"WHERE {row}.archived_at IS NULL "
        f"ON CONFLICT ({_KEY}) DO UPDATE SET deals = deals + excluded.deals, "
        "expected = expected + excluded.expected;"
    )


def postgresql_statements(prefix: str) -> list[str]:
    """The same on PostgreSQL, in one function."""
    return [
        f"""
CREATE OR REPLACE FUNCTION {prefix}sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {_postgresql_add("OLD", "-")} END IF;
    IF TG_OP <> 'DELETE' THEN {_postgresql_add("NEW", "+")} END IF;
    RETURN NULL;
END $$""",
        f"DROP TRIGGER IF EXISTS {prefix}sum_opportunity ON opportunity",
        f"CREATE TRIGGER {prefix}sum_opportunity AFTER INSERT OR UPDATE OR DELETE ON opportunity "
        f"FOR EACH ROW EXECUTE FUNCTION {prefix}sum()",
    ]


def _postgresql_add(row: str, sign: str) -> str:
    values = (
        f"replace({row}.stage_id::text, '-', ''), "
        f"coalesce(to_char({row}.expected_close, 'YYYY-MM'), ''), {row}.currency, "
        f"coalesce(replace({row}.owner_id::text, '-', ''), ''), {row}.probability, {sign}1, "
        f"{sign}{row}.expected_amount"
    )
    return (
        f"INSERT INTO {TABLE} AS s ({_KEY}, deals, expected) SELECT {values} "
        f"WHERE {row}.archived_at IS NULL "
        f"ON CONFLICT ({_KEY}) DO UPDATE SET deals = s.deals + excluded.deals, "
        "expected = s.expected + excluded.expected;"
    )


def recount(dialect: str) -> str:
    """The whole table from the deals, in the same columns: the check, and the rebuild."""
    if dialect == "sqlite":
        stage, owner = "stage_id", "coalesce(owner_id, '')"
        month = "coalesce(substr(expected_close, 1, 7), '')"
    else:
        stage = "replace(stage_id::text, '-', '')"
        owner = "coalesce(replace(owner_id::text, '-', ''), '')"
        month = "coalesce(to_char(expected_close, 'YYYY-MM'), '')"
    return (  # columns of our own
        f"SELECT {stage} AS stage, {month} AS month, currency, {owner} AS owner, probability, "
        "count(*) AS deals, sum(expected_amount) AS expected FROM opportunity "
        "WHERE archived_at IS NULL GROUP BY 1, 2, 3, 4, 5"
    )
