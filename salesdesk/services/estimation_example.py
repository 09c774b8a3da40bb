"""The worked example EST-2026-0031: a customer portal, planned and priced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from salesdesk.models.values.pricing import Category, Method
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft, RuleDraft

NUMBER = "EST-2026-0031"
ROLE_COSTS = {"Consultant": "48", "Architect": "65", "Senior dev": "52", "Developer": "41.5"}
"""Cost of an hour by role in EUR, which the price list must hold on the price date."""


def example_plan() -> WorkPlan:
    """The rows; their sums are the golden vector's."""
    rows = [
        _row(0, "Discovery", ItemKind.PHASE),
        _row(1, "Workshops", ItemKind.PHASE),
        _row(2, "Kick-off", role="Consultant", hours=8),
        _row(2, "Process workshops", role="Consultant", hours=24),
        _row(2, "Findings report", role="Consultant", hours=8),
        _row(1, "Architecture", role="Architect", hours=24),
        _row(1, "Scope signed", ItemKind.MILESTONE),
        _row(0, "Build", ItemKind.PHASE),
        _row(1, "Backend", ItemKind.PHASE),
        _row(2, "Data model, migration", role="Senior dev", hours=40),
        _row(2, "Programming interface", role="Senior dev", hours=64),
        _row(2, "Integrations", role="Senior dev", hours=56),
        _row(1, "User interface", ItemKind.PHASE),
        _row(2, "Design system", role="Developer", hours=30),
        _row(2, "Screens", role="Developer", hours=70),
        _row(2, "Accessibility", role="Developer", hours=20),
        _row(1, "Go-live", ItemKind.MILESTONE),
        _row(0, "Products", ItemKind.PHASE),
        _row(1, "GTX Plus Pro licence", ItemKind.PRODUCT, pieces=10, rate="120"),
        _row(1, "Application server", ItemKind.PRODUCT, pieces=1, rate="2350"),
        _row(0, "Expenses", ItemKind.PHASE),
        _row(1, "Travel and lodging", ItemKind.EXPENSE, pieces=1, rate="1480"),
    ]
    return _linked(rows)


_AFTER = {
    "Process workshops": ("Kick-off",),
    "Findings report": ("Process workshops",),
    "Architecture": ("Process workshops",),
    "Scope signed": ("Architecture",),
    "Data model, migration": ("Scope signed",),
    "Programming interface": ("Data model, migration",),
    "Integrations": ("Programming interface",),
    "Design system": ("Scope signed",),
    "Screens": ("Data model, migration", "Design system"),
    "Accessibility": ("Screens",),
    "Go-live": ("Integrations", "Accessibility"),
}


def _row(
    level: int,
    name: str,
    kind: ItemKind = ItemKind.TASK,
    *,
    role: str = "",
    hours: int = 0,
    pieces: int = 0,
    rate: str = "",
) -> WorkItem:
    return WorkItem(
        name,
        kind,
        level,
        role=role,
        effort=Decimal(hours) if hours else None,
        quantity=Decimal(pieces) if pieces else None,
        cost_rate=Decimal(rate) if rate else None,
    )


def _linked(rows: list[WorkItem]) -> WorkPlan:
    keys = {row.name: row.id for row in rows}
    return WorkPlan(
        replace(row, after=tuple(Dependency(keys[name]) for name in _AFTER.get(row.name, ())))
        for row in rows
    )


def example(draft: EstimationDraft, *, plugged: bool = False) -> EstimationDraft:
    """A new draft filled with the example; ``plugged`` marks the travel costs as a guess."""
    plan = example_plan()
    if plugged:
        travel = len(plan) - 1
        plan = plan.with_rows({travel: replace(plan[travel], is_plugged=True)})
    return replace(
        draft,
        number=NUMBER,
        name="Customer portal for Konex",
        currency="EUR",
        starts_on=date(2027, 1, 11),
        price_date=date(2026, 12, 30),
        service_contingency=Decimal(8),
        rules=(
            RuleDraft(category=Category.SERVICE, method=Method.MARGIN, value=Decimal(35)),
            RuleDraft(category=Category.PRODUCT, method=Method.MARKUP, value=Decimal(18)),
            RuleDraft(category=Category.EXPENSE, method=Method.MARKUP, value=Decimal(5)),
        ),
        plan=plan,
    )
