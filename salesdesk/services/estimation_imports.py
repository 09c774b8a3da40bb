"""A work plan out of a file into an estimation: new, or at the end of one; each file once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from salesdesk.models.estimation import Estimation
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.actor import Right
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.import_report import ImportReport
from salesdesk.services.mspdi import ImportedPlan
from salesdesk.services.plan_calendars import to_json
from salesdesk.services.plan_child import read_safely

if TYPE_CHECKING:
    from salesdesk.services.estimations import Estimations

KIND = "work-plan"


def import_work_plan(
    desk: Estimations,
    path: Path,
    into: UUID | None,
    mapping: Mapping[str, str] | None = None,
    *,
    dry_run: bool,
) -> ImportReport:
    """Read the file; a file that was imported already makes nothing.

    Raises InvalidInput for an unreadable file, StepRefused when ``into`` is no worksheet.
    """
    desk.database.actor.require(Right.ESTIMATION)
    read = read_safely(path, mapping)
    report = ImportReport(KIND, read=len(read.plan), problems=list(read.problems))
    print_of_file = hashlib.sha256(path.read_bytes()).hexdigest()
    known = _imported(desk, print_of_file, into)
    if known is not None:
        report.skipped, report.number = len(read.plan), known
        return report
    report.created = len(read.plan)
    if not dry_run:
        report.number = _write(desk, read, path, print_of_file, into)
    return report


def _imported(desk: Estimations, print_of_file: str, into: UUID | None) -> str | None:
    """The number of the estimation that holds this file's rows."""
    statement = select(Estimation.number).where(
        Estimation.imported_from.contains(print_of_file), Estimation.is_current
    )
    if into is not None:
        statement = statement.where(Estimation.id == into)
    with desk.database.reading() as session:
        return session.scalars(statement.limit(1)).first()


def _write(
    desk: Estimations, read: ImportedPlan, path: Path, print_of_file: str, into: UUID | None
) -> str:
    base = desk.draft(into) if into else None
    draft = base or replace(desk.new(), name=read.name or path.stem)
    draft = merged(draft, read)
    draft = replace(draft, imported_from=f"{draft.imported_from} {print_of_file}".strip())
    return desk.draft(desk.save(draft, base)).number


def merged(draft: EstimationDraft, read: ImportedPlan) -> EstimationDraft:
    """The draft with the file's rows at its end; an empty one takes start, calendar, currency."""
    plan = WorkPlan((*draft.plan, *read.plan))
    if draft.plan:
        return replace(draft, plan=plan)
    return replace(
        draft,
        plan=plan,
        starts_on=read.start.date(),
        calendar=read.calendar,
        calendar_text=to_json(read.calendar),
        currency=read.currency if read.currency in DIGITS else draft.currency,
    )
