"""A proposal in two languages: its texts in facing columns, our words in both."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from salesdesk.models.values.sections import read_sections, write_sections
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import ProposalDraft
from tests.services.selling import Firm, firm, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def in_two(draft: ProposalDraft, **texts: tuple[str, str]) -> ProposalDraft:
    sections = [
        replace(each, text=texts[each.kind][0], second_text=texts[each.kind][1])
        if each.kind in texts
        else each
        for each in read_sections(draft.sections)
    ]
    return replace(draft, second_language="de", sections=write_sections(sections))


def pages(house: Firm, draft: ProposalDraft) -> list[str]:
    with house.as_("account_manager") as desk:
        pdf = desk.preview(desk.calculated(draft))
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_both_texts_stand_on_the_same_page_and_our_words_in_both(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = in_two(
            pro_0042(house, desk),
            approach=("# Phases\nTwo phases for {{customer}}.", "# Phasen\nZwei Phasen."),
        )
    printed = pages(house, draft)
    approach = next(page for page in printed if "Two phases for Konex." in page)
    assert "Zwei Phasen." in approach
    assert "How we work / Wie wir arbeiten" in approach
    pricing = next(page for page in printed if "What it costs" in page)
    for words in ("Was es kostet", "Net / Netto", "38,604.16"):
        assert words in pricing


def test_a_long_text_parts_over_pages_on_both_sides(house: Firm) -> None:
    left = "\n\n".join(f"Paragraph {n} in English. " + "More of it. " * 30 for n in range(20))
    right = "\n\n".join(f"Absatz {n} auf Deutsch. " + "Mehr davon. " * 40 for n in range(20))
    with house.as_("account_manager") as desk:
        draft = in_two(pro_0042(house, desk), approach=(left, right))
    printed = " ".join(pages(house, draft))
    for n in range(20):
        assert f"Paragraph {n} in English." in printed
        assert f"Absatz {n} auf Deutsch." in printed


def test_a_second_language_that_is_the_first_changes_nothing(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
    assert pages(house, replace(draft, second_language="en")) == pages(house, draft)
