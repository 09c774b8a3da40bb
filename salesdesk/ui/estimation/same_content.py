"""Whether what is read anew is what the page shows, so that its steps can still be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesdesk.ui.estimation.workbench import Workbench

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft

DECIDED = ("version", "status", "plugs_waived")
"""What steps of the workflow change; no edit does."""


def is_same_content(bench: Workbench, found: EstimationDraft) -> bool:
    """Whether only a step was taken: the same rows and terms, at the same rates."""
    if bench.is_unsaved or bench.beside.is_running:
        return False
    shown, decided = bench.base, {name: getattr(found, name) for name in DECIDED}
    if replace(shown, **decided) != found or shown.company_rule != found.company_rule:
        return False
    ours, theirs = bench.draft, found
    return set(ours.rates) == set(theirs.rates) and ours.calendars == theirs.calendars


def adopt(bench: Workbench, found: EstimationDraft) -> None:
    """Take the state and the version; rows, figures and undo stay as they are."""
    bench.base = replace(found, plan=bench.base.plan)
