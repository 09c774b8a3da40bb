"""A company's logo and letterhead: kept clean, printed under the pages, issued for good."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from salesdesk.errors import InvalidInput, NotAllowed
from salesdesk.models.reference import Company
from salesdesk.services.branding import Branding
from salesdesk.services.database import Database
from salesdesk.services.documents.content import LETTER, Sheet
from salesdesk.services.documents.letterhead import paper_of
from salesdesk.services.documents.style import TOP, paper
from salesdesk.services.sealing import COPY, verify
from tests.documents.sample import texts
from tests.services.selling import Firm, firm, pro_0042
from tests.services.test_sealing import issued

HEAD, FOOT = "Maven Hardware, Lisbon", "IBAN PT50 0000"


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def company(house: Firm) -> UUID:
    with house.database.reading() as session:
        return session.execute(select(Company.id)).scalar_one()


def letterhead(folder: Path, pages: int = 1, draw: Callable[[Canvas], None] | None = None) -> Path:
    """A head down to 100 points, a foot up to 40, and everything that a PDF can smuggle."""
    plain = BytesIO()
    canvas = Canvas(plain, pagesize=A4)
    for _number in range(pages):
        canvas.drawString(62, A4[1] - 100, HEAD)
        canvas.drawString(62, 34, FOOT)
        if draw:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain.getvalue())))
    writer.add_attachment("secret.txt", b"secret")
    writer.add_annotation(0, Link(rect=(0, 0, 100, 100), url="http://example.com/"))
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert('open')"),
    }
    writer.pages[0][NameObject("/AA")] = DictionaryObject(
        {NameObject("/O"): DictionaryObject(script)}
    )
    path = folder / "letterhead.pdf"
    writer.write(path)
    return path


def kept(house: Firm, path: Path) -> bytes:
    """The letterhead as the company has it."""
    branding = Branding(house.database)
    with house.as_("administrator"):
        branding.keep_letterhead(company(house), path)
        found = branding.brand(company(house)).letterhead
    assert found
    return found


def test_the_letterhead_is_under_every_page_but_the_cover(house: Firm, tmp_path: Path) -> None:
    kept(house, letterhead(tmp_path))
    with house.as_("account_manager") as desk:
        draft = desk.calculated(pro_0042(house, desk))
        printed = desk.preview(draft)
        assert desk.preview(draft) == printed
    cover, *pages = texts(printed)
    assert HEAD not in cover
    assert pages
    for page in pages:
        assert HEAD in page
        assert FOOT in page
    for sign in (b"JavaScript", b"/JS", b"example.com", b"secret", b"/Annots"):
        assert sign not in printed


def test_text_keeps_clear_of_its_head_and_foot(house: Firm, tmp_path: Path) -> None:
    page = paper_of(Sheet("", letterhead=kept(house, letterhead(tmp_path))))
    assert page.top == pytest.approx(100 + 54, abs=4)
    assert page.foot == pytest.approx(34 + 11 + 34, abs=6)
    assert page.depth < paper("A4").depth


def test_a_bar_a_crest_and_a_tint_stand_behind_the_text(house: Firm, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.9, 0.9, 1)
        canvas.rect(0, 0, 30, A4[1], stroke=0, fill=1)
        canvas.setFillColorRGB(0.93, 0.93, 0.93)
        canvas.circle(400, A4[1] / 2, 190, stroke=0, fill=1)

    page = paper_of(Sheet("", letterhead=kept(house, letterhead(tmp_path, draw=draw))))
    assert page.top == pytest.approx(100 + 54, abs=4)


def test_a_banner_lies_at_the_top_of_the_page(house: Firm, tmp_path: Path) -> None:
    banner = Image.new("RGB", (2000, 200), "white")
    ImageDraw.Draw(banner).rectangle((0, 0, 2000, 120), fill="navy")
    path = tmp_path / "banner.png"
    banner.save(path)
    content = kept(house, path)
    box = PdfReader(BytesIO(content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    page = paper_of(Sheet("", letterhead=content))
    assert page.top == pytest.approx(max(TOP, 120 / 2000 * 595 + 54), abs=4)
    assert page.foot == paper("A4").foot


def test_it_is_scaled_to_other_paper(house: Firm, tmp_path: Path) -> None:
    content = kept(house, letterhead(tmp_path))
    page = paper_of(Sheet("", page=LETTER, letterhead=content))
    assert page.top == pytest.approx(100 * 792 / 842 + 54, abs=4)


def test_an_issued_proposal_keeps_the_letterhead_that_it_was_issued_on(
    house: Firm, tmp_path: Path
) -> None:
    kept(house, letterhead(tmp_path))
    key = issued(house).id
    with house.as_("account_manager") as desk:
        stored, german = desk.print(key), desk.print(key, language="de")
    with house.as_("administrator"):
        Branding(house.database).drop_letterhead(company(house))
    with house.as_("account_manager") as desk:
        assert desk.print(key) == stored
        assert desk.print(key, language="de") == german
        assert HEAD in texts(german)[1]
        assert verify(desk, german).kind == COPY
        assert HEAD not in texts(desk.preview(desk.calculated(pro_0042(house, desk))))[1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.pdf", b"%PDF-1.7 nothing follows", "broken.pdf can't be read"),
        ("picture.png", b"\x89PNG nothing", "picture.png can't be read"),
        ("gone.pdf", None, "There is no file"),
    ],
)
def test_a_file_that_is_no_letterhead_is_refused(
    house: Firm, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with house.as_("administrator"), pytest.raises(InvalidInput, match=words):
        Branding(house.database).keep_letterhead(company(house), path)


def test_several_pages_and_a_password_are_refused(house: Firm, tmp_path: Path) -> None:
    branding = Branding(house.database)
    path = letterhead(tmp_path, 2)
    with house.as_("administrator"), pytest.raises(InvalidInput, match=r"letterhead.pdf has 2 pag"):
        branding.keep_letterhead(company(house), path)
    writer = PdfWriter(clone_from=PdfReader(letterhead(tmp_path)))
    writer.encrypt("word", algorithm="RC4-128")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    with house.as_("administrator"), pytest.raises(InvalidInput, match=r"locked.pdf is locked"):
        branding.keep_letterhead(company(house), locked)


def test_what_is_too_large_is_refused_unread(house: Firm, tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    branding = Branding(house.database)
    for keep in (branding.keep_logo, branding.keep_letterhead):
        with house.as_("administrator"), pytest.raises(InvalidInput, match=r"huge.png is larger"):
            keep(company(house), path)


def test_a_logo_is_written_anew_and_printed(house: Firm, tmp_path: Path) -> None:
    path = tmp_path / "logo.jpg"
    picture = Image.new("RGB", (3000, 1000), "teal")
    exif = picture.getexif()
    exif[0x010E] = "taken at home"
    picture.save(path, exif=exif)
    branding = Branding(house.database)
    with house.as_("administrator"):
        branding.keep_logo(company(house), path)
        logo = branding.brand(company(house)).logo
    assert logo
    assert b"taken at home" not in logo
    assert Image.open(BytesIO(logo)).size == (1600, 533)
    with house.as_("account_manager") as desk:
        pdf = desk.preview(desk.calculated(pro_0042(house, desk)))
    assert len(PdfReader(BytesIO(pdf)).pages[1].images) == 1
    with house.as_("administrator"):
        branding.drop_logo(company(house))
        assert branding.brand(company(house)).logo is None


def test_only_who_may_change_settings_changes_the_paper(house: Firm, tmp_path: Path) -> None:
    branding = Branding(house.database)
    with house.as_("account_manager"), pytest.raises(NotAllowed):
        branding.keep_letterhead(company(house), letterhead(tmp_path))
    with house.as_("account_manager"), pytest.raises(NotAllowed):
        branding.drop_logo(company(house))
