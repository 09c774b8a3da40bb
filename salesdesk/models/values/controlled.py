"""Controlled rounding of a grid: every row and every column meets its own rounded target.

Floors first; the units left are placed where a row and a column both lack one, the largest
fractions first. Where a plain pass gets stuck, a flow finds the way round; only if no filling
within one unit exists do as few units as possible go further (domain rule E12 (b)).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

_WITHIN, _FURTHER = 1, 1_000_000

Grid = list[list[int]]


def round_grid(
    exact: Sequence[Sequence[Fraction]], rows: Sequence[int], columns: Sequence[int]
) -> Grid:
    """Whole units whose rows and columns sum to the targets; zero cells stay where they can.

    The targets must each lie within a unit of the exact sums, and make the same whole. A cell whose
    exact value is 0 stays 0.
    """
    cells = [[floor(value) for value in row] for row in exact]
    row_lack = [target - sum(row) for target, row in zip(rows, cells, strict=True)]
    column_lack = [target - sum(row[at] for row in cells) for at, target in enumerate(columns)]
    fractions = [[value - floor(value) for value in row] for row in exact]
    lifted = _lift_largest(fractions, row_lack, column_lack)
    flow = _Flow(cells, exact, fractions, lifted)
    for row, lack in enumerate(row_lack):
        for _unit in range(lack):
            flow.place(row, column_lack)
    return flow.filled()


def _lift_largest(
    fractions: Sequence[Sequence[Fraction]], row_lack: list[int], column_lack: list[int]
) -> set[tuple[int, int]]:
    """The cells that go up at once: the largest fraction first, the first of equals."""
    order = sorted(
        (-fraction, row, column)
        for row, each in enumerate(fractions)
        for column, fraction in enumerate(each)
        if fraction
    )
    lifted = set()
    for _fraction, row, column in order:
        if row_lack[row] > 0 and column_lack[column] > 0:
            row_lack[row] -= 1
            column_lack[column] -= 1
            lifted.add((row, column))
    return lifted


class _Flow:
    """Cheapest paths of one unit from a row that lacks one to a column that lacks one.

    A path goes row → column by raising a cell and column → row by lowering one. Raising a cut
    cell once and taking that back are free; touching a whole cell within a unit costs little;
    going further than a unit costs so much that it is done only when nothing else is left.
    """

    def __init__(
        self,
        cells: Grid,
        exact: Sequence[Sequence[Fraction]],
        fractions: Sequence[Sequence[Fraction]],
        lifted: set[tuple[int, int]],
    ) -> None:
        self._cells = cells
        self._fractional = [[bool(fraction) for fraction in row] for row in fractions]
        # a locked cell has the exact value 0 and no way in, as has one whose weight is zero
        self._closed = [[not value for value in row] for row in exact]
        self._moved = [[0] * len(row) for row in cells]
        for row, column in lifted:
            self._moved[row][column] = 1

    def filled(self) -> Grid:
        return [
            [cell + moved for cell, moved in zip(cells, moves, strict=True)]
            for cells, moves in zip(self._cells, self._moved, strict=True)
        ]

    def place(self, row: int, column_lack: list[int]) -> None:
        """Raise the row's sum by one, and the sum of some column that lacks one."""
        came_from = self._cheapest(row, column_lack)
        column = came_from.pop(-1)
        column_lack[column] -= 1
        while True:
            raised_in = came_from[("column", column)]
            self._moved[raised_in][column] += 1
            if raised_in == row:
                return
            column = came_from[("row", raised_in)]
            self._moved[raised_in][column] -= 1

    def _cheapest(self, start: int, column_lack: Sequence[int]) -> dict[object, int]:
        """Bellman-Ford from a row: the graph is small and lowering may give cost back."""
        height, width = len(self._cells), len(column_lack)
        to_row: list[int | None] = [None] * height
        to_column: list[int | None] = [None] * width
        to_row[start] = 0
        came_from: dict[object, int] = {}
        changed = True
        while changed:
            changed = self._relax_down(to_row, to_column, came_from)
            changed = self._relax_up(to_row, to_column, came_from, start) or changed
        reached = [(cost, at) for at, cost in enumerate(to_column) if cost is not None]
        # locks can cut a row off from every column that lacks a unit: then its total stands first
        ends = [end for end in reached if column_lack[end[1]] > 0] or reached
        came_from[-1] = min(ends)[1]
        return came_from

    def _relax_down(
        self, to_row: list[int | None], to_column: list[int | None], came_from: dict[object, int]
    ) -> bool:
        changed = False
        for row, reached in enumerate(to_row):
            if reached is None:
                continue
            for column in range(len(to_column)):
                cost = self._cost_of_raising(row, column)
                known = to_column[column]
                if cost is not None and (known is None or reached + cost < known):
                    to_column[column] = reached + cost
                    came_from[("column", column)] = row
                    changed = True
        return changed

    def _relax_up(
        self,
        to_row: list[int | None],
        to_column: list[int | None],
        came_from: dict[object, int],
        start: int,
    ) -> bool:
        changed = False
        for column, reached in enumerate(to_column):
            if reached is None:
                continue
            for row in range(len(to_row)):
                cost = None if row == start else self._cost_of_lowering(row, column)
                known = to_row[row]
                if cost is not None and (known is None or reached + cost < known):
                    to_row[row] = reached + cost
                    came_from[("row", row)] = column
                    changed = True
        return changed

    def _cost_of_raising(self, row: int, column: int) -> int | None:
        if self._closed[row][column]:
            return None
        moved = self._moved[row][column]
        return self._distance(row, column, moved + 1) - self._distance(row, column, moved)

    def _cost_of_lowering(self, row: int, column: int) -> int | None:
        moved = self._moved[row][column]
        if self._closed[row][column] or self._cells[row][column] + moved < 1:
            return None
        return self._distance(row, column, moved - 1) - self._distance(row, column, moved)

    def _distance(self, row: int, column: int, moved: int) -> int:
        """What a cell costs that lies so many units above its floor."""
        if self._fractional[row][column]:
            return _FURTHER * max(-moved, moved - 1, 0)
        return _WITHIN * min(abs(moved), 1) + _FURTHER * max(abs(moved) - 1, 0)
