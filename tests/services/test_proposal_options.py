"""What an option adds is said alike on paper, on the card, at acceptance, and when it is chosen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from salesdesk.models.reference import TaxCode
from salesdesk.models.values.priced_lines import Choice
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_figures import figures_of
from salesdesk.services.proposal_papers import WALK_AWAY, paper_pdf
from tests.services.selling import Firm, firm, pro_0042
from tests.services.test_proposal_papers import pages

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def with_option(house: Firm, percent: str, amount: str | None = None) -> ProposalDraft:
    """A line of 9,000.00 and an option of 1,000.00 that costs 900.00."""
    lines = (
        LineDraft(description="Portal", unit_price=D(9000), unit_cost=D(5000),
                  tax_code_id=house.vat_23),
        LineDraft(description="Training", unit_price=D(1000), unit_cost=D(900),
                  tax_code_id=house.vat_23, choice="optional"),
    )  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = replace(pro_0042(house, desk), lines=lines, discount_percent=D(percent))
        if amount is not None:
            draft = replace(draft, discount_percent=None, discount_amount=D(amount))
        return desk.calculated(draft)


@pytest.mark.parametrize(
    ("percent", "amount", "is_included", "adds"),
    [
        ("0", None, False, "1000.00"),
        ("10", None, False, "900.00"),
        ("0", "500", False, "1000.00"),
        ("0", None, True, "813.01"),
        ("10", None, True, "731.70"),
    ],
)
def test_it_adds_what_the_net_grows_by(
    house: Firm, percent: str, amount: str | None, is_included: bool, adds: str
) -> None:
    with house.database.changing() as session:
        session.get_one(TaxCode, house.vat_23).is_included = is_included
    draft = with_option(house, percent, amount)
    option = draft.lines[1]
    with house.as_("account_manager") as desk:
        found = figures_of(desk, draft).option_nets
        taken = replace(option, choice=str(Choice.CHOSEN))
        grown = desk.calculated(replace(draft, lines=(draft.lines[0], taken)))
    assert found == {option.id: D(adds)}
    assert grown.net - draft.net == D(adds)


def test_the_papers_say_what_it_adds(house: Firm) -> None:
    draft = with_option(house, "10")
    with house.as_("account_manager") as desk:
        offer = " ".join(pages(desk.preview(draft)))
        card = " ".join(pages(paper_pdf(desk, WALK_AWAY, draft)))
    assert "+900.00" in offer
    assert "1,000.00" not in offer
    assert "900.00" in card
    assert "0.00 %" in card
