from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.margin import floor_price, largest_discount
from salesdesk.models.values.priced_lines import Choice, Line
from salesdesk.models.values.taxes import Tax, TaxKind, TaxRounding
from salesdesk.models.values.totals import (
    Discount,
    Document,
    Totals,
    document_totals,
)

D = Decimal
VAT23, VAT6 = Tax("VAT 23", D(23)), Tax("VAT 6", D(6))
PRO_0042 = Document(
    "EUR",
    (
        Line("1", D(1), D("5782.00"), (), D("3758.40"), (VAT23,)),
        Line("2", D(1), D("22098.00"), (D(5),), D("14364.00"), (VAT23,)),
        Line("3", D(10), D("141.60"), (), D("120.00"), (VAT23,)),
        Line("4", D(1), D("2773.00"), (D(10),), D("2350.00"), (VAT23,)),
        Line("5", D(1), D("1554.00"), (), D("1480.00"), (VAT6,)),
    ),
    discount=Discount(percent=D(2)),
    base_currency="USD",
    exchange_rate=D("1.0890"),
)


def test_pro_2026_0042_to_the_cent() -> None:
    totals = document_totals(PRO_0042)
    assert totals.gross == D("33623.00")
    assert totals.subtotal == D("32240.80")
    assert totals.discount == D("644.82")
    shares = [line.discount_share for line in totals.lines]
    assert shares == [D("115.64"), D("419.87"), D("28.32"), D("49.91"), D("31.08")]
    assert totals.net == D("31595.98")
    assert [(tax.base, tax.amount) for tax in totals.taxes] == [
        (D("30073.06"), D("6916.80")),
        (D("1522.92"), D("91.38")),
    ]
    assert (totals.tax, totals.total) == (D("7008.18"), D("38604.16"))
    assert (totals.cost, totals.profit) == (D("23152.40"), D("8443.58"))
    assert (totals.margin, totals.effective_discount) == (D("26.72"), D("6.03"))
    assert totals.base
    assert totals.base.net == D("34408.02")


def test_the_margin_floor_decides_on_unrounded_values() -> None:
    cost, subtotal = D("23152.40"), D("32240.80")
    assert floor_price(cost, D(28)) == D("32156.12")
    assert largest_discount(subtotal, cost, D(28)) == D("84.68")
    for amount, kept in ((D("84.68"), True), (D("84.69"), False)):
        totals = document_totals(replace(PRO_0042, discount=Discount(amount=amount)))
        assert totals.exact_margin is not None
        assert (totals.exact_margin >= 28) is kept


def priced(*prices: str, rate: str, rounding: TaxRounding, quantity: int = 1) -> Totals:
    tax = Tax("VAT", D(rate))
    lines = tuple(
        Line(str(at), D(quantity), D(price), taxes=(tax,)) for at, price in enumerate(prices)
    )
    return document_totals(Document("EUR", lines, rounding))


@pytest.mark.parametrize(
    ("prices", "rate", "document", "line"),
    [
        (("6.70", "6.70"), "15", "2.01", "2.02"),
        (("5095.20", "523.20", "80.64", "54.12", "182.00", "186.20"), "7", "428.50", "428.48"),
    ],
)
def test_tax_policies_differ(prices: tuple[str, ...], rate: str, document: str, line: str) -> None:
    assert priced(*prices, rate=rate, rounding=TaxRounding.DOCUMENT).tax == D(document)
    assert priced(*prices, rate=rate, rounding=TaxRounding.LINE).tax == D(line)


@pytest.mark.parametrize("rounding", list(TaxRounding))
def test_a_tax_in_the_price_is_what_the_net_leaves(rounding: TaxRounding) -> None:
    vat = Tax("VAT", D(20), included=True)
    totals = document_totals(
        Document("EUR", (Line("1", D(1), D("69.99"), taxes=(vat,)),), rounding)
    )
    assert (totals.net, totals.tax, totals.total) == (D("58.33"), D("11.66"), D("69.99"))


def test_discounts_cascade_on_the_line() -> None:
    lines = (Line("1", D(1), D(1000), (D(10), D(5))), Line("2", D(1000), D("2.99"), (D(7),)))
    totals = document_totals(Document("EUR", lines))
    assert [line.net for line in totals.lines] == [D("855.00"), D("2780.70")]


def test_a_hundred_percent_leaves_exactly_nothing() -> None:
    totals = document_totals(replace(PRO_0042, discount=Discount(percent=D(100))))
    assert (totals.net, totals.tax, totals.total) == (D(0), D(0), D(0))
    assert totals.margin is None
    assert totals.markup == D("-100.00")


def test_an_optional_line_counts_nowhere_until_it_is_chosen() -> None:
    extra = Line("6", D(1), D("1000.00"), (), D("500.00"), (VAT23,), Choice.OPTIONAL)
    optional = document_totals(replace(PRO_0042, lines=(*PRO_0042.lines, extra)))
    assert optional.total == D("38604.16")
    assert optional.lines[-1].discount_share == 0
    chosen = replace(extra, choice=Choice.CHOSEN)
    counted = document_totals(replace(PRO_0042, lines=(*PRO_0042.lines, chosen)))
    assert counted.subtotal == D("33240.80")


def test_an_unknown_cost_makes_the_margin_unknown() -> None:
    lines = (*PRO_0042.lines, Line("6", D(1), D(10)))
    totals = document_totals(replace(PRO_0042, lines=lines))
    assert (totals.cost, totals.profit, totals.margin, totals.markup) == (None,) * 4


def test_a_credit_mirrors_its_charge() -> None:
    charge = document_totals(PRO_0042)
    lines = tuple(replace(line, quantity=-line.quantity) for line in PRO_0042.lines)
    credit = document_totals(replace(PRO_0042, lines=lines))
    assert (credit.discount, credit.tax, credit.total) == (
        -charge.discount,
        -charge.tax,
        -charge.total,
    )
    assert [-line.taxable for line in credit.lines] == [line.taxable for line in charge.lines]


@pytest.mark.parametrize("discount", [Discount(amount=D(40000)), Discount(amount=D(-1))])
def test_a_discount_that_does_not_fit_is_refused(discount: Discount) -> None:
    with pytest.raises(InvalidInput, match="doesn't fit"):
        document_totals(replace(PRO_0042, discount=discount))


def test_division_taxes_must_leave_something() -> None:
    whole = Tax("ISS", D(100), TaxKind.DIVISION)
    with pytest.raises(InvalidInput, match="under 100"):
        document_totals(Document("EUR", (Line("1", D(1), D(10), taxes=(whole,)),)))


def test_every_figure_says_why() -> None:
    why = document_totals(PRO_0042).why()
    assert {"gross", "net", "tax", "total", "margin", "lines.2", "base.total"} <= set(why)
    assert dict(why["total"].as_dict()["steps"][1]) == {
        "label": "Tax",
        "value": "7008.18",
        "source": "",
        "steps": [],
    }


money = st.decimals(0, 100_000, places=2)
rates = st.sampled_from([D(0), D(5), D("5.5"), D(19), D(23), D("-19")])
taxes = st.builds(
    Tax,
    name=st.sampled_from(["A", "B", "C"]),
    rate=rates,
    included=st.booleans(),
    affects_following=st.booleans(),
    affected=st.booleans(),
)
lines = st.lists(
    st.builds(
        Line,
        id=st.just("x"),
        quantity=st.decimals(0, 500, places=3),
        unit_price=money,
        discounts=st.lists(st.decimals(0, 100, places=1), max_size=3).map(tuple),
        taxes=st.lists(taxes, max_size=3).map(tuple),
        choice=st.sampled_from(list(Choice)),
    ),
    min_size=1,
    max_size=8,
)


@given(lines, st.decimals(0, 100, places=2), st.sampled_from(list(TaxRounding)))
def test_the_parts_are_always_the_whole(
    found: list[Line], percent: Decimal, rounding: TaxRounding
) -> None:
    totals = document_totals(Document("EUR", tuple(found), rounding, Discount(percent=percent)))
    assert sum(line.discount_share for line in totals.lines) == totals.discount
    assert totals.net + totals.tax + totals.rounding == totals.total
    counted = [line for line, entered in zip(totals.lines, found, strict=True) if entered.counts]
    assert sum(line.taxable for line in counted) == totals.net
    assert all(0 <= line.discount_share <= line.net for line in totals.lines)
    plain = all(not tax.included for line in found for tax in line.taxes)
    if plain:
        assert totals.net == totals.subtotal - totals.discount
    everything_inside = all(tax.included for line in found for tax in line.taxes)
    if everything_inside:
        assert totals.total == totals.subtotal - totals.discount


@given(lines)
def test_the_order_of_discounts_never_matters(found: list[Line]) -> None:
    turned = tuple(replace(line, discounts=line.discounts[::-1]) for line in found)
    first = document_totals(Document("EUR", tuple(found)))
    assert document_totals(Document("EUR", turned)).subtotal == first.subtotal


def test_compound_bases_stay_exact_until_the_sum() -> None:
    chain = (Tax("Duty", D("3.3"), affects_following=True), Tax("VAT", D("7.7")))
    found = tuple(Line(str(at), D(1), D("0.99"), taxes=chain) for at in range(100))
    totals = document_totals(Document("EUR", found))
    assert totals.taxes[1].exact == Fraction(99) * Fraction(1033, 1000) * Fraction(77, 1000)
    assert totals.taxes[1].amount == D("7.87")
