"""A margin that nobody can know is said so, not written as a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesdesk.services.database import Database
from tests.services.selling import Firm, firm, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def test_an_unknown_margin_is_told_in_words(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        [first, *others] = draft.lines
        unknown = replace(draft, lines=(replace(first, unit_cost=None, cost=None), *others))
        said = [fired.message for fired in desk.fired(unknown)]
    assert any("not known" in words for words in said)
    assert not any("— %" in words for words in said)
