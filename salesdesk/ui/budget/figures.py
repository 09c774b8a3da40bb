"""What the budget matrix shows: rows of regions and sellers, columns of periods, and their sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.i18n import N_, _

if TYPE_CHECKING:
    from salesdesk.services.budgets import BudgetDraft, CellDraft, Matrix

ZERO = Decimal(0)
TARGET, ACTUAL, GAP, ATTAINMENT = "target", "actual", "gap", "attainment"
SHOWS = (
    (TARGET, N_("Target")),
    (ACTUAL, N_("Actual")),
    (GAP, N_("Gap")),
    (ATTAINMENT, N_("Attainment")),
)
Key = tuple[UUID, UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row: a region with its sellers below, a seller, or the sum of all."""

    name: str
    level: int
    region: UUID | None = None
    seller: UUID | None = None
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A quarter: its name, its periods, and the section of the grid that has its sums."""

    name: str
    periods: tuple[int, ...]
    section: int

    @property
    def sections(self) -> tuple[int, ...]:
        """The grid's sections, its months first; the first section of the grid has the names."""
        return (*(number + 1 for number in self.periods), self.section)


class Figures:
    """The cells of a draft by period and row, with the sums above them."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.rows = tuple(_rows(matrix))
        self.periods = matrix.periods
        self.bands = tuple(_bands(matrix))
        self._actuals: Mapping[Key, Decimal] = matrix.actuals
        self.show(matrix.draft)

    def show(self, draft: BudgetDraft) -> None:
        """Follow another state of the draft."""
        self.draft = draft
        self.cells: dict[Key, CellDraft] = {
            (c.period_id, c.region_id, c.seller_id): c for c in draft.cells
        }
        self.has_cents = any(c.amount != c.amount.to_integral_value() for c in draft.cells)

    def cell(self, row: int, column: int) -> CellDraft | None:
        """The one cell of a place, None where the place is a sum."""
        line = self.rows[row]
        if line.is_sum or column >= len(self.periods):
            return None
        return self.cells.get((self.periods[column].id, line.region, line.seller))

    def parts(self, row: int, column: int) -> tuple[Decimal, Decimal]:
        """Target and actual of a place."""
        return self._sums(row, column)

    def value(self, row: int, column: int, show: str) -> Decimal | None:
        """What stands in a place; attainment is in points and unknown where nothing was planned."""
        target, actual = self._sums(row, column)
        if show == TARGET:
            return target
        if show == ACTUAL:
            return actual
        if show == GAP:
            return actual - target
        return actual * 100 / target if target else None

    def _sums(self, row: int, column: int) -> tuple[Decimal, Decimal]:
        line = self.rows[row]
        periods = {self.periods[number].id for number in self._numbers(column)}
        target = sum((c.amount for k, c in self.cells.items() if _within(k, periods, line)), ZERO)
        actual = sum((a for k, a in self._actuals.items() if _within(k, periods, line)), ZERO)
        return target, actual

    def _numbers(self, column: int) -> Sequence[int]:
        """Of a column: a period, all of the year after them, then those of each band."""
        count = len(self.periods)
        if column < count:
            return (column,)
        return range(count) if column == count else self.bands[column - count - 1].periods

    @property
    def residual(self) -> Decimal:
        """What the cells lack of the total; not zero is not yet a budget."""
        return self.draft.total - sum((c.amount for c in self.draft.cells), ZERO)

    def with_cell(self, row: int, column: int, amount: Decimal) -> BudgetDraft | None:
        """The draft with this amount locked in its cell; None where nothing can be typed."""
        cell = self.cell(row, column)
        return None if cell is None else self._replaced(cell, amount=amount, is_locked=True)

    def held(self, draft: BudgetDraft, row: int, column: int) -> BudgetDraft:
        """The draft with every cell locked that an edit here must not touch.

        Sellers of one region share their region's period, regions share a period, periods share
        the year; where these siblings can't give enough, the whole budget does.
        """
        edited = self.cell(row, column)
        assert edited is not None
        siblings = {c.id for c in draft.cells if self._is_sibling(c, edited)}
        room = sum((c.amount for c in self.draft.cells if c.id in siblings), edited.amount)
        typed = next(c.amount for c in draft.cells if c.id == edited.id)
        if not siblings or typed > room:
            return draft
        cells = (c if c.id in siblings else replace(c, is_locked=True) for c in draft.cells)
        return replace(draft, cells=tuple(cells))

    def _is_sibling(self, cell: CellDraft, edited: CellDraft) -> bool:
        if cell.id == edited.id or cell.is_locked:
            return False
        if edited.region_id is None:
            return True
        near = cell.period_id == edited.period_id
        return near and (edited.seller_id is None or cell.region_id == edited.region_id)

    def with_lock(self, row: int, column: int) -> BudgetDraft | None:
        """The draft with the cell locked or unlocked."""
        cell = self.cell(row, column)
        return None if cell is None else self._replaced(cell, is_locked=not cell.is_locked)

    def _replaced(self, cell: CellDraft, **changes: object) -> BudgetDraft:
        cells = tuple(
            replace(c, **changes) if c.id == cell.id else c  # type: ignore[arg-type] # its fields
            for c in self.draft.cells
        )
        return replace(self.draft, cells=cells)

    def unlocked(self) -> BudgetDraft:
        return replace(
            self.draft, cells=tuple(replace(c, is_locked=False) for c in self.draft.cells)
        )

    def evenly(self) -> BudgetDraft:
        """Every free cell with the same weight."""
        return replace(
            self.draft, cells=tuple(replace(c, weight=Decimal(1)) for c in self.draft.cells)
        )

    def by_last_sales(self) -> BudgetDraft:
        """Every free cell weighted by what was sold in it."""
        return replace(
            self.draft,
            cells=tuple(replace(c, weight=max(self._sold(c), ZERO)) for c in self.draft.cells),
        )

    def _sold(self, cell: CellDraft) -> Decimal:
        return self._actuals.get((cell.period_id, cell.region_id, cell.seller_id), ZERO)


def _bands(matrix: Matrix) -> Iterator[Band]:
    """Bands whose periods stand side by side."""
    section = len(matrix.periods) + 2
    for axis in matrix.bands:
        inside = tuple(n for n, p in enumerate(matrix.periods) if p.parent_id == axis.id)
        if inside and inside[-1] - inside[0] == len(inside) - 1:
            yield Band(axis.name, inside, section)
            section += 1


def _rows(matrix: Matrix) -> list[RowLine]:
    used = {(c.region_id, c.seller_id) for c in matrix.draft.cells}
    rows: list[RowLine] = []
    for region in matrix.regions:
        sellers = [s for s in matrix.sellers if (region.id, s.id) in used]
        if (region.id, None) in used:
            rows.append(RowLine(region.name, 0, region.id))
        elif sellers:
            rows.append(RowLine(region.name, 0, region.id, is_sum=True))
            rows += [RowLine(s.name, 1, region.id, s.id) for s in sellers]
    if (None, None) in used:
        rows.append(RowLine(_("Target"), 0))
    else:
        rows.append(RowLine(_("All regions"), 0, is_sum=True))
    return rows


def _within(key: Key, periods: set[UUID], line: RowLine) -> bool:
    period, region, seller = key
    return period in periods and line.region in (None, region) and line.seller in (None, seller)


def with_locks_of(spread: BudgetDraft, wanted: BudgetDraft) -> BudgetDraft:
    """The amounts of one draft with the locks of another."""
    locks = {c.id: c.is_locked for c in wanted.cells}
    cells = tuple(replace(c, is_locked=locks[c.id]) for c in spread.cells)
    return replace(spread, cells=cells)


def moved(before: BudgetDraft, after: BudgetDraft) -> list[tuple[Key, Decimal]]:
    """Which cells gave and which took, for the conservation bar."""
    old = {c.id: c.amount for c in before.cells}
    return [
        ((c.period_id, c.region_id, c.seller_id), c.amount - old.get(c.id, ZERO))
        for c in after.cells
        if c.amount != old.get(c.id, ZERO)
    ]
