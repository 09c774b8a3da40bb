"""Hostile strings typed into a proposal, saved, and printed from what was kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.services.database import Database
from salesdesk.services.documents.scripts import clean
from salesdesk.services.proposal_drafts import LineDraft
from tests.documents.hostile import STRINGS
from tests.documents.test_hostile_strings import (
    letters,
    require_harmless,
    said,
    unexpected,
    watched,
)
from tests.services.selling import Firm, firm, pro_0042

REFUSED = [text for text in STRINGS if "\x00" in text or (not text.isascii() and any(
    "\ud800" <= letter <= "\udfff" for letter in text))]  # fmt: skip
KEPT = [
    text for text in STRINGS if clean(text).strip() and len(text) <= 180 and text not in REFUSED
]


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_text_may_hold_is_refused_when_it_is_saved(house: Firm, text: str) -> None:
    with house.as_("account_manager") as desk, pytest.raises(InvalidInput, match="no text may"):
        desk.save(replace(pro_0042(house, desk), summary=text))


def test_what_was_typed_is_kept_and_printed(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        line = draft.lines[0]
        lines = tuple(
            replace(line, id=LineDraft().id, description=text, detail=text) for text in KEPT
        )
        key = desk.save(replace(draft, lines=lines, summary="\n\n".join(KEPT)))
        kept = desk.draft(key)
        with watched() as events:
            pdf = desk.print(key)
    require_harmless(pdf)
    found = letters(said(pdf))
    for text, line in zip(KEPT, kept.lines, strict=True):
        wanted = letters(clean(line.description))
        if not any("\u0590" <= letter <= "\u08ff" for letter in wanted):
            assert found.count(wanted) >= 2, text
    assert [event for event in unexpected(events) if event[0] != "open"] == []
