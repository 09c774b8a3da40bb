"""The totals of a document: one calculator for the screen, the list, the page and the file.

The order is the rule (domain §5): 1. gross = round(quantity x unit price); 2. net = round(gross x
product of (1 - discount)), a volume price by its tiers, a percentage line by the nets it is taken
of; 3. subtotal = sum of counted nets; 4. the header discount is shared by
largest remainder; 5. taxes on what is left; 6. total = net + tax, rounded to cash where asked;
7. base-currency figures = round(figure x frozen rate); 8. profit = net - cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.allocation import round_shares
from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.priced_lines import Line, line_nets, priced_lines
from salesdesk.models.values.rounding import half_up, round_to
from salesdesk.models.values.taxes import (
    PricedLine,
    TaxRounding,
    TaxSum,
    percent_of,
    tax_lines,
)
from salesdesk.models.values.why import Why


@dataclass(frozen=True, slots=True)
class Discount:
    """A header discount: a percentage of the subtotal, or an amount."""

    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is added up; ``unit`` overrides the currency's smallest amount."""

    currency: str
    lines: tuple[Line, ...]
    tax_rounding: TaxRounding = TaxRounding.DOCUMENT
    discount: Discount = Discount()
    cash_rounding: Decimal | None = None
    base_currency: str = ""
    exchange_rate: Decimal | None = None
    unit: Decimal | None = None

    @property
    def step(self) -> Decimal:
        return self.unit or unit_of(self.currency)


@dataclass(frozen=True, slots=True)
class LineTotals:
    """One line added up; ``discount_share`` is its part of the header discount."""

    id: str
    gross: Decimal
    net: Decimal
    discount_share: Decimal
    taxable: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class BaseTotals:
    """The same figures in the company's own currency, at the document's frozen rate."""

    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Every figure of a document; percentages are in points, ``None`` is unknown."""

    document: Document
    lines: tuple[LineTotals, ...]
    gross: Decimal
    line_discounts: Decimal
    subtotal: Decimal
    discount: Decimal
    net: Decimal
    taxes: tuple[TaxSum, ...]
    tax: Decimal
    rounding: Decimal
    total: Decimal
    cost: Decimal | None
    base: BaseTotals | None

    @property
    def profit(self) -> Decimal | None:
        return None if self.cost is None else self.net - self.cost

    @property
    def exact_margin(self) -> Fraction | None:
        """Profit in percent of the net, unrounded: what an approval rule compares."""
        return None if self.profit is None else percent_of(self.profit, self.net)

    @property
    def exact_discount(self) -> Fraction | None:
        """All discounts in percent of the gross, unrounded."""
        return percent_of(self.line_discounts + self.discount, self.gross)

    @property
    def margin(self) -> Decimal | None:
        return _points(self.exact_margin)

    @property
    def markup(self) -> Decimal | None:
        known = self.cost is not None and self.profit is not None
        return _points(percent_of(self.profit, self.cost)) if known else None  # type: ignore[arg-type]

    @property
    def effective_discount(self) -> Decimal | None:
        return _points(self.exact_discount)

    def why(self) -> Mapping[str, Why]:
        """For each figure, the steps that made it."""
        from salesdesk.models.values.totals_why import explain

        return explain(self)


def document_totals(document: Document) -> Totals:
    """Add a document up; refuses discounts that can't be given."""
    step = document.step
    nets = line_nets(document.lines, step)
    gross = [_gross(line, net, step) for line, net in zip(document.lines, nets, strict=True)]
    counted = [at for at, line in enumerate(document.lines) if line.counts]
    subtotal = sum((nets[at] for at in counted), Decimal(0) * step)
    discount = _header_discount(document.discount, subtotal, step)
    shares = _shares(discount, subtotal, [nets[at] for at in counted], step)
    share_of = dict(zip(counted, shares, strict=True))
    prices = [net - share_of.get(at, Decimal(0) * step) for at, net in enumerate(nets)]
    priced = priced_lines(document.lines, nets, prices, step)
    pieces = [(at, piece) for at in counted for piece in priced[at]]
    taxed = tax_lines([piece for _at, piece in pieces], document.tax_rounding, step)
    untaxed: dict[int, Decimal] = {}
    for (at, _piece), part in zip(pieces, taxed.taxable, strict=True):
        untaxed[at] = untaxed.get(at, Decimal(0)) + part
    lines = tuple(
        LineTotals(
            line.id,
            gross[at],
            nets[at],
            share_of.get(at, Decimal(0) * step),
            untaxed[at] if at in untaxed else _alone(priced[at], document),
            _cost(line, step),
        )
        for at, line in enumerate(document.lines)
    )
    return _totals(document, lines, counted, discount, taxed.taxes)


def _totals(
    document: Document,
    lines: tuple[LineTotals, ...],
    counted: Sequence[int],
    discount: Decimal,
    taxes: Sequence[TaxSum],
) -> Totals:
    step = document.step
    zero = Decimal(0) * step
    gross = sum((lines[at].gross for at in counted), zero)
    subtotal = sum((lines[at].net for at in counted), zero)
    net = sum((lines[at].taxable for at in counted), zero)
    tax = sum((each.amount for each in taxes), zero)
    exact_total = net + tax
    total = exact_total
    if document.cash_rounding:
        total = round_to(exact_total, document.cash_rounding) + zero
    costs = [cost for at in counted if (cost := lines[at].cost) is not None]
    known = bool(counted) and len(costs) == len(counted)
    return Totals(
        document=document,
        lines=lines,
        gross=gross,
        line_discounts=gross - subtotal,
        subtotal=subtotal,
        discount=discount,
        net=net,
        taxes=tuple(taxes),
        tax=tax,
        rounding=total - exact_total,
        total=total,
        cost=sum(costs, zero) if known else None,
        base=_base(document, net, tax, total),
    )


def _gross(line: Line, net: Decimal, step: Decimal) -> Decimal:
    """Quantity x price; what a percentage takes off has no gross, so that it counts as discount."""
    if line.percent is not None:
        return max(net, Decimal(0) * step)
    return round_to(Fraction(line.quantity) * Fraction(line.unit_price), step)


def _header_discount(discount: Discount, subtotal: Decimal, step: Decimal) -> Decimal:
    if discount.amount is None:
        return round_to(Fraction(subtotal) * Fraction(discount.percent or 0) / 100, step)
    part = percent_of(discount.amount, subtotal)
    if discount.amount and (part is None or not 0 <= part <= 100):
        message = _("A discount of {amount} doesn't fit a subtotal of {subtotal}.").format(
            amount=discount.amount, subtotal=subtotal
        )
        raise InvalidInput(message, [Problem(message, "discount", value=str(discount.amount))])
    return round_to(discount.amount, step)


def _shares(
    discount: Decimal, subtotal: Decimal, nets: Sequence[Decimal], step: Decimal
) -> list[Decimal]:
    """The header discount by largest remainder, so that the parts are the whole (rule E7)."""
    if not discount:
        return [Decimal(0) * step for _net in nets]
    whole = Fraction(discount) / Fraction(step)
    exact = [whole * Fraction(net) / Fraction(subtotal) for net in nets]
    return [Decimal(part) * step for part in round_shares(int(whole), exact)]


def _alone(priced: Sequence[PricedLine], document: Document) -> Decimal:
    """What a line that doesn't count would be taxed on."""
    parts = tax_lines(priced, document.tax_rounding, document.step).taxable
    return sum(parts, Decimal(0) * document.step)


def _cost(line: Line, step: Decimal) -> Decimal | None:
    if line.unit_cost is None:
        return None if line.percent is None else Decimal(0) * step
    return round_to(Fraction(line.quantity) * Fraction(line.unit_cost), step)


def _base(document: Document, net: Decimal, tax: Decimal, total: Decimal) -> BaseTotals | None:
    if not document.base_currency or document.exchange_rate is None:
        return None
    rate, step = Fraction(document.exchange_rate), unit_of(document.base_currency)
    figures = [round_to(Fraction(figure) * rate, step) for figure in (net, tax, total)]
    return BaseTotals(document.base_currency, *figures)


def _points(percent: Fraction | None) -> Decimal | None:
    return None if percent is None else half_up(percent)
