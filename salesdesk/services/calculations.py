"""Totals and distributions of documents given as JSON, by the functions that the modules use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values import distribution
from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.distribution import Cell, Lock, Plan, Share
from salesdesk.models.values.exchange import check_rate
from salesdesk.models.values.priced_lines import Choice, Line
from salesdesk.models.values.rounding import Exact, decimal_of, exactly
from salesdesk.models.values.taxes import Tax, TaxKind, TaxRounding, TaxSum, require_solvable
from salesdesk.models.values.tiers import Tier, TierForm
from salesdesk.models.values.totals import (
    BaseTotals,
    Discount,
    Document,
    LineTotals,
    Totals,
    document_totals,
)
from salesdesk.services.json_reading import JsonReader

Json = dict[str, Any]


def calculate(document: Json, *, explain: bool = False) -> Json:
    """The totals of a document in the shape of the command line; numbers are strings."""
    with exactly():
        return _calculated(document, explain=explain)


def _calculated(document: Json, *, explain: bool) -> Json:
    totals = document_totals(read_document(document))
    answer = totals_json(totals)
    if explain:
        answer["why"] = {figure: why.as_dict() for figure, why in totals.why().items()}
    return answer


def distribute(document: Json) -> Json:
    """A budget over its periods, regions and sellers, in the shape of the command line."""
    with exactly():
        return _distributed(document)


def _distributed(document: Json) -> Json:
    plan, currency = read_plan(document)
    cells = distribution.distribute(plan)
    return {
        "currency": currency,
        "model": str(plan.model),
        "cells": [
            {
                "period": cell.period,
                "region": cell.region,
                "seller": cell.seller,
                "amount": _text(cell.amount),
            }
            for cell in cells
        ],
        "periods": _named_sums(cells, lambda cell: cell.period),
        "regions": _named_sums(cells, lambda cell: cell.region),
        "sellers": _seller_sums(cells),
        "total": _text(sum((cell.amount for cell in cells), Decimal(0) * plan.step)),
    }


def totals_json(totals: Totals) -> Json:
    """Every figure of the totals; what is unknown is null."""
    return {
        "currency": totals.document.currency,
        "lines": [_line_json(line) for line in totals.lines],
        "gross": _text(totals.gross),
        "line_discounts": _text(totals.line_discounts),
        "subtotal": _text(totals.subtotal),
        "discount": _text(totals.discount),
        "net": _text(totals.net),
        "taxes": [_tax_json(tax) for tax in totals.taxes],
        "tax": _text(totals.tax),
        "rounding": _text(totals.rounding),
        "total": _text(totals.total),
        "cost": _text(totals.cost),
        "profit": _text(totals.profit),
        "margin": _text(totals.margin),
        "markup": _text(totals.markup),
        "effective_discount": _text(totals.effective_discount),
        "base": totals.base and _base_json(totals.base),
    }


def _line_json(line: LineTotals) -> Json:
    return {
        "id": line.id,
        "gross": _text(line.gross),
        "net": _text(line.net),
        "discount_share": _text(line.discount_share),
        "taxable": _text(line.taxable),
        "cost": _text(line.cost),
    }


def _tax_json(tax: TaxSum) -> Json:
    return {
        "name": tax.name,
        "rate": _rate_text(tax.rate),
        "base": _text(tax.base),
        "amount": _text(tax.amount),
    }


def _base_json(base: BaseTotals) -> Json:
    return {
        "currency": base.currency,
        "net": _text(base.net),
        "tax": _text(base.tax),
        "total": _text(base.total),
    }


def read_document(document: Json) -> Document:
    """A document from JSON; everything that is wrong in it is named by its key."""
    read = JsonReader(document)
    currency = read.currency("currency", needed=True)
    base_currency = read.currency("base_currency")
    rate = read.number("exchange_rate")
    if not read.has("lines"):
        read.problem("lines", _("This is missing."))
    lines = tuple(
        _line(read.inside(f"lines[{at}]", line), at)
        for at, line in enumerate(read.objects("lines"))
    )
    found = Document(
        currency=currency,
        lines=tuple(_of_all_before(lines)),
        tax_rounding=read.word("tax_rounding", TaxRounding, TaxRounding.DOCUMENT),
        discount=_discount(read),
        cash_rounding=read.number("cash_rounding", low=Decimal(0)),
        base_currency=base_currency,
        exchange_rate=rate,
    )
    _require_rate(read, found)
    _require_cash(read, found)
    _require_lines(read, lines)
    read.refuse(_("This document can't be calculated: {first}"))
    return found


def read_plan(document: Json) -> tuple[Plan, str]:
    """A distribution from JSON, and its currency."""
    read = JsonReader(document)
    currency = read.currency("currency", needed=True)
    amount = read.number("amount", needed=True) or Decimal()
    model = read.word("model", distribution.Model, distribution.Model.PERIOD)
    periods = _shares(read, "periods")
    regions = () if model is distribution.Model.PERIOD else _shares(read, "regions")
    locked = tuple(
        _lock(read.inside(f"locked[{at}]", lock)) for at, lock in enumerate(read.objects("locked"))
    )
    read.refuse(_("This budget can't be distributed: {first}"))
    return Plan(amount, unit_of(currency), model, periods, regions, locked), currency


def _line(read: JsonReader, at: int) -> Line:
    hundred = Decimal(100)
    cuts = [
        read.check_number(f"discounts[{index}]", cut, Decimal(0), hundred)
        for index, cut in enumerate(read.objects("discounts"))
    ]
    quantity = read.number("quantity")
    percent = read.number("percent")
    return Line(
        id=read.text("id", str(at + 1)),
        quantity=Decimal(1) if quantity is None else quantity,
        unit_price=read.number("unit_price", needed=percent is None) or Decimal(),
        discounts=tuple(cut for cut in cuts if cut is not None),
        unit_cost=read.number("unit_cost"),
        taxes=tuple(
            _tax(read.inside(f"taxes[{index}]", tax))
            for index, tax in enumerate(read.objects("taxes"))
        ),
        choice=read.word("choice", Choice, Choice.INCLUDED),
        tiers=tuple(
            _tier(read.inside(f"tiers[{index}]", tier))
            for index, tier in enumerate(read.objects("tiers"))
        ),
        tier_form=read.word("tier_form", TierForm, TierForm.RANGE),
        percent=percent,
        of=tuple(str(key) for key in read.objects("of")),
    )


def _of_all_before(lines: Sequence[Line]) -> Iterator[Line]:
    """A percentage that names no lines is of all those before it."""
    for at, line in enumerate(lines):
        is_open = line.percent is not None and not line.of
        yield replace(line, of=tuple(other.id for other in lines[:at])) if is_open else line


def _require_lines(read: JsonReader, lines: Sequence[Line]) -> None:
    """What the calculator would refuse, told of the line that it is in."""
    known = Counter(line.id for line in lines)
    seen: set[str] = set()
    for at, line in enumerate(lines):
        inside = read.inside(f"lines[{at}]", {})
        if line.id in seen:
            inside.problem("id", _("Two lines have the same id."), line.id)
        seen.add(line.id)
        _require_of(inside, line, known)
        _require_tiers(inside, line)
        try:
            require_solvable(line.taxes)
        except InvalidInput as problem:
            inside.problem("taxes", problem.message)


def _require_of(read: JsonReader, line: Line, known: Mapping[str, int]) -> None:
    if line.of and line.percent is None:
        read.problem("of", _("Only a percentage is taken of other lines; write its percent."))
    for key, times in Counter(line.of).items():
        if key not in known:
            said = _("There is no line “{id}” to take a percentage of.").format(id=key)
            read.problem("of", said, key)
        if times > 1:
            read.problem("of", _("This line is named twice here; name it once."), key)


def _require_tiers(read: JsonReader, line: Line) -> None:
    if line.tiers and line.quantity < 0:
        said = _("A volume price needs a quantity of 0 or more.")
        read.problem("quantity", said, line.quantity)
    if len({tier.above for tier in line.tiers}) < len(line.tiers):
        read.problem("tiers", _("Two volume discounts begin at the same quantity."))


def _tier(read: JsonReader) -> Tier:
    above = read.number("above", low=Decimal(0))
    cut = read.number("discount", needed=True, low=Decimal(0), high=Decimal(100))
    return Tier(above or Decimal(0), cut or Decimal(0))


def _tax(read: JsonReader) -> Tax:
    kind = read.word("kind", TaxKind, TaxKind.PERCENT)
    rate = read.number("rate", needed=True) or Decimal()
    unnamed = f"{_rate_text(rate)} %" if kind is TaxKind.PERCENT else f"{kind} {_rate_text(rate)}"
    return Tax(
        name=read.text("name") or unnamed,
        rate=rate,
        kind=kind,
        included=read.flag("included", default=False),
        affects_following=read.flag("affects_following", default=False),
        affected=read.flag("affected", default=True),
        reverse_charge=read.flag("reverse_charge", default=False),
    )


def _discount(read: JsonReader) -> Discount:
    if not read.has("discount"):
        return Discount()
    inside = read.inside("discount", read.value("discount"))
    percent = inside.number("percent", low=Decimal(0), high=Decimal(100))
    amount = inside.number("amount")
    if inside.has("percent") and inside.has("amount"):
        inside.problem("amount", _("Write a percent or an amount, not both."), amount)
    return Discount(percent, amount)


def _require_rate(read: JsonReader, document: Document) -> None:
    if document.exchange_rate is not None and document.exchange_rate <= 0:
        read.problem("exchange_rate", _("A rate must be above 0."), document.exchange_rate)
    elif document.base_currency:
        rate = document.exchange_rate
        same = document.currency == document.base_currency
        for problem in check_rate(document.currency, document.base_currency, rate):
            read.problem("exchange_rate", problem.message, problem.value)
        if same and rate is None:
            read.problem("exchange_rate", _("Write the rate 1 or leave the base currency out."))


def _require_cash(read: JsonReader, document: Document) -> None:
    cash = document.cash_rounding
    if cash is not None and (cash <= 0 or (cash / unit_of(document.currency)) % 1):
        read.problem(
            "cash_rounding",
            _("The step must be a whole number of the currency's smallest amount."),
            cash,
        )


def _shares(read: JsonReader, key: str) -> tuple[Share, ...]:
    found = []
    for at, entry in enumerate(read.objects(key)):
        inside = read.inside(f"{key}[{at}]", entry)
        weight = inside.number("weight", low=Decimal(0))
        found.append(
            Share(
                inside.text("name", needed=True),
                Decimal(1) if weight is None else weight,
                _shares(inside, "sellers"),
            )
        )
    return tuple(found)


def _lock(read: JsonReader) -> Lock:
    return Lock(
        read.text("period", needed=True),
        read.text("region") or None,
        read.text("seller") or None,
        read.number("amount", needed=True) or Decimal(),
    )


def _named_sums(cells: Sequence[Cell], name: Callable[[Cell], str | None]) -> list[Json] | None:
    sums: dict[str, Decimal] = {}
    for cell in cells:
        key = name(cell)
        if key is None:
            return None
        sums[key] = sums.get(key, Decimal(0)) + cell.amount
    return [{"name": key, "amount": _text(amount)} for key, amount in sums.items()]


def _seller_sums(cells: Sequence[Cell]) -> list[Json] | None:
    sums: dict[tuple[str | None, str], Decimal] = {}
    for cell in cells:
        if cell.seller is not None:
            key = (cell.region, cell.seller)
            sums[key] = sums.get(key, Decimal(0)) + cell.amount
    return [
        {"name": seller, "region": region, "amount": _text(amount)}
        for (region, seller), amount in sums.items()
    ] or None


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _rate_text(rate: Exact | None) -> str | None:
    return None if rate is None else f"{decimal_of(rate).normalize():f}"
