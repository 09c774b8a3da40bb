"""A budget over periods, regions and sellers, whose cells sum at every level to the cent.

Locked cells are taken out first, the rest follows the weights of what is still free: exact share =
rest x period weight x region weight x seller weight ÷ the sum of these over the free cells. Periods
and regions take their targets by largest remainder and both are met (controlled rounding); sellers
share what their region has in a period, by largest remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.allocation import allocate_units, evened, round_shares
from salesdesk.models.values.controlled import round_grid


class Model(StrEnum):
    """The dimensions of a budget, chosen when it is made."""

    PERIOD = "period"
    PERIOD_REGION = "period-region"
    PERIOD_REGION_SELLER = "period-region-seller"


@dataclass(frozen=True, slots=True)
class Share:
    """A period, region or seller with its weight; a region may have sellers."""

    name: str
    weight: Decimal = Decimal(1)
    sellers: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """A cell that keeps its amount."""

    period: str
    region: str | None
    seller: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be distributed; ``step`` is the currency's smallest amount."""

    amount: Decimal
    step: Decimal
    model: Model
    periods: tuple[Share, ...]
    regions: tuple[Share, ...] = ()
    locked: tuple[Lock, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount of the budget; a dimension that the model lacks is ``None``."""

    period: str
    region: str | None
    seller: str | None
    amount: Decimal
    locked: bool = False


@dataclass(slots=True)
class _Block:
    """A period in a region (or a period alone): what is locked in it and what weight is free."""

    fixed: int
    free: Fraction
    sellers: tuple[Share, ...]
    locks: dict[str, int]
    whole: int | None = None


def distribute(plan: Plan) -> tuple[Cell, ...]:
    """The cells in order of period, region, seller; refuses what can't be distributed."""
    _require(plan)
    regions: Sequence[Share | None] = plan.regions
    if plan.model is Model.PERIOD:
        regions = [None]
    blocks = [[_block(plan, period, region) for region in regions] for period in plan.periods]
    _weigh(plan, blocks, regions)
    rest = _units(plan, plan.amount) - sum(block.fixed for row in blocks for block in row)
    if rest < 0:
        raise _refused(_("The locked amounts are more than the budget; lower or unlock one."))
    filled = _fill(blocks, rest)
    return tuple(
        cell
        for period, row, amounts in zip(plan.periods, blocks, filled, strict=True)
        for region, block, free in zip(regions, row, amounts, strict=True)
        for cell in _cells(plan, period, region, block, free)
    )


def _fill(blocks: Sequence[Sequence[_Block]], rest: int) -> list[list[int]]:
    """The rest over the free weights, so that each period and region meets its target."""
    whole = sum((block.free for row in blocks for block in row), Fraction())
    if not whole:
        if rest:
            raise _refused(_("Every cell is locked, but the locks don't make the whole budget."))
        return [[0] * len(row) for row in blocks]
    exact = [[rest * block.free / whole for block in row] for row in blocks]
    rows = round_shares(rest, [sum(row, Fraction()) for row in exact])
    columns = round_shares(rest, [sum(each, Fraction()) for each in zip(*exact, strict=True)])
    return round_grid(exact, rows, columns)


def _weigh(plan: Plan, blocks: Sequence[Sequence[_Block]], regions: Sequence[Share | None]) -> None:
    """Give each block its free weight; free cells whose weights are all zero share evenly."""
    periods = evened([period.weight for period in plan.periods])
    across = evened([region.weight if region else 1 for region in regions])
    for row, period_weight in zip(blocks, periods, strict=True):
        for block, region_weight in zip(row, across, strict=True):
            block.free *= Fraction(period_weight) * Fraction(region_weight)
    if any(block.free for row in blocks for block in row):
        return
    for row in blocks:
        for block in row:
            block.free = Fraction(int(_is_open(block)))


def _is_open(block: _Block) -> bool:
    if block.whole is not None:
        return False
    return not block.sellers or len(block.locks) < len(block.sellers)


def _block(plan: Plan, period: Share, region: Share | None) -> _Block:
    sellers = region.sellers if region and plan.model is Model.PERIOD_REGION_SELLER else ()
    found = [
        lock
        for lock in plan.locked
        if lock.period == period.name and lock.region == (region.name if region else None)
    ]
    locks = {lock.seller: _units(plan, lock.amount) for lock in found if lock.seller is not None}
    whole = next((_units(plan, lock.amount) for lock in found if lock.seller is None), None)
    open_sellers = [seller.name for seller in sellers if seller.name not in locks]
    taken = sum(locks.values())
    if whole is not None and (taken > whole or (sellers and not open_sellers and taken != whole)):
        raise _refused(
            _("The locked sellers of {place} in {period} don't fit its locked amount.").format(
                place=region.name if region else "", period=period.name
            )
        )
    free = Fraction(1) if whole is None else Fraction()
    if sellers and whole is None:
        weights = evened([seller.weight for seller in sellers])
        part = sum(
            (
                Fraction(weight)
                for seller, weight in zip(sellers, weights, strict=True)
                if seller.name not in locks
            ),
            Fraction(),
        )
        free = part / sum((Fraction(weight) for weight in weights), Fraction())
    return _Block(taken if whole is None else whole, free, sellers, locks, whole)


def _cells(plan: Plan, period: Share, region: Share | None, block: _Block, free: int) -> list[Cell]:
    where = region.name if region else None
    if not block.sellers:
        amount = Decimal(block.fixed + free) * plan.step
        return [Cell(period.name, where, None, amount, block.whole is not None)]
    to_share = free if block.whole is None else block.whole - sum(block.locks.values())
    open_sellers = [seller for seller in block.sellers if seller.name not in block.locks]
    shares: Mapping[str, int] = dict(
        zip(
            (seller.name for seller in open_sellers),
            allocate_units(to_share, evened([seller.weight for seller in open_sellers])),
            strict=True,
        )
    )
    return [
        Cell(
            period.name,
            where,
            seller.name,
            Decimal(block.locks.get(seller.name, shares.get(seller.name, 0))) * plan.step,
            seller.name in block.locks,
        )
        for seller in block.sellers
    ]


def _require(plan: Plan) -> None:
    problems = [*_weight_problems(plan), *_lock_problems(plan)]
    if plan.amount < 0:
        problems.append(Problem(_("A budget can't be negative."), "amount", value=str(plan.amount)))
    if problems:
        raise InvalidInput(
            _("This budget can't be distributed: {first}").format(first=problems[0].message),
            problems,
        )


def _weight_problems(plan: Plan) -> list[Problem]:
    problems = []
    shares = {"periods": plan.periods, "regions": plan.regions}
    if plan.model is Model.PERIOD:
        shares.pop("regions")
    if plan.model is Model.PERIOD_REGION_SELLER:
        shares |= {f"regions.{region.name}.sellers": region.sellers for region in plan.regions}
    for key, found in shares.items():
        if not found:
            problems.append(Problem(_("At least one entry is needed here."), key))
        if len({share.name for share in found}) < len(found):
            problems.append(Problem(_("Each name may stand here only once."), key))
        problems += [
            Problem(
                _("A weight below zero can't take a share; write 0 or more."),
                key,
                row,
                value=str(share.weight),
            )
            for row, share in enumerate(found, 1)
            if share.weight < 0
        ]
    return problems


def _lock_problems(plan: Plan) -> list[Problem]:
    problems = []
    periods = {period.name for period in plan.periods}
    regions = {region.name: {seller.name for seller in region.sellers} for region in plan.regions}
    places = set()
    for row, lock in enumerate(plan.locked, 1):
        if lock.amount < 0:
            message = _("A negative cell can't be locked.")
        elif lock.period not in periods:
            message = _("There is no period “{name}”.").format(name=lock.period)
        elif not _fits(plan.model, lock, regions):
            message = _("The lock names no cell of this model; name its period, region and seller.")
        elif (lock.period, lock.region, lock.seller) in places:
            message = _("This cell is locked twice.")
        else:
            places.add((lock.period, lock.region, lock.seller))
            continue
        problems.append(Problem(message, "locked", row, value=str(lock.amount)))
    return problems


def _fits(model: Model, lock: Lock, regions: Mapping[str, set[str]]) -> bool:
    if model is Model.PERIOD:
        return lock.region is None and lock.seller is None
    if lock.region is None or lock.region not in regions:
        return False
    if lock.seller is None:
        return True
    return model is Model.PERIOD_REGION_SELLER and lock.seller in regions[lock.region]


def _units(plan: Plan, amount: Decimal) -> int:
    units = Fraction(amount) / Fraction(plan.step)
    if units.denominator != 1:
        message = _("{amount} has more decimals than the currency.").format(amount=amount)
        raise InvalidInput(message, [Problem(message, "amount", value=str(amount))])
    return units.numerator


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, [Problem(message, "locked")])
