"""The outline of a printed proposal: every section that is printed, by its name, at its page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from salesdesk.models.values.sections import (
    OPTIONS,
    OWN,
    PAYMENTS,
    PRICING,
    Section,
    read_sections,
    write_sections,
)
from salesdesk.services.database import Database
from salesdesk.services.own_pages import keep_own_pages
from salesdesk.services.preview import section_pages
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from tests.documents.sample import texts
from tests.services.selling import Firm, firm, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def with_options(house: Firm, draft: ProposalDraft) -> ProposalDraft:
    option = LineDraft(description="Second portal", unit_price=Decimal(900), choice="optional",
                       tax_code_id=house.vat_23)  # fmt: skip
    return replace(draft, lines=(*draft.lines, option))


def called(draft: ProposalDraft, **titles: str) -> ProposalDraft:
    sections = [
        replace(each, title=titles.get(each.kind, each.title))
        for each in read_sections(draft.sections)
    ]
    return replace(draft, sections=write_sections(sections))


def printed(house: Firm, draft: ProposalDraft) -> tuple[dict[str, int], list[str]]:
    """The page of each section, and what the pages say."""
    with house.as_("account_manager") as desk:
        pdf = desk.preview(desk.calculated(draft))
    found = section_pages(pdf, draft.sections, draft.language, draft.second_language)
    return found, [" ".join(page.split()) for page in texts(pdf)]


@pytest.mark.parametrize("second", ["", "de"])
def test_options_and_payments_are_found_where_they_begin(house: Firm, second: str) -> None:
    with house.as_("account_manager") as desk:
        draft = replace(with_options(house, pro_0042(house, desk)), second_language=second)
    found, pages = printed(house, draft)
    assert "Options you may add" in pages[found[OPTIONS]]
    assert "On acceptance" in pages[found[PAYMENTS]]
    assert {"summary", "pricing", "terms", "acceptance"} <= found.keys()
    assert found[PRICING] <= found[OPTIONS] <= found[PAYMENTS] <= found["terms"]


def test_a_choice_of_alternatives_is_where_the_options_begin(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
    choices = tuple(
        LineDraft(description=name, unit_price=Decimal(price), option_group="Hosting",
                  variant=name, choice="optional", tax_code_id=house.vat_23)
        for name, price in (("Good", 100), ("Better", 200))
    )  # fmt: skip
    found, pages = printed(house, replace(draft, lines=(*draft.lines, *choices)))
    assert "Your choice: Hosting" in pages[found[OPTIONS]]


def test_a_section_is_called_as_somebody_called_it(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = with_options(house, pro_0042(house, desk))
    draft = called(draft, pricing="Your investment", options="Extras", payments="When you pay",
                   terms="Small print", acceptance="Yes, please")  # fmt: skip
    found, pages = printed(house, draft)
    for key, title in (("pricing", "Your investment"), (OPTIONS, "Extras"),
                       (PAYMENTS, "When you pay"), ("terms", "Small print"),
                       ("acceptance", "Yes, please")):  # fmt: skip
        assert title in pages[found[key]]
    assert "What it costs" not in " ".join(pages)


def test_own_pages_are_listed_by_their_title(house: Firm, tmp_path: Path) -> None:
    path = tmp_path / "site.png"
    Image.new("RGB", (600, 800), "teal").save(path)
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        own = Section(OWN, title="The site", file=keep_own_pages(house.database, path), name="a")
        draft = replace(draft, sections=write_sections([*read_sections(draft.sections), own]))
        pdf = desk.preview(desk.calculated(draft))
    found = section_pages(pdf, draft.sections, draft.language)
    assert found[own.key] == len(PdfReader(BytesIO(pdf)).pages) - 1
    assert "The site" in texts(pdf)[-1]
