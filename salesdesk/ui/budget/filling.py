"""Copying targets down or right: each cell typed after the other, so that all sums stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from salesdesk.ui.budget.figures import Figures, with_locks_of

if TYPE_CHECKING:
    from salesdesk.services.budgets import BudgetDraft, Matrix

At = tuple[int, int]
Pair = tuple[At, At]


def pairs(figures: Figures, selected: Sequence[At], *, right: bool) -> list[Pair]:
    """From which cell to which; sums are passed over.

    Of several cells the first of each row or column is the source; one cell alone takes what
    stands before it, as spreadsheets do.
    """
    cells = sorted(at for at in selected if figures.cell(*at) is not None)
    if len(cells) == 1:
        before = _before(figures, cells[0], right=right)
        return [] if before is None else [(before, cells[0])]
    sources: dict[int, At] = {}
    found = []
    for at in cells:
        source = sources.setdefault(at[0] if right else at[1], at)
        if source != at:
            found.append((source, at))
    return found


def _before(figures: Figures, at: At, *, right: bool) -> At | None:
    row, column = at
    if right:
        places = [(row, each) for each in range(column - 1, -1, -1)]
    else:
        places = [(each, column) for each in range(row - 1, -1, -1)]
    return next((place for place in places if figures.cell(*place) is not None), None)


def filled(
    matrix: Matrix,
    draft: BudgetDraft,
    wanted: Sequence[Pair],
    redistributed: Callable[[BudgetDraft], BudgetDraft],
) -> BudgetDraft:
    """The draft with every copy made and locked; what they took is given by their siblings."""
    figures = Figures(replace(matrix, draft=draft))
    amounts = {source: _amount(figures, source) for source, _target in wanted}
    for (row, column), amount in amounts.items():
        figures.show(figures.with_cell(row, column, amount) or figures.draft)
    for source, (row, column) in wanted:
        typed = figures.with_cell(row, column, amounts[source])
        assert typed is not None
        spread = redistributed(figures.held(typed, row, column))
        figures.show(with_locks_of(spread, typed))
    return figures.draft


def _amount(figures: Figures, at: At) -> Decimal:
    cell = figures.cell(*at)
    assert cell is not None
    return cell.amount
