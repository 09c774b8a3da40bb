"""What a work item costs and sells for: price rules, their inheritance, contingency and rates.

cost = round(quantity x cost rate); loaded cost = round(cost x (1 + contingency)).
Rate first (domain rule E3, the default): unit price = round(cost rate x (1 + contingency) x (1 +
markup)), sell = round(quantity x unit price). Amount first, for lump sums: sell = round(quantity x
cost rate x (1 + contingency) x (1 + markup)) and no unit price is shown. A margin m divides by
(1 - m) where a markup k multiplies by (1 + k).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property, partial
from typing import NamedTuple
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.worked_rates import Stretch, changes, shared

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
_DAY = timedelta(days=1)


class Category(StrEnum):
    """What kind of thing is sold; rules and totals go by it."""

    SERVICE = "service"
    PRODUCT = "product"
    EXPENSE = "expense"

    __hash__ = str.__hash__  # an Enum's own is slower than all that is looked up with it


class Method(StrEnum):
    """How a price is made."""

    MARKUP = "markup"
    MARGIN = "margin"
    RATE = "rate"
    FIXED = "fixed"
    ROLE = "role"
    PART = "part"

    __hash__ = str.__hash__


class Source(StrEnum):
    """Whose rule won; the nearest one does."""

    LINE = "line"
    BRANCH = "branch"
    TYPE = "type"
    ESTIMATION = "estimation"
    COMPANY = "company"


SOURCES = {
    Source.LINE: N_("this item"),
    Source.BRANCH: N_("branch {name}"),
    Source.TYPE: N_("type {name}"),
    Source.ESTIMATION: N_("this estimation"),
    Source.COMPANY: N_("the company"),
}
CATEGORIES = {
    Category.SERVICE: N_("Services"),
    Category.PRODUCT: N_("Products"),
    Category.EXPENSE: N_("Expenses"),
}


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A method and its figure: points for markup, margin and part, money for rate and fixed price.

    ``of`` is the key of the branch (or row) that a part is reckoned on.
    """

    method: Method
    value: Decimal = ZERO
    of: UUID | None = None

    def __post_init__(self) -> None:
        if self.method is Method.MARGIN and self.value >= 100:
            message = _("m{value} is not possible: a margin must be below 100 %.").format(
                value=self.value
            )
            raise InvalidInput(message, [Problem(message, "pricing", value=str(self.value))])

    @property
    def is_of_one_row(self) -> bool:
        """Whether it prices the row that it stands at and is never handed down to rows below."""
        return self.method in (Method.FIXED, Method.PART)

    @property
    def factor(self) -> Decimal:
        """What a cost is multiplied by."""
        if self.method is Method.MARGIN:
            return ONE / (ONE - self.value / HUNDRED)
        return ONE + self.value / HUNDRED


@dataclass(frozen=True, slots=True)
class RoleRate:
    """What a role's hour costs and sells for, from a date on; ``table`` names the rate list."""

    role: str
    cost: Decimal
    sell: Decimal | None = None
    valid_from: date = date.min
    valid_to: date | None = None
    table: str = ""

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RoleRates:
    """Dated rates, the latest that covers the day winning."""

    def __init__(self, rates: Iterable[RoleRate] = ()) -> None:
        self._rates: dict[str, list[RoleRate]] = {}
        self._changes: dict[str, list[date]] = {}
        self._found: dict[tuple[str, date], RoleRate | None] = {}
        for rate in sorted(rates, key=lambda one: one.valid_from, reverse=True):
            self._rates.setdefault(rate.role.casefold(), []).append(rate)

    def on(self, role: str, day: date) -> RoleRate | None:
        asked = (role, day)
        if asked not in self._found:
            rates = self._rates.get(role.casefold(), ())
            self._found[asked] = next((rate for rate in rates if rate.covers(day)), None)
        return self._found[asked]

    @property
    def are_dated(self) -> bool:
        """Whether any role's rate changes with the days."""
        return any(self.changes(role) for role in self._rates)

    def change_since(self, day: date) -> bool:
        """Whether any role's rate changes after a day."""
        return any(change > day for role in self._rates for change in self.changes(role))

    def changes(self, role: str) -> Sequence[date]:
        """The days on which another rate begins to hold for a role, or none any more."""
        key = role.casefold()
        if key not in self._changes:
            rates = self._rates.get(key, ())
            starts = [rate.valid_from for rate in rates if rate.valid_from > date.min]
            ends = [rate.valid_to + _DAY for rate in rates if rate.valid_to]
            self._changes[key] = changes(partial(self.on, role), [*starts, *ends])
        return self._changes[key]

    def __iter__(self) -> Iterator[RoleRate]:
        return (rate for rates in self._rates.values() for rate in rates)

    def roles(self) -> list[str]:
        return sorted(rates[0].role for rates in self._rates.values())


@dataclass(frozen=True)
class Terms:
    """What an estimation sets for all its items.

    ``by_work`` takes each role's rate on the days its work falls on, else on ``price_date``.
    """

    currency: str
    price_date: date
    company: PriceRule = PriceRule(Method.MARGIN, Decimal(32))
    estimation: PriceRule | None = None
    types: Mapping[Category, PriceRule] = field(default_factory=dict)
    contingency: Mapping[Category, Decimal] = field(default_factory=dict)
    rates: RoleRates = field(default_factory=RoleRates)
    lump_sums: bool = False
    by_work: bool = False

    @cached_property
    def step(self) -> Decimal:
        return unit_of(self.currency)


class Inherited(NamedTuple):
    """A branch's word to its children: a price rule, a contingency, and who said so."""

    rule: PriceRule | None = None
    rule_from: str = ""
    contingency: Decimal | None = None
    contingency_from: str = ""


NOTHING = Inherited()


class Costed(NamedTuple):
    """What is known of an item before its price."""

    category: Category
    quantity: Decimal
    role: str = ""
    cost_rate: Decimal | None = None
    rule: PriceRule | None = None
    contingency: Decimal | None = None
    is_lump_sum: bool = False
    is_billable: bool = True


class Priced(NamedTuple):
    """An item's figures with everything that made them.

    A tuple is made in a third of the time of a frozen class, and a plan has one for each row.
    Where a rate changed during the work there is no one ``unit``: ``parts`` are the figures of
    each stretch, and the sums are theirs.
    """

    quantity: Decimal
    cost_rate: Decimal | None
    role_rate: RoleRate | None
    contingency: Decimal
    contingency_source: Source
    contingency_name: str
    rule: PriceRule
    source: Source
    source_name: str
    unit_exact: Decimal | None
    unit: Decimal | None
    cost: Decimal
    loaded: Decimal
    sell: Decimal
    is_lump_sum: bool = False
    is_billable: bool = True
    day: date = date.min
    parts: tuple[Priced, ...] = ()


def price(
    item: Costed, terms: Terms, branch: Inherited = NOTHING, worked: Sequence[Stretch] = ()
) -> Priced:
    """Cost, loaded cost and sell price of one item, with the rates of the days of its work."""
    if len(worked) < 2:
        return _price_on(item, terms, branch, worked[0].since if worked else terms.price_date)
    parts = tuple(
        _price_on(item._replace(quantity=quantity), terms, branch, stretch.since)
        for quantity, stretch in zip(shared(item.quantity, worked), worked, strict=True)
    )
    return _together(item.quantity, parts, terms.step)


def _together(quantity: Decimal, parts: tuple[Priced, ...], step: Decimal) -> Priced:
    """The stretches added up; a figure that is the same in all of them is reckoned once."""
    first = parts[0]
    sell, unit = sum((part.sell for part in parts), ZERO), first.unit
    one_unit = all(part.unit == unit for part in parts)
    each = first.unit_exact if first.is_lump_sum else unit
    if first.is_lump_sum and any(part.unit_exact != each for part in parts):
        one_unit = False
    if first.rule.method is Method.FIXED:
        sell = first.sell
    elif one_unit and each is not None:
        sell = rounded(quantity * each, step) if first.is_billable else ZERO
    one_cost = all(part.cost_rate == first.cost_rate for part in parts)
    cost, loaded = (sum((getattr(part, name) for part in parts), ZERO) for name in _COSTS)
    if one_cost and first.cost_rate is not None:
        exact = first.cost_rate * (ONE + first.contingency / HUNDRED)
        cost, loaded = rounded(quantity * first.cost_rate, step), rounded(quantity * exact, step)
    return first._replace(
        quantity=quantity,
        cost_rate=first.cost_rate if one_cost else None,
        role_rate=first.role_rate if one_cost else None,
        unit=unit if one_unit else None,
        unit_exact=first.unit_exact if one_unit else None,
        cost=cost,
        loaded=loaded,
        sell=sell,
        parts=parts,
    )


_COSTS = ("cost", "loaded")


def _price_on(item: Costed, terms: Terms, branch: Inherited, day: date) -> Priced:
    step = terms.step
    role_rate = terms.rates.on(item.role, day) if item.role else None
    rate = item.cost_rate
    if rate is None and role_rate is not None:
        rate = role_rate.cost
    contingency, contingency_source, contingency_name = _contingency(item, terms, branch)
    rule, source, name = winning_rule(item, terms, branch)
    exact = None if rate is None else rate * (ONE + contingency / HUNDRED)
    cost = ZERO if rate is None else rounded(item.quantity * rate, step)
    loaded = ZERO if exact is None else rounded(item.quantity * exact, step)
    lump = item.is_lump_sum or terms.lump_sums or rule.method in (Method.FIXED, Method.PART)
    unit_exact = _unit(rule, exact, role_rate)
    unit = None if unit_exact is None else rounded(unit_exact, step)
    if not item.is_billable:
        sell = ZERO
    elif rule.method is Method.FIXED:
        sell = rounded(rule.value, step)
    else:
        each = unit_exact if lump else unit
        sell = ZERO if each is None else rounded(item.quantity * each, step)
    return Priced(
        item.quantity,
        rate,
        role_rate,
        contingency,
        contingency_source,
        contingency_name,
        rule,
        source,
        name,
        unit_exact,
        None if lump else unit,
        cost,
        loaded,
        sell,
        lump,
        item.is_billable,
        day,
    )


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """Half-up, away from zero, to the currency's own digits (domain rule E2)."""
    return value.quantize(step, ROUND_HALF_UP)


def winning_rule(item: Costed, terms: Terms, branch: Inherited) -> tuple[PriceRule, Source, str]:
    """Line, branch, type, estimation, company: the nearest rule wins."""
    if item.rule is not None:
        return item.rule, Source.LINE, ""
    if branch.rule is not None:
        return branch.rule, Source.BRANCH, branch.rule_from
    if item.category in terms.types:
        return terms.types[item.category], Source.TYPE, item.category
    if terms.estimation is not None:
        return terms.estimation, Source.ESTIMATION, ""
    return terms.company, Source.COMPANY, ""


def _contingency(item: Costed, terms: Terms, branch: Inherited) -> tuple[Decimal, Source, str]:
    if item.contingency is not None:
        return item.contingency, Source.LINE, ""
    if branch.contingency is not None:
        return branch.contingency, Source.BRANCH, branch.contingency_from
    return terms.contingency.get(item.category, ZERO), Source.ESTIMATION, ""


def _unit(rule: PriceRule, loaded: Decimal | None, role_rate: RoleRate | None) -> Decimal | None:
    """The price of one unit before rounding."""
    if rule.method is Method.RATE:
        return rule.value
    if rule.method is Method.ROLE:
        return None if role_rate is None else role_rate.sell
    if rule.method in (Method.FIXED, Method.PART) or loaded is None:
        return None
    if rule.method is Method.MARGIN:
        return loaded / (ONE - rule.value / HUNDRED)
    return loaded * rule.factor


def source_text(source: Source, name: str) -> str:
    """Where a rule came from, in words: “type Services”."""
    if source is Source.TYPE:
        name = _(CATEGORIES[Category(name)])
    return _(SOURCES[source]).format(name=name)


def goal_net(loaded_cost: Decimal, margin: Decimal, step: Decimal) -> Decimal:
    """The price that reaches a margin: loaded cost / (1 - m), half-up."""
    return rounded(loaded_cost / (ONE - PriceRule(Method.MARGIN, margin).value / HUNDRED), step)
