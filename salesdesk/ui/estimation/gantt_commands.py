"""What may be asked of the views beside the grid, as commands with names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.estimation.editor_panel import BOTH, EFFORT, GRID

if TYPE_CHECKING:
    from salesdesk.ui.estimation.editor_tab import EstimationTab

_Row = tuple[str, str, Callable[[], object], str, str]


def gantt_commands(page: EstimationTab) -> Sequence[Command]:
    """The views of an estimation, and what its Gantt can be told."""
    views: list[_Row] = [
        ("both", _("Grid + Gantt"), partial(page.choose_view, BOTH), "", "chart-gantt"),
        ("grid", _("Grid"), partial(page.choose_view, GRID), "", "table-2"),
        ("effort", _("Effort by role and month"), partial(page.choose_view, EFFORT), "",
         "chart-column"),
    ]  # fmt: skip
    told = partial(partial, _tell, page)
    chart: list[_Row] = [
        ("path", _("Gantt: critical path"), told("toggle_path"), "", "git-merge"),
        ("closer", _("Gantt: zoom in"), told("zoom_by", -1), "", "plus"),
        ("wider", _("Gantt: zoom out"), told("zoom_by", 1), "", "minus"),
        ("fit", _("Gantt: fit the whole plan"), told("fit"), "", "maximize-2"),
        ("today", _("Gantt: go to today"), told("go_to_today"), "", "calendar"),
        ("bar", _("Gantt: go to the bar"), told("go_to_bar"), "", "crosshair"),
        ("unlink", _("Unlink rows"), partial(_unlink, page), "Ctrl+Shift+L", "link"),
    ]
    return [
        Command(f"estimation.view.{key}", title, run, shortcut, icon, "view", "estimation")
        for key, title, run, shortcut, icon in [*views, *chart]
    ]


def _tell(page: EstimationTab, deed: str, *how: int) -> None:
    """Ask the Gantt for something, where it can be seen."""
    if page.panel is not None:
        if page.panel.gantt.isHidden():
            page.choose_view(BOTH)
        getattr(page.panel.gantt, deed)(*how)


def _unlink(page: EstimationTab) -> None:
    if page.panel is not None:
        page.workbench.unlink(page.panel.view.selected_nodes())
