"""What the first screen shows, as figures: nothing of it is kept by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StageFigure:
    """Open deals of a stage in one currency."""

    stage: str
    kind: str
    currency: str
    count: int
    expected: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class TargetFigure:
    """How far a seller (or everybody) is: target and sold, by period, in the budget's currency."""

    currency: str
    target: Decimal
    sold: Decimal
    periods: tuple[tuple[str, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that needs the user: a proposal to approve, one that expires, a deal past due."""

    kind: str
    record_kind: str
    id: UUID
    title: str
    on: date | None


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something that waits to be done."""

    id: UUID
    subject: str
    due_on: date
    about_kind: str
    about_id: UUID


@dataclass(frozen=True, slots=True)
class NextDeal:
    """An open deal that should close soon."""

    account: str
    name: str
    expected: Decimal
    close: date | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A deal that was won or lost lately."""

    account: str
    name: str
    kind: str
    real: Decimal | None
    currency: str
    on: date | None


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """Everything on the first screen.

    ``target_is_mine`` is False where the user has no target and everybody's is shown.
    """

    target: TargetFigure | None
    target_is_mine: bool
    stages: tuple[StageFigure, ...]
    deals: tuple[NextDeal, ...]
    waiting: tuple[Waiting, ...]
    due: tuple[DueRow, ...]
    closed: tuple[Closed, ...]
