"""What is printed in a language that its readers don't read is told before it leaves the house."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from salesdesk.models.values.sections import read_sections, write_sections
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import ProposalDraft
from tests.services.selling import Firm, firm, pro_0042

ENGLISH = "The work is in two phases, and nothing of the second starts before that is signed."
GERMAN = "Die Arbeit hat zwei Phasen, und mit der zweiten wird nicht früher begonnen."


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def written(draft: ProposalDraft, text: str, second: str = "", *, on: bool = True) -> ProposalDraft:
    sections = [
        replace(each, text=text, second_text=second, on=on) if each.kind == "approach" else each
        for each in read_sections(draft.sections)
    ]
    return replace(draft, sections=write_sections(sections))


def told(house: Firm, draft: ProposalDraft) -> list[tuple[str, str, str]]:
    with house.as_("account_manager") as desk:
        return of(house, desk.save(draft))


def of(house: Firm, key: UUID, who: str = "account_manager") -> list[tuple[str, str, str]]:
    with house.as_(who) as desk:
        found = desk.readiness(key).untranslated
    return [(each.section.kind, each.wanted, each.found) for each in found]


def plain(house: Firm, **more: object) -> ProposalDraft:
    with house.as_("account_manager") as desk:
        return replace(pro_0042(house, desk), **more)  # type: ignore[arg-type]


def test_a_text_in_another_language_is_told_and_the_librarys_own_are_not(house: Firm) -> None:
    for language, found in (("de", [("approach", "de", "en")]), ("en", [])):
        assert told(house, written(plain(house, language=language), ENGLISH)) == found


def test_what_is_not_printed_is_not_told(house: Firm) -> None:
    assert told(house, written(plain(house, language="de"), ENGLISH, on=False)) == []


def test_a_changed_letter_in_another_language_is_told(house: Firm) -> None:
    assert told(house, plain(house, language="de", summary=ENGLISH)) == [("summary", "de", "en")]


def test_a_second_language_wants_every_text(house: Firm) -> None:
    for second, found in (
        ("", [("approach", "de", "")]), (GERMAN, []), (ENGLISH, [("approach", "de", "en")]),
    ):  # fmt: skip
        draft = plain(house, second_language="de")
        assert told(house, written(draft, ENGLISH, second)) == found


def test_it_hinders_nobody_and_the_approver_sees_it(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(written(plain(house, language="de"), ENGLISH))
        desk.step(key, "submit")
    assert of(house, key, "approver") == [("approach", "de", "en")]
    with house.as_("approver") as desk:
        desk.step(key, "approve")
    with house.as_("account_manager") as desk:
        desk.step(key, "issue")
        assert desk.readiness(key).untranslated == ()
