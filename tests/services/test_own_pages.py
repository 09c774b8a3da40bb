"""Pages of one's own: kept clean, printed page for page, with nothing that they carried."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from salesdesk.errors import InvalidInput
from salesdesk.models.values.sections import OWN, Section, read_sections, write_sections
from salesdesk.services.database import Database
from salesdesk.services.own_pages import keep_own_pages
from salesdesk.services.proposal_drafts import ProposalDraft
from tests.services.selling import Firm, firm, pro_0042


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def brochure(folder: Path, pages: int = 2) -> Path:
    """A PDF with a script, a link and a file in it."""
    plain = BytesIO()
    canvas = Canvas(plain, pagesize=(400, 300))
    for number in range(1, pages + 1):
        canvas.drawString(40, 200, f"Brochure page {number}")
        canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain.getvalue())))
    writer.add_attachment("secret.txt", b"secret")
    writer.add_annotation(0, Link(rect=(0, 0, 100, 100), url="http://example.com/"))
    writer.pages[0][NameObject("/AA")] = DictionaryObject(
        {
            NameObject("/O"): DictionaryObject(
                {
                    NameObject("/S"): NameObject("/JavaScript"),
                    NameObject("/JS"): TextStringObject("app.alert('open')"),
                }
            )
        }
    )
    path = folder / "brochure.pdf"
    writer.write(path)
    return path


def with_own(draft: ProposalDraft, file: str) -> ProposalDraft:
    sections = [*read_sections(draft.sections), Section(OWN, title="Brochure", file=file, name="a")]
    return replace(draft, sections=write_sections(sections))


def test_a_pdf_is_printed_page_for_page_and_brings_nothing_else(
    house: Firm, tmp_path: Path
) -> None:
    with house.as_("account_manager") as desk:
        plain = desk.calculated(pro_0042(house, desk))
        file = keep_own_pages(house.database, brochure(tmp_path))
        before, after = desk.preview(plain), desk.preview(with_own(plain, file))
        assert desk.preview(with_own(plain, file)) == after
    pages = [page.extract_text() for page in PdfReader(BytesIO(after)).pages]
    assert len(pages) == len(PdfReader(BytesIO(before)).pages) + 2
    assert "Brochure page 1" in pages[-2]
    assert "Brochure page 2" in pages[-1]
    assert f"{len(pages)} / {len(pages)}" in pages[-1]
    for sign in (b"JavaScript", b"/JS", b"example.com", b"secret", b"/Annots"):
        assert sign not in after


def test_a_picture_is_a_page(house: Firm, tmp_path: Path) -> None:
    path = tmp_path / "site.png"
    Image.new("RGBA", (5000, 300), (200, 30, 30, 128)).save(path)
    with house.as_("account_manager") as desk:
        plain = desk.calculated(pro_0042(house, desk))
        file = keep_own_pages(house.database, path)
        printed = PdfReader(BytesIO(desk.preview(with_own(plain, file))))
    [image] = printed.pages[-1].images
    assert image.image is not None
    assert max(image.image.size) == 3508


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.pdf", b"%PDF-1.7 nothing follows", "can't be read"),
        ("none.pdf", b"", "can't be read"),
        ("picture.png", b"\x89PNG nothing", "can't be read"),
    ],
)
def test_what_can_not_be_read_is_refused(
    house: Firm, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with house.as_("account_manager"), pytest.raises(InvalidInput, match=words):
        keep_own_pages(house.database, path)


def test_too_many_pages_and_a_password_are_refused(house: Firm, tmp_path: Path) -> None:
    with house.as_("account_manager"), pytest.raises(InvalidInput, match="60"):
        keep_own_pages(house.database, brochure(tmp_path, 61))
    writer = PdfWriter(clone_from=PdfReader(brochure(tmp_path)))
    writer.encrypt("word", algorithm="RC4-128")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    with house.as_("account_manager"), pytest.raises(InvalidInput, match="password"):
        keep_own_pages(house.database, locked)


def test_a_page_without_a_size_is_refused(house: Firm, tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 0)
    path = tmp_path / "flat.pdf"
    writer.write(path)
    with house.as_("account_manager") as desk, pytest.raises(InvalidInput, match="without a size"):
        keep_own_pages(desk.database, path)


def test_pages_that_are_gone_are_named(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = with_own(desk.calculated(pro_0042(house, desk)), "0" * 64)
        with pytest.raises(InvalidInput, match="Brochure"):
            desk.preview(draft)


def test_placeholders_are_filled_in_the_language_of_the_paper(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        draft = replace(
            desk.calculated(pro_0042(house, desk)),
            language="de",
            summary="Für {{customer}}: {{ total }} bis {{valid_until}}; {{unknown}} und {total}.",
        )
        text = " ".join(
            " ".join(page.extract_text().split())
            for page in PdfReader(BytesIO(desk.preview(draft))).pages
        )
    assert "38.604,16 EUR bis" in text
    assert "{{unknown}} und {total}." in text
    assert "{{customer}}" not in text
