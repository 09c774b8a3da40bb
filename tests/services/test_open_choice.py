"""While a choice is open, every paper says the same: the total from which it begins."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader

from salesdesk.services.change_notices import change_notice
from salesdesk.services.database import Database
from salesdesk.services.documents.seal import ATTACHED
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_mail import mail_of
from salesdesk.services.proposal_papers import BOOKLET, SUMMARY, paper_pdf
from salesdesk.services.sealing import UNTOUCHED, verify
from tests.documents.sample import texts
from tests.services.selling import Firm, firm, pro_0042
from tests.services.test_sealing import approved_and_issued

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def open_choice(house: Firm) -> ProposalDraft:
    """PRO-2026-0042 with hosting still to be chosen; “Good” for 1,000 is the least expensive."""
    choices = tuple(
        LineDraft(description=f"Hosting {name}", unit_price=D(price), unit_cost=D(100),
                  option_group="Hosting", variant=name, choice="optional",
                  tax_code_id=house.vat_23)
        for name, price in (("Good", 1000), ("Better", 2000))
    )  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        return desk.calculated(
            replace(
                draft,
                lines=(*draft.lines, *choices),
                summary="All from {{total}} on, please.",
            )
        )


def issued(house: Firm) -> UUID:
    with house.as_("account_manager") as desk:
        key = desk.save(open_choice(house))
        desk.step(key, "submit")
    return approved_and_issued(house, key).id


def least(house: Firm) -> ProposalDraft:
    """What it costs with the least expensive choice, by the calculator."""
    draft = open_choice(house)
    lines = tuple(
        replace(line, choice="chosen") if line.variant == "Good" else line for line in draft.lines
    )
    with house.as_("account_manager") as desk:
        return desk.calculated(replace(draft, lines=lines))


def test_the_table_adds_up_to_what_it_says(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        words = " ".join(" ".join(texts(desk.preview(open_choice(house)))).split())
    wanted = least(house)
    assert f"Total from, EUR {wanted.total:,.2f}" in words
    assert f"All from {wanted.total:,.2f} EUR on, please." in words
    assert "6 Hosting Good" in words
    for part in wanted.instalments:
        assert f"{part.amount:,.2f}" in words


def test_one_page_booklet_figures_seal_and_mail_say_it_too(house: Firm) -> None:
    key, wanted = issued(house), least(house)
    total = f"{wanted.total:,.2f}"
    with house.as_("account_manager") as desk:
        draft, pdf, mail = desk.draft(key), desk.print(key), mail_of(desk, key)
        for paper in (SUMMARY, BOOKLET):
            page = " ".join(texts(paper_pdf(desk, paper, draft))[0].split())
            assert "Total from, EUR" in page
            assert total in page
            assert f"{draft.total:,.2f}" not in page
        verdict = verify(desk, pdf)
    assert draft.total < wanted.total
    figures = json.loads(PdfReader(BytesIO(pdf)).attachments[ATTACHED][0])
    assert D(figures["sums"]["total"]) == wanted.total
    assert figures["sums"]["is_from"] is True
    assert sum(D(part["amount"]) for part in figures["schedule"]) == wanted.total
    assert sum(D(tax["amount"]) for tax in figures["taxes"]) + D(figures["sums"]["net"]) == (
        wanted.total
    )
    assert f"for a total from {total} EUR" in mail.body
    assert (verdict.kind, verdict.total) == (UNTOUCHED, wanted.total)


def test_the_change_notice_compares_what_the_papers_say(house: Firm) -> None:
    key, wanted = issued(house), least(house)
    with house.as_("account_manager") as desk:
        later = desk.step(key, "revise")["id"]
        draft = desk.draft(later)
        first, *rest = draft.lines
        desk.save(replace(draft, lines=(replace(first, unit_price=D(6000)), *rest)), draft)
        words = " ".join(" ".join(texts(change_notice(house.database, key, later))).split())
    assert f"{wanted.total:,.2f}" in words
    assert "Hosting" not in words


def test_the_margin_sheet_keeps_the_stored_sums(house: Firm) -> None:
    draft = open_choice(house)
    with house.as_("account_manager") as desk:
        words = " ".join(texts(desk.preview(draft, internal=True)))
    assert f"{draft.net:,.2f}" in words


def test_where_nothing_is_open_the_figures_are_as_they_were(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        desk.step(key, "submit")
    approved_and_issued(house, key)
    with house.as_("account_manager") as desk:
        pdf, draft = desk.print(key), desk.draft(key)
        assert verify(desk, pdf).total == draft.total
    figures = json.loads(PdfReader(BytesIO(pdf)).attachments[ATTACHED][0])
    assert "is_from" not in figures["sums"]
