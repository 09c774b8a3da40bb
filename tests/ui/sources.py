"""A list in memory, for the parts that show lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from salesdesk.models.values.listing import (
    PAGE_SIZE,
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    Outline,
    Row,
    SortKey,
    Total,
)

SPEC = ListSpec(
    "deals",
    (
        ListColumn("name", "Name", width=120),
        ListColumn("account", "Account", width=150),
        ListColumn("owner", "Owner", ColumnKind.PERSON, width=170),
        ListColumn("stage", "Stage", ColumnKind.STATUS, width=120),
        ListColumn("probability", "Probability", ColumnKind.PERCENT, width=110),
        ListColumn("expected", "Expected", ColumnKind.AMOUNT, "currency", True, width=120),
        ListColumn("currency", "Currency", ColumnKind.CURRENCY, shown=False),
        ListColumn("expected_close", "Close", ColumnKind.DATE, width=110),
        ListColumn("stage_kind", "Stage is", shown=False, choices=("open", "won", "lost")),
    ),
    (SortKey("expected", descending=True),),
    (
        ("All open", ListQuery(conditions=(Condition("stage_kind", Operator.IS, ("open",)),))),
        ("All", ListQuery()),
    ),
)
NAMES = ("GTK 500", "GTX Plus Pro", "GTX Pro", "MG Advanced", "GTX Plus Basic", "MG Special")
ACCOUNTS = ("Betasoloin", "Rundofase", "Acme Corporation", "Blackzim", "Konex", "Isdom")
OWNERS = ("Rosalina Dieter", "Markita Hansen", "Elease Gluck", "Kami Bicknell", "Zane Levy")
STAGES = (("Engaging", "open", 40), ("Prospecting", "open", 10), ("Won", "won", 100),
          ("Lost", "lost", 0))  # fmt: skip


def deal(number: int) -> Row:
    stage, kind, probability = STAGES[number % 7 % 4]
    close = date(2026, 12, 20) + timedelta(days=number % 60) if number % 5 else None
    return (
        number,
        NAMES[number % 6],
        ACCOUNTS[number * 7 % 6],
        OWNERS[number % 5],
        stage,
        Decimal(probability),
        Decimal(26768 - number) / 2,
        "USD",
        close,
        kind,
    )


@dataclass
class MemorySource:
    """Answers from a list of rows and counts what it was asked."""

    rows: list[Row] = field(default_factory=lambda: [deal(n) for n in range(1000)])
    spec: ListSpec = SPEC
    asked: list[str] = field(default_factory=list)

    def _answer(self, query: ListQuery) -> list[Row]:
        rows = [row for row in self.rows if all(self._fits(row, c) for c in query.conditions)]
        rows = [r for r in rows if query.text.lower() in f"{r[1]} {r[2]}".lower()]
        for key in reversed(query.sort):
            at = self.spec.position(key.column)
            rows.sort(key=lambda r: (r[at] is not None, r[at]), reverse=key.descending)
        return rows

    def _fits(self, row: Row, condition: Condition) -> bool:
        value: Any = row[self.spec.position(condition.column)]
        if condition.operator == Operator.IS:
            return value in condition.values
        if condition.operator == Operator.AT_LEAST:
            return value is not None and bool(value >= condition.values[0])
        return str(condition.values[0]).lower() in str(value).lower()

    def first_page(self, query: ListQuery) -> Sequence[Row]:
        self.asked.append("first")
        return self._answer(query)[:PAGE_SIZE]

    def outline(self, query: ListQuery) -> Outline:
        self.asked.append("outline")
        return Outline(len(self._answer(query)), ())

    def page(self, query: ListQuery, outline: Outline, number: int) -> Sequence[Row]:
        self.asked.append(f"page {number}")
        return self._answer(query)[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]

    def totals(self, query: ListQuery, ids: Sequence[Any] = ()) -> Sequence[Total]:
        rows = [r for r in self._answer(query) if not ids or r[0] in ids]
        return [Total("expected", "USD", sum((r[6] for r in rows), Decimal(0)))]
