"""Good, better, best side by side: chosen by a key, undone in one step, compared on paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.proposal.alternatives_block import VariantCard, with_variant
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.steps import option_words
from tests.ui.proposal_workplace import Workplace, body_of

D = Decimal


@pytest.fixture(autouse=True)
def hosted(place: Workplace) -> None:
    """Every proposal here offers three ways to host."""
    with place.firm.as_("account_manager") as proposals:
        draft = proposals.draft(place.key)
        proposals.save(with_hosting(draft), draft)


def with_hosting(draft: ProposalDraft) -> ProposalDraft:
    """The same proposal with three ways to host, the first of them chosen."""
    tax = draft.lines[0].tax_code_id

    def hosting(variant: str, price: int, cost: int) -> LineDraft:
        choice = "chosen" if variant == "Good" else "optional"
        return LineDraft(
            description="Server", unit_price=D(price), unit_cost=D(cost), tax_code_id=tax,
            option_group="Hosting", variant=variant, choice=choice,
        )  # fmt: skip

    ways = (hosting("Good", 1000, 500), hosting("Better", 2000, 900), hosting("Best", 4000, 1500))
    return replace(draft, lines=(*draft.lines, *ways), discount_percent=None)


def cards(page: ProposalPage) -> dict[str, VariantCard]:
    return {card.variant.name: card for card in body_of(page).alternatives.cards}


def test_the_variants_stand_side_by_side_with_what_they_add(place: Workplace) -> None:
    page = place.open()
    said = {name: card.accessibleName() for name, card in cards(page).items()}
    assert said["Good"].startswith("Hosting, Good, chosen. Total with it")
    assert "Difference +1,000.00" in said["Better"]
    assert "Difference +3,000.00" in said["Best"]
    assert "Margin" in said["Best"]


def test_alternatives_are_told_apart_when_one_is_accepted(place: Workplace) -> None:
    bench = place.open().bench
    assert bench
    said = [
        option_words(line, line.net, "EUR")
        for line in bench.sums.lines
        if line.choice == "optional"
    ]
    assert said == [
        "Hosting – Better: Server, EUR 2,000.00",
        "Hosting – Best: Server, EUR 4,000.00",
    ]


def test_the_sections_that_stand_among_the_prices_lead_there(place: Workplace) -> None:
    body = body_of(place.open())
    for key in ("options", "payments"):
        body.outline.choose(key)
        [way] = [b for b in body.findChildren(Button) if b.text() == "Open the pricing"
                 and b.isVisibleTo(body)]  # fmt: skip
        way.click()
        assert body.outline.current == "pricing"


def test_a_key_chooses_and_one_step_takes_it_back(place: Workplace) -> None:
    page = place.open()
    bench = page.bench
    assert bench
    net = bench.sums.net
    QTest.keyClick(cards(page)["Best"], Qt.Key.Key_Space)
    place.settle()
    assert bench.sums.net == net + 3000
    assert bench.document.stack.undoText() == "choose Best for Hosting"
    assert "Difference −2,000.00" in cards(page)["Better"].accessibleName()
    page.undo()
    place.settle()
    assert bench.sums.net == net


def test_no_margin_in_a_column_for_those_who_may_not_see_it(place: Workplace) -> None:
    place.sign_in("read_only")
    page = place.open()
    assert page.bench
    assert all(each.margin is None for each in page.bench.figures.scenarios)
    assert not any("Margin" in card.accessibleName() for card in cards(page).values())


def pages(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_page_compares_them_and_an_open_choice_costs_from(place: Workplace) -> None:
    proposals = place.desk.proposals
    draft = proposals.draft(place.key)
    words = pages(proposals.preview(draft))
    assert "Your choice: Hosting" in words
    assert "+3,000.00" in words
    assert "“Good” is what the prices of this proposal include." in words
    assert "Total, EUR" in words
    still_open = proposals.calculated(with_variant(draft, "Hosting", None))
    words = pages(proposals.preview(still_open))
    assert "Total from, EUR" in words
    assert "least expensive" in words
    assert f"{draft.total:,.2f}" in words
    assert f"{still_open.total:,.2f}" not in words.split("Your choice")[0]
