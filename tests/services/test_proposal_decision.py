"""The customer decides: one of each group of alternatives, and each option yes or no."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import LineDraft
from tests.services.selling import Firm, firm, issued, pro_0042

D = Decimal
NET = D("31595.98")


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def hosting(house: Firm, *chosen: str) -> tuple[LineDraft, ...]:
    """Good in one line, Better in two; of the document discount of 2 % each bears its share."""

    def line(variant: str, name: str, price: int) -> LineDraft:
        return LineDraft(
            description=name, unit_price=D(price), unit_cost=D(0), tax_code_id=house.vat_23,
            option_group="Hosting", variant=variant,
            choice="chosen" if variant in chosen else "optional",
        )  # fmt: skip

    return (
        line("Good", "One machine", 1000),
        line("Better", "Two machines", 2000),
        line("Better", "A watch over them", 500),
    )


def offered(house: Firm, lines: tuple[LineDraft, ...]) -> UUID:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        key = desk.save(replace(draft, lines=(*draft.lines, *lines)))
    return issued(house, key)


def accepted(house: Firm, key: UUID, *chosen: UUID) -> dict[str, str]:
    """Accepted with these lines; what the choice of each hosting line is then."""
    with house.as_("account_manager") as desk:
        desk.step(key, "accept", chosen=chosen)
        lines = desk.draft(key).lines
        assert all(line.chosen_by for line in lines if line.option_group)
        return {line.description: line.choice for line in lines if line.option_group}


def net_of(house: Firm, key: UUID) -> Decimal:
    with house.as_("account_manager") as desk:
        return desk.draft(key).net


def test_an_open_group_has_to_be_settled(house: Firm) -> None:
    key = offered(house, hosting(house))
    assert net_of(house, key) == NET
    with house.as_("account_manager") as desk:
        with pytest.raises(InvalidInput, match="Choose one of “Good”, “Better” for “Hosting”"):
            desk.step(key, "accept")
        assert desk.draft(key).status == "issued"


def test_one_line_turns_its_whole_variant_on_and_the_other_off(house: Firm) -> None:
    lines = hosting(house, "Good")
    key = offered(house, lines)
    assert net_of(house, key) == NET + 980
    assert accepted(house, key, lines[2].id) == {
        "One machine": "optional",
        "Two machines": "chosen",
        "A watch over them": "chosen",
    }
    assert net_of(house, key) == NET + 2450


def test_what_was_offered_as_chosen_stays_without_a_word(house: Firm) -> None:
    key = offered(house, hosting(house, "Good"))
    assert accepted(house, key)["One machine"] == "chosen"
    assert net_of(house, key) == NET + 980


def test_two_variants_of_a_group_are_refused(house: Firm) -> None:
    lines = hosting(house)
    key = offered(house, lines)
    with house.as_("account_manager") as desk, pytest.raises(InvalidInput, match="“Hosting”"):
        desk.step(key, "accept", chosen=[lines[0].id, lines[1].id])


def test_an_option_beside_a_group_is_settled_too(house: Firm) -> None:
    support = LineDraft(description="Support", unit_price=D(100), unit_cost=D(0),
                        tax_code_id=house.vat_23, choice="optional")  # fmt: skip
    lines = (*hosting(house, "Good"), support)
    key = offered(house, lines)
    accepted(house, key, support.id)
    assert net_of(house, key) == NET + 980 + 98
