"""Whatever is typed into a proposal is what its pages say, and nothing else happens."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from salesdesk import paths
from salesdesk.errors import InvalidInput
from salesdesk.models.values.picture_marks import PictureMark
from salesdesk.services.documents import pictures
from salesdesk.services.documents import proposal as pages
from salesdesk.services.documents.content import (
    OptionRow,
    Party,
    PaymentRow,
    PlanPrint,
    PriceRow,
    ProposalPrint,
    RoleRow,
    RowKind,
    SectionTitle,
    TextSection,
    Written,
)
from salesdesk.services.documents.pictures import redrawn
from salesdesk.services.documents.proposal import print_proposal
from salesdesk.services.documents.scripts import clean
from tests.documents.hostile import STRINGS, UNPRINTABLE
from tests.documents.sample import PLAN, proposal, step

D = Decimal
_SEEN: list[list[tuple[str, tuple[Any, ...]]]] = []
WATCHED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.")


@cache
def _hook() -> None:
    """Audit hooks stay for good: this one listens only while somebody watches."""

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if _SEEN and event.startswith(WATCHED):
            _SEEN[-1].append((event, arguments))

    sys.addaudithook(heard)


@contextmanager
def watched() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    _hook()
    _SEEN.append([])
    try:
        yield _SEEN[-1]
    finally:
        _SEEN.pop()


def unexpected(events: list[tuple[str, tuple[Any, ...]]]) -> list[tuple[str, tuple[Any, ...]]]:
    """All but reading our fonts and words, and Python's own modules."""
    own = (str(paths.resource("fonts")), str(paths.resource("locale")), *sys.path, sys.base_prefix)
    return [
        (event, arguments)
        for event, arguments in events
        if event != "open" or not str(arguments[0]).startswith(tuple(part for part in own if part))
    ]


def hostile_in_rows() -> ProposalPrint:
    """Each string in each kind of row, so that one document holds them all."""
    plain = [text for text in STRINGS if clean(text).strip()]
    lines = tuple(
        part
        for text in plain
        for part in (
            PriceRow("1", text, text, D("10.00"), taxes=(D(23),)),
            PriceRow("", text, text, D(0), kind=RowKind.WORDS),
        )
    )
    return proposal(
        lines=lines,
        options=tuple(OptionRow(text, text, D("1.00")) for text in plain),
        payments=tuple(PaymentRow(text, None, None, D("1.00")) for text in plain),
        written=tuple(
            Written(f"w{at}", "scope", (TextSection(_one_line(text), text),))
            for at, text in enumerate(plain)
        ),
        titles=tuple(SectionTitle(f"w{at}", _one_line(text)) for at, text in enumerate(plain)),
        terms=tuple(TextSection(_one_line(text), text) for text in plain),
        plan=PlanPrint(
            PLAN.rows, PLAN.months, tuple(RoleRow(text, (D(1), D(2))) for text in plain)
        ),
    )


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def hostile_in_fields(text: str) -> ProposalPrint:
    """One string in every field that there is once."""
    plan = PlanPrint((step("1", text, PLAN.rows[0].start, PLAN.rows[0].finish, 8),))
    return proposal(
        title=text, contact=text, prepared_by=text, letter=text, payment_terms=text,
        pricing_note=text, customer=Party(text, (text,), text, text),
        seller=Party(text, (text,), text), plan=plan, terms=(), options=(), payments=(),
        titles=(SectionTitle("pricing", _one_line(text)),),
    )  # fmt: skip


def said(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def letters(text: str) -> str:
    """The letters without what parts them, and without the hyphen that a reader hides."""
    return "".join(unicodedata.normalize("NFC", text).split()).replace("\ufffe", "-")


def require_harmless(pdf: bytes, *, images: bool = False) -> None:
    reader = PdfReader(BytesIO(pdf))
    for page in reader.pages:
        assert not page.get("/Annots")
        assert images or not page.images
        assert "/AA" not in page
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reader.root_object)
    assert list(reader.attachments) in ([], ["salesdesk-proposal.json"])
    for number in range(1, pdf.count(b" 0 obj") + 1):
        found = reader.get_object(number)
        if isinstance(found, dict):
            assert not {"/URI", "/JS", "/JavaScript", "/Launch", "/F/URL"} & set(found)
            assert found.get("/S") not in ("/URI", "/JavaScript", "/Launch", "/GoToR")


def test_three_hundred_strings_in_every_kind_of_row() -> None:
    assert len(STRINGS) >= 300
    content = hostile_in_rows()
    own = [pages.maker_of(each.key) for each in content.written]
    sections = [*pages.STANDARD[:-1], *own, pages.STANDARD[-1]]
    with watched() as events:
        pdf = print_proposal(content, sections)
    assert unexpected(events) == []
    require_harmless(pdf)
    found = letters(said(pdf))
    for text in STRINGS:
        wanted = letters(clean(text))
        if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in wanted):
            assert not Counter(wanted) - Counter(found), text
        else:
            assert found.count(wanted) >= (9 if wanted else 0), text


@pytest.mark.parametrize("chunk", range(8))
def test_three_hundred_strings_in_every_single_field(chunk: int) -> None:
    for text in STRINGS[chunk::8]:
        with watched() as events:
            pdf = print_proposal(hostile_in_fields(text))
        assert unexpected(events) == [], text
        require_harmless(pdf)
        wanted = letters(clean(text))
        found = letters(said(pdf))
        if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in wanted):
            assert not Counter(wanted) - Counter(found), text
        else:
            assert found.count(wanted) >= (7 if wanted else 0), text


@pytest.mark.parametrize("text", UNPRINTABLE)
def test_what_no_font_has_is_refused_in_a_sentence(text: str) -> None:
    for content in (
        proposal(letter=text),
        proposal(customer=Party("Konex", (text,))),
        proposal(lines=(replace(proposal().lines[0], note=text),)),
    ):
        with pytest.raises(InvalidInput) as refused:
            print_proposal(content)
        assert refused.value.problems[0].column
        assert refused.value.message.endswith("Write it with other letters.")


def test_the_same_hostile_words_give_the_same_bytes() -> None:
    text = "<b>東京 שלום e\u0301 & %s"
    assert print_proposal(hostile_in_fields(text)) == print_proposal(hostile_in_fields(text))


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#0E6278").save(out, kind, **more)
    return out.getvalue()


def test_three_hundred_strings_as_the_words_of_a_picture() -> None:
    """They are told to who can't see it, and do nothing else."""
    marks = [PictureMark("0" * 16, text, 10) for text in STRINGS]
    content = proposal(
        letter="\n".join(f"Before it.\n{mark}" for mark in marks), pictures={"0" * 16: picture()}
    )
    with watched() as events:
        pdf = print_proposal(content)
    assert unexpected(events) == []
    assert said(pdf).count("Before it.") == len(marks)
    told = b"".join(page.get_contents().get_data() for page in PdfReader(BytesIO(pdf)).pages)  # type: ignore[union-attr]
    for mark in marks:
        words = clean(str(mark).partition("](picture")[0][2:]).strip()
        if words:
            assert f"/Alt <FEFF{words.encode('utf-16-be').hex().upper()}>".encode() in told
    require_harmless(pdf, images=True)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_written_anew_without_what_else_it_held(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    more = {"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {"comment": b"secret words"}
    made = redrawn(picture(kind, **more))
    assert b"secret" not in made
    assert Image.open(BytesIO(made)).size == (60, 40)
    pdf = print_proposal(proposal(logo=picture(kind, **more)))
    assert b"secret" not in pdf
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 1


def test_a_picture_is_made_small_enough_for_paper() -> None:
    assert max(Image.open(BytesIO(redrawn(picture(size=(4000, 500))))).size) == 1600


BOMB = picture(size=(30_000, 5_000))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, picture()[:60], BOMB,
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n(id) run", picture("TIFF"),
    ],
)  # fmt: skip
def test_what_is_no_picture_or_would_burst_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="Choose another picture"):
        redrawn(content)
    with pytest.raises(InvalidInput, match="Choose another picture"):
        print_proposal(proposal(logo=content or b"x"))


def test_a_file_of_any_size_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST_FILE", 100)
    with pytest.raises(InvalidInput, match="larger than"):
        redrawn(picture(size=(61, 41)) + b" " * 200)


def test_the_resources_are_where_the_watch_thinks_they_are() -> None:
    assert Path(paths.resource("fonts"), "Inter-Regular.ttf").is_file()
    with watched() as events:
        Path(paths.resource("fonts"), "OFL.txt").read_bytes()
        with pytest.raises(OSError, match="no-such-file"):
            Path("/no-such-file").read_bytes()
    assert [arguments[0] for _event, arguments in unexpected(events)] == ["/no-such-file"]
