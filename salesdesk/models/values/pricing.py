"""What a work item costs and sells for: price rules, their inheritance, contingency and rates.

cost = round(quantity x cost rate); loaded cost = round(cost x (1 + contingency)).
Rate first (domain rule E3, the default): unit price = round(cost rate x (1 + contingency) x (1 +
markup)), sell = round(quantity x unit price). Amount first, for lump sums: sell = round(quantity x
cost rate x (1 + contingency) x (1 + markup)) and no unit price is shown. A margin m divides by
(1 - m) where a markup k multiplies by (1 + k).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.values.currencies import unit_of

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)


class Category(StrEnum):
    """What kind of thing is sold; rules and totals go by it."""

    SERVICE = "service"
    PRODUCT = "product"
    EXPENSE = "expense"


class Method(StrEnum):
    """How a price is made."""

    MARKUP = "markup"
    MARGIN = "margin"
    RATE = "rate"
    FIXED = "fixed"
    ROLE = "role"
    PART = "part"


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
        for rate in sorted(rates, key=lambda one: one.valid_from, reverse=True):
            self._rates.setdefault(rate.role.casefold(), []).append(rate)

    def on(self, role: str, day: date) -> RoleRate | None:
        found = self._rates.get(role.casefold(), ())
        return next((rate for rate in found if rate.covers(day)), None)

    def __iter__(self) -> Iterator[RoleRate]:
        return (rate for rates in self._rates.values() for rate in rates)

    def roles(self) -> list[str]:
        return sorted(rates[0].role for rates in self._rates.values())


@dataclass(frozen=True)
class Terms:
    """What an estimation sets for all its items."""

    currency: str
    price_date: date
    company: PriceRule = PriceRule(Method.MARGIN, Decimal(32))
    estimation: PriceRule | None = None
    types: Mapping[Category, PriceRule] = field(default_factory=dict)
    contingency: Mapping[Category, Decimal] = field(default_factory=dict)
    rates: RoleRates = field(default_factory=RoleRates)
    lump_sums: bool = False

    @property
    def step(self) -> Decimal:
        return unit_of(self.currency)


@dataclass(frozen=True, slots=True)
class Inherited:
    """A branch's word to its children: a price rule, a contingency, and who said so."""

    rule: PriceRule | None = None
    rule_from: str = ""
    contingency: Decimal | None = None
    contingency_from: str = ""


NOTHING = Inherited()


@dataclass(frozen=True, slots=True)
class Costed:
    """What is known of an item before its price."""

    category: Category
    quantity: Decimal
    role: str = ""
    cost_rate: Decimal | None = None
    rule: PriceRule | None = None
    contingency: Decimal | None = None
    is_lump_sum: bool = False
    is_billable: bool = True


@dataclass(frozen=True, slots=True)
class Priced:
    """An item's figures with everything that made them."""

    quantity: Decimal
    cost_rate: Decimal | None
    role_rate: RoleRate | None
    contingency: Decimal
    contingency_from: str
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


def price(item: Costed, terms: Terms, branch: Inherited = NOTHING) -> Priced:
    """Cost, loaded cost and sell price of one item."""
    step = terms.step
    role_rate = terms.rates.on(item.role, terms.price_date) if item.role else None
    rate = item.cost_rate
    if rate is None and role_rate is not None:
        rate = role_rate.cost
    contingency, contingency_from = _contingency(item, terms, branch)
    rule, source, name = winning_rule(item, terms, branch)
    exact = None if rate is None else rate * (ONE + contingency / HUNDRED)
    cost = ZERO if rate is None else rounded(item.quantity * rate, step)
    loaded = ZERO if exact is None else rounded(item.quantity * exact, step)
    lump = item.is_lump_sum or terms.lump_sums or rule.method is Method.FIXED
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
        contingency_from,
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


def _contingency(item: Costed, terms: Terms, branch: Inherited) -> tuple[Decimal, str]:
    if item.contingency is not None:
        return item.contingency, _(SOURCES[Source.LINE])
    if branch.contingency is not None:
        return branch.contingency, _(SOURCES[Source.BRANCH]).format(name=branch.contingency_from)
    return terms.contingency.get(item.category, ZERO), _(SOURCES[Source.ESTIMATION])


def _unit(rule: PriceRule, loaded: Decimal | None, role_rate: RoleRate | None) -> Decimal | None:
    """The price of one unit before rounding."""
    if rule.method is Method.RATE:
        return rule.value
    if rule.method is Method.ROLE:
        return None if role_rate is None else role_rate.sell
    if rule.method is Method.FIXED or loaded is None:
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
