"""The taxes of priced lines: percent, fixed and division taxes, in or on top of the price.

A line's price with its included taxes is linear in the untaxed amount, so the untaxed amount is
solved for, never guessed by two roundings. Policy ``document`` keeps fractions until a tax's sum
over the document; policy ``line`` rounds each line's tax and feeds the rounded amount on (rule E8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.allocation import round_shares
from salesdesk.models.values.rounding import Exact, round_to, units

_Key = TypeVar("_Key", int, str)


class TaxKind(StrEnum):
    """How a tax is worked out from its base."""

    PERCENT = "percent"
    FIXED = "fixed"
    DIVISION = "division"


class TaxRounding(StrEnum):
    """Where a document rounds its taxes."""

    DOCUMENT = "document"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax of a line; a negative rate withholds, a reverse charge is shown but not added."""

    name: str
    rate: Decimal
    kind: TaxKind = TaxKind.PERCENT
    included: bool = False
    affects_following: bool = False
    affected: bool = True
    reverse_charge: bool = False


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What a line costs as it is priced, after every discount, and the taxes that it bears."""

    price: Decimal
    quantity: Decimal
    sign: int
    taxes: tuple[Tax, ...]


@dataclass(frozen=True, slots=True)
class TaxSum:
    """One tax over the document; ``exact`` is the sum before it was rounded."""

    name: str
    rate: Decimal | None
    base: Decimal
    amount: Decimal
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Taxed:
    """The untaxed amount of each line, and the taxes by name."""

    taxable: list[Decimal]
    taxes: list[TaxSum]


@dataclass(slots=True)
class _Solved:
    """A line's untaxed amount with the base and amount of each tax, still exact."""

    line: PricedLine
    net: Fraction
    bases: list[Fraction]
    amounts: list[Fraction]

    @property
    def included_names(self) -> set[str]:
        return {tax.name for tax in self.line.taxes if tax.included}


@dataclass(slots=True)
class _Group:
    """What has been summed under one tax's name."""

    rates: set[Decimal] = field(default_factory=set)
    base: Fraction = Fraction()
    exact: Fraction = Fraction()
    on_top: Fraction = Fraction()
    settled: Decimal = Decimal()


@dataclass(frozen=True, slots=True)
class _Linear:
    """A number of the form constant + slope x net."""

    constant: Fraction
    slope: Fraction

    def plus(self, other: _Linear) -> _Linear:
        return _Linear(self.constant + other.constant, self.slope + other.slope)

    def times(self, factor: Fraction) -> _Linear:
        return _Linear(self.constant * factor, self.slope * factor)

    def at(self, net: Fraction) -> Fraction:
        return self.constant + self.slope * net


def tax_lines(lines: Sequence[PricedLine], rounding: TaxRounding, step: Decimal) -> Taxed:
    """Untaxed amounts and tax sums; every amount comes out in whole steps."""
    solved = [_solve(line) for line in lines]
    if rounding is TaxRounding.LINE:
        return _by_line(solved, step)
    return _by_document(solved, step)


def require_solvable(taxes: tuple[Tax, ...]) -> None:
    """Refuse taxes for which no untaxed amount can be found, whatever the price is."""
    _solve(PricedLine(Decimal(1), Decimal(1), 1, taxes))


def _solve(line: PricedLine) -> _Solved:
    divisor = _divisor(line.taxes)
    if divisor <= 0:
        message = _("Division taxes of one line must stay under 100 % together.")
        raise InvalidInput(message, [Problem(message, "taxes")])
    bases: list[_Linear] = []
    amounts: list[_Linear] = []
    for at, tax in enumerate(line.taxes):
        bases.append(_base(line.taxes[:at], tax, amounts))
        amounts.append(_amount(tax, bases[-1], line, divisor))
    inside = _Linear(Fraction(), Fraction(1))
    for tax, amount in zip(line.taxes, amounts, strict=True):
        inside = inside.plus(amount) if tax.included else inside
    if not inside.slope:
        message = _("The taxes in the price make −100 %, so no untaxed amount can be found.")
        raise InvalidInput(message, [Problem(message, "taxes")])
    net = (Fraction(line.price) - inside.constant) / inside.slope
    return _Solved(line, net, [base.at(net) for base in bases], [part.at(net) for part in amounts])


def _divisor(taxes: Sequence[Tax]) -> Fraction:
    rates = (Fraction(tax.rate) / 100 for tax in taxes if tax.kind is TaxKind.DIVISION)
    return 1 - sum(rates, Fraction())


def _base(before: Sequence[Tax], tax: Tax, amounts: Sequence[_Linear]) -> _Linear:
    base = _Linear(Fraction(), Fraction(1))
    for earlier, amount in zip(before, amounts, strict=True):
        if _feeds(earlier, tax):
            base = base.plus(amount)
    return base


def _feeds(earlier: Tax, later: Tax) -> bool:
    # division taxes share one divisor, which already holds them all
    both_divide = earlier.kind is TaxKind.DIVISION and later.kind is TaxKind.DIVISION
    return earlier.affects_following and later.affected and not both_divide


def _amount(tax: Tax, base: _Linear, line: PricedLine, divisor: Fraction) -> _Linear:
    if tax.reverse_charge:
        return _Linear(Fraction(), Fraction())
    rate = Fraction(tax.rate)
    if tax.kind is TaxKind.FIXED:
        return _Linear(rate * abs(Fraction(line.quantity)) * line.sign, Fraction())
    if tax.kind is TaxKind.DIVISION:
        return base.times(rate / 100 / divisor)
    return base.times(rate / 100)


def _by_line(solved: Sequence[_Solved], step: Decimal) -> Taxed:
    groups: dict[str, _Group] = {}
    taxable = []
    for one in solved:
        net = round_to(one.net, step)
        taxable.append(net)
        fixed = _settle_included(one, net, step)
        amounts: list[Decimal] = []
        for at, tax in enumerate(one.line.taxes):
            base = net + sum(
                (amounts[before] for before in range(at) if _feeds(one.line.taxes[before], tax)),
                Decimal(),
            )
            exact = one.amounts[at]
            if not tax.included:
                exact = _on_rounded(one, at, base)
            amounts.append(fixed[at] if tax.included else round_to(exact, step))
            group = groups.setdefault(tax.name, _Group())
            group.rates.add(tax.rate)
            group.base += Fraction(base)
            group.exact += exact
            group.settled += amounts[at]
    return Taxed(taxable, [_summed(name, group, step) for name, group in groups.items()])


def _on_rounded(one: _Solved, at: int, base: Decimal) -> Fraction:
    """The tax on the rounded base: its exact factor, applied to what was rounded before it."""
    tax = one.line.taxes[at]
    if tax.kind is TaxKind.FIXED or tax.reverse_charge:
        return one.amounts[at]
    factor = Fraction(tax.rate) / 100
    if tax.kind is TaxKind.DIVISION:
        factor /= _divisor(one.line.taxes)
    return Fraction(base) * factor


def _settle_included(one: _Solved, net: Decimal, step: Decimal) -> dict[int, Decimal]:
    """The taxes inside the price make exactly what the net leaves of it."""
    inside = {at: one.amounts[at] for at, tax in enumerate(one.line.taxes) if tax.included}
    return _settle(inside, one.line.price - net, step)


def _settle(exact: Mapping[_Key, Fraction], whole: Decimal, step: Decimal) -> dict[_Key, Decimal]:
    """Rounded amounts that make the whole; the largest takes the difference."""
    rounded = {key: round_to(amount, step) for key, amount in exact.items()}
    if rounded:
        largest = max(exact, key=lambda key: abs(exact[key]))
        rounded[largest] += whole - sum(rounded.values(), Decimal())
    return rounded


def _by_document(solved: Sequence[_Solved], step: Decimal) -> Taxed:
    groups: dict[str, _Group] = {}
    for one in solved:
        for tax, base, amount in zip(one.line.taxes, one.bases, one.amounts, strict=True):
            group = groups.setdefault(tax.name, _Group())
            group.rates.add(tax.rate)
            group.base += base
            group.exact += amount
            group.on_top += Fraction() if tax.included else amount
    taxable = [one.line.price for one in solved]
    for members in _components(solved):
        _settle_component(solved, members, taxable, groups, step)
    for group in groups.values():
        group.settled += round_to(group.on_top, step)
    return Taxed(taxable, [_summed(name, group, step) for name, group in groups.items()])


def _components(solved: Sequence[_Solved]) -> list[list[int]]:
    """Lines that share an included tax, directly or through others, are rounded together."""
    found: list[tuple[set[str], list[int]]] = []
    for at, one in enumerate(solved):
        names = one.included_names
        if not names:
            continue
        members = [at]
        apart = []
        for other_names, other_members in found:
            if names & other_names:
                names |= other_names
                members = other_members + members
            else:
                apart.append((other_names, other_members))
        found = [*apart, (names, members)]
    return [sorted(members) for _names, members in found]


def _settle_component(
    solved: Sequence[_Solved],
    members: Sequence[int],
    taxable: list[Decimal],
    groups: dict[str, _Group],
    step: Decimal,
) -> None:
    nets = [solved[at].net for at in members]
    net_units = units(sum(nets, Fraction()), step)
    parts = round_shares(net_units, [net / Fraction(step) for net in nets])
    for at, part in zip(members, parts, strict=True):
        taxable[at] = Decimal(part) * step
    inside: dict[str, Fraction] = {}
    for at in members:
        for tax, amount in zip(solved[at].line.taxes, solved[at].amounts, strict=True):
            if tax.included:
                inside[tax.name] = inside.get(tax.name, Fraction()) + amount
    price = sum((solved[at].line.price for at in members), Decimal())
    for name, settled in _settle(inside, price - Decimal(net_units) * step, step).items():
        groups[name].settled += settled


def _summed(name: str, group: _Group, step: Decimal) -> TaxSum:
    rate = next(iter(group.rates)) if len(group.rates) == 1 else None
    return TaxSum(name, rate, round_to(group.base, step), group.settled, group.exact)


def percent_of(part: Exact, whole: Exact) -> Fraction | None:
    """Part of the whole in percent, or nothing where the whole is zero."""
    return Fraction(part) / Fraction(whole) * 100 if whole else None
