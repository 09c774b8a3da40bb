"""A printed proposal that comes back: untouched, altered, superseded, or none of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from salesdesk.models.proposal import Proposal
from salesdesk.services import sealing
from salesdesk.services.database import Database
from salesdesk.services.documents.content import ProposalPrint
from salesdesk.services.documents.proposal import print_proposal
from salesdesk.services.documents.seal import ATTACHED
from salesdesk.services.drafting import read
from salesdesk.services.own_pages import keep_own_pages
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_paper import kept_parties, paper_of, parties_of
from salesdesk.services.proposals import Proposals
from salesdesk.services.sealing import Difference, Verdict, verify
from salesdesk.services.verdict_words import advice, headline, verdict_json
from tests.services.selling import Firm, firm, pro_0042
from tests.services.test_own_pages import brochure, with_own

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def issued(house: Firm) -> ProposalDraft:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        desk.step(key, "submit")
    return approved_and_issued(house, key)


def approved_and_issued(house: Firm, key: object) -> ProposalDraft:
    with house.as_("approver") as desk:
        desk.step(key, "approve")  # type: ignore[arg-type]
    with house.as_("account_manager") as desk:
        desk.step(key, "issue")  # type: ignore[arg-type]
        return desk.draft(key)  # type: ignore[arg-type]


def stored(house: Firm, draft: ProposalDraft) -> bytes:
    with house.as_("read_only") as desk:
        return desk.print(draft.id)


def verdict_on(house: Firm, content: bytes) -> Verdict:
    with house.as_("read_only") as desk:
        return verify(desk, content)


def forged(
    house: Firm, draft: ProposalDraft, change: Callable[[ProposalPrint], ProposalPrint]
) -> bytes:
    """The proposal with something else on its pages, drawn as well as ours."""
    with house.database.reading() as session:
        proposal = session.get_one(Proposal, draft.id)
        parties = kept_parties(session, proposal.snapshot, parties_of(session, draft))
        paper = paper_of(session, read(ProposalDraft, proposal), parties, has_cost=False)
    return print_proposal(change(paper))


def test_the_issued_file_carries_its_figures_and_no_cost(house: Firm) -> None:
    draft = issued(house)
    reader = PdfReader(BytesIO(stored(house, draft)))
    said = json.loads(bytes(reader.attachments[ATTACHED][0]))
    assert (said["number"], said["revision"], said["currency"]) == (draft.number, 0, "EUR")
    assert [line["net"] for line in said["lines"]] == [
        "5782", "20993.1", "1416", "2495.7", "1554",
    ]  # fmt: skip
    assert said["sums"]["total"] == "38604.16"
    assert [tax["amount"] for tax in said["taxes"]] == ["6916.8", "91.38"]
    assert sum(D(part["amount"]) for part in said["schedule"]) == D("38604.16")
    assert "cost" not in json.dumps(said)
    assert "3758" not in json.dumps(said)
    mark = said["mark"]
    foot = f"{mark[:4]} {mark[4:8]} {mark[8:]}"
    assert all(foot in page.extract_text() for page in reader.pages[1:])


def test_the_issued_file_is_untouched(house: Firm) -> None:
    draft = issued(house)
    verdict = verdict_on(house, stored(house, draft))
    assert (verdict.kind, verdict.reference) == (sealing.UNTOUCHED, f"{draft.number} / R0")
    assert (verdict.total, verdict.status) == (D("38604.16"), "issued")
    assert "Untouched" in headline(verdict)


def test_a_copy_in_another_language_is_as_good(house: Firm) -> None:
    draft = issued(house)
    with house.as_("read_only") as desk:
        copy = desk.print(draft.id, language="de", page="Letter")
    assert verdict_on(house, copy).kind == sealing.COPY


def test_a_later_revision_is_named(house: Firm) -> None:
    draft = issued(house)
    first = stored(house, draft)
    with house.as_("account_manager") as desk:
        revision = desk.step(draft.id, "revise")["id"]
        again = desk.draft(revision)
        key = desk.save(replace(again, discount_percent=D(1)), again)
        desk.step(key, "submit")
    second = approved_and_issued(house, key)
    verdict = verdict_on(house, first)
    assert (verdict.kind, verdict.newer) == (sealing.SUPERSEDED, f"{draft.number} / R1")
    assert verdict.newer_id == second.id
    assert f"{draft.number} / R1" in advice(verdict)
    assert verdict_on(house, stored(house, second)).kind == sealing.UNTOUCHED


def test_a_changed_total_is_found_in_the_attached_figures_and_on_the_page(house: Firm) -> None:
    draft = issued(house)
    forgery = forged(
        house, draft, lambda paper: replace(paper, sums=replace(paper.sums, total=D("28604.16")))
    )
    verdict = verdict_on(house, forgery)
    assert verdict.kind == sealing.ALTERED
    assert Difference("Total", "38604.16", "28604.16") in verdict.differences
    assert any(
        (each.where.startswith("Page "), each.ours, each.theirs) == (True, "38,604.16", "28,604.16")
        for each in verdict.differences
    )
    assert verdict_json(verdict)["differences"][0]["issued"]


def test_a_changed_line_names_the_line(house: Firm) -> None:
    draft = issued(house)

    def cheaper(paper: ProposalPrint) -> ProposalPrint:
        line = replace(paper.lines[2], name="Licences, three years")
        return replace(paper, lines=(*paper.lines[:2], line, *paper.lines[3:]))

    differences = verdict_on(house, forged(house, draft, cheaper)).differences
    assert Difference("Line 3, Name", "Licences", "Licences, three years") in differences


def test_a_file_without_its_figures_is_compared_by_its_pages(house: Firm) -> None:
    draft = issued(house)
    writer = PdfWriter()
    for page in PdfReader(BytesIO(stored(house, draft))).pages:
        writer.add_page(page)
    out = BytesIO()
    writer.write(out)
    assert verdict_on(house, out.getvalue()).kind == sealing.RESAVED
    writer.remove_page(writer.pages[-1])
    out = BytesIO()
    writer.write(out)
    assert verdict_on(house, out.getvalue()).kind == sealing.ALTERED


def test_a_number_that_is_not_here_is_unknown(house: Firm) -> None:
    draft = issued(house)
    other = forged(
        house, draft,
        lambda paper: replace(paper, sheet=replace(paper.sheet, number="PRO-1999-0001")),
    )  # fmt: skip
    verdict = verdict_on(house, other)
    assert (verdict.kind, verdict.reference) == (sealing.UNKNOWN, "PRO-1999-0001 / R0")


def test_a_draft_is_no_issued_proposal(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = desk.preview(pro_0042(house, desk))
    assert verdict_on(house, draft).kind == sealing.FOREIGN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no PDF at all",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>",
        b"%PDF-1.7\n" + b"[" * 100_000,
    ],
)
def test_what_is_no_pdf_is_said_and_never_raised(house: Firm, content: bytes) -> None:
    assert verdict_on(house, content).kind in (sealing.UNREADABLE, sealing.FOREIGN)


def test_a_locked_file_and_a_cut_one_are_unreadable(house: Firm) -> None:
    draft = issued(house)
    pdf = stored(house, draft)
    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert verdict_on(house, out.getvalue()).kind == sealing.UNREADABLE
    assert verdict_on(house, pdf[: len(pdf) // 2]).kind in (
        sealing.UNREADABLE,
        sealing.FOREIGN,
        sealing.ALTERED,
    )


def test_a_file_of_any_size_is_not_read(house: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LARGEST", 100)
    assert verdict_on(house, b"%PDF-1.7" + b" " * 100).kind == sealing.TOO_LARGE


def test_figures_that_are_attached_by_others_are_only_compared(house: Firm) -> None:
    draft = issued(house)
    writer = PdfWriter(clone_from=BytesIO(stored(house, draft)))
    for entry in list(writer.attachment_list):
        entry.delete()
    odd = {"number": draft.number, "revision": 0, "lines": [[[1]]], "language": {"x": 1}}
    writer.add_attachment(ATTACHED, json.dumps(odd).encode())
    out = BytesIO()
    writer.write(out)
    assert verdict_on(house, out.getvalue()).kind == sealing.ALTERED


def test_pages_of_ones_own_leave_the_seal_as_it_was(house: Firm, tmp_path: Path) -> None:
    with house.as_("account_manager") as desk:
        file = keep_own_pages(house.database, brochure(tmp_path))
        key = desk.save(with_own(pro_0042(house, desk), file))
        desk.step(key, "submit")
    draft = approved_and_issued(house, key)
    pdf = stored(house, draft)
    assert verdict_on(house, pdf).kind == sealing.UNTOUCHED
    [found] = PdfReader(BytesIO(pdf)).attachments[ATTACHED]
    assert json.loads(bytes(found))["sums"]["total"] == "38604.16"


def test_verifying_writes_nothing(house: Firm, database: Database) -> None:
    draft = issued(house)
    with house.as_("read_only") as desk:
        assert isinstance(desk, Proposals)
        before = desk.show(draft.id)
        verify(desk, stored(house, draft))
        assert desk.show(draft.id) == before
