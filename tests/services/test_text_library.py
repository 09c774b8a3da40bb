"""Texts of the library and templates: kept once, found by language, and begun with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from salesdesk.errors import InvalidInput, NotAllowed
from salesdesk.models.reference import ProposalTemplate
from salesdesk.models.values.sections import section_at, with_section
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.text_library import TextLibrary
from tests.services.selling import Firm, firm, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def test_a_text_is_kept_once_and_its_own_language_comes_first(house: Firm) -> None:
    library = TextLibrary(house.database)
    with house.as_("account_manager"):
        library.keep("approach", "Agile", "en", "In sprints.")
        library.keep("approach", "Agil", "de", "In Sprints.")
        library.keep("approach", "Agile", "en", "In short sprints.")
        library.keep("team", "Us", "en", "We are six.")
        found = library.texts("approach", "de")
    assert [(text.language, text.body) for text in found] == [
        ("de", "In Sprints."),
        ("en", "In short sprints."),
    ]


def test_who_may_not_write_proposals_keeps_no_texts(house: Firm) -> None:
    library = TextLibrary(house.database)
    with house.as_("read_only"), pytest.raises(NotAllowed):
        library.keep("approach", "Agile", "en", "In sprints.")
    with house.as_("account_manager"), pytest.raises(InvalidInput, match="name and words"):
        library.keep("approach", "Agile", "en", "  ")


def with_approach(draft: ProposalDraft, text: str) -> ProposalDraft:
    section = section_at(draft.sections, "approach")
    assert section
    return replace(draft, sections=with_section(draft.sections, replace(section, text=text)))


def test_a_template_gives_its_sections_and_texts_and_leaves_the_lines(house: Firm) -> None:
    library = TextLibrary(house.database)
    with house.as_("account_manager") as desk:
        source = with_approach(replace(pro_0042(house, desk), language="de"), "In Sprints.")
        library.keep_template(source, "Portal")
        library.keep_template(with_approach(source, "In kurzen Sprints."), "Portal")
        [template] = library.templates()
        fresh = desk.calculated(pro_0042(house, desk))
        begun = library.with_template(fresh, template.id)
    approach = section_at(begun.sections, "approach")
    assert approach
    assert approach.text == "In kurzen Sprints."
    assert (begun.language, begun.lines) == ("de", fresh.lines)


def test_a_new_proposal_begins_as_the_default_template_of_its_language(house: Firm) -> None:
    library = TextLibrary(house.database)
    with house.as_("account_manager") as desk:
        plain = desk.new(house.account_id)
        library.keep_template(with_approach(plain, "As always."), "Usual")
        assert desk.new(house.account_id).sections == plain.sections
    with house.database.changing() as session:
        session.execute(select(ProposalTemplate)).scalar_one().is_default = True
    with house.as_("account_manager") as desk:
        approach = section_at(desk.new(house.account_id).sections, "approach")
        assert approach
        assert approach.text == "As always."
