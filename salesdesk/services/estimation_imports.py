"""A work plan out of a file into an estimation: new, or at the end of one; each file once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import Problem
from salesdesk.i18n import n_
from salesdesk.models.estimation import Estimation
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.schedule import Placed
from salesdesk.models.values.typed_money import brought
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
    base = desk.draft(into) if into else None
    if base is not None:
        report.problems += [replace(one, file=path.name) for one in lost_by_merging(base, read)]
    if not dry_run:
        report.number = _write(desk, read, path, print_of_file, base)
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
    desk: Estimations,
    read: ImportedPlan,
    path: Path,
    print_of_file: str,
    base: EstimationDraft | None,
) -> str:
    draft = merged(base or replace(desk.new(), name=read.name or path.stem), read)
    draft = replace(draft, imported_from=f"{draft.imported_from} {print_of_file}".strip())
    return desk.draft(desk.save(draft, base)).number


def merged(draft: EstimationDraft, read: ImportedPlan) -> EstimationDraft:
    """The draft with the file's rows at its end; an empty one takes start, calendar, currency."""
    if draft.plan:
        rows, _lost = brought(read.plan, _currency(read), draft.currency)
        return replace(draft, plan=WorkPlan((*draft.plan, *rows)))
    return replace(
        draft,
        plan=read.plan,
        starts_on=read.start.date(),
        calendar=read.calendar,
        calendar_text=to_json(read.calendar),
        currency=_currency(read) or draft.currency,
    )


def _currency(read: ImportedPlan) -> str:
    return read.currency if read.currency in DIGITS else ""


def lost_by_merging(draft: EstimationDraft, read: ImportedPlan) -> list[Problem]:
    """What a file's rows lose at the end of an estimation that has rows of its own."""
    if not draft.plan:
        return []
    said = []
    _rows, lost = brought(read.plan, _currency(read), draft.currency)
    if lost:
        text = n_(
            "{count} row had amounts in {theirs}; they are left out of an estimation in {ours}.",
            "{count} rows had amounts in {theirs}; they are left out of an estimation in {ours}.",
            lost,
        )
        message = text.format(count=lost, theirs=read.currency, ours=draft.currency)
        said.append(Problem(message, "currency", value=read.currency))
    moved = _moved(draft, read) if read.is_dated else 0
    if moved:
        text = n_(
            "{count} row begins or ends on another day: the file's own start ({start}) and "
            "calendar give way to the estimation's.",
            "{count} rows begin or end on other days: the file's own start ({start}) and "
            "calendar give way to the estimation's.",
            moved,
        )
        message = text.format(count=moved, start=read.start.date().isoformat())
        said.append(Problem(message, "start", value=read.start.date().isoformat()))
    return said


def _moved(draft: EstimationDraft, read: ImportedPlan) -> int:
    """How many of the file's rows stand elsewhere once they are laid out with the estimation's."""
    there, here = read.schedule(), merged(draft, read).schedule()
    return sum(1 for row in read.plan if _days(there[row.id]) != _days(here[row.id]))


def _days(placed: Placed | None) -> tuple[datetime, datetime] | None:
    return (placed.start, placed.finish) if placed is not None else None
