"""Our words on a page of two languages: in tables, the chart, the sums and over the signatures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.services.documents.content import Alternatives, ComparedRow, SecondTexts
from salesdesk.services.documents.proposal import print_proposal
from tests.documents.sample import proposal, texts

D = Decimal
CHOICE = Alternatives(
    "Hosting", ("Good", "Better"), "",
    (ComparedRow("Hosting", (D(10), None), (True, True)),),
    (D(10), D(20)), (D(0), D(10)), (D(100), D(110)),
)  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> list[str]:
    content = proposal(second=SecondTexts("de"), alternatives=(CHOICE,))
    return [" ".join(page.split()) for page in texts(print_proposal(content))]


def page_with(pages: list[str], words: str) -> str:
    return next(page for page in pages if words in page)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("Prepared for", "30 December 2026 / 30. Dezember 2026"),
        ("Prepared for", "Vertraulich. Nur für Konex."),
        ("When it happens", "January / Januar 2027"),
        ("When it happens", "may slip without moving the end"),
        ("When it happens", "darf rutschen, ohne das Ende zu verschieben"),
        ("Who works for you / ", "January Januar"),
        ("What it costs", "lump sum / pauschal"),
        ("What it costs", "VAT 23 % on 30,073.06"),
        ("What it costs", "USt. 23 % auf 30.073,06"),
        ("Your choice: Hosting", "Ihre Wahl: Hosting"),
        ("Your choice: Hosting", "Total with it, EUR Gesamt damit, EUR"),
        ("Your choice: Hosting", "Die Preise dieses Angebots enthalten die günstigste Wahl."),
        ("Options you may add", "Optionen zur Auswahl"),
        ("Payment / Zahlung", "16 February 2027 / 16. Februar 2027"),
        ("Signed for Maven Hardware Lda.", "Unterschrieben für Maven Hardware Lda."),
    ],
)
def test_a_page_says_it_in_both(pages: list[str], page: str, words: str) -> None:
    assert words in page_with(pages, page)


def test_a_sentence_has_the_days_of_its_own_language_only(pages: list[str]) -> None:
    signed = page_with(pages, "How to accept")
    assert "Please return a signed copy by 29 January 2027." in signed
    assert "bis 29. Januar 2027 zurück" in signed
    plan = page_with(pages, "When it happens")
    assert "Work starts on Monday, 11 January 2027 and ends" in plan


def test_a_month_is_named_once(pages: list[str]) -> None:
    plan = page_with(pages, "When it happens")
    assert plan.count("January / Januar 2027") + plan.count("January 2027 18") == 1


def test_one_language_says_nothing_twice() -> None:
    for page in texts(print_proposal(proposal())):
        assert " / " not in page.replace("PRO-2026-0042 / R0", "").replace(" / 6", "")
