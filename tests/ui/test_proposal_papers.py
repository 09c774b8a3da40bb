"""The other papers from the builder's menu, and the mail with the issued file."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from salesdesk.models.columns import now
from salesdesk.ui.kit.labels import Label
from tests.services.test_sealing import approved_and_issued
from tests.ui.proposal_workplace import Workplace, body_of


@pytest.mark.parametrize(
    ("kind", "pages", "words"),
    [
        ("summary", 1, "At a glance"),
        ("booklet", 4, "What we talk about"),
        ("walk-away", 1, "Internal — contains cost"),
    ],
)
def test_a_paper_is_written_where_the_user_says(
    place: Workplace, tmp_path: Path, kind: str, pages: int, words: str
) -> None:
    page = place.open()
    page.write_paper(kind, tmp_path / "out.pdf")
    place.settle()
    found = PdfReader(tmp_path / "out.pdf").pages
    assert len(found) == pages
    assert words in "".join(each.extract_text() for each in found)
    assert "Printed to out.pdf" in place.toasts[-1]


def test_a_mail_is_saved_once_the_proposal_is_issued(place: Workplace, tmp_path: Path) -> None:
    page = place.open()
    enabled = {command.key: command.enabled for command in page.commands()}
    assert not enabled["proposal.mail"]()
    place.desk.proposals.step(place.key, "submit")
    approved_and_issued(place.firm, place.key)
    page = place.open()
    assert {command.key: command.enabled for command in page.commands()}["proposal.mail"]()
    page.save_mail(tmp_path / "out.eml")
    place.settle()
    message = BytesParser(policy=policy.default).parsebytes((tmp_path / "out.eml").read_bytes())
    assert message["X-Unsent"] == "1"
    assert "out.eml" in place.toasts[-1]


def test_the_file_of_a_replaced_revision_is_saved_as_it_was_issued(
    place: Workplace, tmp_path: Path
) -> None:
    proposals = place.desk.proposals
    proposals.step(place.key, "submit")
    approved_and_issued(place.firm, place.key)
    issued = proposals.print(place.key)
    page = place.open()
    enabled = {command.key: command.enabled for command in page.commands()}
    assert not enabled["proposal.stored"]()
    later = proposals.step(place.key, "revise")["id"]
    draft = proposals.draft(later)
    proposals.save(replace(draft, valid_until=now().date()), draft)
    proposals.step(later, "submit")
    approved_and_issued(place.firm, later)
    page = place.open()
    assert {command.key: command.enabled for command in page.commands()}["proposal.stored"]()
    page.write_stored(tmp_path / "issued.pdf")
    page.write_pdf(tmp_path / "printed.pdf")
    place.settle()
    assert (tmp_path / "issued.pdf").read_bytes() == issued
    assert (tmp_path / "printed.pdf").read_bytes() != issued


def test_who_may_not_see_cost_is_offered_no_card(place: Workplace) -> None:
    place.sign_in("read_only")
    page = place.open()
    enabled = {command.key: command.enabled for command in page.commands()}
    assert not enabled["proposal.walk_away"]()
    assert enabled["proposal.summary"]()


def test_what_no_font_has_is_said_over_the_page_until_it_is_mended(place: Workplace) -> None:
    page = place.open()
    preview = body_of(page).preview
    place.qtbot.waitUntil(lambda: preview.count > 1, timeout=30_000)
    wide = preview.minimumSizeHint().width()
    assert page.bench is not None
    line = page.bench.draft.lines[0]
    page.bench.set_line(line.id, "name", description="Discovery 🎉")

    def told() -> str:
        return next(
            (
                label.text()
                for label in preview.findChildren(Label)
                if label.isVisible() and "font" in label.text()
            ),
            "",
        )

    place.qtbot.waitUntil(lambda: bool(told()), timeout=30_000)
    assert "Line 1, Name" in told()
    assert "“🎉” in “Discovery 🎉”" in told()
    assert preview.minimumSizeHint().width() <= wide + 40
    assert preview.count > 1
    page.bench.set_line(line.id, "name", description="Discovery")
    place.qtbot.waitUntil(lambda: not told(), timeout=30_000)
    assert place.failures == []
