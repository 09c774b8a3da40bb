"""The price table over pages: titles with their items, subtotals with theirs, sums carried."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.services.documents.content import Party, PriceRow, RowKind
from salesdesk.services.documents.fonts import register_fonts
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.proposal import print_proposal
from tests.documents.sample import proposal, texts

D = Decimal
register_fonts()


def grouped(groups: int, items: int, note: str = "") -> tuple[PriceRow, ...]:
    """Titles, each with its items and their subtotal."""
    rows: list[PriceRow] = []
    for group in range(1, groups + 1):
        rows.append(PriceRow("", f"Group {group}", "", D(0), kind=RowKind.HEADING))
        rows += [
            PriceRow(str(at), f"Item {group}.{at}", note, D("10.00"), D(1), "", D("10.00"))
            for at in range(1, items + 1)
        ]
        rows.append(PriceRow("", "", "", D("10.00") * items, kind=RowKind.SUBTOTAL))
    return tuple(rows)


def pricing(rows: tuple[PriceRow, ...]) -> list[str]:
    pages = texts(print_proposal(proposal(lines=rows, plan=None, options=(), payments=())))
    first = next(at for at, page in enumerate(pages) if "What it costs" in page)
    last = next(at for at, page in enumerate(pages) if "Total, EUR" in page and at >= first)
    return pages[first : last + 1]


@pytest.mark.parametrize("items", range(2, 9))
def test_titles_go_with_their_items_and_subtotals_with_theirs(items: int) -> None:
    pages = pricing(grouped(14, items))
    assert len(pages) > 1
    for page in pages:
        shown = re.findall(r"Group \d+|Item \d+\.\d+|Subtotal|Carried forward", page)
        table = [each for each in shown if each != "Carried forward"]
        assert not table[-1].startswith("Group")
        assert table[0] != "Subtotal"


def test_subtotals_are_said_and_not_added_again() -> None:
    pages = pricing(grouped(12, 5))
    carried = re.search(r"Carried forward\s+([\d,.]+)", pages[0])
    assert carried
    assert carried[1] == f"{len(re.findall(r'Item ', pages[0])) * 10}.00"
    assert pages[0].count("50.00") >= 2


def test_a_hidden_price_is_not_on_the_page_and_words_stand_between() -> None:
    rows = (
        PriceRow("1", "Secret recipe", "", D("777.77"), is_price_hidden=True),
        PriceRow("", "Delivered in spring", "", D(0), kind=RowKind.WORDS),
        PriceRow("2", "Surcharge", "", D("10.00"), percent=D("12.5")),
    )
    said = "".join(pricing(rows))
    assert "777.77" not in said
    assert "Delivered in spring" in said
    assert "12.5 %" in said


PARTS = ["Alpha stands before. " * 12, "Then Beta does much. " * 14, "And Gamma ends it. " * 10]


@pytest.mark.parametrize("before", range(8, 22))
def test_a_long_description_is_parted_between_its_paragraphs(before: int) -> None:
    rows = (
        *(PriceRow(str(at), f"Item 1.{at}", "", D("10.00")) for at in range(before)),
        PriceRow("99", "Long one", "\n\n".join(PARTS), D("10.00")),
        *(PriceRow(str(at), f"Item 2.{at}", "", D("10.00")) for at in range(30)),
    )
    pages = pricing(rows)
    for part, word in zip(PARTS, ("Alpha", "Beta", "Gamma"), strict=True):
        holding = [page for page in pages if word in page]
        assert len(holding) == 1, word
        assert holding[0].count(word) == len(part.split(". ")) - 1
    for page, following in pairwise(pages):
        carried = re.search(r"Carried forward\s+([\d,.]+)", page)
        brought = re.search(r"Brought forward\s+([\d,.]+)", following)
        assert carried
        assert brought
        assert carried[1] == brought[1]
    shown = sum(page.count("lump sum") for page in pages[:1]) * 10
    assert f"{shown}.00" in pages[0].split("Carried forward")[1]


@given(
    st.lists(st.sampled_from(["head", "item", "tied", "long"]), min_size=3, max_size=60),
    st.floats(260, 600),
)
def test_no_page_begins_with_a_subtotal_or_ends_with_a_title(
    kinds: list[str], depth: float
) -> None:
    rows = [Row(("Item",), is_head=False)]
    rows += [
        Row((kind,), is_head=kind == "head", is_tied=kind == "tied",
            note="a line of words " * 30 if kind == "long" else "")
        for kind in kinds
    ]  # fmt: skip
    rows.append(Row(("Last",)))
    rest = Ledger(Table([Column("Item", 200)], rows))
    parts: list[Ledger] = []
    while rest.wrap(200, depth)[1] > depth:
        cut = rest.split(200, depth)
        if not cut:
            break
        part, rest = cast("Ledger", cut[0]), cast("Ledger", cut[-1])
        parts.append(part)
    for part in parts:
        places = range(part._start + 1, part._stop + 1)
        if all(part._clings(at) for at in places):
            continue  # a page of nothing but titles and subtotals has to break somewhere
        body = part._body.rows
        assert not body[part._stop - 1].row.is_head
        assert not (body[part._stop].row.is_tied and body[part._stop].opens)
    drawn = sum(part._stop - part._start for part in (*parts, rest))
    assert drawn == len(rest._body.rows)


@pytest.mark.parametrize("words", [1, 20, 60])
@pytest.mark.parametrize("terms", range(3, 9))
def test_signatures_stand_with_the_sentence_that_is_signed(words: int, terms: int) -> None:
    customer = Party("Konex " + "and Partners " * words)
    content = proposal(plan=None, customer=customer)
    content = replace(content, terms=content.terms[:1] * terms)
    page = next(page for page in texts(print_proposal(content)) if "By signing" in page)
    assert "How to accept" in page
    assert page.count("Place and date") == 2


@pytest.mark.parametrize("lines", range(1, 40))
def test_no_title_of_the_terms_is_left_at_the_foot(lines: int) -> None:
    content = proposal(plan=None)
    term = replace(content.terms[0], text="A line of words.\n" * lines)
    content = replace(content, terms=(term, *content.terms[1:]))
    for page in texts(print_proposal(content)):
        at = page.find("Changes of scope")
        if at >= 0:
            assert "Konex wants one place" in page[at:]
