"""The explanation of a document's totals, told from the very values that the calculator kept."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from salesdesk.i18n import _
from salesdesk.models.values.margin import margin
from salesdesk.models.values.priced_lines import Line
from salesdesk.models.values.taxes import TaxSum
from salesdesk.models.values.tiers import TierForm
from salesdesk.models.values.totals import LineTotals, Totals
from salesdesk.models.values.why import Why


def explain(totals: Totals) -> dict[str, Why]:
    """Each figure's tree, under the name that the figure has in the answer."""
    lines = [
        line
        for line, entered in zip(totals.lines, totals.document.lines, strict=True)
        if entered.counts
    ]
    found = {
        "gross": _sum(_("Gross"), totals.gross, lines, "gross"),
        "line_discounts": Why(
            _("Line discounts"),
            totals.line_discounts,
            _("gross − subtotal"),
            (_figure(_("Gross"), totals.gross), _figure(_("Subtotal"), totals.subtotal)),
        ),
        "subtotal": _sum(_("Subtotal"), totals.subtotal, lines, "net"),
        "discount": _discount(totals),
        "net": _sum(_("Net"), totals.net, lines, "taxable"),
        "tax": Why(_("Tax"), totals.tax, _("sum of the taxes"), tuple(map(_tax, totals.taxes))),
        "rounding": Why(_("Cash rounding"), totals.rounding, _("total − net − tax")),
        "total": _total(totals),
    }
    found |= _cost_figures(totals, lines)
    for line, entered in zip(totals.lines, totals.document.lines, strict=True):
        found[f"lines.{line.id}"] = _line(line, entered, totals)
        found |= _cells(line, entered, totals)
    found |= {f"tax.{tax.name}": _tax(tax) for tax in totals.taxes}
    if totals.base:
        found |= _base_figures(totals)
    return found


def _figure(label: str, value: Decimal | None) -> Why:
    return Why(label, value)


def _sum(label: str, value: Decimal, lines: Iterable[LineTotals], figure: str) -> Why:
    steps = (Why(_("Line {id}").format(id=line.id), getattr(line, figure)) for line in lines)
    return Why(label, value, _("sum of the lines that count"), tuple(steps))


def _discount(totals: Totals) -> Why:
    given = totals.document.discount
    if given.amount is not None:
        source = _("an amount, shared by largest remainder")
    else:
        source = _("{percent} % of the subtotal, rounded, shared by largest remainder").format(
            percent=given.percent or 0
        )
    shares = [
        _figure(_("Line {id}").format(id=line.id), line.discount_share) for line in totals.lines
    ]
    steps = (_figure(_("Subtotal"), totals.subtotal), *shares)
    return Why(_("Header discount"), totals.discount, source, steps)


def _tax(tax: TaxSum) -> Why:
    steps = (
        _figure(_("Base"), tax.base),
        _figure(_("Rate"), tax.rate),
        Why(_("Before rounding"), tax.exact),
    )
    return Why(tax.name, tax.amount, _("tax of this name over the document"), steps)


def _total(totals: Totals) -> Why:
    steps = [_figure(_("Net"), totals.net), _figure(_("Tax"), totals.tax)]
    source = _("net + tax")
    if totals.document.cash_rounding:
        steps.append(_figure(_("Rounding"), totals.rounding))
        source = _("net + tax, rounded to {step}").format(step=totals.document.cash_rounding)
    return Why(_("Total"), totals.total, source, tuple(steps))


def _cost_figures(totals: Totals, lines: Iterable[LineTotals]) -> dict[str, Why]:
    net, cost = _figure(_("Net"), totals.net), _figure(_("Cost"), totals.cost)
    profit = Why(_("Profit"), totals.profit, _("net − cost"), (net, cost))
    costs = tuple(_figure(_("Line {id}").format(id=line.id), line.cost) for line in lines)
    given = totals.line_discounts + totals.discount
    return {
        "cost": Why(_("Cost"), totals.cost, _("sum of the lines that count"), costs),
        "profit": profit,
        "margin": Why(_("Margin"), totals.margin, _("profit ÷ net"), (profit, net)),
        "markup": Why(_("Markup"), totals.markup, _("profit ÷ cost"), (profit, cost)),
        "effective_discount": Why(
            _("Effective discount"),
            totals.effective_discount,
            _("all discounts ÷ gross"),
            (_figure(_("Discounts"), given), _figure(_("Gross"), totals.gross)),
        ),
    }


def _net(line: LineTotals, entered: Line, totals: Totals) -> Why:
    if entered.percent is not None:
        return _percentage(line, entered, totals)
    return _priced(line, entered)


def _cells(line: LineTotals, entered: Line, totals: Totals) -> dict[str, Why]:
    """What a line shows in a table, each figure with the steps that made it."""
    net, key = _net(line, entered, totals), f"lines.{line.id}"
    found = {f"{key}.net": net}
    if entered.percent is None:
        found[f"{key}.unit_price"] = _figure(_("Unit price"), entered.unit_price)
        cuts = tuple(_figure(_("Discount %"), cut) for cut in entered.discounts)
        steps = (_figure(_("Gross"), line.gross), *cuts, _figure(_("Net"), line.net))
        less = line.gross - line.net
        found[f"{key}.discounts"] = Why(_("Line discounts"), less, _("gross − net"), steps)
    if line.cost is not None and entered.unit_cost is not None:
        each = (_figure(_("Quantity"), entered.quantity), _figure(_("Cost"), entered.unit_cost))
        cost = Why(_("Cost"), line.cost, _("quantity × cost of one, rounded"), each)
        value = margin(line.taxable, line.cost)
        left = _taxable(line, entered, totals)
        found[f"{key}.margin"] = Why(_("Margin"), value, _("(net − cost) ÷ net"), (left, cost))
    return found


def _taxable(line: LineTotals, entered: Line, totals: Totals) -> Why:
    """What a line leaves: the net of the document is the sum of these."""
    steps = (_net(line, entered, totals), _figure(_("Header discount"), line.discount_share))
    return Why(_("Taxable"), line.taxable, _("net − share, without included taxes"), steps)


def _line(line: LineTotals, entered: Line, totals: Totals) -> Why:
    taxable = _taxable(line, entered, totals)
    return Why(_("Line {id}").format(id=line.id), line.taxable, str(entered.choice), (taxable,))


def _priced(line: LineTotals, entered: Line) -> Why:
    gross = Why(
        _("Gross"),
        line.gross,
        _("quantity × unit price, rounded"),
        (_figure(_("Quantity"), entered.quantity), _figure(_("Unit price"), entered.unit_price)),
    )
    tiers = tuple(
        _figure(_("Above {quantity}: discount %").format(quantity=tier.above), tier.discount)
        for tier in entered.tiers
    )
    cuts = tuple(_figure(_("Discount %"), cut) for cut in entered.discounts)
    rule = _("gross × (1 − each discount), rounded once")
    if tiers and entered.tier_form is TierForm.SLAB:
        rule = _("each slice of the quantity at its own price, less each discount, rounded once")
    elif tiers:
        rule = _("the quantity at the price of its tier, less each discount, rounded once")
    return Why(_("Net"), line.net, rule, (gross, *tiers, *cuts))


def _percentage(line: LineTotals, entered: Line, totals: Totals) -> Why:
    counted = {each.id for each in totals.document.lines if each.counts}
    of = tuple(
        _figure(_("Line {id}").format(id=other.id), other.net)
        for other in totals.lines
        if other.id in entered.of and other.id in counted
    )
    steps = (_figure(_("Percent"), entered.percent), *of)
    return Why(_("Net"), line.net, _("percent of the sum of these lines, rounded"), steps)


def _base_figures(totals: Totals) -> dict[str, Why]:
    assert totals.base
    rate = _figure(_("Exchange rate"), totals.document.exchange_rate)
    figures = {
        "net": (totals.base.net, totals.net),
        "tax": (totals.base.tax, totals.tax),
        "total": (totals.base.total, totals.total),
    }
    source = _("document figure × frozen rate, rounded")
    return {
        f"base.{name}": Why(totals.base.currency, value, source, (_figure(name, document), rate))
        for name, (value, document) in figures.items()
    }
