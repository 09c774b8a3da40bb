"""Pictures inside the texts of a proposal: kept with it, printed, and nothing else with them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from salesdesk.errors import InvalidInput, NotAllowed
from salesdesk.models.values.picture_marks import PictureMark
from salesdesk.models.values.sections import read_sections, write_sections
from salesdesk.services.attachments import Attachments
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_papers import SUMMARY, paper_pdf
from salesdesk.services.text_pictures import keep_picture, picture
from tests.documents.sample import texts
from tests.services.selling import Firm, firm, pro_0042
from tests.services.test_sealing import approved_and_issued


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def kept(house: Firm, folder: Path, size: tuple[int, int] = (800, 400)) -> PictureMark:
    path = folder / "site_plan.png"
    Image.new("RGB", size, "teal").save(path)
    return keep_picture(house.database, path)


def with_approach(draft: ProposalDraft, text: str) -> ProposalDraft:
    sections = [
        replace(each, text=text) if each.kind == "approach" else each
        for each in read_sections(draft.sections)
    ]
    return replace(draft, sections=write_sections(sections))


def test_a_picture_stands_where_its_line_was_and_is_issued_for_good(
    house: Firm, tmp_path: Path
) -> None:
    with house.as_("account_manager") as desk:
        mark = replace(kept(house, tmp_path), words="Plan of the (new) site", percent=40)
        draft = with_approach(pro_0042(house, desk), f"# Site\nBefore it.\n{mark}\nAfter it.")
        key = desk.save(replace(draft, summary=f"Dear Ines\n\n{mark}"))
        preview = desk.preview(desk.draft(key))
        assert desk.preview(desk.draft(key)) == preview
        desk.step(key, "submit")
    approved_and_issued(house, key)
    with house.as_("account_manager") as desk:
        pdf = desk.print(key)
        summary = paper_pdf(desk, SUMMARY, desk.draft(key))
    page = next(
        page for page in PdfReader(BytesIO(pdf)).pages if "Before it." in page.extract_text()
    )
    assert [image.image.size for image in page.images if image.image] == [(800, 400)]
    assert "picture:" not in " ".join(texts(pdf) + texts(summary))
    said = "Plan of the (new) site".encode("utf-16-be").hex().upper()
    assert f"/Alt <FEFF{said}>".encode() in page.get_contents().get_data()  # type: ignore[union-attr]


def test_it_is_kept_without_what_else_the_file_held(house: Firm, tmp_path: Path) -> None:
    path = tmp_path / "from-my-phone.jpg"
    photo = Image.effect_noise((2400, 1800), 90).convert("RGB")
    exif = photo.getexif()
    exif[0x010E] = "taken at home"
    photo.save(path, exif=exif)
    with house.as_("account_manager"):
        mark = keep_picture(house.database, path)
        content = picture(house.database, mark.key)
    assert mark.words == "from my phone"
    assert content
    assert b"taken at home" not in content
    made = Image.open(BytesIO(content))
    assert (made.format, made.size) == ("JPEG", (1600, 1200))


def test_the_same_text_shows_it_in_another_proposal_and_language(
    house: Firm, tmp_path: Path
) -> None:
    with house.as_("account_manager") as desk:
        mark = kept(house, tmp_path)
        draft = with_approach(pro_0042(house, desk), f"{mark}\nWords beside it.")
        copy = desk.from_proposal(desk.save(draft))
        for each in (copy, replace(copy, second_language="de")):
            pdf = PdfReader(BytesIO(desk.preview(each)))
            assert sum(len(page.images) for page in pdf.pages) == 1


def test_a_picture_that_is_gone_is_named(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        mark = PictureMark("0" * 16, "Old site")
        draft = with_approach(pro_0042(house, desk), f"Text\n{mark}")
        with pytest.raises(InvalidInput, match="“Old site” is gone"):
            desk.preview(desk.calculated(draft))


def test_a_mark_brings_no_other_file_onto_paper(house: Firm) -> None:
    """Only pictures that were written anew here are shown, whatever key somebody types."""
    import hashlib

    secret = b"salaries of the board"
    Attachments(house.database).attach("account", house.account_id, "secret.txt", secret)
    mark = PictureMark(hashlib.sha256(secret).hexdigest()[:16], "x")
    with house.as_("account_manager") as desk:
        assert picture(house.database, mark.key) is None
        with pytest.raises(InvalidInput, match="gone"):
            desk.preview(with_approach(pro_0042(house, desk), str(mark)))


@pytest.mark.parametrize(
    "typed",
    [
        "![a](picture:0123456789abcdef 50%) and words",
        "![a](http://example.com/x.png)",
        "![a](file:///etc/passwd 50%)",
        "![a](picture:../../etc/passwd)",
        "![a](picture:0123456789ABCDEF)",
        "![a](picture:0123456789abcdef 50%",
        "![a\x01](picture:0123456789abcde)",
    ],
)
def test_what_is_no_picture_is_printed_as_it_was_typed(house: Firm, typed: str) -> None:
    with house.as_("account_manager") as desk:
        draft = with_approach(pro_0042(house, desk), f"Words.\n\n{typed}")
        printed = " ".join(" ".join(texts(desk.preview(desk.calculated(draft)))).split())
    assert typed.replace("\x01", "") in printed


def test_files_that_are_no_pictures_are_refused_by_name(house: Firm, tmp_path: Path) -> None:
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    with house.as_("account_manager"), pytest.raises(InvalidInput, match=r"notes.png is no pict"):
        keep_picture(house.database, path)
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with house.as_("account_manager"), pytest.raises(InvalidInput, match=r"notes.png is larger"):
        keep_picture(house.database, path)
    with house.as_("account_manager"), pytest.raises(InvalidInput, match=r"gone.png can't be read"):
        keep_picture(house.database, tmp_path / "gone.png")
    with house.as_("read_only"), pytest.raises(NotAllowed):
        keep_picture(house.database, path)
