"""A column of the estimation grid, and what its cells are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from salesdesk.models.values import cell_entry
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.models.values.cell_entry import NumberSigns
from salesdesk.models.values.duration import plain
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.ui.formats import Formats

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """What the cells are made from: figures, dates, and the user's way of writing."""

    figures: PlanFigures
    schedule: PlanSchedule | None
    calendar: WorkingCalendar
    formats: Formats
    code_of: Callable[[UUID], str | None]
    codes: Callable[[], Mapping[str, UUID]]

    @property
    def signs(self) -> NumberSigns:
        return NumberSigns(self.formats.point, self.formats.group)

    def amount(self, node: Node, part: int) -> str:
        return self.formats.amount(
            self.figures.amount(node.sums[part]), self.figures.terms.currency
        )


Show = Callable[[Sheet, Node], str]
Enter = Callable[[Sheet, Node, str], Fields]


def no_doubt(_sheet: Sheet, _node: Node) -> str:
    return ""


@dataclass(frozen=True)
class GridColumn:
    """A column: how it shows, what stands in the field when it is edited, what typing does.

    ``inherited`` says whether the value was typed here or comes from elsewhere; a column that
    ``solves`` takes a wanted total for a whole branch. ``doubt`` is a warning about what was
    taken, ``choices`` are offered while typing, ``is_long`` texts are typed in several lines.
    """

    key: str
    title: str
    width: int
    show: Show
    enter: Enter | None = None
    raw: Show | None = None
    is_number: bool = True
    shown: bool = True
    is_cost: bool = False
    on_branch: bool = False
    solves: bool = False
    inherited: Callable[[Node], bool] = lambda _node: False
    doubt: Show = no_doubt
    choices: Callable[[Sheet], Sequence[str]] | None = None
    is_long: bool = False
    empty: Callable[[Node], Fields] | None = None

    def is_editable(self, node: Node) -> bool:
        """Roll-ups can't be typed over; names and links of branches can."""
        return self.enter is not None and (self.on_branch or not node.children)

    @property
    def doubts(self) -> bool:
        return self.doubt is not no_doubt

    @property
    def is_sum(self) -> bool:
        """Whether a branch shows a sum here that can be asked to be another."""
        return self.solves and not self.on_branch

    def opens(self, node: Node) -> bool:
        """Whether something may be typed: into what is editable, or as a wanted sum."""
        return self.is_editable(node) or self.solves

    def edit_text(self, sheet: Sheet, node: Node) -> str:
        return (self.raw or self.show)(sheet, node)


def number_text(sheet: Sheet, value: Decimal | None, digits: int = 2) -> str:
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return sheet.formats.number(value, max(digits, own))


def localized(sheet: Sheet, value: Decimal | None) -> str:
    """The digits that matter, in the user's decimal sign, without groups."""
    return "" if value is None else plain(value).replace(".", sheet.formats.point)


def decimal_in(sheet: Sheet, text: str) -> Decimal | None:
    return cell_entry.not_negative(text, sheet.signs) if text.strip() else None
