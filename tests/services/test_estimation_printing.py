"""What the printed estimation draws: everything that stands on the time line, hours or none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader

from salesdesk.models.values.duration import Duration
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_printing import estimation_pdf


def test_the_gantt_draws_what_takes_days_without_hours(database: Database) -> None:
    desk = Desk(database)
    days = Duration(Decimal(10))
    plan = WorkPlan(
        [
            WorkItem("Ground", ItemKind.PHASE),
            WorkItem("Dig", level=1, effort=Decimal(8), role="Developer"),
            WorkItem("Curing", level=1, duration=days),
            WorkItem("Steel works", ItemKind.SUBCONTRACT, 1, cost_rate=Decimal(900), duration=days),
            WorkItem("Words only", ItemKind.TEXT, 1),
        ]
    )
    draft = replace(desk.estimations.new(), name="House", plan=plan)
    pages = PdfReader(BytesIO(estimation_pdf(desk, draft, internal=False))).pages
    (chart,) = [text for page in pages if "Step" in (text := page.extract_text())]
    assert all(name in chart for name in ("Ground", "Dig", "Curing", "Steel works"))
    assert "Words only" not in chart
