"""Percentage lines, volume prices, alternatives and payments: tables of cases and properties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.errors import InvalidInput
from salesdesk.models.values.instalments import (
    Share,
    left_open,
    monthly,
    payments,
    with_rest,
)
from salesdesk.models.values.line_groups import added_by, group_above, under_heading
from salesdesk.models.values.options import groups_of, least_choices, scenarios, settled
from salesdesk.models.values.priced_lines import Choice, Line
from salesdesk.models.values.taxes import Tax, TaxKind, TaxRounding
from salesdesk.models.values.tiers import Tier, TierForm, read_tiers, write_tiers
from salesdesk.models.values.totals import Discount, Document, document_totals

D = Decimal
VAT23, VAT6 = Tax("VAT 23", D(23)), Tax("VAT 6", D(6))
TIERS = (Tier(D(0), D(0)), Tier(D(10), D(10)), Tier(D(20), D(20)))


def work(key: str, price: str, *taxes: Tax, **more: object) -> Line:
    return Line(key, D(1), D(price), (), D(0), taxes or (VAT23,), **more)  # type: ignore[arg-type]


def percent(key: str, value: str, *of: str, **more: object) -> Line:
    return Line(key, D(1), D(0), percent=D(value), of=of, **more)  # type: ignore[arg-type]


def test_a_percentage_discount_is_taxed_as_its_lines_are() -> None:
    lines = (work("a", "300.00"), work("b", "100.00", VAT6), percent("c", "-10", "a", "b"))
    totals = document_totals(Document("EUR", lines))
    assert [(line.gross, line.net) for line in totals.lines] == [
        (D("300.00"), D("300.00")),
        (D("100.00"), D("100.00")),
        (D("0.00"), D("-40.00")),
    ]
    assert [(tax.name, tax.base) for tax in totals.taxes] == [
        ("VAT 23", D("270.00")),
        ("VAT 6", D("90.00")),
    ]
    assert (totals.gross, totals.line_discounts) == (D("400.00"), D("40.00"))
    assert totals.effective_discount == D("10.00")
    assert totals.cost == D("0.00")


def test_a_percentage_charge_with_a_tax_of_its_own() -> None:
    lines = (work("a", "300.00", VAT6), percent("c", "5", "a", taxes=(VAT23,)))
    totals = document_totals(Document("EUR", lines))
    assert [(tax.name, tax.amount) for tax in totals.taxes] == [
        ("VAT 6", D("18.00")),
        ("VAT 23", D("3.45")),
    ]
    assert totals.line_discounts == 0


def test_a_percentage_of_a_percentage_runs_on() -> None:
    lines = (
        work("a", "200.00"),
        percent("b", "-10", "a"),
        percent("c", "5", "a", "b"),
    )
    assert document_totals(Document("EUR", lines)).net == D("189.00")


def test_a_percentage_leaves_options_out_until_they_are_chosen() -> None:
    option = work("b", "100.00", choice=Choice.OPTIONAL)
    document = Document("EUR", (work("a", "300.00"), option, percent("c", "10", "a", "b")))
    assert document_totals(document).net == D("330.00")
    chosen = replace(option, choice=Choice.CHOSEN)
    again = replace(document, lines=(document.lines[0], chosen, document.lines[2]))
    assert document_totals(again).net == D("440.00")


def test_a_fixed_tax_is_not_taken_twice() -> None:
    levy = Tax("Levy", D("2.00"), TaxKind.FIXED)
    lines = (Line("a", D(3), D("10.00"), taxes=(levy,)), percent("b", "-50", "a"))
    assert document_totals(Document("EUR", lines)).tax == D("6.00")


def test_percentages_of_each_other_are_refused() -> None:
    lines = (percent("a", "5", "b"), percent("b", "5", "a"))
    with pytest.raises(InvalidInput, match="a, b"):
        document_totals(Document("EUR", lines))


def test_many_percentages_of_everything_before_take_no_time() -> None:
    """Each is of all before it: told apart by their taxes in one pass, not in two to the 60."""
    lines = [work("a", "100.00"), work("b", "50.00", VAT6)]
    for at in range(60):
        lines.append(percent(f"p{at}", "1", *(line.id for line in lines)))
    totals = document_totals(Document("EUR", tuple(lines)))
    assert totals.net == sum(line.net for line in totals.lines) > 270
    assert sum(tax.base for tax in totals.taxes) == totals.net


def test_a_long_row_of_percentages_of_the_next_is_added_up() -> None:
    row = tuple(percent(str(at), "100", str(at + 1)) for at in range(2000))
    totals = document_totals(Document("EUR", (*row, work("2000", "1.00"))))
    assert totals.net == D("2001.00")


def test_a_percentage_of_a_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="“x”"):
        document_totals(Document("EUR", (percent("a", "5", "x"),)))


@pytest.mark.parametrize(
    ("form", "net"), [(TierForm.RANGE, D("200.00")), (TierForm.SLAB, D("230.00"))]
)
def test_volume_prices_g16(form: TierForm, net: Decimal) -> None:
    line = Line("a", D(25), D("10.00"), tiers=TIERS, tier_form=form)
    totals = document_totals(Document("EUR", (line,)))
    assert (totals.gross, totals.net) == (D("250.00"), net)


def test_a_volume_price_comes_before_the_discounts_and_is_rounded_once() -> None:
    line = Line("a", D(15), D("9.99"), (D(5),), tiers=TIERS)
    # 15 x 9.99 x 0.9 x 0.95 = 128.12175
    assert document_totals(Document("EUR", (line,))).net == D("128.12")


@pytest.mark.parametrize("text", ["10: 5; 20: 10", "0: 0; 10: 12.5", ""])
def test_tiers_are_written_as_they_are_read(text: str) -> None:
    assert write_tiers(read_tiers(text)) == text


def test_a_decimal_comma_is_understood_and_a_thousand_is_not_guessed() -> None:
    assert read_tiers("10: 7,5; 12,25: 10 %") == (Tier(D(10), D("7.5")), Tier(D("12.25"), D(10)))
    with pytest.raises(InvalidInput, match="1,000"):
        read_tiers("1,000: 5")


@pytest.mark.parametrize("text", [
    "10", "10: 101", "x: 5", "10: 5; 10: 6", "-1: 5", "inf: 5", "nan: 5", "1e999999999: 5",
    "1e-999999999: 5", "10: 1e-9", "٣: 5",
])  # fmt: skip
def test_what_is_no_volume_discount(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_tiers(text)


KINDS = ["service", "heading", "service", "percent", "subtotal", "service", "heading", "percent"]


def test_which_lines_stand_together() -> None:
    assert group_above(KINDS, 3) == [2]
    assert group_above(KINDS, 7) == [0, 2, 3, 5]
    assert added_by(KINDS, 4) == [2, 3]
    assert added_by([*KINDS, "running_subtotal"], 8) == [0, 2, 3, 5, 7]
    assert under_heading(KINDS, 1) == [2, 3, 5]


# alternatives


@dataclass(frozen=True)
class Option:
    key: str
    option_group: str
    variant: str
    choice: str


HOSTING = (
    Option("a", "Hosting", "Good", "chosen"),
    Option("b", "Hosting", "Better", "optional"),
    Option("c", "Hosting", "Better", "optional"),
    Option("d", "", "", "optional"),
)


def test_choosing_a_line_chooses_its_variant_and_drops_the_other() -> None:
    assert settled(HOSTING, {"c"}) == {
        "a": "optional",
        "b": "chosen",
        "c": "chosen",
        "d": "optional",
    }


def test_without_a_choice_the_offered_variant_stays() -> None:
    assert settled(HOSTING, {"d"})["a"] == "chosen"
    assert settled(HOSTING, {"d"})["d"] == "chosen"


def test_an_open_group_and_two_variants_are_refused() -> None:
    undecided = tuple(replace(option, choice="optional") for option in HOSTING)
    for lines, chosen in ((undecided, set()), (HOSTING, {"a", "b"})):
        with pytest.raises(InvalidInput, match="“Good”, “Better” for “Hosting”"):
            settled(lines, chosen)


def test_half_a_variant_is_not_sound() -> None:
    half = (*HOSTING[:1], replace(HOSTING[1], choice="chosen"), *HOSTING[2:])
    [group] = groups_of(half)
    assert not group.is_sound
    assert groups_of(HOSTING)[0].is_sound


def test_scenarios_tell_the_difference_to_what_is_chosen() -> None:
    lines = (
        work("x", "500.00"),
        work("a", "100.00", choice=Choice.CHOSEN),
        work("b", "150.00", choice=Choice.OPTIONAL),
        work("c", "30.00", choice=Choice.OPTIONAL),
    )
    found = scenarios(Document("EUR", lines), HOSTING)
    assert [(one.variant, one.net, one.delta) for one in found] == [
        ("Good", D("600.00"), D("0.00")),
        ("Better", D("680.00"), D("80.00")),
    ]


# payments


def test_fixed_amounts_first_and_shares_of_what_they_leave() -> None:
    shares = [Share(D(0), D("1000.00")), Share(D(50)), Share(D(50))]
    assert payments(D("1999.99"), shares, D("0.01")) == [
        D("1000.00"),
        D("500.00"),
        D("499.99"),
    ]


def test_shares_that_do_not_make_a_hundred_show_what_is_missing() -> None:
    assert payments(D("100.00"), [Share(D(30)), Share(D(30))], D("0.01")) == [D(30), D(30)]


def test_monthly_payments_fall_on_the_last_day_of_a_short_month() -> None:
    found = monthly(date(2026, 1, 31), 3)
    assert [day for day, _share in found] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]
    assert sum(share for _day, share in found) == 100


money = st.decimals(min_value=0, max_value=10**7, places=2)


def test_months_end_with_the_calendar() -> None:
    assert monthly(date(9999, 12, 31), 1) == ((date(9999, 12, 31), D(100)),)
    for first, count in ((date(9999, 12, 31), 2), (date(9990, 1, 1), 121), (date(2027, 1, 1), 0)):
        with pytest.raises(InvalidInput, match="so many months"):
            monthly(first, count)


@given(
    total=money,
    fixed=st.lists(money, max_size=3),
    weights=st.lists(st.integers(1, 50), min_size=1, max_size=5),
)
def test_payments_are_always_the_total(
    total: Decimal, fixed: list[Decimal], weights: list[int]
) -> None:
    percents = [share for _day, share in monthly(date(2026, 1, 1), len(weights))]
    shares = [Share(D(0), amount) for amount in fixed] + [Share(part) for part in percents]
    assert sum(payments(total, shares, D("0.01"))) == total


# every document


taxes = st.sampled_from([(VAT23,), (VAT6,), (Tax("VAT 20", D(20), included=True),), ()])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    lines: list[Line] = []
    for at in range(draw(st.integers(1, 6))):
        is_share: bool = draw(st.booleans())
        if lines and is_share:
            of = draw(st.sets(st.sampled_from([line.id for line in lines]), min_size=1))
            value = draw(st.decimals(min_value=-60, max_value=60, places=2))
            lines.append(percent(str(at), str(value), *sorted(of)))
        else:
            price = draw(st.decimals(min_value=0, max_value=10000, places=2))
            tiers = draw(st.sampled_from([TIERS, ()]))
            lines.append(
                Line(str(at), D(draw(st.integers(0, 30))), price, (), D(1), draw(taxes),
                     draw(st.sampled_from(list(Choice))), tiers)
            )  # fmt: skip
    cut = Discount(percent=draw(st.decimals(min_value=0, max_value=100, places=2)))
    return Document("EUR", tuple(lines), draw(st.sampled_from(list(TaxRounding))), cut)


@given(documents())
def test_parts_are_always_the_whole(document: Document) -> None:
    totals = document_totals(document)
    counted = [line for line, given in zip(totals.lines, document.lines, strict=True)
               if given.counts]  # fmt: skip
    assert totals.subtotal == sum((line.net for line in counted), D(0))
    assert totals.discount == sum((line.discount_share for line in counted), D(0))
    assert totals.net == sum((line.taxable for line in counted), D(0))
    assert totals.total == totals.net + totals.tax
    included = any(tax.included for line in document.lines for tax in line.taxes)
    if not included:
        assert totals.net == totals.subtotal - totals.discount


@given(documents())
def test_explaining_a_figure_says_what_was_calculated(document: Document) -> None:
    totals = document_totals(document)
    why = totals.why()
    for name in ("gross", "line_discounts", "subtotal", "discount", "net", "tax", "total", "cost"):
        assert why[name].value == getattr(totals, name)
    for line in totals.lines:
        assert why[f"lines.{line.id}"].value == line.taxable


@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_lines_never_matters_but_for_the_odd_cent(
    document: Document, random: object
) -> None:
    """Nets and sums are the same; only which of equal lines takes the odd cent may change."""
    lines = list(document.lines)
    random.shuffle(lines)  # type: ignore[attr-defined]
    one, other = document_totals(document), document_totals(replace(document, lines=tuple(lines)))
    assert {line.id: line.net for line in one.lines} == {line.id: line.net for line in other.lines}
    assert (one.subtotal, one.discount, one.cost) == (other.subtotal, other.discount, other.cost)
    if document.tax_rounding is TaxRounding.DOCUMENT and not document.discount.percent:
        assert abs(one.total - other.total) <= D("0.01") * len(lines)


def test_the_first_of_equal_lines_takes_the_odd_cent() -> None:
    lines = tuple(work(key, "100.00") for key in "abc")
    totals = document_totals(Document("EUR", lines, discount=Discount(amount=D("10.00"))))
    shares = [line.discount_share for line in totals.lines]
    assert shares == [D("3.34"), D("3.33"), D("3.33")]
    assert all(first >= second for first, second in pairwise(shares))


@pytest.mark.parametrize(
    ("shares", "at", "found"),
    [
        ([Share(D(30)), Share(D(30)), Share(D(0))], 2, Share(D(40))),
        ([Share(D(0), D(400)), Share(D(0), D(1))], 1, Share(D(0), D(600))),
        ([Share(D(0), D(400)), Share(D(30)), Share(D(0), D(1))], 2, Share(D(70))),
        ([Share(D(0), D(400)), Share(D(0))], 1, Share(D(100))),
    ],
)
def test_the_rest_goes_into_one_payment(shares: list[Share], at: int, found: Share) -> None:
    fresh = with_rest(D(1000), shares, at)
    assert fresh[at] == found
    assert left_open(D(1000), fresh, D("0.01")) == 0


@pytest.mark.parametrize(
    "shares",
    [[Share(D(60)), Share(D(50)), Share(D(0))], [Share(D(0), D(1100)), Share(D(0), D(1))]],
)
def test_no_rest_is_taken_from_too_much(shares: list[Share]) -> None:
    with pytest.raises(InvalidInput, match="leave nothing"):
        with_rest(D(1000), shares, len(shares) - 1)


def test_what_is_missing_and_what_is_too_much() -> None:
    assert left_open(D(1000), [Share(D(30)), Share(D(30))], D("0.01")) == 400
    assert left_open(D(1000), [Share(D(0), D(1100))], D("0.01")) == -100


@pytest.mark.parametrize(("price", "least"), [("100.00", "Good"), ("200.00", "Better")])
def test_the_least_that_an_open_choice_costs(price: str, least: str) -> None:
    still_open = tuple(replace(option, choice="optional") for option in HOSTING)
    lines = tuple(
        work(key, amount, choice=Choice.OPTIONAL)
        for key, amount in (("a", price), ("b", "100.00"), ("c", "50.00"))
    )
    found = least_choices(Document("EUR", lines), still_open)
    assert {key: choice == Choice.CHOSEN for key, choice in found.items()} == {
        "a": least == "Good", "b": least == "Better", "c": least == "Better",
    }  # fmt: skip
    assert least_choices(Document("EUR", lines), HOSTING) == {}
