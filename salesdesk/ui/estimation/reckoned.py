"""The figures and dates of an estimation, worked out beside the window before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesdesk.errors import InvalidInput
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft

SHORT = 3000  # rows


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What an open plan begins with; one whose rows wait for each other has no dates but a why.

    A long one has no dates yet, and no why: its rows are there to be read before their dates are.
    """

    draft: EstimationDraft
    figures: PlanFigures
    schedule: PlanSchedule | None
    problem: str = ""


@no_collecting()
def reckoned(draft: EstimationDraft) -> Reckoned:
    """Price the rows of a draft, and lay them out."""
    figures = PlanFigures(draft.plan, draft.terms)
    if len(draft.plan) > SHORT and not draft.prices_follow_dates:
        return Reckoned(draft, figures, None)
    try:
        schedule = draft.schedule()
    except InvalidInput as loop:
        return Reckoned(draft, figures, None, loop.message)
    figures.place(schedule)
    return Reckoned(draft, figures, schedule)
