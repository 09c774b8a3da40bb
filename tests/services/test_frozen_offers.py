"""What was issued stays what was offered, whatever is decided, extended or set afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import Company, DocumentText, PaymentTerm, TaxCode
from salesdesk.services import sealing
from salesdesk.services.change_notices import change_notice
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.documents.seal import ATTACHED
from salesdesk.services.printing import print_record
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.services.proposal_mail import mail_of
from salesdesk.services.proposal_offer import issued_file, offer_of
from salesdesk.services.proposal_paper import printed
from salesdesk.services.proposal_papers import BOOKLET, SUMMARY, paper_of_record
from salesdesk.services.sealing import Verdict, verify
from salesdesk.services.verdict_words import advice, headline
from tests.services.selling import Firm, firm, issued, pro_0042

D = Decimal
TODAY = now().date()
LATER = TODAY + timedelta(days=90)


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def offered(house: Firm) -> UUID:
    """PRO-2026-0042 with an option and a payment term, issued."""
    with house.database.changing() as session:
        term = PaymentTerm(name="30 days sharp", days=30)
        session.add(term)
        session.flush()
        term_id = term.id
    option = LineDraft(description="Training", unit_price=D(1000), unit_cost=D(700),
                       tax_code_id=house.vat_23, choice="optional")  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        whole = replace(draft, lines=(*draft.lines, option), payment_term_id=term_id, notes="ours")
        return issued(house, desk.save(whole))


def accepted_with_its_option(house: Firm, key: UUID) -> None:
    with house.as_("account_manager") as desk:
        desk.step(key, "accept", chosen=[desk.draft(key).lines[-1].id])
        assert desk.draft(key).total == D("39809.56")


def copy_of(house: Firm, key: UUID, language: str = "de", page: str = "") -> bytes:
    with house.as_("read_only") as desk:
        return desk.print(key, language=language, page=page)


def said(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())


def verdict_on(house: Firm, content: bytes) -> Verdict:
    with house.as_("read_only") as desk:
        return verify(desk, content)


def test_an_acceptance_changes_no_copy_of_what_was_issued(house: Firm) -> None:
    key = offered(house)
    before = copy_of(house, key)
    accepted_with_its_option(house, key)
    assert copy_of(house, key) == before
    assert "38.604,16" in said(before)
    verdict = verdict_on(house, before)
    assert (verdict.kind, verdict.total) == (sealing.COPY, D("38604.16"))


def test_a_longer_validity_changes_no_copy_of_what_was_issued(house: Firm) -> None:
    key = offered(house)
    before = copy_of(house, key)
    with house.as_("account_manager") as desk:
        desk.step(key, "extend", "they asked for time", until=LATER)
        assert desk.draft(key).valid_until == LATER
    assert copy_of(house, key) == before
    assert verdict_on(house, before).kind == sealing.COPY


def test_settings_that_change_change_no_copy_of_what_was_issued(house: Firm) -> None:
    key = offered(house)
    german, letter = copy_of(house, key), copy_of(house, key, "en", "Letter")
    with house.database.changing() as session:
        for text in session.scalars(select(DocumentText)):
            text.body += " Rewritten."
        for code in session.scalars(select(TaxCode)):
            code.name, code.rate = f"{code.name} anew", code.rate + 1
        for term in session.scalars(select(PaymentTerm)):
            term.name += ", or ninety"
        company = session.scalars(select(Company)).one()
        company.brand_color, company.legal_name = "#AA0000", "Another Ltd"
    assert copy_of(house, key) == german
    assert copy_of(house, key, "en", "Letter") == letter
    assert verdict_on(house, german).kind == sealing.COPY
    assert "ninety" not in said(copy_of(house, key, "de", "Letter"))


def test_the_mail_says_what_the_attached_file_says(house: Firm) -> None:
    key = offered(house)
    with house.as_("account_manager") as desk:
        first = mail_of(desk, key)
        desk.step(key, "extend", "they asked for time", until=LATER)
        extended = mail_of(desk, key)
    accepted_with_its_option(house, key)
    with house.as_("account_manager") as desk:
        decided = mail_of(desk, key)
    assert "38,604.16" in first.body
    assert "extended" not in first.body
    assert decided == extended
    [more] = set(extended.body.split("\n\n")) - set(first.body.split("\n\n"))
    assert more.startswith("Its validity was extended")
    assert extended.body.replace(f"{more}\n\n", "") == first.body


def test_what_replaced_it_and_was_cancelled_replaces_it_no_more(house: Firm) -> None:
    first = offered(house)
    with house.as_("account_manager") as desk:
        second = desk.step(first, "revise")["id"]
        draft = desk.draft(second)
        desk.save(replace(draft, valid_until=LATER), draft)
    issued(house, second)
    files = [copy_of(house, key, "") for key in (first, second)]
    with house.as_("account_manager") as desk:
        desk.step(second, "accept")
        files[0] = sealed_file(house, first)
        assert verdict_on(house, files[0]).kind == sealing.SUPERSEDED
        desk.step(second, "cancel", "they withdrew")
    verdicts = [verdict_on(house, file) for file in files]
    assert [each.kind for each in verdicts] == [sealing.UNTOUCHED, sealing.CANCELLED]
    assert verdicts[0].newer == ""
    assert "no longer on offer" in headline(verdicts[1])
    assert "Don't accept a signature" in advice(verdicts[1])


def sealed_file(house: Firm, key: UUID) -> bytes:
    with house.database.reading() as session:
        return session.get_one(Proposal, key).pdf or b""


def without_attachments(pdf: bytes) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for page in PdfReader(BytesIO(pdf)).pages:
        writer.add_page(page)
    writer.write(out)
    return out.getvalue()


def test_papers_beside_the_proposal_bear_no_seal_and_are_not_called_altered(house: Firm) -> None:
    key = offered(house)
    with house.as_("account_manager") as desk:
        papers = [paper_of_record(desk, kind, key) for kind in (SUMMARY, BOOKLET)]
        papers.append(change_notice(house.database, key, key))
        number = desk.draft(key).number
    mark = json.loads(PdfReader(BytesIO(copy_of(house, key, ""))).attachments[ATTACHED][0])["mark"]
    for paper in papers:
        assert not PdfReader(BytesIO(paper)).attachments
        assert mark[:4] not in said(paper)
        verdict = verdict_on(house, paper)
        assert (verdict.kind, verdict.reference) == (sealing.COMPANION, f"{number} / R0")
    stripped = without_attachments(copy_of(house, key, ""))
    assert verdict_on(house, stripped).kind == sealing.RESAVED


def test_a_proposal_with_its_figures_is_no_paper_beside_it(house: Firm) -> None:
    key = offered(house)
    writer, out = PdfWriter(clone_from=BytesIO(copy_of(house, key, ""))), BytesIO()
    writer.add_metadata({"/Keywords": "salesdesk-companion"})
    writer.remove_page(writer.pages[-1])
    writer.write(out)
    assert verdict_on(house, out.getvalue()).kind == sealing.ALTERED


def kept(house: Firm, key: UUID) -> str:
    with house.database.reading() as session:
        return session.get_one(Proposal, key).snapshot


def rich(house: Firm) -> Iterable[LineDraft]:
    """Every kind of line that the page treats in its own way."""
    included = TaxCode(code="IN", name="Included", rate=D(13), kind="percent", is_included=True)
    with house.database.changing() as session:
        session.add(included)
        session.flush()
        key = included.id
    yield LineDraft(kind="heading", description="Hosting")
    for variant, price in (("Good", "100.50"), ("Better", "180.25")):
        yield LineDraft(description=f"{variant} hosting", quantity=D("1.5"), unit="month",
                        unit_price=D(price), unit_cost=D(90), tax_code_id=key, choice="optional",
                        option_group="Hosting", variant=variant)  # fmt: skip
    yield LineDraft(description="Seats", quantity=D(25), unit_price=D("10.125"), unit_cost=D(7),
                    tax_code_id=house.vat_6, tiers="10: 10; 20: 20", tier_form="slab",
                    discount_1=D("2.5"), discount_2=D(1))  # fmt: skip
    yield LineDraft(kind="percent", description="Rush", percent=D("7.25"))
    yield LineDraft(kind="subtotal", description="So far")


def test_the_kept_copy_makes_the_very_bytes_that_were_stored(house: Firm) -> None:
    more = tuple(rich(house))
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        fuller = replace(draft, lines=(*draft.lines, *more), second_language="pt")
        keys = [issued(house, desk.save(fuller)), offered(house)]
    for key in keys:
        with house.database.reading() as session:
            proposal = session.get_one(Proposal, key)
            offer = offer_of(session, proposal)
            paper = offer.paper(session)
            stored = proposal.pdf
        assert printed(paper, offer.draft.sections, internal=False) == stored


def test_no_cost_and_no_note_is_kept_in_the_copy(house: Firm) -> None:
    copy = kept(house, offered(house))
    assert "Training" in copy
    names = set(json.loads(copy)["offered"]["draft"]) | set(
        json.loads(copy)["offered"]["draft"]["lines"][0]
    )
    assert not names & {"cost", "unit_cost", "margin", "notes", "internal_note"}
    assert "3758.4" not in copy


def test_a_proposal_of_an_earlier_version_is_read_from_its_record(house: Firm) -> None:
    key = offered(house)
    before = copy_of(house, key)
    with house.database.changing() as session:
        proposal = session.get_one(Proposal, key)
        parties = json.loads(proposal.snapshot)
        proposal.snapshot = json.dumps({
            name: parties[name]
            for name in ("seller", "customer", "contact", "prepared_by", "letterhead")
        })  # fmt: skip
    assert copy_of(house, key) == before
    with house.as_("account_manager") as desk:
        assert "38,604.16" in mail_of(desk, key).body
        assert verify(desk, before).kind == sealing.COPY


def test_a_damaged_copy_is_refused_and_not_printed(house: Firm) -> None:
    key = offered(house)
    with house.database.changing() as session:
        proposal = session.get_one(Proposal, key)
        said = json.loads(proposal.snapshot)
        said["offered"]["draft"]["lines"][0]["unit_price"] = "dear"
        proposal.snapshot = json.dumps(said)
    with pytest.raises(InvalidInput, match="restore a backup"):
        copy_of(house, key)


def replaced(house: Firm) -> tuple[UUID, bytes, bytes]:
    """A proposal that its next revision has replaced, its file, and a German copy of before."""
    first = offered(house)
    stored, german = copy_of(house, first, ""), copy_of(house, first)
    with house.as_("account_manager") as desk:
        second = desk.step(first, "revise")["id"]
        draft = desk.draft(second)
        desk.save(replace(draft, valid_until=LATER), draft)
    issued(house, second)
    return first, stored, german


def test_the_file_of_a_replaced_revision_is_still_had_byte_for_byte(
    house: Firm, tmp_path: Path
) -> None:
    first, stored, _german = replaced(house)
    with house.as_("read_only") as desk:
        assert issued_file(house.database, first) == stored
        number, file = f"{desk.draft(first).number}/R0", tmp_path / "issued.pdf"
        assert print_record(Desk(house.database), number, file, paper="issued") > 1
    assert file.read_bytes() == stored
    with house.as_("account_manager") as desk:
        draft = desk.save(pro_0042(house, desk))
        with pytest.raises(StepRefused, match="never issued"):
            issued_file(house.database, draft)


def test_copies_of_a_replaced_revision_are_genuine_with_and_without_its_word(house: Firm) -> None:
    first, stored, german = replaced(house)
    stamped = copy_of(house, first, "")
    assert stamped != stored
    assert "SUPERSEDED" in said(stamped)
    for copy in (stored, german, stamped, copy_of(house, first), copy_of(house, first, "pt")):
        verdict = verdict_on(house, copy)
        assert (verdict.kind, verdict.differences) == (sealing.SUPERSEDED, ())
